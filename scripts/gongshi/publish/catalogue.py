"""The published records in columns, and what of their links can be told without reading each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from gongshi.kinds import Field, Kind
from gongshi.publish.noting import Notes
from gongshi.records.books import DAYS, Key
from gongshi.records.database import connect, with_tables
from gongshi.records.gate import PERSON, WITHDRAWN
from gongshi.records.tables import as_read, values_as_read
from gongshi.words import Lang, say

AHEAD = 256  # records read at once when they are asked for one after another
MOST = 2048  # records of a kind in books that are kept when read

# What names a record that has no name of its own: what it belongs to, and when.
_OF = ("unit", "team", "place", "entry")
_WHEN = ("period", "recorded_on", "year")
_BITS = 63  # of a number that says where in a record a reference stands
_NEXT, _ROW = 8, 16  # bits for a field among its fields, for a row in its list


@dataclass
class Shelf:
    """The published records of one kind, sorted by id; each is read out of its columns when asked.

    Of kinds that have pages of their own all are kept once read, of others the last ones.
    """

    kind: Kind
    structs: pa.StructArray
    notes: Notes = field(default_factory=Notes)
    _read: dict[int, dict[str, Any]] = field(default_factory=dict)
    _last: int = -2

    def __post_init__(self) -> None:
        ids = pc.struct_field(self.structs, "id")
        order = pc.sort_indices(ids)
        if order.to_pylist() != list(range(len(order))):
            self.structs = self.structs.take(order)
            ids = ids.take(order)
        self.ids: list[str] = ids.to_pylist()
        fields = [
            (each, values)
            for each, values in zip(self.structs.type, self.structs.flatten(), strict=True)
            if values.null_count < len(values)
        ]
        self._held = (
            pa.StructArray.from_arrays([v for _, v in fields], fields=[f for f, _ in fields])
            if fields
            else self.structs
        )

    @cached_property
    def digests(self) -> Mapping[str, int]:
        """A digest of what is published of each record, by id."""
        table = pa.table({"id": self.ids, "record": self.structs})
        return dict(asked_of({"part": table}, "SELECT id, hash(record) FROM part"))

    def column(self, name: str) -> list[Any]:
        """A field of every record, None where it is absent."""
        if name not in self.structs.type.names:
            return [None] * len(self.ids)
        return values_as_read(pc.struct_field(self.structs, name))

    def record(self, at: int) -> dict[str, Any]:
        """The record at a place in the order of ids."""
        self.notes.ask("record", self.kind.name, self.ids[at])
        if at not in self._read:
            ahead = AHEAD if at == self._last + 1 else 1
            whole = range(len(self.ids)) if not self.kind.book else range(at, at + ahead)
            self.fetch([each for each in whole if each < len(self.ids)])
        self._last = at
        return self._read[at]

    def fetch(self, places: Sequence[int]) -> None:
        """Read records at once that will be asked for together."""
        places = sorted(each for each in set(places) if each not in self._read)
        if not places:
            return
        if self.kind.book and len(self._read) + len(places) > MOST:
            self._read.clear()
        if len(places) == places[-1] - places[0] + 1:
            some = self._held.slice(places[0], len(places))
        else:
            some = self._held.take(pa.array(places, pa.int64()))
        records = as_read(some)
        self._read.update(zip(places, records, strict=True))


@dataclass(frozen=True)
class Links:
    """Which records refer to which, as numbers in the order of kinds and ids.

    `forward` are the records that each refers to, in the order of its fields; `back` those that
    refer to each, each once, in their order.
    """

    forward: Mapping[int, Sequence[Sequence[int]]]
    back: Mapping[int, Sequence[int]]


def asked_of(tables: Mapping[str, pa.Table], query: str) -> list[tuple[Any, ...]]:
    """The answer to a query of some tables."""
    with with_tables(_database(), tables) as connection:
        return connection.execute(query).fetchall()


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One for all: to open one takes longer than to hash most kinds."""
    return connect()


