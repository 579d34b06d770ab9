"""What goes out of passbooks: withdrawals, gifts of time, redemptions; and what is corrected."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

V, W = "v-000001", "v-000002"
County = Any
SAVED = {"id": "saved", "event": "service", "measure": "credit_minutes", "amount": "1", "step": 1}


@pytest.fixture
def saving(new_county: Callable[[], County]) -> County:
    """Minutes served are counted and saved; two volunteers."""
    county = new_county()
    served = {"id": "minutes", "event": "service", "measure": "minutes", "amount": "1", "step": 1}
    county.policy("save", "earning", [served, SAVED])
    county.volunteer(V)
    county.volunteer(W, team="walkers")
    return county


def booked(county: County, *events: str) -> list[tuple[Any, ...]]:
    """Number, event, measure and amount of the lines of these events, as booked."""
    rows = county.tally().rows(
        f"SELECT number, event, measure, amount FROM ledger WHERE event IN ({'?, ' * len(events)})"
        " ORDER BY booked_on, entry, event, number, measure",
        *events,
    )
    return [tuple(row.values()) for row in rows]


def test_h4_time_is_taken_out_by_self_and_family_and_the_helper_earns(saving: County) -> None:
    saving.activity("2025-01-10", {V: 300})
    help_self = saving.activity("2025-02-01", {W: 60}, team="walkers")
    help_family = saving.activity("2025-02-08", {W: 90}, team="walkers")
    saving.withdrawal("2025-02-01", V, 60, "self", activity=help_self)
    saving.withdrawal("2025-02-08", V, 90, "family", activity=help_family)
    assert saving.sums(V) == {"minutes": 300, "credit_minutes": 150}
    assert saving.sums(W) == {"minutes": 150, "credit_minutes": 150}
    assert booked(saving, "withdrawal") == [
        (V, "withdrawal", "credit_minutes", -60),
        (V, "withdrawal", "credit_minutes", -90),
    ]


def test_h5_both_directions_are_summed_apart(saving: County) -> None:
    saving.activity("2025-01-10", {V: 300})
    saving.withdrawal("2025-02-01", V, 60)
    rows = saving.tally().rows(
        "SELECT event, amount FROM total WHERE kind = 'unit' AND id = 'counter' AND period = 'all'"
        " AND measure = 'credit_minutes' ORDER BY event"
    )
    assert [tuple(row.values()) for row in rows] == [("service", 300), ("withdrawal", -60)]


def test_taking_time_out_lowers_no_star(saving: County) -> None:
    saving.policy("e1", "stars", [{"star": 1, "minutes": 300}])
    saving.activity("2025-01-10", {V: 300})
    saving.withdrawal("2025-02-01", V, 300)
    assert saving.tally().rows("SELECT star FROM star WHERE number = ?", V) == [{"star": 1}]


def test_a_gift_goes_out_of_one_passbook_into_the_other(saving: County) -> None:
    saving.activity("2025-01-10", {V: 300})
    saving.withdrawal("2025-02-01", V, 120, "gift", to=W)
    assert saving.sums(V)["credit_minutes"] == 180
    assert saving.sums(W) == {"credit_minutes": 120}


def test_donated_time_goes_into_the_units_pool(saving: County) -> None:
    saving.activity("2025-01-10", {V: 300})
    saving.withdrawal("2025-02-01", V, 120, "donation")
    assert booked(saving, "pool_out", "pool_in") == [
        (None, "pool_in", "credit_minutes", 120),
        (V, "pool_out", "credit_minutes", -120),
    ]


def test_what_is_not_verified_takes_nothing_out(saving: County) -> None:
    saving.withdrawal("2025-02-01", V, 60, verified_by=None, verified_on=None)
    saving.withdrawal("2025-02-01", V, 60, verified_on="2031-01-01")
    assert booked(saving, "withdrawal") == []


def test_a_redemption_costs_the_price_of_its_day(county: County) -> None:
    county.activity("2025-01-10", {V: 60})
    county.reward("towel", ("2025-01-01", "2.5"), ("2025-03-01", "4"))
    county.redemption("2025-02-28", V, "towel", 2)
    county.redemption("2025-03-01", V, "towel", verified_on="2025-03-09")
    assert county.sums(V)["points"] == Decimal("1.00")
    assert county.sums(V, "2025-03-08")["points"] == 5
    county.redemption("2024-12-31", V, "towel")
    assert county.sums(V)["points"] == 1, "before the first price there is none"


def test_points_for_gifts_are_a_class_of_their_own(county: County) -> None:
    county.activity("2025-01-10", {V: 60})
    county.gift("2025-01-10", 10000, number=V)
    county.reward("towel", ("2025-01-01", "4"))
    county.redemption("2025-02-28", V, "towel")
    rows = county.tally().rows(
        "SELECT class, balance FROM passbook WHERE measure = 'points' ORDER BY class, line"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("donation", 10),
        ("service", 10),
        ("service", 6),
    ]


def test_redeeming_lowers_no_quota(county: County) -> None:
    county.policy("quota", "quotas", [{"id": "year", "measure": "points", "amount": "10"}])
    county.activity("2025-01-10", {V: 60})
    county.reward("towel", ("2025-01-01", "10"))
    county.redemption("2025-02-28", V, "towel")
    rows = county.tally("2025-12-31").rows(
        "SELECT reached FROM quota WHERE unit = 'counter' AND year = 2025"
    )
    assert rows == [{"reached": 1}]


def test_a_correction_undoes_every_line_on_its_own_day(county: County) -> None:
    county.volunteer(W)
    wrong = county.activity("2025-01-10", {V: 60, W: 120})
    fix = county.correction("2025-04-05", wrong)
    assert county.sums(V, "2025-04-04") == {"minutes": 60, "points": 10}
    assert county.sums(V) == {"minutes": 0, "points": 0}
    rows = county.tally().rows(
        "SELECT DISTINCT entry, event, origin, corrects, served_on, booked_on"
        " FROM ledger WHERE event = 'correction'"
    )
    assert [tuple(row.values()) for row in rows] == [
        (fix, "correction", "service", wrong, "2025-01-10", "2025-04-05")
    ]
    total = county.tally().rows(
        "SELECT amount, lines, entries FROM total"
        " WHERE kind = 'unit' AND id = 'counter' AND period = 'all' AND measure = 'minutes'"
    )
    assert total == [{"amount": 0, "lines": 0, "entries": 0}]


def test_a_correction_may_undo_one_persons_part(county: County) -> None:
    county.volunteer(W)
    wrong = county.activity("2025-01-10", {V: 60, W: 120})
    county.correction("2025-04-05", wrong, W)
    assert county.sums(V)["minutes"] == 60
    assert county.sums(W)["minutes"] == 0


def test_a_line_is_undone_once(county: County) -> None:
    wrong = county.activity("2025-01-10", {V: 60})
    county.correction("2025-04-06", wrong, V)
    county.correction("2025-04-05", wrong)
    tally = county.tally()
    assert tally.rows("SELECT DISTINCT booked_on FROM ledger WHERE event = 'correction'") == [
        {"booked_on": "2025-04-05"}
    ]


@pytest.mark.parametrize(
    "flaw", [{"verified_on": "2031-01-01"}, {"basis": "local", "entry": "a-x"}]
)
def test_a_correction_that_undoes_nothing(county: County, flaw: dict[str, str]) -> None:
    wrong = county.activity("2025-01-10", {V: 60})
    county.correction("2025-04-06", **({"entry": wrong} | flaw))
    assert county.sums(V)["minutes"] == 60


def test_goods_time_and_gifts_are_corrected_too(saving: County) -> None:
    saving.add("fund", id="fund", name="互助金", place="hill")
    saving.activity("2025-01-10", {V: 300})
    for entry in (
        saving.withdrawal("2025-02-01", V, 60),
        saving.withdrawal("2025-02-01", V, 60, "gift", to=W),
        saving.withdrawal("2025-02-01", V, 60, "donation"),
        saving.gift("2025-02-01", 12345, fund="fund", body="mill"),
    ):
        saving.correction("2025-03-01", entry)
    assert saving.sums(V)["credit_minutes"] == 300
    assert saving.sums(W)["credit_minutes"] == 0
    sums = saving.tally().rows(
        "SELECT COALESCE(SUM(amount), 0) AS amount FROM ledger WHERE origin <> 'service'"
        " AND (number IS NULL OR measure = 'fen')"
    )
    assert sums == [{"amount": 0}]
