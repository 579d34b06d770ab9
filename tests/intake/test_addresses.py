"""Addresses of pull requests: any remote, any way of writing it, never a password in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.intake.addresses import (
    FORGES,
    forge_of,
    pull_request_address,
    told_by_server,
    web_address,
    without_credentials,
)


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/o/r.git", "https://github.com/o/r"),
        ("https://github.com/o/r/", "https://github.com/o/r"),
        ("https://me:secret@github.com/o/r.git", "https://github.com/o/r"),
        ("https://token@gitea.example.org:8443/o/r.git", "https://gitea.example.org:8443/o/r"),
        ("http://127.0.0.1:3000/o/r.git", "http://127.0.0.1:3000/o/r"),
        ("git@github.com:o/r.git", "https://github.com/o/r"),
        ("github.com:o/r", "https://github.com/o/r"),
        ("git@GITLAB.example.org:a/b/c.git", "https://gitlab.example.org/a/b/c"),
        ("ssh://git@gitlab.example.org:2222/a/b/c.git", "https://gitlab.example.org/a/b/c"),
        ("ssh://git@ssh.github.com:443/o/r.git", "https://github.com/o/r"),
        ("ssh://git@[2001:db8::1]:22/o/r.git", "https://[2001:db8::1]/o/r"),
        ("git@[2001:db8::1]:o/r.git", "https://[2001:db8::1]/o/r"),
        ("git://gitee.com/o/r.git", "https://gitee.com/o/r"),
        (
            "https://gitee.com/街道/公示.git",
            "https://gitee.com/%E8%A1%97%E9%81%93/%E5%85%AC%E7%A4%BA",
        ),
        ("/srv/git/r.git", None),
        ("../r.git", None),
        ("./a:b/r.git", None),
        ("file:///srv/git/r.git", None),
        ("C:\\git\\r", None),
        ("c:/git/r", None),
        ("https://", None),
        ("https://github.com", None),
        ("https://github.com:port/o/r", None),
        ("", None),
        ("ext::sh -c evil", None),
    ],
)
def test_the_page_of_a_repository(remote: str, address: str | None) -> None:
    assert web_address(remote) == address


@pytest.mark.parametrize(
    ("host", "forge"),
    [
        ("github.com", "github"),
        ("github.example.org", "github"),
        ("gitlab.com", "gitlab"),
        ("my-gitlab.example.org:8443", "gitlab"),
        ("gitee.com", "gitee"),
        ("gitcode.com", "gitcode"),
        ("atomgit.com", "gitcode"),
        ("codeberg.org", "forgejo"),
        ("gitea.com", "gitea"),
        ("git.example.org", None),
    ],
)
def test_the_forge_by_its_host(host: str, forge: str | None) -> None:
    assert forge_of(f"https://{host}/o/r") == forge


@pytest.mark.parametrize(
    ("forge", "rest"),
    [
        ("github", "/pull/new/submit/p-1"),
        (
            "gitlab",
            "/-/merge_requests/new?merge_request%5Bsource_branch%5D=submit%2Fp-1"
            "&merge_request%5Btarget_branch%5D=main",
        ),
        ("gitee", "/pull/new/o:submit/p-1...o:main"),
        ("gitcode", "/merge_requests/new?source_branch=submit%2Fp-1&target_branch=main"),
        ("gitea", "/compare/main...submit/p-1"),
        ("forgejo", "/compare/main...submit/p-1"),
    ],
)
def test_where_a_pull_request_is_opened(forge: str, rest: str) -> None:
    address = pull_request_address("https://x.org/o/r", forge, "submit/p-1", "main")
    assert address == f"https://x.org/o/r{rest}"


def test_odd_names_of_branches_are_quoted() -> None:
    for forge in FORGES:
        address = pull_request_address("https://x.org/o/r", forge, "改 动?#&%", "主 线")
        assert address.isascii()
        assert " " not in address
        assert "#" not in address


def test_what_the_server_says_is_taken_only_from_its_lines_and_for_this_branch() -> None:
    answer = (
        "To https://me:secret@gitea.example.org/o/r.git\n"
        "remote: \n"
        "remote: 3 vulnerabilities: https://gitea.example.org/o/r/security\n"
        "remote: Create a new pull request for 'submit/p-1':        \n"
        "remote:   https://me:secret@gitea.example.org/o/r/compare/main...submit/p-1        \n"
        "https://evil.example.org/submit/p-1\n"
    )
    wanted = "https://gitea.example.org/o/r/compare/main...submit/p-1"
    assert told_by_server(answer, "submit/p-1") == wanted
    assert told_by_server(answer, "submit/p-2") is None


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="/")))
def test_no_credentials_pass(secret: str) -> None:
    remote = f"https://u:{secret}@github.com/o/r.git"
    assert web_address(remote) in ("https://github.com/o/r", None)
    assert without_credentials(f"fatal: {remote}: no") == "fatal: https://github.com/o/r.git: no"
