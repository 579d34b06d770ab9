"""Everything the page templates can look up: gated records, their links both ways, their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from gongshi.kinds import Field, Kind
from gongshi.publish.books import Book, Key, books_of
from gongshi.records.gate import PERSON, consenting, published
from gongshi.records.load import Loaded
from gongshi.records.tables import as_read
from gongshi.words import Lang, say

WITHDRAWN = "withdrawn_on"  # the field of a record that was taken down at somebody's wish
NAMED_UNTIL = "names_until"  # the last day on which a notice shows whom it is about


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as the public may see it.

    `address` is where it stands below the site's root: a page such as `teams/yunhe/`, or a place
    on one, such as `activities/team-yunhe-2026-q1/#a-20260315-7kq2m`. `place` is the id of the
    place it belongs to, "" if none; `demo` says that this place is the invented one.
    """

    kind: str
    id: str
    label: str
    record: Mapping[str, Any]
    address: str
    file: str
    place: str = ""
    demo: bool = False

    @property
    def key(self) -> Key:
        """Kind and id."""
        return (self.kind, self.id)

    @property
    def page(self) -> str:
        """The page on which it stands."""
        return self.address.partition("#")[0]

    @property
    def withdrawn(self) -> bool:
        """Whether nothing is left of it but that somebody wished it gone."""
        return WITHDRAWN in self.record


@dataclass(frozen=True, slots=True)
class Mention:
    """Another record that refers to one: which, and by which field."""

    entry: Entry
    role: Mapping[str, str]


@dataclass(frozen=True)
class Library:
    """All published records of the repository, by kind and id.

    One that was withdrawn keeps its page, for whoever follows an old link, and is in no list.
    `mentions` are the references to each; `chains` lead from a place to those above it; `holders`
    are the records in which items with ids of their own stand, such as one gift of a donation.
    `books` are the pages of those kinds whose records have none of their own.
    """

    kinds: Mapping[str, Kind]
    entries: Mapping[Key, Entry]
    mentions: Mapping[Key, Sequence[Mention]]
    by_kind: Mapping[str, Sequence[Entry]]
    chains: Mapping[str, Sequence[str]]
    holders: Mapping[str, Entry]
    books: Mapping[str, Sequence[Book]]

    @cached_property
    def _by_place(self) -> Mapping[Key, Sequence[Entry]]:
        """What belongs to a place or to one below it, by kind and place, in the order of ids."""
        found: dict[Key, list[Entry]] = {}
        for kind, entries in self.by_kind.items():
            for each in entries:
                for place in self.chains.get(each.place, ()):
                    found.setdefault((kind, place), []).append(each)
        return found

    @cached_property
    def corrections(self) -> Mapping[str, Sequence[Entry]]:
        """The verified corrections by what they correct: an activity, or one item of a batch."""
        found: dict[str, list[Entry]] = {}
        for each in self.all("correction"):
            if "verified_on" in each.record:
                found.setdefault(str(each.record.get("entry")), []).append(each)
        return found

    @cached_property
    def void(self) -> frozenset[str]:
        """What was corrected as a whole, for all who took part."""
        return frozenset(
            entry
            for entry, fixes in self.corrections.items()
            if any("number" not in each.record for each in fixes)
        )

    @cached_property
    def by_file(self) -> Mapping[str, Entry]:
        """Every record by the path of its file."""
        return {entry.file: entry for entry in self.entries.values()}

    def all(self, kind: str) -> Sequence[Entry]:
        """The entries of a kind, in the order of their ids; none for a kind that does not exist."""
        return self.by_kind.get(kind, ())

    def every(self, kind: str) -> Sequence[Entry]:
        """The entries of a kind, those that were withdrawn too."""
        return [each for each in self.entries.values() if each.kind == kind]

    def find(self, kinds: Sequence[str], id: str) -> Entry | None:
        """The entry with this id of the first of `kinds` that has one."""
        for kind in kinds:
            found = self.entries.get((kind, id))
            if found is not None:
                return found
        return None

    def target(self, kinds: Sequence[str], id: str) -> Entry | None:
        """What a reference to `kinds` leads to: a record, or the one that holds an item."""
        return self.find(kinds, id) or self.holders.get(id)

    def item(self, id: str) -> Mapping[str, Any]:
        """The published fields of one item of a batch, such as one gift; nothing for no such."""
        holder = self.holders.get(id)
        if holder is None:
            return {}
        rows = (
            row
            for items in self.kinds[holder.kind].items
            for row in holder.record.get(items.array, ())
            if row.get(items.id) == id
        )
        return next(rows, {})

    def mentioning(self, entry: Entry, kind: str) -> list[Entry]:
        """The entries of `kind` that refer to `entry`, each once, in the order of their ids."""
        found = {
            m.entry.id: m.entry for m in self.mentions.get(entry.key, ()) if m.entry.kind == kind
        }
        return [found[id] for id in sorted(found)]

    def mentions_by_kind(self, entry: Entry) -> list[tuple[Kind, list[Mention]]]:
        """Every record that refers to `entry`, grouped by kind, each record once a group."""
        groups: dict[str, dict[str, Mention]] = {}
        for mention in self.mentions.get(entry.key, ()):
            groups.setdefault(mention.entry.kind, {}).setdefault(mention.entry.id, mention)
        return [
            (self.kinds[kind], [by_id[id] for id in sorted(by_id)])
            for kind, by_id in sorted(groups.items())
        ]

    def within(self, place: Entry, kind: str) -> Sequence[Entry]:
        """The entries of `kind` that belong to `place` or to a place below it."""
        return self._by_place.get((kind, place.id), ())

    def inside(self, place: Entry) -> frozenset[str]:
        """The ids of everything that belongs to `place` or to a place below it."""
        return frozenset(e.id for kind in self.kinds for e in self.within(place, kind))

    def place_path(self, place: str) -> list[Entry]:
        """The places from the highest down to `place`; none for an unknown one."""
        return [self.entries["place", id] for id in reversed(self.chains.get(place, ()))]


