"""The review on Gitea and Forgejo: remarks on changed lines, one review, the right commit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from local_forge import TOKEN, Answer, LocalForge

from gongshi.forges.environment import Run
from gongshi.forges.folder import COMMENT, LINES, MARKER
from gongshi.forges.post import Posted, post

HEAD = "b" * 40
REVIEWS = "/repos/o/r/pulls/7/reviews"
REMARK = {"path": "records/activities/a-1.yaml", "line": 3, "body": "[L001] 不能改"}


@pytest.fixture
def gitea(forge: LocalForge, tmp_path: Path) -> LocalForge:
    """A forge with one open pull request, and the folder of its run."""
    (tmp_path / COMMENT).write_text(f"{MARKER}\n检查没有通过\n", encoding="utf-8")
    (tmp_path / LINES).write_text(json.dumps([REMARK]), encoding="utf-8")
    forge.says("GET /repos/o/r/pulls/7", {"state": "open", "head": {"sha": HEAD}})
    forge.says(f"GET {REVIEWS}", [])
    forge.says(f"POST {REVIEWS}", {"id": 1})
    return forge


def posted(gitea: LocalForge, folder: Path, **more: Any) -> Posted:
    run = Run("gitea", "a" * 40, HEAD, "clerk", 7, gitea.api, "o/r")
    env = {"GITEA_TOKEN": TOKEN}
    return post(run, env, folder, "zh", gitea.sleep, lambda: gitea.time, **more)


def test_a_review_with_its_remarks(gitea: LocalForge, tmp_path: Path) -> None:
    assert posted(gitea, tmp_path).words == "已写到合并请求 7。"
    assert gitea.asked[-1].token == f"token {TOKEN}"
    assert gitea.asked[-1].body == {
        "event": "COMMENT",
        "commit_id": HEAD,
        "body": f"{MARKER}\n检查没有通过\n",
        "comments": [
            {"path": REMARK["path"], "new_position": REMARK["line"], "body": REMARK["body"]}
        ],
    }


def test_our_last_review_goes_and_anothers_stays(gitea: LocalForge, tmp_path: Path) -> None:
    reviews = [
        {"id": 3, "body": f"{MARKER}\nold"},
        {"id": 4, "body": "nice"},
        {"id": 5, "body": f"{MARKER} not ours"},
    ]
    gitea.says(f"GET {REVIEWS}", reviews)
    gitea.says(f"DELETE {REVIEWS}/3", Answer(204, b""))
    gitea.says(f"DELETE {REVIEWS}/5", Answer(403, {"message": "no"}))
    assert posted(gitea, tmp_path).is_done
    assert gitea.questions()[2:] == [
        f"DELETE {REVIEWS}/3",
        f"DELETE {REVIEWS}/5",
        f"POST {REVIEWS}",
    ]


@pytest.mark.parametrize("status", [422, 500])
def test_lines_that_the_forge_does_not_take_are_left_out(
    gitea: LocalForge, tmp_path: Path, status: int
) -> None:
    gitea.says(f"POST {REVIEWS}", Answer(status, {"message": "line"}), {"id": 1})
    assert posted(gitea, tmp_path).is_done
    assert gitea.asked[-1].body["comments"] == []


@pytest.mark.parametrize(
    "request_",
    [
        {"state": "closed", "head": {"sha": HEAD}},
        {"state": "open", "head": {"sha": "c" * 40}},
        {"state": "open"},
        [],
    ],
)
def test_a_request_that_moved_on_is_let_alone(
    gitea: LocalForge, tmp_path: Path, request_: Any
) -> None:
    gitea.says("GET /repos/o/r/pulls/7", request_)
    assert posted(gitea, tmp_path).is_done
    assert gitea.questions() == ["GET /repos/o/r/pulls/7"]


def test_a_refusal_and_an_empty_folder_are_told_in_words(gitea: LocalForge, tmp_path: Path) -> None:
    gitea.says(f"POST {REVIEWS}", Answer(403, {"message": "read only"}))
    refused = posted(gitea, tmp_path)
    assert (refused.is_done, "403" in refused.words) == (False, True)
    empty = posted(gitea, tmp_path / "nothing")
    assert (empty.is_done, "请先运行 gongshi ci" in empty.words) == (False, True)


def test_other_forges_are_told_where_to_look(tmp_path: Path) -> None:
    for forge in ("gitlab", "gitee", "gitcode", "plain"):
        assert post(Run(forge), {}, tmp_path, "en").is_done
