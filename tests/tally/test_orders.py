"""Needs as they stand: steps and times by hand, claim rates, deadlines, and what is hidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from gongshi.tally.explain import explain
from gongshi.tally.orders import claims, payments, price_tiers, responses
from gongshi.tally.orders_in_words import time_in_words

FULL = ("requested", "verified", "dispatched", "accepted", "served", "rated")
ENDS = {
    "new": (*FULL[:2],),
    "open": (*FULL[:3],),
    "claimed": (*FULL[:4],),
    "done": FULL[:5],
    "rated": FULL,
    "declined": ("requested", "declined"),
    "sent back": (*FULL[:3], "declined"),
    "given back": (*FULL[:4], "declined"),
    "withdrawn": (*FULL[:4], "withdrawn"),
    "ended open": (*FULL[:3], "withdrawn"),
}


@pytest.fixture
def need(county: Any) -> Callable[..., str]:
    """Adds a need whose steps are an hour apart, from nine in the morning of a day on."""

    def add(
        id: str, steps: tuple[str, ...], day: str = "2025-03-03", rating: int = 4, **more: Any
    ) -> str:
        begin = datetime.fromisoformat(f"{day}T09:00")
        events: list[dict[str, Any]] = []
        for hours, step in enumerate(steps):
            at = (begin + timedelta(hours=hours)).isoformat(timespec="minutes")
            events.append({"step": step, "at": at, "by": "s-one"})
            if step in ("dispatched", "accepted"):
                events[-1]["team"] = "helpers"
            if step == "rated":
                events[-1]["rating"] = rating
        place = {"place": "hill-east", "unit": "counter", "category": "repair"}
        record = {"summary": "修灯", "channel": "counter", "events": events, **place, **more}
        return str(county.add("need", id=id, **record))

    return add


def test_a_need_stands_where_its_last_step_left_it(county: Any, need: Callable[..., str]) -> None:
    for name, steps in ENDS.items():
        need(name, steps)
    rows = county.tally("2025-12-31").rows("SELECT need, standing FROM order_state")
    assert {row["need"]: row["standing"] for row in rows} == {
        **{name: name for name in ENDS},
        "rated": "done",
        "sent back": "open",
        "given back": "open",
        "ended open": "withdrawn",
    }


def test_steps_after_the_day_asked_for_have_not_been_taken(
    county: Any, need: Callable[..., str]
) -> None:
    need("late", FULL, day="2025-03-03")
    county.records["need"][0]["events"][4]["at"] = "2025-03-05T09:00"
    county.records["need"][0]["events"][5]["at"] = "2025-03-06T09:00"
    for day, standing in (("2025-03-02", None), ("2025-03-04", "claimed"), ("2025-03-05", "done")):
        rows = county.tally(day).rows("SELECT standing FROM order_state")
        assert [row["standing"] for row in rows] == ([standing] if standing else [])


def test_posted_is_claimed_and_open_and_ended(county: Any, need: Callable[..., str]) -> None:
    for name, steps in ENDS.items():
        need(name, steps)
    need("wish", FULL, wish=True, unit="office", place="hill")
    dates = {"posted_on": "2025-01-02", "drafted_on": "2025-01-01"}
    county.add("project", id="p1", place="hill-east", unit="counter", status="posted", **dates)
    county.add("project", id="p2", place="hill", claimed_on="2025-01-03", status="claimed", **dates)
    found = {(c.kind, c.id, c.sort): c for c in claims(county.tally("2025-12-31"))}

    def told(*key: str) -> tuple[int, ...]:
        of = found[key[0], key[1], key[2]]
        return of.posted, of.claimed, of.done, of.open, of.ended

    # Posted: open, claimed, done, rated, sent back, given back, withdrawn, ended open.
    assert told("unit", "counter", "need") == (8, 4, 2, 3, 1)
    assert told("unit", "office", "need") == told("place", "hill", "need")
    assert told("unit", "office", "wish") == (1, 1, 1, 0, 0)
    assert ("unit", "counter", "wish") not in found
    assert told("place", "hill", "project") == (2, 1, 0, 1, 0)
    assert told("place", "hill-east", "project") == (1, 0, 0, 1, 0)
    assert found["unit", "counter", "need"].per_ten_thousand == 5000
    for each in found.values():
        assert each.posted == each.claimed + each.open + each.ended


def test_response_and_rating_by_hand(county: Any, need: Callable[..., str]) -> None:
    need("one", FULL, rating=5)
    need("two", FULL, rating=4, day="2024-12-31")
    county.records["need"][1]["events"][4]["at"] = "2025-01-02T09:30"
    county.records["need"][1]["events"][5]["at"] = "2025-01-02T10:30"
    need("three", ENDS["open"])
    found = {(r.id, r.year): r for r in responses(county.tally("2025-12-31"))}
    assert (found["office", 2025].needs, found["office", 2025].accepted) == (2, 1)
    assert found["office", 2025].serve_minutes == 240
    # Over the end of the year: 48 hours and a half.
    assert found["counter", 2024].serve_minutes == 48 * 60 + 30
    assert (found["counter", 2024].rated, found["counter", 2024].rating_sum) == (1, 4)


def test_days_are_counted_over_a_leap_february(county: Any, need: Callable[..., str]) -> None:
    for year, days in ((2024, 2), (2025, 1), (2100, 1), (2000, 2)):
        need(f"n{year}", FULL, day=f"{year}-02-28")
        county.records["need"][-1]["events"][4]["at"] = f"{year}-03-01T09:00"
        county.records["need"][-1]["events"][5]["at"] = f"{year}-03-01T09:00"
        rows = county.tally("2199-12-31").rows(
            "SELECT serve_minutes FROM order_state WHERE need = ?", f"n{year}"
        )
        assert rows[0]["serve_minutes"] == days * 1440


def test_deadlines_run_from_the_latest_step(county: Any, need: Callable[..., str]) -> None:
    county.policy(
        "flow",
        "order_flow",
        [
            {"id": "accept", "step": "accepted", "after": "dispatched", "within_hours": 1},
            {"id": "serve", "step": "served", "after": "requested", "within_hours": 5},
        ],
    )
    again = (*FULL[:3], "declined", *FULL[2:5])  # accepted an hour after the second dispatch
    need("again", again)
    need("waits", ENDS["open"])
    need("withdrawn", ENDS["ended open"])

    def told(day: str) -> list[tuple[Any, ...]]:
        rows = county.tally(day).rows(
            "SELECT need, rule, minutes, kept FROM order_deadline ORDER BY need, rule"
        )
        return [tuple(row.values()) for row in rows]

    assert told("2025-03-03") == [
        ("again", "accept", 60, True),
        ("again", "serve", 360, False),
        ("waits", "accept", None, False),
        ("waits", "serve", None, False),
    ]
    county.records["policy"][-1]["order_flow"][1]["within_hours"] = 6
    assert ("again", "serve", 360, True) in told("2025-03-03")
    county.records["policy"][-1]["order_flow"][1]["within_hours"] = 24
    assert ("waits", "serve", None, None) in told("2025-03-03")
    assert ("waits", "serve", None, False) in told("2025-03-04")


def test_what_a_team_gave_back_is_claimed_by_the_next(
    county: Any, need: Callable[..., str]
) -> None:
    """Accepted at noon by the first, given back at one, accepted at three by the second."""
    flow = {"id": "h", "step": "served", "after": "accepted", "within_hours": 2}
    county.policy("flow", "order_flow", [flow])
    need("n", (*FULL[:4], "declined", *FULL[2:5]))
    events = county.records["need"][0]["events"]
    events[3]["team"], events[4]["team"], events[6]["team"] = "walkers", "walkers", "helpers"

    def told(at: int) -> list[tuple[Any, ...]]:
        county.records["need"][0]["events"] = events[:at]
        tally = county.tally("2025-03-31")
        state = tally.rows("SELECT standing, claimed_once, team, accept_minutes FROM order_state")
        due = tally.rows("SELECT minutes, kept FROM order_deadline")
        return [tuple(row.values()) for row in (*state, *due)]

    assert told(5) == [("open", False, None, None)]
    assert told(7) == [("claimed", True, "helpers", 6 * 60), (None, False)]
    assert told(8) == [("done", True, "helpers", 6 * 60), (60, True)]


def test_small_groups_and_years_that_run_are_hidden(county: Any, need: Callable[..., str]) -> None:
    county.add("fund", id="f1", name="互助金", place="hill")
    for i in range(5):
        need(f"f{i}", FULL, price_tier="free", fund="f1", cost=100 + i)
        need(f"c{i}", FULL, price_tier="cost_only", charge=100, day="2026-01-05")
    for i in range(4):
        need(f"m{i}", FULL, price_tier="market", charge=100)
    tally = county.tally("2026-06-30")
    (of,) = price_tiers(tally)
    assert (of.place, of.year, of.market, of.cost_only, of.free) == ("hill", 2025, None, None, 5)
    assert [(each.payments, each.fen) for each in payments(tally)] == [(5, 510)]
    county.records["need"].pop(0)
    tally = county.tally("2026-06-30")
    assert [(each.payments, each.fen) for each in payments(tally)] == [(None, None)]
    explained = explain(tally, "f1", "zh")
    assert explained is not None
    assert any("不足 5" in each for each in explained.statements)


def test_a_remainder_that_is_small_is_hidden_too(county: Any, need: Callable[..., str]) -> None:
    county.add("fund", id="f1", name="县互助金", place="hill")
    county.add("fund", id="f2", name="街道互助金", place="hill-east")
    for i in range(6):
        need(f"f{i}", FULL, price_tier="free")
    for i in range(3):
        need(f"h{i}", FULL, price_tier="free", place="hill")
    found = {each.place: each.free for each in price_tiers(county.tally("2026-06-30"))}
    assert found == {"hill": 9, "hill-east": None}


def test_a_need_and_its_unit_are_explained(county: Any, need: Callable[..., str]) -> None:
    need("n1", FULL)
    tally = county.tally("2025-12-31")
    one, unit = explain(tally, "n1", "zh"), explain(tally, "counter", "zh")
    assert one is not None
    assert unit is not None
    assert one.kind == "need"
    assert one.statements[4] == "2025-03-03 13:00 服务，距点单 4 小时。"
    assert "其他需求：发布 1 个，认领 1 个，认领率 1 ÷ 1 = 100%，其中办成 1 个" in "".join(
        unit.statements
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 分钟"),
        (59, "59 分钟"),
        (60, "1 小时"),
        (125, "2 小时 5 分钟"),
        (1440, "1 天"),
        (1445, "1 天"),
        (3000, "2 天 2 小时"),
    ],
)
def test_times_in_words(minutes: int, words: str) -> None:
    assert time_in_words(minutes, "zh") == words
