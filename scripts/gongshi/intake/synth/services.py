"""What the teams of a town did in the year: an activity at a time, each written at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gongshi.intake.demo.draw import Draw, sunday
from gongshi.intake.synth import text
from gongshi.intake.synth.codes import Codes
from gongshi.intake.synth.ground import Town
from gongshi.intake.synth.people import GUESTS, Team
from gongshi.intake.synth.sizes import share

Plan = Mapping[str, Any]

FIRST_DAY = date(2025, 1, 1)
DAYS = 365
FEWEST = 3  # participants of an activity
_EARLY = ("08:30", "09:00", "09:30")
_LATE = ("14:00", "14:30")
_MINUTES = (60, 90, 120, 120, 150, 180, 210, 240)
_WHOLE_DAY = 420  # minutes: an afternoon that needs approval


@dataclass(frozen=True, slots=True)
class Service:
    """An activity as others need it; `verified` is empty where nobody has verified it.

    `counts`: it earns, and nothing about it is out of the ordinary.
    """

    id: str
    team: Team
    day: date
    start: str
    verified: str
    is_late: bool
    counts: bool
    rated: bool
    project: str
    lines: Sequence[tuple[str, int]]


class Services:
    """Draws the activities of a town; afterwards `drawn` has them all."""

    def __init__(self, draw: Draw, codes: Codes, plan: Plan, town: Town) -> None:
        self.draw, self.codes, self.plan, self.town = draw, codes, plan, town
        self.drawn: list[Service] = []

    def write(
        self, teams: Sequence[Team], activities: int, participations: int
    ) -> Iterator[tuple[str, str]]:
        """Every activity as (id, text)."""
        counts = self._counts(activities, participations, min(len(team.numbers) for team in teams))
        at = 0
        for i, team in enumerate(teams):
            many = share(activities, len(teams), i)
            for j in range(many):
                # Each has days of its own, so that a team is never in two places.
                begin, end = j * DAYS // many, (j + 1) * DAYS // many
                day = FIRST_DAY + timedelta(days=self.draw.between(begin, max(begin, end - 1)))
                yield self._activity(team, day, counts[at])
                at += 1

    def _counts(self, activities: int, participations: int, most: int) -> list[int]:
        """How many took part in each: uneven, but together as many as there are."""
        counts = [share(participations, activities, i) for i in range(activities)]
        for i in range(0, activities - 1, 2):
            room = min(counts[i] - FEWEST, most * 2 // 3 - GUESTS - counts[i + 1])
            moved = self.draw.between(0, max(room, 0))
            counts[i] -= moved
            counts[i + 1] += moved
        return counts

    def _activity(self, team: Team, day: date, many: int) -> tuple[str, str]:
        draw, does = self.draw, self.draw.among(self.plan["services"])
        is_whole = not team.is_early and draw.chance(0.02)
        minutes = _WHOLE_DAY if is_whole else draw.among(_MINUTES)
        id = self.codes.id("a", day)
        lines = self._lines(team, day.isoformat(), many, minutes)
        is_late = draw.chance(0.02)
        recorded = day + timedelta(days=draw.between(6, 20) if is_late else 0)
        verified = "" if draw.chance(0.01) else sunday(recorded).isoformat()
        start = draw.among(_EARLY if team.is_early else _LATE)
        project = draw.among(team.projects) if team.projects and draw.chance(0.5) else ""
        head = {
            "id": id,
            "basis": "local",
            "name": does["name"],
            "place": team.desk.place,
            "team": team.id,
            "unit": team.desk.unit,
            **({"project": project} if project else {}),
            "date": day,
            "start": f"'{start}'",
            **({"category": does["category"]} if "category" in does else {}),
            "content": does["content"],
        }
        tail: dict[str, Any] = {
            "recorded_how": "late" if is_late else draw.among(("register", "register", "checkin")),
            "recorded_by": team.desk.recorder,
            "recorded_on": recorded,
            "signed": "true",
        }
        if verified:
            tail |= {"verified_by": team.desk.verifier, "verified_on": verified}
        odd = {"compulsory": draw.chance(0.02), "charged": draw.chance(0.01)}
        tail |= {name: "true" for name, is_so in odd.items() if is_so}
        if is_whole:
            tail["approved_by"] = team.desk.verifier
        if is_late:
            tail["late_reason"] = draw.among(self.plan["late_reasons"])
        if "outputs" in does:
            label, unit, low, high = does["outputs"]
            tail["outputs"] = text.outputs(label, draw.between(low, high), unit)
        rated = draw.chance(0.4)
        if rated:
            tail["rating"] = draw.among((3, 4, 5, 5))
        if is_late:
            late = [("L022", "/recorded_on")]
            if verified and verified > sunday(day).isoformat():
                late.append(("L023", "/verified_on"))
            tail["accepted"] = text.accepted(late, "晚了，已说明原因", self.town.keeper)
        counts = bool(verified) and not any(odd.values())
        self.drawn.append(
            Service(id, team, day, start, verified, is_late, counts, rated, project, lines)
        )
        return id, text.activity(head, lines, tail)

    def _lines(self, team: Team, day: str, many: int, minutes: int) -> list[tuple[str, int]]:
        """So many who came, the eager more often, now and then guests; a few left early."""
        draw, last = self.draw, team.present(day) - 1
        came = {each for each in team.guests if draw.chance(0.2)}
        while len(came) < many:
            # The first again and again, the last hardly ever.
            came.add(team.numbers[draw.between(0, draw.between(0, draw.between(0, last)))])
        return [
            (each, minutes - 30 if minutes > 60 and draw.chance(0.12) else minutes)
            for each in sorted(came)
        ]
