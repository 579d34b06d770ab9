"""Which pages of the site a change makes appear, vanish or read otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

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
        old, new = (
            _books(side, kind, ids) if kind.book else _own(side, kind, ids)
            for side in (before, after)
        )
        for page in old.keys() | new.keys():
            state = APPEARS if page not in old else VANISHES if page not in new else CHANGES
            if state != CHANGES or old[page] or new[page]:
                found[f"{kind.folder}/{page}/"] = state
    for effect in effects:
        if effect.kind != PERSON:
            found.setdefault(f"{kinds[effect.kind].folder}/{effect.id}/", CHANGES)
    return tuple(Page(*each) for each in sorted(found.items()))


def _own(side: Loaded, kind: Kind, ids: Collection[str]) -> dict[str, bool]:
    """The pages of these records, each of which has its own."""
    held = side.tables[kind.name]["id"]
    return dict.fromkeys(held.filter(pc.is_in(held, pa.array(ids, pa.string()))).to_pylist(), True)


def _books(side: Loaded, kind: Kind, ids: Collection[str]) -> dict[str, bool]:
    """The pages of all books of a kind, and whether one of these records stands there."""
    table = side.tables[kind.name]
    wanted = [name for name in ("id", *kind.book, *DAYS) if name in table.column_names]
    rows = table.select(wanted).to_pylist()
    records = ({name: value for name, value in row.items() if value} for row in rows)
    return {book.name: any(id in ids for _, id in book.keys) for book in books_of(kind, records)}
