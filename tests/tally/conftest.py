"""A small made-up county as plain records, tallied without files."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pyarrow as pa
import pytest

from gongshi.kinds import Kind
from gongshi.records.load import Loaded
from gongshi.records.tables import struct_of, tables_of
from gongshi.tally import Tally, run_tally

Record = dict[str, Any]
Kinds = dict[str, Kind]

LOCAL = {"basis": "local"}
# Places hill and, in it, hill-east; units office and, below it, counter (in hill-east);
# helpers are a team of the counter, walkers of the office.
PLACES = [
    {"id": "hill", "name": "小山县", "level": "county"},
    {"id": "hill-east", "name": "小山东街道", "level": "town", "parent": "hill"},
]
UNITS = [
    {"id": "office", "name": "总站", "place": "hill", "type": "points_office"},
    {
        "id": "counter",
        "name": "网点",
        "place": "hill-east",
        "type": "points_counter",
        "parent": "office",
    },
]
TEAMS = [
    {"id": "helpers", "name": "帮忙队", "place": "hill-east", "unit": "counter"},
    {"id": "walkers", "name": "健步队", "place": "hill", "unit": "office"},
]
MINUTES = {"id": "minutes", "event": "service", "measure": "minutes", "amount": "1", "step": 1}
P1 = [
    {"id": "service", "event": "service", "measure": "points", "amount": "10", "at_least": 60},
    {"id": "money", "event": "money", "measure": "points", "amount": "10", "step": 10000},
    {"id": "goods", "event": "goods", "measure": "points", "amount": "10", "step": 10000},
]


class County:
    """Records by kind; each method adds one and returns its id."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.records: dict[str, list[Record]] = {name: [] for name in kinds}
        self._count = count(1)
        for kind, records in (("place", PLACES), ("unit", UNITS), ("team", TEAMS)):
            for record in records:
                self.add(kind, **record)

    def add(self, kind: str, **record: Any) -> str:
        """A record of any kind, local unless told otherwise."""
        self.records[kind].append(deepcopy(LOCAL | record))
        return str(record["id"])

    def policy(
        self,
        id: str,
        part: str,
        rules: list[Record],
        scope: str = "hill",
        since: str = "2020-01-01",
        **more: Any,
    ) -> str:
        """A policy with one part, such as `earning`; others may stand in `more`."""
        family = {"quotas": "quota", "windows": "redemption", "withdrawals": "time_saving"}.get(
            part, part
        )
        fields = {"name": f"规则{id}", "family": family, "scope": scope, "from": since, part: rules}
        return self.add("policy", **({"id": id} | fields | more))

    def volunteer(
        self, number: str, team: str = "helpers", joined: str = "2020-01-01", **more: Any
    ) -> str:
        """A volunteer on a roster of their own."""
        member = {"number": number, "joined": joined, "consent": "number"} | more
        year = int(joined[:4])
        self.add("roster", id=f"{team}-{next(self._count)}", team=team, year=year, members=[member])
        return number

    def activity(self, on: str, minutes: dict[str, int], team: str = "helpers", **more: Any) -> str:
        """A verified service, unless `verified_on` is None."""
        id = f"a-{on.replace('-', '')}-{next(self._count):05}"
        fields: Record = {
            "id": id,
            "name": "打扫",
            "place": next(each["place"] for each in self.records["team"] if each["id"] == team),
            "team": team,
            "date": on,
            "start": "09:00",
            "participants": [{"number": n, "minutes": m} for n, m in minutes.items()],
            "recorded_by": "s-one",
            "recorded_on": on,
            "verified_by": "s-two",
            "verified_on": on,
        }
        return self.add("activity", **_without_none(fields | more))

    def gift(self, on: str, fen: int, unit: str = "counter", **more: Any) -> str:
        """A verified gift of money in a batch of its own, unless told otherwise."""
        batch = {key: more.pop(key) for key in ("verified_by", "verified_on") if key in more}
        entry = {"form": "money", "fen": fen, "given_on": on}
        return self.batch("donation", on, entry | more, unit, **batch)

    def batch(self, kind: str, on: str, entry: Record, unit: str, **more: Any) -> str:
        """A verified batch of one entry, of donations, withdrawals or redemptions."""
        n, letter = next(self._count), {"donation": "g", "withdrawal": "t", "redemption": "x"}[kind]
        entry = {"id": f"{letter}-{on.replace('-', '')}-{n:05}"} | entry
        record = {"id": f"{kind[0]}-{on.replace('-', '')}-{n:05}", "unit": unit, "recorded_on": on}
        verified = {"verified_by": "s-two", "verified_on": on} | more
        self.add(kind, **_without_none(record | verified), entries=[entry])
        return str(entry["id"])

    def withdrawal(
        self,
        on: str,
        number: str,
        minutes: int,
        use: str = "self",
        unit: str = "counter",
        **more: Any,
    ) -> str:
        """Saved time taken out, verified on the day unless told otherwise."""
        entry: Record = {"number": number, "for": use, "minutes": minutes, "requested_on": on}
        entry |= {name: more.pop(name) for name in ("to", "activity") if name in more}
        return self.batch("withdrawal", on, entry, unit, **more)

    def reward(self, id: str, *prices: tuple[str, str]) -> str:
        """Goods with their prices, each from a day on."""
        asked = [{"from": since, "points": points} for since, points in prices]
        stock = [{"received_on": "2020-01-01", "quantity": 1000}]
        return self.add("reward", id=id, name="毛巾", place="hill", prices=asked, stock=stock)

    def redemption(
        self,
        on: str,
        number: str,
        reward: str,
        quantity: int = 1,
        unit: str = "counter",
        **more: Any,
    ) -> str:
        """Points exchanged, verified on the day unless told otherwise."""
        entry = {"number": number, "reward": reward, "quantity": quantity, "redeemed_on": on}
        return self.batch("redemption", on, entry, unit, **more)

    def correction(self, on: str, entry: str, number: str | None = None, **more: Any) -> str:
        """A verified correction of an entry, or of one person's part in it."""
        fields: Record = {
            "id": f"c-{on.replace('-', '')}-{next(self._count):05}",
            "entry": entry,
            "number": number,
            "reason": "wrong_amount",
            "recorded_by": "s-one",
            "recorded_on": on,
            "verified_by": "s-two",
            "verified_on": on,
        }
        return self.add("correction", **_without_none(fields | more))

    def loaded(self) -> Loaded:
        """The records in tables, as if they had been read from files."""
        tables: dict[str, pa.Table] = {}
        structs: dict[str, pa.StructArray] = {}
        paths: list[str] = []
        for name, kind in self.kinds.items():
            records = self.records[name]
            files = pa.array(range(len(paths), len(paths) + len(records)), pa.int64())
            paths += [f"records/{kind.folder}/{record['id']}.yaml" for record in records]
            structs[name] = pa.array(records, struct_of(kind.fields))
            tables |= tables_of(kind, structs[name], files)
        return Loaded(tables=tables, paths=paths, findings=[], structs=structs)

    def tally(self, as_of: str = "2030-12-31", commit: str | None = None) -> Tally:
        """The tally of these records."""
        return run_tally(self.loaded(), self.kinds, date.fromisoformat(as_of), commit)

    def sums(self, number: str, as_of: str = "2030-12-31") -> dict[str, Decimal]:
        """A volunteer's sums by measure."""
        rows = self.tally(as_of).rows(
            "SELECT measure, SUM(amount) AS amount FROM passbook WHERE number = ? GROUP BY measure",
            number,
        )
        return {row["measure"]: row["amount"] for row in rows}


def _without_none(record: Record) -> Record:
    return {name: value for name, value in record.items() if value is not None}


@pytest.fixture(scope="session")
def new_county(kinds: Kinds) -> Callable[[], County]:
    """Counties without policies, volunteers or entries."""
    return lambda: County(kinds)


@pytest.fixture
def county(new_county: Callable[[], County]) -> County:
    """A county with P1 (flat), minutes counted as served, and the volunteer v-000001."""
    each = new_county()
    each.policy("p1", "earning", [MINUTES, *P1])
    each.volunteer("v-000001")
    return each
