"""`gongshi ci` as a pipeline runs it: all from the forge's variables, with the base checked out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from git import Repo
from repositories import commit
from small_county import copy_records
from typer.testing import CliRunner

from gongshi.cli import app

READING = "records/activities/a-20240316-7kq2m.yaml"
HOSTILE = "::error file=x::pwned\n::set-output name=a::b"


@pytest.fixture
def county(tmp_path: Path, root: Path) -> Repo:
    """A committed county with schemas beside it that are no part of the change."""
    folder = copy_records(tmp_path / "county")
    (folder / "schemas").symlink_to(root / "schemas")
    repo = Repo.init(folder)
    (folder / ".git" / "info" / "exclude").write_text("schemas\nbuild\n", encoding="utf-8")
    commit(repo)
    return repo


@pytest.fixture
def on_github(
    county: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Run the command as GitHub would for a request that makes this change."""

    def run(path: str, old: str, new: str, *more: str) -> Result:
        base = county.head.commit.hexsha
        file = Path(county.working_dir, path)
        text = file.read_text("utf-8") if file.exists() else ""
        file.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")
        commit(county)
        head = county.head.commit.hexsha
        county.git.checkout("--detach", "--quiet", base)
        event: dict[str, Any] = {
            "pull_request": {
                "number": 7,
                "title": "`id` ${{ secrets.T }} $(id)",
                "base": {"sha": base},
                "head": {"sha": head},
                "user": {"login": "clerk"},
            }
        }
        (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        for name in ("GITEA_ACTIONS", "FORGEJO_ACTIONS"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
        return CliRunner().invoke(
            app, ["ci", "--root", str(county.working_dir), "--lang", "zh", *more]
        )

    return run


def test_a_bad_change_fails_and_is_told_everywhere(
    on_github: Callable[..., Result], county: Repo, tmp_path: Path
) -> None:
    result = on_github(READING, "minutes: 120", "minutes: 125")
    assert result.exit_code == 1, result.output
    assert f"::error file={READING},line=11," in result.output
    assert "检查没有通过：错误 1 处" in (tmp_path / "summary.md").read_text("utf-8")
    left = {each.name for each in Path(county.working_dir, "build", "ci").iterdir()}
    assert left == {
        "code-quality.json",
        "comment.md",
        "findings.json",
        "gongshi.sarif",
        "junit.xml",
        "lines.json",
        "log.txt",
        "pages.json",
        "review.json",
        "summary.md",
    }


def test_a_record_cannot_command_the_log(on_github: Callable[..., Result]) -> None:
    result = on_github(READING, "", f"{HOSTILE}\n")
    assert result.exit_code == 1
    lines = result.output.split("\n")
    token = next(
        re.findall(r"::stop-commands::(\w+)", line)[0] for line in lines if "stop-" in line
    )
    stopped = lines.index(f"::stop-commands::{token}")
    assert lines[-2] == f"::{token}::"
    before = [line for line in lines[:stopped] if line.startswith("::")]
    assert all(re.match(r"::(error|warning|notice) file=records/", line) for line in before)
    assert all("pwned" not in line.partition("::")[0] for line in before)


def test_a_request_of_which_nothing_is_known_does_not_pass(
    on_github: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    monkeypatch.setattr(json, "dumps", lambda *_, **__: "{")  # the event is cut off
    result = on_github(READING, "minutes: 120", "minutes: 125")
    assert (result.exit_code, "没有检查，不算通过" in result.output) == (2, True)
    assert (tmp_path / "event.json").read_text("utf-8") == "{"


def test_without_a_forge_it_is_told_what_to_compare(county: Repo) -> None:
    run = CliRunner().invoke
    common = ["ci", "--root", str(county.working_dir), "--lang", "en"]
    assert run(app, [*common]).exit_code == 0
    asked = run(app, [*common, "--base", "nowhere"])
    assert (asked.exit_code, "no commit" in asked.output) == (2, True)


def test_the_preview_is_of_the_change_and_built_by_the_base(
    on_github: Callable[..., Result], county: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[tuple[str, Path]] = []

    def build(there: Path, _kinds: object, _result: object, _sums: object, out: Path) -> list[str]:
        built.append(((there / READING).read_text("utf-8")[-5:], out))
        return []

    monkeypatch.setattr("gongshi.publish.build.build", build)
    result = on_github(READING, "", "# 新的\n", "--preview")
    assert result.exit_code == 0, result.output
    assert built == [("# 新的\n", Path(county.working_dir, "build", "ci", "site"))]
    assert len(county.git.worktree("list").splitlines()) == 1


def test_no_preview_is_built_of_what_can_run_code(
    on_github: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongshi.publish.build.build", lambda *_: pytest.fail("was built"))
    result = on_github("mkdocs.yml", "", "hooks: [x.py]\n", "--preview")
    assert "没有生成预览" in result.output
