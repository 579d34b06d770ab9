"""A chunk of files through the rings, in whichever process does it: records out as Arrow.

The result is plain bytes and findings, so that it travels between processes cheaply.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from gongshi.findings import Finding, Span
from gongshi.kinds import Kind
from gongshi.records.guards import MOST, faults
from gongshi.records.language import judge
from gongshi.records.parse import parse
from gongshi.records.plain import are_plain
from gongshi.records.shape import Shape
from gongshi.records.tables import stream, struct_of
from gongshi.records.walk import Source, read

Numbered = tuple[int, Source]  # a source and its place in the list of paths


@dataclass(frozen=True, slots=True)
class Chunk:
    """What a share of the files holds: an Arrow IPC stream a kind, with `file` and `record`.

    `broken` are the findings of each file that failed a ring, `same` the files whose content is
    known. `digests` are the SHA-256 (hex) of each file's content, but for files that could not be
    read or were the end of a process: what is wrong with them is not in their content alone.
    """

    streams: Mapping[str, bytes]
    broken: Mapping[int, Sequence[Finding]]
    same: Sequence[int] = ()
    digests: Mapping[int, str] = field(default_factory=dict)


class Reader:
    """Reads files of one root; the schemas are compiled once."""

    def __init__(self, root: Path, kinds: Mapping[str, Kind]) -> None:
        self._root = root
        self._kinds = kinds
        self._shapes: dict[str, Shape] = {}

    def chunk(self, sources: Sequence[Numbered]) -> Chunk:
        """The good records and the findings of these files."""
        good: dict[str, tuple[list[int], list[dict[str, Any]]]] = {}
        broken: dict[int, Sequence[Finding]] = {}
        same: list[int] = []
        digests: dict[int, str] = {}
        raws: dict[Numbered, bytes] = {}
        for each in sources:
            number, source = each
            raw = read(self._root, source.path)
            if isinstance(raw, Finding):
                broken[number] = [raw]
                continue
            digests[number] = sha256(raw).hexdigest()
            if digests[number] == source.known:
                same.append(number)
            else:
                raws[each] = raw
        plain = are_plain(list(raws.values()))
        for ((number, source), raw), is_plain in zip(raws.items(), plain, strict=True):
            record, found = self.file(source, raw, is_plain=is_plain)
            if record is None:
                broken[number] = found
                continue
            numbers, records = good.setdefault(source.kind, ([], []))
            numbers.append(number)
            records.append(record)
        streams = {
            kind: _packed(self._kinds[kind], numbers, records)
            for kind, (numbers, records) in good.items()
        }
        return Chunk(streams, broken, same, digests)

    def file(
        self, source: Source, raw: bytes, *, is_plain: bool = False
    ) -> tuple[dict[str, Any] | None, list[Finding]]:
        """The record that a file's bytes hold, or what is wrong with them: the first `MOST` faults.

        `is_plain` says that it is (`plain`).
        """
        record, found = self._judged(source, raw, is_plain=is_plain)
        if len(found) > MOST:
            more = Finding(source.path, "S036", args={"most": str(MOST)}, span=Span(1, 1, 1, 1))
            found = [*found[:MOST], more]
        return record, found

    def _judged(
        self, source: Source, raw: bytes, *, is_plain: bool
    ) -> tuple[dict[str, Any] | None, list[Finding]]:
        found = [] if is_plain else faults(source.path, raw)
        if found:
            return None, found
        record, found = parse(source.path, raw, is_plain=is_plain)
        if record is None:
            return None, found
        try:
            found = self._shape(source.kind).faults(source.path, record)
        except ValueError:
            # A key that is no string: the closer look names it.
            found = judge(source.path, raw.decode("utf-8"))
        return (None, found) if found else (record, [])

    def _shape(self, kind: str) -> Shape:
        if kind not in self._shapes:
            self._shapes[kind] = Shape(self._kinds[kind])
        return self._shapes[kind]


def unpack(packed: bytes) -> tuple[pa.Array, pa.StructArray]:
    """The file numbers and the records of a chunk's stream."""
    batch = pa.ipc.open_stream(packed).read_next_batch()
    return batch.column(0), batch.column(1)


def _packed(kind: Kind, numbers: Sequence[int], records: Sequence[Mapping[str, Any]]) -> bytes:
    columns = [pa.array(numbers, pa.int64()), pa.array(records, struct_of(kind.fields))]
    packed: bytes = stream(pa.record_batch(columns, names=["file", "record"])).to_pybytes()
    return packed
