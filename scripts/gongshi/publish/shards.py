"""Public passbooks as data: many in a file, which the page of passbooks reads by script.

`passbooks/PP.json` holds those whose numbers begin `v-PP` (numbers are drawn at random, so that the
files are of a size), `passbooks/rules.json` the rules that they name. All is in words, ready to be
shown. Only numbers whose roster line consents are asked for, and nothing of others is in what is
read here.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar

import pyarrow as pa

from gongshi.publish.catalogue import digests_of
from gongshi.publish.library import Entry, Library
from gongshi.publish.told import PASSBOOKS
from gongshi.tally import Passbook, Tally, amount_in_words, in_words, sum_in_words
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
from gongshi.tally.results import IS_PUBLIC, Line
from gongshi.words import Lang, say

T = TypeVar("T", Badge, RevokedStar)
Row = Mapping[str, Any]
Rows = Sequence[Row]

FOLDER = PASSBOOKS
PREFIX = "v-"  # what every number begins with
MOST = 150  # passbooks in a file, or so
_ALPHABET = 31  # letters and digits that numbers are made of
_MEASURES = ("minutes", "points", "credit_minutes")
_NUMBERS = f"SELECT number FROM member WHERE {IS_PUBLIC}"

_QUERIES = {
    "book": f"SELECT number, team, unit, consent FROM member WHERE {IS_PUBLIC} ORDER BY number",
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
    """What passbooks are made of: tables by number, each sorted by it, and what was recognised."""

    numbers: Sequence[str]
    tables: Mapping[str, pa.Table]
    paths: Sequence[str]
    stars: Mapping[str, Star]
    granted: Mapping[str, GrantedStar]
    revoked: Mapping[str, Sequence[RevokedStar]]
    badges: Mapping[str, Sequence[Badge]]

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
        of_tables = [digests_of(each, ("number",), self.paths) for each in self.tables.values()]
        of_people = (self.stars, self.granted, self.revoked, self.badges)
        return {
            name: repr(
                [
                    (*(of.get((each,)) for of in of_tables), *(of.get(each) for of in of_people))
                    for each in self.numbers[start:end]
                ]
            )
            for name, start, end in self.shards()
        }

    def shards(self) -> list[tuple[str, int, int]]:
        """The name of each file, and the places in `numbers` where it begins and ends."""
        start, end = len(PREFIX), len(PREFIX) + self.length
        places = groupby(range(len(self.numbers)), key=lambda at: self.numbers[at][start:end])
        found = [(name, list(of)) for name, of in places]
        return [(name, of[0], of[-1] + 1) for name, of in found]


def books_of(tally: Tally) -> Books:
    """What the public passbooks are made of."""
    tables = {
        name: tally.connection.sql(query).to_arrow_table().combine_chunks()
        for name, query in _QUERIES.items()
    }
    return Books(
        numbers=tables["book"]["number"].to_pylist(),
        tables=tables,
        paths=tally.paths,
        stars={each.number: each for each in stars(tally)},
        granted={each.number: each for each in granted_stars(tally)},
        revoked=_by_number(revoked_stars(tally)),
        badges=_by_number(badges(tally)),
    )


def _by_number(items: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for each in items:
        found.setdefault(each.number, []).append(each)
    return found


class Writer:
    """Puts passbooks into words, one file after another."""

    def __init__(
        self, books: Books, library: Library, names: Mapping[str, str], lang: Lang
    ) -> None:
        self._books, self._library, self._names, self._lang = books, library, names, lang
        self._cursors = {name: _Cursor(table) for name, table in books.tables.items()}

    def shard(self, start: int, end: int) -> str:
        """The file with the passbooks at these places, by number."""
        first, last = self._books.numbers[start], self._books.numbers[end - 1]
        rows = {name: each.between(first, last) for name, each in self._cursors.items()}
        written = {
            holder["number"]: self._book(
                holder, *(rows[name].get(holder["number"], ()) for name in _OF_ONE)
            )
            for (holder,) in rows["book"].values()
        }
        text = json.dumps(written, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return text.replace("<", "\\u003c") + "\n"  # so that no name can be read as HTML

    def rules(self) -> str:
        """The rules of every local policy in words, by policy and rule."""
        lang, kinds = self._lang, self._library.kinds
        told = {
            policy.id: {
                "policy": _link(policy),
                "rules": {
                    id: sentence
                    for _, id, sentence in in_words.rules_in_words(policy.record, lang, kinds)
                },
            }
            for policy in self._library.all("policy")
            if policy.record.get("basis") == "local"
        }
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"

    def _book(
        self, holder: Row, moves: Rows, rows: Rows, lines: Rows, rules: Rows
    ) -> dict[str, Any]:
        number = holder["number"]
        book = self._passbook(holder, moves, lines)
        team = self._library.find(["team"], holder["team"])
        told: dict[str, Any] = {
            "sums": list(self._sums(book)),
            "moves": list(self._moves(book)),
            "how": in_words.passbook_in_words(book, self._lang),
            "rules": [[row["policy"], row["rule"]] for row in rules],
            "rows": self._rows(rows, book.lines),
        }
        if team:
            told |= {"team": _link(team)} | ({"demo": True} if team.demo else {})
        if number in self._names:
            told["name"] = self._names[number]
        if stars := list(self._stars(book)):
            told["stars"] = stars
        if book.badges:
            told["badges"] = [
                [
                    f"{each.badge} {each.period}" if each.period != "all" else each.badge,
                    *self._award(each.award),
                ]
                for each in book.badges
            ]
        return told

    def _passbook(self, holder: Row, moves: Rows, lines: Rows) -> Passbook:
        """The passbook with those lines only of which more is told than the amount."""
        number = holder["number"]
        by_measure: dict[str, dict[str, Decimal]] = {}
        for row in moves:
            if row["class"] == "service":
                by_measure.setdefault(row["measure"], {})[row["origin"]] = row["amount"]
        gifts = (row["amount"] for row in moves if row["class"] == "donation")
        return Passbook(
            **holder,
            is_public=True,
            sums={},
            moves=by_measure,
            gift_points=sum(gifts, Decimal(0)),
            star=self._books.stars.get(number),
            granted=self._books.granted.get(number),
            revoked=tuple(self._books.revoked.get(number, ())),
            badges=tuple(self._books.badges.get(number, ())),
            lines=tuple(self._line(row) for row in lines),
        )

    def _line(self, row: Row) -> Line:
        return Line(
            path=self._books.paths[row["file"]],
            pointer="",
            balance=None,
            is_public=True,
            **{name: row[name.rstrip("_")] for name in _OF_LINE},
        )

    def _say(self, word: str, **slots: object) -> str:
        return say(f"pages.{word}", self._lang, **slots)

    def _sums(self, book: Passbook) -> Iterator[list[str]]:
        lang = self._lang
        yield [self._say("derived.minutes"), sum_in_words("minutes", book.balance("minutes"), lang)]
        yield [
            self._say("passbook.points_left"),
            amount_in_words("points", book.balance("points"), lang),
        ]
        if book.gift_points:
            yield [
                self._say("derived.gift_points"),
                amount_in_words("points", book.gift_points, lang),
            ]
        if "credit_minutes" in book.moves:
            left = sum_in_words("minutes", book.balance("credit_minutes"), lang)
            yield [self._say("passbook.time_left"), left]

    def _moves(self, book: Passbook) -> Iterator[list[Any]]:
        """What a balance is made of: its title, and each event with its amount."""
        for measure, unit, word in (
            ("credit_minutes", "minutes", "derived.credit_minutes"),
            ("points", "points", "passbook.points"),
        ):
            if measure in book.moves:
                told = [
                    [self._say(f"event.{event}"), sum_in_words(unit, amount, self._lang)]
                    for event, amount in book.moves[measure].items()
                ]
                left = sum_in_words(unit, book.balance(measure), self._lang)
                yield [self._say(word), [*told, [self._say("passbook.left"), left]]]

    def _stars(self, book: Passbook) -> Iterator[list[str]]:
        """Sentences on stars, each with the round that it rests on, if any."""
        lang = self._lang
        if not (book.star or book.granted or book.revoked):
            return
        granted = self._say("passbook.granted")
        if book.granted:
            said = granted + in_words.granted_in_words(book.granted, lang)
            yield [said, *self._award(book.granted.award)]
        elif not book.revoked:
            yield [granted + self._say("passbook.not_granted")]
        for each in book.revoked:
            said = in_words.revoked_in_words(each, lang, self._library.kinds)
            yield [said, *self._award(each.award)]
        if book.star:
            yield [
                self._say("passbook.eligible") + "".join(in_words.star_in_words(book.star, lang))
            ]

    def _award(self, id: str | None) -> list[str]:
        """The name and address of an award round."""
        entry = self._library.find(["award"], id) if id else None
        return _link(entry) if entry else []

    def _rows(self, rows: Rows, lines: Sequence[Line]) -> list[list[Any]]:
        """Entries in the order booked: name, address, day, more, amounts, corrections.

        A correction is a row of the same shape without name and corrections.
        """
        more: dict[tuple[str | None, str], list[str]] = {}
        for line in lines:
            said = in_words.working_in_words(line, self._lang)
            more.setdefault((line.corrects, line.entry), []).append(said)
        fixes: dict[str, list[list[Any]]] = {}
        for row in rows:
            if row["corrects"] is not None:
                entry = self._library.entries["correction", row["entry"]]
                fix = [self._say("event.correction"), entry.address, row["booked_on"], []]
                fixes.setdefault(row["corrects"], []).append([*fix, self._amounts(row)])
        return [
            [
                *self._name(row),
                row["served_on"],
                more.get((None, row["entry"]), []),
                self._amounts(row),
                *([fixes[row["entry"]]] if row["entry"] in fixes else []),
            ]
            for row in rows
            if row["corrects"] is None
        ]

    def _name(self, row: Row) -> list[str]:
        """What an entry is called, and where it stands."""
        source = self._library.by_file.get(self._books.paths[row["file"]])
        what = self._say(f"event.{row['event']}")
        if source is None:
            return [what, ""]
        if source.kind == "activity":
            return _link(source)
        if source.kind == "policy":
            return [what, source.address]
        item = self._library.item(row["entry"])
        reward = self._library.find(["reward"], str(item.get("reward", "")))
        name = f"{what} {reward.label}" if reward else what
        return [name, f"{source.page}#{row['entry']}"]

    def _amounts(self, row: Row) -> list[str]:
        return [
            "" if row[measure] is None else amount_in_words(measure, row[measure], self._lang)
            for measure in _MEASURES
        ]


_OF_ONE = ("move", "row", "line", "rule")
_OF_LINE = tuple(
    name
    for name in Line.__dataclass_fields__
    if name not in ("path", "pointer", "balance", "is_public")
)


class _Cursor:
    """Reads a table sorted by number from front to back, some numbers at a time."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._numbers = table["number"]

    def between(self, first: str, last: str) -> dict[str, list[dict[str, Any]]]:
        """The rows of the numbers from `first` to `last`, by number."""
        start, end = _place(self._numbers, first), _place(self._numbers, last, after=True)
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self._table.slice(start, end - start).to_pylist():
            found.setdefault(row["number"], []).append(row)
        return found


def _place(numbers: pa.ChunkedArray, number: str, *, after: bool = False) -> int:
    """Where in sorted `numbers` the first one stands that is not before (or is after) `number`."""
    key = (number, after)
    return bisect_left(range(len(numbers)), key, key=lambda at: (str(numbers[at]), False))


def _link(entry: Entry) -> list[str]:
    return [entry.label, entry.address]
