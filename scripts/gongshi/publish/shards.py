"""Public passbooks as data: many in a file, which the page of passbooks reads by script.

`passbooks/PP.json` holds those whose numbers begin `v-PP` (numbers are drawn at random, so that the
files are of a size), `passbooks/rules.json` the rules that they name. All is in words, ready to be
shown. Only numbers whose roster line consents are asked for, and nothing of others is in what is
read here.

A city has more passbooks than anything else, so each is put together from pieces that are JSON
already, and what is said alike of many is made once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from gongshi.publish.holdings import Books, line_of
from gongshi.publish.library import Entry, Library
from gongshi.publish.told import PASSBOOKS
from gongshi.tally import in_words
from gongshi.tally.in_words import amount_in_words, sum_in_words
from gongshi.tally.recognition import Star
from gongshi.tally.results import Passbook
from gongshi.words import Lang, say

Row = tuple[Any, ...]
Rows = Sequence[Row]

FOLDER = PASSBOOKS
MANY = 20_000  # balances and standings kept in words
_OF_ONE = ("move", "row", "cut", "rule", "star")


@dataclass(frozen=True, slots=True)
class _Balances:
    """What stands in a passbook by its sums alone: JSON, and how they came about as sentences."""

    sums: str
    moves: str
    how: Sequence[str]


class Writer:
    """Puts passbooks into words, one file after another."""

    def __init__(
        self, books: Books, library: Library, names: Mapping[str, str], lang: Lang
    ) -> None:
        self._books, self._library, self._names, self._lang = books, library, names, lang
        self._balances = lru_cache(MANY)(self._balances_of)
        self._eligible = lru_cache(MANY)(self._eligible_for)
        self._rules = lru_cache(MANY)(_json)

    def shard(self, name: str, start: int, end: int) -> str:
        """The file of this name with the passbooks at these places, by number."""
        found = [_by_number(self._books.rows(table, name)) for table in _OF_ONE]
        holders = self._books.holders.slice(start, end - start)
        numbers, teams = (holders[each].to_pylist() for each in ("number", "team"))
        written = ",".join(
            f'"{number}":{self._book(number, team, *(of.get(number, ()) for of in found))}'
            for number, team in zip(numbers, teams, strict=True)
        )
        # No `<`, so that no name can be read as HTML.
        return "{" + written.replace("<", "\\u003c") + "}\n"

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
        self,
        number: str,
        team_id: str,
        moves: Rows,
        rows: Rows,
        cut: Rows,
        rules: Rows,
        standings: Rows,
    ) -> str:
        of = self._balances(tuple(moves))
        told = {"sums": of.sums, "moves": of.moves, "rules": self._rules(tuple(rules))}
        told["rows"] = rows[0][0] if rows else "[]"
        badges = self._books.badges.get(number, ())
        lines = [line_of(dict(zip(_CUT, each, strict=True))) for each in cut]
        told["how"] = _json(
            [
                *of.how,
                *in_words.cut_in_words(lines, self._lang),
                *(in_words.badge_in_words(each, self._lang) for each in badges),
            ]
        )
        if team := self._library.find(["team"], team_id):
            told["team"] = _json(_link(team))
            if team.demo:
                told["demo"] = "true"
        if number in self._names:
            told["name"] = _json(self._names[number])
        if stars := list(self._stars(number, standings)):
            told["stars"] = _json(stars)
        if badges:
            told["badges"] = _json(
                [
                    [
                        f"{each.badge} {each.period}" if each.period != "all" else each.badge,
                        *self._award(each.award),
                    ]
                    for each in badges
                ]
            )
        return "{" + ",".join(f'"{name}":{told[name]}' for name in sorted(told)) + "}"

    def _balances_of(self, moves: Rows) -> _Balances:
        by_measure: dict[str, dict[str, Decimal]] = {}
        gift_points = Decimal(0)
        for measure, class_, origin, amount in moves:
            if class_ == "service":
                by_measure.setdefault(measure, {})[origin] = amount
            elif class_ == "donation":
                gift_points += amount
        book = Passbook(
            number="",
            team="",
            unit=None,
            consent="",
            is_public=True,
            sums={},
            moves=by_measure,
            gift_points=gift_points,
            star=None,
            granted=None,
            revoked=(),
            badges=(),
            lines=(),
        )
        return _Balances(
            sums=_json(list(self._sums(book))),
            moves=_json(list(self._moves(book))),
            how=in_words.passbook_in_words(book, self._lang),
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

    def _stars(self, number: str, standings: Rows) -> Iterator[list[str]]:
        """Sentences on stars, each with the round that it rests on, if any."""
        lang = self._lang
        granted, revoked = self._books.granted.get(number), self._books.revoked.get(number, ())
        if not (standings or granted or revoked):
            return
        begun = self._say("passbook.granted")
        if granted:
            said = begun + in_words.granted_in_words(granted, lang)
            yield [said, *self._award(granted.award)]
        elif not revoked:
            yield [begun + self._say("passbook.not_granted")]
        for each in revoked:
            said = in_words.revoked_in_words(each, lang, self._library.kinds)
            yield [said, *self._award(each.award)]
        for standing in standings:
            yield [self._eligible(standing)]

    def _eligible_for(self, standing: Row) -> str:
        star, lang = Star("", *standing), self._lang
        said = say("rules.sentences", lang).join(in_words.star_in_words(star, lang))
        return self._say("passbook.eligible") + said

    def _award(self, id: str | None) -> list[str]:
        """The name and address of an award round."""
        entry = self._library.find(["award"], id) if id else None
        return _link(entry) if entry else []


_CUT = ("measure", "amount", "raw_amount", "corrects")  # of a line, in the table of that name
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _by_number(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by the number that each begins with, without it."""
    found: dict[str, list[Row]] = {}
    for number, *row in rows:
        found.setdefault(number, []).append(tuple(row))
    return found


def _link(entry: Entry) -> list[str]:
    return [entry.label, entry.address]
