"""What an earlier run read: records, findings of broken files, and by what to know them again.

A file's content decides. Where the file's stamp (`walk.Source`) is the one seen when its content
was read, the content is the same and need not be looked at; but not where the file had been changed
so shortly before that a second change could bear the same time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pyarrow as pa

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records import cache
from gongshi.records.lazily import Lazily
from gongshi.records.tables import stream
from gongshi.records.walk import NO_STAMP, Source, Stamp

NAME = "records"
# What a file system's clock may be coarse or behind by: that of FAT counts in two seconds.
SLACK_NS = 2_000_000_000
_BROKEN = -1
_FILES = pa.schema(
    [
        ("path", pa.string()),
        *((name, pa.int64()) for name in ("size", "changed", "entered")),
        ("inode", pa.uint64()),
        ("row", pa.int64()),
        ("digest", pa.string()),
        ("findings", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """Files of an earlier run, a place in the lists each, in the order of their `paths`.

    `rows` are the places among the records of the file's kind in `structs`; a broken file has none,
    but `findings`. `state` is that of all.
    """

    paths: Sequence[str] = ()
    stamps: Sequence[Stamp] = ()
    digests: Sequence[str] = ()
    rows: Sequence[int] = ()
    findings: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)
    structs: Mapping[str, pa.StructArray] = field(default_factory=dict)
    state: str = ""

    def places(self, sources: Sequence[Source]) -> Sequence[int | None]:
        """The place of each source; none of a file not seen before."""
        paths = [source.path for source in sources]
        if paths == self.paths:
            return range(len(paths))
        place_of = {path: place for place, path in enumerate(self.paths)}
        return [place_of.get(path) for path in paths]

    def unlike(self, sources: Sequence[Source], places: Sequence[int | None]) -> list[int]:
        """The numbers of the sources whose stamp does not say that their content is what it was."""
        stamps = self.stamps
        return [
            number
            for number, (source, place) in enumerate(zip(sources, places, strict=True))
            if place is None or source.stamp != stamps[place] or source.stamp == NO_STAMP
        ]

    def digest(self, place: int | None) -> str:
        """The digest of the content that the file there had; none for a file not seen before."""
        return "" if place is None else self.digests[place]


def is_kept(root: Path) -> bool:
    """Whether something is kept, under whatever key."""
    return (root / cache.CACHE / NAME).exists()


def remembered(root: Path, kinds: Mapping[str, Kind], key: str) -> Remembered:
    """What is kept under `key`, if anything."""
    parts = cache.get(root, NAME, key)
    if parts is None:
        return Remembered()
    files = pa.ipc.open_stream(parts["files"]).read_all()
    columns = {name: files.column(name).to_pylist() for name in files.column_names}
    stamps = [columns[name] for name in ("size", "changed", "entered", "inode")]
    return Remembered(
        paths=columns["path"],
        stamps=list(zip(*stamps, strict=True)),
        digests=columns["digest"],
        rows=columns["row"],
        findings={
            place: cache.unpacked(text)
            for place, text in enumerate(columns["findings"])
            if text is not None
        },
        structs=Lazily(
            kinds, lambda name: pa.ipc.open_stream(parts[name]).read_next_batch().column(0)
        ),
        state=parts["state"].to_pybytes().decode(),
    )


def remember(
    root: Path,
    key: str,
    began_ns: int,
    files: Sequence[tuple[Source, str, Sequence[Finding]]],
    structs: Mapping[str, pa.StructArray],
    state: str,
) -> None:
    """Keep what a run that began at `began_ns` has read, and the state that it was in.

    `files` are all that it read, in order, each with the digest of its content and, if it is
    broken, its findings; `structs` are the good files' records by kind, in the same order.
    """
    settled_ns = began_ns - SLACK_NS
    stamps = [each.stamp if each.stamp[2] < settled_ns else NO_STAMP for each, _, _ in files]
    next_row = {name: count() for name in structs}
    columns = [
        [source.path for source, _, _ in files],
        *([stamp[at] for stamp in stamps] for at in range(len(NO_STAMP))),
        [_BROKEN if found else next(next_row[source.kind]) for source, _, found in files],
        [digest for _, digest, _ in files],
        [cache.packed(found) if found else None for _, _, found in files],
    ]
    arrays = [pa.array(each, of.type) for each, of in zip(columns, _FILES, strict=True)]
    parts = {"files": stream(pa.record_batch(arrays, schema=_FILES)), "state": state.encode()}
    for name, records in structs.items():
        parts[name] = stream(pa.record_batch([records], names=["record"]))
    cache.put(root, NAME, key, parts)
