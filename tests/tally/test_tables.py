"""Tables are made when they are asked for; what an answer hangs on is told to the letter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import combinations

import duckdb
import pyarrow as pa
import pytest

from gongshi.records.database import run
from gongshi.tally.run import Tally
from gongshi.tally.tables import Tables

TEXTS = {
    "b": "CREATE TABLE b AS SELECT a.n, a.m FROM a WHERE a.n > 0",
    "c": "CREATE VIEW c AS SELECT b.n FROM b",
    "d": "CREATE TABLE d AS SELECT * FROM other",
}
HELD = {
    "a": pa.table({"file": [0, 1], "n": [1, 2], "m": ["x", "y"], "unread": [1, 1]}),
    "other": pa.table({"file": [0], "p": [True]}),
}


def there(tables: Tables) -> set[str]:
    """What stands in the database by now."""
    return {row[0] for row in tables.made("SELECT 1").execute("SHOW TABLES").fetchall()}


def test_only_what_is_behind_a_query_is_made() -> None:
    tables = Tables(HELD, TEXTS)
    assert there(tables) == HELD.keys()
    assert tables.made("SELECT n FROM c").execute("FROM c").fetchall() == [(1,), (2,)]
    assert there(tables) == {*HELD, "b", "c"}
    assert there(tables) | {"d"} == {
        row[0] for row in tables.made().execute("SHOW TABLES").fetchall()
    }


def test_what_is_beside_is_there_only_as_long_as_it_is_needed() -> None:
    tables = Tables(HELD, TEXTS)
    more = {"more": pa.table({"n": [2]})}
    with tables.beside(
        more, {"pair": "CREATE TABLE pair AS SELECT c.n FROM c JOIN more USING (n)"}
    ):
        before = tables.behind("SELECT n FROM pair")
        assert tables.made("SELECT n FROM pair").execute("FROM pair").fetchall() == [(2,)]
        assert there(tables) == {*HELD, "b", "c", "more", "pair"}
    assert there(tables) == {*HELD, "b", "c"}
    with tables.beside(
        {"more": pa.table({"n": [1]})}, {"pair": "CREATE TABLE pair AS SELECT n FROM more"}
    ):
        assert tables.behind("SELECT n FROM pair") != before
        assert tables.made("SELECT n FROM pair").execute("FROM pair").fetchall() == [(1,)]


def test_what_is_beside_already_stays_for_whoever_put_it_there() -> None:
    tables, text = Tables(HELD, TEXTS), {"pair": "CREATE TABLE pair AS SELECT n FROM c"}
    with tables.beside({}, text):
        with tables.beside({}, text):
            tables.made("FROM pair")
        assert tables.made("FROM pair").execute("FROM pair").fetchall() == [(1,), (2,)]
    assert "pair" not in there(tables)


def test_threads_that_ask_take_turns() -> None:
    tally = Tally(Tables(HELD, TEXTS), {}, [], date(2026, 1, 1), None)
    queries = [
        "SELECT n FROM c ORDER BY n",
        "SELECT m AS n FROM b ORDER BY n",
        "SELECT p AS n FROM d",
    ]
    with ThreadPoolExecutor(len(queries)) as threads:
        told = list(threads.map(tally.rows, queries * 50))
    each = [[{"n": 1}, {"n": 2}], [{"n": "x"}, {"n": "y"}], [{"n": True}]]
    assert told == each * 50


@pytest.mark.parametrize(
    ("column", "is_read"), [("n", True), ("m", True), ("file", True), ("unread", False)]
)
def test_an_answer_hangs_on_the_columns_that_are_read(column: str, is_read: bool) -> None:
    before = Tables(HELD, TEXTS).behind("SELECT n FROM c")
    table = HELD["a"]
    changed = table[column].take([1, 1]) if column != "unread" else pa.array([1, 2])
    changed_table = table.set_column(table.column_names.index(column), column, changed)
    now = Tables({**HELD, "a": changed_table}, TEXTS).behind("SELECT n FROM c")
    assert (now != before) == is_read


def test_an_answer_hangs_on_the_texts_behind_it() -> None:
    before = Tables(HELD, TEXTS).behind("SELECT n FROM c")
    assert Tables(HELD, TEXTS | {"d": TEXTS["d"] + " LIMIT 0"}).behind("SELECT n FROM c") == before
    other = TEXTS | {"b": TEXTS["b"].replace("> 0", "> 1")}
    assert Tables(HELD, other).behind("SELECT n FROM c") != before
    assert Tables(HELD, TEXTS).behind("SELECT m FROM b") != before


UNLIKE = (
    pa.array([], pa.string()),
    pa.array([""]),
    pa.array([None], pa.string()),
    pa.array(["", ""]),
    pa.array([None, ""], pa.string()),
    pa.array(["", None], pa.string()),
    pa.array(["ab", "c"]),
    pa.array(["a", "bc"]),
    pa.array(["abc"]),
    pa.array(["c", "ab"]),
    pa.array([1, 2]),
    pa.array([2, 1]),
    pa.array([1, 2, None]),
    pa.array([1, 0, 2]),
    pa.array([1, None, 2]),
    pa.array([True, False]),
    pa.array([True]),
    pa.array([True, None]),
)


def said(column: pa.Array | pa.ChunkedArray) -> object:
    """What tells the content of a column from another."""
    return Tables({"a": pa.table({"n": column})}, {}).behind("SELECT n FROM a")


@pytest.mark.parametrize(("one", "other"), list(combinations(UNLIKE, 2)))
def test_columns_that_differ_are_told_apart(one: pa.Array, other: pa.Array) -> None:
    assert said(one) != said(other)


@pytest.mark.parametrize("column", UNLIKE)
def test_a_column_is_told_by_what_it_says_and_not_by_how_it_lies(column: pa.Array) -> None:
    twice = pa.concat_arrays([column, column])
    assert said(twice.slice(0, len(column))) == said(column)
    assert said(pa.chunked_array([column, column])) == said(twice)


def test_a_standing_table_is_made_again_only_where_what_it_reads_is_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`part` touches it only by the column that it reads; what is kept is what it would make."""
    texts = {
        "part": "CREATE TABLE part AS SELECT n, m FROM a",
        "sum": "CREATE TABLE summed AS SELECT SUM(n) AS n FROM part",
    }
    monkeypatch.setattr("gongshi.tally.tables.STANDING", ("sum",))
    kept: dict[str, tuple[str, pa.Table]] = {}
    ran: list[str] = []

    def noted(connection: duckdb.DuckDBPyConnection, text: str) -> duckdb.DuckDBPyConnection:
        ran.append(text)
        return run(connection, text)

    monkeypatch.setattr("gongshi.tally.tables.run", noted)

    def summed(n: list[int], m: list[int]) -> object:
        held = {"a": pa.table({"n": n, "m": m})}
        return Tables(held, texts, kept=kept).made().execute("FROM summed").fetchone()

    assert summed([1, 2], [5, 6]) == (3,)
    assert summed([2, 1], [7, 8]) == (3,)
    assert ran == [texts["part"], texts["sum"], texts["part"]]
    assert summed([1, 3], [7, 8]) == (4,)
    texts["sum"] = texts["sum"].replace("SUM", "MAX")
    assert summed([1, 3], [7, 8]) == (3,)
    assert ran[3:] == [texts["part"], ran[1], texts["part"], texts["sum"]]


def test_a_standing_table_may_be_made_by_what_reads_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own part is none of the tables that it hangs on."""
    count = (
        "CREATE TABLE counted AS WITH RECURSIVE up (n) AS ("
        "SELECT n FROM part UNION ALL SELECT n - 1 FROM up WHERE n > 1) "
        "SELECT COUNT(*) AS n FROM up"
    )
    texts = {"part": "CREATE TABLE part AS SELECT n FROM a", "count": count}
    monkeypatch.setattr("gongshi.tally.tables.STANDING", ("count",))
    kept: dict[str, tuple[str, pa.Table]] = {}
    for n, counted in ((3, 3), (3, 3), (4, 4)):
        tables = Tables({"a": pa.table({"n": [n]})}, texts, kept=kept)
        assert tables.made().execute("FROM counted").fetchone() == (counted,)
