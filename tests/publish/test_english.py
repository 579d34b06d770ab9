"""The English pages: beside every Chinese one, in English but for what records say."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from posixpath import join, normpath
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.publish.conftest import RECORDS, Repository, make_repository

from gongshi.publish import stamp
from gongshi.publish.audit.verify import verify
from gongshi.publish.links import bad_links
from gongshi.words import room

HAN = re.compile(r"[\u3400-\u9fff]+")
# Chinese that English pages say by themselves: the other language, the mark, what may be searched.
ATOM, LANG = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/XML/1998/namespace}lang"
OWN = ("中文", "公示", "理发")


class Page(HTMLParser):
    """The texts of a page with the language each is in, and where its head leads."""

    _EMPTY = ("meta", "link", "br", "input", "img", "source", "use", "path", "rect", "line")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.texts: list[tuple[str, str]] = []
        self.links: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if "hreflang" in found:
            self.links.append({**found, "tag": tag})
        if tag not in self._EMPTY:
            self.open.append((tag, found.get("lang")))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "title"} & {tag for tag, _ in self.open}:
            lang = next((lang for _, lang in reversed(self.open) if lang), "")
            self.texts.append((lang, data.strip()))


@pytest.fixture(scope="module")
def both(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The small repository with its site in both languages; not to be changed."""
    top = tmp_path_factory.mktemp("both") / "repository"
    repository = make_repository(root, top, languages="zh, en")
    assert repository.build() == []
    return repository


def _pages(site: Repository) -> dict[str, str]:
    """Every page but the one for what is lost, by its path."""
    return {
        path.relative_to(site.out).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(site.out.rglob("index.html"))
    }


def test_every_page_is_there_in_both_languages_and_leads_to_the_other(both: Repository) -> None:
    pages = _pages(both)
    english = {name.removeprefix("en/") for name in pages if name.startswith("en/")}
    assert english == {name for name in pages if not name.startswith("en/")}
    for name, html in pages.items():
        lang, other = ("en", "zh-CN") if name.startswith("en/") else ("zh-CN", "en")
        assert f'<html lang="{lang}">' in html, name
        there = name.removeprefix("en/") if lang == "en" else f"en/{name}"
        links = Page(html).links
        assert [(link["tag"], link["hreflang"]) for link in links] == [
            ("link", other),
            ("a", other),
        ]
        for link in links:
            at = normpath(join(name.rpartition("/")[0], str(link["href"]), "index.html"))
            assert at == there, name


def test_all_links_of_both_hold(both: Repository) -> None:
    assert bad_links(both.out) == []


def test_an_english_page_says_nothing_in_chinese_but_what_records_say(both: Repository) -> None:
    mechanisms = (both.root / "site/coverage/mechanisms.yaml").read_text(encoding="utf-8")
    said = "".join((*RECORDS.values(), *OWN, mechanisms))  # some mechanisms keep their own names
    for name, html in _pages(both).items():
        if not name.startswith("en/"):
            continue
        for lang, text in Page(html).texts:
            assert lang.startswith("zh") or not HAN.search(text), (name, text)
            if not name.startswith(("en/dictionary/", "en/findings/")):  # which say words as such
                assert all(run in said for run in HAN.findall(text)), (name, text)


def test_a_chinese_page_says_nothing_in_the_words_of_the_english_ones(both: Repository) -> None:
    phrases = {each for each in _english(room("pages")) if " " in each and "{" not in each}
    for name, html in _pages(both).items():
        if name.startswith(("en/", "dictionary/", "handbook/")):
            continue
        texts = {text for _, text in Page(html).texts}
        assert not texts & phrases, name


def _english(phrases: Any) -> list[str]:
    if "en" in phrases and isinstance(phrases["en"], str):
        return [phrases["en"].strip()]
    return [each for of in phrases.values() for each in _english(of)]


def test_what_is_in_no_language_is_there_once(both: Repository) -> None:
    others = {name for name in both.files() if not name.endswith(".html")}
    english = {name for name in others if name.startswith("en/")}
    feeds = {f"en/{name}/feed.xml" for name in ("changes", "honors", "notices")}
    assert english == {name for name in others if name.startswith("en/passbooks/")} | feeds
    page = both.page("en/teams/demo-team/index.html")
    assert 'href="../../../teams/demo-team/record.yaml"' in page
    assert 'href="../../data/place.csv"' in both.page("en/data/index.html")


def test_passbooks_are_told_in_english_too(both: Repository) -> None:
    (book,) = json.loads(both.page("en/passbooks/0.json")).values()
    assert dict(book["sums"])["Service time"] == "90 min = 1 h 30 min"
    (chinese,) = json.loads(both.page("passbooks/0.json")).values()
    assert dict(chinese["sums"])["服务时长"] == "90 分钟 = 1 小时 30 分钟"


def test_policies_are_told_in_english_and_figures_are_the_same(both: Repository) -> None:
    page = both.page("en/policies/demo-hours/index.html")
    assert "One service of at least 60 min" in page
    assert '<span lang="zh">原文没有写</span>' in page
    ledger = both.page("en/ledgers/unit-demo-unit/index.html")
    assert re.findall(r"<strong>(.*?)</strong></td>", ledger) == ["210 min", "30 points"]


