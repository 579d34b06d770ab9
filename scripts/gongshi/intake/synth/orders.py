"""The projects of a town's teams, and what was asked for there: micro-wishes and other needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from gongshi.intake.demo.draw import Draw, Record
from gongshi.intake.synth.codes import Codes
from gongshi.intake.synth.ground import Filed, Town
from gongshi.intake.synth.people import Team
from gongshi.intake.synth.services import Service

Plan = Mapping[str, Any]

_STATES = ("posted", "claimed", "under_way", "under_way", "under_way", "completed", "evaluated")
_STEPS = ("drafted", "posted", "claimed", "started", "completed", "evaluated")
# How many of the steps each state has behind it.
_DONE = {"posted": 2, "claimed": 3, "under_way": 4, "completed": 5, "evaluated": 6}
_CHANNELS = ("counter", "counter", "visit", "meeting", "survey", "informant")
_SERVED = 0.85  # of the needs; the others ended before


def draw_projects(
    draw: Draw, plan: Plan, town: Town, teams: Sequence[Team], count: int
) -> Iterator[Record]:
    """The projects of a town; those under way or done are added to their teams' own."""
    for i in range(count):
        team, state = teams[i % len(teams)], draw.among(_STATES)
        does = draw.among(plan["services"])
        steps = _STEPS[: _DONE[state]]
        project: Record = {
            "id": f"{town.id}-project-{i + 1:03}",
            "basis": "local",
            "name": f"第{town.index + 1}镇{does['name']}项目{i + 1}",
            "place": team.desk.place,
            "team": team.id,
            "unit": team.desk.unit,
            "theme": does["theme"],
            "beneficiaries": draw.among(plan["beneficiaries"]),
            "status": state,
            "recurrence": draw.among(plan["recurrences"]),
            "summary": does["content"],
        }
        day = date(2024, 11, 1) + timedelta(days=draw.between(0, 30))
        for step in steps:
            project[f"{step}_on"] = day.isoformat()
            day += timedelta(days=draw.between(2, 7) if step != "started" else 350)
        if state in ("completed", "evaluated"):
            project["outcome"] = "按计划做完，登记簿和签到表齐全。"
        if len(steps) > 3:
            team.projects.append(project["id"])
        yield project


def evaluated(projects: Sequence[Record], services: Sequence[Service]) -> Iterator[Filed]:
    """The projects as they stand: none is evaluated of whose services nobody said anything."""
    rated = {each.project for each in services if each.rated}
    for project in projects:
        if project["status"] == "evaluated" and project["id"] not in rated:
            rest = {name: value for name, value in project.items() if name != "evaluated_on"}
            yield "project", {**rest, "status": "completed"}
        else:
            yield "project", project


class Needs:
    """Draws needs; `services` are those that a need may name, each by one need."""

    def __init__(
        self, draw: Draw, codes: Codes, plan: Plan, town: Town, services: Sequence[Service]
    ) -> None:
        self.draw, self.codes, self.plan, self.town = draw, codes, plan, town
        self.services = [each for each in services if each.day >= date(2025, 1, 20)]

    def records(self, wishes: int, orders: int) -> Iterator[Filed]:
        """So many wishes and other needs, spread over the year and the teams."""
        count = wishes + orders
        for i in range(count):
            service = self.services[i * len(self.services) // count]
            is_wish = i * wishes // count != (i + 1) * wishes // count
            yield "need", self._need(service, is_wish)

    def _need(self, service: Service, is_wish: bool) -> Record:
        draw, plan, desk = self.draw, self.plan, service.team.desk
        start = datetime.fromisoformat(f"{service.day}T{service.start}")
        asked = (start - timedelta(days=draw.between(3, 8))).replace(hour=draw.between(8, 10))
        events = self._until_accepted(service, asked, is_wish)
        if draw.chance(_SERVED):
            served = start + timedelta(minutes=5 * draw.between(0, 6))
            done = {"step": "served", "at": _written(served), "by": desk.recorder}
            events.append({**done, "activity": service.id})
            if draw.chance(0.8):
                rated = _written(served + timedelta(hours=draw.between(3, 40)))
                said = {"step": "rated", "at": rated, "by": desk.recorder}
                events.append({**said, "rating": draw.among((3, 4, 5, 5))})
        else:
            events = self._ended(events, desk.verifier)
        return {
            "id": self.codes.id("n", asked.date()),
            "basis": "local",
            "summary": draw.among(plan["wishes" if is_wish else "asks"]),
            **({"wish": True} if is_wish else {}),
            "place": self.town.id,
            "unit": desk.unit,
            "category": draw.among(plan["services"])["theme"],
            "channel": "wish_drive" if is_wish else draw.among(_CHANNELS),
            "events": events,
        }

    def _until_accepted(self, service: Service, asked: datetime, is_wish: bool) -> list[Record]:
        """The steps before the service, within two days."""
        draw, desk, at = self.draw, service.team.desk, asked
        who = {"requested": desk.recorder, "verified": desk.verifier}
        events: list[Record] = []
        for step in ("requested", "verified", "dispatched", "accepted"):
            event: Record = {"step": step, "at": _written(at), "by": who.get(step, desk.issuer)}
            if step == "accepted" or (step == "dispatched" and not is_wish):
                event["team"] = service.team.id
            events.append(event)
            at += timedelta(minutes=5 * draw.between(6, 160))
        return events

    def _ended(self, events: Sequence[Record], verifier: str) -> list[Record]:
        """Declined by the office or withdrawn, after the request or what followed it."""
        draw = self.draw
        so_far = list(events[: draw.between(1, 2)])
        at = datetime.fromisoformat(so_far[-1]["at"]) + timedelta(minutes=5 * draw.between(4, 60))
        step = draw.among(("declined", "withdrawn"))
        reason = draw.among(self.plan[step])
        return [*so_far, {"step": step, "at": _written(at), "by": verifier, "reason": reason}]


def _written(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
