"""All records of a repository: read through the three rings and laid out in tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.cache import key_of, packed
from gongshi.records.cycles import no_search_for_cycles
from gongshi.records.guards import faults, is_suspect
from gongshi.records.reading import Chunk, Numbered, Reader, unpack
from gongshi.records.remembered import Remembered, remember, remembered
from gongshi.records.tables import as_read, struct_of, tables_of
from gongshi.records.walk import FOLDER, Source, read, walk
from gongshi.records.workers import Share, Watch, read_shares

FEW = 200  # files that one process reads sooner than others could be started
MANY = 200  # files of which it pays to keep what was read
TOLERATED = 200  # of so many files one may have changed: to read it again is less than to keep all
SHARE_FILES = 1000
SHARE_BYTES = 4 * 1024 * 1024

_REGISTER = pa.schema(
    [("file", pa.int64()), ("kind", pa.string()), ("id", pa.string()), ("path", pa.string())]
)


@dataclass(frozen=True, slots=True)
class Since:
    """What is otherwise than a run before, whose `state` it was, has read and kept it.

    `changed` are the numbers of the files that are not as they were; `structs` are by kind the good
    records that were in them, or in files since gone, and `paths` where. `keep` keeps what there is
    now in place of what that run has read.
    """

    state: str
    changed: frozenset[int]
    structs: Mapping[str, pa.StructArray]
    paths: Mapping[str, Sequence[str]]
    keep: Callable[[], None]


@dataclass(frozen=True)
class Loaded:
    """Everything `records/` holds.

    `tables` are those of every kind (`records.tables`), and two more of one shape: `record(file,
    kind, id, path)` lists the good records, `broken` the files that failed a ring, with the id
    their name claims. `paths[file]` is a file's POSIX path below the root. `findings` are those
    of the rings, sorted by `Finding.order`. `state` is a digest that is another for all that might
    make any of these (or what is asked of them) another; of few files there is none. `since` is the
    change since what is kept of them, if something is.
    """

    tables: Mapping[str, pa.Table]
    paths: Sequence[str]
    findings: Sequence[Finding]
    structs: Mapping[str, pa.StructArray]
    state: str | None = None
    since: Since | None = None

    @cached_property
    def records(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        """Every good record as read, by kind and id, both sorted; a kind's when first asked for."""
        return _Records(self.structs)

    @cached_property
    def path_of(self) -> Mapping[tuple[str, str], str]:
        """The path of every good record, by kind and id."""
        rows = self.tables["record"].to_pylist()
        return {(row["kind"], row["id"]): row["path"] for row in rows}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """The number of good records of each kind."""
        return {kind: len(structs) for kind, structs in self.structs.items()}