def links_of(
    shelves: Mapping[str, Shelf],
    numbers: Mapping[Key, int],
    homes: Mapping[str, Key],
    gone: Collection[int],
) -> Links:
    """All references between records; one to an item leads to the record that holds it.

    Those that are `gone` (withdrawn) refer back to nothing.
    """
    start = 0
    parts = []
    sets: list[tuple[str, ...]] = []
    for shelf in shelves.values():
        count = len(shelf.ids)
        at = pa.arange(start, start + count)
        for wanted, rows, ranks, ids in _references(
            shelf.kind.fields, shelf.structs, at, pa.repeat(pa.scalar(0, pa.int64()), count), _BITS
        ):
            if wanted not in sets:
                sets.append(wanted)
            of = pa.repeat(pa.scalar(sets.index(wanted), pa.int16()), len(ids))
            parts.append(pa.table({"row": rows, "rank": ranks, "wanted": of, "id": ids}))
        start += count
    if not parts:
        return Links({}, {})
    found = pa.concat_tables(parts).sort_by([("row", "ascending"), ("rank", "ascending")])
    names = found["id"].combine_chunks().dictionary_encode()
    ids = names.dictionary.to_pylist()
    # Most references are like others, so where they lead is looked up once for each kind of them.
    many = pc.multiply(found["wanted"].cast(pa.int64()), len(ids))
    alike = pc.add(many, names.indices).combine_chunks().dictionary_encode()
    targets = [
        _targets(sets[each // len(ids)], ids[each % len(ids)], numbers, homes)
        for each in alike.dictionary.to_pylist()
    ]
    first = pa.array([to[0] if to else None for to in targets], pa.int64())
    rows, leads = found["row"].combine_chunks(), first.take(alike.indices)
    known = leads.is_valid()
    tos = [targets[each] for each in alike.indices.filter(known).to_pylist()]
    forward = {row: tos[start:end] for row, start, end in _runs(rows.filter(known))}
    is_back = pc.and_not(pc.not_equal(leads, rows), pc.is_in(rows, pa.array(gone, pa.int64())))
    pairs = pa.table({"to": leads, "row": rows}).filter(is_back).group_by(["to", "row"])
    sorted_pairs = pairs.aggregate([]).sort_by([("to", "ascending"), ("row", "ascending")])
    from_rows = sorted_pairs["row"].to_pylist()
    runs = _runs(sorted_pairs["to"].combine_chunks())
    return Links(forward, {to: from_rows[start:end] for to, start, end in runs})


def _targets(
    wanted: Sequence[str], id: str, numbers: Mapping[Key, int], homes: Mapping[str, Key]
) -> Sequence[int]:
    """The records of the kinds wanted that have this id, or the one that holds the item."""
    to = tuple(numbers[kind, id] for kind in wanted if (kind, id) in numbers)
    return to if to or id not in homes else (numbers[homes[id]],)


def _runs(values: pa.Array) -> Iterator[tuple[int, int, int]]:
    """Where equal values follow each other: the value, where they start and where they end."""
    runs = pc.run_end_encode(values)
    ends = runs.run_ends.to_pylist()
    return zip(runs.values.to_pylist(), [0, *ends], ends, strict=False)


Reference = tuple[tuple[str, ...], pa.Array, pa.Array, pa.Array]


def _references(
    fields: Sequence[Field], rows: pa.StructArray, at: pa.Array, ranks: pa.Array, bits: int
) -> Iterator[Reference]:
    """The references in objects: the kinds wanted, whose each is, where in it, and the id.

    No volunteer is a record.
    """
    bits -= _NEXT
    for order, (each, values) in enumerate(zip(fields, rows.flatten(), strict=True)):
        if values.null_count == len(values) or not _refers((each,)):
            continue
        here = pc.add(ranks, order << bits)
        if each.refers_to:
            present = values.is_valid()
            yield each.refers_to, at.filter(present), here.filter(present), values.filter(present)
        elif each.fields:
            yield from _references(each.fields, values, at, here, bits)
        elif each.item is not None:
            of = pc.list_parent_indices(values)
            entries = values.flatten()
            inner = pc.add(here.take(of), _places(values, of, bits - _ROW))
            if each.item.refers_to:
                yield each.item.refers_to, at.take(of), inner, entries
            else:
                yield from _references(each.item.fields, entries, at.take(of), inner, bits - _ROW)


def _places(lists: pa.ListArray, of: pa.Array, bits: int) -> pa.Array:
    """Of each entry its place in its list, as a part of a rank."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0).cast(pa.int64())
    starts = pc.subtract(pc.cumulative_sum(lengths), lengths)
    return pc.shift_left(pc.subtract(pa.arange(0, len(of)), starts.take(of)), bits)


def _refers(fields: Sequence[Field]) -> bool:
    """Whether there can be a reference to a record in these fields."""
    return any(
        (each.refers_to and each.refers_to != (PERSON,))
        or _refers(each.fields)
        or (each.item is not None and _refers((each.item,)))
        for each in fields
    )


def homes_of(shelves: Mapping[str, Shelf]) -> dict[str, Key]:
    """The record in which each published item stands; volunteers have pages of their own."""
    found: dict[str, Key] = {}
    for name, shelf in shelves.items():
        for items in shelf.kind.items:
            if items.item == PERSON:
                continue
            lists = pc.struct_field(shelf.structs, items.array)
            ids = pc.struct_field(lists.flatten(), items.id).to_pylist()
            of = pc.list_parent_indices(lists).to_pylist()
            found.update(
                (id, (name, shelf.ids[at]))
                for id, at in zip(ids, of, strict=True)
                if id is not None
            )
    return found


def days_of(shelf: Shelf) -> list[str]:
    """The day each record is listed under, "" for one that is no event (`books.when`)."""
    days = [""] * len(shelf.ids)
    for name in reversed(DAYS):
        for at, value in enumerate(shelf.column(name)):
            if value is not None:
                days[at] = str(value)
    return days


def labels_of(
    shelves: Mapping[str, Shelf], numbers: Mapping[Key, int], homes: Mapping[str, Key], lang: Lang
) -> list[str]:
    """What each record is called: its name, or what it belongs to and when, or its id."""
    labels: list[str] = []
    later: dict[int, tuple[int, str]] = {}
    for shelf in shelves.values():
        if shelf.kind.label == "id":
            later |= _by_holder(shelf, numbers, homes, len(labels))
        named = zip(shelf.ids, shelf.column(shelf.kind.label), shelf.column(WITHDRAWN), strict=True)
        for id, name, gone in named:
            if gone is not None:
                later.pop(len(labels), None)
                labels.append(say("pages.profile.withdrawn", lang))
            else:
                labels.append(id if name is None else str(name))
    return [_label(at, labels, later) for at in range(len(labels))]


def _label(at: int, labels: Sequence[str], later: Mapping[int, tuple[int, str]]) -> str:
    if at not in later:
        return labels[at]
    home, day = later[at]
    return f"{_label(home, labels, later)} {day}"


def _by_holder(
    shelf: Shelf, numbers: Mapping[Key, int], homes: Mapping[str, Key], start: int
) -> dict[int, tuple[int, str]]:
    """Of records without a name the one that each belongs to, and when it is of."""
    found: dict[int, tuple[int, str]] = {}
    of = [(each, shelf.column(name)) for name in _OF if (each := shelf.kind.field(name))]
    days = [shelf.column(name) for name in _WHEN]
    for at in range(len(shelf.ids)):
        targets = (
            (each.refers_to, str(column[at])) for each, column in of if column[at] is not None
        )
        day = next((str(column[at]) for column in days if column[at] is not None), None)
        wanted, id = next(targets, ((), ""))
        known = (numbers[kind, id] for kind in wanted if (kind, id) in numbers)
        home = next(known, numbers.get(homes.get(id, ("", ""))))
        if day is not None and home is not None and home != start + at:
            found[start + at] = (home, day)
    return found


def chains_of(places: Shelf | None) -> tuple[dict[str, list[str]], frozenset[str]]:
    """Of each place those above it, itself first; and the places that are invented."""
    if places is None:
        return {}, frozenset()
    above = (str(parent or "") for parent in places.column("parent"))
    parents = dict(zip(places.ids, above, strict=True))
    chains = {id: _chain_of(parents, id) for id in parents}
    fictitious = {
        id for id, each in zip(places.ids, places.column("fictitious"), strict=True) if each
    }
    return chains, frozenset(id for id, of in chains.items() if not fictitious.isdisjoint(of))


def _chain_of(parents: Mapping[str, str], place: str) -> list[str]:
    """`place` and the places above it, the lowest first; a circle ends where it closes."""
    chain: list[str] = []
    while place in parents and place not in chain:
        chain.append(place)
        place = parents[place]
    return chain


def places_of(keys: Sequence[Key], links: Links) -> list[str]:
    """The place that each record belongs to: itself, or the nearest along its references."""
    return [
        key[1] if key[0] == "place" else _nearest(keys, links, at) for at, key in enumerate(keys)
    ]


def _nearest(keys: Sequence[Key], links: Links, at: int) -> str:
    seen, edge = {at}, [at]
    while edge:
        following: list[int] = []
        for each in edge:
            for targets in links.forward.get(each, ()):
                for target in targets:
                    kind, id = keys[target]
                    if kind == "place":
                        return id
                    if target not in seen and kind != "source":
                        seen.add(target)
                        following.append(target)
        edge = following
    return ""
