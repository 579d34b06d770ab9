"""A drawn sample is the same for everybody, of all that was verified, and of nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.kinds import Kind
from gongshi.records.load import load
from gongshi.tally import run_tally
from gongshi.tally.sampling import draw, months_of, verified_in

GOOD = Path(__file__).parent.parent / "examples" / "good"
IDS = st.lists(st.text("abcdef0123456789-", min_size=1), unique=True, max_size=40)


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("2025", ("2025-01", "2025-12")),
        ("2025-Q1", ("2025-01", "2025-03")),
        ("2025-Q4", ("2025-10", "2025-12")),
        ("2025-09", ("2025-09", "2025-09")),
        ("2025-Q5", None),
        ("2025-13", None),
        ("25", None),
        ("2025-Q1\n", None),
        ("２０２５", None),
    ],
)
def test_periods(period: str, months: tuple[str, str] | None) -> None:
    assert months_of(period) == months


def test_a_draw_done_by_hand() -> None:
    # for id in a b c d e; do echo "$(printf '%s' "lot-7:$id" | sha256sum) $id"; done | sort
    assert draw("abcde", "lot-7", 3).entries == ("e", "b", "a")
    assert draw("abcde", "lot-7", 9).entries == ("e", "b", "a", "c", "d")
    assert draw("abcde", "lot-7", 3).drawn_from == 5


@given(ids=IDS, seed=st.text("abc0-", min_size=1), size=st.integers(1, 50))
def test_the_order_of_the_entries_does_not_matter(ids: list[str], seed: str, size: int) -> None:
    drawn = draw(ids, seed, size)
    assert draw(reversed(ids), seed, size) == drawn
    assert len(drawn.entries) == min(size, len(ids))
    assert set(drawn.entries) <= set(ids)
    # A longer sample begins with the shorter one.
    assert draw(ids, seed, size + 1).entries[: len(drawn.entries)] == drawn.entries


def test_what_is_drawn_from(kinds: dict[str, Kind]) -> None:
    tally = run_tally(load(GOOD / "L014", kinds), kinds, date(2024, 12, 31))
    assert verified_in(tally, "demo", "2024") == ["a-20240316-7kq2m", "a-20240323-3wx4y"]
    # By the day of verification, not of service.
    assert verified_in(tally, "demo", "2024-03") == ["a-20240316-7kq2m"]
    assert verified_in(tally, "demo", "2024-Q2") == ["a-20240323-3wx4y"]
    assert verified_in(tally, "elsewhere", "2024") == []
    earlier = run_tally(load(GOOD / "L014", kinds), kinds, date(2024, 4, 2))
    assert verified_in(earlier, "demo", "2024") == ["a-20240316-7kq2m"]


def test_corrections_are_not_drawn(kinds: dict[str, Kind]) -> None:
    tally = run_tally(load(GOOD / "O353", kinds), kinds, date(2025, 12, 31))
    assert verified_in(tally, "demo", "2025") == []
