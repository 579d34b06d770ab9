"""Public passbooks as data: many in a file, which the page of passbooks reads by script.

`passbooks/PP.json` holds those whose numbers begin `v-PP` (numbers are drawn at random, so that the
files are of a size), `passbooks/rules.json` the rules that they name. All is in words, ready to be
shown. Only numbers whose roster line consents are asked for, and nothing of others is in what is
read here.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from gongshi.publish.holdings import Books
from gongshi.publish.library import Entry, Library
from gongshi.publish.told import PASSBOOKS
from gongshi.tally import Passbook, amount_in_words, in_words, sum_in_words
from gongshi.tally.results import Line
from gongshi.words import Lang, say

Row = Mapping[str, Any]
Rows = Sequence[Row]

FOLDER = PASSBOOKS
_MEASURES = ("minutes", "points", "credit_minutes")


class Writer:
    """Puts passbooks into words, one file after another."""

    def __init__(
        self, books: Books, library: Library, names: Mapping[str, str], lang: Lang
    ) -> None:
        self._books, self._library, self._names, self._lang = books, library, names, lang

    def shard(self, start: int, end: int) -> str:
        """The file with the passbooks at these places, by number."""
        first, last = self._books.numbers[start], self._books.numbers[end - 1]
        rows = {name: _between(self._books.tables[name], first, last) for name in _OF_ONE}
        written = {
            holder["number"]: self._book(
                holder, *(rows[name].get(holder["number"], ()) for name in _OF_ONE)
            )
            for holder in self._books.holders.slice(start, end - start).to_pylist()
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
            said = say("rules.sentences", lang).join(in_words.star_in_words(book.star, lang))
            yield [self._say("passbook.eligible") + said]

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


def _between(table: pa.Table, first: str, last: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of the numbers from `first` to `last`, by number, of a table sorted by it."""
    start = _place(table["number"], first)
    end = _place(table["number"], last, after=True)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table.slice(start, end - start).to_pylist():
        found.setdefault(row["number"], []).append(row)
    return found


def _place(numbers: pa.ChunkedArray, number: str, *, after: bool = False) -> int:
    """Where in sorted `numbers` the first one stands that is not before (or is after) `number`."""
    key = (number, after)
    return bisect_left(range(len(numbers)), key, key=lambda at: (str(numbers[at]), False))


def _link(entry: Entry) -> list[str]:
    return [entry.label, entry.address]
