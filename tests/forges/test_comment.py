"""What a fork's run left behind is shown only if it can do nothing but be read."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gongshi.forges.comment import is_ours, of_a_fork, shortened
from gongshi.forges.folder import MARKER

PIECES = (
    *"@#[]()!<>*_~`|\\&;:/-+.= \n",
    *("**", "<code>", "</code>", "<details>", "<summary>", "</details>", "<!-- -->", "<!--", "-->"),
    *("&#64;", "&#35;", "&#60;", "&#x40;", "&commat;", "&#064;", "https://", "www.a.cn", "](x)"),
    *(
        "admin",
        "1",
        "改动",
        "\n\n",
        "    ",
        "\t",
        "```",
        "## ",
        "- ",
        "  - ",
        "> ",
        "1. ",
        "[a]: x",
    ),
)
NO_CODE = re.compile(r"<code>.*?</code>", re.DOTALL)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_is_shown_holds_no_link_picture_script_or_call(text: str) -> None:
    if not is_ours(text):
        return
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    outside = NO_CODE.sub("", html)
    tags = set(re.findall(r"</?([a-zA-Z][\w-]*)", html))
    allowed = {"p", "h1", "h2", "h3", "ul", "ol", "li", "strong", "code", "details", "summary"}
    assert tags <= allowed | {"hr", "br"}
    # A call is a sign with a word right behind it; ours have a comment between.
    for piece in re.split("<[^>]*>", outside):
        assert not re.search(r"[@#]\w", unescape(piece))


@pytest.mark.parametrize(
    "text",
    [
        f"{MARKER}\n**检查没有通过：错误 1 处。**\n",
        "### 新出现的问题（1）\n\n- <code>a&#47;b</code> 错误[C001] 甲。乙 (丙): 丁 → 戊\n  - 己\n",
        "<details><summary>改动的记录（30）</summary>\n\n- &#64;<!-- -->admin\n\n</details>\n",
        "<code>&#64;admin</code>\n",
    ],
)
def test_our_own_markup_is_shown(text: str) -> None:
    assert is_ours(text)


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "&#8238;", "&#8203;", "\x9b31m"])
def test_what_turns_or_hides_letters_is_not_ours(unseen: str) -> None:
    assert not is_ours(f"- 检查没有{unseen}通过\n")


@pytest.mark.parametrize("piece", ["\n", " ", "<code>", "&#0", "=", "- ", "**", "<", "*a", "\n="])
def test_a_text_of_one_thing_only_is_looked_over_in_one_go(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert is_ours(text) == (piece in ("\n", "<code>", "- ", "**"))


@pytest.mark.parametrize("most", [200, 401, 1000])
def test_what_is_cut_ends_with_whole_lines_and_closed_folds(most: int) -> None:
    text = (
        "## 一\n\n"
        + "<details><summary>二</summary>\n\n"
        + "- 三三三三三三\n" * 200
        + "\n</details>\n"
    )
    cut = shortened(text, most, "余下的见日志。")
    assert len(cut) <= most
    assert cut.count("<details>") == cut.count("</details>") == 1
    assert set(re.findall(r"^- .*", cut, re.MULTILINE)) == {"- 三三三三三三"}
    assert cut.endswith("余下的见日志。\n")
    assert shortened(text, len(text), "x") == text


def test_the_head_is_ours_and_says_what_the_forge_says() -> None:
    shown = of_a_fork("- 甲", "https://example.org/run", True, False, "en")
    assert shown.startswith(f"{MARKER}\n\nThe run passed.")
    assert shown.endswith("- 甲\n")
