"""Caps: by entry, day, month, year and in all; with approval; what becomes of the rest."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

V, W = "v-000001", "v-000002"
County = Any
MINUTES = {"id": "minutes", "event": "service", "measure": "minutes", "amount": "1", "step": 1}
DAY = {"id": "day", "measure": "minutes", "per": "day", "amount": "480", "beyond": "drop"}


@pytest.fixture
def capped(new_county: Callable[[], County]) -> Callable[..., County]:
    """A county where minutes count as served, under the caps given."""

    def make(*caps: dict[str, Any], **more: Any) -> County:
        county = new_county()
        county.policy("rules", "earning", [MINUTES], caps=list(caps), **more)
        county.volunteer(V)
        return county

    return make


def credited(county: County, number: str | None = V) -> list[Decimal]:
    """What counts of each line earned, as booked."""
    rows = county.tally().rows(
        "SELECT amount FROM ledger WHERE number = ? AND event = 'service'"
        " ORDER BY booked_on, entry, pointer",
        number,
    )
    return [row["amount"] for row in rows]


def test_a_day_counts_eight_hours_first_come_first_counted(
    capped: Callable[..., County],
) -> None:
    county = capped(DAY)
    for minutes in (300, 120, 100, 30):
        county.activity("2025-03-01", {V: minutes})
    county.activity("2025-03-02", {V: 481})
    assert credited(county) == [300, 120, 60, 0, 480]
    assert county.sums(V) == {"minutes": 960}
    raw = county.tally().rows("SELECT SUM(raw_amount) AS raw FROM ledger WHERE number = ?", V)
    assert raw == [{"raw": 1031}]


def test_the_day_is_that_of_the_service_and_the_order_that_of_booking(
    capped: Callable[..., County],
) -> None:
    county = capped(DAY)
    county.activity("2025-03-01", {V: 300}, verified_on="2025-03-09")
    county.activity("2025-03-01", {V: 300}, verified_on="2025-03-08")
    assert credited(county) == [300, 180]


@pytest.mark.parametrize(
    ("served", "counted"),
    [
        ([(800, True)], [720]),
        ([(800, False)], [480]),
        ([(700, True), (60, False)], [700, 0]),
        ([(60, False), (700, True)], [60, 660]),
        ([(700, True), (60, False), (100, True)], [700, 0, 20]),
        ([(700, False), (100, True), (200, True)], [480, 100, 140]),
    ],
)
def test_eight_hours_a_day_and_twelve_with_approval(
    capped: Callable[..., County], served: list[tuple[int, bool]], counted: list[int]
) -> None:
    county = capped(DAY | {"with_approval": "720"})
    for minutes, approved in served:
        county.activity(
            "2025-03-01", {V: minutes}, **({"approved_by": "s-one"} if approved else {})
        )
    assert credited(county) == counted


def test_rings_are_applied_from_the_entry_outwards(capped: Callable[..., County]) -> None:
    def cap(per: str, amount: str) -> dict[str, Any]:
        return {"id": per, "measure": "minutes", "per": per, "amount": amount, "beyond": "drop"}

    county = capped(
        cap("all", "1000"), cap("entry", "200"), cap("year", "700"), cap("month", "500"), DAY
    )
    county.activity("2025-03-01", {V: 300})  # entry: 200
    county.activity("2025-03-01", {V: 190})  # 190: 390 of the day's 480
    county.activity("2025-03-01", {V: 500})  # entry: 200, day: 90
    county.activity("2025-03-02", {V: 100})  # month: 20 of what is left of 500
    county.activity("2025-04-01", {V: 200})  # 200: the year's 700 are full
    county.activity("2025-05-01", {V: 50})
    county.activity("2026-01-01", {V: 150})
    county.activity("2026-01-02", {V: 200})  # in all 1000: 150 left
    assert credited(county) == [200, 190, 90, 20, 200, 0, 150, 150]


def test_the_rest_may_go_to_the_common_pool_of_the_unit(capped: Callable[..., County]) -> None:
    saved = {"id": "s", "event": "service", "measure": "credit_minutes", "amount": "1", "step": 1}
    cap = {
        "id": "most",
        "measure": "credit_minutes",
        "per": "all",
        "amount": str(1500 * 60),
        "beyond": "donate",
    }
    county = capped(cap)
    county.records["policy"][0]["earning"].append(saved)
    for day in range(1, 32):
        for month in ("01", "03", "05"):
            county.activity(f"2025-{month}-{day:02}", {V: 1000})
    assert county.sums(V) == {"minutes": 93000, "credit_minutes": 90000}
    rows = county.tally().rows(
        "SELECT number, unit, event, measure, rule, SUM(amount) AS amount FROM ledger"
        " WHERE event = 'pool_in' GROUP BY ALL"
    )
    assert [tuple(row.values()) for row in rows] == [
        (None, "counter", "pool_in", "credit_minutes", "most", 3000)
    ]


def test_a_corrected_entry_gives_its_room_free_from_that_day_on(
    capped: Callable[..., County],
) -> None:
    county = capped(DAY)
    wrong = county.activity("2025-03-01", {V: 400}, verified_on="2025-03-02")
    county.activity("2025-03-01", {V: 100}, verified_on="2025-03-03")
    county.correction("2025-03-05", wrong)
    county.activity("2025-03-01", {V: 390}, verified_on="2025-03-05")
    county.activity("2025-03-01", {V: 30}, verified_on="2025-03-06")
    assert credited(county) == [400, 80, 390, 10]
    assert county.sums(V) == {"minutes": 480}


def test_the_correction_takes_back_what_counted_and_what_was_pooled(
    capped: Callable[..., County],
) -> None:
    county = capped(DAY | {"beyond": "donate"})
    county.volunteer(W)
    wrong = county.activity("2025-03-01", {V: 500, W: 500})
    county.correction("2025-03-05", wrong, V)
    rows = county.tally().rows("SELECT number, SUM(amount) AS a FROM ledger GROUP BY 1 ORDER BY 1")
    assert [tuple(row.values()) for row in rows] == [(V, 0), (W, 480), (None, 20)]


def test_a_lowered_cap_takes_nothing_back_and_a_raised_one_gives_new_room(
    capped: Callable[..., County],
) -> None:
    county = capped(until="2025-01-31")
    county.records["policy"][0].pop("caps")
    for n, (since, until, most) in enumerate(
        (("2025-02-01", "2025-02-28", "250"), ("2025-03-01", "2025-12-31", "450"))
    ):
        cap = {"id": "c", "measure": "minutes", "per": "all", "amount": most, "beyond": "drop"}
        county.policy(f"c-{n}", "earning", [MINUTES], since=since, until=until, caps=[cap])
    for on in ("2025-01-05", "2025-02-05", "2025-03-05", "2025-03-06"):
        county.activity(on, {V: 300})
    assert credited(county) == [300, 0, 150, 0]


def test_caps_go_by_the_volunteers_own_team(capped: Callable[..., County]) -> None:
    county = capped()
    county.records["policy"][0].pop("caps")
    county.volunteer(W, team="walkers")
    county.policy("few", "caps", [DAY | {"amount": "60"}], scope="helpers", family="earning")
    county.activity("2025-03-01", {V: 90, W: 90}, team="walkers")
    assert (credited(county), credited(county, W)) == ([60], [90])


def test_points_for_gifts_are_never_capped(new_county: Callable[[], County]) -> None:
    county = new_county()
    gift = {"id": "m", "event": "money", "measure": "points", "amount": "10", "step": 100}
    work = {"id": "s", "event": "service", "measure": "points", "amount": "10"}
    cap = {"id": "y", "measure": "points", "per": "year", "amount": "15", "beyond": "drop"}
    county.policy("rules", "earning", [gift, work], caps=[cap])
    county.volunteer(V)
    county.gift("2025-03-01", 1000, number=V)
    county.activity("2025-03-02", {V: 60})
    county.activity("2025-03-03", {V: 60})
    assert county.sums(V) == {"points": 115}
