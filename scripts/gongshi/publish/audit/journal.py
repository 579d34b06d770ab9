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

from collections.abc import Iterable, Iterator, Sequence

import duckdb
import pyarrow as pa

from gongshi.tally import Tally

COMMODITIES = {"minutes": "MIN", "points": "PT", "credit_minutes": "CREDIT", "fen": "CNY"}
# In the order of the transactions, as the published ledger is.
_WHOLE = """
SELECT served_on, entry, team, unit, place, fund, measure, event, number, policy, rule, class,
  booked_on, amount, FALSE AS withheld
FROM ledger
"""
# Of such lines (SQL) those that were booked in the month chosen.
IN_MONTH = "SELECT * FROM ({}) AS line WHERE SUBSTR(booked_on, 1, 7) = GETVARIABLE('month')"
# Of lines that are summed by month the day is the month's last.
_DAY = """CASE
    WHEN LENGTH({0}) > 7 THEN {0}
    ELSE CAST(LAST_DAY(CAST({0} || '-01' AS DATE)) AS VARCHAR)
  END"""
_BOOKED = f"""
SELECT {_DAY.format("line.booked_on")} AS day, line.* FROM ({{}}) AS line ORDER BY ALL
"""
# Each team, unit and place with those above it of its kind, highest first: `hill:east`.
_CHAIN = """
SELECT kind, id, STRING_AGG(above, ':' ORDER BY nearness DESC, above) AS path
FROM scope WHERE kind = above_kind GROUP BY kind, id
"""
_ACCOUNT = """CASE
    WHEN measure = 'fen' AND fund IS NOT NULL THEN 'funds:' || fund
    WHEN measure = 'fen' THEN 'units:' || COALESCE(unit, 'None')
    WHEN withheld THEN 'passbooks:withheld'
    WHEN number IS NULL AND unit IS NOT NULL THEN 'pool:' || unit
    WHEN number IS NULL THEN 'pool'
    WHEN class = 'donation' THEN 'passbooks:' || number || ':gifts'
    ELSE 'passbooks:' || number
  END"""
# What one event moves from a passbook to another, or to the pool, stands against one account.
_COUNTER = """CASE
    WHEN policy IS NOT NULL THEN 'equity:policy:' || policy || COALESCE(':' || rule, '')
    ELSE 'equity:' || REGEXP_REPLACE(REGEXP_REPLACE(event, '_in$', ''), '_out$', '')
  END"""
