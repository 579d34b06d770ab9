"""Volunteers as counts: a place's cohorts (T2), double report-in (T3), needs and skills (T16)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gongshi.tally.people import composition, match, policies_for, render_match

County = Any
DAY = "2025-12-31"


@pytest.fixture
def county(new_county: Callable[[], County]) -> County:
    """A county without policies and volunteers."""
    return new_county()


def _people(county: County, cohort: str, count: int, **more: Any) -> None:
    for _ in range(count):
        number = f"v-{len(county.records['roster']):06}"
        county.volunteer(number, cohort=cohort, **more)


def test_t2_a_place_tells_its_cohorts(county: County) -> None:
    _people(county, "party", 8)
    _people(county, "retired", 5, team="walkers")
    whole = composition(county.tally(DAY), "hill")
    assert whole is not None
    assert (whole.people, whole.cohorts) == (13, [("party", 8), ("retired", 5)])
    east = composition(county.tally(DAY), "hill-east")
    assert east is not None
    assert east.cohorts == [("party", 8)]


def test_one_small_cohort_hides_them_all_since_the_rest_would_tell_it(county: County) -> None:
    _people(county, "party", 8)
    _people(county, "student", 4)
    whole = composition(county.tally(DAY), "hill")
    assert whole is not None
    assert (whole.people, whole.cohorts) == (12, [])


def test_a_place_with_few_volunteers_tells_nothing(county: County) -> None:
    _people(county, "party", 4)
    assert composition(county.tally(DAY), "hill") is None


def test_who_joins_later_does_not_count_yet(county: County) -> None:
    _people(county, "party", 6)
    _people(county, "party", 3, joined="2026-01-01")
    whole = composition(county.tally(DAY), "hill")
    assert whole is not None
    assert whole.people == 6


def test_t3_reported_in_is_told_where_neither_side_is_small(county: County) -> None:
    _people(county, "party", 5, reported_in="2024-01-01")
    _people(county, "party", 5)
    whole = composition(county.tally(DAY), "hill")
    assert whole is not None
    assert whole.reported_in == 5
    _people(county, "party", 1, reported_in="2026-06-01")  # after the tally's day: not yet
    later = composition(county.tally(DAY), "hill")
    assert later is not None
    assert later.reported_in == 5


def test_t3_four_who_did_not_report_are_not_told(county: County) -> None:
    _people(county, "party", 9, reported_in="2024-01-01")
    _people(county, "party", 4)
    whole = composition(county.tally(DAY), "hill")
    assert whole is not None
    assert whole.reported_in is None


def _matching(county: County, **more: Any) -> None:
    rules = [{"category": "repair", "skills": ["木工", "缝纫"]}]
    county.policy("skills", "matching", rules, family="membership", **more)


def test_t16_teams_with_the_skills_for_a_need(county: County) -> None:
    _matching(county)
    county.volunteer("v-000001", skills=["木工", "缝纫"])
    county.volunteer("v-000002", skills=["木工"])
    county.volunteer("v-000003", skills=["合唱"])
    county.volunteer("v-000004", team="walkers", skills=["缝纫"])
    county.volunteer("v-000005", team="walkers", skills=["缝纫"], joined="2026-01-01")
    found = match(county.tally(DAY), "repair")
    assert [(each.team, each.people, each.skills) for each in found] == [
        ("helpers", 2, [("木工", 2), ("缝纫", 1)]),
        ("walkers", 1, [("缝纫", 1)]),
    ]
    assert match(county.tally(DAY), "law") == []


def test_t16_only_policies_in_force_and_teams_of_their_scope(county: County) -> None:
    _matching(county, scope="hill-east", until="2024-12-31")
    county.volunteer("v-000001", skills=["木工"])
    county.volunteer("v-000002", team="walkers", skills=["木工"])
    assert match(county.tally(DAY), "repair") == []
    found = match(county.tally("2024-06-01"), "repair")
    assert [each.team for each in found] == ["helpers"]


def test_t16_a_need_asks_only_policies_that_hold_for_it(county: County) -> None:
    """The nearest of a family holds whole; one for another place, never."""
    _matching(county)
    for id, scope, skill in (("near", "hill-east", "合唱"), ("far", "hill-west", "象棋")):
        rules = [{"category": "repair", "skills": [skill]}]
        county.policy(id, "matching", rules, family="membership", scope=scope)
    other = [{"category": "repair", "skills": ["焊接"]}]
    county.policy("other", "matching", other, family="order_flow")
    county.add("place", id="hill-west", name="小山西街道", level="town", parent="hill")
    for id, place, unit in (("n-east", "hill-east", "counter"), ("n-hill", "hill", "office")):
        county.add("need", id=id, summary="修伞", place=place, unit=unit, category="repair")
    county.volunteer("v-000001", skills=["木工"])
    tally = county.tally(DAY)
    assert policies_for(tally) == ["far", "near", "other", "skills"]
    assert policies_for(tally, "n-east") == ["near", "other"]
    assert policies_for(tally, "n-hill") == ["other", "skills"]
    assert match(tally, "repair", "n-east") == []
    assert [each.team for each in match(tally, "repair", "n-hill")] == ["helpers"]
    assert "便民维修用得上：合唱、焊接（near、other）" in render_match(
        tally, "repair", "zh", "n-east"
    )


def test_t16_in_words(county: County) -> None:
    tally = county.tally(DAY)
    assert "还没有政策写明" in render_match(tally, "repair", "zh")
    _matching(county)
    assert "还没有人写下" in render_match(county.tally(DAY), "repair", "zh")
    county.volunteer("v-000001", skills=["木工"])
    text = render_match(county.tally(DAY), "repair", "zh")
    assert text.splitlines()[:2] == [
        "便民维修用得上：木工、缝纫（skills）",
        "帮忙队 helpers：1 人（木工 1）",
    ]
    assert "v-000001" not in text
    assert "helpers: 1 (木工 1)" in render_match(county.tally(DAY), "repair", "en")
