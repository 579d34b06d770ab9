"""Stars in effect (E1), how notices ran and what came of objections, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gongshi.tally.notices import notice_runs, objection_years, objections, years_of
from gongshi.tally.recognition import granted_stars
from gongshi.tally.results import passbooks

V, W = "v-000001", "v-000002"
County = Any
STARS = [{"star": 1, "minutes": 300}, {"star": 2, "minutes": 600}]


def with_round(
    county: County, id: str, year: str, date: str, stars: Mapping[str, int], **more: Any
) -> None:
    results = [{"class": "star", "number": n, "star": star} for n, star in stars.items()]
    fields = {"name": f"{year}年评星", "place": "hill", "grants": "star", "appraises": year}
    fields |= {"date": date, "classes": [{"id": "star", "name": "星级"}]}
    county.add("award", id=id, **fields, results=results, **more)


def in_effect(county: County, as_of: str) -> list[tuple[str, int, str]]:
    return [(s.number, s.star, s.award) for s in granted_stars(county.tally(as_of))]


def test_a_star_is_in_effect_from_its_day_and_the_later_round_stands(county: County) -> None:
    with_round(county, "first", "2024", "2025-01-20", {V: 1})
    with_round(county, "second", "2025", "2026-01-20", {V: 2})
    assert in_effect(county, "2025-01-19") == []
    assert in_effect(county, "2025-01-20") == [(V, 1, "first")]
    assert in_effect(county, "2026-01-20") == [(V, 2, "second")]


@pytest.mark.parametrize(
    ("notice", "counts"),
    [
        ({"outcome": "no_objection", "closed_on": "2025-01-18"}, True),
        ({"outcome": "objections_answered", "closed_on": "2025-01-20"}, True),
        ({"outcome": "no_objection", "closed_on": "2025-01-21"}, False),
        ({"outcome": "withdrawn", "closed_on": "2025-01-18"}, False),
        ({"to": "2025-01-20", "outcome": "no_objection", "closed_on": "2025-01-20"}, False),
        ({}, False),
    ],
)
def test_under_notice_only_what_was_settled_counts(
    county: County, notice: dict[str, str], counts: bool
) -> None:
    county.policy("care", "under_notice", [{"subject": "stars", "working_days": 1}])
    days = {"from": "2025-01-13", "to": "2025-01-17"}
    county.add("notice", id="list", name="公示", place="hill", about=["first"], **days | notice)
    with_round(county, "first", "2024", "2025-01-20", {V: 1}, notice="list")
    assert bool(in_effect(county, "2025-12-31")) is counts


def test_under_notice_a_round_without_one_grants_nothing(county: County) -> None:
    county.policy("care", "under_notice", [{"subject": "stars", "working_days": 1}])
    with_round(county, "first", "2024", "2025-01-20", {V: 1})
    assert in_effect(county, "2025-12-31") == []


def test_eligible_are_those_of_the_last_day_of_the_period(county: County) -> None:
    """By what had been booked by then; what came later, or was undone later, changes nothing."""
    county.policy("ladder", "stars", STARS)
    county.volunteer(W)
    county.activity("2024-12-01", {V: 300})
    wrong = county.activity("2024-12-02", {W: 300})
    county.activity("2024-12-30", {V: 300}, verified_on="2025-01-02")
    county.correction("2025-01-05", wrong)
    with_round(county, "first", "2024", "2025-01-20", {V: 1})
    tally = county.tally("2025-12-31")
    rows = tally.rows("SELECT day, number, star FROM star_standing ORDER BY day, number")
    assert [(row["day"], row["number"], row["star"]) for row in rows] == [
        ("2024-12-31", V, 1),
        ("2024-12-31", W, 1),
        ("2025-12-31", V, 2),
        ("2025-12-31", W, 0),
    ]
    (book,) = passbooks(tally, V)
    assert book.star is not None
    assert book.granted is not None
    assert (book.star.star, book.granted.star) == (2, 1)


def test_a_quarter_ends_on_its_last_day(county: County) -> None:
    county.policy("ladder", "stars", STARS)
    for quarter in ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"):
        with_round(county, quarter.lower(), quarter, "2025-01-20", {V: 1})
    days = county.tally("2025-06-01").rows("SELECT day FROM star_day ORDER BY day")
    assert [row["day"] for row in days] == [
        *("2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31", "2025-06-01"),
    ]


def objection(county: County, id: str, received: str, **more: Any) -> None:
    fields = {"about": "list", "request": "objection", "received": received}
    county.add("objection", id=id, **fields | {"deadline": "2025-02-10"} | more)


def test_how_a_notice_ran(county: County) -> None:
    days = {"from": "2025-01-24", "to": "2025-02-06"}  # over the Spring Festival: five
    end = {"outcome": "objections_answered", "closed_on": "2025-02-10"}
    county.add("notice", id="list", name="公示", place="hill", about=["helpers"], **days, **end)
    county.add("notice", id="old", basis="reported", name="旧公示", place="hill")
    objection(county, "o-1", "2025-01-26", answered_on="2025-02-07", outcome="not_upheld")
    objection(county, "o-2", "2025-02-05", about="helpers")
    objection(county, "o-3", "2025-02-07", about="helpers")  # run, but not yet settled
    seen = []
    for as_of in ("2025-01-20", "2025-01-26", "2025-02-07", "2025-02-10"):
        (run,) = notice_runs(county.tally(as_of))
        assert (run.notice, run.working_days, run.known) == ("list", 5, True)
        seen.append((run.state, run.objections, run.open))
    assert seen == [
        ("ahead", 0, 0),
        ("running", 1, 1),
        ("over", 3, 2),
        ("objections_answered", 3, 2),
    ]


def test_objections_by_year(county: County) -> None:
    objection(county, "o-1", "2025-01-06", answered_on="2025-01-06", outcome="explained")
    objection(county, "o-2", "2025-01-07", answered_on="2025-02-11", outcome="upheld")
    objection(county, "o-3", "2025-01-08")
    objection(county, "o-4", "2026-01-08", deadline="2026-02-01")
    newest, year = objection_years(county.tally("2026-01-31"))
    assert (newest.year, newest.received, newest.answered, newest.overdue) == (2026, 1, 0, 0)
    assert newest.longest is None
    assert (year.received, year.answered, year.in_time, year.overdue) == (3, 2, 1, 1)
    assert year.outcomes == {"explained": 1, "upheld": 1}
    assert year.longest == 35
    (before,) = objection_years(county.tally("2025-02-10"))
    assert (before.received, before.answered, before.overdue) == (3, 1, 0)
    (one,) = years_of(objections(county.tally("2026-01-31"))[:1], "2026-01-31")
    assert one.received == 1
