"""Asking an API: limits, failures, redirects; a token that never leaves."""

from __future__ import annotations

from email.utils import formatdate

import pytest
from local_forge import TOKEN, Answer, LocalForge

from gongshi.forges.client import TRIES, ApiError, Client

LIMIT = {"x-ratelimit-remaining": "0"}


def test_the_token_stands_in_its_header(forge: LocalForge) -> None:
    forge.says("GET /repos/o/r", {"id": 1})
    assert forge.client().get("repos", "o/r") == {"id": 1}
    assert forge.client("token").get("repos", "o/r", page=2) == {"id": 1}
    assert [each.token for each in forge.asked] == [f"Bearer {TOKEN}", f"token {TOKEN}"]
    assert forge.asked[1].path == "/repos/o/r?page=2"


def test_what_comes_into_a_path_stays_one_part_of_it(forge: LocalForge) -> None:
    with pytest.raises(ApiError):
        forge.client().get("repos", "a b?x=1#y")
    assert forge.asked[0].path == "/repos/a%20b%3Fx%3D1%23y"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_what_passes_is_asked_again_with_longer_and_longer_waits(
    forge: LocalForge, status: int
) -> None:
    forge.says("GET /a", Answer(status), Answer(status), {"ok": True})
    assert forge.client().get("a") == {"ok": True}
    assert forge.waits == [2.0, 4.0]


def test_what_keeps_failing_is_given_up(forge: LocalForge) -> None:
    forge.says("GET /a", Answer(500, {"message": "oops"}))
    with pytest.raises(ApiError) as caught:
        forge.client().get("a")
    assert (caught.value.word, caught.value.status) == ("failing", 500)
    assert len(forge.asked) == TRIES


def test_a_limit_is_waited_out(forge: LocalForge) -> None:
    in_a_minute = formatdate(forge.time + 60 + 7 + 31 + 60, usegmt=True)
    forge.says(
        "POST /a",
        Answer(429, headers={"Retry-After": "7"}),
        Answer(403, headers={**LIMIT, "x-ratelimit-reset": str(int(forge.time) + 37)}),
        Answer(403, {"message": "You have exceeded a secondary rate limit."}),
        Answer(503, headers={"Retry-After": in_a_minute}),
        {"done": True},
    )
    with pytest.raises(ApiError) as caught:
        forge.client().send("POST", "a", body={})
    # A limit means: not done. A failure while writing means: who knows.
    assert caught.value.is_unsure
    assert forge.waits == [7.0, 31.0, 60.0]
    forge.says("GET /a", Answer(503, headers={"Retry-After": in_a_minute}), {"done": True})
    assert forge.client().get("a") == {"done": True}
    assert forge.waits[-1] == pytest.approx(60.0, abs=2)


@pytest.mark.parametrize("wait", ["²", "7²", "Mon, 01 Jan 0000 00:00:00", "soon", "-7"])
def test_a_wait_that_is_none(forge: LocalForge, wait: str) -> None:
    forge.says("GET /a", Answer(503, headers={"Retry-After": wait}), {"done": True})
    assert forge.client().get("a") == {"done": True}
    assert len(forge.waits) == 1


@pytest.mark.parametrize("headers", [{"Retry-After": "4000"}, {"Retry-After": "1" * 9}])
def test_a_limit_longer_than_we_may_wait_is_told(
    forge: LocalForge, headers: dict[str, str]
) -> None:
    forge.says("GET /a", Answer(429, {"message": "slow down"}, headers))
    with pytest.raises(ApiError) as caught:
        forge.client().get("a")
    assert (caught.value.word, caught.value.detail) == ("limited", "slow down")
    assert forge.waits == []


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (401, "unknown_token"),
        (403, "forbidden"),
        (404, "not_found"),
        (422, "not_accepted"),
        (418, "odd_answer"),
    ],
)
def test_a_refusal_is_not_asked_again(forge: LocalForge, status: int, word: str) -> None:
    detail = {"message": f"no, {TOKEN}\n\x1b[31m", "errors": [{"code": "x"}]}
    forge.says("GET /a", Answer(status, detail))
    with pytest.raises(ApiError) as caught:
        forge.client().get("a")
    assert caught.value.word == word
    assert caught.value.detail == 'no, *** \ufffd[31m [{"code": "x"}]'
    assert len(forge.asked) == 1


def test_a_redirect_is_followed_without_the_token(forge: LocalForge) -> None:
    forge.says("GET /zip", Answer(302, headers={"Location": f"{forge.api}/blob?sig=1"}))
    forge.says("GET /blob", b"bytes")
    assert forge.client().download(5, "zip") == b"bytes"
    assert [each.token for each in forge.asked] == [f"Bearer {TOKEN}", None]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/x", ""])
def test_a_redirect_to_elsewhere_is_not(forge: LocalForge, target: str) -> None:
    forge.says("GET /zip", Answer(302, headers={"Location": target}))
    with pytest.raises(ApiError) as caught:
        forge.client().download(5, "zip")
    assert caught.value.word == "redirected"
    assert b"root" not in caught.value.detail.encode()


def test_a_file_longer_than_it_may_be_is_not_taken(forge: LocalForge) -> None:
    forge.says("GET /zip", b"123456")
    with pytest.raises(ApiError) as caught:
        forge.client().download(5, "zip")
    assert caught.value.word == "too_large"


def test_a_forge_that_is_not_there_is_told() -> None:
    waits: list[float] = []
    client = Client("http://127.0.0.1:9", TOKEN, sleep=waits.append)
    with pytest.raises(ApiError) as caught:
        client.get("a")
    assert (caught.value.word, caught.value.is_unsure) == ("unreachable", False)
    assert waits == [2.0, 4.0, 8.0, 16.0]
    with pytest.raises(ApiError) as caught:
        client.send("POST", "a", body={})
    assert caught.value.is_unsure


def test_pages_end_with_the_first_that_is_not_full(forge: LocalForge) -> None:
    forge.says("GET /a", [1, 2], [3])
    assert list(forge.client().pages("per_page", 2, "a", state="open")) == [1, 2, 3]
    assert forge.asked[1].path == "/a?state=open&page=2&per_page=2"
    forge.says("GET /a", {"message": "odd"})
    with pytest.raises(ApiError):
        list(forge.client().pages("per_page", 2, "a"))
