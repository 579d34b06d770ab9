"""CODEOWNERS: written from staff records, held against them, and what they come to for a path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from repositories import write_record
from typer.testing import CliRunner

from gongshi.cli import app
from gongshi.forges.owners import Form, Names, as_text, lines_of, stated_names, wrong_with
from gongshi.kinds import Kind
from gongshi.records.load import Loaded, load

NAMES = Names("@o/tools", "@o/keepers-{unit}")
HEAD, SOUTH = "@o/keepers-office", "@o/keepers-south"


def place(id: str, parent: str | None) -> dict[str, Any]:
    level = "county" if parent is None else "town"
    return {"id": id, "basis": "local", "name": id, "level": level} | (
        {"parent": parent} if parent else {}
    )


def unit(id: str, place: str, parent: str | None) -> dict[str, Any]:
    return {"id": id, "basis": "local", "name": id, "place": place} | (
        {"parent": parent} if parent else {}
    )


RECORDS: dict[str, list[dict[str, Any]]] = {
    "place": [place("lake", None), place("lake-south", "lake"), place("lake-north", "lake")],
    "unit": [
        unit("office", "lake", None),
        unit("south", "lake-south", "office"),
        unit("north", "lake-north", "office"),
        unit("south-post", "lake-south", "south"),
    ],
    "staff": [
        {"id": "s-1", "basis": "local", "unit": "office", "roles": ["keeper"]},
        {"id": "s-2", "basis": "local", "unit": "south", "roles": ["keeper", "verifier"]},
        {"id": "s-3", "basis": "local", "unit": "north", "roles": ["recorder"]},
    ],
    "policy": [
        {"id": "p-lake", "basis": "local", "scope": "lake"},
        {"id": "p-post", "basis": "local", "scope": "south-post"},
        {"id": "p-told", "basis": "reported", "scope": "lake-south"},
    ],
    "closing": [{"id": "lake-south-2025-01", "basis": "local", "place": "lake-south"}],
}


def held(kinds: Mapping[str, Kind], records: Mapping[str, list[dict[str, Any]]]) -> Loaded:
    """Records by kind and id; good or not is no matter here, and there is nothing else."""
    by_id = {kind: {each["id"]: each for each in records.get(kind, ())} for kind in kinds}
    path_of = {
        (kind, id): f"records/{kinds[kind].folder}/{id}.yaml"
        for kind, some in by_id.items()
        for id in some
    }
    return cast("Loaded", SimpleNamespace(records=by_id, path_of=path_of))


def text_of(kinds: dict[str, Kind], form: Form = "github", names: Names = NAMES) -> str:
    return as_text(lines_of(held(kinds, RECORDS), kinds, names), names, form)


def approves(text: str, path: str) -> list[str]:
    """Who must approve a path, as GitHub and GitLab read the file: the last line that fits."""
    found: list[str] = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            pattern, *owners = line.split(" ")
            anchored = pattern.removeprefix("/").replace("*", "[^/]*")
            fits = pattern == "*" or re.match(anchored + ("" if pattern[-1] == "/" else "$"), path)
            found = owners if fits else found
    return found


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        (".github/workflows/records.yml", ["@o/tools"]),
        ("scripts/gongshi/cli.py", ["@o/tools"]),
        ("new.txt", ["@o/tools"]),
        ("records/activities/a-1.yaml", []),
        ("records/policies/p-lake.yaml", [HEAD]),
        ("records/policies/p-new.yaml", [HEAD]),
        ("records/policies/p-post.yaml", [HEAD, SOUTH]),
        ("records/policies/p-told.yaml", [HEAD]),
        ("records/units/south.yaml", [HEAD, SOUTH]),
        ("records/units/south-post.yaml", [HEAD, SOUTH]),
        ("records/units/north.yaml", [HEAD]),
        ("records/places/lake-south.yaml", [HEAD, SOUTH]),
        ("records/places/lake-north.yaml", [HEAD]),
        ("records/staff/s-2.yaml", [HEAD, SOUTH]),
        ("records/staff/s-3.yaml", [HEAD]),
        ("records/closings/lake-south-2025-09.yaml", [HEAD, SOUTH]),
        ("records/closings/lake-2025-09.yaml", [HEAD]),
    ],
)
def test_who_must_approve_what(kinds: dict[str, Kind], path: str, owners: list[str]) -> None:
    for form in ("github", "gitlab"):
        assert approves(text_of(kinds, form), path) == owners


def test_gitea_reads_expressions_of_which_all_that_fit_count(kinds: dict[str, Kind]) -> None:
    text = text_of(kinds, "gitea")
    assert "\\" not in text

    def asked(path: str) -> set[str]:
        found: set[str] = set()
        for line in text.splitlines():
            if line and not line.startswith("#"):
                rule, *owners = line.split(" ")
                fits = re.fullmatch(rule.removeprefix("!"), path) is not None
                found |= set(owners) if fits != rule.startswith("!") else set()
        return found

    assert asked("scripts/x.py") == {"@o/tools"}
    assert asked("records/activities/a-1.yaml") == set()
    assert asked("records/policies/p-post.yaml") == {HEAD, SOUTH}
    assert asked("records/policies/p-postXyaml") == {HEAD}
    assert asked("records/closings/lake-south-2025-09.yaml") == {HEAD, SOUTH}


def test_accounts_only_where_asked_for(kinds: dict[str, Kind]) -> None:
    records = RECORDS | {
        "staff": [
            RECORDS["staff"][0] | {"forge_account": "anna"},
            RECORDS["staff"][1] | {"forge_account": "ben@example.org"},
            RECORDS["staff"][1] | {"id": "s-4", "forge_account": "x @o/thief"},
        ]
    }
    loaded = held(kinds, records)
    shown = as_text(lines_of(loaded, kinds, NAMES), NAMES, "github")
    assert "anna" not in shown
    names = Names("@o/tools", "@{account}")
    shown = as_text(lines_of(loaded, kinds, names), names, "github")
    assert approves(shown, "records/units/south.yaml") == ["@anna", "ben@example.org"]
    assert "thief" not in shown


def test_without_keepers_those_of_the_toolkit_approve(kinds: dict[str, Kind]) -> None:
    shown = as_text(lines_of(held(kinds, {}), kinds, NAMES), NAMES, "github")
    assert approves(shown, "records/policies/p.yaml") == ["@o/tools"]


@pytest.mark.parametrize("form", ["github", "gitlab", "gitea"])
def test_what_was_written_is_sound_and_says_its_names(kinds: dict[str, Kind], form: Form) -> None:
    lines = lines_of(held(kinds, RECORDS), kinds, NAMES)
    text = as_text(lines, NAMES, form)
    assert wrong_with(text, lines, form) == []
    assert stated_names(text) == NAMES
    # A line for one file may be missing: the heads approve it until it is written anew.
    fewer = "".join(each for each in text.splitlines(keepends=True) if "south" not in each)
    assert wrong_with(fewer, lines, form) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda text: text + "* @o/thief\n", [("foreign", "* @o/thief")]),
        (lambda text: text + "* @o/tools\n", [("shadowing", "* @o/tools")]),
        (
            lambda text: text.replace("/records/staff/ ", "/records/staff/ @o/thief "),
            [
                ("foreign", f"/records/staff/ @o/thief {HEAD}"),
                ("missing", f"/records/staff/ {HEAD}"),
            ],
        ),
        (lambda text: text.replace(f"* {NAMES.guards}\n", ""), [("missing", f"* {NAMES.guards}")]),
    ],
)
def test_what_somebody_put_in_is_named(
    kinds: dict[str, Kind], change: Any, found: list[tuple[str, str]]
) -> None:
    lines = lines_of(held(kinds, RECORDS), kinds, NAMES)
    wrong = wrong_with(change(as_text(lines, NAMES, "github")), lines, "github")
    assert [(each.word, each.text) for each in wrong] == found
    assert all((each.line > 0) == (each.word != "missing") for each in wrong)


def test_a_keeper_who_left_is_named(kinds: dict[str, Kind]) -> None:
    text = text_of(kinds)
    left = held(kinds, RECORDS | {"staff": RECORDS["staff"][:1]})
    words = {each.word for each in wrong_with(text, lines_of(left, kinds, NAMES), "github")}
    assert words == {"foreign"}


@pytest.mark.parametrize(
    "name", ["o/tools", "@o/tools @o/thief", "@o/tools\n*", "@{name}", "@{unit}{account}", ""]
)
def test_names_that_no_file_can_hold_are_refused(name: str) -> None:
    assert not Names(name, "@o/k").are_sound
    assert not Names("@o/k", name).are_sound


def test_the_command_writes_and_compares(
    tmp_path: Path, root: Path, kinds: dict[str, Kind]
) -> None:
    (tmp_path / "schemas").symlink_to(root / "schemas")
    write_record(tmp_path, kinds["staff"], RECORDS["staff"][0])
    run = CliRunner().invoke
    base = ["codeowners", "--root", str(tmp_path), "--lang", "en"]
    assert run(app, [*base, "--check"]).exit_code == 1
    made = run(app, [*base, "--guards", "@o/tools", "--keepers", "@o/keepers-{unit}"])
    assert (made.exit_code, made.output) == (0, "Written: .github/CODEOWNERS\n")
    assert run(app, [*base, "--check"]).exit_code == 0
    file = tmp_path / ".github" / "CODEOWNERS"
    file.write_text(file.read_text() + "* @o/thief\n")
    found = run(app, [*base, "--check"])
    assert found.exit_code == 1
    assert "this line should not be here now: * @o/thief" in found.output
    assert run(app, [*base, "--guards", "nobody"]).exit_code == 2


def test_ours_agrees_with_our_records(root: Path, kinds: dict[str, Kind]) -> None:
    text = (root / ".github" / "CODEOWNERS").read_text("utf-8")
    lines = lines_of(load(root, kinds), kinds, stated_names(text))
    assert wrong_with(text, lines, "github") == []