def test_who_verifies_a_copy_reads_the_pages_of_both(both: Repository, tmp_path: Path) -> None:
    assert verify(both.out).differences == []
    copy = tmp_path / "copy"
    shutil.copytree(both.out, copy)
    page = copy / "en/ledgers/unit-demo-unit/index.html"
    page.write_text(page.read_text("utf-8").replace("210 min", "211 min"), encoding="utf-8")
    told = {(each.what, each.figure) for each in verify(copy).differences}
    assert ("page", "en/ledgers/unit-demo-unit/index.html") in told


def test_feeds_are_in_both_languages_and_lead_to_their_own_pages(both: Repository) -> None:
    for name in ("notices", "honors", "changes"):
        chinese, english = (
            ElementTree.fromstring(both.page(f"{below}{name}/feed.xml")) for below in ("", "en/")
        )
        ids = [{each.text for each in feed.iter(f"{ATOM}id")} for feed in (chinese, english)]
        assert ids[0].isdisjoint(ids[1])
        assert len(ids[0]) == len(ids[1])
        assert [feed.get(LANG) for feed in (chinese, english)] == ["zh-CN", "en"]
        assert not HAN.search(str(english.findtext(f"{ATOM}title")))
        for link in english.iter(f"{ATOM}link"):
            there = normpath(join(f"en/{name}", link.attrib["href"].partition("#")[0]))
            assert there.startswith("en/")
            assert (both.out / there).exists()
        assert f'href="{name}/feed.xml"' in both.page("en/index.html")
        assert 'type="application/atom+xml" href="feed.xml"' in both.page(f"en/{name}/index.html")


def test_the_title_of_a_record_begins_in_english(both: Repository) -> None:
    assert "<title>Unit demo-unit: 演示站 · " in both.page("en/units/demo-unit/index.html")
    assert "<title>演示站 · 阵地 · " in both.page("units/demo-unit/index.html")


def test_a_county_may_have_chinese_alone(built: Repository) -> None:
    assert not (built.out / "en").exists()
    assert not any(Page(html).links for html in _pages(built).values())


def test_a_page_in_chinese_alone_leads_to_the_english_home_page(repository: Repository) -> None:
    _speak(repository, "zh, en")
    repository.write("site/news/index.md", "# 新闻\n\n[首页](../index.md)\n")
    repository.write(
        "site/en/about/index.md", "# About\n\n[News, in Chinese](../../news/index.md)\n"
    )
    assert repository.build() == []
    (link,) = Page(repository.page("news/index.html")).links
    assert (link["tag"], link["href"]) == ("a", "../en/")
    words = re.search(r"data-search-words>(.*?)</script>", repository.page("en/search/index.html"))
    assert words
    assert json.loads(words[1])["alone"] == ["news/"]


def _speak(repository: Repository, languages: str) -> None:
    config = repository.root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[zh]", f"[{languages}]"), encoding="utf-8")


@pytest.mark.parametrize("languages", ["en", "en, zh", "zh, fr"])
def test_chinese_is_always_there_and_first(repository: Repository, languages: str) -> None:
    _speak(repository, languages)
    (problem,) = repository.build()
    assert "extra.languages" in problem


def test_pages_are_kept_in_both_languages(
    repository: Repository, another: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "MANY", 0)
    _speak(repository, "zh, en")
    assert repository.build() == []
    station = RECORDS["units/demo-unit.yaml"].replace("演示站", "演示新站")
    repository.write("records/units/demo-unit.yaml", station)
    assert repository.build() == []
    fresh = another()
    _speak(fresh, "zh, en")
    fresh.write("records/units/demo-unit.yaml", station)
    assert fresh.build() == []
    assert repository.files() == fresh.files()
    assert "演示新站" in repository.page("en/units/demo-unit/index.html")


def _written(site: Path) -> list[str]:
    left_out = ("en", "overrides", "templates", "dictionary")
    paths = (path.relative_to(site) for path in site.rglob("*.md"))
    return sorted(path.as_posix() for path in paths if path.parts[0] not in left_out)


@pytest.mark.parametrize("name", _written(Path(__file__).parents[2] / "site"))
def test_a_written_page_says_the_same_in_both(root: Path, name: str) -> None:
    chinese = (root / "site" / name).read_text(encoding="utf-8")
    english = (root / "site" / "en" / name).read_text(encoding="utf-8")
    if name.startswith("handbook/"):  # told in short, with the way to the whole
        assert f"](../../../{name})" in english
        return
    for what in (r"<!-- gongshi:\w+ -->", r"(?s)```.*?```", r"(?m)^#+ ", r"(?m)^\|", r"(?m)^- "):
        ours, theirs = (re.findall(what, _bare(text)) for text in (chinese, english))
        assert ours == theirs, what
    assert _targets(chinese, name) == _targets(english, f"en/{name}")


def _bare(text: str) -> str:
    """Without what is said in a language within code."""
    return re.sub(r"#.*|gongshi verify \S+", "", text) if "hledger" in text else text


def _targets(text: str, name: str) -> list[str]:
    """Where a page leads, whatever its language."""
    found = re.findall(r"\]\(([^)]*)\)", text)
    inside = [normpath(join(name.rpartition("/")[0], each)) for each in found if "//" not in each]
    return sorted(each.removeprefix("en/") for each in inside)
