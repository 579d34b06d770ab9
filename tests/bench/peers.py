"""The peers, at pinned versions in an environment of their own, and how they are called."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench.results import HERE
from tests.bench.run import ROOT, BenchError, Tell, timed

PEERS = ROOT / "build" / "peers"
_LOCK = HERE / "peers.txt"
_NO_NETWORK = (
    "对照软件装不上。需要能访问 pip 所用的软件源；设置方法见 README。\n"
    "The peers could not be installed. pip must reach its package index; see the README.\n"
)


def install(tell: Tell) -> None:
    """Install the peers that pip brings, if they are not here yet; raises BenchError."""
    stamp = PEERS / "installed"
    if stamp.is_file() and stamp.read_bytes() == _LOCK.read_bytes():
        return
    tell("pip install peers")
    shutil.rmtree(PEERS, ignore_errors=True)
    pip = (PEERS / "bin" / "python", "-m", "pip", "-q", "--disable-pip-version-check", "install")
    try:
        timed([sys.executable, "-m", "venv", PEERS])
        timed([*pip, "--require-hashes", "--only-binary", ":all:", "-r", _LOCK])
    except BenchError as error:
        raise BenchError(f"{_NO_NETWORK}{error}") from error
    shutil.copyfile(_LOCK, stamp)


def versions() -> dict[str, str]:
    """The version of each peer; of hledger, which is Debian's, whichever is here."""
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)$", (HERE / "peers.in").read_text(), re.M))
    return pinned | {"hledger": _hledger()}


def check_jsonschema() -> Path:
    """The program check-jsonschema."""
    return PEERS / "bin" / "check-jsonschema"


def sourcemeta() -> Path:
    """The program of sourcemeta-jsonschema itself, without the Python that starts it."""
    arch = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
    return _in_packages(f"sourcemeta_jsonschema/jsonschema-{platform.system().lower()}-{arch}")


def hugo() -> Path:
    """The program Hugo itself, without the Python that starts it."""
    return _in_packages("hugo/binaries/hugo")


def hledger() -> str:
    """The program hledger; raises BenchError where it is missing."""
    found = shutil.which("hledger")
    if not found:
        raise BenchError("hledger：未安装 / not installed (Debian: apt-get install hledger)")
    return found


def _in_packages(name: str) -> Path:
    found = next(iter(PEERS.glob(f"lib/python3*/site-packages/{name}")), None)
    if found is None:
        raise BenchError(f"{name}: not in {PEERS.relative_to(ROOT)}")
    return found


def _hledger() -> str:
    try:
        said = subprocess.run([hledger(), "--version"], capture_output=True, text=True, check=True)
    except BenchError:
        return ""
    return said.stdout.split()[1].rstrip(",")
