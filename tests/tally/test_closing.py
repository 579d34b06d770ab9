"""The seal of a period: which lines it holds, and that anybody can make it again by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from gongshi.tally.closing import months_booked, plain_amount, seal, seal_of, seals, sheet

County = Any


def test_a_seal_is_made_again_by_hand(county: County) -> None:
    one = county.activity("2025-03-01", {"v-000001": 90})
    gift = county.gift("2025-03-02", 25000, unit="office", body="mill", fund=None)
    lines = [
        f"{one}#v-000001|minutes|service|90.00|2025-03-01|2025-03-01|p1|minutes",
        f"{one}#v-000001|points|service|10.00|2025-03-01|2025-03-01|p1|service",
        f"{gift}#|fen|money|25000.00|2025-03-02|2025-03-02||",
    ]
    sealed = seal(county.tally(), "hill", "2025-03", None)
    text = "".join(f"{line}\n" for line in sorted(lines))
    assert sealed.lines == 3
    assert sealed.totals == {"fen": 25000, "minutes": 90, "points": 10}
    assert list(sealed.totals) == sorted(sealed.totals)
    assert sealed.digest == hashlib.sha256(text.encode()).hexdigest()
    assert sealed == seal_of(sheet(county.tally(), "hill", "2025-03"), None)


def test_a_salt_stands_before_the_lines_and_changes_the_digest_alone(county: County) -> None:
    county.activity("2025-03-01", {"v-000001": 90})
    tally, salt = county.tally(), "0123456789abcdef" * 2
    texts = [line.text for line in sheet(tally, "hill", "2025-03")]
    plain, salted = (seal(tally, "hill", "2025-03", each) for each in (None, salt))
    text = "".join(f"{each}\n" for each in (salt, *texts))
    assert salted.digest == hashlib.sha256(text.encode()).hexdigest()
    assert salted.digest != plain.digest
    assert (salted.lines, salted.totals) == (plain.lines, plain.totals)
    assert salted == seal_of(sheet(tally, "hill", "2025-03"), salt)


def test_many_seals_at_once_are_those_of_each(county: County) -> None:
    county.activity("2025-03-01", {"v-000001": 90})
    county.activity("2025-04-01", {"v-000001": 60})
    tally, salt = county.tally(), "0123456789abcdef" * 2
    asked = [
        ("hill", month, each)
        for month in ("2025-04", "2025-03", "2025-05")
        for each in (salt, None)
    ]
    alone = [seal_of(sheet(tally, place, month), each) for place, month, each in asked]
    assert seals(tally, asked) == alone
    assert seals(tally, []) == []


def test_nothing_booked_has_a_seal_too(county: County) -> None:
    sealed = seal(county.tally(), "hill", "2025-03", None)
    assert (sealed.lines, sealed.totals) == (0, {})
    assert sealed.digest == hashlib.sha256(b"").hexdigest()


def test_a_line_belongs_to_the_month_in_which_it_was_verified(county: County) -> None:
    county.activity("2025-03-31", {"v-000001": 60}, verified_on="2025-04-02")
    tally = county.tally()
    assert months_booked(tally, "hill") == ["2025-04"]
    assert sheet(tally, "hill", "2025-03") == []


def test_a_place_holds_the_places_below_it(county: County) -> None:
    county.activity("2025-03-01", {"v-000001": 60})  # in hill-east
    county.activity("2025-03-02", {"v-000001": 60}, team="walkers")  # in hill
    tally = county.tally()
    assert {line.entry[2:10] for line in sheet(tally, "hill", "2025-03")} == {
        "20250301",
        "20250302",
    }
    assert {line.entry[2:10] for line in sheet(tally, "hill-east", "2025-03")} == {"20250301"}


def test_a_closed_month_stays_as_it_was(new_county: Callable[[], County]) -> None:
    """Whatever is booked later, with caps, expiry and corrections: the seal is the same."""
    county = new_county()
    rules = [
        {"id": "minutes", "event": "service", "measure": "minutes", "amount": "1", "step": 1},
        {"id": "points", "event": "service", "measure": "points", "amount": "10", "at_least": 60},
    ]
    cap = {"id": "cap", "measure": "minutes", "per": "month", "amount": "100", "beyond": "donate"}
    lapse = {"id": "lapse", "measure": "points", "month_day": "12-31", "years": 0}
    county.policy("p1", "earning", rules, caps=[cap], expiry=[lapse])
    county.volunteer("v-000001")
    first = county.activity("2024-12-01", {"v-000001": 90})
    county.activity("2024-12-03", {"v-000001": 90}, verified_on="2025-01-02")
    months = ("2024-12", "2025-01")
    before = [seal(county.tally("2025-02-01"), "hill", month, None) for month in months]
    county.activity("2024-12-02", {"v-000001": 90}, verified_on="2025-02-02")
    fields = {"recorded_by": "s-one", "verified_by": "s-two", "reason": "other", "entry": first}
    on = {"recorded_on": "2025-02-03", "verified_on": "2025-02-03"}
    county.add("correction", id="c-20250203-00001", **fields, **on)
    assert [seal(county.tally("2026-06-30"), "hill", month, None) for month in months] == before


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("120.00", "120"),
        ("7.50", "7.5"),
        ("-2.25", "-2.25"),
        ("0.00", "0"),
        ("-0.00", "0"),
        ("1E+3", "1000"),
    ],
)
def test_amounts_are_written_plainly(amount: str, text: str) -> None:
    assert plain_amount(Decimal(amount)) == text
