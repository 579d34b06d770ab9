"""All records of a repository: read through the three rings and laid out in tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from hashlib import sha256
from itertools import groupby
from operator import call, itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.cache import key_of, packed
from gongshi.records.cycles import no_search_for_cycles
from gongshi.records.guards import faults, is_suspect
from gongshi.records.lazily import Lazily
from gongshi.records.pictures import Picture, read_pictures
from gongshi.records.reading import Chunk, Numbered, Reader, unpack
from gongshi.records.remembered import Remembered, is_kept, remember, remembered
from gongshi.records.tables import as_read, layout, struct_of, tables_of
from gongshi.records.walk import FOLDER, NO_STAMP, Source, read, walk
from gongshi.records.workers import Helpers, Share, Watch, read_shares

FEW = 200  # files that one process reads sooner than others could be started
MANY = 200  # files of which it pays to keep what was read
TOLERATED = 200  # of so many files one may have changed: to read it again is less than to keep all
MOST = 8  # of so many files one may have changed: where more have, all is asked anew
SHARE_FILES = 1000
SHARE_BYTES = 4 * 1024 * 1024

Later = Callable[[Callable[[], None]], object]  # has something done, at once or beside

_REGISTER = pa.schema(
    [("file", pa.int64()), ("kind", pa.string()), ("id", pa.string()), ("path", pa.string())]
)


@dataclass(frozen=True, slots=True)
class Since:
    """What is otherwise than a run before, whose `state` it was, has read and kept it.

    `changed` are the numbers of the files that are not as they were; `structs` are by kind the good
    records that were in them, or in files since gone, and `paths` where. `keep` keeps what there is
    now in place of what that run has read; where it `is_much`, it would else be read each time.
    """

    state: str
    changed: frozenset[int]
    structs: Mapping[str, pa.StructArray]
    paths: Mapping[str, Sequence[str]]
    keep: Callable[[], None]
    is_much: bool = False


@dataclass(frozen=True)
class Loaded:
    """Everything `records/` holds; tables and records are put together when first asked for.

    `tables` are those of every kind (`records.tables`), and two more of one shape: `record(file,
    kind, id, path)` lists the good records, `broken` the files that failed a ring, with the id
    their name claims. `paths[file]` is a file's POSIX path below the root. `findings` are those
    of the rings, sorted by `Finding.order`; `pictures` the sound ones of those that records show.
    `state` is a digest that is another for all that might make any of these (or what is asked of
    them) another; of few files there is none. `since` is the change since what is kept of them, if
    something is.
    """

    tables: Mapping[str, pa.Table]
    paths: Sequence[str]
    findings: Sequence[Finding]
    structs: Mapping[str, pa.StructArray]
    state: str | None = None
    since: Since | None = None
    pictures: Sequence[Picture] = ()

    @cached_property
    def records(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        """Every good record as read, by kind and id, both sorted; a kind's when first asked for."""
        structs = self.structs
        return Lazily(structs, lambda kind: {each["id"]: each for each in _by_id(structs[kind])})

    @cached_property
    def path_of(self) -> Mapping[tuple[str, str], str]:
        """The path of every good record, by kind and id."""
        rows = self.tables["record"].to_pylist()
        return {(row["kind"], row["id"]): row["path"] for row in rows}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """The number of good records of each kind."""
        return {kind: len(structs) for kind, structs in self.structs.items()}


def load(
    root: Path, kinds: Mapping[str, Kind], watch: Watch | None = None, later: Later = call
) -> Loaded:
    """Read `root`/records. Never raises for what a file holds: that is what findings are for.

    Of many files, those that an earlier run has read are not read again; `watch` is told how many
    of how many are read. `later` is given what keeps them for the next run, which may be called
    from another thread, too.
    """
    with no_search_for_cycles(), Helpers(root, kinds) as helpers:
        return _load(root, kinds, watch, later, helpers)


