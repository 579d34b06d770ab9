"""The needs of the county that is made up: through all endings, and nothing of the ledger moved."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gongshi.intake.demo import SEED, county
from gongshi.kinds import load_kinds

County = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def demo(root: Path) -> County:
    return county(load_kinds(root / "schemas"), SEED)


def test_needs_and_wishes_come_to_every_ending(demo: County) -> None:
    needs = demo["need"]
    assert len(needs) >= 120
    assert sum("wish" in each for each in needs) >= 35
    last = Counter(each["events"][-1]["step"] for each in needs)
    assert set(last) == {
        *("requested", "verified", "dispatched", "accepted", "served", "rated"),
        *("declined", "withdrawn"),
    }
    steps = [[event["step"] for event in each["events"]] for each in needs]
    assert any(each.count("dispatched") == 2 for each in steps)
    assert any(each[-2:] == ["dispatched", "declined"] for each in steps)
    assert any(
        event["step"] == "dispatched" and "team" not in event
        for each in needs
        for event in each["events"]
    )
    assert any("accepted" in each for each in needs)  # a late one, with a reviewer's word
    assert {each["channel"] for each in needs} >= {"counter", "hotline", "wish_drive"}


def test_prices_occur_in_numbers_that_show_and_that_hide(demo: County) -> None:
    tiers = Counter(
        (each["id"][2:6], each["price_tier"]) for each in demo["need"] if "price_tier" in each
    )
    assert {tier for _, tier in tiers} == {"market", "cost_only", "free"}
    assert min(tiers.values()) < 5 <= max(tiers.values())
    assert not any("wish" in each for each in demo["need"] if "price_tier" in each)


def test_an_office_acts_in_its_hours(demo: County) -> None:
    """One may ask at night, by telephone."""
    for need in demo["need"]:
        hours = [int(event["at"][11:13]) for event in need["events"]]
        assert all(8 <= hour < 18 for hour in hours[1:]), need["id"]
        if not 8 <= hours[0] < 18 and "wish" not in need:
            assert need["channel"] in ("hotline", "call_device", "online_group")


def test_a_served_need_is_in_the_ledger_already(demo: County) -> None:
    activities = {each["id"]: each for each in demo["activity"]}
    named = [
        event["activity"]
        for each in demo["need"]
        for event in each["events"]
        if "activity" in event
    ]
    assert len(named) >= 80
    for id in named:
        assert "verified_on" in activities[id]
        assert not {"compulsory", "charged"} & activities[id].keys()
