"""`check --changed`: what is wrong with changed records, and what they break elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from git import Repo
from repositories import commit

from gongshi.checks.changed import check_changed
from gongshi.checks.run import run_check
from gongshi.kinds import Kind
from gongshi.records import load as loading
from gongshi.records.cache import CACHE

TEAM = "records/teams/demo-lamp.yaml"


def unwatched(*_: object) -> None:
    """Nobody looks on."""


@pytest.fixture
def repo(world: Path) -> Repo:
    """The small repository, committed, with a fault that stands there already."""
    place = world / "records" / "places" / "demo.yaml"
    place.write_text(place.read_text("utf-8") + "zzz: 1\n", "utf-8")
    made = Repo.init(world)
    commit(made)
    return made


def codes(world: Path, kinds: dict[str, Kind]) -> dict[str, set[str]]:
    result = check_changed(world, kinds, unwatched)
    assert result is not None
    found: dict[str, set[str]] = {}
    for each in result.findings:
        found.setdefault(each.file, set()).add(each.code)
    assert result.counts.errors <= len(result.findings)
    assert result.has_errors == bool(result.counts.errors)
    return found


@pytest.mark.usefixtures("repo")
def test_nothing_has_changed(world: Path, kinds: dict[str, Kind]) -> None:
    assert codes(world, kinds) == {}
    result = check_changed(world, kinds, unwatched)
    assert result is not None
    assert result.counts.files == 0


@pytest.mark.usefixtures("repo")
def test_what_stood_before_is_not_shown(world: Path, kinds: dict[str, Kind]) -> None:
    path = world / TEAM
    path.write_text(path.read_text("utf-8") + "yyy: 1\n", "utf-8")
    found = codes(world, kinds)
    assert found.keys() == {TEAM}
    path.write_text(path.read_text("utf-8").replace("yyy: 1\n", ""), "utf-8")
    assert codes(world, kinds) == {}


@pytest.mark.usefixtures("repo")
def test_what_a_change_breaks_elsewhere_is_shown(world: Path, kinds: dict[str, Kind]) -> None:
    (world / TEAM).unlink()
    found = codes(world, kinds)
    assert found
    assert all("X002" in each for each in found.values())
    assert "records/places/demo.yaml" not in found


@pytest.mark.usefixtures("repo")
def test_what_is_kept_of_earlier_runs_makes_no_difference(
    world: Path, kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the last commit is broken, or not, is known then without asking all laws."""
    monkeypatch.setattr(loading, "MANY", 1)
    monkeypatch.setattr(loading, "TOLERATED", 1)
    (world / "records" / "places" / "demo.yaml").write_text(
        Repo(world).git.show("HEAD:records/places/demo.yaml").replace("zzz: 1", ""), "utf-8"
    )
    Repo(world).git.commit("-am", "mended")
    assert codes(world, kinds) == {}
    run_check(world, kinds)
    (world / TEAM).unlink()
    warm = codes(world, kinds)
    assert warm == codes(world, kinds)
    shutil.rmtree(world / CACHE)
    assert warm == codes(world, kinds)
    assert warm


def test_staged_and_untracked_files_are_changes(
    repo: Repo, world: Path, kinds: dict[str, Kind]
) -> None:
    new = world / "records" / "teams" / "demo-new.yaml"
    new.write_text("id: demo-new\n", "utf-8")
    assert codes(world, kinds).keys() == {"records/teams/demo-new.yaml"}
    repo.git.add("--all")
    assert codes(world, kinds).keys() == {"records/teams/demo-new.yaml"}


def test_without_a_commit_there_is_nothing_to_compare_with(
    world: Path, kinds: dict[str, Kind]
) -> None:
    assert check_changed(world, kinds, unwatched) is None
    Repo.init(world).close()
    assert check_changed(world, kinds, unwatched) is None
