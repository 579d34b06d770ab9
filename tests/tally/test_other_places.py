"""Other places' rules (domain.md 1.3, 1.4, 2.1) as YAML alone, with results computed by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
import yaml

from gongshi.kinds import Kind

V, W = "v-000001", "v-000002"
County = Any
Put = Callable[[str], County]


HEAD = """
id: rules
basis: local
name: 规则
family: earning
scope: hill
from: '2020-01-01'
"""


@pytest.fixture
def under(new_county: Callable[[], County], kinds: dict[str, Kind]) -> Put:
    """A county under one policy, given as the YAML of its record below the head."""

    def put(rules: str) -> County:
        policy = yaml.safe_load(HEAD + rules)
        jsonschema.validate(policy, kinds["policy"].schema)
        county = new_county()
        county.records["policy"].append(policy)
        county.volunteer(V)
        county.volunteer(W)
        return county

    return put


EXACT = """
earning:
  - {id: minutes, event: service, measure: minutes, amount: '1', step: 1}
"""


@pytest.mark.parametrize(
    ("hours", "star"), [(99, 0), (100, 1), (299, 1), (300, 2), (600, 3), (1000, 4), (1500, 5)]
)
def test_the_national_ladder(under: Put, hours: int, star: int) -> None:
    county = under(
        EXACT
        + """
stars:
  - {star: 1, minutes: 6000}
  - {star: 2, minutes: 18000}
  - {star: 3, minutes: 36000}
  - {star: 4, minutes: 60000}
  - {star: 5, minutes: 90000}
"""
    )
    county.activity("2025-03-01", {V: hours * 60})
    (row,) = county.tally().rows("SELECT star FROM star WHERE number = ?", V)
    assert row["star"] == star


def test_eight_hours_a_day_and_twelve_with_approval(under: Put) -> None:
    county = under(
        EXACT
        + """
caps:
  - {id: day, measure: minutes, per: day, amount: '480', with_approval: '720', beyond: drop}
"""
    )
    county.activity("2025-03-01", {V: 300})
    county.activity("2025-03-01", {V: 300})
    county.activity("2025-03-02", {V: 800}, approved_by="s-two")
    assert county.sums(V) == {"minutes": 480 + 720}


@pytest.mark.parametrize(("minutes", "counted"), [(29, None), (30, 30), (59, 30), (150, 150)])
def test_half_hour_units(under: Put, minutes: int, counted: int | None) -> None:
    county = under(
        """
earning:
  - {id: half, event: service, measure: minutes, amount: '30', step: 30}
"""
    )
    county.activity("2025-03-01", {V: minutes})
    assert county.sums(V).get("minutes") == counted


def test_points_expire_on_the_last_of_december_and_late_entries_give_none(under: Put) -> None:
    county = under(
        """
earning:
  - id: hour
    event: service
    measure: points
    amount: '1'
    step: 60
    recorded: [register, checkin]
expiry:
  - {id: end, measure: points, month_day: '12-31', years: 0}
"""
    )
    county.reward("towel", ("2025-01-01", "2"))
    county.activity("2025-03-01", {V: 300}, recorded_how="checkin")
    county.activity("2025-03-02", {V: 300}, recorded_how="late")
    county.redemption("2025-06-01", V, "towel")
    county.activity("2026-03-01", {V: 60}, recorded_how="register")
    assert county.sums(V, "2025-12-30") == {"points": 3}
    assert county.sums(V, "2025-12-31") == {"points": 0}
    assert county.sums(V, "2026-12-30") == {"points": 1}


def test_one_hour_ten_points_and_goods_at_eight_hundred_and_more(under: Put) -> None:
    county = under(
        """
earning:
  - {id: hour, event: service, measure: points, amount: '10', step: 60}
"""
    )
    county.reward("rice", ("2024-01-01", "800"))
    county.reward("fan", ("2024-01-01", "3800"))
    for day in range(1, 29):
        county.activity(f"2025-02-{day:02}", {V: 1139})  # 18 full hours
    county.redemption("2025-03-01", V, "rice")
    county.redemption("2025-03-01", V, "fan")
    assert county.sums(V) == {"points": 28 * 180 - 800 - 3800}


def test_coefficients_by_category(under: Put) -> None:
    county = under(
        """
