"""The ledger as an hledger journal, so that a program that is not ours can audit it.

One commodity a measure (COMMODITIES); one transaction for what one entry booked on one day. Its
date is the day booked, its secondary date (`--date2`) the day of the service or gift, its code
the entry. What was earned stands against `equity:policy:POLICY:RULE`, what no rule gave (money
itself, goods taken, time used) against `equity:EVENT`; so every transaction sums to zero:

    passbooks:NUMBER     points, minutes, saved time of a volunteer; points for gifts, which are
                         never redeemed, in passbooks:NUMBER:gifts
    passbooks:withheld   those of volunteers who do not publish theirs (published ledger only)
    pool:UNIT            time given to all, by the unit that keeps it (`pool` where none does)
    funds:FUND           money and goods that went into a fund, in yuan
    units:UNIT           those that went into none

Tags say event, policy, rule, number, and team, unit and place with all above them, highest first
(`unit:office:counter`): `hledger balance --pivot unit not:equity` adds up the tree by itself.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import duckdb

from gongshi.records.database import rows_of
from gongshi.tally import Tally

COMMODITIES = {"minutes": "MIN", "points": "PT", "credit_minutes": "CREDIT", "fen": "CNY"}
TREES = ("team", "unit", "place")

Row = Mapping[str, Any]  # a ledger line by column; one that sums several has `withheld`
Chains = Mapping[tuple[str, str], str]

_ORDER = ("served_on", "entry", "measure", "event", "number", "policy", "rule")


def journal(tally: Tally) -> str:
    """The whole ledger, with the numbers of all volunteers: for staff, never for publication."""
    rows = tally.rows("SELECT * FROM ledger")
    return written(rows, chains(tally.connection), tally.as_of.isoformat(), tally.commit)


def written(rows: Iterable[Row], above: Chains, as_of: str, commit: str | None) -> str:
    """The journal of these lines, sorted; `above` from `chains`.

    `as_of` and `commit` stand in its first line alone.
    """
    ordered = sorted(rows, key=_key)
    transactions = [
        _transaction(list(of), above) for _, of in groupby(ordered, key=lambda row: _key(row)[:3])
    ]
    accounts = sorted({account for each in transactions for account, _, _ in each[1]})
    at = f", commit {commit}" if commit else ""
    head = [f"; as of {as_of}{at}", "decimal-mark ."]
    head += [f"commodity 1000.00 {name}" for name in COMMODITIES.values()]
    head += [f"account {account}" for account in accounts]
    return "\n".join(head) + "\n" + "".join(_text(*each) for each in transactions)


def chains(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """Each team, unit and place with those above it of its kind, highest first: `hill:east`.

    `connection` holds the tally's `scope`.
    """
    above: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows_of(
        connection,
        "SELECT kind, id, above FROM scope WHERE kind = above_kind"
        " ORDER BY kind, id, nearness DESC, above",
    ):
        above[row["kind"], row["id"]].append(row["above"])
    return {key: ":".join(ids) for key, ids in above.items()}


Posting = tuple[str, str, str]  # account, amount with commodity, tags


def _transaction(rows: Sequence[Row], above: Chains) -> tuple[str, list[Posting]]:
    """The head line and postings of what one entry booked on one day, summing to zero."""
    first = rows[0]
    events = " ".join(sorted({row["event"] for row in rows}))
    code = f" ({first['entry']})" if first["entry"] else ""
    head = f"{_day(first['booked_on'])}={_day(first['served_on'])}{code} {events}"
    postings = []
    against: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        commodity = COMMODITIES[row["measure"]]
        amount = _amount(row)
        postings.append((_account(row), f"{amount} {commodity}", _tags(row, above)))
        against[_counter(row), commodity] -= amount
    postings += [
        (account, f"{amount} {commodity}", "")
        for (account, commodity), amount in sorted(against.items())
        if amount
    ]
    return head, postings


def _account(row: Row) -> str:
    if row["measure"] == "fen":
        return f"funds:{row['fund']}" if row["fund"] else f"units:{row['unit']}"
    if row.get("withheld"):
        return "passbooks:withheld"
    if not row["number"]:
        return f"pool:{row['unit']}" if row["unit"] else "pool"
    return f"passbooks:{row['number']}{':gifts' if row['class'] == 'donation' else ''}"


def _counter(row: Row) -> str:
    """What one event moves from a passbook to another or to the pool stands under one account."""
    if row["policy"]:
        rule = f":{row['rule']}" if row["rule"] else ""
        return f"equity:policy:{row['policy']}{rule}"
    return f"equity:{row['event'].removesuffix('_in').removesuffix('_out')}"


def _amount(row: Row) -> Decimal:
    """Fen as yuan, the rest as it is; always with two places."""
    amount = Decimal(row["amount"])
    return amount.scaleb(-2).quantize(Decimal("0.01")) if row["measure"] == "fen" else amount


def _tags(row: Row, above: Chains) -> str:
    said = {name: row[name] for name in ("event", "policy", "rule", "number")}
    said |= {kind: above.get((kind, row[kind]), row[kind]) for kind in TREES if row[kind]}
    return ", ".join(f"{name}:{value}" for name, value in said.items() if value)


def _text(head: str, postings: Sequence[Posting]) -> str:
    lines = (
        f"    {account}  {amount}" + (f"  ; {tags}" if tags else "")
        for account, amount, tags in postings
    )
    return "\n".join(("", head, *lines, ""))


def _key(row: Row) -> tuple[str, ...]:
    return (_day(row["booked_on"]), *(row[name] or "" for name in _ORDER))


def _day(value: str) -> str:
    """A day; of a month, for lines summed by month, its last day."""
    if len(value) > len("2026-03"):
        return value
    year, month = (int(part) for part in value.split("-"))
    return f"{value}-{monthrange(year, month)[1]:02}"
