"""Files of the search: gzip, and taken over from the last site where their text is the same."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
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
        self._digests: dict[str, bytes] = {}
        self.sizes: dict[str, int] = {}

    def write(self, name: str, text: str) -> bool:
        """Write a file, and say if the last site has the same.

        To unpack the last one and compare costs less than to pack.
        """
        content = text.encode()
        packed = self._same(name, content)
        self._put(name, packed or gzip.compress(content, 6, mtime=0))
        return bool(packed)

    def take(self, name: str) -> None:
        """Take over a file of the last site."""
        self._put(name, self._packed(name))

    def _put(self, name: str, packed: bytes) -> None:
        self.sizes[name] = (self._folder / name).write_bytes(packed)
        self._digests[name] = sha256(packed).digest()

    def hundreds(self, name: str) -> int:
        """How many hundreds of bytes a file that was written has, rounded up."""
        return -(-self.sizes[name] // 100)

    def _same(self, name: str, content: bytes) -> bytes:
        """The last file of the name if it holds this, else nothing."""
        with suppress(OSError, EOFError, zlib.error):
            packed = self._packed(name)
            if gzip.decompress(packed) == content:
                return packed
        return b""

    def _packed(self, name: str) -> bytes:
        if self._before is None:
            raise FileNotFoundError(name)
        return (self._before / name).read_bytes()

    def last(self, name: str) -> str:
        """The text of a file of the last site."""
        return gzip.decompress(self._packed(name)).decode()

    def seal(self, rules: str, size: int) -> None:
        """Note by which rules the files were made, how much their lines hold, and their digest."""
        made = {"rules": rules, "size": size, "digest": _digest(self._digests)}
        (self._folder / _MADE).write_text(json_of(made), encoding="utf-8")

    def last_size(self, rules: str) -> int:
        """What the lines of the last site hold, if it was made by the same rules and is as it was.

        Else 0.
        """
        if self._before is None:
            return 0
        with suppress(OSError, ValueError, KeyError):
            made = json.loads(self._packed(_MADE))
            found = {path.name: path.read_bytes() for path in self._before.glob("*.gz")}
            digests = {name: sha256(packed).digest() for name, packed in found.items()}
            if made["rules"] == rules and made["digest"] == _digest(digests):
                return int(made["size"])
        return 0


def _digest(digests: Mapping[str, bytes]) -> str:
    whole = b"".join(name.encode() + digests[name] for name in sorted(digests))
    return sha256(whole).hexdigest()


def json_of(value: Any) -> str:
    """A value as JSON, as short as it gets."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def block_name(group: int, block: int) -> str:
    """The file of a block of texts."""
    return f"texts-{group}-{block}.gz"


def block_of(rows: Sequence[Any]) -> str:
    """Documents in JSON, one a line."""
    return "[" + ",\n".join(map(json_of, rows)) + "]"
