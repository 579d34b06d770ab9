"""Files of the search: gzip, and taken over from the last site where their text is the same."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from gongshi.publish.output import Output

FOLDER = "search"
_MADE = "made.json"


class Files:
    """The files of the search of a site, and those of the last one, if any.

    The latter serve only if they were made by the same `rules` and lie there as they were written;
    `last_size` is what was noted of them, else 0. `sizes` are the bytes of each file written.
    """

    def __init__(self, output: Output, rules: str) -> None:
        self._output, self._rules = output, rules
        self._before = output.before / FOLDER
        self.last_size = _noted(self._before, rules)
        self.sizes: dict[str, int] = {}

    def write(self, name: str, text: str) -> bool:
        """Write a file, and say if the last site has the same.

        To unpack the last one and compare costs less than to pack.
        """
        content = text.encode()
        with suppress(FileNotFoundError):
            packed = self._packed(name)
            if gzip.decompress(packed) == content:
                self._keep(name, packed)
                return True
        packed = gzip.compress(content, 6, mtime=0)
        self._output.write(f"{FOLDER}/{name}", packed)
        self.sizes[name] = len(packed)
        return False

    def take(self, name: str) -> None:
        """Take over a file of the last site."""
        self._keep(name, self._packed(name))

    def _keep(self, name: str, packed: bytes) -> None:
        self._output.keep(f"{FOLDER}/{name}", sha256(packed).hexdigest())
        self.sizes[name] = len(packed)

    def hundreds(self, name: str) -> int:
        """How many hundreds of bytes a file that was written has, rounded up."""
        return -(-self.sizes[name] // 100)

    def _packed(self, name: str) -> bytes:
        if not self.last_size:
            raise FileNotFoundError(name)
        return (self._before / name).read_bytes()

    def last(self, name: str) -> str:
        """The text of a file of the last site."""
        return gzip.decompress(self._packed(name)).decode()

    def seal(self, size: int) -> None:
        """Note by which rules the files were made, a size, and their digest."""
        digests = {name: self._output.digests[f"{FOLDER}/{name}"] for name in self.sizes}
        made = {"rules": self._rules, "size": size, "digest": _digest(digests)}
        self._output.write(f"{FOLDER}/{_MADE}", json_of(made))


def _noted(folder: Path, rules: str) -> int:
    """The size noted of the files in a folder, if they are sound; else 0."""
    with suppress(OSError, ValueError, KeyError):
        made = json.loads((folder / _MADE).read_bytes())
        found = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.gz")}
        if made["rules"] == rules and made["digest"] == _digest(found):
            return int(made["size"])
    return 0


def _digest(digests: Mapping[str, str]) -> str:
    return sha256(repr(sorted(digests.items())).encode()).hexdigest()


def json_of(value: Any) -> str:
    """A value as JSON, as short as it gets."""
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def block_name(group: int, block: int) -> str:
    """The file of a block of texts."""
    return f"texts-{group}-{block}.gz"


def block_of(rows: Sequence[Any]) -> str:
    """Documents in JSON, one a line."""
    return "[" + ",\n".join(map(json_of, rows)) + "]"
