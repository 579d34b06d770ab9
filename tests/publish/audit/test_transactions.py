"""Transactions put together in columns: their order, what parts them, what stands against them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from gongshi.publish.audit import transactions as made
from gongshi.records.database import open_tables

COLUMNS = (
    *("served_on", "entry", "team", "unit", "place", "fund", "measure", "event", "number"),
    *("policy", "rule", "class", "booked_on"),
)
TOGETHER = {"measure": "minutes", "event": "service", "policy": "p", "class": "service"}
Line = dict[str, object]
NO_RULE: Line = {"policy": None}
SAVED = NO_RULE | {"measure": "credit_minutes"}


def line(amount: str, **told: object) -> Line:
    """A line of a service of one day, unless told otherwise."""
    usual = {"served_on": "2026-03-01", "booked_on": "2026-03-05", "withheld": False, **TOGETHER}
    return dict.fromkeys(COLUMNS) | usual | {"amount": amount} | told


def text_of(lines: list[Line], paths: made.Paths) -> str:
    """The transactions of lines in any order."""
    types = dict.fromkeys(COLUMNS, pa.string()) | {"amount": pa.string(), "withheld": pa.bool_()}
    table = pa.Table.from_pylist(lines, schema=pa.schema(list(types.items())))
    connection = open_tables({"line": table})
    query = "SELECT * REPLACE (CAST(amount AS DECIMAL(38, 2)) AS amount) FROM line"
    ordered = made.in_order(made.lines_of(connection.sql(query).to_arrow_table()))
    return "".join(made.transactions(ordered, paths))


LINES = [
    line("60", entry="a-2", team="t", number="v-2"),
    line("60", entry="a-1", team="t", number="v-2", rule="r"),
    line("30.5", entry="a-1", team="t", number="v-1", rule="r"),
    line("90", withheld=True, entry="a-1", team="t", rule="r"),
    line("1250", **NO_RULE, measure="fen", event="money", entry="d-1", unit="u", fund="f"),
    line("-30", **SAVED, event="gift_out", number="v-1", unit="u", entry="w-1"),
    line("30", **SAVED, event="gift_in", number="v-2", unit="u", entry="w-1"),
    line("15", **SAVED, event="pool_in", booked_on="2026-02", served_on="2026-01"),
]
TEXT = """
2026-02-28=2026-01-31 pool_in
    pool  15.00 CREDIT  ; event:pool_in
    equity:pool  -15.00 CREDIT

2026-03-05=2026-03-01 (a-1) service  ; team:above:t
    passbooks:v-1  30.50 MIN  ; event:service, policy:p, rule:r, number:v-1
    passbooks:v-2  60.00 MIN  ; event:service, policy:p, rule:r, number:v-2
    passbooks:withheld  90.00 MIN  ; event:service, policy:p, rule:r
    equity:policy:p:r  -180.50 MIN

2026-03-05=2026-03-01 (a-2) service  ; team:above:t
    passbooks:v-2  60.00 MIN  ; event:service, policy:p, number:v-2
    equity:policy:p  -60.00 MIN

2026-03-05=2026-03-01 (d-1) money  ; unit:u
    funds:f  12.50 CNY  ; event:money
    equity:money  -12.50 CNY

2026-03-05=2026-03-01 (w-1) gift_in gift_out  ; unit:u
    passbooks:v-2  30.00 CREDIT  ; event:gift_in, number:v-2
    passbooks:v-1  -30.00 CREDIT  ; event:gift_out, number:v-1
"""
PATHS = {("team", "t"): "above:t", ("place", "t"): "no:t"}


@pytest.mark.parametrize("rows", [1, 2, 3, 1000])
def test_lines_of_a_transaction_stand_together_whatever_is_made_at_once(
    monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(made, "_ROWS", rows)
    assert text_of(LINES, PATHS) == TEXT
    assert text_of(LINES[::-1], PATHS) == TEXT


def test_of_no_lines_there_is_no_text() -> None:
    assert text_of([], PATHS) == ""
    assert text_of(LINES[:1], {}).count("\n") == 4


def test_columns_of_many_values_are_compared_in_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "_MOST", 4)  # one number hardly tells two columns
    monkeypatch.setattr(made, "_sorts", lambda lines: (lines, pa.arange(0, len(LINES))))
    assert text_of(LINES[::-1], PATHS) == TEXT
