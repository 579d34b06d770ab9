"""The records as they would be if some files were otherwise: as another commit has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.guards import MAX_BYTES
from gongshi.records.load import Loaded, register
from gongshi.records.pictures import Picture, is_picture, judged
from gongshi.records.reading import Reader
from gongshi.records.tables import struct_of, tables_of
from gongshi.records.walk import Source, misplaced, too_large

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
    tables: dict[str, pa.Table] = {}
    structs: dict[str, pa.StructArray] = {}
    for name, kind in sorted(kinds.items()):
        before = [loaded.paths[at] for at in loaded.tables[name]["file"].to_pylist()]
        structs[name], of = _merged(kind, loaded.structs[name], before, contents, records[name])
        numbers = pa.array([place[path] for path in of], pa.int64())
        tables |= tables_of(kind, structs[name], numbers)
    kind_of = {path: source.kind for path, source in sources.items()}
    for name in ("record", "broken"):
        rows = loaded.tables[name].to_pylist()
        kind_of |= {row["path"]: row["kind"] for row in rows if row["path"] not in contents}
    were_broken = set(loaded.tables["broken"]["path"].to_pylist()) - contents.keys()
    bad = were_broken | broken.keys()
    numbered = [(place[path], Source(path, kind_of[path], 0)) for path in paths]
    tables["record"] = register([each for each in numbered if each[1].path not in bad])
    tables["broken"] = register([each for each in numbered if each[1].path in bad])
    # Of an unknown folder one finding is enough.
    names = {each.file: [each] for each in faults.values() if each is not None}
    undrawn = [each for each in drawn if isinstance(each, Finding)]
    anew = contents.keys() | names.keys()
    found = _findings(loaded, anew, [*broken.values(), *names.values(), undrawn])
    pictures = [each for each in loaded.pictures if each.path not in contents]
    pictures += [each for each in drawn if isinstance(each, Picture)]
    return Loaded(tables, paths, found, structs, pictures=sorted(pictures))


def _merged(
    kind: Kind,
    structs: pa.StructArray,
    before: list[str],
    contents: Contents,
    anew: Mapping[str, object],
) -> tuple[pa.StructArray, list[str]]:
    """The records of a kind with their paths, in the order of these."""
    if contents.keys().isdisjoint(before) and not anew:
        return structs, before
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
