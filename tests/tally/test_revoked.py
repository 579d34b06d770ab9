"""Stars revoked, badges that rounds give, and whose rules a decision goes by; days by hand."""

from __future__ import annotations

from typing import Any

import pytest

from gongshi.tally.explain import explain
from gongshi.tally.recognition import granted_stars, revoked_stars
from gongshi.tally.results import passbooks

V, W = "v-000001", "v-000002"
County = Any
STARS = [{"star": 1, "minutes": 300}, {"star": 2, "minutes": 600}]
REVOKED = {"revoked_on": "2026-03-20", "revoked_reason": "no_longer_met", "revoked_by": "bureau"}


def a_round(
    county: County,
    id: str,
    period: str,
    date: str,
    *results: dict[str, Any],
    grants: str = "star",
    **more: Any,
) -> None:
    fields = {"name": f"{period}年评定", "place": "hill", "grants": grants, "appraises": period}
    fields |= {"date": date, "classes": [{"id": "all", "name": "全部"}]}
    rows = [{"class": "all"} | each for each in results]
    county.add("award", id=id, **(fields | more), results=rows)


def stands(county: County, as_of: str) -> list[tuple[str, int, str]]:
    return [(s.number, s.star, s.award) for s in granted_stars(county.tally(as_of))]


def test_a_star_stands_until_the_day_before_it_is_revoked(county: County) -> None:
    """From 21 January to 19 March 2026, both included: 11 + 28 + 19 = 58 days."""
    a_round(county, "second", "2025", "2026-01-21", {"number": V, "star": 2, **REVOKED})
    assert stands(county, "2026-01-20") == []
    assert stands(county, "2026-01-21") == [(V, 2, "second")]
    assert stands(county, "2026-03-19") == [(V, 2, "second")]
    assert stands(county, "2026-03-20") == []
    assert revoked_stars(county.tally("2026-03-19")) == []
    (gone,) = revoked_stars(county.tally("2026-03-20"))
    assert (gone.number, gone.star, gone.award) == (V, 2, "second")
    assert (gone.revoked_on, gone.revoked_reason) == ("2026-03-20", "no_longer_met")


def test_the_star_of_the_round_before_stands_again(county: County) -> None:
    """Nobody revoked that one."""
    a_round(county, "first", "2024", "2025-01-20", {"number": V, "star": 1})
    a_round(county, "second", "2025", "2026-01-20", {"number": V, "star": 2, **REVOKED})
    assert stands(county, "2026-03-19") == [(V, 2, "second")]
    assert stands(county, "2026-03-20") == [(V, 1, "first")]


def test_a_revoked_star_is_revoked_for_one_only(county: County) -> None:
    county.volunteer(W)
    both = ({"number": V, "star": 1, **REVOKED}, {"number": W, "star": 1})
    a_round(county, "first", "2025", "2026-01-20", *both)
    assert stands(county, "2026-04-01") == [(W, 1, "first")]


def test_the_passbook_says_so_with_the_class_of_reason(county: County) -> None:
    county.policy("e1", "stars", STARS)
    county.activity("2025-03-01", {V: 600})
    a_round(county, "second", "2025", "2026-01-20", {"number": V, "star": 2, **REVOKED})
    (book,) = passbooks(county.tally("2026-03-20"), V)
    assert book.granted is None
    assert [each.star for each in book.revoked] == [2]
    told = explain(county.tally("2026-03-20"), V, "zh")
    assert told is not None
    assert (
        told.statements[0] == "「2025年评定」授予的二星自 2026-03-20 起不再有效（不再符合条件）。"
    )
    before = explain(county.tally("2026-03-19"), V, "en")
    assert before is not None
    assert before.statements[0] == "two stars since 2026-01-20, granted by “2025年评定”."


BADGES = [
    {"id": "busy", "name": "勤勉徽章", "activities": 2, "per": "quarter"},
    {"id": "warm", "name": "暖心徽章", "activities": 1, "per": "all"},
]


def held(county: County, as_of: str) -> list[tuple[str, str, str | None, str | None]]:
    """The badges on V's passbook: rule, period, round, since."""
    (book,) = passbooks(county.tally(as_of), V)
    return [(each.rule, each.period, each.award, each.granted_on) for each in book.badges]


@pytest.fixture
def earned(county: County) -> County:
    """V took part on 1 and 2 March: a badge of the quarter, and one of all time."""
    county.policy("e4", "badges", BADGES)
    for day in ("2025-03-01", "2025-03-02"):
        county.activity(day, {V: 60})
    return county


