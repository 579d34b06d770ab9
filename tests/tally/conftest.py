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
        """A policy with one part: `earning`, `quotas` or `stars`."""
        family = {"earning": "earning", "quotas": "quota", "stars": "stars"}[part]
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
        n = next(self._count)
        batch = {key: more.pop(key) for key in ("verified_by", "verified_on") if key in more}
        entry = {
            "id": f"g-{on.replace('-', '')}-{n:05}",
            "form": "money",
            "fen": fen,
            "given_on": on,
        }
        record = {"id": f"d-{on.replace('-', '')}-{n:05}", "unit": unit, "recorded_on": on}
        verified = {"verified_by": "s-two", "verified_on": on} | batch
        self.add("donation", **_without_none(record | verified), entries=[entry | more])
        return str(entry["id"])

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
