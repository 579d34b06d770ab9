"""A random ledger with more that hangs on it, read as if from files, and what may happen to it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa
from random_ledger import NUMBERS, Ledger, lived

from gongshi.checks.laws import law_tally
from gongshi.checks.ledger import Judged, judge
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.load import Loaded, Since
from gongshi.records.tables import struct_of, tables_of

DAY = date(2026, 2, 1)  # by when all is booked
Record = dict[str, Any]
Records = dict[str, list[Record]]


def loaded(records: Records, kinds: dict[str, Kind], before: Records | None = None) -> Loaded:
    """The records as if read from files, and what is otherwise than `before`."""
    now, were = _by_path(records, kinds), _by_path(before or records, kinds)
    paths = sorted(now)
    place = {path: number for number, path in enumerate(paths)}
    tables, structs = _tables(now, kinds, place)
    rows = [(place[path], name, each["id"], path) for path, (name, each) in sorted(now.items())]
    columns = list(zip(*rows, strict=True))
    tables["record"] = pa.table(dict(zip(("file", "kind", "id", "path"), columns, strict=True)))
    tables["broken"] = tables["record"].slice(0, 0)
    was = {path: each for path, each in were.items() if now.get(path) != each}
    since = Since(
        state="before",
        changed=frozenset(place[path] for path in now if now[path] != were.get(path)),
        structs={name: pa.array(_of(was, name), struct_of(kinds[name].fields)) for name in kinds},
        paths={name: [at for at, each in sorted(was.items()) if each[0] == name] for name in kinds},
        keep=lambda: None,
    )
    return Loaded(tables, paths, [], structs, "state", since)


def _by_path(records: Records, kinds: dict[str, Kind]) -> dict[str, tuple[str, Record]]:
    return {
        f"records/{kinds[name].folder}/{each['id']}.yaml": (name, each)
        for name, of_kind in records.items()
        for each in of_kind
    }


def _of(by_path: dict[str, tuple[str, Record]], name: str) -> list[Record]:
    return [each for _, (kind, each) in sorted(by_path.items()) if kind == name]


def _tables(
    by_path: dict[str, tuple[str, Record]], kinds: dict[str, Kind], place: dict[str, int]
) -> tuple[dict[str, pa.Table], dict[str, pa.StructArray]]:
    tables: dict[str, pa.Table] = {}
    structs: dict[str, pa.StructArray] = {}
    for name, kind in kinds.items():
        numbers = [place[path] for path in sorted(by_path) if by_path[path][0] == name]
        structs[name] = pa.array(_of(by_path, name), struct_of(kind.fields))
        tables |= tables_of(kind, structs[name], pa.array(numbers, pa.int64()))
    return tables, structs


def world(kinds: dict[str, Kind], seed: int) -> Ledger:
    """A ledger and more that hangs on it, every month of it closed."""
    ledger = lived(kinds, seed)
    ledger.records["closing"].clear()
    rules = ledger.records["policy"][0]
    monthly = {"id": "a-month", "measure": "points", "per": "month", "amount": "60"}
    rules["caps"].append(monthly | {"beyond": "donate"})
    rules["expiry"] = [{"id": "lapse", "measure": "points", "month_day": "12-31", "years": 1}]
    rules["quotas"] = [{"id": "year", "measure": "points", "amount": "30"}]
    rules["stars"] = [{"star": star, "minutes": 300 * star} for star in (1, 2, 3)]
    rules["badges"] = [{"id": "eager", "name": "勤", "activities": 2, "per": "month"}]
    least = {"accounts": 1, "projects": 0, "redeemed": "0", "partners": 0}
    rules["unit_stars"] = [{"star": star, "minutes": 900 * star} | least for star in (1, 2, 3)]
    services = ledger.records["activity"]
    for at, each in enumerate(services[::5]):
        each |= {"project": f"p{at % 2}", "response_hours": 3}
        steps = [("requested", "08:00"), ("accepted", "08:30"), ("served", "09:10")]
        day = each["date"]
        events = [{"step": step, "at": f"{day}T{hour}", "by": "s-rec"} for step, hour in steps]
        events[-1] |= {"activity": each["id"]}
        need = {
            "summary": "要人",
            "place": "hill",
            "unit": "counter",
            "fund": "common",
            "cost": 100,
        }
        ledger.add("need", id=ledger.id("n", date(2024, 1, 1)), events=events, **need)
    ledger.add("fund", id="common", name="基金")
    for id in ("p0", "p1"):
        ledger.add("project", id=id, name=id, place="hill", unit="counter", status="evaluated")
    for number in NUMBERS[:2]:
        ledger.add(
            "certificate",
            **{"id": f"z-{number}", "unit": "office", "number": number, "from": "2024-01-01"},
            to="2024-12-31",
            minutes=600,
            services=3,
            issued_by="s-ver",
            issued_on="2025-01-20",
        )
    stars = [{"class": "all", "number": each, "star": 2} for each in NUMBERS]
    badges = [{"class": "all", "number": each, "badge": "eager"} for each in NUMBERS]
    told = (("counter", 2), ("office", 9))
    units = [{"class": "all", "winner": unit, "star": star} for unit, star in told]
    for id, grants, results in (("s", "star", stars + units), ("b", "badge", badges)):
        fields = {"name": "评", "place": "hill", "grants": grants, "appraises": "2024"}
        ledger.add("award", id=id, date="2025-01-15", results=results, **fields)
    tally = ledger.tally()
    for month in range(1, 13):
        ledger.close(tally, f"2024-{month:02}", "2025-01-02", "hill-east" if month % 2 else "hill")
    return ledger


def _person(draw: Random, record: Record) -> None:
    line = draw.choice(record.get("participants") or record["entries"])
    line["number"] = draw.choice(NUMBERS)


def _amount(draw: Random, record: Record) -> None:
    line = draw.choice(record.get("participants") or record["entries"])
    name = next((each for each in ("minutes", "quantity", "fen") if each in line), None)
    if name is not None:
        line[name] = draw.choice([1, 30, 61, 600, 20_000])


def _unverify(_: Random, record: Record) -> None:
    for name in ("verified_by", "verified_on"):
        record.pop(name, None)


def _day(draw: Random, record: Record) -> None:
    day = str(date(2025, draw.randint(1, 12), draw.randint(1, 28)))
    record["recorded_on"] = record["verified_on"] = day


CHANGES: list[Callable[[Random, Record], None]] = [_person, _amount, _unverify, _day]
ENTRIES = ("activity", "donation", "withdrawal", "redemption")


def change(ledger: Ledger, draw: Random) -> None:
    """One of the things that happen to records, lawful or not."""
    kind = draw.choice([each for each in ENTRIES if ledger.records[each]])
    some = ledger.records[kind]
    match draw.randrange(11):
        case 0:
            some.remove(draw.choice(some))
        case 1:
            copy = deepcopy(draw.choice(some))
            copy["id"] += "x"
            for each in copy.get("entries", ()):
                each["id"] += "x"
            some.append(copy)
        case 2:
            of = draw.choice(some)
            named = draw.choice(of["entries"])["id"] if "entries" in of else of["id"]
            ledger.correction(date(2025, 11, 3), named, draw.choice([None, *NUMBERS]))
        case 3 if ledger.records["correction"]:
            corrections = ledger.records["correction"]
            corrections.remove(draw.choice(corrections))
        case 4:
            roster = ledger.records["roster"][0]
            draw.choice(roster["members"])["cohort"] = draw.choice(["party", "student"])
        case 5:
            event = draw.choice(ledger.records["need"])["events"][-1]
            event["activity"] = draw.choice(ledger.records["activity"])["id"]
        case 6:
            for result in draw.choice(ledger.records["award"])["results"]:
                result["revoked_on"] = "2025-01-18"
        case _:
            draw.choice(CHANGES)(draw, draw.choice(some))


def whole(of: Loaded, kinds: dict[str, Kind], day: date = DAY) -> Judged:
    """What all laws make of all records."""
    return judge(law_tally(of, kinds), of, kinds, None, (), lambda *_: None, day)


def told(judged: Judged) -> tuple[object, ...]:
    """All that is found, without order, and every sum that is not nothing."""
    sums = judged.sums
    return (
        judged.as_of,
        judged.day,
        judged.hanging,
        sorted(map(_said, judged.findings)),
        {key: each for key, each in judged.yearly.items() if each},
        {key: each for key, each in judged.payments.items() if each != (0, 0)},
        sums and ({k: each for k, each in sums.held.items() if each}, sums.targets, sums.stars),
    )


def _said(each: Finding) -> tuple[object, ...]:
    return (*each.order, str(sorted(each.args.items())), str(each.related))