def test_a_badge_of_a_round_has_it_as_its_source_from_its_day(earned: County) -> None:
    a_round(earned, "r", "2025-Q1", "2025-04-20", {"number": V, "badge": "busy"}, grants="badge")
    before = [("busy", "2025-Q1", None, None), ("warm", "all", None, None)]
    assert held(earned, "2025-04-19") == before
    assert held(earned, "2025-04-20") == [
        ("busy", "2025-Q1", "r", "2025-04-20"),
        ("warm", "all", None, None),
    ]
    told = explain(earned.tally("2025-04-20"), V, "zh")
    assert told is not None
    assert (
        "得“勤勉徽章”（2025-Q1）：参加 2 次。2025-04-20 起由「2025-Q1年评定」授予。"
        in told.statements
    )


def test_a_badge_of_a_round_that_the_ledger_does_not_earn_stands_once(earned: County) -> None:
    given = {"number": V, "badge": "busy"}
    a_round(earned, "r", "2025-Q3", "2025-10-20", given, grants="badge")
    a_round(earned, "s", "2025-Q3", "2025-10-21", given, grants="badge")
    assert held(earned, "2025-12-31") == [
        ("busy", "2025-Q1", None, None),
        ("busy", "2025-Q3", "r", "2025-10-20"),
        ("warm", "all", None, None),
    ]


def test_a_revoked_badge_stands_no_more(earned: County) -> None:
    gone = {"number": V, "badge": "busy", **REVOKED}
    a_round(earned, "r", "2025-Q1", "2025-04-20", gone, grants="badge")
    assert held(earned, "2026-03-19")[0] == ("busy", "2025-Q1", "r", "2025-04-20")
    assert held(earned, "2026-03-20") == [("warm", "all", None, None)]


def test_a_badge_under_notice_waits_for_its_round_and_notice(earned: County) -> None:
    """Earned in March; announced 14 to 18 April 2025, closed on the 21st, given on the 22nd."""
    earned.policy("care", "under_notice", [{"subject": "badges", "working_days": 5}])
    assert held(earned, "2025-04-21") == []
    given = {"number": V, "badge": "busy"}
    a_round(earned, "r", "2025-Q1", "2025-04-22", given, grants="badge", notice="list")
    assert held(earned, "2025-04-30") == []  # its notice is not there
    days = {"from": "2025-04-14", "to": "2025-04-18", "closed_on": "2025-04-21"}
    earned.add("notice", id="list", place="hill", outcome="no_objection", **days)
    assert held(earned, "2025-04-21") == []
    assert held(earned, "2025-04-22") == [("busy", "2025-Q1", "r", "2025-04-22")]


RULE = [{"subject": "stars", "working_days": 5}]


@pytest.mark.parametrize(
    ("scope", "holder", "place", "bound"),
    [
        ("hill", None, "hill", True),
        ("hill", None, "hill-east", True),  # what is above binds
        ("hill-east", None, "hill", False),
        ("office", "office", "hill", True),
        ("office", "counter", "hill-east", True),  # of the unit above
        ("counter", "office", "hill", False),
        ("office", None, "hill", False),
        ("hill", "office", "hill", True),
        ("hill-east", "office", "hill-east", True),  # the office is not of hill-east
        ("office", "office", "hill-east", False),
    ],
)
def test_a_decision_goes_by_the_rules_of_its_unit_and_of_all_above(
    county: County, scope: str, holder: str | None, place: str, bound: bool
) -> None:
    """A round without a notice is in effect where no rule in force asks for one."""
    county.policy("care", "under_notice", RULE, scope=scope)
    more = {"held_by": [holder]} if holder else {}
    a_round(county, "r", "2024", "2025-01-20", {"number": V, "star": 1}, place=place, **more)
    assert (stands(county, "2025-02-01") == []) == bound


def test_the_nearest_rule_is_the_units_own(county: County) -> None:
    """A unit may ask for less than its place, since the nearest scope wins whole."""
    county.policy("far", "under_notice", [{"subject": "stars", "working_days": 5}])
    county.policy("near", "under_notice", [{"subject": "stars", "working_days": 2}], scope="office")
    a_round(county, "r", "2024", "2025-01-20", {"number": V, "star": 1}, held_by=["office"])
    rows = county.tally("2025-02-01").rows(
        "SELECT policy FROM in_force JOIN decision ON in_force.kind = decision.ruled_kind"
        " AND in_force.id = decision.ruled_by AND in_force.day = decision.day"
        " WHERE family = 'under_notice'"
    )
    assert [row["policy"] for row in rows] == ["near"]
