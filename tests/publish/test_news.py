"""All changes by day and in words: what the pages and the feed tell, and what they never do."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.publish.conftest import Repository, make_repository
from tests.publish.test_changes import HOSTILE, PROFILE, TEAM, commit, edit

from gongshi.publish import news

NS = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def told(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with a short past and its site, two commits a page; not to be changed."""
    it = make_repository(root, tmp_path_factory.mktemp("news") / "repository")
    commit(it, "开始")
    edit(it, TEAM, "name: 演示队", f"name: '{HOSTILE}'")
    commit(it, f"改队名 {HOSTILE}", "s <7+forge-account-secret@users.noreply.example.org>")
    edit(it, TEAM, HOSTILE, "演示队")
    it.write("records/places/gone.yaml", "id: gone\nbasis: local\nname: 不见了\nlevel: county\n")
    commit(it, "电话 13912345678 打错了")
    (it.root / "records/places/gone.yaml").unlink()
    edit(it, PROFILE, "教邻居写字。", "教邻居算账。")
    commit(it, "v-000002 说要删")
    it.write("notes.txt", "no record")
    commit(it, "别的文件")
    edit(it, TEAM, "founded: 2024-01-01", "founded: 2024-02-01\nsummary: 简介")
    commit(it, "补成立日期")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(news, "PAGE", 2)
        assert it.build() == []
    return it


def test_what_changed_stands_by_day_the_newest_first(told: Repository) -> None:
    page = told.page("changes/index.html")
    assert page.index("补成立日期") < page.index("修改人物 1 条")
    assert "修改队伍 1 条" in page
    assert '<li><a href="../teams/demo-team/">演示队</a>：成立时间、简介</li>' in page
    assert "别的文件" not in page  # it changed no record
    assert 'href="../changes/feed.xml"' in page


def test_older_pages_are_counted_from_the_first_commit(told: Repository) -> None:
    first, newest = told.page("changes/1/index.html"), told.page("changes/index.html")
    assert "开始" in first
    assert "改队名" in first
    assert "新增队伍 1 条" in first
    assert "开始" not in newest.partition("<main")[2]
    assert 'href="1/"' in newest
    assert 'href="../"' in first
    assert "changes/2/index.html" not in told.files()


def test_what_must_not_be_told_is_on_no_page_and_in_no_feed(told: Repository) -> None:
    for name in ("changes/index.html", "changes/1/index.html", "changes/feed.xml"):
        text = told.page(name)
        for secret in (
            "13912345678",
            "v-000002",
            "forge-account-secret",
            "不见了",
            "gone",
            "Somebody",
        ):
            assert secret not in text, (name, secret)
    assert "删去地方 1 条" in told.page("changes/index.html")
    assert "（不显示）" in told.page("changes/index.html")


def test_hostile_subjects_are_text(told: Repository) -> None:
    page = told.page("changes/1/index.html")
    assert HOSTILE not in page
    assert "改队名 &lt;b onclick=" in page
    assert "{{ 7*7 }}" in page.replace("&#39;", "'")
    top = ElementTree.fromstring(told.page("changes/feed.xml").encode())
    assert any(HOSTILE in str(each.text) for each in top.iterfind(".//a:content", NS))


def test_who_is_told_by_staff_id_or_not_at_all(told: Repository) -> None:
    first = told.page("changes/1/index.html")
    assert '<a href="../../staff/s-one/">s-one</a>' in first
    assert "提交账号不在工作人员名单上" in first


def test_the_feed_leads_to_the_page(told: Repository) -> None:
    top = ElementTree.fromstring(told.page("changes/feed.xml").encode())
    entries = top.findall("a:entry", NS)
    assert len(entries) == 5
    assert entries[0].findtext("a:title", None, NS) == "修改队伍 1 条"
    assert "演示队：" in str(entries[0].findtext("a:content", None, NS))
    page = told.page("changes/index.html")
    for each in entries[:3]:
        link = each.find("a:link", NS)
        assert link is not None
        path, _, at = str(link.get("href")).partition("#")
        assert path == "../changes/"
        assert f'id="{at}"' in page
    assert 'rel="alternate" type="application/atom+xml"' in page


def test_without_git_there_is_a_page_and_an_empty_feed(root: Path, tmp_path: Path) -> None:
    it = make_repository(root, tmp_path / "repository")
    assert it.build() == []
    assert "还没有提交记录" in it.page("changes/index.html")
    assert ElementTree.fromstring(it.page("changes/feed.xml").encode()).findall("a:entry", NS) == []
