"""What the examples in tests/examples do not show of the shape."""

from __future__ import annotations

from typing import Any

import pytest

from gongshi.kinds import Kind
from gongshi.records.shape import Shape

GOOD = {"id": "a", "name": "甲社"}


def faults(kinds: dict[str, Kind], record: dict[str, Any], kind: str = "club") -> list[Any]:
    found = Shape(kinds[kind]).faults("records/clubs/a.yaml", record)
    return [(each.code, each.pointer, each.args.get("suggestion")) for each in found]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"name": "甲"}, [("S035", "/name", None)]),
        ({"members": [{"number": f"m{n}"} for n in range(4)]}, [("S026", "/members", None)]),
        ({"opened": "二月"}, [("S020", "/opened", None)]),
        ({"active": "是"}, [("S006", "/active", None)]),
        ({"office": {"room": "12"}}, [("S005", "/office/room", "12")]),
        ({"office": {"room": "１２"}}, [("S033", "/office/room", "12")]),
        ({"office": {"rooms": 12}}, [("S002", "/office/rooms", "room")]),
        ({"name": 12}, [("S003", "/name", "'12'")]),
        ({"name": None}, [("Y018", "/name", None)]),
        ({"members": [None]}, [("Y018", "/members/0", None)]),
        ({"Secret": "x"}, [("S002", "/Secret", "secret")]),
        ({"zzz": "x"}, [("S002", "/zzz", None)]),
    ],
)
def test_faults(kinds: dict[str, Kind], change: dict[str, Any], found: list[Any]) -> None:
    assert faults(kinds, {**GOOD, **change}) == found


def test_all_faults_are_told_at_once(kinds: dict[str, Kind]) -> None:
    record = {"id": "b", "office": {"room": 0, "x": 1}, "members": [{}, {"number": "x"}]}
    assert [each[:2] for each in faults(kinds, record)] == [
        ("S001", ""),
        ("S032", "/id"),
        ("S001", "/members/0"),
        ("S019", "/members/1/number"),
        ("S023", "/office/room"),
        ("S002", "/office/x"),
    ]


def test_a_misspelt_key_is_not_also_missing(kinds: dict[str, Kind]) -> None:
    assert faults(kinds, {"id": "a", "nmae": "甲社"}) == [("S002", "/nmae", "name")]


def test_a_rule_without_words_of_its_own_is_still_told(kinds: dict[str, Kind]) -> None:
    record = {"id": "a", "cost": 1, "gift": True}
    assert faults(kinds, record, "event") == [("S034", "", None)]


def test_a_key_that_is_no_text_is_for_the_language_to_explain(kinds: dict[str, Kind]) -> None:
    with pytest.raises(ValueError, match="key"):
        Shape(kinds["club"]).faults("records/clubs/a.yaml", {**GOOD, 1: 2})  # type: ignore[dict-item]
