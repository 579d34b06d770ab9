"""What of the records' tables a change touches: columns with other values, tables with other rows.

A change of comments, or of the order of a record's fields, touches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from gongshi.kinds import Kind
from gongshi.records.between import records_in
from gongshi.records.load import Loaded, Since
from gongshi.records.queries import ROWS, Columns
from gongshi.records.tables import tables_of

_KEYS = ("file", "parent", "ord")


def touched_by(loaded: Loaded, since: Since | None, kinds: Mapping[str, Kind]) -> Columns:
    """By table the columns that are otherwise in `loaded` than before `since`."""
    if since is None:
        return {}
    changed: dict[str, list[int]] = {}
    for number in since.changed:
        changed.setdefault(loaded.paths[number].split("/")[1], []).append(number)
    touched: dict[str, frozenset[str]] = {}
    for name, kind in kinds.items():
        were = since.paths[name]
        now = changed.get(kind.folder, [])
        if were or now:
            touched |= _of_kind(kind, loaded, now, were, since.structs[name])
    if any(ROWS in touched.get(name, ()) for name in kinds):
        touched["record"] = frozenset({ROWS})
    return touched


def _of_kind(
    kind: Kind, loaded: Loaded, now: Sequence[int], were: Sequence[str], was: pa.StructArray
) -> Iterator[tuple[str, frozenset[str]]]:
    """The same of one kind, whose files these are `now`, and those with good records before."""
    there, are = records_in(loaded, kind.name, now)
    place = {path: at for at, path in enumerate(sorted({*there, *were}))}
    before, after = (
        _tables(kind, [place[path] for path in paths], structs)
        for paths, structs in ((were, was), (there, are))
    )
    for table, columns in before.items():
        if other := _unlike(columns, after[table]):
            yield table, other


def _tables(kind: Kind, places: Sequence[int], structs: pa.StructArray) -> Mapping[str, pa.Table]:
    order = pa.array(sorted(range(len(places)), key=places.__getitem__), pa.int64())
    return tables_of(kind, structs.take(order), pa.array(sorted(places), pa.int64()))


def _unlike(one: pa.Table, other: pa.Table) -> frozenset[str]:
    """The columns that are not the same; `ROWS` alone where the rows are not."""
    keys = [name for name in _KEYS if name in one.column_names]
    if not one.select(keys).equals(other.select(keys)):
        return frozenset({ROWS})
    return frozenset(name for name in one.column_names if not one[name].equals(other[name]))
