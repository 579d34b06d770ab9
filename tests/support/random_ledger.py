"""A random small ledger: two teams, six volunteers, a year of services, gifts, redemptions,
withdrawals and corrections, its months closed.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa

from gongshi.checks.laws import law_tally
from gongshi.checks.run import check
from gongshi.kinds import Kind
from gongshi.records.load import Loaded
from gongshi.records.tables import struct_of, tables_of
from gongshi.tally import Tally
from gongshi.tally.closing import plain_amount, seal

Record = dict[str, Any]
Place = tuple[str, str, str]  # code, `kind/id`, pointer
RULES = [
    {"id": "minutes", "event": "service", "measure": "minutes", "amount": "1", "step": 1},
    {"id": "saved", "event": "service", "measure": "credit_minutes", "amount": "1", "step": 1},
    {"id": "points", "event": "service", "measure": "points", "amount": "10", "step": 60},
    {"id": "money", "event": "money", "measure": "points", "amount": "10", "step": 10000},
]
OPEN = date(2025, 1, 1)  # from here on no month is closed
NUMBERS = [f"v-00000{n}" for n in range(6)]


class Ledger:
    """Records by kind; `file` of a record is `kind/id`."""

    def __init__(self, kinds: dict[str, Kind], seed: int) -> None:
        self.kinds = kinds
        self.records: dict[str, list[Record]] = {name: [] for name in kinds}
        self.draw = Random(seed)
        self.count = 0
        self.days = {"helpers": date(2024, 1, 8), "walkers": date(2024, 1, 9)}
        self._county()

    def add(self, kind: str, **record: Any) -> Record:
        self.records[kind].append({"basis": "local"} | record)
        return self.records[kind][-1]

    def id(self, letter: str, day: date) -> str:
        self.count += 1
        return f"{letter}-{day:%Y%m%d}-{self.count:05}"

    def activity(self, day: date, team: str = "helpers", **more: Any) -> Record:
        """A service that breaks no law where no other is on the day; verified within the week."""
        came = self.draw.sample(NUMBERS, self.draw.randint(2, 4))
        fields: Record = {
            "id": self.id("a", day),
            "name": "打扫",
            "place": "hill-east" if team == "helpers" else "hill",
            "team": team,
            "date": str(day),
            "start": "09:00",
            "participants": [
                {"number": each, "minutes": self.draw.randint(30, 240)} for each in came
            ],
            "recorded_how": "register",
            "recorded_by": "s-rec",
            "recorded_on": str(day),
            "verified_by": "s-ver",
            "verified_on": str(day + timedelta(days=day.isoweekday() < 7)),
        }
        made = {name: each for name, each in (fields | more).items() if each is not None}
        return self.add("activity", **made)

    def batch(self, kind: str, day: date, entry: Record, **more: Any) -> Record:
        """One gift, withdrawal or redemption in a batch of its own, verified on the day."""
        letters = {"donation": "dg", "withdrawal": "wt", "redemption": "rx"}[kind]
        day_of = {"donation": "given_on", "withdrawal": "requested_on"}.get(kind, "redeemed_on")
        fields: Record = {
            "id": self.id(letters[0], day),
            "unit": "counter",
            "recorded_by": "s-rec",
            "recorded_on": str(day),
            "verified_by": "s-ver",
            "verified_on": str(day),
            "entries": [{"id": self.id(letters[1], day), day_of: str(day)} | entry],
        }
        fields |= {"issued_by": "s-iss"} if kind == "redemption" else {}
        return self.add(kind, **(fields | more))

    def redemption(self, day: date, number: str, quantity: int = 1, **more: Any) -> Record:
        entry = {"number": number, "reward": more.pop("reward", "soap"), "quantity": quantity}
        return self.batch("redemption", day, entry, **more)

    def withdrawal(self, day: date, number: str, use: str, **entry: Any) -> Record:
        return self.batch("withdrawal", day, {"number": number, "for": use} | entry)

    def correction(self, day: date, entry: str, number: str | None = None, **more: Any) -> Record:
        fields = {
            "id": self.id("c", day),
            "entry": entry,
            "reason": "other",
            "recorded_by": "s-rec",
            "recorded_on": str(day),
            "verified_by": "s-ver",
            "verified_on": str(day),
        }
        return self.add("correction", **(fields | ({"number": number} if number else {}) | more))

    def tally(self) -> Tally:
        return law_tally(self.loaded(), self.kinds)

    def close(self, tally: Tally, period: str, closed_on: str, place: str = "hill") -> Record:
        sealed = seal(tally, place, period, None)
        totals = [
            {"measure": name, "amount": plain_amount(each)} for name, each in sealed.totals.items()
        ]
        return self.add(
            "closing",
            id=f"{place}-{period}",
            place=place,
            period=period,
            lines=sealed.lines,
            totals=totals,
            digest=sealed.digest,
            closed_by="s-key",
            closed_on=closed_on,
        )

    def loaded(self) -> Loaded:
        """The records in tables, as if they had been read from files."""
        tables: dict[str, pa.Table] = {}
        structs: dict[str, pa.StructArray] = {}
        register: list[Record] = []
        for name, kind in self.kinds.items():
            records = self.records[name]
            first = len(register)
            files = pa.array(range(first, first + len(records)), pa.int64())
            for at, each in enumerate(records, first):
                row = {"file": at, "kind": name, "id": each["id"], "path": f"{name}/{each['id']}"}
                register.append(row)
            structs[name] = pa.array(records, struct_of(kind.fields))
            tables |= tables_of(kind, structs[name], files)
        schema = pa.schema(
            [
                ("file", pa.int64()),
                ("kind", pa.string()),
                ("id", pa.string()),
                ("path", pa.string()),
            ]
        )
        tables["record"] = pa.Table.from_pylist(register, schema=schema)
        tables["broken"] = schema.empty_table()
        return Loaded(tables, [row["path"] for row in register], [], structs)

    def found(self) -> set[Place]:
        findings = check(self.loaded(), self.kinds).findings
        return {(each.code, each.file, each.pointer) for each in findings}

    def _county(self) -> None:
        self.add("place", id="hill", name="小山县", level="county")
        self.add("place", id="hill-east", name="小山东街道", level="town", parent="hill")
        self.add("unit", id="office", name="总站", place="hill", type="points_office")
        unit = {"name": "网点", "place": "hill-east", "type": "points_counter"}
        self.add("unit", id="counter", parent="office", **unit)
        self.add("body", id="bureau", name="小山县服务办", level="county", place="hill")
        for id, place, unit_id in (
            ("helpers", "hill-east", "counter"),
            ("walkers", "hill", "office"),
        ):
            body = ["bureau"]
            team = {"nature": "general", "supervised_by": body, "unit": unit_id, "place": place}
            self.add("team", id=id, name=f"{id}队", **team)
            guests = [{"number": each, "joined": "2023-01-01"} for each in NUMBERS]
            members = [each | {"consent": "number"} for each in guests]
            rows = {"members": members} if id == "helpers" else {"guests": guests}
            self.add("roster", id=f"{id}-2023", team=id, year=2023, **rows)
        for id, role in (("rec", "recorder"), ("ver", "verifier"), ("key", "keeper")):
            self.add("staff", id=f"s-{id}", unit="office", roles=[role])
        self.add("staff", id="s-iss", unit="office", roles=["recorder"])
        prices = [{"from": "2024-01-01", "points": "5"}]
        stock = [{"received_on": "2024-01-01", "quantity": 5000}]
        self.add("reward", id="soap", name="肥皂", place="hill", prices=prices, stock=stock)
        self.add(
            "policy",
            id="rules",
            name="规则",
            family="earning",
            scope="hill",
            **{"from": "2024-01-01"},
            earning=RULES,
            overlap_minutes=10,
            caps=[
                {
                    "id": "a-day",
                    "measure": "minutes",
                    "per": "day",
                    "amount": "480",
                    "with_approval": "720",
                    "beyond": "refuse",
                }
            ],
            withdrawals=[{"id": f"for-{use}", "for": use} for use in ("self", "family", "gift")],
            windows=[
                {"id": "all", "every": "month", "from_day": 1, "to_day": 5},
                {"id": "rich", "every": "month", "from_day": 6, "to_day": 8, "at_least": "99999"},
            ],
            cadence=[
                {"id": "record", "step": "record", "by": "day"},
                {"id": "verify", "step": "verify", "by": "week"},
            ],
        )

    def live(self) -> None:
        """A year of services and all else, and every month of it closed."""
        for team, first in self.days.items():
            for week in range(50):
                if self.draw.random() < 0.3:
                    self.activity(first + timedelta(weeks=week), team)
        for number in NUMBERS:  # so that each has something to spend
            wednesday = date(2024, 5, 1) + timedelta(weeks=NUMBERS.index(number))
            self.activity(wednesday, participants=[{"number": number, "minutes": 200}])
        for number in self.draw.sample(NUMBERS, 3):
            self.redemption(
                date(2024, self.draw.randint(7, 12), 3), number, self.draw.randint(1, 2)
            )
            day = date(2024, 10, 2)
            self.batch(
                "donation", day, {"form": "money", "fen": 15000, "number": number, "evidence": "1"}
            )
        holder, helper = self.draw.sample(NUMBERS, 2)
        day = date(2024, 8, 7)
        service = self.activity(day, participants=[{"number": helper, "minutes": 60}])
        help_by = {"minutes": 60, "dispatched_by": "s-key", "activity": service["id"]}
        self.withdrawal(day, holder, "family", **help_by)
        self.withdrawal(date(2024, 9, 4), holder, "gift", minutes=30, to=helper)
        wrong = self.activity(date(2024, 11, 6))
        self.correction(date(2024, 11, 20), wrong["id"])
        tally = self.tally()
        for month in range(1, 13):
            place = "hill-east" if month % 2 else "hill"
            self.close(tally, f"2024-{month:02}", "2025-01-02", place)


_MADE: dict[int, dict[str, list[Record]]] = {}


def lived(kinds: dict[str, Kind], seed: int) -> Ledger:
    """A clean ledger from a seed, made once; what is planted in it draws from the seed too."""
    ledger = Ledger(kinds, seed)
    if seed not in _MADE:
        ledger.live()
        _MADE[seed] = ledger.records
    ledger.records = deepcopy(_MADE[seed])
    ledger.count = 90000
    return ledger
