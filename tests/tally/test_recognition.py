"""Stars with gates (E2, E3), badges (E4), stars of units (B3), punctuality (H1), by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

V, W = "v-000001", "v-000002"
County = Any
MINUTES = {"id": "minutes", "event": "service", "measure": "minutes", "amount": "1", "step": 1}
STAR = {"star": 1, "minutes": 600}


def star(county: County, as_of: str = "2025-12-31") -> int:
    """The star of V."""
    return int(county.tally(as_of).rows("SELECT star FROM star WHERE number = ?", V)[0]["star"])


@pytest.mark.parametrize(
    ("ratings", "reached"),
    [((4, 5), 1), ((4, 4, 5), 0), ((4, 5, None, None), 1), ((None, None), 0)],
)
def test_e2_time_and_quality(county: County, ratings: tuple[int | None, ...], reached: int) -> None:
    county.policy("e2", "stars", [STAR | {"min_rating": "4.5"}])
    for rating in ratings:
        county.activity("2025-03-01", {V: 600}, rating=rating)
    assert star(county) == reached


def test_a_mean_is_never_rounded_up(county: County) -> None:
    county.policy("e2", "stars", [STAR | {"min_rating": "4.67"}])
    for rating in (5, 5, 4):  # 4.666…
        county.activity("2025-03-01", {V: 600}, rating=rating)
    assert star(county) == 0


@pytest.mark.parametrize(
    ("more", "reached"),
    [
        ({"rating": 5, "response_hours": 24}, 1),
        ({"rating": 5, "response_hours": 25}, 0),
        ({"rating": 4, "response_hours": 24}, 0),
        ({"rating": 5}, 0),
    ],
)
def test_e3_time_quality_and_response(county: County, more: dict[str, int], reached: int) -> None:
    county.policy("e3", "stars", [STAR | {"min_rating": "4.5", "max_response_hours": 24}])
    county.activity("2025-03-01", {V: 600}, **more)
    assert star(county) == reached


@pytest.mark.parametrize(
    ("as_of", "reached"), [("2025-04-14", 0), ("2025-04-15", 1), ("2025-05-01", 1)]
)
def test_months_of_membership_are_full_ones(
    new_county: Callable[[], County], as_of: str, reached: int
) -> None:
    county = new_county()
    county.policy("rules", "earning", [MINUTES])
    county.volunteer(V, joined="2025-01-15")
    county.policy("months", "stars", [{"star": 1, "minutes": 60, "months_member": 3}])
    county.activity("2025-02-01", {V: 60})
    assert star(county, as_of) == reached


def test_the_star_below_is_kept_where_a_gate_is_not_met(county: County) -> None:
    county.policy("e2", "stars", [STAR, {"star": 2, "minutes": 1200, "min_rating": "4"}])
    county.activity("2025-03-01", {V: 1200}, rating=3)
    (row,) = county.tally().rows("SELECT * FROM star")
    assert (row["star"], row["threshold"], row["next_star"], row["next_threshold"]) == (
        *(1, 600),
        *(2, 1200),
    )
    assert (row["next_min_rating"], row["rating_sum"], row["rated"]) == ("4", 3, 1)


@pytest.mark.parametrize(
    ("minutes", "rating", "reached"),
    [(1200, 5, 2), (1200, 3, 1), (1800, 3, 3), (1800, 5, 3), (1799, 3, 1)],
)
def test_each_star_is_judged_by_its_own_conditions(
    county: County, minutes: int, rating: int, reached: int
) -> None:
    """Who misses a gate of the second may reach the third, and be eligible for it at once."""
    second = {"star": 2, "minutes": 1200, "min_rating": "4"}
    county.policy("e2", "stars", [STAR, second, {"star": 3, "minutes": 1800}])
    county.activity("2025-03-01", {V: minutes}, rating=rating)
    assert star(county) == reached


def test_a_corrected_activity_no_longer_counts_for_quality(county: County) -> None:
    county.policy("e2", "stars", [STAR | {"min_rating": "4.5"}])
    wrong = county.activity("2025-03-01", {V: 600}, rating=1)
    county.activity("2025-03-02", {V: 600}, rating=5)
    assert star(county) == 0
    county.correction("2025-03-09", wrong)
    assert star(county) == 1


def badges(county: County) -> list[tuple[str, str, str]]:
    """Every badge: number, name, period."""
    rows = county.tally().rows("SELECT number, badge, period FROM badge ORDER BY ALL")
    return [tuple(row.values()) for row in rows]


def test_e4_badges_by_frequency_and_rating(county: County) -> None:
    county.volunteer(W)
    rules = [
        {"id": "first", "name": "起步徽章", "activities": 1, "per": "all"},
        {"id": "busy", "name": "勤勉徽章", "activities": 3, "per": "quarter"},
        {"id": "warm", "name": "暖心徽章", "activities": 2, "per": "month", "min_rating": "4.5"},
    ]
    county.policy("e4", "badges", rules)
    for on, rating in (("2025-03-01", 5), ("2025-03-30", 4), ("2025-04-01", 5), ("2025-05-01", 5)):
        county.activity(on, {V: 60, W: 60}, rating=rating)
    third = county.activity("2025-06-30", {V: 60, W: 60})
    county.correction("2025-07-03", third, W)
    assert badges(county) == [
        (V, "勤勉徽章", "2025-Q2"),
        (V, "暖心徽章", "2025-03"),
        (V, "起步徽章", "all"),
        (W, "暖心徽章", "2025-03"),
        (W, "起步徽章", "all"),
    ]


def test_a_badge_needs_something_rated(county: County) -> None:
    rule = {"id": "w", "name": "暖心徽章", "activities": 1, "per": "year", "min_rating": "1"}
    county.policy("e4", "badges", [rule])
    county.activity("2025-03-01", {V: 60})
    assert badges(county) == []


def test_b3_five_indicators_all_of_which_a_star_asks_for(county: County) -> None:
    five = {"accounts": 2, "minutes": 120, "projects": 1, "redeemed": "5.5", "partners": 1}
    rungs = [{"star": 4} | five, {"star": 5} | five | {"partners": 2}]
    county.policy("b3", "unit_stars", rungs)
    county.volunteer(W)
    county.volunteer("v-000003", joined="2026-01-01")
    county.activity("2025-03-01", {V: 60, W: 60})
    county.activity("2026-03-01", {V: 600})
    county.reward("towel", ("2025-01-01", "5.5"))
    county.redemption("2025-12-31", V, "towel", verified_on="2026-01-05")
    county.add(
        "project", id="p", name="助餐", place="hill", unit="counter", drafted_on="2025-01-01"
    )
    county.add("partner", id="q", name="小店", place="hill", unit="counter", joined="2025")
    county.add("partner", id="r", name="大店", place="hill", unit="office", joined="2025-12")
    rows = county.tally("2026-06-30").rows(
        "SELECT unit, year, accounts, minutes, projects, redeemed, partners, star, next_star"
        " FROM unit_star WHERE year >= 2025 ORDER BY year, unit"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("counter", 2025, 2, 120, 1, 5.5, 1, 4, 5),
        ("office", 2025, 2, 120, 1, 5.5, 2, 5, None),
        ("counter", 2026, 3, 600, 1, 0, 1, 0, 4),
        ("office", 2026, 3, 600, 1, 0, 2, 0, 4),
    ]


CADENCE = [
    {"id": "r", "step": "record", "by": "day"},
    {"id": "v", "step": "verify", "by": "week"},
    {"id": "s", "step": "sum", "by": "month"},
]


def test_h1_recorded_on_the_day_and_verified_by_sunday(county: County) -> None:
    county.policy("h1", "cadence", CADENCE)
    monday = "2025-03-03"
    county.activity(monday, {V: 60}, verified_on="2025-03-09")
    county.activity(monday, {V: 60}, recorded_on="2025-03-04", verified_on="2025-03-10")
    county.activity("2025-03-09", {V: 60}, verified_on="2025-03-09", compulsory=True)
    county.activity("2025-03-09", {V: 60}, verified_by=None, verified_on=None)
    sunday = county.tally("2025-03-09").rows(
        "SELECT step, activities, in_time FROM punctuality WHERE unit = 'counter' ORDER BY step"
    )
    assert [tuple(row.values()) for row in sunday] == [("record", 4, 3), ("verify", 2, 2)]
    later = county.tally("2025-03-31").rows(
        "SELECT step, month, activities, in_time FROM punctuality ORDER BY step"
    )
    assert [tuple(row.values()) for row in later] == [
        ("record", "2025-03", 4, 3),
        ("verify", "2025-03", 4, 2),
    ]


@pytest.mark.parametrize(
    ("by", "grace", "due"),
    [
        ("day", 0, "2024-02-28"),
        ("day", 2, "2024-03-01"),
        ("week", 0, "2024-03-03"),
        ("month", 0, "2024-02-29"),
        ("quarter", 10, "2024-04-10"),
    ],
)
def test_deadlines(county: County, by: str, grace: int, due: str) -> None:
    rule = {"id": "v", "step": "verify", "by": by, "grace_days": grace}
    county.policy("h1", "cadence", [rule])
    county.activity("2024-02-28", {V: 60})
    assert county.tally().rows("SELECT due_on FROM deadline") == [{"due_on": due}]


def test_the_calendar_is_the_calendar(new_county: Callable[[], County]) -> None:
    county = new_county()
    county.policy("rules", "earning", [MINUTES], since="1999-06-01")
    rows = county.tally("2028-02-01").rows("SELECT * FROM calendar ORDER BY day")
    days = [date(1999, 1, 1) + timedelta(n) for n in range(len(rows))]
    assert days[-1] == date(2030, 12, 31)
    assert [row["day"] for row in rows] == [day.isoformat() for day in days]
    assert [row["number"] for row in rows] == [day.toordinal() for day in days]
    assert [row["week_end"] for row in rows] == [
        (day + timedelta(6 - day.weekday())).toordinal() for day in days
    ]
    ends = {(day.year, day.month): day.toordinal() for day in days}
    assert [row["month_end"] for row in rows] == [ends[day.year, day.month] for day in days]
    assert [row["quarter_end"] for row in rows] == [
        ends[day.year, day.month + -day.month % 3] for day in days
    ]


def test_h1_summed_by_the_month_and_posted_by_the_quarter(county: County) -> None:
    steps = [
        {"id": "s", "step": "sum", "by": "month", "grace_days": 5},
        {"id": "p", "step": "post", "by": "quarter", "grace_days": 10},
    ]
    county.policy("h1", "cadence", steps)
    for day in ("2025-01-31", "2025-02-03", "2025-02-04", "2025-03-31"):
        county.activity(day, {V: 60}, verified_on="2025-04-01")
    for month, day in (("01", "2025-02-05"), ("02", "2025-03-06"), ("03", "2025-04-02")):
        closed = {"place": "hill", "period": f"2025-{month}", "lines": 0, "digest": ""}
        county.add("closing", id=f"hill-2025-{month}", closed_on=day, **closed)
    notice = {"place": "hill", "to": "2025-05-01"}
    about = ["hill-2025-01", "hill-2025-02"]
    county.add("notice", id="n1", **{"from": "2025-04-10"}, about=about, **notice)
    county.add("notice", id="n2", **{"from": "2025-04-11"}, about=["hill-2025-03"], **notice)
    gone = {"outcome": "withdrawn", "about": ["hill-2025-03"]}
    county.add("notice", id="n3", **{"from": "2025-04-03"}, **gone, **notice)

    def told(as_of: str) -> list[tuple[str, str, int, int]]:
        rows = county.tally(as_of).rows(
            "SELECT step, SUBSTR(month, 6) AS month, activities, in_time FROM punctuality"
            " WHERE unit = 'counter' ORDER BY step, month"
        )
        return [tuple(row.values()) for row in rows]

    assert told("2025-03-05") == [("sum", "01", 1, 1)]
    assert told("2025-03-31") == [("sum", "01", 1, 1), ("sum", "02", 2, 0)]
    assert told("2025-04-10") == [
        ("post", "01", 1, 1),
        ("post", "02", 2, 2),
        ("sum", "01", 1, 1),
        ("sum", "02", 2, 0),
        ("sum", "03", 1, 1),
    ]
    assert ("post", "03", 1, 0) in told("2025-04-11")
