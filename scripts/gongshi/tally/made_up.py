"""A made-up county of plain records, for the worked examples: nothing of it is ever published.

Each rule has a room: a unit with a team, under a policy that holds this one rule and no other.
Everything happens in the year after the policy began. Counties whose last day is the same are
tallied together, in one world.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from gongshi.kinds import Kind
from gongshi.records.load import Loaded
from gongshi.records.tables import struct_of, tables_of
from gongshi.tally.run import Tally, run_tally

Record = dict[str, Any]
_LAST_YEAR = 9999


class World:
    """The records of all counties that are tallied together."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.rooms = 0
        self._kinds = kinds
        self._records: dict[str, list[Record]] = {name: [] for name in kinds}
        self.add("place", id="place", name="place", level="county")

    def add(self, kind: str, **record: Any) -> None:
        """A local record of any kind."""
        self._records[kind].append({"basis": "local"} | record)

    def tally(self, as_of: date) -> Tally:
        """The tally of all that was made up."""
        tables: dict[str, pa.Table] = {}
        paths: list[str] = []
        for name, kind in self._kinds.items():
            records = self._records[name]
            files = pa.array(range(len(paths), len(paths) + len(records)), pa.int64())
            paths += [record["id"] for record in records]
            tables |= tables_of(kind, pa.array(records, struct_of(kind.fields)), files)
        loaded = Loaded(tables=tables, paths=paths, findings=[], structs={})
        return run_tally(loaded, self._kinds, as_of)


class MadeUp:
    """The rooms for one policy; `year` is the year in which everything happens."""

    def __init__(self, policy: Mapping[str, Any], world: World) -> None:
        self.policy = policy
        self.year = _year(policy)
        self.add = world.add
        self._world = world

    def room(self, cohort: str | None = None, **rules: Any) -> Room:
        """A unit and team of its own under these rules alone; `cohort` is whom they are for."""
        self._world.rooms += 1
        id = f"room-{self._world.rooms:04}"
        return Room(self, id, cohort or self.policy.get("cohort"), rules)


def last_day(policy: Mapping[str, Any]) -> date:
    """The day when the last of what happens under `policy` has lapsed."""
    wait = max((rule["years"] for rule in policy.get("expiry") or ()), default=0)
    return date(min(_year(policy) + wait, _LAST_YEAR), 12, 31)


def _year(policy: Mapping[str, Any]) -> int:
    return min(int(policy["from"][:4]) + 1, _LAST_YEAR)


class Room:
    """One rule's unit and team; each method makes up something that counts."""

    def __init__(self, county: MadeUp, id: str, cohort: str | None, rules: Record) -> None:
        self.county = county
        self.id = id
        self.first_day = self.day("01-01")
        self._cohort = cohort
        self._count = 0
        county.add("unit", id=id, name=id, place="place")
        county.add("team", id=id, name=id, place="place", unit=id)
        self._policy(id, rules)

    def day(self, month_day: str) -> str:
        """A day of the year in which everything happens."""
        return f"{self.county.year:04}-{month_day}"

    def counts_minutes_as(self, measure: str) -> None:
        """A plain rule beside the one in question: one for each minute served."""
        rule = {"id": "plain", "event": "service", "measure": measure, "amount": "1", "step": 1}
        self._policy(f"{self.id}-plain", {"earning": [rule]})

    def volunteer(self) -> str:
        """The number of a volunteer who joined long ago, of the cohort that the rule is for."""
        number = self._next("v")
        member = {"number": number, "joined": "1949-10-01", "consent": "number"}
        member |= {"cohort": self._cohort} if self._cohort else {}
        self.county.add("roster", id=number, team=self.id, year=self.county.year, members=[member])
        return number

    def serves(self, number: str, minutes: int, on: str, **more: Any) -> None:
        """A service of one volunteer."""
        fields = {"recorded_how": "register", "recorded_on": on, "verified_by": "s"}
        fields |= {"verified_on": on, "team": self.id, "place": "place", "date": on}
        present = [{"number": number, "minutes": minutes}]
        id = self._next("a")
        self.county.add("activity", id=id, name=id, participants=present, **(fields | more))

    def gives(self, number: str, form: str, fen: int, on: str) -> None:
        """A gift of money or goods."""
        self._batch("donation", on, number=number, form=form, fen=fen, given_on=on)

    def takes(self, number: str, minutes: int, use: str, on: str, **more: Any) -> None:
        """Saved time taken out, given away or donated."""
        entry = {"number": number, "for": use, "minutes": minutes, "requested_on": on}
        self._batch("withdrawal", on, **entry, **more)

    def redeems(self, number: str, points: str, on: str) -> None:
        """Goods that cost so many points."""
        reward = self._next("goods")
        price = {"from": on, "points": points}
        self.county.add("reward", id=reward, name=reward, place="place", prices=[price])
        self._batch("redemption", on, number=number, reward=reward, quantity=1, redeemed_on=on)

    def asks(self, *steps: tuple[str, datetime]) -> str:
        """The id of a need that the unit took, with the times of its steps."""
        events = [
            {"step": step, "at": at.isoformat(timespec="minutes"), "by": "s"} for step, at in steps
        ]
        id = self._next("n")
        fields = {"summary": id, "place": "place", "unit": self.id, "category": "community"}
        self.county.add("need", id=id, channel="counter", events=events, **fields)
        return id

    def _policy(self, id: str, rules: Record) -> None:
        kept = {
            name: self.county.policy[name]
            for name in ("from", "cohort")
            if name in self.county.policy
        }
        self.county.add("policy", id=id, name=id, scope=self.id, **kept, **rules)

    def _batch(self, kind: str, on: str, **entry: Any) -> None:
        id = self._next(kind)
        verified = {"unit": self.id, "recorded_on": on, "verified_by": "s", "verified_on": on}
        self.county.add(kind, id=id, **verified, entries=[{"id": f"{id}-0"} | entry])

    def _next(self, of: str) -> str:
        self._count += 1
        return f"{of}-{self.id}-{self._count:04}"
