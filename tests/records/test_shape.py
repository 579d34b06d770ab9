"""What the examples in tests/examples do not show of the shape; and what an oracle says of it."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.kinds import Kind, load_kinds
from gongshi.records.load import load
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


# Values that a schema may well not expect in a place. None ends with a newline: to the oracle `$`
# matches before one.
ODD = (
    *("", " ", "x", "中文", "NO", "2026-03-15", "2026-02-30", "2026-03", "09:30", "24:00", "8.7"),
    *("-1", "1e5", "a-b", "A", "x" * 5000, "v-0a1b2c", "２０２６", "local", "reported"),
    *(0, -1, 1, 10**12, 2**64, True, False, None),
    *([], ["x"], ["x", "x"], {}, {"x": 1}),
)


def places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every value inside a record."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = [(*at, key) for key, _ in inner]
    for path in list(found):
        each = value[path[-1]]
        found += places(each, path) if isinstance(each, dict | list) else []
    return found


def spoil(record: dict[str, Any], data: st.DataObject) -> None:
    """Take something away, put something odd in its place, or add something."""
    path = data.draw(st.sampled_from(places(record)))
    holder: Any = record
    for step in path[:-1]:
        holder = holder[step]
    change = data.draw(st.sampled_from(("take", "replace", "add")))
    odd = deepcopy(data.draw(st.sampled_from(ODD)))
    if change == "take":
        del holder[path[-1]]
    elif change == "replace":
        holder[path[-1]] = odd
    elif isinstance(holder, dict):
        holder["extra"] = odd
    else:
        holder.append(deepcopy(holder[path[-1]]))


@pytest.fixture(scope="module")
def judged(root: Path) -> dict[str, tuple[Shape, jsonschema.Draft202012Validator, list[Any]]]:
    """By kind: our judge, the oracle, and the records of the repository, few of each."""
    all_kinds = load_kinds(root / "schemas")
    oracle = jsonschema.Draft202012Validator
    records = load(root, all_kinds).records
    return {
        name: (
            Shape(kind),
            oracle(kind.schema, format_checker=oracle.FORMAT_CHECKER),
            sorted(records[name].values(), key=len)[-8:],
        )
        for name, kind in all_kinds.items()
    }


@given(st.data())
@settings(max_examples=500, deadline=None)
def test_the_oracle_agrees(judged: dict[str, Any], data: st.DataObject) -> None:
    """A record, spoiled once or twice or not at all, is good to both judges or to neither."""
    ours, oracle, records = judged[data.draw(st.sampled_from(sorted(judged)))]
    record = deepcopy(data.draw(st.sampled_from(records)))
    for _ in range(data.draw(st.integers(0, 2))):
        spoil(record, data)
    found = ours.faults(f"records/x/{record.get('id')}.yaml", record)
    assert (found == []) == oracle.is_valid(record)
