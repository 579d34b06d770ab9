"""What an earlier run read: records, findings of broken files, and by what to know them again.

A file's content decides. Where the file's stamp (`walk.Source`) is the one seen when its content
was read, the content is the same and need not be looked at; but not where the file had been changed
so shortly before that a second change could bear the same time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records import cache
from gongshi.records.walk import NO_STAMP, Source, Stamp

NAME = "records"
# What a file system's clock may be coarse or behind by: that of FAT counts in two seconds.
SLACK_NS = 2_000_000_000
_BROKEN = -1
_FILES = pa.schema(
    [
        ("path", pa.string()),
        *((name, pa.int64()) for name in ("size", "changed", "entered", "row")),
        ("inode", pa.uint64()),
        ("digest", pa.string()),
        ("findings", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """Files of an earlier run. `places[path]` is a file's place in the lists.

    `rows` are the places among the records of the file's kind in `structs`; a broken file has none,
    but `findings`.
    """

    places: Mapping[str, int] = field(default_factory=dict)
    stamps: Sequence[Stamp] = ()
    digests: Sequence[str] = ()
    rows: Sequence[int] = ()
    findings: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)
    structs: Mapping[str, pa.StructArray] = field(default_factory=dict)

    def is_same(self, source: Source) -> bool:
        """Whether the file's stamp says that its content is what it was."""
        place = self.places.get(source.path)
        return place is not None and self.stamps[place] == source.stamp != NO_STAMP

    def digest(self, source: Source) -> str:
        """The digest of the content that the file had; none for a file not seen before."""
        place = self.places.get(source.path)
        return "" if place is None else self.digests[place]

    def found(self, source: Source) -> int | tuple[Finding, ...]:
        """The row of the file's record, or what was wrong with the file."""
        place = self.places[source.path]
        return self.findings[place] if self.rows[place] == _BROKEN else self.rows[place]


def remembered(root: Path, kinds: Mapping[str, Kind], key: str) -> Remembered:
    """What is kept under `key`, if anything."""
    parts = cache.get(root, NAME, key)
    if parts is None:
        return Remembered()
    files = pa.ipc.open_stream(parts["files"]).read_all()
    columns = {name: files.column(name).to_pylist() for name in files.column_names}
    stamps = [columns[name] for name in ("size", "changed", "entered", "inode")]
    return Remembered(
        places={path: place for place, path in enumerate(columns["path"])},
        stamps=list(zip(*stamps, strict=True)),
        digests=columns["digest"],
        rows=columns["row"],
        findings={
            place: cache.unpacked(text)
            for place, text in enumerate(columns["findings"])
            if text is not None
        },
        structs={
            name: pa.ipc.open_stream(parts[name]).read_next_batch().column(0) for name in kinds
        },
    )


def remember(
    root: Path,
    key: str,
    began_ns: int,
    files: Sequence[tuple[Source, str, Sequence[Finding]]],
    structs: Mapping[str, pa.StructArray],
) -> None:
    """Keep what a run that began at `began_ns` has read.

    `files` are all that it read, in order, each with the digest of its content and, if it is
    broken, its findings; `structs` are the good files' records by kind, in the same order.
    """
    counts = dict.fromkeys(structs, 0)
    columns: dict[str, list[object]] = {name: [] for name in _FILES.names}
    for source, digest, findings in files:
        row = _BROKEN
        if not findings:
            row = counts[source.kind]
            counts[source.kind] += 1
        is_settled = source.stamp[2] < began_ns - SLACK_NS
        told = cache.packed(findings) if findings else None
        size, changed, entered, inode = source.stamp if is_settled else NO_STAMP
        values = (source.path, size, changed, entered, row, inode, digest, told)
        for name, value in zip(columns, values, strict=True):
            columns[name].append(value)
    parts = {"files": _stream(pa.record_batch(columns, schema=_FILES))}
    for name, structs_of_kind in structs.items():
        parts[name] = _stream(pa.record_batch([structs_of_kind], names=["record"]))
    cache.put(root, NAME, key, parts)


def _stream(batch: pa.RecordBatch) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue()
