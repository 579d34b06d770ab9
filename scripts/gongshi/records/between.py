"""What is otherwise on one side of a change than on the other, record by record."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.kinds import Kind
from gongshi.records.load import Loaded, Since
from gongshi.records.tables import as_read, struct_of

_Records = dict[str, tuple[list[str], pa.StructArray]]  # by kind: where they lie, and what they are


def between(
    before: Loaded, after: Loaded, kinds: Mapping[str, Kind], paths: Collection[str]
) -> Since:
    """The change from `before` to `after`, which differ in no other files than these."""
    return _since("", _records_at(before, kinds, paths), after, kinds, paths)


def since_kept(
    here: Loaded, later: Loaded, kinds: Mapping[str, Kind], paths: Collection[str]
) -> Since | None:
    """The change to `later` from what is kept of an earlier run; None where nothing is.

    `here` is what was read, and differs from `later` in no other files than these.
    """
    if here.state is None:
        return None
    if here.since is None:
        return _since(here.state, _records_at(here, kinds, paths), later, kinds, paths)
    since = here.since
    anew = {here.paths[number] for number in since.changed}
    kept: _Records = {name: (list(since.paths[name]), since.structs[name]) for name in kinds}
    anew |= {path for of_kind, _ in kept.values() for path in of_kind}
    for name, (of_kind, structs) in _records_at(here, kinds, set(paths) - anew).items():
        known, known_structs = kept[name]
        kept[name] = ([*known, *of_kind], pa.concat_arrays([known_structs, structs]))
    return _since(since.state, kept, later, kinds, anew.union(paths))


def _since(
    state: str, were: _Records, later: Loaded, kinds: Mapping[str, Kind], paths: Collection[str]
) -> Since:
    are = {
        path: record
        for of_kind, structs in _records_at(later, kinds, paths).values()
        for path, record in zip(of_kind, as_read(structs), strict=True)
    }
    same: set[str] = set()
    there: dict[str, list[str]] = {}
    structs: dict[str, pa.StructArray] = {}
    for name, kind in kinds.items():
        of_kind, was = were.get(name, ([], pa.array([], struct_of(kind.fields))))
        read = list(zip(of_kind, as_read(was), strict=True))
        same |= {path for path, record in read if are.get(path) == record}
        kept = [at for at, (path, _) in enumerate(read) if path not in same]
        there[name] = [of_kind[at] for at in kept]
        structs[name] = was.take(pa.array(kept, pa.int64()))
    numbers = frozenset(_numbers(later.paths, set(paths) - same))
    return Since(state, numbers, structs, there, lambda: None)


def records_in(
    loaded: Loaded, kind: str, numbers: Collection[int]
) -> tuple[list[str], pa.StructArray]:
    """Of a kind the good records in these files: where they lie, in order, and what they are."""
    files = loaded.tables[kind]["file"].combine_chunks()
    rows = pc.indices_nonzero(pc.is_in(files, value_set=pa.array(numbers, pa.int64())))
    held = [loaded.paths[file] for file in files.take(rows).to_pylist()]
    return held, loaded.structs[kind].take(rows)


def _records_at(loaded: Loaded, kinds: Mapping[str, Kind], paths: Collection[str]) -> _Records:
    """The good records in these files."""
    numbers = list(_numbers(loaded.paths, paths))
    tops = {path.split("/")[1] for path in paths}
    return {
        name: records_in(loaded, name, numbers)
        for name, kind in kinds.items()
        if kind.folder in tops
    }


def _numbers(paths: Sequence[str], wanted: Collection[str]) -> Iterator[int]:
    """The numbers of those that are there; `paths` are in order."""
    for path in wanted:
        number = bisect_left(paths, path)
        if number < len(paths) and paths[number] == path:
            yield number
