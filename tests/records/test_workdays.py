"""Working days by the State Council's announcements for 2024, 2025 and 2026, read by hand."""

from __future__ import annotations

import pytest

from gongshi.records.workdays import workdays


def calendar(*days: str) -> dict[str, dict[str, object]]:
    return {row["day"]: row for row in workdays(days).to_pylist()}


KNOWN = calendar("2024-01-01", "2026-12-31")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        # National Day 2024: off from 1 to 7 October, made up on 29 September and 12 October.
        *((f"2024-10-0{n}", False) for n in range(1, 8)),
        ("2024-09-29", True),  # a Sunday
        ("2024-10-12", True),  # a Saturday
        ("2024-09-28", False),
        ("2024-10-08", True),
        # Spring Festival 2025: 28 January to 4 February, made up on 26 January, 8 February.
        ("2025-01-27", True),
        ("2025-01-28", False),
        ("2025-02-04", False),
        ("2025-02-05", True),
        ("2025-01-26", True),
        ("2025-02-08", True),
        # National Day 2025: off from 1 to 8 October, made up on 28 September, 11 October.
        ("2025-10-08", False),
        ("2025-10-09", True),
        ("2025-09-28", True),
        ("2025-10-11", True),
        # New Year 2026: off from 1 to 3 January, made up on Sunday 4 January.
        ("2026-01-02", False),
        ("2026-01-04", True),
        # Spring Festival 2026: off from 15 to 23 February, made up on 14 and 28 February.
        ("2026-02-13", True),
        ("2026-02-14", True),
        ("2026-02-16", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
    ],
)
def test_holidays_and_the_days_made_up_for_them(day: str, works: bool) -> None:
    assert (KNOWN[day]["works"], KNOWN[day]["known"]) == (works, True)


def count(first: str, last: str) -> int:
    start, end = KNOWN[first], KNOWN[last]
    return int(str(end["ordinal"])) - int(str(start["ordinal"])) + bool(start["works"])


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2024-01-15", "2024-01-19", 5),  # Monday to Friday
        ("2024-01-15", "2024-01-21", 5),  # to Sunday
        ("2024-01-20", "2024-01-22", 1),  # from Saturday
        ("2024-01-20", "2024-01-21", 0),
        ("2024-09-27", "2024-10-09", 5),  # 27, 29, 30 September, 8 and 9 October
        ("2025-01-24", "2025-02-06", 5),  # 24, 26, 27 January, 5 and 6 February
        ("2026-02-12", "2026-02-25", 5),  # 12, 13, 14, 24, 25 February
        ("2024-12-30", "2025-01-03", 4),  # New Year's Day is off
    ],
)
def test_both_ends_are_included(first: str, last: str, days: int) -> None:
    assert count(first, last) == days


def test_a_year_whose_holidays_are_unknown_has_mondays_to_fridays_and_says_so() -> None:
    far = calendar("2150-05-01")
    assert not any(row["known"] for row in far.values())
    week = ["2150-05-04", "2150-05-05", "2150-05-06", "2150-05-07", "2150-05-08"]  # Monday first
    assert all(far[day]["works"] for day in week)
    assert not far["2150-05-09"]["works"]
    assert not far["2150-05-10"]["works"]


def test_the_year_after_is_there_and_years_between() -> None:
    days = calendar("2024-05-01", "2026-03-01")
    assert min(days) == "2024-01-01"
    assert max(days) == "2027-12-31"
    assert len(days) == 366 + 365 + 365 + 365


def test_of_no_days_there_is_an_empty_table() -> None:
    table = workdays([None])
    assert table.num_rows == 0
    assert table.schema.names == ["day", "ordinal", "works", "known"]
