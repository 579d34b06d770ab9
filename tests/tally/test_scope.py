"""Which policy holds: the nearest scope, on the day of the service; the past keeps its rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

V = "v-000001"
County = Any


def flat(amount: int) -> list[dict[str, object]]:
    return [{"id": "s", "event": "service", "measure": "points", "amount": str(amount)}]


def points(county: County, on: str = "2025-03-01", team: str = "helpers", **more: Any) -> int:
    """What one service of a minute gives by the rules that hold for it."""
    county.activity(on, {V: 1}, team=team, **more)
    return int(county.sums(V).get("points", 0))


def test_a_change_in_mid_year_leaves_the_past_its_rule(county: County) -> None:
    county.records["policy"].clear()
    county.policy("old", "earning", flat(10), until="2025-06-30")
    county.policy("new", "earning", flat(7), since="2025-07-01")
    county.activity("2025-06-30", {V: 1}, verified_on="2025-07-20")
    county.activity("2025-07-01", {V: 1})
    lines = county.tally().rows("SELECT policy, amount, balance FROM passbook ORDER BY line")
    assert lines == [
        {"policy": "new", "amount": 7, "balance": 7},
        {"policy": "old", "amount": 10, "balance": 17},
    ]


@pytest.mark.parametrize(
    ("on", "given"), [("2024-12-31", 0), ("2025-01-01", 10), ("2025-12-31", 10), ("2026-01-01", 0)]
)
def test_both_days_that_bound_a_policy_belong_to_it(county: County, on: str, given: int) -> None:
    county.records["policy"].clear()
    county.policy("year", "earning", flat(10), since="2025-01-01", until="2025-12-31")
    assert points(county, on) == given


def test_each_day_around_a_change_has_its_own_rule_in_one_tally(county: County) -> None:
    county.records["policy"].clear()
    county.policy("first", "earning", flat(10), since="2025-02-01", until="2025-03-31")
    county.policy("second", "earning", flat(7), since="2025-04-02", until="2025-05-01")
    county.policy("near", "earning", flat(3), scope="helpers", since="2025-05-01")
    given = {
        "2025-01-31": None,
        "2025-02-01": 10,
        "2025-03-31": 10,
        "2025-04-01": None,
        "2025-04-02": 7,
        "2025-04-30": 7,
        "2025-05-01": 3,
        "2025-05-02": 3,
    }
    for day in given:
        county.activity(day, {V: 1})
    lines = county.tally().rows("SELECT served_on, amount FROM ledger WHERE measure = 'points'")
    told = {line["served_on"]: line["amount"] for line in lines}
    assert {day: told.get(day) for day in given} == given


@pytest.mark.parametrize(
    ("scopes", "given"),
    [
        (["hill"], 1),
        (["hill", "hill-east"], 2),
        (["hill", "hill-east", "office"], 3),
        (["hill", "hill-east", "office", "counter"], 4),
        (["hill", "hill-east", "office", "counter", "league"], 5),
        (["hill", "hill-east", "office", "counter", "league", "helpers"], 6),
        (["walkers"], 0),
    ],
)
def test_team_before_unit_before_place(county: County, scopes: list[str], given: int) -> None:
    county.records["policy"].clear()
    county.add("team", id="league", name="联盟", place="hill", unit="office")
    next(each for each in county.records["team"] if each["id"] == "helpers")["parent"] = "league"
    amounts = {
        "hill": 1,
        "hill-east": 2,
        "office": 3,
        "counter": 4,
        "league": 5,
        "helpers": 6,
        "walkers": 9,
    }
    for scope in reversed(scopes):
        county.policy(f"of-{scope}", "earning", flat(amounts[scope]), scope=scope)
    assert points(county) == given


def test_the_nearest_wins_whole_for_its_measure_and_leaves_others_alone(county: County) -> None:
    county.policy("nearer", "earning", flat(3), scope="counter")
    county.activity("2025-03-01", {V: 600})
    assert county.sums(V) == {"minutes": 600, "points": 3}
    # The nearer policy has no rule for gifts, and the farther one is not asked.
    county.gift("2025-03-01", 10000, number=V)
    assert county.sums(V)["points"] == 3


def test_a_policy_as_reported_computes_nothing(county: County) -> None:
    county.records["policy"].clear()
    county.policy("told", "earning", flat(10), basis="reported")
    assert points(county) == 0


def test_rules_follow_the_team_and_figures_the_place_of_service(county: County) -> None:
    county.add("place", id="valley", name="邻县", level="county")
    county.activity("2025-03-01", {V: 60}, place="valley")
    rows = county.tally().rows(
        "SELECT kind, id FROM total WHERE measure = 'points' AND period = 'all' ORDER BY kind, id"
    )
    assert [(row["kind"], row["id"]) for row in rows] == [
        ("place", "valley"),
        ("team", "helpers"),
        ("unit", "counter"),
        ("unit", "office"),
    ]


def test_a_chain_of_units_that_bites_its_tail_counts_nothing_twice(county: County) -> None:
    next(each for each in county.records["unit"] if each["id"] == "office")["parent"] = "counter"
    county.activity("2025-03-01", {V: 60})
    rows = county.tally().rows(
        "SELECT id, amount FROM total WHERE kind = 'unit' AND period = 'all'"
        " AND measure = 'minutes' ORDER BY id"
    )
    assert rows == [{"id": "counter", "amount": 60}, {"id": "office", "amount": 60}]


def test_the_largest_amounts_a_schema_allows_add_up_exactly(county: County) -> None:
    county.records["policy"].clear()
    rule = {"id": "m", "event": "money", "measure": "points", "amount": "9999999.99", "step": 1}
    county.policy("huge", "earning", [rule])
    for _ in range(3):
        county.gift("2025-03-01", 10**12, number=V)
    assert county.sums(V) == {"points": 3 * Decimal("9999999.99") * 10**12}
