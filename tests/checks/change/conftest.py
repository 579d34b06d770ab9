"""A small county with two counters under one office, whose changes are judged by its first commit.

Anna and Ben record and verify at the north counter, Carl at the south one; Kim keeps the rules at
the office, Lea at the town next door.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from git import Actor, Repo

from gongshi.checks.change import change_findings
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml
from gongshi.records.load import load

Record = dict[str, Any]
Found = list[tuple[str, str, str]]
LOCAL = {"basis": "local"}
STAFF = {
    "s-anna": ("north", "recorder"),
    "s-ben": ("north", "verifier"),
    "s-carl": ("south", "recorder"),
    "s-kim": ("office", "keeper"),
    "s-lea": ("aside", "keeper"),
}
ACTIVITY: Record = {
    "id": "a-20250316-7kq2m",
    **LOCAL,
    "name": "读书角整理",
    "place": "hill",
    "team": "readers",
    "date": "2025-03-16",
    "start": "09:00",
    "participants": [{"number": "v-0a1b2c", "minutes": 60}],
    "recorded_how": "register",
    "recorded_by": "s-anna",
    "recorded_on": "2025-03-16",
}
VERIFIED = ACTIVITY | {"verified_by": "s-ben", "verified_on": "2025-03-17"}
PROJECT: Record = {
    "id": "corner",
    **LOCAL,
    "name": "读书角",
    "place": "hill",
    "team": "readers",
    "theme": "culture",
    "status": "posted",
    "drafted_on": "2025-01-02",
    "posted_on": "2025-01-05",
}
POLICY: Record = {
    "id": "signing",
    **LOCAL,
    "name": "核实签名",
    "family": "cadence",
    "scope": "county",
    "from": "2020-01-01",
    "signed_verification": True,
}


class World:
    """A repository; `first` is the commit that judges."""

    def __init__(self, root: Path, kinds: Mapping[str, Kind]) -> None:
        self.root, self.kinds = root, kinds
        self.repo = Repo.init(root)
        self.first = ""

    def write(self, kind: str, record: Record, folder: str = "") -> None:
        path = self.path(kind, record["id"], folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_yaml(record, self.kinds[kind]), encoding="utf-8")

    def remove(self, kind: str, id: str) -> None:
        self.path(kind, id).unlink()

    def path(self, kind: str, id: str, folder: str = "") -> Path:
        return self.root / "records" / self.kinds[kind].folder / folder / f"{id}.yaml"

    def commit(self, who: str, *, mail: str = "", sign: Path | None = None) -> str:
        """Commit all there is as this author; gives the commit."""
        self.repo.git.add("--all")
        author = Actor(who, mail or f"{who}@example.org")
        if sign is None:
            self.repo.index.commit("records", author=author, committer=author)
        else:
            self.repo.git(c=["gpg.format=ssh", f"user.signingKey={sign}"]).commit(
                "-q", "-S", "-m", "records", env={**identity(author)}
            )
        return str(self.repo.head.commit.hexsha)

    def findings(self, actor: str = "", head: str | None = "HEAD") -> list[Finding]:
        loaded = load(self.root, self.kinds)
        assert [each.code for each in loaded.findings] == []
        return change_findings(self.root, self.kinds, self.first, head, loaded, actor)

    def found(self, actor: str = "", head: str | None = "HEAD") -> Found:
        """Code, file and pointer of each finding."""
        return [(e.code, Path(e.file).stem, e.pointer) for e in self.findings(actor, head)]

    def codes(self, actor: str = "") -> list[str]:
        return [each.code for each in self.findings(actor)]


def identity(author: Actor) -> dict[str, str]:
    told = {}
    for role in ("AUTHOR", "COMMITTER"):
        told[f"GIT_{role}_NAME"], told[f"GIT_{role}_EMAIL"] = str(author.name), str(author.email)
    return told


@pytest.fixture
def bare(tmp_path: Path, kinds: dict[str, Kind]) -> World:
    """The county, with an activity not yet verified, and nothing committed."""
    world = World(tmp_path / "county", kinds)
    place = {**LOCAL, "level": "county", "fictitious": True}
    for id, parent in (("county", ""), ("hill", "county"), ("next", "")):
        upper = {"parent": parent, "level": "town"} if parent else {}
        world.write("place", {"id": id, **place, "name": id, **upper})
    for id, at, upper in (
        ("office", "county", None),
        ("north", "hill", "office"),
        ("south", "hill", "office"),
        ("aside", "next", None),
    ):
        unit = {"id": id, **LOCAL, "name": id, "type": "station", "place": at}
        world.write("unit", unit | ({"parent": upper} if upper else {}))
    for id, (at, role) in STAFF.items():
        account = {"forge_account": id.removeprefix("s-")}
        world.write("staff", {"id": id, **LOCAL, "unit": at, "roles": [role], **account})
    founded = {"supervised_by": ["bureau"], "nature": "general", "founded": "2024-01-05"}
    for id, at in (("readers", "north"), ("walkers", "south")):
        world.write("team", {"id": id, **LOCAL, "name": id, "place": "hill", "unit": at, **founded})
    world.write("activity", ACTIVITY)
    world.write("project", PROJECT)
    return world


@pytest.fixture
def world(bare: World) -> World:
    """The county, committed by Anna."""
    bare.first = bare.commit("anna")
    return bare