earning:
  - id: hour
    event: service
    measure: points
    amount: '1'
    step: 60
    coefficients:
      - {category: nursing, times: '1.5'}
      - {category: chat, times: '0.33'}
"""
    )
    county.activity("2025-03-01", {V: 179}, category="nursing")
    county.activity("2025-03-02", {V: 180}, category="chat")
    county.activity("2025-03-03", {V: 60})
    assert county.sums(V) == {"points": Decimal("3.00") + Decimal("0.99") + 1}


def test_beyond_two_decimals_is_cut_off(under: Put) -> None:
    county = under(
        """
earning:
  - id: hour
    event: service
    measure: points
    amount: '0.55'
    step: 60
    coefficients: [{category: chat, times: '0.33'}]
"""
    )
    county.activity("2025-03-02", {V: 60}, category="chat")  # 0.1815
    assert county.sums(V) == {"points": Decimal("0.18")}


SAVING = """
earning:
  - {id: saved, event: service, measure: credit_minutes, amount: '1', step: 1}
"""


def test_fifteen_hundred_hours_and_the_surplus_donated(under: Put) -> None:
    county = under(
        SAVING
        + """
caps:
  - {id: most, measure: credit_minutes, per: all, amount: '90000', beyond: donate}
"""
    )
    county.activity("2025-03-01", {V: 89000})
    county.activity("2025-03-02", {V: 1500})
    county.withdrawal("2025-04-01", V, 600)
    county.activity("2025-05-01", {V: 100})
    assert county.sums(V) == {"credit_minutes": 90000 - 600}
    pool = county.tally().rows("SELECT SUM(amount) AS pool FROM ledger WHERE event = 'pool_in'")
    assert pool == [{"pool": 500 + 100}]


def test_a_gift_to_the_family(under: Put) -> None:
    county = under(
        SAVING
        + """
withdrawals:
  - {id: self, for: self}
  - {id: gift, for: gift}
"""
    )
    county.activity("2025-03-01", {V: 300})
    county.withdrawal("2025-04-01", V, 120, "gift", to=W)
    county.withdrawal("2025-04-02", W, 100, "self")
    assert (county.sums(V), county.sums(W)) == ({"credit_minutes": 180}, {"credit_minutes": 20})
    offered = county.tally().rows(
        "SELECT DISTINCT policy FROM in_force WHERE family = 'withdrawals'"
    )
    assert offered == [{"policy": "rules"}]


def test_a_policy_for_a_cohort_is_nearer_than_one_for_everyone(under: Put) -> None:
    county = under(
        """
earning:
  - {id: hour, event: service, measure: points, amount: '10', step: 60}
"""
    )
    young = yaml.safe_load(
        """
id: young
basis: local
name: 学生规则
family: earning
scope: hill
cohort: student
from: '2020-01-01'
earning:
  - {id: hour, event: service, measure: points, amount: '5', step: 60}
"""
    )
    county.records["policy"].insert(0, young)
    county.volunteer("v-000003", cohort="student")
    county.volunteer("v-000004", cohort="retired")
    everyone = (V, "v-000003", "v-000004")
    county.activity("2025-03-01", dict.fromkeys(everyone, 60))
    assert [county.sums(number)["points"] for number in everyone] == [10, 5, 10]
    nearer = {"id": "h", "event": "service", "measure": "points", "amount": "1"}
    county.policy("team", "earning", [nearer], scope="helpers")
    assert [county.sums(number)["points"] for number in everyone] == [1, 1, 1]


def test_windows_are_those_of_the_unit_that_redeems(under: Put) -> None:
    county = under(
        """
windows:
  - {id: monthly, every: month, from_day: 1, to_day: 5}
"""
    )
    rule = {"id": "yearly", "every": "year", "month": 12, "from_day": 1, "to_day": 31}
    county.policy("head", "windows", [rule], scope="office")
    county.reward("towel", ("2025-01-01", "2"))
    county.add("unit", id="stall", name="摊点", place="hill", type="points_counter")
    for unit in ("counter", "office", "stall"):
        county.redemption("2025-03-01", V, "towel", unit=unit)
    rows = county.tally().rows("SELECT id, policy FROM ruling WHERE family = 'windows' ORDER BY 1")
    assert [tuple(row.values()) for row in rows] == [
        ("counter", "head"),
        ("office", "head"),
        ("stall", "rules"),
    ]
