"""All records of a repository: read through the three rings and laid out in tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.guards import faults, is_suspect
from gongshi.records.reading import Chunk, Numbered, Reader, unpack
from gongshi.records.tables import plain, struct_of, tables_of
from gongshi.records.walk import Source, read, walk
from gongshi.records.workers import Share, read_shares

FEW = 200  # files that one process reads sooner than others could be started
SHARE_FILES = 1000
SHARE_BYTES = 4 * 1024 * 1024

_REGISTER = pa.schema(
    [("file", pa.int64()), ("kind", pa.string()), ("id", pa.string()), ("path", pa.string())]
)


@dataclass(frozen=True)
class Loaded:
    """Everything `records/` holds.

    `tables` are those of every kind (`records.tables`), and two more of one shape: `record(file,
    kind, id, path)` lists the good records, `broken` the files that failed a ring, with the id
    their name claims. `paths[file]` is a file's POSIX path below the root. `findings` are those
    of the rings, sorted by `Finding.order`.
    """

    tables: Mapping[str, pa.Table]
    paths: Sequence[str]
    findings: Sequence[Finding]
    structs: Mapping[str, pa.StructArray]

    @cached_property
    def records(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        """Every good record as read, by kind and id, both sorted; built when first asked for."""
        return {
            kind: {each["id"]: plain(each) for each in _by_id(structs)}
            for kind, structs in self.structs.items()
        }

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """The number of good records of each kind."""
        return {kind: len(structs) for kind, structs in self.structs.items()}


def load(root: Path, kinds: Mapping[str, Kind]) -> Loaded:
    """Read `root`/records. Never raises for what a file holds: that is what findings are for."""
    folders = {kind.folder: kind.name for kind in kinds.values()}
    sources, findings = walk(root, folders)
    chunks = _read(root, kinds, sources)
    for chunk in chunks:
        findings.extend(chunk.findings)
    tables: dict[str, pa.Table] = {}
    structs: dict[str, pa.StructArray] = {}
    for name, kind in sorted(kinds.items()):
        files, structs[name] = _gather(kind, chunks)
        tables.update(tables_of(kind, structs[name], files))
    broken = {number for chunk in chunks for number in chunk.broken}
    numbered = list(enumerate(sources))
    tables["record"] = _register(each for each in numbered if each[0] not in broken)
    tables["broken"] = _register(each for each in numbered if each[0] in broken)
    return Loaded(
        tables=tables,
        paths=[source.path for source in sources],
        findings=sorted(findings, key=lambda finding: finding.order),
        structs=structs,
    )


def _read(root: Path, kinds: Mapping[str, Kind], sources: Sequence[Source]) -> list[Chunk]:
    if len(sources) < FEW and not any(_may_harm(root, source) for source in sources):
        return [Reader(root, kinds).chunk(list(enumerate(sources)))]
    return read_shares(root, kinds, list(_shares(sources)))


def _may_harm(root: Path, source: Source) -> bool:
    """Whether a file is odd enough that a parser in native code might die of it."""
    raw = read(root, source.path)
    return isinstance(raw, bytes) and not faults(source.path, raw) and is_suspect(raw)


def _shares(sources: Sequence[Source]) -> Iterator[Share]:
    share: list[Numbered] = []
    size = 0
    for each in enumerate(sources):
        share.append(each)
        size += each[1].size
        if len(share) >= SHARE_FILES or size >= SHARE_BYTES:
            yield tuple(share)
            share, size = [], 0
    yield tuple(share)


def _gather(kind: Kind, chunks: Sequence[Chunk]) -> tuple[pa.Array, pa.StructArray]:
    parts = [unpack(chunk.streams[kind.name]) for chunk in chunks if kind.name in chunk.streams]
    if not parts:
        return pa.array([], pa.int64()), pa.array([], struct_of(kind.fields))
    files, records = zip(*parts, strict=True)
    return pa.concat_arrays(files), pa.concat_arrays(records)


def _register(numbered: Iterator[Numbered]) -> pa.Table:
    rows = [
        {"file": number, "kind": source.kind, "id": source.id, "path": source.path}
        for number, source in numbered
    ]
    return pa.Table.from_pylist(rows, schema=_REGISTER)


def _by_id(structs: pa.StructArray) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = structs.to_pylist()
    return sorted(records, key=lambda record: str(record["id"]))
