"""When a property must or must not stand in a record: each shape of rule, in words."""

from __future__ import annotations

from typing import Any

import pytest

from gongshi.intake.conditions import conditions

TIER = {"enum": ["market", "cost", "free"]}
STEP = {"enum": ["asked", "sent", "done"]}


def said(name: str, rule: dict[str, Any], *required: str) -> list[str]:
    properties = {"tier": TIER, "step": STEP, "charge": {}, "day": {}}
    holder = {"required": list(required), "properties": properties, "allOf": [rule]}
    return list(conditions(name, holder, "zh"))


@pytest.mark.parametrize(
    ("rule", "required", "text"),
    [
        ({"if": {"required": ["day"]}, "then": {"required": ["charge"]}}, (), "填了 `day` 时必填"),
        (
            {"if": {"required": ["day"]}, "else": {"properties": {"charge": False}}},
            (),
            "没有填 `day` 时不可填",
        ),
        (
            {"if": {"properties": {"step": {"const": "done"}}}, "then": {"required": ["charge"]}},
            ("step",),
            "`step` 为 `done` 时必填",
        ),
        (
            {"if": {"properties": {"step": {"const": "done"}}}, "else": {"required": ["charge"]}},
            ("step",),
            "`step` 不为 `done` 时必填",
        ),
        (  # what is absent has every value, as JSON Schema reads it
            {"if": {"properties": {"step": {"const": "done"}}}, "then": {"required": ["charge"]}},
            (),
            "没有填 `step`，或者`step` 为 `done` 时必填",
        ),
        (
            {
                "if": {"properties": {"step": {"const": "done"}, "day": False}},
                "then": {"required": ["charge"]},
            },
            ("step",),
            "`step` 为 `done`，且没有填 `day` 时必填",
        ),
        (
            {
                "if": {"properties": {"step": {"const": "done"}, "day": False}},
                "else": {"properties": {"charge": False}},
            },
            ("step",),
            "`step` 不为 `done`，或者填了 `day` 时不可填",
        ),
    ],
)
def test_one_rule(rule: dict[str, Any], required: tuple[str, ...], text: str) -> None:
    assert said("charge", rule, *required) == [text]


def test_a_value_that_must_be_given_and_its_opposite() -> None:
    rule = {
        "if": {"required": ["tier"], "properties": {"tier": {"enum": ["market", "cost"]}}},
        "then": {"required": ["charge"]},
        "else": {"properties": {"charge": False}},
    }
    assert said("charge", rule) == [
        "`tier` 为 `market`、`cost` 时必填",
        "没有填 `tier`，或者`tier` 为 `free` 时不可填",
    ]
