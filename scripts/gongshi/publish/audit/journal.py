"""The ledger as an hledger journal, so that a program that is not ours can audit it.

One commodity a measure (COMMODITIES); one transaction for what one entry booked on one day for one
team, unit and place. Its date is the day booked, its secondary date (`--date2`) the day of the
service or gift, its code the entry. What was earned stands against `equity:policy:POLICY:RULE`,
what no rule gave (money itself, goods taken, time used) against `equity:EVENT`; so every
transaction sums to zero:

    passbooks:NUMBER     points, minutes, saved time of a volunteer; points for gifts, which are
                         never redeemed, in passbooks:NUMBER:gifts
    passbooks:withheld   those of volunteers who do not publish theirs (published ledger only)
    pool:UNIT            time given to all, by the unit that keeps it (`pool` where none does)
    funds:FUND           money and goods that went into a fund, in yuan
    units:UNIT           those that went into none

Tags of a transaction say team, unit and place with all above them, highest first, those of its
lines event, policy, rule and number: `hledger balance --pivot unit not:equity` adds up the tree
(`unit:office:counter`) by itself.

The ledger is written a month at a time, by the month booked, so that no more than one is in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from gongshi.publish.audit.transactions import (
    COMMODITIES,
    Lines,
    Paths,
    accounts,
    counters,
    in_order,
    lines_of,
    transactions,
)
from gongshi.publish.texts import joint
from gongshi.tally import Tally

Ask = Callable[[str], pa.Table]  # gives the answer to a query
# In the order of the transactions, as the published ledger is.
_WHOLE = """
SELECT served_on, entry, team, unit, place, fund, measure, event, number, policy, rule, class,
  booked_on, amount, FALSE AS withheld
FROM ledger
"""
# Of such lines (SQL) those that were booked in the month chosen.
IN_MONTH = "SELECT * FROM ({}) AS line WHERE SUBSTR(booked_on, 1, 7) = GETVARIABLE('month')"
# Each team, unit and place with those above it of its kind, highest first: `hill:east`.
_CHAIN = """
SELECT kind, id, STRING_AGG(above, ':' ORDER BY nearness DESC, above)
FROM scope WHERE kind = above_kind GROUP BY kind, id
"""
# What accounts are named by, and those that they stand against.
_ACCOUNTS = """
SELECT DISTINCT CASE measure WHEN 'fen' THEN 'fen' ELSE '' END AS measure, fund,
  CASE WHEN measure = 'fen' OR number IS NULL THEN unit END AS unit,
  CASE WHEN NOT withheld THEN number END AS number, class, withheld
FROM ({}) AS line
"""
_COUNTERS = "SELECT DISTINCT event, policy, rule FROM ledger"


def journal(tally: Tally) -> Iterator[str]:
    """The whole ledger, with the numbers of all volunteers: for staff, never for publication."""
    connection = tally.connection
    yield head(tally.asked, _WHOLE, tally.as_of.isoformat(), tally.commit)
    paths = paths_of(tally.asked)
    for month in months(connection, _WHOLE):
        choose(connection, month)
        yield from transactions(booked(connection, IN_MONTH.format(_WHOLE)), paths)


def head(
    ask: Ask,
    lines: str,
    as_of: str,
    commit: str | None,
    included: Iterable[str] = (),
) -> str:
    """What stands before the transactions of the ledger `lines` (SQL), or includes them.

    Lines that name the same accounts do as well.
    `as_of` and `commit` stand in its first line alone.
    """
    at = f", commit {commit}" if commit else ""
    said = [f"; as of {as_of}{at}", "decimal-mark ."]
    said += [f"commodity 1000.00 {name}" for name in COMMODITIES.values()]
    named = accounts(lines_of(ask(_ACCOUNTS.format(lines))))
    against = counters(lines_of(ask(_COUNTERS)))
    names = pc.unique(pa.concat_arrays([named, against]))
    said += joint("account ", names.take(pc.sort_indices(names))).to_pylist()
    said += [f"include {name}" for name in included]
    return "\n".join(said) + "\n"


def months(connection: duckdb.DuckDBPyConnection, lines: str) -> Sequence[str]:
    """The months in which anything was booked."""
    query = f"SELECT DISTINCT SUBSTR(booked_on, 1, 7) AS month FROM ({lines}) ORDER BY month"
    return [month for (month,) in connection.execute(query).fetchall()]


def choose(connection: duckdb.DuckDBPyConnection, month: str) -> None:
    """Have what asks for the variable `month` find this one."""
    connection.execute("SET VARIABLE month = ?", [month])


def booked(connection: duckdb.DuckDBPyConnection, lines: str) -> Lines:
    """The `lines` (SQL) of a month in the order of the journal, with the `day` of each."""
    return in_order(lines_of(connection.sql(lines).to_arrow_table()))


def paths_of(ask: Ask) -> Paths:
    """Each team, unit and place, by kind and id, with those above it as hledger says it."""
    columns = (column.to_pylist() for column in ask(_CHAIN).columns)
    return {(kind, id): path for kind, id, path in zip(*columns, strict=True)}