def _load(
    root: Path,
    kinds: Mapping[str, Kind],
    watch: Watch | None,
    later: Later,
    helpers: Helpers,
) -> Loaded:
    began_ns = time.time_ns()
    folders = {kind.folder: kind.name for kind in kinds.values()}
    may_be_known = is_kept(root)

    def foresee(count: int) -> None:
        """Where very likely all will be read, those who read get ready by then."""
        if count >= FEW and not may_be_known:
            helpers.start()

    sources, findings = walk(root, folders, foresee)
    key = key_of(root, kinds) if len(sources) >= MANY else None
    before = Remembered() if key is None else remembered(root, kinds, key)
    places = before.places(sources)
    asked = [  # without the stamp, of which readers need not know
        (number, sources[number]._replace(stamp=NO_STAMP, known=before.digest(places[number])))
        for number in before.unlike(sources, places)
    ]
    chunks = _read(root, kinds, asked, watch, helpers)
    known = _Gathered(kinds, sources, before, places, chunks, asked)
    findings.extend(finding for found in known.broken.values() for finding in found)
    pictures, of_pictures = read_pictures(root, key)
    findings.extend(of_pictures)
    findings.sort(key=lambda finding: finding.order)
    changes = len(asked) + abs(len(before.paths) - len(sources))
    state = None if key is None else _state(key, sources, known.digests, pictures, findings)
    tables: Mapping[str, pa.Table] = _tables(kinds, sources, known)
    structs: Mapping[str, pa.StructArray] = known.structs
    since = None
    if key is not None:
        keep = partial(_keep, root, key, began_ns, sources, known, state or "")
        is_much = changes * TOLERATED > len(sources)
        is_other = before.state not in ("", state)
        if is_much and not (is_other and changes * MOST <= len(sources)):
            later(keep)
        elif is_other:
            since = _since(before, kinds, sources, known.anew, keep, is_much)
    if since is None and state != before.state:  # all will be asked for, and this is let go
        tables, structs = dict(tables), dict(structs)
    paths = [source.path for source in sources]
    return Loaded(tables, paths, findings, structs, state, since, pictures)


def _read(
    root: Path,
    kinds: Mapping[str, Kind],
    asked: Sequence[Numbered],
    watch: Watch | None,
    helpers: Helpers,
) -> list[Chunk]:
    if len(asked) < FEW and not any(_may_harm(root, source) for _, source in asked):
        return [Reader(root, kinds).chunk(asked)]
    return read_shares(root, kinds, list(_shares(asked)), watch=watch, helpers=helpers)


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


class _Gathered:
    """What is known of the files, by their numbers, wherever it comes from.

    `digests` are those of the contents, None where one could not be read; `broken` the findings of
    broken files. `files` are by kind the good ones, and `structs` their records. `anew` are those
    not known before. Of few files the records are compared, too: one that is the same, though its
    file is otherwise written, counts as known, and its digest is that of the file as it was.
    """

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        sources: Sequence[Source],
        before: Remembered,
        places: Sequence[int | None],
        chunks: Sequence[Chunk],
        asked: Sequence[Numbered],
    ) -> None:
        anew = {number for number, _ in asked}
        read: dict[int, str] = {}
        self.broken: dict[int, Sequence[Finding]] = {}
        for chunk in chunks:
            anew.difference_update(chunk.same)
            read |= chunk.digests
            self.broken |= chunk.broken
        self._kinds, self._sources = kinds, sources
        self._chunks = chunks
        self._before, self._places = before, places
        if len(anew) * MOST <= len(sources):
            anew.difference_update(self._same())
        self.anew = frozenset(anew)
        self.digests = [
            read.get(number) if number in anew else before.digest(place)
            for number, place in enumerate(places)
        ]
        for number, place in enumerate(places) if before.findings else ():
            if place is not None and place in before.findings and number not in anew:
                self.broken[number] = before.findings[place]
        self.files = Lazily(kinds, lambda name: [number for number, *_ in self._rows[name]])
        self.structs = Lazily(kinds, self._structs)

    def _same(self) -> Iterator[int]:
        """Of the files that are not known by their content those whose record is what it was."""
        before, places = self._before, self._places
        for name, arrays in self._read.items():
            for numbers, structs in arrays:
                for at, number in enumerate(numbers.to_pylist()):
                    place = places[number]
                    if place is not None and place not in before.findings:
                        was = before.structs[name].slice(before.rows[place], 1)
                        if was.equals(structs.slice(at, 1)):
                            yield number

    @cached_property
    def _rows(self) -> dict[str, list[tuple[int, int, int]]]:
        """Of each kind the good files: number, which of the arrays holds the record, and where."""
        rows: dict[str, list[tuple[int, int, int]]] = {name: [] for name in self._kinds}
        for number, (source, place) in enumerate(zip(self._sources, self._places, strict=True)):
            if place is not None and number not in self.anew and number not in self.broken:
                rows[source.kind].append((number, 0, self._before.rows[place]))
        for name, of_kind in rows.items():
            for at, (numbers, _) in enumerate(self._read[name], start=1):
                of_kind.extend(
                    (number, at, row)
                    for row, number in enumerate(numbers.to_pylist())
                    if number in self.anew
                )
            of_kind.sort()
        return rows

    @cached_property
    def _read(self) -> dict[str, list[tuple[pa.Array, pa.StructArray]]]:
        """Of each kind what was read: file numbers and records, array by array."""
        read: dict[str, list[tuple[pa.Array, pa.StructArray]]] = {name: [] for name in self._kinds}
        for chunk in self._chunks:
            for name, stream in chunk.streams.items():
                read[name].append(unpack(stream))
        self._chunks = ()
        return read

    def _structs(self, name: str) -> pa.StructArray:
        """The records of a kind in order: stretches of the arrays, one after another."""
        places = [(at, row, row - order) for order, (_, at, row) in enumerate(self._rows[name])]
        arrays = [self._before.structs.get(name), *(each for _, each in self._read.pop(name))]
        stretches: list[pa.StructArray] = []
        for (at, _), stretch in groupby(places, key=itemgetter(0, 2)):
            first, *rest = stretch
            stretches.append(arrays[at].slice(first[1], 1 + len(rest)))
        if len(stretches) == 1:
            return stretches[0]
        empty = pa.array([], struct_of(self._kinds[name].fields))
        return pa.concat_arrays(stretches) if stretches else empty


