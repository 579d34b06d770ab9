"""The comment on GitHub: the right pull request, one comment, nothing of a fork's believed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from local_forge import TOKEN, Answer, LocalForge

from gongshi.forges.client import ApiError
from gongshi.forges.environment import Run
from gongshi.forges.folder import MARKER, MOST_OF_A_COMMENT
from gongshi.forges.github import (
    AUTHOR,
    MOST_OF_A_FILE,
    MOST_OF_AN_ARTIFACT,
    comment_in,
    finished,
    post_to_github,
)
from gongshi.forges.post import post

HEAD = "b" * 40
PAGE = "https://example.org/o/r/actions/runs/42"
EVENT: dict[str, Any] = {
    "workflow_run": {
        "id": 42,
        "event": "pull_request",
        "head_sha": HEAD,
        "head_branch": "new activity & more",
        "head_repository": {"owner": {"login": "fork"}, "full_name": "fork/r"},
        "html_url": PAGE,
        "conclusion": "failure",
        "pull_requests": [],
    }
}
REPORT = f"{MARKER}\n**可以合并。**\n\n## 这次改动意味着什么\n\n- 新增活动 <code>a&#45;1</code>\n"
PULLS, COMMENTS = "GET /repos/o/r/pulls", "GET /repos/o/r/issues/7/comments"
WRITE = "POST /repos/o/r/issues/7/comments"


def request(number: int = 7, sha: str = HEAD, repository: str = "o/r") -> dict[str, Any]:
    return {"number": number, "head": {"sha": sha}, "base": {"repo": {"full_name": repository}}}


def zipped(**files: bytes | str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", ".").replace("UP", "../../"), content)
    return held.getvalue()


def damaged(archive: bytes) -> bytes:
    """The archive with other bytes in the middle of what it holds."""
    at = archive.index(b"PK\x01\x02") // 2
    return archive[:at] + b"\xff" * 8 + archive[at + 8 :]


@pytest.fixture
def github(forge: LocalForge) -> LocalForge:
    """GitHub with one open pull request, whose run has left a report behind."""
    artifact = {"id": 5, "name": "gongshi", "size_in_bytes": 1000, "expired": False}
    forge.says(PULLS, [request()])
    forge.says("GET /repos/o/r/actions/runs/42/artifacts", {"artifacts": [artifact]})
    where = Answer(302, headers={"Location": f"{forge.api}/blob"})
    forge.says("GET /repos/o/r/actions/artifacts/5/zip", where)
    forge.says("GET /blob", zipped(comment_md=REPORT))
    forge.says("GET /repos/o/r/pulls/7/files", [{"filename": "records/activities/a-1.yaml"}])
    forge.says(COMMENTS, [])
    forge.says(WRITE, Answer(201, {"id": 1}))
    return forge


def posted(github: LocalForge) -> list[int]:
    run = finished(EVENT)
    assert run is not None
    return post_to_github(github.client(), "o/r", run, "zh")


def written(github: LocalForge) -> list[str]:
    return [each.body["body"] for each in github.asked if each.body is not None]


def test_the_report_of_a_fork_is_put_on_its_request(github: LocalForge) -> None:
    assert posted(github) == [7]
    [body] = written(github)
    assert body.startswith(f"{MARKER}\n\n流水线没有通过。")
    assert f"]({PAGE})" in body
    assert "新增活动 <code>a&#45;1</code>" in body
    asked = github.asked[0].path
    assert "head=fork%3Anew+activity+%26+more" in asked
    assert "state=open" in asked
    # The token stays with the API: the file itself comes from elsewhere.
    assert [each.token for each in github.asked if each.path == "/blob"] == [None]


@pytest.mark.parametrize(
    "found", [[], [request(sha="c" * 40)], [request(repository="fork/r")], [{"number": 7}]]
)
def test_a_request_that_is_not_at_this_commit_is_let_alone(
    github: LocalForge, found: list[Any]
) -> None:
    github.says(PULLS, found)
    assert posted(github) == []
    assert github.questions() == [PULLS]


def test_our_last_comment_is_written_over_and_nobody_elses(github: LocalForge) -> None:
    others = [
        {"id": 1, "body": f"{MARKER} mine", "user": {"login": "fork"}},
        {"id": 2, "body": "hello", "user": {"login": AUTHOR}},
        {"id": 3, "body": f"{MARKER}\nold", "user": {"login": AUTHOR}},
    ]
    github.says(COMMENTS, others)
    github.says("PATCH /repos/o/r/issues/comments/3", {})
    posted(github)
    assert github.questions()[-1] == "PATCH /repos/o/r/issues/comments/3"


@pytest.mark.parametrize(
    "text",
    [
        "请看 @admin",
        "[点这里](https://example.org)",
        "https://example.com",
        "www.example.org",
        "![图](x)",
        "<img src=x>",
        "<code>`a`</code><script>1</script>",
        "`rm`",
        "修好 #1",
        "&#64;admin",
        "&#35;1",
        "&commat;admin",
        "&#x40;admin",
        "[a]: b",
        "[a][b]",
        "| a | b |",
        "a\x1b[31m",
    ],
)
def test_what_is_not_our_kind_of_report_is_not_shown(github: LocalForge, text: str) -> None:
    github.says("GET /blob", zipped(comment_md=f"{REPORT}\n{text}\n"))
    posted(github)
    [body] = written(github)
    assert "新增活动" not in body
    assert text not in body
    assert "没有照登" in body


def test_a_request_that_changes_more_than_records_is_marked(github: LocalForge) -> None:
    many = [{"filename": f"records/a/{each}.yaml"} for each in range(100)]
    moved = [{"filename": "records/x.yaml", "previous_filename": ".github/workflows/records.yml"}]
    github.says("GET /repos/o/r/pulls/7/files", many, moved)
    posted(github)
    assert "请以审核人员的判断为准" in written(github)[0]


@pytest.mark.parametrize(
    ("archive", "word"),
    [
        (b"no zip", "odd_artifact"),
        (zipped(comment_md=REPORT)[:-30], "odd_artifact"),
        (damaged(zipped(comment_md=REPORT * 50)), "odd_artifact"),
        (zipped(comment_md=b"0" * (MOST_OF_A_FILE + 1)), "too_large"),
    ],
)
def test_a_broken_or_swollen_archive_is_told(github: LocalForge, archive: bytes, word: str) -> None:
    github.says("GET /blob", archive)
    with pytest.raises(ApiError) as caught:
        posted(github)
    assert caught.value.word == word
    assert written(github) == []


def test_nothing_else_of_an_archive_is_read() -> None:
    archive = zipped(UPescaped_md="x", comment_md=REPORT, other_md="y" * 10)
    assert comment_in(archive) == REPORT
    assert comment_in(zipped(other_md="y")) is None


def test_an_archive_that_is_too_large_is_not_fetched(github: LocalForge) -> None:
    large = {"id": 5, "name": "gongshi", "size_in_bytes": MOST_OF_AN_ARTIFACT + 1}
    github.says("GET /repos/o/r/actions/runs/42/artifacts", {"artifacts": [large]})
    with pytest.raises(ApiError):
        posted(github)
    assert "GET /repos/o/r/actions/artifacts/5/zip" not in github.questions()


@pytest.mark.parametrize("listed", [[], [{"id": 5, "name": "gongshi", "expired": True}]])
def test_a_run_without_a_report_is_told_as_that(github: LocalForge, listed: list[Any]) -> None:
    github.says("GET /repos/o/r/actions/runs/42/artifacts", {"artifacts": listed})
    posted(github)
    assert "没有留下报告" in written(github)[0]


def test_a_comment_that_may_have_been_written_is_looked_for_first(github: LocalForge) -> None:
    ours = [{"id": 9, "body": f"{MARKER}\n", "user": {"login": AUTHOR}}]
    github.says(COMMENTS, [], ours)
    github.says(WRITE, Answer(502))
    github.says("PATCH /repos/o/r/issues/comments/9", {})
    assert posted(github) == [7]
    assert github.questions()[-4:] == [
        COMMENTS,
        WRITE,
        COMMENTS,
        "PATCH /repos/o/r/issues/comments/9",
    ]


def test_a_comment_too_long_is_shortened_with_its_folds_closed(github: LocalForge) -> None:
    lines = "".join(f"- <code>{each}</code>\n" for each in range(6_000))
    text = f"{MARKER}\n<details><summary>改动</summary>\n\n{lines}\n</details>\n"
    github.says("GET /blob", zipped(comment_md=text))
    refusal = {"message": "Validation Failed", "errors": ["Body is too long (maximum is 65536)"]}
    github.says(WRITE, Answer(422, refusal), Answer(201, {"id": 1}))
    posted(github)
    first, second = written(github)
    assert len(first) <= MOST_OF_A_COMMENT
    assert len(second) <= MOST_OF_A_COMMENT // 2
    for body in (first, second):
        assert body.count("<details>") == body.count("</details>") == 1
        assert body.endswith("余下的见这次运行的页面和文件。\n")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            Answer(403, {"message": "Resource not accessible by integration"}),
            "没有写评论的权限（403）",
        ),
        (Answer(422, {"message": "Validation Failed"}), "不收这条评论（422）"),
        (Answer(404, {"message": "Not Found"}), "没有这个地址（404）"),
        (Answer(401, {"message": "Bad credentials"}), "不认这个令牌（401）"),
    ],
)
def test_a_refusal_is_told_in_words(github: LocalForge, answer: Answer, words: str) -> None:
    github.says(WRITE, answer)
    done = github_post(github, {"GITHUB_TOKEN": TOKEN})
    assert not done.is_done
    assert words in done.words
    assert TOKEN not in done.words


def test_posting_says_what_came_of_it(github: LocalForge) -> None:
    assert github_post(github, {"GONGSHI_TOKEN": TOKEN}).words == "已写到合并请求 7。"
    github.says(PULLS, [])
    nothing = github_post(github, {"GITHUB_TOKEN": TOKEN})
    assert (nothing.is_done, "又有了新的提交" in nothing.words) == (True, True)
    assert not github_post(github, {}).is_done


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"workflow_run": None},
        {"workflow_run": {**EVENT["workflow_run"], "event": "push"}},
        {"workflow_run": {**EVENT["workflow_run"], "head_repository": None}},
        {"workflow_run": {**EVENT["workflow_run"], "id": "42"}},
    ],
)
def test_a_run_for_no_request_is_let_alone(event: dict[str, Any]) -> None:
    assert finished(event) is None


def github_post(github: LocalForge, env: dict[str, str]) -> Any:
    run = Run("github", api=github.api, repository="o/r", event=EVENT)
    return post(run, env, Path("nowhere"), "zh", github.sleep, lambda: github.time)
