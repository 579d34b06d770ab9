"""Which files under `records/` are records, and what else lies there that should not.

Names and file types are judged from the folder's listing alone: nothing but a regular file of
fitting size and name is ever opened, and no symbolic link is followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from gongshi.findings import Finding, Span
from gongshi.records.guards import MAX_BYTES

FOLDER = "records"
PICTURES = "pictures"  # the folder below it that holds no records but what they show
_STEM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_NAME = re.compile(rf"{_STEM.pattern}\.yaml", re.ASCII)
Stamp = tuple[int, int, int, int]
NO_STAMP: Stamp = (0, 0, 0, 0)  # equal to that of no file
_TOP = Span(1, 1, 1, 1)
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_PIECE = 16 * 1024  # bytes; nearly every file is one


class Source(NamedTuple):
    """A file that is to be read as a record of the kind named `kind`; `size` in bytes.

    `stamp` tells by the file's entry in its folder whether it may have changed: size, times of the
    last change of content and of the entry (nanoseconds), and inode. `known` is the digest of the
    content that an earlier run read, if any.
    """

    path: str
    kind: str
    size: int
    stamp: Stamp = NO_STAMP
    known: str = ""

    @property
    def id(self) -> str:
        """The id that the file's name claims."""
        return self.path.rpartition("/")[2].removesuffix(".yaml")


def walk(
    root: Path, folders: Mapping[str, str], foreseen: Callable[[int], object] = lambda _: None
) -> tuple[list[Source], list[Finding]]:
    """The record files below `root`/records in the order of their paths, and findings B001–B005.

    `folders` names the kind of each folder. Names that begin with a dot are not looked at,
    unless they end like a record. `foreseen` is told, folder by folder, how many files may come.
    """
    sources: list[Source] = []
    findings: list[Finding] = []
    top = root / FOLDER
    if top.is_symlink():
        return [], [Finding(FOLDER, "B003", args={"name": FOLDER}, span=_TOP)]
    if not top.is_dir():
        return [], []
    waiting: list[tuple[str, str | None]] = [(FOLDER, None)]
    while waiting:
        at, kind = waiting.pop()
        try:
            for entry in _entries(root, at, lambda count: foreseen(len(sources) + count)):
                name = entry.name
                if kind and _NAME.fullmatch(name) and entry.is_file(follow_symlinks=False):
                    stamp = _stamp(entry)
                    if stamp[0] > MAX_BYTES:
                        findings.append(too_large(f"{at}/{name}", stamp[0]))
                    else:
                        sources.append(Source(f"{at}/{name}", kind, stamp[0], stamp))
                elif kind is None and name == PICTURES and entry.is_dir(follow_symlinks=False):
                    continue
                elif _may_enter(entry, folders, kind):
                    waiting.append((f"{at}/{name}", kind or folders[name]))
                elif not name.startswith(".") or name.endswith((".yaml", ".yml")):
                    code = _refusal(entry) if kind else "B003" if entry.is_symlink() else "B002"
                    args = {"name": entry_name(entry), "folders": ", ".join(sorted(folders))}
                    findings.append(Finding(f"{at}/{args['name']}", code, args=args, span=_TOP))
        except OSError as error:
            args = {"reason": os.strerror(error.errno or 0)}
            findings.append(Finding(at, "B015", args=args, span=_TOP))
    return sorted(sources, key=itemgetter(0)), sorted(findings, key=lambda each: each.order)


def misplaced(path: str, folders: Collection[str]) -> Finding | None:
    """What `walk` would say of the name of a file below records/, wherever the file is kept.

    `folders` are those of the kinds. None for a name that a record may have, and for one that
    `walk` does not look at.
    """
    parts = path.split("/")[1:]
    for depth, name in enumerate(parts, 1):
        is_last = depth == len(parts)
        if name.startswith(".") and not name.endswith((".yaml", ".yml")):
            return None
        if depth == 1:
            code = "" if not is_last and name in folders else "B002"
        else:
            code = "" if (_NAME if is_last else _STEM).fullmatch(name) else "B001"
        if code:
            args = {"name": name, "folders": ", ".join(sorted(folders))}
            return Finding("/".join([FOLDER, *parts[:depth]]), code, args=args, span=_TOP)
    return None


def too_large(path: str, size: int) -> Finding:
    """That a file is larger than records may be."""
    args = {"size": str(size), "most": str(MAX_BYTES)}
    return Finding(path, "B005", args=args, span=_TOP)


def read(root: Path, path: str) -> bytes | Finding:
    """The bytes of a file that `walk` found; a finding if it has become unreadable since."""
    data = b""
    try:
        # Plain calls of the system: a city has many small files.
        descriptor = os.open(f"{root}/{path}", _OPEN)
        try:
            while len(data) <= MAX_BYTES and (piece := os.read(descriptor, _PIECE)):
                data += piece
        finally:
            os.close(descriptor)
    except OSError as error:
        return Finding(path, "B015", args={"reason": os.strerror(error.errno or 0)}, span=_TOP)
    if len(data) > MAX_BYTES:
        return too_large(path, len(data))
    return data


def entry_name(entry: os.DirEntry[str]) -> str:
    """A name as it may be printed: bytes that are no UTF-8 become escapes."""
    return os.fsencode(entry.name).decode("utf-8", "backslashreplace")


def _entries(root: Path, at: str, counted: Callable[[int], object]) -> Iterator[os.DirEntry[str]]:
    """What lies in the folder `at`; `counted` is told how much that is before it is looked at."""
    # By descriptor, so that the way to the folder is gone once and not for each of its files.
    descriptor = os.open(f"{root}/{at}", os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        entries = list(os.scandir(descriptor))
        counted(len(entries))
        yield from entries
    finally:
        os.close(descriptor)


def _may_enter(entry: os.DirEntry[str], folders: Collection[str], kind: str | None) -> bool:
    """Whether to descend into it; at the top an unknown folder is one finding, not many."""
    name = entry.name
    known = "." not in name and _STEM.fullmatch(name) if kind else name in folders
    return bool(known) and entry.is_dir(follow_symlinks=False)


def _refusal(entry: os.DirEntry[str]) -> str:
    """The code for what lies among the records and is none."""
    if entry.is_symlink():
        return "B003"
    is_other = not (entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False))
    return "B004" if is_other else "B001"


def _stamp(entry: os.DirEntry[str]) -> Stamp:
    """The stamp of a file; one that has vanished since its folder was listed has none."""
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return NO_STAMP
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
