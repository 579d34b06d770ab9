"""What is Chinese on an English page is marked, once, and nothing else is."""

from __future__ import annotations

import pytest

from gongshi.publish.marking import marked


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<td>云河县</td>", '<td lang="zh">云河县</td>'),
        ('<a href="x">云河县 2024-03-15</a>', '<a href="x" lang="zh">云河县 2024-03-15</a>'),
        ("<p>Gifts to 云河 县</p>", '<p>Gifts to <span lang="zh">云河 县</span></p>'),
        ("<p>Assumed (text: 没有写).</p>", '<p>Assumed (text: <span lang="zh">没有写</span>).</p>'),
        ("<li><b>3</b> 云河<br>", '<li><b>3</b> <span lang="zh">云河</span><br>'),
        ("<option>Gifts to 云河</option>", '<option lang="zh">Gifts to 云河</option>'),
        ("<td>云&amp;河 &lt;b</td>", '<td><span lang="zh">云&amp;河</span> &lt;b</td>'),
        ('<a lang="zh-CN">中文</a>', '<a lang="zh-CN">中文</a>'),
        ('<script>"<b>云</b>"</script>', '<script>"<b>云</b>"</script>'),
        ("<p>Teams　3 · 4</p>", "<p>Teams　3 · 4</p>"),
    ],
)
def test_what_is_chinese_is_marked(html: str, told: str) -> None:
    assert marked(html) == told
    assert marked(told) == told
