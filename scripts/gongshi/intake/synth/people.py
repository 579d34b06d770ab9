"""The teams of a town and the volunteers on their rosters: numbers, never names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gongshi.intake.demo.draw import Draw
from gongshi.intake.synth import text
from gongshi.intake.synth.codes import Codes
from gongshi.intake.synth.ground import Desk, Filed, Town
from gongshi.intake.synth.sizes import share

Plan = Mapping[str, Any]

YEARS = (2023, 2024, 2025)  # in which people joined; the last is the year that is told
GUESTS = 3  # of each team's most eager, those who serve with the next team too
_COHORTS = ("party", "retired", "retired", "resident", "resident", "resident", "student")
_CONSENTS = ("nothing", "number", "number", "number", "name")


@dataclass(frozen=True, slots=True)
class Team:
    """A team with its people in the order in which they joined, the most eager first.

    `is_early`: it serves in the mornings, others in the afternoons, so that a guest can be at both.
    `guests` are numbers of the next team's people.
    """

    id: str
    desk: Desk
    is_early: bool
    numbers: tuple[str, ...]
    joined: tuple[str, ...]
    cohorts: Mapping[str, str]
    projects: list[str] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)

    def present(self, day: str) -> int:
        """How many of its people had joined by a day."""
        return bisect_right(self.joined, day)


def draw_teams(
    draw: Draw, numbers: Codes, plan: Plan, town: Town, teams: int, volunteers: int
) -> tuple[list[Team], list[tuple[str, str]], list[Filed]]:
    """The teams of a town; their rosters as (id, text); the records of the teams."""
    made: list[Team] = []
    members: list[list[dict[str, Any]]] = []
    for i in range(teams):
        desk = town.station if i == 0 else town.counters[i % len(town.counters)]
        people = [
            _member(draw, numbers, plan, year, desk)
            for at, year in enumerate(YEARS)
            for _ in range(share(share(volunteers, teams, i), len(YEARS), at))
        ]
        people.sort(key=lambda each: str(each["joined"]))
        members.append(people)
        made.append(
            Team(
                id=f"{town.id}-team-{i + 1:02}",
                desk=desk,
                is_early=i % 2 == 0,
                numbers=tuple(each["number"] for each in people),
                joined=tuple(each["joined"] for each in people),
                cohorts={each["number"]: each["cohort"] for each in people},
            )
        )
    for team, other in zip(made, [*made[1:], made[0]], strict=True):
        if team.is_early != other.is_early:
            team.guests.extend(other.numbers[:GUESTS])
    rosters = [
        roster
        for team, people in zip(made, members, strict=True)
        for roster in _rosters(team, people)
    ]
    return made, rosters, [_team(draw, plan, town, team, i) for i, team in enumerate(made, start=1)]


def _member(draw: Draw, numbers: Codes, plan: Plan, year: int, desk: Desk) -> dict[str, Any]:
    last = 6 if year == YEARS[-1] else 12
    joined = f"{year}-{draw.between(1, last):02}-{draw.between(1, 28):02}"
    line: dict[str, Any] = {"number": f"v-{numbers.code()}", "joined": joined}
    cohort, consent = draw.among(_COHORTS), draw.among(_CONSENTS)
    minor = cohort == "student" and draw.chance(0.6)
    line["cohort"] = cohort
    if draw.chance(0.3):
        line["skills"] = text.items([draw.among(plan["skills"])])
    if draw.chance(0.4):
        line["intents"] = text.items([draw.among(plan["intents"])])
    if draw.chance(0.05):
        line["qualification"] = draw.among(plan["qualifications"])
    if minor:
        line["minor"] = "true"
    line["consent"] = "nothing" if minor else consent
    if line["consent"] != "nothing":
        line |= {"consent_on": joined, "consent_by": desk.recorder}
    return line


def _rosters(team: Team, people: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for year in YEARS:
        lines = [each for each in people if each["joined"].startswith(str(year))]
        head = {"id": f"{team.id}-{year}", "basis": "local", "team": team.id, "year": year}
        if lines:
            written = text.batch(head, "members", lines)
            if year == YEARS[0] and team.guests:
                joined = f"{YEARS[1]}-12-01"
                guests = [{"number": each, "joined": joined} for each in team.guests]
                written += text.batch({}, "guests", guests)
            yield str(head["id"]), written


def _team(draw: Draw, plan: Plan, town: Town, team: Team, place: int) -> Filed:
    return "team", {
        "id": team.id,
        "basis": "local",
        "name": f"第{town.index + 1}镇第{place}志愿服务队",
        "place": team.desk.place,
        "unit": team.desk.unit,
        "supervised_by": [f"{town.id}-body"],
        "nature": draw.among(plan["natures"]),
        "founded": f"{draw.between(2016, 2022)}-03",
    }
