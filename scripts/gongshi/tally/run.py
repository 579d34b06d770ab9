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
from gongshi.records.database import queries_of, rows_of
from gongshi.records.load import Loaded
from gongshi.tally.kept import Answers
from gongshi.tally.tables import Tables
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
_SUM = pa.decimal128(38, 0)  # as which DuckDB gives a sum of whole numbers


@dataclass(frozen=True, slots=True)
class Tally:
    """The derived tables as of a day, in a database of their own in memory.

    Beside the records' tables of READ it holds `scope`, `member`, `entry`, `ruling`, `ledger`,
    `passbook`, `total`, `quota` and `star`; each SQL file says what its table (or view) means.
    Amounts are exact decimals; minutes are minutes, money is fen. The tables hold closed fields
    too: what may be shown is what `results` and `explain` give.

    With `answers` a table is made only when something is asked that they do not know.
    """

    tables: Tables
    kinds: Mapping[str, Kind]
    paths: Sequence[str]
    as_of: date
    commit: str | None
    answers: Answers | None = None

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The database with all tables."""
        return self.tables.made()

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a query, by column; each `?` in it stands for one of `values`."""
        if self.answers is None:
            with self.tables.turn:
                return rows_of(self.tables.made(query), query, values)
        rows: list[dict[str, Any]] = self.asked(query, *values).to_pylist()
        return rows

    def asked(self, query: str, *values: object) -> pa.Table:
        """The same as a table in one piece."""

        def ask() -> pa.Table:
            connection = self.tables.made(query)
            return _told(connection.sql(query, params=list(values) or None).to_arrow_table())

        with self.tables.turn:
            if self.answers is None:
                return ask()
            return self.answers.table(self.tables, query, values, ask)

    def keep(self) -> None:
        """Keep what was asked for the next run, if this one has answers of an earlier one."""
        if self.answers is not None:
            self.answers.keep()

    def table(self, name: str) -> pa.Table:
        """A derived table whole, its rows in an order that depends on nothing but their values."""
        return self.asked(f"SELECT * FROM {name} ORDER BY ALL")


def _told(found: pa.Table) -> pa.Table:
    """What a query found; sums of whole numbers are such, and no decimals."""
    types = (pa.int64() if each.type == _SUM else each.type for each in found.schema)
    schema = pa.schema(list(zip(found.column_names, types, strict=True)))
    return found.cast(schema).combine_chunks()


def run_tally(
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    as_of: date,
    commit: str | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
    only: Collection[str] | None = None,
    answers: Answers | None = None,
) -> Tally:
    """Tally all local records as they stood at the end of the day `as_of`.

    `commit` is only carried along, to be shown beside what it explains. The tables are made in
    `connection`, where it is given and holds the records' already, else in a database of their own;
    all of them, or `only` those of these files of `statements`. With the `answers` of an earlier
    run they are made when they are asked for.
    Raises ValueError where a file could not be read, since totals without it would be wrong: check
    before you tally.
    """
    unread = {each.file for each in loaded.findings if _is_error(each)}
    if unread:
        raise ValueError(f"not to be tallied, these files were not read: {sorted(unread)}")
    texts = {"as_of": f"CREATE TABLE as_of AS SELECT '{as_of.isoformat()}' AS day"}
    texts |= {name: text for name, text in statements().items() if only is None or name in only}
    held = {} if connection is not None else {name: loaded.tables[name] for name in READ}
    kept = None if answers is None else answers.made
    tables = Tables(held, texts, connection, kept)
    if answers is None:
        tables.made()
    return Tally(tables, kinds, loaded.paths, as_of, commit, answers)


def statements() -> dict[str, str]:
    """The SQL that makes the tables, by file name, in the order in which it runs."""
    return queries_of("gongshi.tally")


def _is_error(finding: Finding) -> bool:
    return bool(finding_words()[finding.code]["severity"] == "error")
