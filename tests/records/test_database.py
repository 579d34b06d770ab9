"""Databases of records: fixed SQL serves every one of them, and each takes the threads it needs."""

from __future__ import annotations

from functools import partial

import duckdb
import pyarrow as pa
import pytest

from gongshi.records.database import MANY, Lanes, open_tables, rows_of, run


def _numbers(count: int) -> dict[str, pa.Table]:
    return {"number": pa.table({"n": pa.array(range(count), pa.int64())})}


def _of(count: int) -> duckdb.DuckDBPyConnection:
    return open_tables(_numbers(count))


def test_one_text_runs_in_many_databases_and_sees_each_ones_own_records() -> None:
    text = "CREATE TABLE sum AS SELECT SUM(n) AS of FROM number; SELECT of + 1 AS more FROM sum"
    for count, more in ((3, 4), (5, 11), (3, 4)):
        connection = _of(count)
        assert run(connection, text).fetchall() == [(more,)]
        assert rows_of(connection, "SELECT COUNT(*) AS n FROM number") == [{"n": count}]
        above = "SELECT n FROM number WHERE n > ? ORDER BY n"
        assert rows_of(connection, above, [count - 2]) == [{"n": count - 1}]


def test_only_many_records_take_more_than_one_thread() -> None:
    asked = "SELECT current_setting('threads') AS threads"
    usual = duckdb.connect().execute(asked).fetchone()
    assert usual is not None
    assert rows_of(_of(10), asked) == [{"threads": 1}]
    assert rows_of(_of(MANY), asked) == [{"threads": usual[0]}]


def test_what_is_asked_side_by_side_comes_in_the_order_in_which_it_was_asked() -> None:
    with Lanes(_of(MANY), _numbers(MANY)) as lanes:
        asked = [lanes.ask(partial(rows_of, query=f"SELECT {n} AS n")) for n in range(20)]
        assert [each.result() for each in asked] == [[{"n": n}] for n in range(20)]


def test_a_database_reaches_no_file() -> None:
    with pytest.raises(duckdb.Error):
        run(_of(1), "SELECT * FROM read_text('/etc/hostname')")


@pytest.mark.skipif(duckdb.__version__ < "2", reason="before 2.0 there is no such setting")
def test_what_duckdb_2_fails_with_on_joined_rows_is_off_for_its_cursors_too() -> None:
    asked = "SELECT current_setting('debug_enable_caching_operators')"
    connection = _of(3)
    assert connection.execute(asked).fetchall() == [(False,)]
    assert connection.cursor().execute(asked).fetchall() == [(False,)]
