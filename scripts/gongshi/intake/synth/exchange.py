"""What the volunteers of a town gave, redeemed and took out, and what was entered wrongly.

Nobody spends more than they have; who had a line reversed spends nothing, so that no balance falls
below zero whatever the rules cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from gongshi.intake.demo.draw import Draw, Record, sunday
from gongshi.intake.synth import text
from gongshi.intake.synth.codes import Codes
from gongshi.intake.synth.ground import Desk, Filed, Town, price
from gongshi.intake.synth.people import Team
from gongshi.intake.synth.services import Service
from gongshi.intake.synth.sizes import share

Plan = Mapping[str, Any]
Batch = tuple[str, str, str]  # kind, id, text

MONTHLY_POINTS = 80  # the most that a month gives, by the rules of plan.yaml
KEPT_MINUTES = 4800  # the most that is saved
OFFICE_ASKS = 100  # points for the window at the end of the year
_AUTUMN, _STUDENTS, _STATION = date(2025, 7, 1), date(2025, 9, 1), date(2025, 3, 1)
_REDEEMED = 2, 3  # of all exchanges, the share that is no gift


class Purses:
    """What each number may spend on a day: points and minutes booked before it, less what is spent.

    `services` are those that earn; days must be asked for in their order.
    """

    def __init__(self, services: Sequence[Service]) -> None:
        self._coming = sorted(
            (each for each in services if each.counts), key=lambda each: (each.verified, each.id)
        )
        self._next = 0
        self._months: dict[tuple[str, str], int] = {}
        self._points: dict[str, int] = {}
        self._minutes: dict[str, int] = {}

    def until(self, day: date) -> None:
        """Book all that was verified before `day`."""
        before = day.isoformat()
        while self._next < len(self._coming) and self._coming[self._next].verified < before:
            self._book(self._coming[self._next])
            self._next += 1

    def _book(self, service: Service) -> None:
        month = service.day.isoformat()[:7]
        for number, minutes in service.lines:
            room = MONTHLY_POINTS - self._months.get((number, month), 0)
            earned = min(room, points(service, number, minutes))
            self._months[number, month] = MONTHLY_POINTS - room + earned
            self._points[number] = self._points.get(number, 0) + earned
            saved = self._minutes.get(number, 0)
            self._minutes[number] = min(KEPT_MINUTES, saved + minutes)

    def points(self, number: str) -> int:
        """The points that may be spent."""
        return self._points.get(number, 0)

    def minutes(self, number: str) -> int:
        """The minutes that may be taken out."""
        return self._minutes.get(number, 0)

    def spend(self, number: str, points: int = 0, minutes: int = 0) -> None:
        """Take out for good."""
        self._points[number] = self.points(number) - points
        self._minutes[number] = self.minutes(number) - minutes


def points(service: Service, number: str, minutes: int) -> int:
    """The points that a service gives at least, by the rules of plan.yaml."""
    if service.team.desk.unit.endswith("-v") and service.day >= _STATION:
        return 0 if service.is_late else 3 * (minutes // 60)
    if service.day >= _STUDENTS and service.team.cohorts.get(number, "student") == "student":
        return 5
    if service.day >= _AUTUMN:
        return 0 if service.is_late else 10
    return 10 if minutes >= 120 else 0


class Exchange:
    """Draws the batches of a town; `careful` are numbers that spend nothing."""

    def __init__(
        self,
        draw: Draw,
        codes: Codes,
        plan: Plan,
        town: Town,
        teams: Sequence[Team],
        services: Sequence[Service],
    ) -> None:
        self.draw, self.codes, self.plan, self.town, self.teams = draw, codes, plan, town, teams
        self.services = services
        self.careful: set[str] = set()
        self.corrected: set[str] = set()

    def corrections(self) -> Iterator[Filed]:
        """A few reversals: of one person's line, now and then of the whole entry."""
        draw = self.draw
        for service in self.services:
            if not service.counts or service.is_late or not draw.chance(0.005):
                continue
            is_whole = draw.chance(0.2)
            one = draw.among(service.lines)[0]
            self.careful |= {number for number, _ in service.lines} if is_whole else {one}
            self.corrected.add(service.id)
            day = date.fromisoformat(service.verified) + timedelta(days=draw.between(2, 20))
            yield (
                "correction",
                {
                    "id": self.codes.id("c", day),
                    "basis": "local",
                    "entry": service.id,
                    **({} if is_whole else {"number": one}),
                    "reason": draw.among(self.plan["correction_reasons"]),
                    "recorded_by": service.team.desk.recorder,
                    "recorded_on": day.isoformat(),
                    "verified_by": service.team.desk.verifier,
                    "verified_on": sunday(day).isoformat(),
                },
            )

    def batches(self, exchanges: int, rewards: Mapping[str, Record]) -> Iterator[Batch]:
        """Redemptions and withdrawals as the year goes on, then gifts: `exchanges` of the first
        and the last together."""
        purses = Purses(self.services)
        redeemed = 0
        counters = self.town.counters
        wanted = exchanges * _REDEEMED[0] // _REDEEMED[1]
        for month in range(1, 13):
            for at, desk in enumerate(counters):
                day = date(2025, month, self.draw.between(1, 10))
                if month % 2 != at % 2:
                    continue
                batches = -(-len(counters) * (12 - month + 1) // 2)
                most = min(200, (wanted - redeemed) // max(batches, 1) + 1)
                purses.until(date(2025, month, 1))
                made = self._redemption(desk, day, self._people(desk), most, 0, purses, rewards)
                if made:
                    redeemed += made[1]
                    yield made[0]
                if month % 3 == 0:
                    yield from self._withdrawal(desk, day, purses)
        day = date(2025, 12, self.draw.between(20, 27))
        purses.until(date(2025, 12, 20))
        everybody = [number for team in self.teams for number in team.numbers]
        last = self._redemption(self.town.branch, day, everybody, 40, OFFICE_ASKS, purses, rewards)
        if last:
            redeemed += last[1]
            yield last[0]
        yield from self._gifts(exchanges - redeemed)

    def _people(self, desk: Desk) -> list[str]:
        """Those whose team is at a desk; the V-station's people come to the first counter."""
        units = {desk.unit}
        if desk == self.town.counters[0]:
            units.add(self.town.station.unit)
        return [n for team in self.teams if team.desk.unit in units for n in team.numbers]

    def _redemption(
        self,
        desk: Desk,
        day: date,
        people: Sequence[str],
        most: int,
        asked: int,
        purses: Purses,
        rewards: Mapping[str, Record],
    ) -> tuple[Batch, int] | None:
        draw = self.draw
        entries: list[dict[str, Any]] = []
        costs = [(each, price(rewards[each], day.isoformat())) for each in desk.rewards]
        first = draw.between(0, max(len(people) - 1, 0))
        for number in (*people[first:], *people[:first]):
            if len(entries) == most:
                break
            held = purses.points(number)
            reward, cost = draw.among(costs)
            if held < max(cost, asked) or number in self.careful:
                continue
            quantity = 2 if held >= 2 * cost and draw.chance(0.2) else 1
            purses.spend(number, points=quantity * cost)
            entries.append(
                {
                    "id": self.codes.id("x", day),
                    "number": number,
                    "reward": reward,
                    "quantity": quantity,
                    "redeemed_on": day,
                }
            )
        if not entries:
            return None
        head = self._head("r", desk, day, sunday(day)) | {"issued_by": desk.issuer}
        return self._batch("redemption", head, entries), len(entries)

    def _withdrawal(self, desk: Desk, day: date, purses: Purses) -> Iterator[Batch]:
        """Time taken out: for help that the same team gave soon after, or for others."""
        draw = self.draw
        entries: list[dict[str, Any]] = []
        people = [n for n in self._people(desk) if n not in self.careful]
        later = (day.isoformat(), (day + timedelta(days=20)).isoformat())
        helps = [
            each
            for each in self.services
            if each.counts
            and not each.is_late
            and each.team.desk == desk
            and each.id not in self.corrected
            and later[0] <= each.day.isoformat() <= later[1]
        ]
        verified = max((each.verified for each in helps), default="")
        for number in people[: 6 * draw.between(1, 3) : 2]:
            minutes = 30 * draw.between(1, 6)
            use = draw.among(("self", "self", "family", "gift", "donation"))
            if purses.minutes(number) < minutes or not helps:
                continue
            entry: dict[str, Any] = {"id": self.codes.id("t", day), "number": number, "for": use}
            entry |= {"minutes": minutes, "requested_on": day}
            if use in ("self", "family"):
                service = draw.among(helps)
                if any(number == each for each, _ in service.lines):
                    continue
                entry |= {"dispatched_by": desk.recorder, "activity": service.id}
            elif use == "gift":
                entry["to"] = people[-1]
            purses.spend(number, minutes=minutes)
            entries.append(entry)
        if entries:
            recorded = date.fromisoformat(verified)
            yield self._batch("withdrawal", self._head("w", desk, recorded, recorded), entries)

    def _gifts(self, count: int) -> Iterator[Batch]:
        """So many gifts, in a batch a quarter for each counter."""
        draw, plan = self.draw, self.plan
        desks = [desk for desk in self.town.counters for _ in range(4)]
        for i, desk in enumerate(desks):
            recorded = date(2025, 3 * (i % 4) + 3, draw.between(12, 25))
            people = self._people(desk) or list(self.teams[0].numbers)
            for part in _cut(share(count, len(desks), i)):
                entries = []
                for j in range(part):
                    day = recorded - timedelta(days=draw.between(0, 9))
                    giver = {"number": draw.among(people)}
                    if j == 0:
                        giver = {"partner": f"{self.town.id}-partner"}
                    is_goods = draw.chance(0.4)
                    gift: dict[str, Any] = {"form": "goods" if is_goods else "money"}
                    if is_goods:
                        gift["what"] = draw.among(plan["goods"])
                    gift["fen"] = 1000 * draw.between(2, 60)
                    evidence = f"收据 {recorded:%Y%m}-{j + 1:03}"
                    entry = {"id": self.codes.id("g", day), **giver, **gift}
                    entry |= {"given_on": day, "evidence": evidence}
                    if not is_goods:
                        entry["fund"] = f"{self.town.id}-fund"
                    entries.append(entry)
                if entries:
                    head = self._head("d", desk, recorded, sunday(recorded))
                    yield self._batch("donation", head, entries)

    def _head(self, letter: str, desk: Desk, recorded: date, verified: date) -> dict[str, Any]:
        return {
            "id": self.codes.id(letter, recorded),
            "basis": "local",
            "unit": desk.unit,
            "recorded_by": desk.recorder,
            "recorded_on": recorded,
            "verified_by": desk.verifier,
            "verified_on": verified,
        }

    @staticmethod
    def _batch(kind: str, head: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> Batch:
        return kind, str(head["id"]), text.batch(head, "entries", entries)


def _cut(count: int, most: int = 150) -> list[int]:
    """`count` in as few parts as may be, none above `most`."""
    parts = -(-count // most)
    return [share(count, parts, i) for i in range(parts)]
