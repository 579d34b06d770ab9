"""Files of the search: gzip, and taken over from the last site where their text is the same."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

_MADE = "made.json"


class Files:
    """The files of a search in `folder`, and those of the last site in `before`, if any.

    `sizes` are the bytes of each file written.
    """

    def __init__(self, folder: Path, before: Path | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._before = folder, before
        self.sizes: dict[str, int] = {}

    def write(self, name: str, text: str) -> None:
        """Write a file; to unpack the last one and compare costs less than to pack."""
        content = text.encode()
        packed = self._same(name, content) or gzip.compress(content, 9, mtime=0)
        self.sizes[name] = (self._folder / name).write_bytes(packed)

    def _same(self, name: str, content: bytes) -> bytes:
        """The last file of the name if it holds this, else nothing."""
        if self._before is not None:
            with suppress(OSError, EOFError, zlib.error):
                packed = (self._before / name).read_bytes()
                if gzip.decompress(packed) == content:
                    return packed
        return b""

    def last(self, name: str) -> str:
        """The text of a file of the last site."""
        if self._before is None:
            raise FileNotFoundError(name)
        return gzip.decompress((self._before / name).read_bytes()).decode()

    def seal(self, rules: str) -> None:
        """Note by which rules the files were made, and their digest."""
        made = {"rules": rules, "digest": _digest(self._folder)}
        (self._folder / _MADE).write_text(json_of(made), encoding="utf-8")

    def is_sound(self, rules: str) -> bool:
        """Whether the last site has files made by the same rules, all as they were written."""
        if self._before is None:
            return False
        with suppress(OSError, ValueError):
            made: object = json.loads((self._before / _MADE).read_text(encoding="utf-8"))
            return made == {"rules": rules, "digest": _digest(self._before)}
        return False


def _digest(folder: Path) -> str:
    whole = sha256()
    for path in sorted(folder.glob("*.gz")):
        whole.update(path.name.encode() + sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def json_of(value: Any) -> str:
    """A value as JSON, as short as it gets."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def block_name(group: int, block: int) -> str:
    """The file of a block of texts."""
    return f"texts-{group}-{block}.gz"


def block_of(rows: Sequence[str]) -> str:
    """Documents in JSON, one a line."""
    return "[" + ",\n".join(rows) + "]"
