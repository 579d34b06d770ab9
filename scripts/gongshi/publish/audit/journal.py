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

from collections.abc import Iterator

import duckdb

from gongshi.tally import Tally

COMMODITIES = {"minutes": "MIN", "points": "PT", "credit_minutes": "CREDIT", "fen": "CNY"}
WHOLE = "SELECT *, FALSE AS withheld FROM ledger"
PUBLISHED = "SELECT * FROM published_ledger"

_COMMODITY = " ".join(f"WHEN '{measure}' THEN '{name}'" for measure, name in COMMODITIES.items())
# Of lines that are summed by month the day is the month's last.
_DAY = """CASE
    WHEN LENGTH({0}) > 7 THEN {0}
    ELSE CAST(LAST_DAY(CAST({0} || '-01' AS DATE)) AS VARCHAR)
  END"""
# Each team, unit and place with those above it of its kind, highest first: `hill:east`.
_CHAIN = """
CREATE TEMP TABLE chain AS
SELECT kind, id, STRING_AGG(above, ':' ORDER BY nearness DESC, above) AS path
FROM scope WHERE kind = above_kind GROUP BY kind, id
"""
# Fen are said in yuan. What one event moves from a passbook to another, or to the pool, stands
# against one account.
_POSTING = f"""
CREATE TEMP TABLE posting AS
SELECT {_DAY.format("line.booked_on")} AS booked, {_DAY.format("line.served_on")} AS served,
  COALESCE(line.served_on, '') AS served_on, COALESCE(line.entry, '') AS entry,
  line.measure, line.event, COALESCE(line.number, '') AS number,
  COALESCE(line.policy, '') AS policy, COALESCE(line.rule, '') AS rule,
  CASE line.measure {_COMMODITY} END AS commodity,
  CASE
    WHEN line.measure = 'fen'
      THEN CAST(CAST(CAST(line.amount AS BIGINT) AS DECIMAL(18, 0)) * CAST('0.01' AS DECIMAL(3, 2))
        AS DECIMAL(38, 2))
    ELSE CAST(line.amount AS DECIMAL(38, 2))
  END AS amount,
  CASE
    WHEN line.measure = 'fen' AND line.fund IS NOT NULL THEN 'funds:' || line.fund
    WHEN line.measure = 'fen' THEN 'units:' || COALESCE(line.unit, 'None')
    WHEN line.withheld THEN 'passbooks:withheld'
    WHEN line.number IS NULL AND line.unit IS NOT NULL THEN 'pool:' || line.unit
    WHEN line.number IS NULL THEN 'pool'
    WHEN line.class = 'donation' THEN 'passbooks:' || line.number || ':gifts'
    ELSE 'passbooks:' || line.number
  END AS account,
  CASE
    WHEN line.policy IS NOT NULL
      THEN 'equity:policy:' || line.policy || COALESCE(':' || line.rule, '')
    ELSE 'equity:' || REGEXP_REPLACE(REGEXP_REPLACE(line.event, '_in$', ''), '_out$', '')
  END AS counter,
  CONCAT_WS(', ', 'event:' || line.event, 'policy:' || line.policy, 'rule:' || line.rule,
    'number:' || line.number, 'team:' || COALESCE(team.path, line.team),
    'unit:' || COALESCE(unit.path, line.unit), 'place:' || COALESCE(place.path, line.place)
  ) AS tags
FROM (%s) AS line
LEFT JOIN chain AS team ON team.kind = 'team' AND team.id = line.team
LEFT JOIN chain AS unit ON unit.kind = 'unit' AND unit.id = line.unit
LEFT JOIN chain AS place ON place.kind = 'place' AND place.id = line.place
"""
_COUNTER = """
CREATE TEMP TABLE counter AS
SELECT booked, served_on, entry, counter AS account, commodity,
  CAST(-SUM(amount) AS DECIMAL(38, 2)) AS amount
FROM posting GROUP BY booked, served_on, entry, counter, commodity
HAVING SUM(amount) <> 0
"""
_ACCOUNTS = "SELECT account FROM posting UNION SELECT account FROM counter ORDER BY account"
# A transaction: an empty line and its head, its postings, what stands against them.
_TEXT = """
SELECT text FROM (
  SELECT booked, served_on, entry, 0 AS part, '' AS first, '' AS second, '' AS third, '' AS policy,
    '' AS rule, chr(10) || booked || '=' || MIN(served)
      || CASE WHEN entry <> '' THEN ' (' || entry || ')' ELSE '' END
      || ' ' || STRING_AGG(DISTINCT event, ' ' ORDER BY event) AS text
  FROM posting GROUP BY booked, served_on, entry
  UNION ALL
  SELECT booked, served_on, entry, 1, measure, event, number, policy, rule,
    '    ' || account || '  ' || CAST(amount AS VARCHAR) || ' ' || commodity || '  ; ' || tags
  FROM posting
  UNION ALL
  SELECT booked, served_on, entry, 2, account, commodity, '', '', '',
    '    ' || account || '  ' || CAST(amount AS VARCHAR) || ' ' || commodity
  FROM counter
)
ORDER BY booked, served_on, entry, part, first, second, third, policy, rule, text
"""
_ROWS = 50_000


def journal(tally: Tally) -> str:
    """The whole ledger, with the numbers of all volunteers: for staff, never for publication."""
    pieces = written(tally.connection, WHOLE, tally.as_of.isoformat(), tally.commit)
    return "".join(pieces)


def written(
    connection: duckdb.DuckDBPyConnection, lines: str, as_of: str, commit: str | None
) -> Iterator[str]:
    """The journal of the ledger `lines` (WHOLE or PUBLISHED), sorted, in pieces of whole lines.

    `as_of` and `commit` stand in its first line alone.
    """
    try:
        for statement in (_CHAIN, _POSTING % lines, _COUNTER):
            connection.execute(statement)
        at = f", commit {commit}" if commit else ""
        head = [f"; as of {as_of}{at}", "decimal-mark ."]
        head += [f"commodity 1000.00 {name}" for name in COMMODITIES.values()]
        head += [f"account {name}" for (name,) in connection.execute(_ACCOUNTS).fetchall()]
        yield "\n".join(head) + "\n"
        for batch in connection.sql(_TEXT).to_arrow_reader(_ROWS):
            yield "\n".join([*batch["text"].to_pylist(), ""])
    finally:
        for name in ("chain", "posting", "counter"):
            connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
