"""What is read off a tally: only public passbooks for readers, small groups hidden."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gongshi.tally.recognition import stars
from gongshi.tally.results import lines, passbooks, public_passbooks, quotas, totals

V = "v-000001"
County = Any
TARGET = [{"id": "year", "measure": "points", "amount": "60"}]


def test_a_passbook_holds_sums_star_and_lines_as_booked(county: County) -> None:
    county.policy("e1", "stars", [{"star": 1, "minutes": 100}, {"star": 2, "minutes": 1000}])
    county.gift("2025-02-01", 20000, number=V, verified_on="2025-02-03")
    county.activity("2025-01-01", {V: 120}, verified_on="2025-02-02")
    (passbook,) = public_passbooks(county.tally())
    assert (passbook.number, passbook.team, passbook.unit) == (V, "helpers", "counter")
    assert passbook.sums == {"minutes": 120, "points": 30}
    assert passbook.star is not None
    assert (passbook.star.star, passbook.star.threshold, passbook.star.next_threshold) == (
        1,
        100,
        1000,
    )
    assert [(line.measure, line.class_, line.balance) for line in passbook.lines] == [
        ("minutes", "service", 120),
        ("points", "service", 10),
        ("points", "donation", 20),
    ]
    assert passbook.lines[2].path.startswith("records/donations/d-20250201-")
    assert passbook.lines[2].pointer == "/entries/0"


@pytest.mark.parametrize(
    ("consent", "minor", "is_public"),
    [
        ("nothing", False, False),
        ("number", False, True),
        ("name", False, True),
        ("number", True, False),
        ("name", True, False),
    ],
)
def test_consent_decides_and_minors_never(
    county: County, consent: str, minor: bool, is_public: bool
) -> None:
    county.volunteer("v-000002", consent=consent, minor=minor)
    county.activity("2025-01-01", {"v-000002": 60})
    tally = county.tally()
    assert [each.number for each in public_passbooks(tally)] == [V] + ["v-000002"] * is_public
    (passbook,) = passbooks(tally, "v-000002")
    assert passbook.is_public is is_public
    assert [line.is_public for line in passbook.lines] == [is_public] * 2
    assert [each.number for each in passbooks(tally)] == [V, "v-000002"]


def test_a_number_of_no_roster_is_not_public(county: County) -> None:
    county.activity("2025-01-01", {"v-zzzzzz": 60})
    assert [line.is_public for line in lines(county.tally(), "team", "helpers")] == [False, False]


def test_totals_by_month_year_and_in_all(county: County) -> None:
    county.activity("2024-12-31", {V: 60})
    county.activity("2025-01-01", {V: 90})
    county.activity("2025-01-02", {V: 30})
    found = totals(county.tally(), "unit", "office")
    assert [(each.period, each.measure, each.amount, each.entries) for each in found] == [
        ("2024", "minutes", 60, 1),
        ("2024", "points", 10, 1),
        ("2024-12", "minutes", 60, 1),
        ("2024-12", "points", 10, 1),
        ("2025", "minutes", 120, 2),
        ("2025", "points", 10, 1),
        ("2025-01", "minutes", 120, 2),
        ("2025-01", "points", 10, 1),
        ("all", "minutes", 180, 3),
        ("all", "points", 20, 2),
    ]
    assert {each.kind for each in totals(county.tally())} == {"team", "unit", "place"}
    assert {each.id for each in totals(county.tally(), "place")} == {"hill", "hill-east"}


def test_stars_stand_for_everyone_a_policy_reaches(county: County) -> None:
    county.policy("e1", "stars", [{"star": 1, "minutes": 100}], scope="counter")
    county.volunteer("v-000002", team="walkers")
    assert [(star.number, star.star) for star in stars(county.tally())] == [(V, 0)]


def people(county: County, unit: str, count: int, reached: int) -> None:
    """A team at the unit with so many people, of whom so many reached the target."""
    team = f"team-{unit}"
    county.add("team", id=team, name=team, place="hill", unit=unit)
    for n in range(count):
        number = county.volunteer(f"v-{unit[-3:]}{n:03}", team=team)
        if n < reached:
            for _ in range(6):
                county.activity("2025-05-01", {number: 60}, team=team)


def shown(county: County) -> dict[str, tuple[int | None, int | None, int | None]]:
    found = [each for each in quotas(county.tally("2025-12-31")) if each.year == 2025]
    assert all(each.is_hidden == (each.members is None) for each in found)
    return {each.unit: (each.members, each.reached, each.per_ten_thousand) for each in found}


def tree(county: County, **units: str) -> None:
    """Units by id with their parents, beside office and counter; nobody is in those."""
    county.records["roster"].clear()
    county.policy("quota", "quotas", TARGET, since="2025-01-01")
    for id, parent in units.items():
        county.add("unit", id=id, name=id, place="hill", parent=parent)


def test_a_quota_is_a_rate_rounded_half_up_of_the_unit_and_all_below(county: County) -> None:
    tree(county, east="office", west="office")
    people(county, "east", 7, 3)
    people(county, "west", 5, 4)
    assert shown(county) == {
        "east": (7, 3, 4286),
        "office": (12, 7, 5833),
        "west": (5, 4, 8000),
    }
    (quota,) = quotas(county.tally("2025-12-30"), "west")
    assert (quota.target, quota.cohort, quota.is_over) == (Decimal(60), None, False)
    (quota,) = quotas(county.tally("2025-12-31"), "west")
    assert quota.is_over


def test_a_group_under_five_shows_no_figure(county: County) -> None:
    tree(county, east="office", west="office")
    people(county, "east", 4, 2)
    people(county, "west", 3, 1)
    assert shown(county) == {
        "east": (None, None, None),
        "office": (7, 3, 4286),  # the two hidden together are seven
        "west": (None, None, None),
    }


def test_nor_can_it_be_had_by_taking_one_figure_from_another(county: County) -> None:
    tree(county, east="office", west="office", inner="east")
    people(county, "inner", 6, 2)
    people(county, "east", 2, 1)
    people(county, "west", 1, 1)
    # east less inner would leave two people, office less inner three.
    assert shown(county) == {
        "east": (None, None, None),
        "inner": (6, 2, 3333),
        "office": (None, None, None),
        "west": (None, None, None),
    }


@pytest.mark.parametrize("reached", [0, 9])
def test_all_or_none_of_fewer_than_ten_is_not_told(county: County, reached: int) -> None:
    """It would tell of each of them; nor may the unit above give it away."""
    tree(county, east="office", west="office")
    people(county, "east", 7, 3)
    people(county, "west", 9, reached)
    assert shown(county) == {
        "east": (7, 3, 4286),
        "office": (None, None, None),
        "west": (None, None, None),
    }


def test_all_or_none_of_ten_or_more_is_told(county: County) -> None:
    tree(county, east="office", west="office")
    people(county, "east", 10, 10)
    people(county, "west", 10, 0)
    assert shown(county) == {
        "east": (10, 10, 10000),
        "office": (20, 10, 5000),
        "west": (10, 0, 0),
    }


def test_units_in_a_circle_show_nothing(county: County) -> None:
    tree(county, east="west", west="east")
    people(county, "east", 9, 2)
    assert shown(county) == {"east": (None, None, None), "west": (None, None, None)}
