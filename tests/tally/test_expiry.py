"""What lapses when: first earned, first used; and what corrections change about it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

V, W = "v-000001", "v-000002"
County = Any
TEN = {"id": "s", "event": "service", "measure": "points", "amount": "10"}
YEAR_END = {"id": "end", "measure": "points", "month_day": "12-31", "years": 0}


@pytest.fixture
def lapsing(new_county: Callable[[], County]) -> Callable[..., County]:
    """Ten points a service, goods at one point each, and the rules of expiry given."""

    def make(*rules: dict[str, Any], earning: dict[str, Any] = TEN) -> County:
        county = new_county()
        county.policy("rules", "earning", [earning], expiry=list(rules))
        county.volunteer(V)
        county.reward("towel", ("2020-01-01", "1"))
        return county

    return make


def lapsed(county: County, as_of: str = "2030-12-31") -> list[tuple[str, Decimal]]:
    """The lines of expiry: day and amount."""
    rows = county.tally(as_of).rows(
        "SELECT booked_on, amount FROM ledger WHERE event = 'expiry' ORDER BY booked_on"
    )
    return [(row["booked_on"], row["amount"]) for row in rows]


def test_what_was_not_used_lapses_at_the_end_of_the_year(lapsing: Callable[..., County]) -> None:
    county = lapsing(YEAR_END)
    county.activity("2025-03-01", {V: 60})
    county.activity("2025-04-01", {V: 60})
    county.redemption("2025-05-01", V, "towel", 7)
    county.activity("2026-01-01", {V: 60})
    assert lapsed(county, "2025-12-30") == []
    assert lapsed(county, "2025-12-31") == [("2025-12-31", -13)]
    assert county.sums(V, "2026-12-30") == {"points": 10}
    assert lapsed(county) == [("2025-12-31", -13), ("2026-12-31", -10)]


def test_what_is_booked_in_the_new_year_lapses_with_it(lapsing: Callable[..., County]) -> None:
    county = lapsing(YEAR_END)
    county.activity("2025-12-30", {V: 60}, verified_on="2026-01-05")
    assert lapsed(county) == [("2026-12-31", -10)]


def test_first_earned_is_first_used(lapsing: Callable[..., County]) -> None:
    county = lapsing(YEAR_END | {"years": 1})
    county.activity("2025-03-01", {V: 60})
    county.activity("2026-03-01", {V: 60})
    county.redemption("2026-05-01", V, "towel", 4)
    county.redemption("2027-05-01", V, "towel", 3)
    assert lapsed(county) == [("2026-12-31", -6), ("2027-12-31", -7)]


def test_a_day_within_the_year_lets_later_credits_live(lapsing: Callable[..., County]) -> None:
    county = lapsing(YEAR_END | {"month_day": "06-30"})
    county.activity("2025-06-30", {V: 60})
    county.activity("2025-07-01", {V: 60})
    assert lapsed(county) == [("2025-06-30", -10), ("2026-06-30", -10)]


@pytest.mark.parametrize(("year", "day"), [("2024", "29"), ("2025", "28")])
def test_a_day_the_month_lacks_is_its_last(
    lapsing: Callable[..., County], year: str, day: str
) -> None:
    county = lapsing(YEAR_END | {"month_day": "02-31"})
    county.activity(f"{year}-02-01", {V: 60})
    assert lapsed(county) == [(f"{year}-02-{day}", -10)]


def test_a_correction_gives_back_what_lapsed_without_having_been_earned(
    lapsing: Callable[..., County],
) -> None:
    county = lapsing(YEAR_END)
    wrong = county.activity("2025-03-01", {V: 60})
    county.activity("2025-04-01", {V: 60})
    county.redemption("2025-05-01", V, "towel", 3)
    county.correction("2026-02-01", wrong)
    assert lapsed(county) == [("2025-12-31", -17), ("2026-02-01", 10)]
    assert county.sums(V) == {"points": 0}


def test_a_correction_of_a_redemption_lives_until_the_next_day_of_expiry(
    lapsing: Callable[..., County],
) -> None:
    county = lapsing(YEAR_END)
    county.activity("2025-03-01", {V: 60})
    bought = county.redemption("2025-05-01", V, "towel", 3)
    county.correction("2026-02-01", bought)
    assert county.sums(V, "2026-12-30") == {"points": 3}
    assert lapsed(county) == [("2025-12-31", -7), ("2026-12-31", -3)]


def test_saved_time_given_away_is_used_and_received(lapsing: Callable[..., County]) -> None:
    saved = {"id": "c", "event": "service", "measure": "credit_minutes", "amount": "1", "step": 1}
    county = lapsing(YEAR_END | {"measure": "credit_minutes"}, earning=saved)
    county.volunteer(W, team="walkers")
    county.activity("2025-03-01", {V: 100})
    county.withdrawal("2025-05-01", V, 40, "gift", to=W)
    assert county.sums(V) == {"credit_minutes": 0}
    assert county.sums(W) == {"credit_minutes": 0}
    assert sorted(lapsed(county)) == [("2025-12-31", -60), ("2025-12-31", -40)]


def test_points_for_gifts_do_not_lapse(lapsing: Callable[..., County]) -> None:
    county = lapsing(YEAR_END, earning=TEN | {"event": "money", "step": 100})
    county.gift("2025-03-01", 100, number=V)
    assert lapsed(county) == []


def test_hours_served_stay_where_points_lapse(county: County) -> None:
    county.policy("end", "expiry", [YEAR_END], family="earning")
    county.policy("e1", "stars", [{"star": 1, "minutes": 60}])
    county.activity("2025-03-01", {V: 60})
    assert county.sums(V) == {"minutes": 60, "points": 0}
    assert county.tally().rows("SELECT star FROM star") == [{"star": 1}]
