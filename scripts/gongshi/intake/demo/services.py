"""What the teams of the fictitious county did: one activity a day, on some days two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from gongshi.intake.demo.draw import FIRST, LAST, Draw, Record, sunday
from gongshi.intake.demo.people import Volunteer, present

Plan = Mapping[str, Any]

TOLERANCE = timedelta(minutes=30)  # what the county's rules let two services overlap
ALLOWED = 480  # minutes a day, beyond which somebody must approve


class Services:
    """Draws activities, and keeps who was busy until when, so that nobody is in two places."""

    def __init__(
        self, draw: Draw, plan: Plan, teams: Mapping[str, Record], volunteers: Sequence[Volunteer]
    ) -> None:
        self.draw = draw
        self.plan = plan
        self.teams = teams
        self.volunteers = volunteers
        self.spans = _spans(plan["records"])
        self.busy: dict[tuple[str, date], datetime] = {}
        self.helps: set[str] = set()  # activities at the home of somebody who pays with time

    def activities(self) -> list[Record]:
        """All regular activities, in the order of their days."""
        services = self.plan["services"]
        shares = {team: does["share"] for team, does in services.items()}
        count = sum(shares.values())
        step = ((LAST - FIRST).days + 1) / count
        drawn: list[Record] = []
        day = FIRST
        for i in range(count):
            is_second = i % 12 == 5
            if not is_second:
                day = FIRST + timedelta(days=int((i + self.draw.between(0, 70) / 100) * step))
            ready = [team for team in shares if present(self.volunteers, team, day)]
            team = self.draw.among(
                list(chain.from_iterable([each] * shares[each] for each in ready))
            )
            drawn.append(self._activity(services[team], self.teams[team], day, is_second))
        return drawn

    def _activity(self, does: Plan, team: Record, day: date, is_second: bool) -> Record:
        draw = self.draw
        service = draw.among(does["list"])
        minutes = draw.among(service["minutes"])
        start = "14:00" if is_second else draw.among(("08:30", "09:00", "09:30"))
        activity: Record = {
            "id": draw.id("a", day),
            "basis": "local",
            "name": service["name"],
            "place": service.get("place", team["place"]),
            "team": team["id"],
            "unit": service.get("unit", team["unit"]),
            "date": day.isoformat(),
            "start": start,
            "content": service["content"],
            "participants": self._participants(team["id"], service, does, minutes, day, start),
            **self._written_down(does, day),
            "signed": True,
        }
        if "category" in service:
            activity["category"] = service["category"]
        for part_of in ("project", "campaign"):
            first, last = self.spans.get(service.get(part_of, ""), ("9999", ""))
            if first <= day.isoformat() <= last:
                activity[part_of] = service[part_of]
        if minutes > ALLOWED and draw.chance(0.6):
            activity["approved_by"] = does["verifier"]
        if "helpers" in service:
            self.helps.add(activity["id"])
        elif draw.chance(0.03):
            activity["compulsory"] = True
        elif draw.chance(0.02):
            activity["charged"] = True
        if "response" in service:
            activity["response_hours"] = draw.between(*service["response"])
        if "outputs" in service:
            label, unit, low, high = service["outputs"]
            value = str(draw.between(low, high))
            activity["outputs"] = [{"label": label, "value": value, "unit": unit}]
        if draw.chance(0.45):
            activity["rating"] = draw.among((3, 4, 5, 5, 5))
        return activity

    def _written_down(self, does: Plan, day: date) -> Record:
        """Who recorded and verified, how and when: a few late, the last weeks not verified yet."""
        draw = self.draw
        late = draw.chance(0.03)
        recorded = day + timedelta(days=draw.between(6, 20) if late else 0)
        written: Record = {
            "recorded_how": "late" if late else draw.among(("register", "register", "checkin")),
            "recorded_by": does["recorder"],
            "recorded_on": recorded.isoformat(),
        }
        if late:
            written["late_reason"] = draw.among(self.plan["late_reasons"])
        verified = sunday(recorded) + timedelta(days=draw.between(2, 9) if draw.chance(0.03) else 0)
        if verified <= LAST and not draw.chance(0.01):
            written |= {"verified_by": does["verifier"], "verified_on": verified.isoformat()}
        return written

    def _participants(
        self, team: str, service: Plan, does: Plan, minutes: int, day: date, start: str
    ) -> list[Record]:
        """Who came: the eager more often; at least one. A few left early."""
        draw = self.draw
        begin = datetime.fromisoformat(f"{day} {start}")
        staff = {self.plan["staff_numbers"].get(does[role]) for role in ("recorder", "verifier")}
        free = [
            each
            for each in present(self.volunteers, team, day)
            if each.number not in staff
            and self.busy.get((each.number, day), begin) <= begin + TOLERANCE
        ]
        came = [each for each in free if draw.chance(each.keenness(team))] or [draw.among(free)]
        if "helpers" in service:
            came = sorted(came, key=lambda each: -each.eagerness)[: service["helpers"]]
        lines = []
        for each in came:
            left_early = "helpers" not in service and draw.chance(0.12)
            served = max(45, minutes - draw.among((15, 30, 60))) if left_early else minutes
            lines.append({"number": each.number, "minutes": served})
            self.busy[each.number, day] = begin + timedelta(minutes=served)
        return sorted(lines, key=lambda line: str(line["number"]))


def with_lateness_accepted(activity: Record) -> Record:
    """A late entry with the reviewer's word that it may stand (findings L022 and L023)."""
    day = date.fromisoformat(activity["date"])
    late = {
        "L022": ("recorded_on", day),
        "L023": ("verified_on", sunday(day)),
    }
    accepted = [
        {"code": code, "at": f"/{name}", "reason": "晚了，已说明原因", "reviewer": "s-demo-01"}
        for code, (name, due) in late.items()
        if activity.get(name, "") > due.isoformat()
    ]
    return {**activity, "accepted": accepted} if accepted else activity


def _spans(records: Mapping[str, Sequence[Record]]) -> dict[str, tuple[str, str]]:
    """From when to when services belong to a project or campaign, by its id."""
    return {
        each["id"]: (each["started_on"], each.get("completed_on", "9999"))
        for each in records["project"]
        if "started_on" in each
    } | {each["id"]: (each["from"], each["to"]) for each in records["campaign"]}
