"""Which columns a change touches: those with other values, or all of a table with other rows."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from changing_ledger import loaded, world

from gongshi.checks.touched import touched_by
from gongshi.kinds import Kind

ROWS = frozenset({"file"})


def touched(kinds: dict[str, Kind], kind: str, change: Any) -> dict[str, frozenset[str]]:
    ledger = world(kinds, 6)
    before = deepcopy(ledger.records)
    change(ledger.records[kind])
    now = loaded(ledger.records, kinds, before)
    return dict(touched_by(now, now.since, kinds))


def test_a_value_is_its_column(kinds: dict[str, Kind]) -> None:
    def rename(records: list[dict[str, Any]]) -> None:
        records[0]["name"] = "另一次活动"
        records[1]["participants"][0]["minutes"] += 1

    assert touched(kinds, "activity", rename) == {
        "activity": frozenset({"name"}),
        "activity__participants": frozenset({"minutes"}),
    }


def test_what_is_the_same_touches_nothing(kinds: dict[str, Kind]) -> None:
    assert touched(kinds, "activity", list) == {}


def test_an_entry_more_is_other_rows_of_its_table(kinds: dict[str, Kind]) -> None:
    def leave(records: list[dict[str, Any]]) -> None:
        del next(each for each in records if len(each["participants"]) > 1)["participants"][0]

    assert touched(kinds, "activity", leave) == {"activity__participants": ROWS}


@pytest.mark.parametrize("kind", ["correction", "project"])
def test_a_file_more_or_less_is_other_rows_of_all(kinds: dict[str, Kind], kind: str) -> None:
    found = touched(kinds, kind, lambda records: records.pop())
    assert found[kind] == ROWS
    assert found["record"] == ROWS
