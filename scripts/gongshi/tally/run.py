"""The one runner: records in, the tally's tables out, made by the fixed SQL of `tally/sql/`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.database import open_tables, queries_of, rows_of, run
from gongshi.records.load import Loaded
from gongshi.words import finding_words

# The tables of records that the tally and its explanations read.
READ = (
    *("place", "unit", "team", "fund", "roster", "roster__members"),
    *("roster__members__skills", "policy__matching", "policy__matching__skills"),
    *("activity", "activity__participants", "donation", "donation__entries"),
    *("withdrawal", "withdrawal__entries", "redemption", "redemption__entries"),
    *("reward", "reward__prices", "correction", "project", "partner"),
    *("closing", "closing__totals", "need", "need__events"),
    *("policy", "policy__earning", "policy__earning__recorded", "policy__earning__coefficients"),
    *("policy__caps", "policy__expiry", "policy__withdrawals", "policy__windows"),
    *("policy__quotas", "policy__stars", "policy__badges", "policy__unit_stars", "policy__cadence"),
    *("policy__order_flow", "policy__under_notice", "policy__approvals"),
    *("body", "honor", "honor__granted_by", "award", "award__held_by", "award__results"),
    *("notice", "notice__about", "objection"),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """The derived tables as of a day, in a database of their own in memory.

    Beside the records' tables of READ it holds `scope`, `member`, `entry`, `ruling`, `ledger`,
    `passbook`, `total`, `quota` and `star`; each SQL file says what its table (or view) means.
    Amounts are exact decimals; minutes are minutes, money is fen. The tables hold closed fields
    too: what may be shown is what `results` and `explain` give.
    """

    connection: duckdb.DuckDBPyConnection
    kinds: Mapping[str, Kind]
    paths: Sequence[str]
    as_of: date
    commit: str | None

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a query, by column; each `?` in it stands for one of `values`."""
        return rows_of(self.connection, query, values)

    def table(self, name: str) -> pa.Table:
        """A derived table whole, its rows in an order that depends on nothing but their values."""
        return self.connection.sql(f"SELECT * FROM {name} ORDER BY ALL").to_arrow_table()


def run_tally(
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    as_of: date,
    commit: str | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
    only: Collection[str] | None = None,
) -> Tally:
    """Tally all local records as they stood at the end of the day `as_of`.

    `commit` is only carried along, to be shown beside what it explains. The tables are made in
    `connection`, where it is given and holds the records' already, else in a database of their own;
    all of them, or `only` those of these files of `statements`.
    Raises ValueError where a file could not be read, since totals without it would be wrong: check
    before you tally.
    """
    unread = {each.file for each in loaded.findings if _is_error(each)}
    if unread:
        raise ValueError(f"not to be tallied, these files were not read: {sorted(unread)}")
    if connection is None:
        connection = open_tables({name: loaded.tables[name] for name in READ})
    day = as_of.isoformat()
    connection.execute("CREATE TABLE as_of AS SELECT CAST(? AS VARCHAR) AS day", [day])
    for name, text in statements().items():
        if only is None or name in only:
            run(connection, text)
    return Tally(connection, kinds, loaded.paths, as_of, commit)


def statements() -> dict[str, str]:
    """The SQL that makes the tables, by file name, in the order in which it runs."""
    return queries_of("gongshi.tally")


def _is_error(finding: Finding) -> bool:
    return bool(finding_words()[finding.code]["severity"] == "error")
