"""Amounts in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongshi.kinds import Kind
from gongshi.tally import formats
from gongshi.tally.in_words import amount_in_words


@pytest.mark.parametrize(
    ("fen", "yuan"),
    [
        (9_999, "99.99 元"),
        (12_340, "123.40 元"),
        (5, "0.05 元"),
        (20_000_000, "200,000 元"),
        (Decimal("12300.00"), "123 元"),
        (0, "0 元"),
    ],
)
def test_fen_are_yuan_with_two_digits_or_none(fen: int | Decimal, yuan: str) -> None:
    assert amount_in_words("fen", fen, "zh") == yuan


def test_points_have_no_idle_zeros() -> None:
    assert amount_in_words("points", Decimal("1234.50"), "zh") == "1,234.5 积分"


def test_a_record_tells_money_as_the_tally_does(kinds: dict[str, Kind]) -> None:
    entry = kinds["donation"].field("entries")
    assert entry is not None
    assert entry.item is not None
    fen = entry.item.child("fen")
    assert fen is not None
    assert formats.scalar(fen, 12_340, "zh") == amount_in_words("fen", 12_340, "zh")
