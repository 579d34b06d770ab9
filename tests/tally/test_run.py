"""The runner: fixed SQL, closed to the outside, refusing what was not read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import pytest

from gongshi.findings import Finding
from gongshi.tally import run_tally
from gongshi.tally.run import READ, statements

County = Any


def test_each_file_makes_the_table_it_is_named_after() -> None:
    for name, text in statements().items():
        table = name.removesuffix(".sql").partition("_")[2]
        assert any(f"CREATE {sort} {table} AS" in text for sort in ("TABLE", "VIEW"))


def test_the_sql_runs_in_a_plain_database_too(county: County) -> None:
    county.activity("2025-05-01", {"v-000001": 90})
    loaded = county.loaded()
    plain = duckdb.connect()
    for name in READ:
        plain.register(name, loaded.tables[name])
    plain.execute("CREATE TABLE as_of AS SELECT '2030-12-31' AS day")
    plain.execute("".join(statements().values()))
    rows = plain.sql("SELECT * FROM total ORDER BY ALL").to_arrow_table()
    assert rows.equals(county.tally().table("total"))


def test_a_file_that_was_not_read_stops_the_tally(county: County) -> None:
    broken = Finding("records/activities/a.yaml", "Y001")
    loaded = replace(county.loaded(), findings=[broken])
    with pytest.raises(ValueError, match=r"records/activities/a\.yaml"):
        run_tally(loaded, county.kinds, date(2025, 1, 1))


def test_a_county_without_anything(new_county: Callable[[], County]) -> None:
    tally = new_county().tally()
    for table in ("ledger", "passbook", "total", "quota", "star"):
        assert tally.table(table).num_rows == 0


def test_a_hostile_id_is_only_a_value(county: County) -> None:
    hostile = "x' OR 1=1 --"
    county.volunteer(hostile)
    county.activity("2025-05-01", {hostile: 60})
    rows = county.tally().rows("SELECT * FROM passbook WHERE number = ?", hostile)
    assert len(rows) == 2