def _tables(
    kinds: Mapping[str, Kind], sources: Sequence[Source], known: _Gathered
) -> Mapping[str, pa.Table]:
    """The tables of every kind, `record` and `broken`."""
    kind_of = {table: name for name in sorted(kinds) for table in layout(kinds[name])}
    registers = ("record", "broken")

    def made_of(name: str) -> dict[str, pa.Table]:
        numbers = pa.array(known.files[name], pa.int64())
        return tables_of(kinds[name], known.structs[name], numbers)

    of_kind = Lazily(kinds, made_of)

    def made(table: str) -> pa.Table:
        if table in registers:
            wanted = table == "broken"
            numbered = enumerate(sources)
            return register([each for each in numbered if (each[0] in known.broken) is wanted])
        return of_kind[kind_of[table]][table]

    return Lazily([*kind_of, *registers], made)


def _keep(
    root: Path, key: str, began_ns: int, sources: Sequence[Source], known: _Gathered, state: str
) -> None:
    files = [
        (sources[number], digest, known.broken.get(number, ()))
        for number, digest in enumerate(known.digests)
        if digest is not None
    ]
    remember(root, key, began_ns, files, known.structs, state)
    pa.default_memory_pool().release_unused()  # as much as is kept was laid out once more for it


def _since(
    before: Remembered,
    kinds: Mapping[str, Kind],
    sources: Sequence[Source],
    changed: frozenset[int],
    keep: Callable[[], None],
    is_much: bool,
) -> Since:
    """What is otherwise than `before`; what was there is looked up when it is asked for."""

    @cache
    def were() -> Mapping[str, Mapping[str, int]]:
        there = {source.path for number, source in enumerate(sources) if number not in changed}
        gone = {path: place for place, path in enumerate(before.paths) if path not in there}
        good = {path: before.rows[at] for path, at in gone.items() if at not in before.findings}
        tops = {name: f"{FOLDER}/{kind.folder}/" for name, kind in kinds.items()}
        return {
            name: {path: row for path, row in good.items() if path.startswith(top)}
            for name, top in tops.items()
        }

    def structs(name: str) -> pa.StructArray:
        return before.structs[name].take(pa.array(list(were()[name].values()), pa.int64()))

    paths = Lazily(kinds, lambda name: list(were()[name]))
    return Since(before.state, changed, Lazily(kinds, structs), paths, keep, is_much)


def _state(
    key: str,
    sources: Sequence[Source],
    digests: Sequence[str | None],
    pictures: Sequence[Picture],
    findings: Sequence[Finding],
) -> str | None:
    """The digest of everything; None where what is wrong with a file is not in its content."""
    said = [key, *(source.path for source in sources), *filter(None, digests)]
    if len(said) < 2 * len(sources) + 1:
        return None
    said += [*(f"{each.digest} {each.path}" for each in pictures), packed(findings)]
    return sha256("\n".join(said).encode()).hexdigest()


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
