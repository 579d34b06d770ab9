"""That every picture which a record shows is there, and every one that is there is shown.

A picture that no record shows has neither credit nor consent, so it may not lie in the repository.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongshi.findings import Finding, Span
from gongshi.kinds import Kind
from gongshi.records.load import Loaded
from gongshi.records.pictures import is_picture
from gongshi.records.tables import layout

MISSING, UNUSED = "X027", "X028"
_TOP = Span(1, 1, 1, 1)


def picture_findings(loaded: Loaded, kinds: Mapping[str, Kind]) -> tuple[list[Finding], int]:
    """What is wrong with pictures and what speaks of them, and how many findings hang.

    Those hang that a record might undo which could not be read.
    """
    sound = {each.name: each.path for each in loaded.pictures}
    broken = {each.file.rpartition("/")[2] for each in loaded.findings if is_picture(each.file)}
    shown = list(_shown(loaded, kinds))
    found = [
        Finding(path, MISSING, pointer, args={"name": name})
        for path, pointer, name in shown
        if name not in sound and name not in broken
    ]
    names = {name for _, _, name in shown}
    unused = [
        Finding(path, UNUSED, args={"name": name}, span=_TOP)
        for name, path in sound.items()
        if name not in names
    ]
    showing = {kind.name for kind, _ in _fields(kinds)}
    if showing.isdisjoint(loaded.tables["broken"]["kind"].to_pylist()):
        return [*found, *unused], 0
    return found, len(unused)


def _fields(kinds: Mapping[str, Kind]) -> Iterator[tuple[Kind, tuple[str, str]]]:
    """The kinds whose records show pictures; of each such field the column and the pointer."""
    for kind in kinds.values():
        for column in layout(kind)[kind.name]:
            if column.field.picture:
                yield kind, (column.name, column.pointer)


def _shown(loaded: Loaded, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, str, str]]:
    """The pictures of which records speak: path of the record, pointer, name of the picture."""
    for kind, (column, pointer) in _fields(kinds):
        table = loaded.tables[kind.name]
        for file, name in zip(table["file"].to_pylist(), table[column].to_pylist(), strict=True):
            if name is not None:
                yield loaded.paths[file], pointer, name