def library_of(kinds: Mapping[str, Kind], loaded: Loaded, as_of: str, lang: Lang) -> Library:
    """The library of the records read, as `build_library` makes it."""
    return build_library(kinds, _Unkept(loaded.structs), loaded.path_of, as_of, lang)


class _Unkept(Mapping[str, Mapping[str, Mapping[str, Any]]]):
    """The records of every kind, made when asked for and not kept: of a city they are many."""

    def __init__(self, structs: Mapping[str, pa.StructArray]) -> None:
        self._structs = structs

    def __getitem__(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        return {str(each["id"]): each for each in as_read(self._structs[kind])}

    def __iter__(self) -> Iterator[str]:
        return iter(self._structs)

    def __len__(self) -> int:
        return len(self._structs)


def build_library(
    kinds: Mapping[str, Kind],
    records: Mapping[str, Mapping[str, Mapping[str, Any]]],
    files: Mapping[Key, str],
    as_of: str = "",
    lang: Lang = "zh",
) -> Library:
    """The library of `records` (kind → id → record), each passed through the gate.

    `files` gives each record's path in the repository. A notice whose day for names lies before
    `as_of` names nobody any more, by number neither.
    """
    agreed = consenting(records.get("roster", {}).values())
    shown: dict[Key, dict[str, Any]] = {
        (kind, id): published(
            kinds[kind], record, frozenset() if record.get(NAMED_UNTIL, as_of) < as_of else agreed
        )
        for kind in sorted(records)
        for id, record in sorted(records[kind].items())
    }
    links = {key: list(references(kinds[key[0]].fields, record)) for key, record in shown.items()}
    homes = _homes(kinds, shown)
    places = {id: record for (kind, id), record in shown.items() if kind == "place"}
    chains = {id: _chain(places, id) for id in places}
    books = {
        kind.name: books_of(kind, (shown[key] for key in shown if key[0] == kind.name))
        for kind in kinds.values()
        if kind.book
    }
    pages = {
        key: f"{book.name}/#{key[1]}" for of in books.values() for book in of for key in book.keys
    }
    entries: dict[Key, Entry] = {}
    for key, record in shown.items():
        kind = kinds[key[0]]
        place = _place(key, links, shown, homes)
        entries[key] = Entry(
            kind=key[0],
            id=key[1],
            label=say("pages.profile.withdrawn", lang)
            if WITHDRAWN in record
            else _label(key, kinds, shown, homes),
            record=record,
            address=f"{kind.folder}/{pages.get(key) or f'{key[1]}/'}",
            file=files.get(key, ""),
            place=place,
            demo=any(places[id].get("fictitious", False) for id in chains.get(place, ())),
        )
    by_kind = {
        kind: [e for key, e in entries.items() if key[0] == kind and not e.withdrawn]
        for kind in sorted(kinds)
    }
    holders = {id: entries[key] for id, key in homes.items()}
    mentions: dict[Key, list[Mention]] = {}
    library = Library(kinds, entries, mentions, by_kind, chains, holders, books)
    for key, found in links.items():
        for wanted, id, role in found:
            target = library.target(wanted, id)
            if target is not None and target.key != key and not entries[key].withdrawn:
                mentions.setdefault(target.key, []).append(Mention(entries[key], role))
    return library


# What names a record that has no name of its own: what it belongs to, and when.
_OF = ("unit", "team", "place", "entry")
_WHEN = ("period", "recorded_on", "year")


def _label(
    key: Key,
    kinds: Mapping[str, Kind],
    shown: Mapping[Key, Mapping[str, Any]],
    homes: Mapping[str, Key],
) -> str:
    """What a record is called: its name, or what it belongs to and when, or its id."""
    kind, record = kinds[key[0]], shown[key]
    of = next((field for name in _OF if (field := kind.field(name)) and name in record), None)
    when = next((str(record[name]) for name in _WHEN if name in record), None)
    if kind.label != "id" or of is None or when is None:
        return str(record.get(kind.label, key[1]))
    id = str(record[of.name])
    targets = [(name, id) for name in of.refers_to if (name, id) in shown]
    home = next(iter(targets), homes.get(id))
    if home is None or home == key:
        return key[1]
    return f"{_label(home, kinds, shown, homes)} {when}"


def _homes(kinds: Mapping[str, Kind], shown: Mapping[Key, Mapping[str, Any]]) -> dict[str, Key]:
    """The record in which each published item stands; volunteers have pages of their own."""
    return {
        row[items.id]: key
        for key, record in shown.items()
        for items in kinds[key[0]].items
        if items.item != PERSON
        for row in record.get(items.array, ())
        if items.id in row
    }


def references(
    fields: Sequence[Field], record: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], str, Mapping[str, str]]]:
    """Every reference in `record` to another: the kinds wanted, the id, the title of its field."""
    for each in fields:
        if each.name not in record:
            continue
        value = record[each.name]
        if each.refers_to == (PERSON,):
            continue  # no volunteer is a record
        if each.refers_to:
            yield each.refers_to, str(value), each.title
        elif each.fields:
            yield from references(each.fields, value)
        elif each.item is not None and each.item.refers_to:
            yield from ((each.item.refers_to, str(id), each.title) for id in value)
        elif each.item is not None and each.item.fields and _refers(each.item.fields):
            for row in value:
                yield from references(each.item.fields, row)


