"""What people of the fictitious county asked for, and how it went: needs and micro-wishes.

A need that was served names an activity that is there already, so that the ledger stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from gongshi.intake.demo.draw import FIRST, LAST, Draw, Record

Plan = Mapping[str, Any]

FLOW = ("requested", "verified", "dispatched", "accepted")
OPENING, CLOSING = 8, 18  # a counter's hours; at others one calls
BY_DAY = ("counter", "counter", "visit", "meeting", "survey", "informant", "online_group")
BY_NIGHT = ("hotline", "call_device", "online_group")
DUE = 240  # hours from request to service, by the county's rules


class Orders:
    """Draws needs; `activities` are those that a need may name, as they stand in the ledger."""

    def __init__(self, draw: Draw, plan: Plan, activities: Sequence[Record]) -> None:
        self.draw = draw
        self.plan = plan["orders"]
        self.activities = [
            each
            for each in activities
            if "verified_on" in each
            and not {"compulsory", "charged"} & each.keys()
            and date.fromisoformat(each["date"]) >= FIRST + timedelta(days=14)
        ]

    def needs(self) -> list[Record]:
        """All of them: served in activities, repairs by price tier, and those never served."""
        served = (need for source in self.plan["served"] for need in self._served(source))
        others = (self._other(other) for other in self.plan["others"])
        return [*served, *self._priced(self.plan["priced"]), *others]

    def _served(self, source: Plan) -> Iterator[Record]:
        found = self._activities(source)
        count = min(source.get("needs", source.get("wishes", 0)), len(found))
        for i in range(count):
            activity = found[i * len(found) // count]
            need = self._need(source, "wishes" in source, self.draw.among(source["asks"]))
            yield self._in_activity(need, source["team"], activity)

    def _priced(self, source: Plan) -> Iterator[Record]:
        """Repairs: charged ones are recorded without an activity, for they are no service."""
        found = self._activities(source)
        for year, tiers in source["years"].items():
            free = [each for each in found if each["date"].startswith(year)]
            for tier, count in tiers.items():
                for i in range(count):
                    need = self._need(source, False, self.draw.among(source["asks"]))
                    need["price_tier"] = tier
                    if tier == "free":
                        need |= {"fund": source["fund"], "cost": self._fen(source["cost"])}
                        yield self._in_activity(need, source["team"], free[i * len(free) // count])
                    else:
                        need["charge"] = self._fen(source["charge"][tier])
                        yield self._stepped(need, source["team"], self._start(int(year)), None)

    def _activities(self, source: Plan) -> list[Record]:
        """The activities of a service."""
        return [
            each
            for each in self.activities
            if (each["team"], each["name"]) == (source["team"], source["service"])
        ]

    def _fen(self, span: tuple[int, int]) -> int:
        return self.draw.between(span[0] // 100, span[1] // 100) * 100

    def _start(self, year: int) -> datetime:
        """When a repair of that year began: within what is drawn of the year, by day."""
        first = max(FIRST + timedelta(days=14), date(year, 1, 10))
        last = min(LAST - timedelta(days=10), date(year, 12, 28))
        day = first + timedelta(days=self.draw.between(0, (last - first).days))
        return datetime.fromisoformat(f"{day}T{self.draw.between(9, 16):02}:00")

    def _need(self, source: Plan, is_wish: bool, asks: str) -> Record:
        desk = self.plan["desks"][source["team"]]
        need: Record = {
            "basis": "local",
            "summary": asks,
            "place": desk["place"],
            "unit": desk["unit"],
            "category": source["category"],
        }
        if is_wish:
            need["wish"] = True
        if "risk" in source:
            need["risk"] = source["risk"]
        return need

    def _in_activity(self, need: Record, team: str, activity: Record) -> Record:
        start = datetime.fromisoformat(f"{activity['date']}T{activity['start']}")
        return self._stepped(need, team, start, activity)

    def _stepped(self, need: Record, team: str, start: datetime, activity: Record | None) -> Record:
        """The need with all its steps, from the request to what was said of the service."""
        draw, desk = self.draw, self.plan["desks"][team]
        stated = (activity or {}).get("response_hours")
        requested = self._asked(start, stated)
        served = start + timedelta(minutes=5 * draw.between(0, 6))
        refused_by = "" if need.get("wish") or stated else self._refused_by(team)
        events = self._until_accepted(need, team, requested, start, refused_by)
        step: Record = {"step": "served", "at": _written(served), "by": desk["taker"]}
        if activity is not None:
            step["activity"] = activity["id"]
        events.append(step)
        rated = _opened(served + timedelta(minutes=5 * draw.between(12, 500)))
        if draw.chance(0.82) and rated.date() <= LAST:
            rating = draw.among((3, 4, 4, 5, 5, 5))
            said: Record = {"step": "rated", "at": _written(rated), "by": desk["taker"]}
            events.append({**said, "rating": rating})
        return self._whole(need, requested, events, start - requested > timedelta(hours=DUE))

    def _asked(self, start: datetime, stated: int | None) -> datetime:
        """When it was asked for: as the activity says, else some days before, while one is open."""
        if stated is not None:
            return start - timedelta(hours=stated)
        hours = self.draw.between(DUE + 20, DUE + 90) if self.draw.chance(0.05) else 0
        asked = start - timedelta(hours=hours or self.draw.between(26, DUE - 24))
        if not _is_open(asked) and not self.draw.chance(0.2):
            asked = asked.replace(hour=self.draw.between(OPENING, CLOSING - 4))
        return asked.replace(minute=5 * self.draw.between(0, 11))

    def _refused_by(self, team: str) -> str:
        """Now and then a team that sent the need back before."""
        others = [each for each in self.plan["desks"] if each != team]
        return self.draw.among(others) if self.draw.chance(0.12) else ""

    def _until_accepted(
        self, need: Record, team: str, requested: datetime, end: datetime, refused_by: str
    ) -> list[Record]:
        """The steps before the service: in office hours, in proportion where time is short."""
        draw, desk = self.draw, self.plan["desks"][team]
        answered = [("dispatched", team), ("accepted", team)]
        if refused_by:
            answered = [("dispatched", refused_by), ("declined", refused_by), *answered]
        names = ["requested", "verified", *(name for name, _ in answered)]
        staff = {"requested": desk["taker"], "verified": desk["verifier"]}
        waits = [draw.between(6, 30), *(draw.between(4, 60) for _ in answered)]
        between = list(_times(requested, end))
        times = [each for each in between if _is_open(each)]
        times = times if len(times) >= len(waits) else between
        scale = min(1.0, 0.8 * len(times) / sum(waits))
        taken, at = [requested], -1
        for left, wait in zip(range(len(waits), 0, -1), waits, strict=True):
            at = min(at + max(int(wait * scale), 1), len(times) - left)
            taken.append(times[at])
        events: list[Record] = [
            {"step": name, "at": _written(time), "by": staff.get(name, desk["sender"])}
            for name, time in zip(names, taken, strict=True)
        ]
        for step, (name, to) in zip(events[2:], answered, strict=True):
            if not (name == "dispatched" and need.get("wish")):
                step["team"] = to
            if name == "declined":
                step["reason"] = draw.among(self.plan["refusals"])
        return events

    def _other(self, other: Plan) -> Record:
        """One that was never served: as far as it came, and how it ended."""
        need = self._need(other, "wish" in other, other["asks"])
        hour = self.draw.between(OPENING, CLOSING - 6)
        requested = datetime.fromisoformat(f"{other['day']}T{hour:02}:00")
        ends = other["ends"]
        after = other.get("after", {"open": "dispatched", "claimed": "accepted"}.get(ends))
        after = "dispatched" if ends == "sent_back" else after or "requested"
        end = requested + timedelta(hours=20)
        events = self._until_accepted(need, other["team"], requested, end, "")
        events = events[: FLOW.index(after) + 1]
        if ends in ("declined", "withdrawn", "sent_back"):
            desk = self.plan["desks"][other["team"]]
            at = datetime.fromisoformat(events[-1]["at"])
            last: Record = {
                "step": "withdrawn" if ends == "withdrawn" else "declined",
                "at": _written(_opened(at + timedelta(minutes=5 * self.draw.between(6, 60)))),
                "by": desk["verifier" if ends == "declined" else "taker"],
                "reason": other["reason"],
            }
            events.append(last | ({"team": other["team"]} if ends == "sent_back" else {}))
        return self._whole(need, requested, events, is_late=False)

    def _whole(
        self, need: Record, requested: datetime, events: list[Record], is_late: bool
    ) -> Record:
        """The need with its id and channel; of a late one a reviewer says that it may stand."""
        by = BY_DAY if _is_open(requested) else BY_NIGHT
        wished = ("wish_drive",) if need.get("wish") else by
        channel = self.draw.among(wished)
        whole = {"id": self.draw.id("n", requested.date()), **need, "channel": channel}
        whole["events"] = events
        if is_late:
            place = next(at for at, each in enumerate(events) if each["step"] == "served")
            accepted = {
                "code": "O010",
                "at": f"/events/{place}/step",
                "reason": self.draw.among(self.plan["late_reasons"]),
                "reviewer": self.plan["reviewer"],
            }
            whole["accepted"] = [accepted]
        return whole


def _is_open(at: datetime) -> bool:
    return OPENING <= at.hour < CLOSING


def _opened(at: datetime) -> datetime:
    """`at`, or in the first open hour after it."""
    while not _is_open(at):
        at += timedelta(hours=1)
    return at


def _times(first: datetime, last: datetime) -> Iterator[datetime]:
    """Every five minutes between two times."""
    at = first + timedelta(minutes=5)
    while at < last:
        yield at
        at += timedelta(minutes=5)


def _written(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
