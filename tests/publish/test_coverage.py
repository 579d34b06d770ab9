"""Every mechanism of the texts is expressed, and by what exists (issue 4, "Coverage")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from gongshi.cli import app
from gongshi.kinds import Kind, load_kinds
from gongshi.publish.coverage import Coverage, read_coverage
from gongshi.publish.shell import SourceError
from gongshi.words import finding_words

NUMBERED = {"T": 28, "O": 16, "H": 7, "P": 8, "B": 9, "E": 7, "A": 13, "N": 9}
NAMED = 20  # projects and services that the texts name, without a number of their own
RULE_IDS = ("id", "star", "subject", "level")
LISTS = ("records", "rules", "pages", "commands", "checks")
SYSTEMS = (
    *("yunhe", "luohe", "decheng", "xincheng", "gulou", "yanjiang"),
    *("jimo", "foshan", "ningbo", "lezhi", "zhenjiang"),
)


@pytest.fixture(scope="module")
def coverage(root: Path) -> Coverage:
    return read_coverage(root / "site")


@pytest.fixture(scope="module")
def kinds(root: Path) -> dict[str, Kind]:
    return load_kinds(root / "schemas")


def _missing(each: Mapping[str, Any], root: Path, kinds: Mapping[str, Kind]) -> Iterator[str]:
    """What a mechanism names and the repository does not have."""
    for name in each.get("records", ()):
        kind, id = name.split("/")
        if kind not in kinds or not _file(root, kinds[kind], id).is_file():
            yield name
    for name in each.get("rules", ()):
        policy, _, rule = name.partition("#")
        path = _file(root, kinds["policy"], policy)
        if not path.is_file() or (rule and rule not in _rules(path)):
            yield name
    folders = {kind.folder for kind in kinds.values()}
    for page in each.get("pages", ()):
        folder = page.removesuffix("/")
        if folder not in folders and not (root / "site" / folder / "index.md").is_file():
            yield page
    yield from set(each.get("commands", ())) - _commands(get_command(app))
    yield from set(each.get("checks", ())) - set(finding_words())


def _file(root: Path, kind: Kind, id: str) -> Path:
    return root / "records" / kind.folder / f"{id}.yaml"


def _rules(path: Path) -> set[str]:
    """What names a policy's rules: an id, a star's number, what is put under notice, a level."""
    policy = yaml.safe_load(path.read_text(encoding="utf-8"))
    arrays = (value for value in policy.values() if isinstance(value, list))
    rows = (row for array in arrays for row in array if isinstance(row, dict))
    return {str(row[name]) for row in rows for name in RULE_IDS if name in row}


def _commands(group: Any, before: str = "") -> set[str]:
    """The commands of the command line, those of a group as `export hledger`."""
    found: set[str] = set()
    for name, command in group.commands.items():
        within = hasattr(command, "commands")
        found |= _commands(command, f"{before}{name} ") if within else {before + name}
    return found


def test_every_mechanism_is_listed_once(coverage: Coverage) -> None:
    ids = [each["id"] for group in coverage.groups for each in group["mechanisms"]]
    wanted = {f"{letter}{n + 1}" for letter, count in NUMBERED.items() for n in range(count)}
    assert len(ids) == len(set(ids))
    assert wanted <= set(ids)
    assert len(set(ids) - wanted) == NAMED


def test_every_mechanism_is_expressed_or_says_why_not(coverage: Coverage) -> None:
    for each in coverage.mechanisms.values():
        assert each["zh"], each["id"]
        assert each["en"], each["id"]
        assert any(each.get(name) for name in LISTS) or each.get("limit"), each["id"]


def test_what_a_mechanism_names_exists(
    coverage: Coverage, root: Path, kinds: dict[str, Kind]
) -> None:
    missing = {
        each["id"]: absent
        for each in coverage.mechanisms.values()
        if (absent := sorted(_missing(each, root, kinds)))
    }
    assert missing == {}


@pytest.mark.parametrize(
    "named",
    [
        {"records": ["team/yunhe-lao-li"]},
        {"records": ["teem/yunhe-laoli"]},
        {"rules": ["demo-earning-2025#nothing"]},
        {"rules": ["demo-nothing"]},
        {"pages": ["nowhere/"]},
        {"commands": ["recount"]},
        {"checks": ["Z999"]},
    ],
)
def test_what_does_not_exist_is_found(
    named: dict[str, Any], root: Path, kinds: dict[str, Kind]
) -> None:
    assert list(_missing(named, root, kinds)) == next(iter(named.values()))


def test_the_eleven_systems_are_made_of_listed_mechanisms(coverage: Coverage) -> None:
    assert tuple(each["place"] for each in coverage.systems) == SYSTEMS
    for system in coverage.systems:
        assert set(system["mechanisms"]) <= set(coverage.mechanisms), system["place"]


def test_each_mechanism_of_a_system_is_found_at_its_place(coverage: Coverage) -> None:
    """A record of the place, or of a place below it, stands behind each row of the page."""
    for system in coverage.systems:
        for id in system["mechanisms"]:
            names = coverage.mechanisms[id].get("records", ())
            assert any(name.split("/")[1].startswith(system["place"]) for name in names), (
                f"{system['place']}: {id}"
            )


def test_a_fault_in_a_list_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "coverage").mkdir()
    (tmp_path / "coverage" / "mechanisms.yaml").write_text("groups:\n  - zh: 一, 二\n    zh: 三\n")
    with pytest.raises(SourceError, match=r"mechanisms\.yaml:3"):
        read_coverage(tmp_path)


def test_a_site_without_the_lists_has_none(tmp_path: Path) -> None:
    assert read_coverage(tmp_path) == Coverage((), ())
