"""What an earlier run found out, kept in `build/cache` so that the next need not find it out again.

A file there begins with the digest of all that follows and is put in place whole: it survives a
kill at any moment, and one that is damaged, of another key, or gone is as good as none. It is read
into memory at once, so that what is used is what was judged. Only one process at a time writes; the
others go without. The folder may be deleted at any time.

Where `records/` lies (inode, time) is part of the key: a cache that came along with a checkout was
made by somebody else, who may have made it say what he likes.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

import gongshi
from gongshi.findings import Finding, Span
from gongshi.kinds import Kind
from gongshi.records.walk import FOLDER

CACHE = Path("build", "cache")
_DIGEST = 64  # hexadecimal digits
_ALIGNED = 64  # bytes, as Arrow likes its buffers
# What reads, judges and adds up beside the toolkit itself.
_LIBRARIES = (
    *("chinesecalendar", "duckdb", "jsonschema-rs", "pillow", "pyarrow", "pyyaml", "yaml-rs"),
)


def key_of(root: Path, kinds: Mapping[str, Kind]) -> str:
    """What must be the same for anything kept to hold: toolkit, schemas, place of the records."""
    place = (root / FOLDER).stat()
    schemas = {name: kind.schema for name, kind in kinds.items()}
    said = json.dumps([_toolkit(), place.st_ino, place.st_ctime_ns, schemas])
    return sha256(said.encode()).hexdigest()


def get(root: Path, name: str, key: str) -> dict[str, pa.Buffer] | None:
    """The parts of the file `name`, if it is whole and was kept under `key`."""
    try:
        content = pa.py_buffer((root / CACHE / name).read_bytes())
        digest, rest = content[:_DIGEST].to_pybytes(), content[_DIGEST:]
        if sha256(rest).hexdigest().encode() != digest:
            return None
        length = int(rest[:_ALIGNED].to_pybytes())
        head = json.loads(rest[_ALIGNED : _ALIGNED + length].to_pybytes())
    except (OSError, ValueError):
        return None
    if head["key"] != key:
        return None
    parts: dict[str, pa.Buffer] = {}
    at = _ALIGNED + _rounded(length)
    for part, size in head["parts"].items():
        parts[part] = rest[at : at + size]
        at += _rounded(size)
    return parts


def put(root: Path, name: str, key: str, parts: Mapping[str, bytes | pa.Buffer]) -> None:
    """Keep `parts` in the file `name`; where that cannot be done, nothing is kept."""
    head = {"key": key, "parts": {part: len(content) for part, content in parts.items()}}
    said = json.dumps(head).encode()
    pieces = [str(len(said)).encode(), said, *parts.values()]
    padded = [each for piece in pieces for each in (piece, bytes(-len(piece) % _ALIGNED))]
    padded[1] = b" " * len(padded[1])
    digest = sha256()
    for piece in padded:
        digest.update(piece)
    folder = root / CACHE
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder / "lock"):
            part = folder / f"{name}.part"
            part.unlink(missing_ok=True)  # of a process that was killed
            with os.fdopen(
                os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(digest.hexdigest().encode())
                for piece in padded:
                    file.write(piece)
            part.replace(folder / name)


def packed(findings: Sequence[Finding]) -> str:
    """Findings as text, from which `unpacked` makes equal ones."""
    return json.dumps([asdict(each) for each in findings], ensure_ascii=False)


def unpacked(text: str | bytes) -> tuple[Finding, ...]:
    """The findings that `packed` wrote."""
    return tuple(
        Finding(**{**each, "span": Span(**each["span"]) if each["span"] else None})
        for each in json.loads(text)
    )


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """The only writer; raises OSError where there is one already. The system frees the lock."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


@cache
def _toolkit() -> str:
    """The toolkit to the letter, with what it stands on."""
    digest = sha256(sys.version.encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    package = Path(gongshi.__file__).parent
    for folder, _, names in sorted(os.walk(package)):
        within = folder.removeprefix(str(package))
        for name in sorted(names):
            if name.endswith((".py", ".sql", ".yaml")):
                content = Path(folder, name).read_bytes()
                digest.update(f"{within}/{name} {len(content)}\n".encode())
                digest.update(content)
    return digest.hexdigest()


def _rounded(size: int) -> int:
    return size + -size % _ALIGNED
