"""The county that is made up: the same everywhere, sound, and enough to show the rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gongshi.intake.demo import SEED, county, generate
from gongshi.kinds import Kind, load_kinds
from gongshi.records.load import load


@pytest.fixture(scope="module")
def kinds(root: Path) -> dict[str, Kind]:
    return load_kinds(root / "schemas")


@pytest.fixture(scope="module")
def demo() -> dict[str, list[dict[str, Any]]]:
    return county()


def test_the_committed_county_is_the_one_that_is_drawn(root: Path, kinds: dict[str, Kind]) -> None:
    drawn = generate(kinds, SEED)
    ours = ("demo", "a-", "d-", "s-demo")
    committed = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in (root / "records").rglob("*.yaml")
        if path.name.startswith(ours)
    }
    assert committed == drawn, "run `python -m gongshi.intake.demo`"


def test_another_seed_draws_another_county(kinds: dict[str, Kind]) -> None:
    assert generate(kinds, SEED + 1) != generate(kinds, SEED)


def test_every_record_reads_without_a_finding(tmp_path: Path, kinds: dict[str, Kind]) -> None:
    files = generate(kinds, SEED + 2)
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    loaded = load(tmp_path, kinds)
    assert loaded.findings == []
    assert len(loaded.paths) == len(files)


def test_it_holds_what_was_promised(demo: dict[str, list[dict[str, Any]]]) -> None:
    volunteers = [m for roster in demo["roster"] for m in roster.get("members", [])]
    assert len(volunteers) == len({m["number"] for m in volunteers}) == 100
    assert {m["consent"] for m in volunteers} == {"nothing", "number", "name"}
    assert {m["consent"] for m in volunteers if m.get("minor")} == {"nothing", "number"}
    assert len(demo["unit"]) == 6
    assert len(demo["team"]) == 4
    assert len(demo["activity"]) == 150
    assert sum(len(batch["entries"]) for batch in demo["donation"]) == 30


def test_what_earns_nothing_occurs(demo: dict[str, list[dict[str, Any]]]) -> None:
    activities = demo["activity"]
    assert any(each.get("compulsory") for each in activities)
    assert any(each.get("charged") for each in activities)
    assert any("verified_by" not in each for each in activities)
    assert any(each["recorded_how"] == "late" for each in activities)
    assert any(p["minutes"] < 60 for each in activities for p in each["participants"])
    gifts = [entry for batch in demo["donation"] for entry in batch["entries"]]
    assert any(gift["fen"] < 10_000 for gift in gifts)
    assert {"number", "body", "partner"} <= {key for gift in gifts for key in gift}
    assert any("verified_by" not in batch for batch in demo["donation"])


def test_stars_and_quotas_have_something_to_show(demo: dict[str, list[dict[str, Any]]]) -> None:
    minutes: Counter[str] = Counter()
    for activity in demo["activity"]:
        if "verified_by" in activity and not {"compulsory", "charged"} & activity.keys():
            for line in activity["participants"]:
                minutes[line["number"]] += line["minutes"]
    assert {1, 2, 3} <= {total // 6000 for total in minutes.values()}
    units = {team["id"]: team["unit"] for team in demo["team"]}
    party = Counter(
        units[roster["team"]]
        for roster in demo["roster"]
        for member in roster.get("members", [])
        if member["cohort"] == "party" and member["joined"] <= "2025-01-01"
    )
    assert sum(count >= 5 for count in party.values()) >= 2
    assert any(0 < count < 5 for count in party.values())


def test_nobody_serves_before_joining(demo: dict[str, list[dict[str, Any]]]) -> None:
    joined = {
        (roster["team"], line["number"]): line["joined"]
        for roster in demo["roster"]
        for line in [*roster.get("members", []), *roster.get("guests", [])]
    }
    for activity in demo["activity"]:
        for line in activity["participants"]:
            assert joined[activity["team"], line["number"]] <= activity["date"]
