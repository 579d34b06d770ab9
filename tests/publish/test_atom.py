"""The form of feeds: whole, the same each time, and harmless whatever the news holds."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from gongshi.publish.atom import Entry, feed

NS = {"a": "http://www.w3.org/2005/Atom"}
NEWS = [
    Entry("commit/2", "新增 <b>队伍</b> & 项目", 1_700_000_100, "changes/#c2", "甲\n乙"),
    Entry("commit/1", "开始", 1_700_000_000, "teams/x/", ""),
]


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.encode())


def test_what_a_feed_must_hold() -> None:
    top = parsed(feed("changes/1", "改动", "changes/feed.xml", NEWS, author="演示县", lang="zh-CN"))
    for name in ("id", "title", "updated", "author/a:name"):
        assert len(top.findall(f"a:{name}", NS)) == 1
    assert top.findtext("a:updated", None, NS) == "2023-11-15T06:15:00+08:00"
    entries = top.findall("a:entry", NS)
    assert [each.findtext("a:title", None, NS) for each in entries] == [
        "新增 <b>队伍</b> & 项目",
        "开始",
    ]
    ids = [each.text for each in top.iterfind(".//a:id", NS)]
    assert len(set(ids)) == 3
    assert all(str(each).startswith("urn:uuid:") for each in ids)
    for each in top.iterfind(".//a:updated", NS):
        assert datetime.fromisoformat(str(each.text)).utcoffset() is not None


def test_links_are_relative_unless_the_site_knows_its_address() -> None:
    def links(site: str) -> list[str]:
        text = feed("c", "t", "changes/feed.xml", NEWS, author="x", lang="zh", site=site)
        return [str(each.get("href")) for each in parsed(text).iterfind(".//a:link", NS)]

    assert links("") == ["feed.xml", "../changes/", "../changes/#c2", "../teams/x/"]
    assert links("https://example.org/g/") == [
        "https://example.org/g/changes/feed.xml",
        "https://example.org/g/changes/",
        "https://example.org/g/changes/#c2",
        "https://example.org/g/teams/x/",
    ]


def test_an_empty_feed_is_one_too() -> None:
    text = feed("c", "t", "changes/feed.xml", [], author="x", lang="zh", epoch=1)
    assert parsed(text).findtext("a:updated", None, NS) == "1970-01-01T08:00:01+08:00"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_gives_whole_xml(text: str) -> None:
    news = [Entry(text, text, 0, "x/", text)]
    told = feed(text, text, "changes/feed.xml", news, author=text, lang="zh")
    assert told == feed(text, text, "changes/feed.xml", news, author=text, lang="zh")
    assert len(parsed(told).findall("a:entry", NS)) == 1
