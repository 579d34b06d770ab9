"""The volunteers of the fictitious county, and the rosters on which they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from gongshi.intake.demo.draw import FIRST, Draw, Record

Plan = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A made-up volunteer: the roster line, the home team, how often they come, other teams."""

    line: Record
    team: str
    eagerness: float
    also: Mapping[str, str] = field(default_factory=dict)  # team → joined as a guest on

    @property
    def number(self) -> str:
        """The volunteer's number."""
        return str(self.line["number"])

    def joined(self, team: str) -> str:
        """The day from which they serve with `team`; after every day if they do not."""
        return str(self.line["joined"]) if team == self.team else self.also.get(team, "9999")

    def keenness(self, team: str) -> float:
        """How often they come to serve with `team`: with others' teams less often."""
        return self.eagerness if team == self.team else self.eagerness * 0.75


def draw_volunteers(draw: Draw, plan: Plan, teams: Mapping[str, Record]) -> list[Volunteer]:
    """Everybody, in the order of the plan; a few of the founders come nearly every time."""
    return [
        _volunteer(draw, plan, teams, team, int(year), cohort)
        for team, years in plan["rosters"].items()
        for year, cohorts in years.items()
        for cohort, count in cohorts.items()
        for _ in range(count)
    ]


def _volunteer(
    draw: Draw,
    plan: Plan,
    teams: Mapping[str, Record],
    team: str,
    year: int,
    cohort: str,
) -> Volunteer:
    opened = max(date.fromisoformat(teams[team]["founded"]), date(year, 1, 5))
    founder = opened.year == FIRST.year
    joined = opened + timedelta(days=draw.between(0, 12 if founder and draw.chance(0.8) else 80))
    minor = cohort == "student" and draw.chance(0.6)
    line: Record = {
        "number": f"v-{draw.code(6)}",
        "joined": joined.isoformat(),
        "cohort": cohort,
        "consent": draw.among(("nothing", "number", "number", "number", "name")),
    }
    if draw.chance(0.4):
        line["skills"] = [draw.among(plan["skills"])]
    if draw.chance(0.6):
        line["intents"] = [draw.among(plan["intents"])]
    if draw.chance(0.08):
        line["qualification"] = draw.among(plan["qualifications"])
    if minor:
        line["minor"] = True
        draw.among(("nothing", "number"))  # once a minor's consent; keeps all that follows
        line["consent"] = "nothing"
    if line["consent"] != "nothing":
        line["consent_on"] = line["joined"]
    core = founder and cohort in ("retired", "resident") and draw.chance(0.3)
    eagerness = draw.among((0.92, 0.7, 0.5) if core else (0.4, 0.3, 0.2, 0.1, 0.05))
    others = [each for each in teams if core and each != team and draw.chance(0.18)]
    also = {
        other: (joined + timedelta(days=draw.between(20, 60))).isoformat() for other in others[:3]
    }
    return Volunteer(line, team, eagerness, also)


def reported_in(draw: Draw, volunteers: Sequence[Volunteer]) -> list[Volunteer]:
    """The same people, most serving party members with the day they reported to the community."""
    return [
        replace(each, line={**each.line, "reported_in": _some_days_before(draw, each)})
        if each.line["cohort"] == "party" and draw.chance(0.85)
        else each
        for each in volunteers
    ]


def _some_days_before(draw: Draw, volunteer: Volunteer) -> str:
    joined = date.fromisoformat(volunteer.line["joined"])
    return (joined - timedelta(days=draw.between(0, 9))).isoformat()


def rosters(plan: Plan, volunteers: Sequence[Volunteer]) -> list[Record]:
    """A roster for each team and year of joining."""
    return [
        _roster(team, int(year), volunteers)
        for team, years in plan["rosters"].items()
        for year in sorted({*years, *_guest_years(team, volunteers)})
    ]


def _guest_years(team: str, volunteers: Sequence[Volunteer]) -> set[str]:
    return {each.also[team][:4] for each in volunteers if team in each.also}


def _roster(team: str, year: int, volunteers: Sequence[Volunteer]) -> Record:
    members = [v.line for v in volunteers if v.team == team and v.joined(team)[:4] == str(year)]
    guests = [
        {"number": v.number, "joined": v.also[team]}
        for v in volunteers
        if v.also.get(team, "")[:4] == str(year)
    ]
    roster: Record = {"id": f"{team}-{year}", "basis": "local", "team": team, "year": year}
    for name, lines in (("members", members), ("guests", guests)):
        if lines:
            roster[name] = sorted(lines, key=lambda line: (line["joined"], line["number"]))
    return roster


def present(volunteers: Sequence[Volunteer], team: str, day: date) -> list[Volunteer]:
    """Those who serve with `team` on that day."""
    return [each for each in volunteers if each.joined(team) <= day.isoformat()]