class _Records(Mapping[str, Mapping[str, Mapping[str, Any]]]):
    """The records of every kind; those of a kind nobody asks for are never made."""

    def __init__(self, structs: Mapping[str, pa.StructArray]) -> None:
        self._structs = structs
        self._made: dict[str, Mapping[str, Mapping[str, Any]]] = {}

    def __getitem__(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        if kind not in self._made:
            self._made[kind] = {each["id"]: each for each in _by_id(self._structs[kind])}
        return self._made[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._structs)

    def __len__(self) -> int:
        return len(self._structs)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What is known of the files, by their numbers, wherever it comes from.

    `digests` are those of the contents that could be read; `broken` the findings of broken files.
    `files` are by kind the good ones, and `structs` their records. `anew` are those
    not known before.
    """

    anew: frozenset[int]
    digests: Mapping[int, str]
    broken: Mapping[int, Sequence[Finding]]
    files: Mapping[str, Sequence[int]]
    structs: Mapping[str, pa.StructArray]


def load(root: Path, kinds: Mapping[str, Kind], watch: Watch | None = None) -> Loaded:
    """Read `root`/records. Never raises for what a file holds: that is what findings are for.

    Of many files, those that an earlier run has read are not read again; `watch` is told how many
    of how many are read.
    """
    with no_search_for_cycles():
        return _load(root, kinds, watch)


def _load(root: Path, kinds: Mapping[str, Kind], watch: Watch | None) -> Loaded:
    began_ns = time.time_ns()
    sources, findings = walk(root, {kind.folder: kind.name for kind in kinds.values()})
    key = key_of(root, kinds) if len(sources) >= MANY else None
    before = Remembered() if key is None else remembered(root, kinds, key)
    asked = [
        (number, source._replace(known=before.digest(source)))
        for number, source in enumerate(sources)
        if not before.is_same(source)
    ]
    known = _gather(kinds, sources, before, asked, _read(root, kinds, asked, watch))
    findings.extend(finding for found in known.broken.values() for finding in found)
    findings.sort(key=lambda finding: finding.order)
    changes = len(asked) + abs(len(before.places) - len(sources))
    state = None if key is None else _state(key, sources, known.digests, findings)
    since = None
    if key is not None:
        keep = partial(_keep, root, key, began_ns, sources, known, state or "")
        if changes * TOLERATED > len(sources):
            keep()
        elif before.state:
            since = _since(before, kinds, sources, known.anew, keep)
    tables: dict[str, pa.Table] = {}
    for name, kind in sorted(kinds.items()):
        numbers = pa.array(known.files[name], pa.int64())
        tables.update(tables_of(kind, known.structs[name], numbers))
    numbered = list(enumerate(sources))
    tables["record"] = register([each for each in numbered if each[0] not in known.broken])
    tables["broken"] = register([each for each in numbered if each[0] in known.broken])
    return Loaded(
        tables=tables,
        paths=[source.path for source in sources],
        findings=findings,
        structs=known.structs,
        state=state,
        since=since,
    )


def _read(
    root: Path, kinds: Mapping[str, Kind], asked: Sequence[Numbered], watch: Watch | None
) -> list[Chunk]:
    if len(asked) < FEW and not any(_may_harm(root, source) for _, source in asked):
        return [Reader(root, kinds).chunk(asked)]
    return read_shares(root, kinds, list(_shares(asked)), watch=watch)


def _may_harm(root: Path, source: Source) -> bool:
    """Whether a file is odd enough that a parser in native code might die of it."""
    raw = read(root, source.path)
    return isinstance(raw, bytes) and not faults(source.path, raw) and is_suspect(raw)


def _shares(asked: Sequence[Numbered]) -> Iterator[Share]:
    share: list[Numbered] = []
    size = 0
    for each in asked:
        share.append(each)
        size += each[1].size
        if len(share) >= SHARE_FILES or size >= SHARE_BYTES:
            yield tuple(share)
            share, size = [], 0
    yield tuple(share)


def _gather(
    kinds: Mapping[str, Kind],
    sources: Sequence[Source],
    before: Remembered,
    asked: Sequence[Numbered],
    chunks: Sequence[Chunk],
) -> _Gathered:
    digests: dict[int, str] = {}
    broken: dict[int, Sequence[Finding]] = {}
    # Of each kind the good files: number, which of the arrays holds the record, and where in it.
    rows: dict[str, list[tuple[int, int, int]]] = {name: [] for name in kinds}
    arrays = {name: [before.structs.get(name)] for name in kinds}
    anew = {number for number, _ in asked}
    for chunk in chunks:
        anew.difference_update(chunk.same)
        digests |= chunk.digests
        broken |= chunk.broken
        for name, stream in chunk.streams.items():
            numbers, structs = unpack(stream)
            at = len(arrays[name])
            rows[name].extend((each, at, row) for row, each in enumerate(numbers.to_pylist()))
            arrays[name].append(structs)
    for number, source in enumerate(sources):
        if number not in anew:
            digests[number] = before.digest(source)
            found = before.found(source)
            if isinstance(found, int):
                rows[source.kind].append((number, 0, found))
            else:
                broken[number] = found
    return _Gathered(
        frozenset(anew),
        digests,
        broken,
        {name: [number for number, *_ in sorted(of_kind)] for name, of_kind in rows.items()},
        {
            name: _in_order(sorted(of_kind), arrays[name], struct_of(kinds[name].fields))
            for name, of_kind in rows.items()
        },
    )


def _keep(
    root: Path, key: str, began_ns: int, sources: Sequence[Source], known: _Gathered, state: str
) -> None:
    files = [
        (sources[number], digest, known.broken.get(number, ()))
        for number, digest in sorted(known.digests.items())
    ]
    remember(root, key, began_ns, files, known.structs, state)


def _since(
    before: Remembered,
    kinds: Mapping[str, Kind],
    sources: Sequence[Source],
    changed: frozenset[int],
    keep: Callable[[], None],
) -> Since:
    """What is otherwise than `before`."""
    gone = before.places.keys() - {source.path for source in sources}
    were = gone | ({sources[number].path for number in changed} & before.places.keys())
    structs: dict[str, pa.StructArray] = {}
    paths: dict[str, list[str]] = {}
    for name, kind in kinds.items():
        top = f"{FOLDER}/{kind.folder}/"
        found = {
            path: row
            for path in sorted(were)
            if path.startswith(top) and (row := before.row(path)) is not None
        }
        paths[name] = list(found)
        structs[name] = before.structs[name].take(pa.array(list(found.values()), pa.int64()))
    return Since(before.state, changed, structs, paths, keep)


def _in_order(
    rows: Sequence[tuple[int, int, int]], arrays: Sequence[pa.StructArray], empty: pa.StructType
) -> pa.StructArray:
    """The records that `rows` speak of, in that order: stretches of `arrays`, one after another."""
    stretches: list[pa.StructArray] = []
    places = ((at, row, row - order) for order, (_, at, row) in enumerate(rows))
    for (at, _), stretch in groupby(places, key=itemgetter(0, 2)):
        first, *rest = stretch
        stretches.append(arrays[at].slice(first[1], 1 + len(rest)))
    if len(stretches) == 1:
        return stretches[0]
    return pa.concat_arrays(stretches) if stretches else pa.array([], empty)


def _state(
    key: str, sources: Sequence[Source], digests: Mapping[int, str], findings: Sequence[Finding]
) -> str | None:
    """The digest of everything; None where what is wrong with a file is not in its content."""
    if len(digests) < len(sources):
        return None
    said = [f"{source.path} {digests[number]}" for number, source in enumerate(sources)]
    return sha256("\n".join([key, *said, packed(findings)]).encode()).hexdigest()


def register(numbered: Sequence[Numbered]) -> pa.Table:
    """The table `record` or `broken` of these files."""
    columns = [
        [number for number, _ in numbered],
        [source.kind for _, source in numbered],
        [source.id for _, source in numbered],
        [source.path for _, source in numbered],
    ]
    return pa.table(columns, schema=_REGISTER)


def _by_id(structs: pa.StructArray) -> list[dict[str, Any]]:
    return sorted(as_read(structs), key=lambda record: str(record["id"]))
