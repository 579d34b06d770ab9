"""The seal of a closed period: how many lines were booked in it, their sums, their digest.

A period is a month (`2025-03`) of a place with all places below it: the ledger lines whose
`booked_on` lies in the month, by whatever unit or team. Anybody can make the digest again, from
the lines in canonical form: each line of the ledger as

    entry#number|measure|event|amount|served_on|booked_on|policy|rule

with nothing where a part is absent and the amount with two decimals (`-2.50`); the lines sorted
by their bytes, before them the closing's salt where it has one, each ended by a line feed, together
in UTF-8; of that the SHA-256 in hexadecimal.

The digest is published, numbers and the salt are not. Without salt, whoever knows all lines of a
month but one could try the number of that one: there are not many. With it nobody can who has but
the digest, which yet binds those who keep the records.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongshi.tally.run import Tally

_TEXT = """
    COALESCE(entry, '') || '#' || COALESCE(number, '') || '|' || measure || '|' || event || '|'
    || CAST(CAST(amount AS DECIMAL(38, 2)) AS VARCHAR) || '|' || COALESCE(served_on, '') || '|'
    || booked_on || '|' || COALESCE(policy, '') || '|' || COALESCE(rule, '')
"""
_OF_PLACE = """
    FROM ledger
    WHERE EXISTS (
        SELECT 1 FROM scope
        WHERE scope.kind = 'place' AND scope.id = ledger.place
            AND scope.above_kind = 'place' AND scope.above = $place
    )
"""
_OF_PERIOD = "AND substr(booked_on, 1, 7) = $period"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One ledger line of a period: what it belongs to, its amount, and its canonical form."""

    entry: str
    measure: str
    amount: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Seal:
    """`lines` booked, the sum of each measure that occurs (sorted), and the digest (hexadecimal).

    Amounts are exact: minutes, points, or fen, by measure.
    """

    lines: int
    totals: Mapping[str, Decimal]
    digest: str


def new_salt() -> str:
    """A salt that nobody can guess: 128 bits, hexadecimal."""
    return secrets.token_hex(16)


def seal(tally: Tally, place: str, period: str, salt: str | None) -> Seal:
    """The seal of the month `period` of `place`, as of the tally's day.

    The same as `seal_of(sheet(…), salt)`, without a Python object for every line.
    """
    asked = {"place": place, "period": period}
    texts = tally.connection.execute(
        f"SELECT {_TEXT} AS text {_OF_PLACE} {_OF_PERIOD} ORDER BY text", asked
    ).fetchall()
    totals = tally.connection.execute(
        "SELECT measure, CAST(SUM(amount) AS DECIMAL(38, 2))"
        f" {_OF_PLACE} {_OF_PERIOD} GROUP BY measure ORDER BY measure",
        asked,
    ).fetchall()
    return Seal(len(texts), dict(totals), _digest((text for (text,) in texts), salt))


def sheet(tally: Tally, place: str, period: str) -> list[SheetLine]:
    """The ledger lines of a period, in the order in which they are sealed."""
    rows = tally.connection.execute(
        f"SELECT COALESCE(entry, ''), measure, amount, {_TEXT} AS text {_OF_PLACE} {_OF_PERIOD}"
        " ORDER BY text",
        {"place": place, "period": period},
    ).fetchall()
    return [SheetLine(*row) for row in rows]


def seal_of(lines: Sequence[SheetLine], salt: str | None) -> Seal:
    """The seal of these lines, which stand in the order of `sheet`."""
    totals: dict[str, Decimal] = {}
    for line in lines:
        totals[line.measure] = totals.get(line.measure, Decimal(0)) + line.amount
    digest = _digest((line.text for line in lines), salt)
    return Seal(len(lines), dict(sorted(totals.items())), digest)


def _digest(texts: Iterable[str], salt: str | None) -> str:
    salted = [salt, *texts] if salt else texts
    return hashlib.sha256("".join(f"{text}\n" for text in salted).encode()).hexdigest()


def plain_amount(amount: Decimal) -> str:
    """An amount as a closing writes it: no exponent, no trailing zeros, `-0` is `0`."""
    text = f"{amount:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def months_booked(tally: Tally, place: str) -> list[str]:
    """The months in which anything was booked for `place` and below, in order."""
    query = f"SELECT DISTINCT substr(booked_on, 1, 7) AS month {_OF_PLACE} ORDER BY month"
    return [row[0] for row in tally.connection.execute(query, {"place": place}).fetchall()]
