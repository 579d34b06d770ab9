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

# A line in canonical form.
TEXT = """
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
_LINES = """
    JOIN scope
        ON scope.kind = 'place' AND scope.above_kind = 'place' AND scope.above = asked.place
    JOIN ledger
        ON ledger.place = scope.id AND substr(ledger.booked_on, 1, 7) = asked.period
"""
_DIGESTS = f"""
    WITH asked AS (
        SELECT DISTINCT unnest(CAST($places AS VARCHAR[])) AS place,
            unnest(CAST($periods AS VARCHAR[])) AS period, unnest(CAST($salts AS VARCHAR[])) AS salt
    ),
    line AS (
        SELECT asked.place, asked.period, asked.salt, {TEXT} AS text FROM asked {_LINES}
    )
    SELECT place, period, salt, count(*),
        sha256(
            CASE WHEN salt <> '' THEN salt || chr(10) ELSE '' END
                || string_agg(text || chr(10), '' ORDER BY text)
        )
    FROM line
    GROUP BY place, period, salt
"""
_SUMS = f"""
    WITH asked AS (
        SELECT DISTINCT unnest(CAST($places AS VARCHAR[])) AS place,
            unnest(CAST($periods AS VARCHAR[])) AS period
    )
    SELECT asked.place, asked.period, measure, CAST(SUM(amount) AS DECIMAL(38, 2))
    FROM asked {_LINES}
    GROUP BY asked.place, asked.period, measure
    ORDER BY asked.place, asked.period, measure
"""
SEALING = (_DIGESTS, _SUMS)  # what seals ask of the ledger


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
    return seals(tally, [(place, period, salt)])[0]


def seals(tally: Tally, asked: Sequence[tuple[str, str, str | None]]) -> list[Seal]:
    """The seal of each place, period and salt asked for, in one pass over the ledger."""
    places, periods, salts = ([each[part] for each in asked] for part in range(3))
    values = {"places": places, "periods": periods, "salts": salts}
    told = {
        tuple(key): (lines, digest)
        for *key, lines, digest in tally.connection.execute(_DIGESTS, values).fetchall()
    }
    del values["salts"]
    totals: dict[tuple[str, str], dict[str, Decimal]] = {}
    for place, period, measure, amount in tally.connection.execute(_SUMS, values).fetchall():
        totals.setdefault((place, period), {})[measure] = amount
    return [
        Seal(lines, totals.get(each[:2], {}), digest)
        for each in asked
        for lines, digest in [told.get(each) or (0, _digest([], each[2]))]
    ]


def sheet(tally: Tally, place: str, period: str) -> list[SheetLine]:
    """The ledger lines of a period, in the order in which they are sealed."""
    rows = tally.connection.execute(
        f"SELECT COALESCE(entry, ''), measure, amount, {TEXT} AS text {_OF_PLACE} {_OF_PERIOD}"
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
