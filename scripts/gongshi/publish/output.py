"""Writes the files of a site into a fresh folder; what the last site had already is linked to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path


class Output:
    """The folder `fresh` of a site to be, and `before`, that of the last one, if there is one.

    `digests` are the SHA-256 of all that has been written through it, by path. A file that the last
    site has with the same bytes becomes another name of that file, so that it keeps its date.
    """

    def __init__(self, fresh: Path, before: Path) -> None:
        self.folder = fresh
        self.digests: dict[str, str] = {}
        self.before = before
        self._made: set[str] = set()

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file at a path below the folder."""
        content = text.encode() if isinstance(text, str) else text
        self.digests[name] = sha256(content).hexdigest()
        path = self.folder / name
        self._make(name)
        if not self._linked(path, name, content):
            path.write_bytes(content)

    def _linked(self, path: Path, name: str, content: bytes) -> bool:
        with suppress(OSError):
            before = self.before / name
            if before.read_bytes() == content:
                path.unlink(missing_ok=True)
                path.hardlink_to(before)
                return True
        return False

    def link(self, name: str, digest: str) -> None:
        """Take over a file of the last site as it is."""
        self.digests[name] = digest
        self.link_to([name])

    def link_to(self, names: Iterable[str]) -> None:
        """Have files of the last site here too."""
        folder, before = str(self.folder), str(self.before)
        for name in names:
            self._make(name)
            os.link(f"{before}/{name}", f"{folder}/{name}")

    def path(self, name: str) -> Path:
        """Where to write a file, whose folder is there; `take` is to be called then."""
        self._make(name)
        return self.folder / name

    def _make(self, name: str) -> None:
        folder = name.rpartition("/")[0]
        if folder not in self._made:
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)

    def take(self, names: Iterable[str]) -> None:
        """Take up files that were written into the folder by others."""
        for name in names:
            if name in self.digests:
                continue
            path = self.folder / name
            content = path.read_bytes()
            self.digests[name] = sha256(content).hexdigest()
            self._linked(path, name, content)

    def names(self, below: str = "") -> list[str]:
        """The paths of all files below the folder, or below one in it, sorted."""
        return sorted(
            path.relative_to(self.folder).as_posix()
            for path in (self.folder / below).rglob("*")
            if path.is_file()
        )
