"""What machine it was, what was measured on it, and how busy it was."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.bench.run import ROOT

from gongshi import CHINA_TIME
from gongshi.records.repository import repository


def machine(peers: dict[str, str]) -> dict[str, Any]:
    """The machine, and the versions of what ran."""
    return {
        "processor": _of("/proc/cpuinfo", r"^model name\s*: (.*)$"),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(int(_of("/proc/meminfo", r"^MemTotal:\s*(\d+) kB$")) / 2**20),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": peers | {"git": _git()},
    }


def load() -> float:
    """How many processes wanted to run, over the last minute."""
    return round(os.getloadavg()[0], 2)


def free() -> int:
    """The memory that a program could have now, in bytes."""
    return int(_of("/proc/meminfo", r"^MemAvailable:\s*(\d+) kB$")) * 1024


def _of(file: str, pattern: str) -> str:
    found = re.search(pattern, Path(file).read_text(), re.M)
    return found[1] if found else "0"


def today() -> str:
    """The day in China."""
    return datetime.now(CHINA_TIME).date().isoformat()


def commit() -> str:
    """The toolkit's commit, with a `+` where the work tree holds more."""
    with repository(ROOT) as repo:
        if repo is None:
            return ""
        return repo.head.commit.hexsha[:10] + ("+" if repo.is_dirty() else "")


def _git() -> str:
    done = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True)
    return done.stdout.split()[2]
