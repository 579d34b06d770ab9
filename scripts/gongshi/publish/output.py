"""Writes of the files of a site only those that differ from the last one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path

# Of a file size, time and inode, by which it is known again; no such file is odd.
Found = tuple[int, int, int]
ODD: Found = (-1, 0, 0)


class Output:
    """The folder `fresh` of a site to be, and `before`, that of the last one, if there is one.

    `digests` are the SHA-256 of all files of the site to be, by path. Of these the fresh folder
    holds those that the last site has not with the same bytes; the others are taken from there
    (`placing`).
    """

    def __init__(self, fresh: Path, before: Path) -> None:
        self.folder = fresh
        self.digests: dict[str, str] = {}
        self.before = before
        self._made: set[str] = set()

    def apart(self) -> Output:
        """The same, for somebody who writes into it apart from this."""
        apart = Output(self.folder, self.before)
        apart.digests |= self.digests
        apart.there = self.there
        return apart

    @cached_property
    def there(self) -> Mapping[str, Found]:
        """The files of the last site."""
        return files_of(self.before)

    def write(self, name: str, text: str | bytes) -> None:
        """Have a file at a path below the folder."""
        content = text.encode() if isinstance(text, str) else text
        self.digests[name] = sha256(content).hexdigest()
        if not self._is_there(name, content):
            self.path(name).write_bytes(content)

    def _is_there(self, name: str, content: bytes) -> bool:
        if self.there.get(name, ODD)[0] != len(content):
            return False
        with suppress(OSError):
            return (self.before / name).read_bytes() == content
        return False

    def keep(self, name: str, digest: str) -> None:
        """Take over a file of the last site as it is."""
        self.digests[name] = digest

    def path(self, name: str) -> Path:
        """Where to write a file, whose folder is there; `take` is to be called then."""
        folder = name.rpartition("/")[0]
        if folder not in self._made:
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return self.folder / name

    def take(self, names: Iterable[str]) -> None:
        """Take up files that were written into the folder by others."""
        for name in names:
            path = self.folder / name
            content = path.read_bytes()
            self.digests[name] = sha256(content).hexdigest()
            if self._is_there(name, content):
                path.unlink()

    def find(self, name: str) -> Path:
        """Where a file of the site to be lies, to be read."""
        path = self.folder / name
        return path if path.exists() else self.before / name

    def file(self, name: str) -> Found:
        """Size, time and inode of a file of the site to be."""
        with suppress(FileNotFoundError):
            return _found((self.folder / name).stat())
        return self.there[name]


def files_of(folder: Path) -> dict[str, Found]:
    """Everything below a folder but folders, by path; what is no plain file is ODD."""
    return {
        entry.path[len(f"{folder}/") :]: _found(entry.stat(follow_symlinks=False))
        if entry.is_file(follow_symlinks=False)
        else ODD
        for entry in _entries(folder)
        if not entry.is_dir(follow_symlinks=False)
    }


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What lies below a folder; links are not followed."""
    left = [str(folder)] if folder.is_dir() else []
    while left:
        with os.scandir(left.pop()) as entries:
            for each in entries:
                yield each
                if each.is_dir(follow_symlinks=False):
                    left.append(each.path)


def _found(of: os.stat_result) -> Found:
    return of.st_size, of.st_mtime_ns, of.st_ino
