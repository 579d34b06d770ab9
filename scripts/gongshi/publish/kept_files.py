"""Files kept from the last build: taken over as they are if they were made of the same.

Whoever has files written says by a digest what they are made of; the toolkit and the schemas are
the key. A file is taken over only if it lies there as it was written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from gongshi.kinds import Kind
from gongshi.publish.catalogue import Shelf
from gongshi.publish.kept import File, file_of, lies_there
from gongshi.publish.output import Output
from gongshi.records.cache import get, key_of, put

_NAME = "files"
_PART = "said"
Made = tuple[str, list[File]]  # of what, and which files


class KeptFiles:
    """Has the files of a site made, or takes them over from the last one; `before` are those."""

    def __init__(self, output: Output, before: Mapping[str, Made] | None = None) -> None:
        self.output = output
        self._before = before or {}
        self._made: dict[str, Made] = {}

    def make(self, name: str, of: str, write: Callable[[], Iterable[str]]) -> None:
        """Have the files written that go by `name` and are made of `of`, unless they are there.

        `write` writes them, by `Output.write` or into the folder of the site to be, and gives their
        paths.
        """
        made, files = self._before.get(name, ("", []))
        output = self.output
        if files and made == of and all(lies_there(output, each) for each in files):
            for path, digest, *_ in files:
                output.keep(path, digest)
        else:
            paths = list(write())
            output.take(path for path in paths if path not in output.digests)
            files = [file_of(output, path, output.digests[path]) for path in paths]
        self._made[name] = (of, files)

    def keep(self, root: Path, kinds: Mapping[str, Kind]) -> None:
        """Keep what the files were made of for the next build."""
        put(root, _NAME, key_of(root, kinds), {_PART: json.dumps(self._made).encode()})


def kept_files(root: Path, kinds: Mapping[str, Kind], output: Output) -> KeptFiles:
    """What makes the files of a site, with those that there are of the last."""
    parts = get(root, _NAME, key_of(root, kinds))
    return KeptFiles(output, json.loads(parts[_PART].to_pybytes()) if parts else None)


def digest_of(shelf: Shelf | None) -> str:
    """What is published of the records of a kind, by a digest."""
    digests = shelf.digests if shelf else {}
    return sha256(repr(sorted(digests.items())).encode()).hexdigest()
