"""Searching among 20,000 records: whatever is asked, little is read, and nothing is missed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Reader, served

from gongshi.publish.output import Output
from gongshi.publish.search.documents import Document
from gongshi.publish.search.index import write_index

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

RECORDS = 20_000
MOST_BYTES = 150_000
COMMON = 500  # characters of which all is written
WORDS = 60  # pairs of them that stand in about every second record
READ_ON = 400
SAID = re.compile(r"(?:最多 \d+ 条：核对了前 (\d+) 条，(\d+) 条写着|找到 (\d+) 条|没有找到)")
GZ = (
    "performance.getEntriesByType('resource').filter(e => e.name.endsWith('.gz'))"
    ".reduce((sum, e) => sum + e.encodedBodySize, 0)"
)


@dataclass
class Large:
    """A site of made-up records in which there is little to tell one from another."""

    documents: list[Document]
    words: list[str]

    def holding(self, asked: str) -> list[str]:
        """The addresses of those in which all that is asked stands."""
        return [
            each.address
            for each in self.documents
            if all(
                any(phrase in line for line in (each.title, *each.lines))
                for phrase in asked.split()
            )
        ]


def made() -> Large:
    """Texts of few characters; each record has a line of its own, and half of the common words."""
    draw = Random(2026)
    letters = [chr(0x4E00 + 37 * n) for n in range(COMMON)]
    words = ["".join(draw.sample(letters, 2)) for _ in range(WORDS)]
    lines = ["".join(draw.choices(letters, k=60)) for _ in range(1000)]
    halves = [" ".join(draw.sample(words, WORDS // 2)) for _ in range(1000)]
    ends = ["甲乙", "乙丙", "丙丁"]
    documents = []
    for n in range(RECORDS):
        own = "".join(draw.choices(letters, k=20))
        if n == 77:
            own += "甲乙丙丁"
        title = f"{draw.choice(words)}{draw.choice(letters)}第{n}号"
        id = f"r-{20240000 + n % 366}-{n:05x}"
        kind, place = draw.choice(("team", "need", "honor")), f"town{draw.randrange(60)}"
        text = (id, *draw.sample(lines, 2), own, draw.choice(halves), "gongshi demo", *ends)
        documents.append(
            Document(kind, id, title, f"x/{n}/", text, place, f"20{15 + n % 10}-03-01", n % 7 == 0)
        )
    return Large(documents, words)


def library() -> Any:
    """Sixty towns of three cities."""
    cities = {f"city{n}": [f"city{n}"] for n in range(3)}
    towns = {f"town{n}": [f"town{n}", f"city{n % 3}"] for n in range(60)}
    chains = cities | towns
    return SimpleNamespace(
        chains=chains,
        kinds={},
        entries={("place", id): SimpleNamespace(label=id) for id in chains},
        all=lambda _: [SimpleNamespace(id=id, demo=False) for id in chains],
    )


@pytest.fixture(scope="module")
def large() -> Large:
    return made()


@pytest.fixture(scope="module")
def searching(
    large: Large, site: Path, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reader]:
    """Somebody on the page of search, with the files of these records in place of the site's."""
    root = tmp_path_factory.mktemp("large")
    for name in ("scripts", "styles", "assets"):
        if (site / name).is_dir():
            (root / name).symlink_to(site / name)
    (root / "search").mkdir()
    shutil.copyfile(site / "search" / "index.html", root / "search" / "index.html")
    write_index(large.documents, library(), ("team", "need", "honor"), Output(root, root / "none"))
    with served(root) as base:
        context = chromium.new_context()
        context.set_default_timeout(60_000)
        yield Reader(context.new_page(), base, root)
        context.close()


def ask(reader: Reader, asked: str, filters: str = "") -> str:
    """Ask in a page just opened; gives what it says at last."""
    reader.open(f"search/?q={quote(asked)}{filters}")
    expect(reader.one("[data-found]")).to_have_attribute("aria-busy", "false")
    return reader.one("[data-search-said]").inner_text()


def read_on(reader: Reader) -> int:
    """Read on once; gives how many bytes that took."""
    before = int(reader.page.evaluate(GZ))
    reader.one("[data-more]").click()
    expect(reader.one("[data-found]")).to_have_attribute("aria-busy", "false")
    return int(reader.page.evaluate(GZ)) - before


