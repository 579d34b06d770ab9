"""The records as they would be if some files were otherwise: as another commit has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.between import since_kept
from gongshi.records.guards import MAX_BYTES
from gongshi.records.load import Loaded, register
from gongshi.records.pictures import Picture, is_picture, judged
from gongshi.records.reading import Reader
from gongshi.records.tables import layout, struct_of, tables_of
from gongshi.records.walk import FOLDER, Source, misplaced, too_large

Contents = Mapping[str, bytes | None]


def otherwise(loaded: Loaded, root: Path, kinds: Mapping[str, Kind], contents: Contents) -> Loaded:
    """`loaded` with the files of `contents` holding these bytes, or None: not being there.

    What lies where no record stands, or under a name that none has, is found fault with as `walk`
    would.
    """
    if not contents:
        return loaded
    by_folder = {kind.folder: kind.name for kind in kinds.values()}
    held = {path: content for path, content in contents.items() if content is not None}
    drawn = [
        judged(path, content)
        for path, content in held.items()
        if is_picture(path) and "/." not in path
    ]
    there = {path: content for path, content in held.items() if not is_picture(path)}
    faults = {path: misplaced(path, by_folder) for path in there}
    sources = {
        path: Source(path, by_folder[PurePosixPath(path).parts[1]], len(content))
        for path, content in there.items()
        if faults[path] is None and path.endswith(".yaml")
    }
    reader = Reader(root, kinds)
    records: dict[str, dict[str, object]] = {name: {} for name in kinds}
    broken: dict[str, list[Finding]] = {}
    for path, source in sources.items():
        content = there[path]
        is_large = len(content) > MAX_BYTES
        record, found = (
            (None, [too_large(path, len(content))]) if is_large else reader.file(source, content)
        )
        if record is None:
            broken[path] = found
        else:
            records[source.kind][path] = record
    kept = [path for path in loaded.paths if path not in contents]
    paths = sorted([*kept, *sources])
    place = {path: number for number, path in enumerate(paths)}
    moved = pa.array([place.get(path) for path in loaded.paths], pa.int64())
    touched = {name for name, kind in kinds.items() if _has_any(kind, contents)}
    tables: dict[str, pa.Table] = {}
    structs: dict[str, pa.StructArray] = {}
    for name, kind in sorted(kinds.items()):
        if name not in touched:
            structs[name] = loaded.structs[name]
            tables |= {each: _moved(loaded.tables[each], moved) for each in layout(kind)}
            continue
        before = [loaded.paths[at] for at in loaded.tables[name]["file"].to_pylist()]
        structs[name], of = _merged(kind, loaded.structs[name], before, contents, records[name])
        numbers = pa.array([place[path] for path in of], pa.int64())
        tables |= tables_of(kind, structs[name], numbers)
    for name in ("record", "broken"):
        wanted = name == "broken"
        anew = [
            (place[path], source) for path, source in sources.items() if (path in broken) is wanted
        ]
        kept_rows = _moved(_without(loaded.tables[name], contents), moved)
        tables[name] = pa.concat_tables([kept_rows, register(anew)]).sort_by("file")
    # Of an unknown folder one finding is enough.
    names = {each.file: [each] for each in faults.values() if each is not None}
    undrawn = [each for each in drawn if isinstance(each, Finding)]
    told = contents.keys() | names.keys()
    found = _findings(loaded, told, [*broken.values(), *names.values(), undrawn])
    pictures = [each for each in loaded.pictures if each.path not in contents]
    pictures += [each for each in drawn if isinstance(each, Picture)]
    later = Loaded(tables, paths, found, structs, pictures=sorted(pictures))
    return replace(later, since=since_kept(loaded, later, kinds, contents.keys()))


def _has_any(kind: Kind, contents: Contents) -> bool:
    """Whether any of the files lies where this kind's records do."""
    top = f"{FOLDER}/{kind.folder}/"
    return any(path.startswith(top) for path in contents)


def _moved(table: pa.Table, moved: pa.Array) -> pa.Table:
    """The table with the files' new numbers."""
    files = moved.take(table["file"].combine_chunks())
    return table.set_column(table.column_names.index("file"), "file", files)


def _without(register: pa.Table, contents: Contents) -> pa.Table:
    """A register's rows without those of these files."""
    paths = pa.array(list(contents), pa.string())
    return register.filter(pc.invert(pc.is_in(register["path"], value_set=paths)))


def _merged(
    kind: Kind,
    structs: pa.StructArray,
    before: list[str],
    contents: Contents,
    anew: Mapping[str, object],
) -> tuple[pa.StructArray, list[str]]:
    """The records of a kind with their paths, in the order of these."""
    new = pa.array(list(anew.values()), struct_of(kind.fields))
    held = [*((path, at) for at, path in enumerate(before) if path not in contents)]
    held += [(path, len(before) + at) for at, path in enumerate(anew)]
    held.sort()
    both = pa.concat_arrays([structs, new])
    return pc.take(both, pa.array([at for _, at in held], pa.int64())), [each for each, _ in held]


def _findings(
    loaded: Loaded, anew: Collection[str], broken: Iterable[list[Finding]]
) -> list[Finding]:
    found = [each for each in loaded.findings if each.file not in anew]
    found += [each for some in broken for each in some]
    return sorted(found, key=lambda finding: finding.order)
