"""What stands in public passbooks: who holds them, and the tables that they are made from.

Only numbers whose roster line consents are told. What a passbook holds is told by a digest, so
that the tables are read of those alone that are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar

import pyarrow as pa

from gongshi.tally import Tally
from gongshi.tally.recognition import (
    Badge,
    GrantedStar,
    RevokedStar,
    Star,
    badges,
    granted_stars,
    revoked_stars,
    stars,
)
from gongshi.tally.results import IS_PUBLIC

T = TypeVar("T", Badge, RevokedStar)

PREFIX = "v-"  # what every number begins with
MOST = 150  # passbooks in a file, or so
_ALPHABET = 31  # letters and digits that numbers are made of
_HOLDERS = f"SELECT number, team, unit, consent FROM member WHERE {IS_PUBLIC} ORDER BY number"
# A digest of all that anybody's passbook rests on; files go by their paths.
_DIGESTS = """
SELECT number, CAST(SUM(hash(line)) AS VARCHAR) AS digest
FROM (SELECT ledger.* EXCLUDE (file), path FROM ledger JOIN path USING (file)) AS line
GROUP BY number
"""
# What is told of the passbooks in `asked`.
_NUMBERS = "SELECT number FROM asked"
_QUERIES = {
    "move": f"""
SELECT number, measure, class, origin, SUM(amount) AS amount
FROM ledger WHERE number IN ({_NUMBERS}) AND measure <> 'fen'
GROUP BY number, measure, class, origin
ORDER BY number, measure, class, MIN(booked_on), origin""",
    # An entry is one row, what corrects it right under it.
    "row": f"""
SELECT number, corrects, entry, MIN(event) AS event, MIN(served_on) AS served_on,
  MIN(booked_on) AS booked_on, MIN(file) AS file,
  SUM(amount) FILTER (measure = 'minutes') AS minutes,
  SUM(amount) FILTER (measure = 'points') AS points,
  SUM(amount) FILTER (measure = 'credit_minutes') AS credit_minutes
FROM ledger WHERE number IN ({_NUMBERS}) AND measure <> 'fen'
GROUP BY number, corrects, entry
ORDER BY number, booked_on, MAX(amount) < 0, entry, corrects NULLS FIRST""",
    # Lines of which more is told than the amount: gifts, goods, what a cap cut off.
    "line": f"""
SELECT ledger.* EXCLUDE (pointer) FROM ledger
WHERE number IN ({_NUMBERS}) AND measure <> 'fen'
  AND (amount <> raw_amount OR event IN ('money', 'goods', 'redemption'))
ORDER BY number, booked_on, amount < 0, entry, measure, pointer, rule NULLS FIRST""",
    "rule": f"""
SELECT DISTINCT number, policy, rule FROM ledger
WHERE number IN ({_NUMBERS}) AND measure <> 'fen' AND policy IS NOT NULL AND rule IS NOT NULL
ORDER BY number, policy, rule""",
}


@dataclass(frozen=True)
class Books:
    """What passbooks are made of: who holds them, what was recognised, what they hold.

    `holders` are sorted by number, as are `tables`, which hold what was `read` last.
    """

    holders: pa.Table
    stars: Mapping[str, Star]
    granted: Mapping[str, GrantedStar]
    revoked: Mapping[str, Sequence[RevokedStar]]
    badges: Mapping[str, Sequence[Badge]]
    paths: Sequence[str]
    _tally: Tally
    tables: dict[str, pa.Table] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> Sequence[str]:
        """The numbers of all public passbooks."""
        numbers: list[str] = self.holders["number"].to_pylist()
        return numbers

    @property
    def length(self) -> int:
        """How many letters the name of a file has, by how many passbooks there are."""
        length = 1
        while len(self.numbers) > MOST * _ALPHABET**length:
            length += 1
        return length

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """What tells one state of each file from another, but for the records it refers to."""
        of_people = (self._lines(), self.stars, self.granted, self.revoked, self.badges)
        holders = self.holders.to_pylist()
        return {
            name: repr(
                [
                    (holder, *(of.get(holder["number"]) for of in of_people))
                    for holder in holders[start:end]
                ]
            )
            for name, start, end in self.shards()
        }

    def _lines(self) -> dict[str, str]:
        """A digest of the lines of each passbook."""
        connection = self._tally.connection
        paths = pa.table({"file": pa.arange(0, len(self.paths)), "path": list(self.paths)})
        connection.register("path", paths)
        try:
            return dict(connection.execute(_DIGESTS).fetchall())
        finally:
            connection.unregister("path")

    def read(self, shards: Iterable[Sequence[Any]]) -> None:
        """Read what stands in the passbooks of some files, before others are made of them."""
        asked = [number for _, start, end in shards for number in self.numbers[start:end]]
        connection = self._tally.connection
        connection.register("asked", pa.table({"number": pa.array(asked, pa.string())}))
        try:
            for name, query in _QUERIES.items():
                self.tables[name] = connection.sql(query).to_arrow_table().combine_chunks()
        finally:
            connection.unregister("asked")

    def shards(self) -> list[tuple[str, int, int]]:
        """The name of each file, and the places in `numbers` where it begins and ends."""
        start, end = len(PREFIX), len(PREFIX) + self.length
        places = groupby(range(len(self.numbers)), key=lambda at: self.numbers[at][start:end])
        found = [(name, list(of)) for name, of in places]
        return [(name, of[0], of[-1] + 1) for name, of in found]


def books_of(tally: Tally) -> Books:
    """What the public passbooks are made of; of none it is read yet what stands in it."""
    return Books(
        holders=tally.connection.sql(_HOLDERS).to_arrow_table().combine_chunks(),
        stars={each.number: each for each in stars(tally)},
        granted={each.number: each for each in granted_stars(tally)},
        revoked=_by_number(revoked_stars(tally)),
        badges=_by_number(badges(tally)),
        paths=tally.paths,
        _tally=tally,
    )


def _by_number(items: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for each in items:
        found.setdefault(each.number, []).append(each)
    return found