_ACCOUNTS = f"""
SELECT {_ACCOUNT} AS account FROM ({{0}}) AS line
UNION
SELECT {_COUNTER} FROM (SELECT DISTINCT event, policy, rule FROM ({{0}}) AS line)
ORDER BY account
"""
_COMMODITY = " ".join(f"WHEN '{measure}' THEN '{name}'" for measure, name in COMMODITIES.items())
# Fen are said in yuan.
_POSTING = f"""
SELECT n, day, served_on, entry, team, unit, place, event,
  CASE measure {_COMMODITY} END AS commodity,
  CASE
    WHEN measure = 'fen'
      THEN CAST(CAST(CAST(amount AS BIGINT) AS DECIMAL(18, 0)) * CAST('0.01' AS DECIMAL(3, 2))
        AS DECIMAL(38, 2))
    ELSE CAST(amount AS DECIMAL(38, 2))
  END AS amount,
  {_ACCOUNT} AS account, {_COUNTER} AS counter,
  CONCAT_WS(', ', 'event:' || event, 'policy:' || policy, 'rule:' || rule, 'number:' || number)
    AS tags
FROM journal_line
"""
# A transaction: an empty line and its head, its postings, what stands against them.
_KEY = "day, served_on, entry, team, unit, place"
_TEXT = f"""
WITH journal_chain AS ({_CHAIN}), journal_posting AS ({_POSTING})
SELECT text FROM (
  SELECT told.n, 0 AS part,
    CONCAT(chr(10), told.day, '=', {_DAY.format("told.served_on")}, ' (' || told.entry || ')', ' ',
      told.events, '  ; ' || NULLIF(CONCAT_WS(', ', 'team:' || COALESCE(team.path, told.team),
        'unit:' || COALESCE(unit.path, told.unit), 'place:' || COALESCE(place.path, told.place)
      ), '')) AS text
  FROM (
    SELECT {_KEY}, MIN(n) AS n, STRING_AGG(DISTINCT event, ' ' ORDER BY event) AS events
    FROM journal_posting GROUP BY {_KEY}
  ) AS told
  LEFT JOIN journal_chain AS team ON team.kind = 'team' AND team.id = told.team
  LEFT JOIN journal_chain AS unit ON unit.kind = 'unit' AND unit.id = told.unit
  LEFT JOIN journal_chain AS place ON place.kind = 'place' AND place.id = told.place
  UNION ALL
  SELECT n, 1, CONCAT('    ', account, '  ', amount, ' ', commodity, '  ; ', tags)
  FROM journal_posting
  UNION ALL
  SELECT MAX(last), 2,
    STRING_AGG(CONCAT('    ', counter, '  ', amount, ' ', commodity), chr(10)
      ORDER BY counter, commodity)
  FROM (
    SELECT {_KEY}, counter, commodity, MAX(n) AS last,
      CAST(-SUM(amount) AS DECIMAL(38, 2)) AS amount
    FROM journal_posting GROUP BY {_KEY}, counter, commodity
  )
  WHERE amount <> 0
  GROUP BY {_KEY}
)
ORDER BY n, part
"""
_ROWS = 50_000


def journal(tally: Tally) -> Iterator[str]:
    """The whole ledger, with the numbers of all volunteers: for staff, never for publication."""
    connection = tally.connection
    yield head(connection, _WHOLE, tally.as_of.isoformat(), tally.commit)
    for month in months(connection, _WHOLE):
        choose(connection, month)
        yield from transactions(connection, book(connection, IN_MONTH.format(_WHOLE)))


def head(
    connection: duckdb.DuckDBPyConnection,
    lines: str,
    as_of: str,
    commit: str | None,
    included: Iterable[str] = (),
) -> str:
    """What stands before the transactions of the ledger `lines` (SQL), or includes them.

    `as_of` and `commit` stand in its first line alone.
    """
    at = f", commit {commit}" if commit else ""
    said = [f"; as of {as_of}{at}", "decimal-mark ."]
    said += [f"commodity 1000.00 {name}" for name in COMMODITIES.values()]
    accounts = connection.execute(_ACCOUNTS.format(lines)).fetchall()
    said += [f"account {name}" for (name,) in accounts]
    said += [f"include {name}" for name in included]
    return "\n".join(said) + "\n"


def months(connection: duckdb.DuckDBPyConnection, lines: str) -> Sequence[str]:
    """The months in which anything was booked."""
    query = f"SELECT DISTINCT SUBSTR(booked_on, 1, 7) AS month FROM ({lines}) ORDER BY month"
    return [month for (month,) in connection.execute(query).fetchall()]


def choose(connection: duckdb.DuckDBPyConnection, month: str) -> None:
    """Have what asks for the variable `month` find this one."""
    connection.execute("SET VARIABLE month = ?", [month])


def book(connection: duckdb.DuckDBPyConnection, lines: str) -> pa.Table:
    """The `lines` (SQL) of a month in the order of the journal, with the `day` of each."""
    return connection.sql(_BOOKED.format(lines)).to_arrow_table()


def transactions(connection: duckdb.DuckDBPyConnection, booked: pa.Table) -> Iterator[str]:
    """The transactions of what was `booked` in a month, in pieces of whole lines."""
    connection.register("journal_line", booked.append_column("n", pa.arange(0, len(booked))))
    try:
        for batch in connection.sql(_TEXT).to_arrow_reader(_ROWS):
            yield "\n".join([*batch["text"].to_pylist(), ""])
    finally:
        connection.unregister("journal_line")
