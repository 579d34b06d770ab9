"""The county that is made up: the same everywhere, sound, and enough to show the rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gongshi.checks.run import run_check
from gongshi.intake.demo import PREFIXES, SEED, county, files_of, generate
from gongshi.intake.demo.draw import LAST
from gongshi.kinds import Kind, load_kinds
from gongshi.tally import Tally, run_tally
from gongshi.tally.notices import notice_runs
from gongshi.tally.recognition import granted_stars

County = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def kinds(root: Path) -> dict[str, Kind]:
    return load_kinds(root / "schemas")


@pytest.fixture(scope="module")
def demo(kinds: dict[str, Kind]) -> County:
    return county(kinds, SEED)


@pytest.fixture(scope="module")
def tally(root: Path, kinds: dict[str, Kind]) -> Tally:
    checked = run_check(root, kinds)
    assert not checked.has_errors
    return run_tally(checked.loaded, kinds, LAST)


def test_the_committed_county_is_the_one_that_is_drawn(
    root: Path, kinds: dict[str, Kind], demo: County
) -> None:
    committed = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in (root / "records").rglob("*.yaml")
        if path.name.startswith(PREFIXES)
    }
    assert committed == files_of(demo, kinds), "run `python -m gongshi.intake.demo`"


def test_another_seed_draws_another_county_as_sound(
    tmp_path: Path, kinds: dict[str, Kind], demo: County
) -> None:
    drawn = generate(kinds, SEED + 1)
    assert drawn != files_of(demo, kinds)
    for path, text in drawn.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    # Policies of real places and the picture that stands for a portrait are not drawn.
    assert {each.code for each in run_check(tmp_path, kinds).findings} <= {"X002", "X027"}


def test_it_holds_what_was_promised(demo: County) -> None:
    volunteers = [m for roster in demo["roster"] for m in roster.get("members", [])]
    assert len(volunteers) == len({m["number"] for m in volunteers}) == 300
    assert {m["consent"] for m in volunteers} == {"nothing", "number", "name"}
    assert {m["consent"] for m in volunteers if m.get("minor")} == {"nothing"}
    assert len(demo["unit"]) == 22
    types = Counter(unit["type"] for unit in demo["unit"])
    assert types >= Counter(
        {"points_office": 1, "points_branch": 3, "points_counter": 6}
        | {"station": 1, "point": 2, "group": 2, "post": 2}
        | {"v_station": 1, "practice_centre": 1, "practice_station": 1}
    )
    assert len(demo["team"]) == 8
    assert len(demo["activity"]) == 400
    assert sum(len(batch["entries"]) for batch in demo["donation"]) >= 60
    assert sum(len(batch["entries"]) for batch in demo["redemption"]) >= 150
    uses = {entry["for"] for batch in demo["withdrawal"] for entry in batch["entries"]}
    assert uses == {"self", "family", "gift", "donation"}
    assert len(demo["closing"]) == 23
    assert len({each["reason"] for each in demo["correction"]}) >= 5


def test_what_earns_nothing_or_less_occurs(demo: County) -> None:
    activities = demo["activity"]
    assert any(each.get("compulsory") for each in activities)
    assert any(each.get("charged") for each in activities)
    assert any("verified_by" not in each for each in activities)
    assert any(each["recorded_how"] == "late" for each in activities)
    assert any("approved_by" in each for each in activities)
    assert any(p["minutes"] < 60 for each in activities for p in each["participants"])
    gifts = [entry for batch in demo["donation"] for entry in batch["entries"]]
    assert any(gift["fen"] < 10_000 for gift in gifts)
    assert {"number", "body", "partner"} <= {key for gift in gifts for key in gift}
    assert any("verified_by" not in batch for batch in demo["donation"])


def test_every_event_and_measure_stands_in_its_ledger(tally: Tally) -> None:
    rows = tally.rows("SELECT DISTINCT event, measure FROM ledger")
    assert {row["measure"] for row in rows} == {"minutes", "points", "credit_minutes", "fen"}
    assert {row["event"] for row in rows} >= {
        *("service", "money", "goods", "redemption", "correction"),
        *("withdrawal", "gift_out", "gift_in", "pool_out", "pool_in"),
    }


def test_every_kind_of_rule_stands_in_its_policies(demo: County) -> None:
    arrays = {name for policy in demo["policy"] for name in policy}
    assert arrays >= {
        *("earning", "quotas", "stars", "caps", "expiry", "withdrawals", "windows", "badges"),
        *("unit_stars", "cadence", "overlap_minutes", "levels", "cohort", "until"),
    }
    for policy in demo["policy"]:
        assert policy.get("modelled_on"), policy["id"]


def test_stars_and_quotas_have_something_to_show(tally: Tally, demo: County) -> None:
    stars = {row["star"] for row in tally.rows("SELECT star FROM star")}
    assert stars >= {0, 1, 2, 3}
    units = {team["id"]: team["unit"] for team in demo["team"]}
    party = Counter(
        units[roster["team"]]
        for roster in demo["roster"]
        for member in roster.get("members", [])
        if member["cohort"] == "party" and member["joined"] <= "2025-01-01"
    )
    assert sum(count >= 5 for count in party.values()) >= 2
    assert any(0 < count < 5 for count in party.values())


def test_help_for_saved_time_is_given_by_others(demo: County) -> None:
    activities = {each["id"]: each for each in demo["activity"]}
    helped = [
        entry
        for batch in demo["withdrawal"]
        for entry in batch["entries"]
        if entry["for"] in ("self", "family")
    ]
    assert len(helped) >= 20
    for entry in helped:
        helpers = activities[entry["activity"]]["participants"]
        assert entry["number"] not in {each["number"] for each in helpers}
        assert entry["minutes"] == sum(each["minutes"] for each in helpers)


def test_recognition_shows_every_ending(tally: Tally, demo: County) -> None:
    assert {each["grants"] for each in demo["award"]} == {"title", "star", "appraisal"}
    assert any("results" not in each for each in demo["award"])
    results = [row for each in demo["award"] for row in each.get("results", ())]
    assert {"number", "winner", "category", "rank", "score", "star", "recommended_to"} <= {
        name for row in results for name in row
    }
    steps = [frozenset(n) for each in demo["award"] for n in each.get("nominations", ())]
    assert len(set(steps)) >= 3
    assert any("revoked_on" in each for each in demo["honor"])
    assert {"upheld", "not_upheld", "explained", "not_ours", None} == {
        each.get("outcome") for each in demo["objection"]
    }
    assert any(each.get("answered_on", "") > each["deadline"] for each in demo["objection"])
    runs = notice_runs(tally)
    assert {each.state for each in runs} == {"no_objection", "objections_answered"}
    assert all(each.working_days >= 5 and each.known for each in runs)


def test_stars_are_granted_to_those_eligible_and_no_others(tally: Tally) -> None:
    granted = granted_stars(tally)
    rows = tally.rows(
        "SELECT number, star FROM star_standing WHERE day = '2025-12-31' AND star > 0"
    )
    eligible = {row["number"]: row["star"] for row in rows}
    assert {each.number: each.star for each in granted}.items() <= eligible.items()
    assert len(granted) == len(eligible) - 2  # an objection was upheld, and one star revoked
