"""Books: records that have no pages of their own, a holder's quarter of a year together on a page.

Which kinds stand in books their schemas say (`x-book`). A book longer than a page is parted, its
oldest records first, so that what is added to a quarter moves nothing that stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gongshi.kinds import Kind

Key = tuple[str, str]  # kind, id

MOST = 30  # records on a page
DAYS = ("date", "granted_on", "issued_on", "recorded_on", "published")  # what dates an event


@dataclass(frozen=True, slots=True)
class Book:
    """One page of a book: `keys` are its records, oldest first.

    `holder` is whose it is (the name of the property that says so, and its value); `period` a
    quarter such as `2026-q1`, a year, or "" without a date; `part` counts from 1.
    """

    kind: str
    holder: tuple[str, str]
    period: str
    part: int
    parts: int
    keys: tuple[Key, ...]

    @property
    def name(self) -> str:
        """What the page is called, below the folder of the kind."""
        return name_of(self.holder, self.period, self.part)


def name_of(holder: tuple[str, str], period: str, part: int) -> str:
    """The name of a book's page: `team-yunhe-2026-q1`, its second part `team-yunhe-2026-q1-p2`."""
    more = f"p{part}" if part > 1 else ""
    return "-".join(filter(None, (*holder, period, more)))


def when(record: Mapping[str, Any]) -> str:
    """The day an event is listed under, "" for a record that is no event."""
    return next((str(record[name]) for name in DAYS if name in record), "")


def books_of(kind: Kind, records: Iterable[Mapping[str, Any]]) -> list[Book]:
    """The pages on which the records of a kind stand that has no pages of its own."""
    found: dict[tuple[tuple[str, str], str], list[tuple[str, str]]] = {}
    for record in records:
        day = when(record)
        holder = next(((name, str(record[name])) for name in kind.book if name in record), ("", ""))
        found.setdefault((holder, _quarter(day)), []).append((day, str(record["id"])))
    books = []
    for (holder, period), of in sorted(found.items()):
        ids = [id for _, id in sorted(of)]
        parts = [ids[start : start + MOST] for start in range(0, len(ids), MOST)]
        books += [
            Book(kind.name, holder, period, at, len(parts), tuple((kind.name, id) for id in part))
            for at, part in enumerate(parts, 1)
        ]
    return books


def _quarter(day: str) -> str:
    """The quarter of a day or month; of a bare year the year."""
    year, _, rest = day.partition("-")
    return f"{year}-q{(int(rest[:2]) + 2) // 3}" if rest else year
