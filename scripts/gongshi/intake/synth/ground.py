"""What stands before anything is done: places, bodies, units, staff, goods, rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gongshi.intake.demo.draw import Draw, Record
from gongshi.intake.synth.data import filled
from gongshi.intake.synth.sizes import TOWNS_OF_CITY, TOWNS_OF_COUNTY

Plan = Mapping[str, Any]
Filed = tuple[str, Record]  # the name of a kind, and a record of it


@dataclass(frozen=True, slots=True)
class Desk:
    """A unit with those who work at it: who records, who verifies, who hands out goods."""

    unit: str
    place: str
    recorder: str
    verifier: str
    issuer: str
    rewards: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Town:
    """A town by its number from 0: where it lies, its desks, who keeps its rules.

    `station` is its V-station, `branch` the desk above all `counters`.
    """

    index: int
    counters: tuple[Desk, ...]

    @property
    def city(self) -> str:
        """The id of its city."""
        return f"c{self.index // TOWNS_OF_CITY + 1}"

    @property
    def county(self) -> str:
        """The id of its county."""
        return f"{self.city}-{self.index % TOWNS_OF_CITY // TOWNS_OF_COUNTY + 1}"

    @property
    def id(self) -> str:
        """Its own id."""
        return f"{self.county}-{self.index % TOWNS_OF_COUNTY + 1}"

    @property
    def keeper(self) -> str:
        """The staff id of who closes its months and lets late entries pass."""
        return f"s-{self.id}-k"

    @property
    def branch(self) -> Desk:
        """The desk above all counters of the town."""
        return _desk(self.id, f"{self.id}-branch", "b", f"s-{self.id}-v2")

    @property
    def station(self) -> Desk:
        """Its V-station, which has rules of its own."""
        return _desk(self.id, f"{self.id}-v", "s", f"s-{self.id}-v1")


def town(index: int, communities: int) -> Town:
    """The town at `index`, with a counter in each of its communities."""
    bare = Town(index, ())
    counters = (
        _desk(f"{bare.id}-{i + 1:02}", f"{bare.id}-{i + 1:02}-counter", f"{i + 1:02}", verifier)
        for i, verifier in enumerate(f"s-{bare.id}-v{i % 2 + 1}" for i in range(communities))
    )
    return Town(index, tuple(counters))


def _desk(place: str, unit: str, name: str, verifier: str) -> Desk:
    town = verifier.rpartition("-")[0]
    staff = f"{town}-{name}"
    rewards = (f"{unit}-reward-1", f"{unit}-reward-2")
    return Desk(unit, place, f"{staff}-r", verifier, f"{staff}-i", rewards)


def city_records(plan: Plan, city: str) -> Iterator[Filed]:
    """The city itself, its office, its rules."""
    number = city.removeprefix("c")
    yield "place", {"id": city, "basis": "local", "name": f"合成{number}市", "level": "city"}
    yield "body", _body(city, f"合成{number}市社会工作部", "city")
    yield (
        "unit",
        {
            "id": f"{city}-office",
            "basis": "local",
            "name": f"合成{number}市积分总站",
            "type": "points_office",
            "place": city,
            "scheme": f"{city}-network",
            "level": 1,
            "opened": "2024-01-02",
        },
    )
    for policy in plan["policies"]:
        yield "policy", filled(policy, {"city": city})


def county_records(town: Town) -> Iterator[Filed]:
    """The county of a town."""
    name = f"合成{town.county.removeprefix('c').replace('-', '市')}县"
    yield (
        "place",
        {
            "id": town.county,
            "basis": "local",
            "name": name,
            "level": "county",
            "parent": town.city,
        },
    )


def town_records(plan: Plan, town: Town, draw: Draw) -> Iterator[Filed]:
    """The town, its communities, desks, staff, goods and fund."""
    name = f"第{town.index + 1}镇"
    yield (
        "place",
        {"id": town.id, "basis": "local", "name": name, "level": "town", "parent": town.county},
    )
    yield "body", _body(town.id, f"{name}社会工作办公室", "town")
    yield (
        "fund",
        {
            "id": f"{town.id}-fund",
            "basis": "local",
            "name": f"{name}互助金",
            "place": town.id,
            "unit": f"{town.id}-branch",
        },
    )
    yield (
        "partner",
        {
            "id": f"{town.id}-partner",
            "basis": "local",
            "name": f"{name}商户联盟",
            "place": town.id,
            "unit": f"{town.id}-branch",
            "type": "alliance",
            "joined": "2024-05",
        },
    )
    yield "policy", filled(plan["station_policy"], {"town": town.id})
    desks = (
        (town.branch, f"{name}分站", "points_branch", 2, f"{town.city}-office"),
        (town.station, f"{name}V站", "v_station", 3, f"{town.id}-branch"),
        *(
            (desk, f"{name}第{i}社区网点", "points_counter", 3, f"{town.id}-branch")
            for i, desk in enumerate(town.counters, start=1)
        ),
    )
    for i, desk in enumerate(town.counters, start=1):
        yield (
            "place",
            {
                "id": desk.place,
                "basis": "local",
                "name": f"{name}第{i}社区",
                "level": "community",
                "parent": town.id,
            },
        )
    for desk, label, sort, level, parent in desks:
        yield (
            "unit",
            {
                "id": desk.unit,
                "basis": "local",
                "name": label,
                "type": sort,
                "place": desk.place,
                "scheme": f"{town.city}-network",
                "level": level,
                "parent": parent,
                "services": ["登记服务", "接收捐赠"],
                "opened": "2024-03-01",
            },
        )
        yield "staff", _staff(desk.recorder, desk.unit, "recorder")
        yield "staff", _staff(desk.issuer, desk.unit, "recorder")
        yield from (("reward", _reward(plan, draw, desk, each)) for each in desk.rewards)
    for name in ("v1", "v2"):
        yield "staff", _staff(f"s-{town.id}-{name}", town.branch.unit, "verifier")
    yield "staff", _staff(town.keeper, town.branch.unit, "keeper", "verifier")


def _body(place: str, name: str, level: str) -> Record:
    body = {"id": f"{place}-body", "basis": "local", "name": name, "level": level}
    return {**body, "place": place, "type": "party"}


def _staff(id: str, unit: str, *roles: str) -> Record:
    return {"id": id, "basis": "local", "unit": unit, "roles": list(roles)}


def _reward(plan: Plan, draw: Draw, desk: Desk, id: str) -> Record:
    points = draw.among((10, 20, 30))
    return {
        "id": id,
        "basis": "local",
        "name": draw.among(plan["rewards"]),
        "place": desk.place,
        "unit": desk.unit,
        "prices": [
            {"from": "2024-12-01", "points": str(points)},
            {"from": "2025-07-01", "points": str(points + 5)},
        ],
        "stock": [
            {"received_on": "2024-12-15", "quantity": 500},
            {"received_on": "2025-06-20", "quantity": 700},
        ],
    }


def price(reward: Record, day: str) -> int:
    """What a reward costs on a day, in points."""
    return max(int(each["points"]) for each in reward["prices"] if each["from"] <= day)
