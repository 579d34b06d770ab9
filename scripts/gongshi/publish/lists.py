"""Lists of records: their order and groups, and how a long one is parted into pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import TypeVar

from gongshi.publish.library import Entry, Library
from gongshi.records.books import Book

MOST = 500  # records on a page of a list
H = TypeVar("H")
T = TypeVar("T")


def in_order(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Events newest first, other records as they come."""
    if not any(each.when for each in entries):
        return entries
    by_id = sorted(entries, key=lambda e: e.id)
    return sorted(by_id, key=lambda e: e.when, reverse=True)


def newest(entries: Sequence[Entry], name: str) -> list[Entry]:
    """Newest first by the date in field `name`; the undated last, in the order of their ids."""
    return sorted(entries, key=lambda e: str(e.record.get(name, "")), reverse=True)


def by_place(library: Library, entries: Iterable[Entry]) -> list[tuple[Entry | None, list[Entry]]]:
    """Entries under the featured place they belong to; the invented place and the rest last."""
    groups: dict[str, list[Entry]] = {}
    top = cache(partial(_top, library))  # many are of one place
    for entry in entries:
        groups.setdefault(top(entry.place), []).append(entry)
    named = [(library.find(["place"], id), group) for id, group in sorted(groups.items())]
    return sorted(named, key=lambda pair: (pair[0] is None, pair[0] is not None and pair[0].demo))


def _top(library: Library, place: str) -> str:
    path = library.place_path(place)
    featured = [each.id for each in path if each.record.get("featured")]
    return (featured or [each.id for each in path[:1]] or [""])[-1]


Shelf = tuple[Entry | None, list[Book]]  # a holder, with the pages of its books


def shelves(library: Library, kind: str) -> list[tuple[Entry | None, list[Shelf]]]:
    """The books of a kind by holder, each under the place that it belongs to; newest first."""
    of: dict[tuple[str, str], list[Book]] = {}
    for book in library.books.get(kind, ()):
        of.setdefault(book.holder, []).append(book)
    holders = {key: library.find([key[0]], key[1]) for key in of}
    known = {entry.key: key for key, entry in holders.items() if entry}
    groups: list[tuple[Entry | None, list[Shelf]]] = [
        (place, [(entry, of[known[entry.key]][::-1]) for entry in entries])
        for place, entries in by_place(library, filter(None, holders.values()))
    ]
    lost = [(None, of[key][::-1]) for key, entry in holders.items() if entry is None]
    return [*groups, (None, list(lost))] if lost else groups


def parted(
    groups: Sequence[tuple[H, Sequence[T]]], most: int = MOST
) -> list[list[tuple[H, Sequence[T]]]]:
    """Groups over pages of at most so many items; there is one page even without any."""
    pages: list[list[tuple[H, Sequence[T]]]] = [[]]
    room = most
    for head, items in groups:
        start = 0
        while start < len(items):
            if room == 0:
                pages.append([])
                room = most
            some = items[start : start + room]
            pages[-1].append((head, some))
            start += len(some)
            room -= len(some)
    return pages


def page_name(name: str, page: int) -> str:
    """The address of a page of the list `name` below its folder; `list` begins in the folder."""
    if page == 1:
        return "" if name == "list" else f"{name}/"
    return f"{name}-p{page}/"
