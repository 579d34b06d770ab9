"""The files of the search: every phrase of the site is in them, and nothing that is not shown."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.publish.conftest import SECRETS

from gongshi.publish.search.documents import of_page
from gongshi.publish.search.index import grouped
from gongshi.publish.search.postings import GROUP
from gongshi.publish.search.terms import in_order, normal, shard_of, terms

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.conftest import Repository


@dataclass
class Index:
    """The files of the search, read as the page reads them."""

    folder: Path

    def read(self, name: str) -> str:
        return gzip.decompress((self.folder / f"{name}.gz").read_bytes()).decode()

    @cached_property
    def meta(self) -> Any:
        return json.loads(self.read("meta.json"))

    @cached_property
    def documents(self) -> dict[int, list[Any]]:
        """Every document by number: title, address, place, date, text."""
        found = {}
        for g, group in enumerate(self.meta["groups"]):
            for n, start in enumerate(group["blocks"]):
                rows = json.loads(self.read(f"texts-{g}-{n}"))
                found.update({g * GROUP + start + at: row for at, row in enumerate(rows)})
        return found

    def lines(self, number: int) -> list[str]:
        return [self.documents[number][0], *self.documents[number][4].split("\n")]

    def of(self, term: str) -> set[int]:
        """The documents of a term."""
        found: set[int] = set()
        for line in self.read(f"words-{shard_of(term, len(self.meta['shards'])):03d}").split("\n"):
            written, *lists = line.split("\t")
            if written == term:
                for each in lists:
                    number = 0
                    for by in each.split():
                        number += int(by, 36)
                        found.add(number)
        return found

    def holding(self, phrase: str) -> set[int]:
        """The documents in which it stands, by their texts."""
        wanted = normal(phrase)
        return {
            number
            for number in self.documents
            if any(wanted in normal(line) for line in self.lines(number))
        }


@pytest.fixture(scope="module")
def index(built: Repository) -> Index:
    return Index(built.out / "search")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("志愿服务", ["志愿", "愿服", "服务"]),
        ("志愿、服务", ["志愿", "愿 服", "服务"]),
        ("第12届V站", ["第1", "12", "2届", "届v", "v站"]),
        ("超过4400人", ["超过", "过4", "4400", "0人"]),
        ("a-20260315-7kq2m", ["20260315", "7kq2m"]),
        ("The Ｇongshi 公示", ["th", "go", "gong", "gongsh", "i 公", "公示"]),
        ("p90 20240315 2a", ["p90", "20240315", "2a"]),
        ("好", []),
        ("", []),
    ],
)
def test_terms_are_pairs_of_characters_and_whole_words(line: str, found: list[str]) -> None:
    assert in_order(line) == found


@given(st.text(min_size=1), st.data())
def test_a_part_of_a_line_has_no_term_that_the_line_has_not(line: str, data: st.DataObject) -> None:
    """Save for words cut short at its edges, by which nobody looks it up."""
    plain = normal(line)
    start = data.draw(st.integers(0, len(plain)))
    part = plain[start : data.draw(st.integers(start, len(plain)))]
    cut = [each for each in in_order(part)[1:-1] if len(each) == 2 and max(each) >= "\u2e80"]
    assert set(cut) <= terms(line)


def test_every_phrase_is_found(index: Index) -> None:
    """Any two characters that touch and any word, of any line: just the documents that hold it."""
    draw = Random(7)
    lines = [line for number in index.documents for line in index.lines(number)]
    for line in draw.sample(sorted(set(lines)), 150):
        for term in draw.sample(in_order(line), min(3, len(in_order(line)))):
            if max(term) >= "\u2e80":
                assert index.of(term) == index.holding(term), term
            else:
                assert index.of(term) <= index.holding(term), term
                assert index.of(term), term


def test_what_a_record_shows_is_there_in_words(index: Index) -> None:
    by_address = {row[1]: row for row in index.documents.values()}
    title, _, place, date, text = by_address["statistics/lezhi-hours/"]
    assert (title, index.meta["places"][place][1], date) == ("服务时长", "乐至县", "")
    assert "超过4400小时" in text.split("\n")
    activity = by_address["activities/team-demo-team-2024-q1/#a-20240301-00000"]
    assert activity[3] == "2024-03-01"
    assert {"a-20240301-00000", "演示队", "2024年3月1日"} <= set(activity[4].split("\n"))
    assert "志愿者" in by_address["privacy/"][4]


def test_no_list_of_records_is_searched_as_a_page(index: Index) -> None:
    by_address = {row[1]: row for row in index.documents.values()}
    assert "演示队" not in by_address["teams/"][4]
    assert "" not in by_address
    assert "search/" in by_address


def test_written_pages_are_found_in_each_language_of_the_site(repository: Repository) -> None:
    config = repository.root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("[zh]", "[zh, en]"), encoding="utf-8")
    repository.write("site/news/index.md", "# 新闻\n\n只有中文。\n")
    assert repository.build() == []
    index = Index(repository.out / "search")
    found: dict[str, dict[str, str]] = {"page": {}, "page_en": {}}
    for number, row in index.documents.items():
        kind = index.meta["kinds"][index.meta["groups"][number // GROUP]["kind"]]
        found.get(kind, {})[row[1]] = row[0]
    assert found["page"]["privacy/"] == "隐私"
    assert found["page_en"]["privacy/"] == "Privacy"
    assert found["page"]["news/"] == found["page_en"]["news/"] == "新闻"
    assert found["page_en"].keys() == found["page"].keys()


def test_nothing_closed_is_in_any_file(index: Index) -> None:
    texts = {path.name: gzip.decompress(path.read_bytes()).decode() for path in _files(index)}
    assert {"meta.json.gz", "words-000.gz", "texts-0-0.gz"} <= texts.keys()
    assert [
        (name, secret) for name, text in texts.items() for secret in SECRETS if secret in text
    ] == []


def test_the_invented_place_comes_after_all_else_and_places_from_the_largest(index: Index) -> None:
    groups = [(group["demo"], group["kind"]) for group in index.meta["groups"]]
    assert groups == sorted(groups)
    assert index.meta["kinds"][groups[0][1]] == "place"
    assert [each[0] for each in index.meta["places"]] == ["lezhi", "demo", "demo-town"]
    demo = next(g for g, (demo, _) in enumerate(groups) if demo)
    assert [index.documents[demo * GROUP + n][1] for n in range(2)] == [
        "places/demo-town/",
        "places/demo/",
    ]


def test_a_place_is_a_term_of_all_that_belongs_to_it_or_to_one_below(index: Index) -> None:
    town, demo = index.of("@demo-town"), index.of("@demo")
    assert set() < town < demo
    places = [each[0] for each in index.meta["places"]]
    belonging = {n for n, row in index.documents.items() if row[2] == places.index("demo-town")}
    assert town == belonging
    assert demo - town == {
        n for n, row in index.documents.items() if row[2] == places.index("demo")
    }


def test_how_large_each_file_is_stands_in_the_first(index: Index) -> None:
    told = {f"words-{n:03d}": size for n, size in enumerate(index.meta["shards"])}
    for g, group in enumerate(index.meta["groups"]):
        told |= {f"texts-{g}-{n}": size for n, size in enumerate(group["sizes"])}
    for name, size in told.items():
        assert size == -(-(index.folder / f"{name}.gz").stat().st_size // 100), name


def test_what_is_new_comes_last_in_its_group() -> None:
    older, newer, undated = (
        of_page(f"{name}/", f"<article><h1>{name}</h1></article>", "zh") for name in ("b", "a", "c")
    )
    (group,) = grouped([newer, undated, older], ["page"], {})
    assert [each.address for each in group.documents] == ["c/", "b/", "a/"]


def test_a_page_is_read_without_what_stands_on_every_page() -> None:
    page = of_page(
        "about/",
        "<header>头</header><main><article><nav>首页</nav><h1>关于 <em>本站</em></h1><p>一 &amp;"
        " <b>二</b></p><script>'<h1>三' > 0</script><!-- <h1>七</h1> --><table title='8>9'>"
        "<tr><td>四</td><td>五</td></tr></table>"
        "<form>六</form></article></main><footer>尾</footer>",
        "zh",
    )
    assert (page.title, page.lines) == ("关于 本站", ("一 & 二", "四", "五"))


def test_the_same_site_gives_the_same_files(index: Index, built: Repository) -> None:
    before = {path.name: path.read_bytes() for path in _files(index)}
    assert built.build() == []
    assert {path.name: path.read_bytes() for path in _files(index)} == before


def test_an_edit_changes_few_files(repository: Repository) -> None:
    assert repository.build() == []
    index = Index(repository.out / "search")
    before = {path.name: path.read_bytes() for path in _files(index)}
    path = repository.root / "records/profiles/lezhi-someone.yaml"
    path.write_text(path.read_text("utf-8").replace("教邻居写字", "教邻居鸑鷟"), encoding="utf-8")
    assert repository.build() == []
    after = {path.name: path.read_bytes() for path in _files(index)}
    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert len([name for name in changed if name.startswith("texts-")]) == 1
    changed -= {"meta.json.gz"}  # which says how much there is of each
    assert len(changed) <= 1 + len(terms("教邻居写字。") ^ terms("教邻居鸑鷟。"))


def test_no_name_is_in_the_index_even_where_pages_show_it(repository: Repository) -> None:
    path = repository.root / "records/rosters/demo-2024.yaml"
    text = path.read_text("utf-8").replace("consent: number", "consent: name", 1)
    path.write_text(text, encoding="utf-8")
    assert repository.build(names={"v-000001": "甄看见"}) == []
    shown = repository.out / "activities/team-demo-team-2024-q1/index.html"
    assert "甄看见" in shown.read_text("utf-8")
    index = Index(repository.out / "search")
    assert index.holding("甄看见") == index.of("甄看") == set()


def _files(index: Index) -> list[Path]:
    return sorted(index.folder.glob("*.gz"))
