"""Random ledgers of every event that the schemas know, tallied without files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from gongshi.kinds import Kind, load_kinds
from gongshi.records.load import Loaded
from gongshi.records.tables import struct_of, tables_of
from gongshi.tally import Tally, run_tally

Record = dict[str, Any]
Kinds = dict[str, Kind]

FIRST = date(2024, 1, 1)
AS_OF = date(2026, 2, 10)  # in the middle of a quarter, so that some entries are still to come
SIGNED = {"recorded_by": "s-one", "issued_by": "s-three"}
UNITS = ("office", "counter", "desk", "stall")
TEAMS = ("walkers", "helpers", "strollers")
RULES = (
    {"id": "minutes", "event": "service", "measure": "minutes", "amount": "1", "step": 1},
    {"id": "saved", "event": "service", "measure": "credit_minutes", "amount": "30", "step": 30},
    {
        "id": "service",
        "event": "service",
        "measure": "points",
        "amount": "2.35",
        "step": 45,
        "coefficients": [{"category": "heavy", "times": "1.75"}],
    },
    {"id": "money", "event": "money", "measure": "points", "amount": "10", "step": 10000},
    {"id": "goods", "event": "goods", "measure": "points", "amount": "7.5", "at_least": 5000},
)
CAPS = (
    {"id": "day", "measure": "minutes", "per": "day", "amount": "200", "beyond": "drop"},
    {"id": "all", "measure": "credit_minutes", "per": "all", "amount": "900", "beyond": "donate"},
)
EXPIRY = {"id": "lapse", "measure": "points", "month_day": "12-31", "years": 1}
BADGE = {"id": "busy", "name": "热心徽章", "activities": 2, "per": "quarter", "min_rating": "3.5"}
INDICATORS = ("accounts", "minutes", "projects", "redeemed", "partners")
UNIT_STAR = {"star": 1} | dict.fromkeys(INDICATORS, 1) | {"redeemed": "5"}
CADENCE = (
    {"id": "day", "step": "record", "by": "day"},
    {"id": "week", "step": "verify", "by": "week", "grace_days": 1},
)
USES = ("self", "family", "gift", "donation")


class Draw:
    """Draws one ledger; records by kind."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.records: dict[str, list[Record]] = {}
        self.entries: list[str] = []
        self.numbers: list[str] = []

    def add(self, kind: str, **record: Any) -> str:
        self.records.setdefault(kind, []).append({"basis": "local"} | record)
        return str(record["id"])

    def day(self) -> date:
        return FIRST + timedelta(days=self.random.randrange(800))

    def id(self, letter: str, on: date) -> str:
        tail = "".join(self.random.choices("0123456789abcdefghjkmnpqrstvwxyz", k=5))
        return f"{letter}-{on:%Y%m%d}-{tail}"

    def batch(self, kind: str, letter: str, on: date, entry: Record) -> None:
        """A file with one entry, verified some days later or not at all."""
        self.entries.append(entry["id"])
        self.add(
            kind,
            id=self.id(letter, on),
            unit=self.random.choice(UNITS),
            entries=[entry],
            **SIGNED,
            **self.verified(on),
        )

    def verified(self, on: date) -> Record:
        signed: Record = {"recorded_on": on.isoformat()}
        if self.random.random() < 0.93:
            later = on + timedelta(days=self.random.choice((0, 1, 3, 40)))
            signed |= {"verified_by": "s-two", "verified_on": later.isoformat()}
        return signed

    def frame(self) -> None:
        """Places, units, teams, volunteers and rules."""
        draw = self.random
        self.add("place", id="hill", name="小山县", level="county")
        self.add("place", id="hill-east", name="东街道", level="town", parent="hill")
        for n, unit in enumerate(UNITS):
            above = {"parent": UNITS[n // 2]} if n else {}
            self.add(
                "unit",
                id=unit,
                name=unit,
                place=draw.choice(("hill", "hill-east")),
                type="station",
                **above,
            )
        for n, team in enumerate(TEAMS):
            above = {"parent": TEAMS[0]} if n == 2 else {}
            unit = {"unit": draw.choice(UNITS)} if n else {}
            self.add("team", id=team, name=team, place="hill", **unit, **above)
        self.add("fund", id="fund", name="互助金", place="hill")
        for n in range(12):
            member = {
                "number": f"v-{n:06}",
                "joined": (FIRST - timedelta(days=draw.randrange(400))).isoformat(),
                "consent": draw.choice(("nothing", "number", "name")),
                "minor": draw.random() < 0.15,
                "cohort": draw.choice(("party", "resident")),
            }
            self.numbers.append(member["number"])
            self.add(
                "roster", id=f"roster-{n}", team=draw.choice(TEAMS), year=2024, members=[member]
            )
        for n, scope in enumerate(("hill", "counter", "helpers")):
            self.add(
                "policy",
                id=f"rules-{n}",
                name=f"规则{n}",
                family="earning",
                scope=scope,
                earning=draw.sample(RULES, draw.randint(3, 5)) if n else list(RULES),
                caps=list(CAPS),
                expiry=[EXPIRY],
                **{"from": "2023-01-01"},
                withdrawals=[{"id": use, "for": use} for use in USES],
            )
        self.add(
            "policy",
            id="merits",
            name="徽章",
            family="badges",
            scope="hill",
            badges=[BADGE],
            unit_stars=[UNIT_STAR],
            cadence=list(CADENCE),
            **{"from": "2024-01-01"},
        )
        self.add(
            "policy",
            id="party",
            name="在职党员",
            family="earning",
            scope="helpers",
            cohort="party",
            earning=[RULES[2] | {"amount": "1"}],
            **{"from": "2025-01-01"},
        )
        self.add(
            "policy",
            id="ladder",
            name="星级",
            family="stars",
            scope="hill",
            stars=[{"star": n, "minutes": 300 * n} for n in (1, 2, 3)],
            **{"from": "2024-01-01"},
        )
        for n, price in enumerate(("12.5", "8")):
            later = {"from": "2025-03-01", "points": "9.99"}
            self.add(
                "reward",
                id=f"reward-{n}",
                name=f"物品{n}",
                place="hill",
                prices=[{"from": "2023-01-01", "points": price}, later],
                stock=[{"received_on": "2023-01-01", "quantity": 1000}],
            )

    def activity(self) -> str:
        draw, on = self.random, self.day()
        id = self.add(
            "activity",
            id=self.id("a", on),
            name="打扫",
            place=draw.choice(("hill", "hill-east")),
            team=draw.choice(TEAMS),
            date=on.isoformat(),
            start="09:00",
            participants=[
                {"number": number, "minutes": draw.choice((30, 59, 60, 91, 240))}
                for number in draw.sample(self.numbers, draw.randint(1, 6))
            ],
            recorded_how="register",
            **({"category": "heavy"} if draw.random() < 0.3 else {}),
            **({"rating": draw.randint(3, 5)} if draw.random() < 0.5 else {}),
            **({"compulsory": True} if draw.random() < 0.05 else {}),
            recorded_by="s-one",
            **self.verified(on),
        )
        self.entries.append(id)
        return id

    def gift(self) -> None:
        draw, on = self.random, self.day()
        entry = {
            "id": self.id("g", on),
            "form": draw.choice(("money", "goods")),
            "fen": draw.choice((1, 9999, 10000, 25050)),
            "given_on": on.isoformat(),
            "evidence": "收据",
        }
        entry |= {"number": draw.choice(self.numbers)} if draw.random() < 0.7 else {"body": "mill"}
        entry |= {"fund": "fund"} if draw.random() < 0.5 else {}
        self.batch("donation", "d", on, entry)

    def withdrawal(self, activities: list[str]) -> None:
        draw, on, use = self.random, self.day(), self.random.choice(USES)
        entry = {
            "id": self.id("t", on),
            "for": use,
            "minutes": draw.choice((30, 45)),
            "requested_on": on.isoformat(),
        }
        entry["number"], other = draw.sample(self.numbers, 2)
        if use == "gift":
            entry["to"] = other
        elif use != "donation":
            entry |= {"dispatched_by": "s-two", "activity": draw.choice(activities)}
        self.batch("withdrawal", "w", on, entry)

    def redemption(self) -> None:
        draw, on = self.random, self.day()
        entry = {
            "id": self.id("x", on),
            "number": draw.choice(self.numbers),
            "reward": draw.choice(("reward-0", "reward-1")),
            "quantity": draw.randint(1, 3),
            "redeemed_on": on.isoformat(),
        }
        self.batch("redemption", "r", on, entry)

    def correction(self, entry: str) -> None:
        draw, on = self.random, self.day()
        one: Record = {}
        if entry.startswith("a-") and draw.random() < 0.5:
            (activity,) = (e for e in self.records["activity"] if e["id"] == entry)
            one = {"number": draw.choice(activity["participants"])["number"]}
        self.add(
            "correction",
            id=self.id("c", on),
            entry=entry,
            reason="wrong_amount",
            recorded_by="s-one",
            **self.verified(on),
            **one,
        )


def drawn(seed: int) -> dict[str, list[Record]]:
    """The records of one random ledger."""
    draw = Draw(seed)
    draw.frame()
    activities = [draw.activity() for _ in range(45)]
    for _ in range(15):
        draw.gift()
        draw.withdrawal(activities)
        draw.redemption()
    for entry in draw.random.sample(draw.entries, 8):
        draw.correction(entry)
    return draw.records


def loaded_of(records: dict[str, list[Record]], kinds: Kinds) -> Loaded:
    """The records in tables, as if they had been read from files."""
    tables: dict[str, pa.Table] = {}
    structs: dict[str, pa.StructArray] = {}
    paths: list[str] = []
    rows: list[Record] = []
    for name, kind in kinds.items():
        of_kind = sorted(records.get(name, []), key=lambda record: str(record["id"]))
        first = len(paths)
        paths += [f"records/{kind.folder}/{each['id']}.yaml" for each in of_kind]
        rows += [
            {"file": first + n, "kind": name, "id": each["id"], "path": paths[first + n]}
            for n, each in enumerate(of_kind)
        ]
        structs[name] = pa.array(of_kind, struct_of(kind.fields))
        files = pa.array(range(first, len(paths)), pa.int64())
        tables |= tables_of(kind, structs[name], files)
    tables["record"] = pa.Table.from_pylist(rows)
    return Loaded(tables=tables, paths=paths, findings=[], structs=structs)


@pytest.fixture(scope="session")
def kinds(root: Path) -> Kinds:
    return load_kinds(root / "schemas")


@pytest.fixture(scope="session")
def random_loaded(kinds: Kinds) -> Callable[[int], Loaded]:
    """The records of the random ledger of a seed."""
    return lambda seed: loaded_of(drawn(seed), kinds)


@pytest.fixture(scope="session")
def random_tally(kinds: Kinds, random_loaded: Callable[[int], Loaded]) -> Callable[[int], Tally]:
    """The tally of the random ledger of a seed."""
    return lambda seed: run_tally(random_loaded(seed), kinds, AS_OF)


@pytest.fixture(scope="session")
def as_of() -> date:
    """The day of the random ledgers."""
    return AS_OF


@pytest.fixture(scope="session")
def balances() -> Callable[[str], dict[tuple[str, str, str], Decimal]]:
    """Reads hledger's table of balances (CSV, bare) by account, commodity and period."""
    return _balances


def _balances(answer: str) -> dict[tuple[str, str, str], Decimal]:
    """Zeros are left out."""
    rows = csv.DictReader(answer.splitlines())
    return {
        (row["account"], row["commodity"], period): Decimal(amount)
        for row in rows
        for period, amount in row.items()
        if period not in ("account", "commodity") and Decimal(amount)
    }
