"""All files of a made-up tree, town by town."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gongshi.intake.demo.draw import Draw
from gongshi.intake.synth.codes import Codes
from gongshi.intake.synth.data import data
from gongshi.intake.synth.exchange import Exchange
from gongshi.intake.synth.ground import (
    Filed,
    Town,
    city_records,
    county_records,
    town,
    town_records,
)
from gongshi.intake.synth.orders import Needs, draw_projects, evaluated
from gongshi.intake.synth.people import draw_teams
from gongshi.intake.synth.recognition import closings, star_round
from gongshi.intake.synth.services import Services
from gongshi.intake.synth.sizes import TOWNS_OF_CITY, TOWNS_OF_COUNTY, Size
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml

# How many codes a town may use: of volunteers, and of all events together.
PEOPLE, EVENTS = 1 << 20, 1 << 15
LAST_TOWN = 1023  # whose codes no town of any scale uses

Plan = Mapping[str, Any]
Kinds = Mapping[str, Kind]


def towns(kinds: Kinds, size: Size, seed: int) -> Iterator[dict[str, str]]:
    """The files of one town after the other: by path below the repository's top, the text in
    canonical form. With the first of a county or city come those of the county or city.
    """
    for index in range(size.towns):
        local = size.of_town(index)
        yield _town(kinds, data("plan.yaml"), town(index, local.communities), local, seed)


def _path_of(kinds: Kinds, kind: str, id: str) -> str:
    """Where a record lies."""
    return f"records/{kinds[kind].folder}/{id}.yaml"


def _filed(kinds: Kinds, records: Iterable[Filed]) -> Iterator[tuple[str, str]]:
    """Records as files."""
    for kind, record in records:
        yield _path_of(kinds, kind, record["id"]), to_yaml(record, kinds[kind])


def _town(kinds: Kinds, plan: Plan, here: Town, size: Size, seed: int) -> dict[str, str]:
    draw = Draw(seed * 1_000_003 + here.index)
    numbers, codes = Codes(seed, 6, here.index * PEOPLE), Codes(seed, 5, here.index * EVENTS)
    made: dict[str, str] = {}
    if here.index % TOWNS_OF_CITY == 0:
        made.update(_filed(kinds, city_records(plan, here.city)))
    if here.index % TOWNS_OF_COUNTY == 0:
        made.update(_filed(kinds, county_records(here)))
    ground = list(town_records(plan, here, draw))
    made.update(_filed(kinds, ground))
    teams, rosters, records = draw_teams(draw, numbers, plan, here, size.teams, size.volunteers)
    made.update(_filed(kinds, records))
    made.update((_path_of(kinds, "roster", id), text) for id, text in rosters)
    projects = list(draw_projects(draw, plan, here, teams, size.projects))
    services = Services(draw, codes, plan, here)
    written = services.write(teams, size.activities, size.participations)
    made.update((_path_of(kinds, "activity", id), text) for id, text in written)
    made.update(_filed(kinds, evaluated(projects, services.drawn)))
    exchange = Exchange(draw, codes, plan, here, teams, services.drawn)
    made.update(_filed(kinds, exchange.corrections()))
    rewards = {record["id"]: record for kind, record in ground if kind == "reward"}
    for kind, id, text in exchange.batches(size.exchanges, rewards):
        made[_path_of(kinds, kind, id)] = text
    fit = [each for each in services.drawn if each.counts and each.id not in exchange.corrected]
    needs = Needs(draw, codes, plan, here, fit)
    made.update(_filed(kinds, needs.records(size.wishes, size.orders)))
    made.update(_filed(kinds, star_round(here, services.drawn, exchange.careful)))
    if here.index % TOWNS_OF_CITY == 0:
        made.update(_filed(kinds, closings(draw, kinds, here, made)))
    return made