def found(reader: Reader) -> list[str]:
    links = reader.page.locator("[data-found] a")
    hrefs: list[str] = links.evaluate_all("all => all.map(a => a.href)")
    return [each.removeprefix(reader.base) for each in hrefs]


def questions(large: Large) -> dict[str, str]:
    """What is hard: words that half of all have, phrases whose pairs all have, and what is odd."""
    common = large.words
    own = large.documents[4711].lines[3]
    return {
        "a word": common[0],
        "two words": " ".join(common[:2]),
        "three words": " ".join(common[3:6]),
        "thirty words": " ".join(common[:30]),
        "all words": " ".join(common),
        "a phrase of one": own,
        "a part of it": own[5:9],
        "three characters": own[8:11],
        "a phrase of all words": "".join(common),
        "pairs that all have": "甲乙丙",
        "pairs in another order": "丙丁甲乙",
        "letters": "gong",
        "more letters": "gongshi dem",
        "digits": "20240100",
        "an id": large.documents[99].id,
        "characters without end": common[7] * 2000,
        "words and a phrase": f"{common[1]} {own[:6]} {common[2]} gongshi",
    }


def test_no_question_reads_much_and_what_it_says_is_so(large: Large, searching: Reader) -> None:
    for name, asked in questions(large).items():
        said = SAID.match(ask(searching, asked))
        assert said, name
        assert 0 < searching.page.evaluate(GZ) < MOST_BYTES, name
        shown = found(searching)
        holding = large.holding(asked)
        assert set(shown) <= set(holding), name
        compared, so_far, count = said.groups()
        if compared:
            assert int(so_far) == len(shown) <= len(holding), name
        else:
            assert int(count or 0) == len(holding), name
        # Its first ten, if it says that it has found as many.
        assert len(shown) >= min(10, int(count or 0)), name


def test_words_that_half_of_all_have_are_counted_without_reading_them(
    large: Large, searching: Reader
) -> None:
    asked = " ".join(large.words[:3])
    assert ask(searching, asked) == f"找到 {len(large.holding(asked))} 条"
    asked = " ".join(large.words[:6])
    assert SAID.match(ask(searching, asked))


@pytest.mark.parametrize("asked", ["甲乙丙", "甲乙丙丁"])
def test_what_one_alone_has_is_found_by_reading_on(
    large: Large, searching: Reader, asked: str
) -> None:
    """Where every record looks like it: each step is small and says how far it is."""
    ask(searching, asked, "&kind=" + large.documents[77].kind)
    last = -1
    for _ in range(READ_ON):
        if found(searching) or not searching.one("[data-more]").is_visible():
            break
        assert read_on(searching) < MOST_BYTES
        said = SAID.match(searching.one("[data-search-said]").inner_text())
        assert said
        compared = int(said[1] or RECORDS)
        assert compared > last
        last = compared
    assert found(searching) == ["x/77/"] == large.holding(asked)


@pytest.mark.parametrize("filters", ["&place=city1", "&place=town7&year=2018", "&kind=honor"])
def test_filters_cost_little(large: Large, searching: Reader, filters: str) -> None:
    chosen = dict(each.split("=") for each in filters[1:].split("&"))
    wanted = [
        each
        for each in large.documents
        if chosen.get("kind", each.kind) == each.kind
        and each.date.startswith(chosen.get("year", ""))
        and chosen.get("place", each.place) in library().chains[each.place]
    ]
    assert ask(searching, "", filters) == f"找到 {len(wanted)} 条"
    assert searching.page.evaluate(GZ) < MOST_BYTES
    word = large.words[0]
    holding = {*large.holding(word)} & {each.address for each in wanted}
    assert ask(searching, word, filters) == f"找到 {len(holding)} 条"
    assert searching.page.evaluate(GZ) < MOST_BYTES


@pytest.mark.parametrize(
    "asked",
    [
        "<img src=x onerror=alert(1)>",
        "__proto__ constructor toString",
        "甲\0乙",
        ".*+?^${}()|[]\\ (?:甲",
        "\u202e甲乙\u202c",
        "%E4%B8 &place=../../etc",
        "../words-000",
        "甲" * 5000,
    ],
)
def test_hostile_questions_do_no_harm(searching: Reader, asked: str) -> None:
    searching.complaints()
    ask(searching, asked)
    assert searching.page.evaluate(GZ) < MOST_BYTES
    assert searching.page.locator("main img, main script[src*='x']").count() == 0
    assert searching.complaints() == []
