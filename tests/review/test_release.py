"""Release notes of the data: what they tell between two commits, and what they never repeat."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from git import Repo
from repositories import commit, write_files
from small_county import CORRECTION
from typer.testing import CliRunner

from gongshi.cli import app
from gongshi.cli.common import USAGE
from gongshi.kinds import Kind
from gongshi.review import Sides, read_sides
from gongshi.review.release import as_json, as_markdown, release

PROFILE = """\
id: demo-someone
basis: reported
name: 李回望
place: demo
standing: reported
deeds:
  - text: 教邻居写字。
sources:
  - text
"""
TOMBSTONE = """\
id: demo-someone
basis: reported
place: demo
standing: withdrawn
withdrawn_on: 2024-05-01
"""
Files = dict[str, str | None]
Notes = Callable[[Files, Files], tuple[str, Any]]


@pytest.fixture
def notes(repo: Repo, kinds: dict[str, Kind]) -> Notes:
    """The notes between the state with the first files and that with the others."""

    def between(first: Files, then: Files) -> tuple[str, Any]:
        top = Path(repo.working_dir)
        if first:
            write_files(top, first)
            commit(repo)
        repo.git.tag("--force", "v1")
        write_files(top, then)
        commit(repo)
        sides = read_sides(top, kinds, "v1", "HEAD", straight=True)
        assert isinstance(sides, Sides)
        told = release(sides, kinds)
        names = ("v1", "HEAD")
        return as_markdown(told, kinds, names, "en", str), json.loads(as_json(told, names))

    return between


def team(repo: Repo) -> str:
    return (Path(repo.working_dir) / "records/teams/demo-lamp.yaml").read_text("utf-8")


def test_added_changed_and_removed(notes: Notes, repo: Repo) -> None:
    text = team(repo)
    other = text.replace("id: demo-lamp", "id: demo-other").replace("灯塔", "另一")
    more = text.replace("id: demo-lamp", "id: demo-more").replace("灯塔", "第三")
    changed = text.replace("2024-01-05", "2024-02-05") + "summary: 一段话\n"
    markdown, document = notes(
        {"teams/demo-other": other},
        {"teams/demo-lamp": changed, "teams/demo-other": None, "teams/demo-more": more},
    )
    assert "# Data release notes: v1 → HEAD" in markdown
    assert "## Added (1)\n\n### Team (1)\n\n- 第三志愿服务队 (demo-more)" in markdown
    assert "  - Founded: 2024-01-05 → 2024-02-05" in markdown
    assert "  - Summary: changed" in markdown
    assert "一段话" not in markdown
    assert "## Removed (1)\n\n### Team (1)\n\n- 另一志愿服务队 (demo-other)" in markdown
    assert [each["id"] for each in document["added"]] == ["demo-more"]
    assert [each["id"] for each in document["removed"]] == ["demo-other"]
    assert document["changed"] == [
        {
            "kind": "team",
            "id": "demo-lamp",
            "fields": [
                {"path": "founded", "before": "2024-01-05", "after": "2024-02-05"},
                {"path": "summary"},
            ],
        }
    ]


def test_corrections_say_what_they_correct(notes: Notes) -> None:
    markdown, document = notes({}, {"corrections/c-20240401-5tv6w": CORRECTION})
    assert "## Corrected (1)" in markdown
    assert "a-20240316-7kq2m" in markdown
    assert document["corrected"] == [
        {
            "kind": "correction",
            "id": "c-20240401-5tv6w",
            "entry": "a-20240316-7kq2m",
            "reason": "not_served",
        }
    ]
    assert document["added"] == []


def test_what_was_taken_down_is_not_told_again(notes: Notes) -> None:
    markdown, document = notes(
        {"profiles/demo-someone": PROFILE}, {"profiles/demo-someone": TOMBSTONE}
    )
    assert "## Withdrawn (1)" in markdown
    assert document["withdrawn"] == [{"kind": "profile", "id": "demo-someone"}]
    for secret in ("李回望", "教邻居", "2024-05-01"):
        assert secret not in markdown
        assert secret not in json.dumps(document, ensure_ascii=False)


def test_of_persons_only_that_something_changed(notes: Notes) -> None:
    after = PROFILE.replace("李回望", "李回头").replace("写字", "算账")
    markdown, document = notes({"profiles/demo-someone": PROFILE}, {"profiles/demo-someone": after})
    assert "- demo-someone\n" in markdown
    assert "  - Name: changed" in markdown
    assert document["changed"][0]["fields"] == [{"path": "name"}, {"path": "deeds"}]
    assert "李" not in markdown
    markdown, document = notes({}, {"profiles/demo-someone": None})
    assert "1 more, which are not named" in markdown
    assert (document["removed"], document["removedUnnamed"]) == ([], 1)
    assert "demo-someone" not in markdown


def test_closed_fields_and_numbers_are_never_told(notes: Notes, repo: Repo) -> None:
    top = Path(repo.working_dir)
    staff = (top / "records/staff/s-demo-01.yaml").read_text("utf-8")
    roster = (top / "records/rosters/demo-lamp-2024.yaml").read_text("utf-8")
    markdown, document = notes(
        {},
        {
            "staff/s-demo-01": staff + "forge_account: hidden-account\n",
            "rosters/demo-lamp-2024": roster.replace("2024-02-01", "2024-02-02"),
        },
    )
    text = markdown + json.dumps(document, ensure_ascii=False)
    for secret in ("hidden-account", "forge_account", "v-3d4e5f", "2024-02-02"):
        assert secret not in text
    assert "Something that is not published changed too." in markdown


def test_only_written_otherwise_is_no_news(notes: Notes, repo: Repo) -> None:
    markdown, document = notes({}, {"teams/demo-lamp": "# a comment\n" + team(repo)})
    assert "Nothing in the records differs in substance." in markdown
    assert not any(document[part] for part in ("added", "changed", "removed"))


def test_the_command(root: Path, repo: Repo, notes: Notes) -> None:
    notes({}, {"corrections/c-20240401-5tv6w": CORRECTION})
    (Path(repo.working_dir) / "schemas").symlink_to(root / "schemas")

    def run(*words: str) -> Any:
        told = ["diff-release", *words, "--lang", "en", "--root", str(repo.working_dir)]
        return CliRunner().invoke(app, told)

    markdown = run("v1")
    assert markdown.exit_code == 0, markdown.output
    assert "## Corrected (1)" in markdown.stdout
    assert json.loads(run("v1", "HEAD", "--format", "json").stdout)["from"]["name"] == "v1"
    back = json.loads(run("HEAD", "v1", "--format", "json").stdout)
    assert [each["id"] for each in back["removed"]] == ["c-20240401-5tv6w"]
    assert run("nowhere").exit_code == USAGE
