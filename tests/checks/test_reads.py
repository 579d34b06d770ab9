"""What a query reads of the records' tables is read off its text, and nothing of it is missed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from gongshi.checks.reads import files_behind, laws, may_differ, sources
from gongshi.checks.rows import queries
from gongshi.kinds import Kind
from gongshi.records.database import connect, run
from gongshi.records.load import load
from gongshi.records.queries import ALL, Columns, columns_in, tables_in
from gongshi.records.tables import layout
from gongshi.records.views import PARTED, views
from gongshi.records.workdays import workdays

_KEYS = ("file", "parent", "ord")


@pytest.fixture
def empty(tmp_path: Path, kinds: dict[str, Kind]) -> duckdb.DuckDBPyConnection:
    """All tables and views that are asked for, of no records."""
    (tmp_path / "records").mkdir()
    given = load(tmp_path, kinds).tables
    connection = connect()
    for name, table in given.items():
        connection.register("given", table)
        connection.execute(f"CREATE TABLE {name} AS FROM given")
    connection.execute("CREATE TABLE as_of (day VARCHAR)")
    connection.execute("CREATE TABLE unread (kind VARCHAR, id VARCHAR)")
    connection.register("given", workdays([]))
    connection.execute("CREATE TABLE workday AS FROM given")
    for text in sources().values():
        run(connection, text)
    for name, text in views(kinds).items():
        connection.execute(f"CREATE VIEW {name} AS {text}")
    connection.execute("CREATE TABLE stray AS FROM reference")
    return connection


def run_with(
    connection: duckdb.DuckDBPyConnection, kinds: Mapping[str, Kind], text: str, read: Columns
) -> None:
    """Run a text over tables that have no columns but those that are read."""
    connection.execute("CREATE SCHEMA few")
    try:
        for kind in kinds.values():
            for table, columns in layout(kind).items():
                if table in read:
                    keys = _KEYS if "__" in table else _KEYS[:1]
                    every = [*keys, *(each.name for each in columns)]
                    left = [
                        f'"{name}"'
                        for name in every
                        if name in keys or name in read[table] or ALL in read[table]
                    ]
                    connection.execute(
                        f"CREATE TABLE few.{table} AS SELECT {', '.join(left)} FROM main.{table}"
                    )
        connection.execute("SET search_path = 'few,main'")
        run(connection, text)
    finally:
        connection.execute("SET search_path = 'main'")
        connection.execute("DROP SCHEMA few CASCADE")


def test_no_query_asks_for_a_column_that_is_not_read_off_its_text(
    empty: duckdb.DuckDBPyConnection, kinds: dict[str, Kind]
) -> None:
    parts = [part for view in views(kinds).values() for part in view.split(PARTED)]
    for text in [*sources().values(), *laws().values(), *queries("X").values(), *parts]:
        run_with(empty, kinds, text, columns_in(text))
    wishes = laws()["O011_wish_for_money.sql"]
    read = columns_in(wishes)["need"]
    assert read >= {"wish", "price_tier"}
    with pytest.raises(duckdb.BinderException):  # for they are looked for there
        run_with(empty, kinds, wishes, {"need": read - {"wish"}})


def test_no_table_behind_a_query_is_missed(empty: duckdb.DuckDBPyConnection) -> None:
    for text in [*sources().values(), *laws().values()]:
        behind = [text, *(sources()[name] for name in files_behind([text]))]
        known = {table for each in behind for table in tables_in(each)}
        for statement in duckdb.extract_statements(text):
            query = re.sub(r"^[\s\S]*?CREATE (TABLE|VIEW) \w+ AS\s", "", statement.query)
            # DuckDB tells none of an UPDATE, nor where several columns are looked for in a query.
            if statement.type != duckdb.StatementType.UPDATE and ") IN (SELECT" not in query:
                assert empty.get_table_names(query) <= known


def test_what_is_changed_in_place_is_read_by_nobody_later() -> None:
    """Whoever reads it is behind what changes it, and so was made before, whatever is asked for."""
    changing = {
        (name, table)
        for name, text in sources().items()
        for table in re.findall(r"\b(?:UPDATE|INSERT INTO|DELETE FROM) (\w+)", text)
    }
    assert changing == {("64_posting.sql", "earned")}
    readers = {name for name, text in sources().items() if "earned" in tables_in(text)}
    assert readers <= {"64_posting.sql"} | files_behind([sources()["64_posting.sql"]])
    assert not any("earned" in tables_in(law) for law in laws().values())


def test_a_law_is_asked_after_a_change_of_a_column_that_it_reads() -> None:
    law = laws()["L017_corrected_twice.sql"]
    assert may_differ(law, {"correction": frozenset({"entry"})})
    assert may_differ(law, {"correction": frozenset({"file"})})  # other rows
    assert not may_differ(law, {"correction": frozenset({"notes"})})
    assert not may_differ(law, {"activity": frozenset({"file"})})


def test_of_a_text_the_tables_are_told_with_the_columns_that_it_may_mean() -> None:
    text = "WITH a AS (SELECT x.* FROM one AS x) SELECT a.n FROM a JOIN two ON a.n = two.m -- why"
    read = columns_in(text)
    assert read.keys() == {"one", "two"}
    assert read["one"] - read["two"] == {ALL}
    assert "m" in read["two"]
    assert "n" not in read["two"] | read["one"]  # of `a`, which has all of `one`
    assert "why" not in read["two"]
    assert ALL in columns_in("SELECT * FROM one")["one"]
    assert ALL not in columns_in("SELECT count(*) FROM one")["one"]


def test_what_is_said_to_be_of_another_table_is_none_of_this() -> None:
    text = """
        SELECT rule.name, alone, taken."to", odd.any, sub.within
        FROM policy__badges AS rule
        JOIN activity ON activity.file = rule.file
        JOIN redemption AS taken USING (day)
        JOIN (SELECT inner_one FROM need) AS sub ON sub.file = rule.file
    """
    read = columns_in(text)
    ours = {"name", "alone", "to", "any", "within", "day", "inner_one"}
    of_all = {"alone", "any", "day", "inner_one", "to"}  # a name in quotes stands alone, too
    assert {table: names & ours for table, names in read.items()} == {
        "policy__badges": of_all | {"name"},
        "activity": of_all,
        "redemption": of_all,
        "need": of_all,
    }
    assert all("file" in names for names in read.values())
