"""Everything the page templates can look up: gated records, their links both ways, their places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import pyarrow as pa

from gongshi.kinds import Kind
from gongshi.publish.catalogue import (
    Links,
    Shelf,
    chains_of,
    days_of,
    homes_of,
    labels_of,
    links_of,
    places_of,
)
from gongshi.publish.entry import Entry
from gongshi.publish.noting import Noted, Notes
from gongshi.records.books import DAYS, Book, Key, books_of
from gongshi.records.gate import WITHDRAWN
from gongshi.records.gated import NAMED_UNTIL, consenting_of, published_all
from gongshi.records.load import Loaded
from gongshi.records.tables import struct_of
from gongshi.words import Lang

__all__ = ["NAMED_UNTIL", "Entry", "Library", "build_library", "library_of"]


@dataclass(frozen=True)
class Library:
    """All published records of the repository, by kind and id.

    One that was withdrawn keeps its page, for whoever follows an old link, and is in no list.
    `shelves` hold the records in columns; `links` say which refer to which; `chains` lead from a
    place to those above it; `homes` are the records in which items with ids of their own stand,
    such as one gift of a donation. `books` are the pages of those kinds whose records have none of
    their own. `agreed` are the numbers that may be told; `notes` hears what is asked.
    """

    kinds: Mapping[str, Kind]
    entries: Mapping[Key, Entry]
    shelves: Mapping[str, Shelf]
    links: Links
    chains: Mapping[str, Sequence[str]]
    homes: Mapping[str, Key]
    books: Mapping[str, Sequence[Book]]
    agreed: frozenset[str]
    notes: Notes

    def __post_init__(self) -> None:
        answers: dict[str, Callable[..., object]] = {
            "record": lambda kind, id: self.shelves[kind].digests.get(id),
            "mentions": lambda *key: self.mentions(key) if key in self._numbers else None,
            "within": lambda place, kind: self._by_place.get((kind, place)),
            "all": self.all,
            "count": self.count,
            "every": self.every,
            "value": self.value,
            "corrections": lambda id: self.corrections.get(id),
            "void": lambda id: self.void.get(id),
            "file": lambda path: self.by_file.get(path),
            "books": lambda kind, *holder: [each.name for each in self.books_of(kind, holder)],
        }
        for name, answer in answers.items():
            self.notes.answered(name, answer)

    @property
    def digests(self) -> Mapping[str, Mapping[str, int]]:
        """A digest of what is published of each record, by kind and id."""
        return {kind: shelf.digests for kind, shelf in self.shelves.items()}

    @cached_property
    def _numbered(self) -> Sequence[Entry]:
        with self.notes.unheard():  # what is made once is no question of the page that is first
            return list(self.entries.values())

    @cached_property
    def _numbers(self) -> Mapping[Key, int]:
        return {each.key: at for at, each in enumerate(self._numbered)}

    @cached_property
    def by_kind(self) -> Mapping[str, Sequence[Entry]]:
        """The entries of each kind, in the order of their ids."""
        found: dict[str, list[Entry]] = {kind: [] for kind in sorted(self.kinds)}
        for each in self._numbered:
            if not each.withdrawn:
                found[each.kind].append(each)
        return found

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
        verified, corrected = (self.column("correction", name) for name in ("verified_on", "entry"))
        for each in self.by_kind.get("correction", ()):
            if each.id in verified:
                found.setdefault(str(corrected.get(each.id)), []).append(each)
        return Noted(self.notes, "corrections", found)

    @cached_property
    def void(self) -> Mapping[str, bool]:
        """What was corrected as a whole, for all who took part."""
        of_one = self.column("correction", "number")
        with self.notes.unheard():
            fixes = dict(self.corrections)
        whole = (entry for entry, of in fixes.items() if any(e.id not in of_one for e in of))
        return Noted(self.notes, "void", dict.fromkeys(whole, True))

    @cached_property
    def by_file(self) -> Mapping[str, Entry]:
        """Every record by the path of its file."""
        return Noted(self.notes, "file", {entry.file: entry for entry in self._numbered})

    @cached_property
    def _books(self) -> Mapping[tuple[str, tuple[str, str]], Sequence[Book]]:
        found: dict[tuple[str, tuple[str, str]], list[Book]] = {}
        for kind, books in self.books.items():
            for each in books:
                found.setdefault((kind, each.holder), []).append(each)
        return found

    def books_of(self, kind: str, holder: tuple[str, str]) -> Sequence[Book]:
        """The pages of one holder's books of a kind, the oldest first."""
        self.notes.ask("books", kind, *holder)
        return self._books.get((kind, holder), ())

    def all(self, kind: str) -> Sequence[Entry]:
        """The entries of a kind, in the order of their ids; none for a kind that does not exist."""
        self.notes.ask("all", kind)
        return self.by_kind.get(kind, ())

    def count(self, kind: str) -> int:
        """How many entries of a kind there are, without a question after each."""
        self.notes.ask("count", kind)
        return len(self.by_kind.get(kind, ()))

    def every(self, kind: str) -> Sequence[Entry]:
        """The entries of a kind, those that were withdrawn too."""
        self.notes.ask("every", kind)
        shelf = self.shelves.get(kind)
        return [self.entries[kind, id] for id in shelf.ids] if shelf else []

    def find(self, kinds: Sequence[str], id: str) -> Entry | None:
        """The entry with this id of the first of `kinds` that has one."""
        for kind in kinds:
            found = self.entries.get((kind, id))
            if found is not None:
                return found
        return None

    def target(self, kinds: Sequence[str], id: str) -> Entry | None:
        """What a reference to `kinds` leads to: a record, or the one that holds an item."""
        return self.find(kinds, id) or self.holder(id)

    def holder(self, id: str) -> Entry | None:
        """The record in which the item `id` stands."""
        home = self.homes.get(id)
        return None if home is None else self.entries[home]

    def column(self, kind: str, name: str) -> Mapping[str, Any]:
        """A field of the records of a kind that have it, by id, without the rest of them."""
        if (kind, name) not in self._columns:
            shelf = self.shelves.get(kind)
            values = zip(shelf.ids, shelf.column(name), strict=True) if shelf else ()
            self._columns[kind, name] = {id: each for id, each in values if each is not None}
        return self._columns[kind, name]

    def value(self, kind: str, name: str, id: str) -> Any:
        """A field of one record, without the rest of it; None where it is absent."""
        self.notes.ask("value", kind, name, id)
        return self.column(kind, name).get(id)

    @cached_property
    def _columns(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        return {}

    def fetch(self, keys: Iterable[Key]) -> None:
        """Read records at once that will be asked for together."""
        wanted: dict[str, list[int]] = {}
        for kind, id in keys:
            wanted.setdefault(kind, []).append(self._numbers[kind, id] - self._starts[kind])
        for kind, places in wanted.items():
            self.shelves[kind].fetch(places)

    @cached_property
    def _starts(self) -> Mapping[str, int]:
        starts, at = {}, 0
        for kind, shelf in self.shelves.items():
            starts[kind] = at
            at += len(shelf.ids)
        return starts

    def in_language(self, lang: Lang) -> Library:
        """The same with its labels in a language, and with questions of its own."""
        notes = Notes()
        shelves = {name: replace(shelf, notes=notes) for name, shelf in self.shelves.items()}
        labels = labels_of(shelves, self._numbers, self.homes, lang)
        entries = {
            entry.key: replace(
                entry,
                label=label,
                read=partial(shelves[entry.kind].record, number - self._starts[entry.kind]),
            )
            for number, (entry, label) in enumerate(zip(self._numbered, labels, strict=True))
        }
        return replace(
            self,
            entries=Noted(notes, "entry", entries),
            shelves=shelves,
            chains=Noted(notes, "chain", self.chains),
            homes=Noted(notes, "home", self.homes),
            notes=notes,
        )

    def item(self, id: str) -> Mapping[str, Any]:
        """The published fields of one item of a batch, such as one gift; nothing for no such."""
        holder = self.holder(id)
        if holder is None:
            return {}
        rows = (
            row
            for items in self.kinds[holder.kind].items
            for row in holder.record.get(items.array, ())
            if row.get(items.id) == id
        )
        return next(rows, {})

    def mentions(self, key: Key) -> list[Entry]:
        """The entries that refer to one, each once, by kind and in the order of their ids."""
        self.notes.ask("mentions", *key)
        return [self._numbered[at] for at in self.links.back.get(self._numbers[key], ())]

    def mentioning(self, entry: Entry, kind: str) -> list[Entry]:
        """The entries of `kind` that refer to `entry`, each once, in the order of their ids."""
        return [each for each in self.mentions(entry.key) if each.kind == kind]

    def mentions_by_kind(self, entry: Entry) -> list[tuple[Kind, list[Entry]]]:
        """Every record that refers to `entry`, grouped by kind, each record once a group."""
        groups: dict[str, list[Entry]] = {}
        for each in self.mentions(entry.key):
            groups.setdefault(each.kind, []).append(each)
        return [(self.kinds[kind], of) for kind, of in groups.items()]

    def beside(self, entry: Entry) -> list[tuple[Kind, list[Entry], list[Entry]]]:
        """What `mentions_by_kind` gives, parted: what is as real as `entry`, and what is invented.

        On the page of what is invented nothing is parted.
        """
        return [
            (
                kind,
                [each for each in of if entry.demo or not each.demo],
                [each for each in of if not entry.demo and each.demo],
            )
            for kind, of in self.mentions_by_kind(entry)
        ]

    def within(self, place: Entry, kind: str) -> Sequence[Entry]:
        """The entries of `kind` that belong to `place` or to a place below it."""
        self.notes.ask("within", place.id, kind)
        return self._by_place.get((kind, place.id), ())

    def inside(self, place: Entry) -> frozenset[str]:
        """The ids of everything that belongs to `place` or to a place below it."""
        return frozenset(e.id for kind in self.kinds for e in self.within(place, kind))

    def place_path(self, place: str) -> list[Entry]:
        """The places from the highest down to `place`; none for an unknown one."""
        return [self.entries["place", id] for id in reversed(self.chains.get(place, ()))]


def library_of(kinds: Mapping[str, Kind], loaded: Loaded, as_of: str, lang: Lang) -> Library:
    """The library of the records read, as `build_library` makes it."""
    register = loaded.tables["record"]
    columns = (register[name].to_pylist() for name in ("kind", "id", "path"))
    files = {(kind, id): path for kind, id, path in zip(*columns, strict=True)}
    return _library(kinds, loaded.structs, files, as_of, lang)


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
    structs = {
        kind: pa.array(list(of.values()), struct_of(kinds[kind].fields))
        for kind, of in records.items()
    }
    return _library(kinds, structs, files, as_of, lang)


def _library(
    kinds: Mapping[str, Kind],
    structs: Mapping[str, pa.StructArray],
    files: Mapping[Key, str],
    as_of: str,
    lang: Lang,
) -> Library:
    agreed = consenting_of(structs.get("roster"))
    notes = Notes()
    shelves = {
        name: Shelf(kinds[name], published_all(kinds[name], structs[name], agreed, as_of), notes)
        for name in sorted(structs)
    }
    keys = [(name, id) for name, shelf in shelves.items() for id in shelf.ids]
    numbers = {key: at for at, key in enumerate(keys)}
    homes = homes_of(shelves)
    withdrawn = [each is not None for shelf in shelves.values() for each in shelf.column(WITHDRAWN)]
    gone = frozenset(at for at, is_gone in enumerate(withdrawn) if is_gone)
    links = links_of(shelves, numbers, homes, gone)
    labels = labels_of(shelves, numbers, homes, lang)
    places = places_of(keys, links)
    chains, invented = chains_of(shelves.get("place"))
    days = {name: days_of(shelf) for name, shelf in shelves.items()}
    books = {name: _books(shelf, days[name]) for name, shelf in shelves.items() if shelf.kind.book}
    pages = {
        key: f"{book.name}/#{key[1]}" for of in books.values() for book in of for key in book.keys
    }
    entries: dict[Key, Entry] = {}
    for name, shelf in shelves.items():
        folder = kinds[name].folder
        for at, (id, day) in enumerate(zip(shelf.ids, days[name], strict=True)):
            key, number = (name, id), len(entries)
            entries[key] = Entry(
                kind=name,
                id=id,
                label=labels[number],
                read=partial(shelf.record, at),
                address=f"{folder}/{pages.get(key) or f'{id}/'}",
                file=files.get(key, ""),
                place=places[number],
                demo=places[number] in invented,
                when=day,
                withdrawn=withdrawn[number],
            )
    return Library(
        kinds,
        Noted(notes, "entry", entries),
        shelves,
        links,
        Noted(notes, "chain", chains),
        Noted(notes, "home", homes),
        books,
        agreed,
        notes,
    )


def _books(shelf: Shelf, days: Sequence[str]) -> list[Book]:
    """The pages of a kind whose records stand in books: what `books_of` makes of them."""
    columns = {DAYS[0]: [day or None for day in days], "id": shelf.ids}
    columns |= {name: shelf.column(name) for name in shelf.kind.book}
    rows = (
        {name: value for name, value in zip(columns, row, strict=True) if value is not None}
        for row in zip(*columns.values(), strict=True)
    )
    return books_of(shelf.kind, rows)
