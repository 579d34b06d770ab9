"""Values nobody knows beforehand, planted wherever the schemas keep a field closed, in no file.

A record of every kind is made from its schema. Each closed field that can hold a value of its own
gets one drawn at random, and every volunteer's number, at whatever level, is of somebody who
consents to nothing, is a minor, or has withdrawn; the map of names holds all of them. So a field
or a page added later is searched too. The seed is told where the test fails.
"""

from __future__ import annotations

import html
import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from tests.publish.conftest import make_repository

from gongshi.intake.skeleton import ALPHABET, example, new_id
from gongshi.intake.withdrawing import Withdrawal, withdraw
from gongshi.kinds import Field, Kind
from gongshi.records.canonical import to_yaml
from gongshi.records.load import load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.publish.conftest import Repository

DAY = date(2024, 6, 1)
NUMBER = "^v-[0-9a-hjkmnp-tv-z]{6}$"
# What a reference may lead to: records of the small repository, of the kinds that it has.
THERE = {
    "place": "demo-town", "team": "demo-team", "unit": "demo-unit", "body": "demo-body",
    "staff": "s-one", "policy": "demo-hours", "source": "text", "activity": "a-20240301-00000",
}  # fmt: skip
MADE_OTHERWISE = ("roster", "policy", "profile")  # made below; rules would be nonsense
# What cannot stand beside a volunteer's number, or in the award that is made.
ONE_OF: dict[str, dict[str, tuple[str, ...]]] = {
    "award": {"results": ("winner", "star", "badge", "withdrawn_on")},
    "donation": {"entries": ("body", "partner")},
}
CHARGED = {"price_tier": "market", "charge": 1, "cost": 1}
HONOR = (
    "id: best\nbasis: local\nname: 优秀志愿者\nrecipient: demo-reader\nlevel: organisation\n"
    "granted_by:\n  - demo-body\ngranted_on: 2024-05-01\n"
)
READABLE = {
    *(".html", ".csv", ".json", ".yaml", ".parquet", ".sql", ".journal"),
    *(".css", ".js", ".svg", ".txt", ".xml", ".gz", ".md"),
    *(".jsonl", ".ics"),
}


@dataclass
class Planting:
    """Draws values, remembering each with where it was planted."""

    seed: int
    planted: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.draw = Random(self.seed)
        self.silent, self.minor, self.withdrawn, self.named = (self.number() for _ in range(4))

    def number(self) -> str:
        return "v-" + "".join(self.draw.choices(ALPHABET, k=6))

    def text(self) -> str:
        return "".join(chr(self.draw.randint(0x4E00, 0x9FA5)) for _ in range(7))

    def record(self, kind: Kind) -> dict[str, Any]:
        """A local record of `kind` with every field, planted."""
        properties = kind.schema["properties"]
        if "basis" in properties:
            properties = {**properties, "basis": {**properties["basis"], "enum": ["local"]}}
        made: dict[str, Any] = example({**kind.schema, "properties": properties}, DAY, "zh")
        made["id"] = new_id(kind, DAY)
        for array, others in ONE_OF.get(kind.name, {}).items():
            made[array] = [
                {name: value for name, value in row.items() if name not in others}
                for row in made[array]
            ]
        made |= CHARGED if kind.name == "need" else {}
        return self._object(kind.fields, made, f"{kind.name}:")

    def _object(self, fields: Sequence[Field], made: dict[str, Any], at: str) -> dict[str, Any]:
        return {
            each.name: self._value(each, made[each.name], f"{at}/{each.name}", each.publish)
            for each in fields
            if each.name in made
        }

    def _value(self, each: Field, made: Any, at: str, publish: str) -> Any:
        if each.fields:
            return self._object(each.fields, made, at)
        if each.item is not None:
            item = each.item
            if item.fields:
                return [self._object(item.fields, row, at) for row in made]
            return [self._value(item, one, at, publish) for one in made]
        if each.schema.get("pattern") == NUMBER:
            return self.draw.choice((self.silent, self.minor, self.withdrawn))
        if each.refers_to:
            return next((THERE[kind] for kind in each.refers_to if kind in THERE), made)
        if publish != "closed":
            return made
        if each.free_text:
            made = self.text()
        elif each.type == "integer" and each.schema["maximum"] >= 10**8:
            made = self.draw.randint(10**7, 10**8)
        else:
            return made
        self.planted[str(made)] = at
        return made


@pytest.fixture(scope="module")
def planting() -> Planting:
    return Planting(secrets.randbits(48))


