"""What a pipeline's variables tell, forge by forge; and what of them is not believed."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.forges.environment import Run, run_of

BASE, HEAD = "a" * 40, "b" * 40
REQUEST = {
    "pull_request": {
        "number": 7,
        "title": "`id` ${{ secrets.X }} $(id)",
        "base": {"sha": BASE, "ref": "main"},
        "head": {"sha": HEAD, "ref": "$(id)"},
        "user": {"login": "clerk"},
    }
}


def actions(tmp_path: Path, event: Any, **more: str) -> dict[str, str]:
    """The variables of GitHub Actions."""
    path = tmp_path / "event.json"
    path.write_text(event if isinstance(event, str) else json.dumps(event), encoding="utf-8")
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_PATH": str(path),
        "GITHUB_API_URL": "https://api.example.org",
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        **more,
    }


@pytest.mark.parametrize(
    ("more", "forge"),
    [
        ({}, "github"),
        ({"GITEA_ACTIONS": "true"}, "gitea"),
        ({"FORGEJO_ACTIONS": "true", "GITEA_ACTIONS": "true"}, "gitea"),
    ],
)
def test_a_pull_request_of_actions(tmp_path: Path, more: dict[str, str], forge: str) -> None:
    run = run_of(actions(tmp_path, REQUEST, **more))
    assert (run.forge, run.base, run.head, run.actor, run.number) == (forge, BASE, HEAD, "clerk", 7)
    assert (run.api, run.repository) == ("https://api.example.org", "o/r")
    assert run.summary == tmp_path / "summary.md"
    assert run.annotates == (forge == "github")
    assert run.obeys_its_log


def test_a_merge_queue_is_judged_as_it_will_be_merged(tmp_path: Path) -> None:
    event = {"merge_group": {"base_sha": BASE, "head_sha": HEAD, "head_ref": "x"}}
    run = run_of(actions(tmp_path, event))
    assert (run.base, run.head, run.actor, run.number) == (BASE, HEAD, "", 0)


@pytest.mark.parametrize(("before", "base"), [(BASE, BASE), ("0" * 40, "")])
def test_a_push_is_compared_with_what_was_there(tmp_path: Path, before: str, base: str) -> None:
    run = run_of(actions(tmp_path, {"before": before, "after": HEAD}))
    assert (run.base, run.head, run.is_push) == (base, "", bool(base))


@pytest.mark.parametrize(
    "event",
    [
        "no JSON",
        "[1]",
        "[" * 100_000,
        {"pull_request": "x"},
        {"pull_request": {"base": {"sha": "--upload-pack=x"}, "head": 1, "number": "7; id"}},
        {"before": "main; id"},
    ],
)
def test_what_does_not_look_right_is_not_taken(tmp_path: Path, event: Any) -> None:
    run = run_of(actions(tmp_path, event))
    assert (run.base, run.head, run.actor, run.number) == ("", "", "", 0)


def test_without_its_event_a_run_has_no_base(tmp_path: Path) -> None:
    env = actions(tmp_path, {}) | {"GITHUB_EVENT_PATH": str(tmp_path / "gone")}
    assert run_of(env).base == ""


def test_gitlab() -> None:
    env = {
        "GITLAB_CI": "true",
        "CI_COMMIT_SHA": HEAD,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": BASE,
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_TITLE": "$(id)",
        "GITLAB_USER_LOGIN": "clerk",
    }
    assert run_of(env) == Run("gitlab", BASE, HEAD, "clerk", 7, is_request=True)
    onto = env | {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "c" * 40}
    assert run_of(onto).base == "c" * 40
    pushed = {"GITLAB_CI": "true", "CI_COMMIT_SHA": HEAD, "CI_COMMIT_BEFORE_SHA": BASE}
    assert run_of(pushed) == Run("gitlab", BASE, is_push=True)


def test_gitcode(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    env = {"ATOMGIT_SHA": HEAD, "ATOMGIT_BASE_REF": "main", "ATOMGIT_STEP_SUMMARY": str(summary)}
    assert run_of(env) == Run("gitcode", "origin/main", HEAD, summary=summary, is_request=True)
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"before": BASE}))
    assert run_of({"ATOMGIT_SHA": HEAD, "ATOMGIT_EVENT_PATH": str(event)}).base == BASE
    event.write_text(json.dumps({"pull_request": {"base": {"sha": BASE}, "head": {"sha": HEAD}}}))
    env |= {"ATOMGIT_SHA": "f" * 40, "ATOMGIT_EVENT_PATH": str(event)}
    assert run_of(env) == Run("gitcode", BASE, HEAD, summary=summary, is_request=True)


def test_gitee() -> None:
    env = {
        "GITEE_PIPELINE_NAME": "records",
        "GITEE_COMMIT": BASE,
        "GITEE_SOURCE_COMMIT": HEAD,
        "GITEE_PULL_ID": "7",
        "GITEE_COMMIT_MESSAGE": "$(id)",
    }
    assert run_of(env) == Run("gitee", BASE, HEAD, number=7, is_request=True)
    assert run_of({"GITEE_PIPELINE_NAME": "records", "GITEE_COMMIT": BASE}) == Run("gitee")


@pytest.mark.parametrize(
    "env",
    [
        {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request"},
        {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "merge_group"},
        {"GITHUB_ACTIONS": "true", "GITEA_ACTIONS": "true", "GITHUB_BASE_REF": "main"},
        {"GITLAB_CI": "true", "CI_MERGE_REQUEST_IID": "7", "CI_COMMIT_SHA": HEAD},
        {"GITEE_PIPELINE_NAME": "records", "GITEE_PULL_ID": "7", "GITEE_COMMIT": BASE},
        {"GITEE_PIPELINE_NAME": "records", "GITEE_SOURCE_COMMIT": HEAD},
    ],
)
def test_a_request_without_its_commits_is_incomplete(env: dict[str, str]) -> None:
    """As a check of the records alone it would pass whatever the change does."""
    assert run_of(env).is_incomplete


def test_anywhere_else_nothing_is_known() -> None:
    assert run_of({"CI": "true"}) == Run()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(BASE),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["pull_request", "merge_group", "base", "head", "sha", "user", "number"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON)
def test_whatever_an_event_holds_commits_are_commits(event: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = run_of(actions(Path(folder), event))
    assert {run.base, run.head} <= {"", BASE}
    assert isinstance(run.number, int)
