"""Examples computed by hand from the texts: P1 and P2 (S0), E1 (S3), H2, and what earns nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

V = "v-000001"
STARS = [{"star": each, "minutes": 6000 * each} for each in range(1, 6)]
P2 = [{"id": "year", "measure": "points", "amount": "60", "cohort": "party"}]
County = Any


@pytest.mark.parametrize(("minutes", "points"), [(59, None), (60, 10), (61, 10), (180, 10)])
def test_p1_one_hour_or_more_is_ten_points_flat(
    county: County, minutes: int, points: int | None
) -> None:
    county.activity("2025-03-01", {V: minutes})
    sums = county.sums(V)
    assert sums["minutes"] == minutes
    assert sums.get("points") == points


@pytest.mark.parametrize(
    ("fen", "points"), [(9999, None), (10000, 10), (19999, 10), (25000, 20), (100000, 100)]
)
@pytest.mark.parametrize("form", ["money", "goods"])
def test_p1_each_full_hundred_yuan_is_ten_points(
    county: County, form: str, fen: int, points: int | None
) -> None:
    county.gift("2025-03-01", fen, number=V, form=form)
    assert county.sums(V).get("points") == points


def test_p1_gifts_are_not_added_up_first(county: County) -> None:
    county.gift("2025-03-01", 6000, number=V)
    county.gift("2025-03-01", 6000, number=V)
    assert county.sums(V) == {}


def test_p1_read_by_the_hour(new_county: Callable[[], County]) -> None:
    county = new_county()
    hourly = {"id": "h", "event": "service", "measure": "points", "amount": "10", "step": 60}
    county.policy("hourly", "earning", [hourly])
    county.volunteer(V)
    county.activity("2025-03-01", {V: 59})
    county.activity("2025-03-02", {V: 180})
    county.activity("2025-03-03", {V: 119})
    assert county.sums(V) == {"points": 40}


def test_half_points_stay_exact(new_county: Callable[[], County]) -> None:
    county = new_county()
    tenth = {"id": "h", "event": "service", "measure": "points", "amount": "0.1", "step": 1}
    county.policy("tenth", "earning", [tenth])
    county.volunteer(V)
    for day in range(1, 11):
        county.activity(f"2025-03-{day:02}", {V: 3})
    assert county.sums(V) == {"points": Decimal("3.00")}


def test_without_a_rule_of_minutes_no_hours_are_counted(new_county: Callable[[], County]) -> None:
    county = new_county()
    county.policy(
        "points", "earning", [{"id": "s", "event": "service", "measure": "points", "amount": "5"}]
    )
    county.volunteer(V)
    county.activity("2025-03-01", {V: 300})
    assert county.sums(V) == {"points": 5}


def test_gifts_never_become_hours(new_county: Callable[[], County]) -> None:
    county = new_county()
    county.policy(
        "odd", "earning", [{"id": "m", "event": "money", "measure": "minutes", "amount": "60"}]
    )
    county.volunteer(V)
    county.gift("2025-03-01", 10000, number=V)
    assert county.sums(V) == {}


@pytest.mark.parametrize(
    "flaw",
    [
        {"verified_by": None, "verified_on": None},
        {"verified_on": "2031-01-01"},
        {"compulsory": True},
        {"charged": True},
        {"basis": "reported"},
    ],
)
def test_what_earns_nothing(county: County, flaw: dict[str, object]) -> None:
    county.activity("2025-03-01", {V: 180}, **flaw)
    assert county.sums(V) == {}


def test_an_unverified_gift_earns_nothing(county: County) -> None:
    county.gift("2025-03-01", 10000, number=V, verified_by=None, verified_on=None)
    assert county.sums(V) == {}
    assert county.tally().table("ledger").num_rows == 0


def test_an_entry_counts_from_the_day_it_was_verified(county: County) -> None:
    county.activity("2025-03-01", {V: 60}, verified_on="2025-03-09")
    assert county.sums(V, "2025-03-08") == {}
    assert county.sums(V, "2025-03-09") == {"minutes": 60, "points": 10}


def test_a_partners_gift_feeds_the_fund_and_the_unit_but_no_passbook(county: County) -> None:
    county.add("fund", id="fund", name="互助金", place="hill")
    county.gift("2025-03-01", 123456, partner="shop", fund="fund")
    tally = county.tally()
    assert tally.table("passbook").num_rows == 0
    rows = tally.rows("SELECT kind, id, amount FROM total WHERE period = 'all' ORDER BY kind, id")
    assert {(row["kind"], row["id"]): row["amount"] for row in rows} == {
        ("fund", "fund"): 123456,
        ("place", "hill"): 123456,
        ("place", "hill-east"): 123456,
        ("unit", "counter"): 123456,
        ("unit", "office"): 123456,
    }


def p2(county: County, points: int, **member: str) -> dict[str, Any]:
    """The quota row of the counter for 2025 with one party member who earned so many points."""
    county.policy("quota", "quotas", P2)
    county.volunteer("v-party0", cohort="party", **member)
    for _ in range(points // 10):
        county.activity("2025-06-01", {"v-party0": 60})
    rows = county.tally("2026-06-30").rows(
        "SELECT members, reached FROM quota WHERE unit = 'counter' AND year = 2025"
    )
    return rows[0] if rows else {}


@pytest.mark.parametrize(("points", "reached"), [(50, 0), (60, 1), (70, 1)])
def test_p2_sixty_points_reach_the_target(county: County, points: int, reached: int) -> None:
    assert p2(county, points) == {"members": 1, "reached": reached}


def test_p2_fifty_nine_points_do_not(new_county: Callable[[], County]) -> None:
    county = new_county()
    county.policy(
        "one",
        "earning",
        [{"id": "s", "event": "service", "measure": "points", "amount": "1", "step": 1}],
    )
    county.policy("quota", "quotas", P2)
    for number, minutes in (("v-000059", 59), ("v-000060", 60)):
        county.volunteer(number, cohort="party")
        county.activity("2025-06-01", {number: minutes})
    rows = county.tally("2025-12-31").rows(
        "SELECT members, reached FROM quota WHERE year = 2025 AND unit = 'counter'"
    )
    assert rows == [{"members": 2, "reached": 1}]


def test_p2_gifts_count_too(county: County) -> None:
    county.gift("2025-06-01", 60000, number="v-party0")
    assert p2(county, 0) == {"members": 1, "reached": 1}


def test_p2_counts_those_who_had_joined_by_new_years_day(county: County) -> None:
    assert p2(county, 60, joined="2025-01-01") == {"members": 1, "reached": 1}


def test_p2_does_not_count_those_who_joined_a_day_later(county: County) -> None:
    assert p2(county, 60, joined="2025-01-02") == {}


def test_p2_counts_by_the_year_of_the_service(county: County) -> None:
    county.policy("quota", "quotas", P2)
    county.volunteer("v-party0", cohort="party")
    for _ in range(3):
        county.activity("2024-12-31", {"v-party0": 60}, verified_on="2025-01-05")
        county.activity("2025-01-01", {"v-party0": 60})
    years = county.tally("2025-12-31").rows(
        "SELECT year, reached FROM quota WHERE unit = 'counter' AND year >= 2024 ORDER BY year"
    )
    assert years == [{"year": 2024, "reached": 0}, {"year": 2025, "reached": 0}]


def test_p2_binds_from_the_new_year_after_it_begins(county: County) -> None:
    county.policy("quota", "quotas", P2, since="2024-01-02")
    county.volunteer("v-party0", cohort="party")
    years = county.tally("2026-06-30").rows("SELECT DISTINCT year FROM quota ORDER BY year")
    assert [row["year"] for row in years] == [2025, 2026]


@pytest.mark.parametrize(
    ("minutes", "star"),
    [
        (0, 0),
        (99 * 60 + 59, 0),
        (100 * 60, 1),
        (199 * 60 + 59, 1),
        (499 * 60, 4),
        (500 * 60, 5),
        (600 * 60, 5),
    ],
)
def test_e1_each_hundred_hours_is_a_star(county: County, minutes: int, star: int) -> None:
    county.policy("e1", "stars", STARS)
    county.add("activity", **_served(minutes))
    row = county.tally().rows("SELECT * FROM star WHERE number = ?", V)[0]
    assert (row["star"], row["minutes"]) == (star, minutes)
    assert row["next_star"] == (star + 1 if star < 5 else None)
    assert row["next_threshold"] == (6000 * (star + 1) if star < 5 else None)


def test_e1_by_the_national_ladder(county: County) -> None:
    hours = (100, 300, 600, 1000, 1500)
    ladder = [{"star": star, "minutes": 60 * each} for star, each in enumerate(hours, start=1)]
    county.policy("national", "stars", ladder)
    county.add("activity", **_served(60 * 999))
    assert county.tally().rows("SELECT star FROM star WHERE number = ?", V) == [{"star": 3}]


def _served(minutes: int) -> dict[str, Any]:
    """One activity that lists the volunteer as often as the minutes need."""
    days = [1440] * (minutes // 1440) + [minutes % 1440] * (minutes % 1440 > 0)
    return {
        "id": "a-20250301-00000",
        "name": "服务",
        "place": "hill-east",
        "team": "helpers",
        "date": "2025-03-01",
        "participants": [{"number": V, "minutes": each} for each in days],
        "verified_by": "s-two",
        "verified_on": "2025-03-01",
    }