@pytest.fixture(scope="module")
def site(
    root: Path, kinds: dict[str, Kind], planting: Planting, tmp_path_factory: pytest.TempPathFactory
) -> Repository:
    """The site of a small repository with a planted record of every kind."""
    repository = make_repository(root, tmp_path_factory.mktemp("planted") / "repository")
    for name, kind in kinds.items():
        if name not in MADE_OTHERWISE:
            record = planting.record(kind)
            repository.write(f"records/{kind.folder}/{record['id']}.yaml", to_yaml(record, kind))
    roster = {"id": "planted", "basis": "local", "team": "demo-team", "year": 2024}
    roster["members"] = [
        {**_member(planting), "number": number, "consent": consent, **more}
        for number, consent, more in (
            (planting.silent, "nothing", {}),
            (planting.minor, "name", {"minor": True}),
            (planting.withdrawn, "name", {"consent_on": "2024-01-02"}),
            (planting.named, "name", {"consent_on": "2024-01-02"}),
        )
    ]
    repository.write("records/rosters/planted.yaml", to_yaml(roster, kinds["roster"]))
    profile = planting.record(kinds["profile"]) | {
        "id": "demo-reader", "standing": "reported", "number": planting.withdrawn,
    }  # fmt: skip
    for taken in ("withdrawn_on", "withdrawn_by", "sources", "honors"):
        profile.pop(taken, None)
    for name in ("name", "role"):
        profile[name] = planting.text()
        planting.planted[profile[name]] = f"profile:/{name}"
    profile["deeds"] = [{"text": planting.text()}]
    planting.planted[profile["deeds"][0]["text"]] = "profile:/deeds"
    repository.write("records/profiles/demo-reader.yaml", to_yaml(profile, kinds["profile"]))
    repository.write("records/honors/best.yaml", HONOR)
    loaded = load(repository.root, kinds)
    done = withdraw(repository.root, kinds, loaded, planting.withdrawn, "s-one", DAY)
    assert isinstance(done, Withdrawal)
    assert (done.rosters, done.profiles) == (
        ["records/rosters/planted.yaml"], ["records/profiles/demo-reader.yaml"],
    )  # fmt: skip
    names = {planting.named: "看得见的姓名"}
    for number in (planting.silent, planting.minor, planting.withdrawn):
        names[number] = planting.text()
        planting.planted[names[number]] = "the map of names"
        planting.planted[number] = "a number"
    assert repository.build(names=names) == [], planting.seed
    return repository


def _member(planting: Planting) -> dict[str, Any]:
    member: dict[str, Any] = {
        "joined": f"19{planting.draw.randint(50, 99)}-0{planting.draw.randint(1, 9)}-11"
    }
    planting.planted[member["joined"]] = "roster: joined"
    for name in ("skills", "intents"):
        member[name] = [planting.text()]
        planting.planted[member[name][0]] = f"roster: {name}"
    member["qualification"] = planting.text()
    planting.planted[member["qualification"]] = "roster: qualification"
    return member


def test_no_planted_value_is_in_any_file(site: Repository, planting: Planting) -> None:
    assert len(planting.planted) > 25
    found = []
    for name, text in site.texts().items():
        read = f"{name}\n{text}\n{html.unescape(text)}"
        found += [
            (name, at)
            for value, at in planting.planted.items()
            for written in {value, f"{int(value):,}" if value.isdigit() else value}
            if written in read
        ]
    assert found == [], planting.seed


def test_every_file_is_of_a_form_that_is_searched(site: Repository) -> None:
    assert {PurePosixPath(name).suffix for name in site.files()} <= READABLE


def test_what_may_be_seen_is_seen(site: Repository, planting: Planting) -> None:
    """Else nothing would be proven by not finding the rest."""
    assert "看得见的姓名" in site.page(f"passbooks/{planting.named[2]}.json")
    assert "已按本人意愿撤下" in site.page("profiles/demo-reader/index.html")
    assert "demo-reader" not in site.page("profiles/index.html") + site.page("data/profile.jsonl")


def test_an_honor_leads_to_the_page_that_was_taken_down_and_that_leads_nowhere(
    site: Repository,
) -> None:
    honor = site.page("honors/best/index.html")
    assert '<a href="../../profiles/demo-reader/">已按本人意愿撤下</a>' in honor
    assert "honors/best" not in site.page("profiles/demo-reader/index.html")
    kept = [
        line.partition(":")[0] for line in site.page("profiles/demo-reader/record.yaml").split()
    ]
    assert [each for each in kept if each in ("name", "deeds", "honors", "number", "consent")] == []
