"""`gongshi fmt`: records in canonical form, and what is left alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_county import copy_county
from typer.testing import CliRunner, Result

from gongshi.cli import app
from gongshi.cli.common import CLEAN, ERRORS, USAGE
from gongshi.intake.formatting import formatted
from gongshi.kinds import load_kinds

Run = Callable[..., Result]


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return copy_county(tmp_path)


@pytest.fixture
def run(top: Path) -> Run:
    def run_command(*words: object) -> Result:
        told = [str(each) for each in words]
        return CliRunner().invoke(app, ["fmt", *told, "--root", str(top), "--lang", "en"])

    return run_command


def team(top: Path) -> Path:
    return top / "records" / "teams" / "demo-lamp.yaml"


def test_all_records_of_this_repository_are_in_canonical_form(root: Path) -> None:
    kinds = load_kinds(root / "schemas")
    assert [each.path for each in formatted(root, kinds) if each.is_changed or each.findings] == []


def test_what_differs_is_told_and_then_written(run: Run, top: Path) -> None:
    before = team(top).read_text("utf-8")
    first, *rest = before.splitlines()
    team(top).write_text("\n".join(["# ours", *rest, f"{first}   # the id"]) + "\n", "utf-8")
    team(top).chmod(0o640)
    told = run("--check")
    assert told.exit_code == ERRORS
    assert "Not in canonical form: records/teams/demo-lamp.yaml" in told.stdout
    done = run()
    assert done.exit_code == CLEAN
    assert "1 rewritten, 0 left alone" in done.stdout
    lines = team(top).read_text("utf-8").splitlines()
    assert lines == [f"{first}  # the id", "# ours", *rest]
    assert team(top).stat().st_mode & 0o777 == 0o640
    assert run("--check").exit_code == CLEAN


def test_a_file_with_findings_is_left_alone(run: Run, top: Path) -> None:
    for fault in ("name: a\nname: b\n", "id: demo-lamp\nname: NO\n", "id: [\n", "id: demo-lamp\n"):
        team(top).write_text(fault, "utf-8")
        told = run()
        assert told.exit_code == ERRORS
        assert "Left alone, records/teams/demo-lamp.yaml: mend" in told.stdout
        assert team(top).read_text("utf-8") == fault


def test_only_what_was_asked_for_is_touched(run: Run, top: Path) -> None:
    other = next(each for each in sorted((top / "records" / "places").iterdir()))
    for path in (team(top), other):
        path.write_text(path.read_text("utf-8") + "\n# end\n\n\n", "utf-8")
    assert run(top / "records" / "teams").exit_code == CLEAN
    assert team(top).read_text("utf-8").endswith("\n\n# end\n")
    assert other.read_text("utf-8").endswith("# end\n\n\n")
    assert run("--check", other).exit_code == ERRORS
    assert run("--check", team(top)).exit_code == CLEAN


@pytest.mark.parametrize("path", ["schemas/team.yaml", "records/teams/nowhere.yaml", "/etc/passwd"])
def test_other_paths_are_refused(run: Run, top: Path, path: str) -> None:
    told = run(top / path)
    assert told.exit_code == USAGE
    assert Path(path).name in told.stderr


def test_a_link_is_never_followed(run: Run, top: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    shutil.move(team(top), outside)
    outside.write_text("name: b\nid: a\n", "utf-8")
    team(top).symlink_to(outside)
    assert run().exit_code == ERRORS
    assert outside.read_text("utf-8") == "name: b\nid: a\n"
