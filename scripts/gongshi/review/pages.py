"""Which pages of the site a change makes appear, vanish or read otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.kinds import Kind
from gongshi.records.books import DAYS, books_of
from gongshi.records.gate import PERSON
from gongshi.records.load import Loaded
from gongshi.review.changed import Changed
from gongshi.review.effects import Effect

APPEARS, VANISHES, CHANGES = "appears", "vanishes", "changes"


@dataclass(frozen=True, slots=True)
class Page:
    """A page, by its address below the site's root, and what becomes of it."""

    address: str
    state: str


def pages(
    before: Loaded,
    after: Loaded,
    changed: Sequence[Changed],
    effects: Sequence[Effect],
    kinds: Mapping[str, Kind],
) -> tuple[Page, ...]:
    """The pages of the records that changed and of whose figures moved, by their addresses.

    Lists, and the pages of records that only name these, are left out.
    """
    found: dict[str, str] = {}
    changed = [each for each in changed if each.state != "unreadable"]
    for name in sorted({each.kind for each in changed}):
        kind = kinds[name]
        ids = {id for each in changed if each.kind == name for id in (each.id, each.was) if id}
        sides = [each.tables[name] for each in (before, after)]
        if kind.book:
            holders = [_holders(table, kind, ids) for table in sides]
            old, new = (_books(table, kind, ids, holders) for table in sides)
        else:
            old, new = (_own(table, ids) for table in sides)
        for page in old.keys() | new.keys():
            state = APPEARS if page not in old else VANISHES if page not in new else CHANGES
            if state != CHANGES or old[page] or new[page]:
                found[f"{kind.folder}/{page}/"] = state
    for effect in effects:
        if effect.kind != PERSON:
            found.setdefault(f"{kinds[effect.kind].folder}/{effect.id}/", CHANGES)
    return tuple(Page(*each) for each in sorted(found.items()))


def _own(table: pa.Table, ids: Collection[str]) -> dict[str, bool]:
    """The pages of these records, each of which has its own."""
    held = table["id"]
    return dict.fromkeys(held.filter(pc.is_in(held, pa.array(ids, pa.string()))).to_pylist(), True)


def _holders(table: pa.Table, kind: Kind, ids: Collection[str]) -> pa.Table:
    """Whose these records are, by the properties of the kind that say so."""
    return table.filter(pc.is_in(table["id"], pa.array(ids, pa.string()))).select(kind.book)


def _books(
    table: pa.Table, kind: Kind, ids: Collection[str], holders: Sequence[pa.Table]
) -> dict[str, bool]:
    """The pages of the books of these holders, and whether one of these records stands there."""
    is_theirs = [
        pc.is_in(table[name], pa.concat_arrays(each[name].combine_chunks() for each in holders))
        for name in kind.book
    ]
    table = table.filter(reduce(pc.or_, is_theirs))
    wanted = [name for name in ("id", *kind.book, *DAYS) if name in table.column_names]
    records = (
        {name: value for name, value in row.items() if value}
        for row in table.select(wanted).to_pylist()
    )
    return {book.name: any(id in ids for _, id in book.keys) for book in books_of(kind, records)}