def _refers(fields: Sequence[Field]) -> bool:
    """Whether there can be a reference to a record in an object of these fields."""
    return any(
        (each.refers_to and each.refers_to != (PERSON,))
        or _refers(each.fields)
        or (each.item is not None and (each.item.refers_to or _refers(each.item.fields)))
        for each in fields
    )


def _place(
    key: Key,
    links: Mapping[Key, Sequence[tuple[tuple[str, ...], str, Mapping[str, str]]]],
    shown: Mapping[Key, Mapping[str, Any]],
    homes: Mapping[str, Key],
) -> str:
    """The place `key` belongs to: itself, or the nearest along its references; "" if none."""
    if key[0] == "place":
        return key[1]
    seen, edge = {key}, [key]
    while edge:
        following: list[Key] = []
        for each in edge:
            for wanted, id, _role in links.get(each, ()):
                targets = [(kind, id) for kind in wanted if (kind, id) in shown]
                for target in targets or filter(None, [homes.get(id)]):
                    if target[0] == "place":
                        return target[1]
                    if target not in seen and target[0] != "source":
                        seen.add(target)
                        following.append(target)
        edge = following
    return ""


def _chain(places: Mapping[str, Mapping[str, Any]], place: str) -> list[str]:
    """`place` and the places above it, the lowest first; a circle ends where it closes."""
    chain: list[str] = []
    while place in places and place not in chain:
        chain.append(place)
        place = str(places[place].get("parent", ""))
    return chain
