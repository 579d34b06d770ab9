"""A change judged while the base is checked out, and what is left behind of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from git import Repo
from markdown_it import MarkdownIt
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif
from repositories import commit
from small_county import TEAM

from gongshi.checks.render import MOST_ANNOTATIONS, as_annotations
from gongshi.forges.comment import is_ours
from gongshi.forges.environment import Run
from gongshi.forges.files import as_sarif
from gongshi.forges.folder import (
    COMMENT,
    LINES,
    MARKER,
    MOST_OF_A_COMMENT,
    SUMMARY,
    summary,
    write_folder,
)
from gongshi.forges.judge import Outcome, changed_lines, judge
from gongshi.kinds import Kind

Changed = Callable[[dict[str, str]], str]
READING = "activities/a-20240316-7kq2m"
HOSTILE = "`id` ${{ secrets.T }} @admin #1 <b>x</b> [a](https://example.org) ![b](c) | ** _a_"


@pytest.fixture
def edited(repo: Repo) -> dict[str, str]:
    """The verified activity with other minutes, below a comment that moves its lines."""
    text = Path(repo.working_dir, "records", f"{READING}.yaml").read_text("utf-8")
    return {READING: "# 说明\n" * 5 + text.replace("minutes: 120", "minutes: 125")}


def judged(repo: Repo, kinds: dict[str, Kind], run: Run) -> Outcome:
    outcome = judge(Path(repo.working_dir), kinds, run, "zh")
    assert isinstance(outcome, Outcome)
    return outcome


@pytest.fixture
def of_an_edit(
    repo: Repo, kinds: dict[str, Kind], changed: Changed, edited: dict[str, str]
) -> Outcome:
    """What is found of the edit, with the base checked out."""
    base, head = repo.head.commit.hexsha, changed(edited)
    return judged(repo, kinds, Run("github", base, head, "clerk", 7))


def test_the_change_is_judged_out_of_git(of_an_edit: Outcome, repo: Repo) -> None:
    [error] = [each for each in of_an_edit.shown if each.severity == "error"]
    assert (error.finding.code, error.span.line) == ("L001", 16)
    assert of_an_edit.has_errors
    assert not of_an_edit.is_own_judge
    assert of_an_edit.lines == {f"records/{READING}.yaml": frozenset({1, 2, 3, 4, 5, 16})}
    assert of_an_edit.rank(error) == 0
    assert not repo.is_dirty(untracked_files=True)


def test_a_toolkit_that_came_with_the_change_is_told(
    repo: Repo, kinds: dict[str, Kind], changed: Changed, edited: dict[str, str], tmp_path: Path
) -> None:
    base, head = repo.head.commit.hexsha, changed(edited)
    repo.git.checkout("--detach", "--quiet", head)
    outcome = judged(repo, kinds, Run("plain", base, head))
    assert outcome.is_own_judge
    write_folder(tmp_path / "ci", outcome, kinds, "zh")
    assert "不是主分支的" in (tmp_path / "ci" / "log.txt").read_text("utf-8")


def test_without_a_base_all_is_checked_and_nothing_compared(
    repo: Repo, kinds: dict[str, Kind], tmp_path: Path
) -> None:
    outcome = judged(repo, kinds, Run())
    assert (outcome.report, outcome.shown, outcome.has_errors) == (None, [], False)
    write_folder(tmp_path / "ci", outcome, kinds, "zh")
    assert not (tmp_path / "ci" / COMMENT).exists()
    assert "没有发现问题" in (tmp_path / "ci" / SUMMARY).read_text("utf-8")
    [case] = Xml.parse(tmp_path / "ci" / "junit.xml").iter("testcase")
    assert len(case) == 0


def test_a_summary_without_a_base_holds_no_markup_of_a_record(
    repo: Repo, kinds: dict[str, Kind]
) -> None:
    path = Path(repo.working_dir, "records", f"{READING}.yaml")
    path.write_text(path.read_text("utf-8") + f"oops: '{HOSTILE}</pre><b>'\n", encoding="utf-8")
    text = summary(judged(repo, kinds, Run()), kinds, "zh")
    assert "oops" in text
    assert text.count("</pre>") == text.count("<pre>") == 1
    assert "<b>" not in text


@pytest.mark.parametrize("name", ["no-such-branch", "--output=x", "a" * 40])
def test_a_base_that_is_not_there_is_given_back(
    repo: Repo, kinds: dict[str, Kind], name: str
) -> None:
    assert judge(Path(repo.working_dir), kinds, Run(base=name), "zh") == name


def test_lines_of_a_change_are_found_whatever_they_hold(repo: Repo) -> None:
    base = repo.head.commit.hexsha
    folder = Path(repo.working_dir, "records", "activities", "春 天")
    folder.mkdir()
    (folder / "a.yaml").write_text("++ b/records/x.yaml\n@@ -1 +90 @@\n--- a\n", encoding="utf-8")
    (folder / "b.yaml").write_text("one\ntwo", encoding="utf-8")
    commit(repo)
    (folder / "a.yaml").write_text("@@ -1 +90 @@\nx\n--- a\n", encoding="utf-8")
    (folder / "b.yaml").write_text("one\nthree", encoding="utf-8")
    commit(repo)
    head = repo.head.commit.hexsha
    found = changed_lines(Path(repo.working_dir), f"{head}~", head)
    assert found == {
        "records/activities/春 天/a.yaml": frozenset({2}),
        "records/activities/春 天/b.yaml": frozenset({2}),
    }
    assert len(changed_lines(Path(repo.working_dir), base, head)) == 2


def test_what_is_left_behind(of_an_edit: Outcome, kinds: dict[str, Kind], tmp_path: Path) -> None:
    write_folder(tmp_path, of_an_edit, kinds, "zh")
    comment = (tmp_path / COMMENT).read_text("utf-8")
    assert comment.startswith(f"{MARKER}\n**检查没有通过：错误 1 处，改好以前不能合并。**\n")
    assert is_ours(comment)
    assert (tmp_path / SUMMARY).read_text("utf-8") in comment
    [remark] = json.loads((tmp_path / LINES).read_text("utf-8"))
    assert (remark["path"], remark["line"]) == (f"records/{READING}.yaml", 16)
    assert remark["body"].startswith("[L001] ")
    review = json.loads((tmp_path / "review.json").read_text("utf-8"))
    assert [each["id"] for each in review["records"]] == [READING.rpartition("/")[2]]
    findings = json.loads((tmp_path / "findings.json").read_text("utf-8"))
    assert findings["summary"]["errors"] == 1
    pages = json.loads((tmp_path / "pages.json").read_text("utf-8"))
    assert {(each["address"], each["state"]) for each in pages["pages"]} == {
        ("/activities/team-demo-lamp-2024-q1/", "changes")
    }


def test_sarif_is_valid_and_says_what_is_new(of_an_edit: Outcome) -> None:
    document = json.loads(as_sarif(of_an_edit, "zh"))
    Sarif.model_validate(document)
    [run] = document["runs"]
    [result] = [each for each in run["results"] if each["ruleId"] == "L001"]
    [place] = result["locations"]
    region = place["physicalLocation"]["region"]
    assert (region["startLine"], result["level"], result["baselineState"]) == (16, "error", "new")
    rules = run["tool"]["driver"]["rules"]
    assert rules[result["ruleIndex"]]["id"] == "L001"
    assert "{" not in rules[result["ruleIndex"]]["shortDescription"]["text"]


def test_more_results_than_may_be_are_counted(
    of_an_edit: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongshi.forges.files.MOST_RESULTS", 1)
    document = json.loads(as_sarif(of_an_edit, "zh"))
    Sarif.model_validate(document)
    [run] = document["runs"]
    assert [each["ruleId"] for each in run["results"]] == ["L001"]
    [said] = run["invocations"][0]["toolExecutionNotifications"]
    assert f"共 {len(of_an_edit.shown)} 处" in said["message"]["text"]


def test_junit_and_code_quality_tell_the_same(
    of_an_edit: Outcome, kinds: dict[str, Kind], tmp_path: Path
) -> None:
    write_folder(tmp_path, of_an_edit, kinds, "zh")
    suites = Xml.parse(tmp_path / "junit.xml").getroot()
    cases = list(suites.iter("testcase"))
    failed = [case for case in cases if case.find("failure") is not None]
    assert (suites.get("tests"), suites.get("failures")) == (str(len(cases)), str(len(failed)))
    assert [case.get("classname") for case in failed] == [f"records/{READING}.yaml"]
    told: list[dict[str, Any]] = json.loads((tmp_path / "code-quality.json").read_text("utf-8"))
    assert len(told) == len(cases)
    assert len({each["fingerprint"] for each in told}) == len(told)
    assert {each["severity"] for each in told} <= {"info", "minor", "major", "critical", "blocker"}
    [grave] = [each for each in told if each["severity"] == "critical"]
    assert grave["location"] == {"path": f"records/{READING}.yaml", "lines": {"begin": 16}}


def test_of_many_findings_those_of_the_change_are_annotated_first(
    repo: Repo, kinds: dict[str, Kind], changed: Changed
) -> None:
    """Twenty teams had a nature that is none; the change adds one more, last by its path."""
    folder = Path(repo.working_dir, "records", "teams")
    for each in range(20):
        text = TEAM.format(id=f"a{each:02}", name="队").replace("nature: general", "nature: odd")
        (folder / f"demo-a{each:02}.yaml").write_text(text, encoding="utf-8")
    commit(repo)
    base = repo.head.commit.hexsha
    odd = TEAM.format(id="zz", name="队").replace("nature: general", "nature: odd")
    head = changed({"teams/demo-zz": odd})
    outcome = judged(repo, kinds, Run("github", base, head))
    lines = as_annotations(outcome.shown, "zh", outcome.rank)
    errors = [line for line in lines if line.startswith("::error ")]
    assert len(errors) == MOST_ANNOTATIONS
    assert "file=records/teams/demo-zz.yaml" in errors[0]
    assert f"全部 {len(outcome.shown)} 处" in lines[-1]


def test_a_hostile_change_leaves_a_comment_that_is_only_text(
    repo: Repo, kinds: dict[str, Kind], changed: Changed, tmp_path: Path
) -> None:
    base = repo.head.commit.hexsha
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    files = {
        f"teams/demo-{each:04}": TEAM.format(id=f"{each:04}", name=quoted) for each in range(600)
    }
    outcome = judged(repo, kinds, Run("github", base, changed(files)))
    write_folder(tmp_path, outcome, kinds, "zh")
    comment = (tmp_path / COMMENT).read_text("utf-8")
    assert len(comment) <= MOST_OF_A_COMMENT
    assert is_ours(comment)
    html = MarkdownIt("gfm-like", {"linkify": False}).render(comment)
    assert "<a " not in html
    assert "<img" not in html
    assert "<b>" not in html
    for each in json.loads((tmp_path / LINES).read_text("utf-8")):
        assert is_ours(each["body"])
