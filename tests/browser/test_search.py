"""Somebody looking for something: by the head of any page, by address, by keyboard, by phone."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, expect

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Reader, Theme

pytestmark = pytest.mark.browser


def done(reader: Reader) -> None:
    """Wait until the page has found what it looks for."""
    expect(reader.one("[data-found]")).to_have_attribute("aria-busy", "false")


def said(reader: Reader) -> str:
    """What the page says of the search, once it is done."""
    done(reader)
    return reader.one("[data-search-said]").inner_text()


def titles(reader: Reader) -> Locator:
    return reader.page.locator("[data-found] a")


def metas(reader: Reader) -> list[str]:
    """What stands below each title: kind, place, date."""
    return reader.page.locator("[data-found] .gs-list__meta").all_inner_texts()


def addresses(reader: Reader) -> list[str]:
    """Where everything leads that was found, below the root, all of it read on."""
    more = reader.one("[data-more]")
    for _ in range(100):
        if not more.is_visible():
            break
        more.click()
        done(reader)
    return addresses_now(reader)


def addresses_now(reader: Reader) -> list[str]:
    """Where what is listed leads, below the root."""
    hrefs: list[str] = titles(reader).evaluate_all("all => all.map(a => a.href)")
    return [each.removeprefix(reader.base) for each in hrefs]


def documents(site: Path) -> Iterator[tuple[str, list[str]]]:
    """The address and the lines of everything that can be found in Chinese."""
    folder = site / "search"
    meta = json.loads(gzip.decompress((folder / "meta.json.gz").read_bytes()))
    for path in sorted(folder.glob("texts-*.gz")):
        group = meta["groups"][int(path.name.split("-")[1])]
        if meta["kinds"][group["kind"]] == "page_en":
            continue
        for title, address, _, _, text, *_ in json.loads(gzip.decompress(path.read_bytes())):
            yield address, [title, *text.split("\n")]


def plain(text: str) -> str:
    """Text as one compares it by eye: width, case and punctuation do not matter."""
    wide = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(c if c.isalnum() else " " for c in wide).split())


def test_from_the_head_of_a_page_without_a_click(reader: Reader) -> None:
    reader.open("teams/yunhe-laoli/")
    reader.page.keyboard.press("/")
    expect(reader.focused()).to_have_accessible_name("搜索全部记录")
    reader.page.keyboard.type("老李帮忙团")
    reader.page.keyboard.press("Enter")
    expect(reader.page).to_have_url(re.compile(r"/search/\?q="))
    assert said(reader).startswith("找到 ")
    expect(titles(reader).first).to_have_text("老李帮忙团")
    assert addresses(reader)[0] == "teams/yunhe-laoli/"


def test_by_keyboard_alone(reader: Reader) -> None:
    reader.open("search/?q=志愿")
    said(reader)
    press = reader.page.keyboard.press
    press("/")
    expect(reader.focused()).to_have_accessible_name("找什么")
    press("ArrowDown")
    press("ArrowDown")
    expect(titles(reader).nth(1)).to_be_focused()
    press("ArrowUp")
    expect(titles(reader).first).to_be_focused()
    press("Escape")
    expect(reader.focused()).to_have_accessible_name("找什么")
    press("ArrowDown")
    wanted = addresses_now(reader)[0]
    press("Enter")
    expect(reader.page).to_have_url(reader.base + wanted)


def test_filters_stand_in_the_address_and_the_way_back_works(reader: Reader) -> None:
    reader.open("search/?q=志愿&kind=team")
    whole = said(reader)
    assert {each.split("/")[0] for each in addresses(reader)} == {"teams"}
    place = reader.one("main [name=place]")
    place.select_option("ningbo")
    line = reader.one("[data-search-said]")
    expect(line).not_to_have_text(whole)
    said(reader)
    assert "place=ningbo" in reader.page.url
    lines = metas(reader)
    assert lines
    assert {line.split(" · ")[0] for line in lines} == {"队伍"}
    reader.page.go_back()
    expect(line).to_have_text(whole)
    expect(place).to_have_value("")


def test_an_honor_says_whose_it_is(reader: Reader) -> None:
    reader.open("search/?q=宁波 金奖&kind=honor")
    assert said(reader) == "找到 3 条"
    found = reader.page.locator("[data-found] > li").all_inner_texts()
    assert all("→ " in each for each in found)
    assert len({each.split("→ ")[1].split("\n")[0] for each in found}) == 3


def test_of_a_year_only_what_is_dated_in_it(reader: Reader) -> None:
    reader.open("search/?q=演示&year=2025&kind=activity")
    said(reader)
    lines = metas(reader)
    assert lines
    assert all("2025年" in line and "演示数据" in line for line in lines)


def test_a_kind_is_chosen_by_its_number_of_results(reader: Reader) -> None:
    reader.open("search/?q=理发")
    said(reader)
    chip = reader.one("[data-facets] button")
    name, count = chip.inner_text().split(" ")
    assert name == "队伍"
    chip.tap()
    expect(reader.one("[data-search-said]")).to_have_text(f"找到 {count} 条")
    assert "kind=team" in reader.page.url
    expect(reader.one("[data-facets] [aria-pressed=true]")).to_have_text(f"{name} {count}")


def test_the_words_are_marked_where_they_stand(reader: Reader) -> None:
    reader.open("search/?q=理发 老人")
    said(reader)
    marks = reader.one("[data-found] li").locator("mark").all_inner_texts()
    assert set(marks) == {"理发", "老人"}


def test_a_number_leads_to_its_passbook(reader: Reader) -> None:
    reader.open("search/?q=V-7ntq74")
    assert said(reader) == "这是志愿者编号。"
    assert addresses(reader) == ["passbooks/?n=v-7ntq74"]


def test_an_id_leads_to_its_record(reader: Reader) -> None:
    reader.open("search/?q=n-20240915-w7tb6")
    said(reader)
    assert addresses(reader)[0] == "needs/n-20240915-w7tb6/"


@pytest.mark.parametrize("asked", ["鸑鷟鸑鷟", "愿志务服愿志", "%%%", "好", "<b>"])
def test_what_is_not_there_is_not_found(reader: Reader, asked: str) -> None:
    reader.open(f"search/?q={asked}")
    assert said(reader) in (
        "没有找到。请换一个说法，或者去掉一个条件。",
        "请再多输入一个字：至少两个字才能搜索。",
    )
    assert titles(reader).count() == 0


def test_any_phrase_is_found_wherever_it_stands_and_nowhere_else(
    reader: Reader, site: Path
) -> None:
    """Recall and precision, over phrases drawn at random from all that there is."""
    every = list(documents(site))
    draw = Random(2026)
    phrases: set[str] = set()
    while len(phrases) < 25:
        _, lines = draw.choice(every)
        line = plain(draw.choice(lines))
        start, length = draw.randrange(len(line) or 1), draw.randint(2, 9)
        phrase = line[start : start + length].strip()
        holding = sum(any(phrase in plain(line) for line in lines) for _, lines in every)
        if len(phrase) > 1 and any(c >= "\u2e80" for c in phrase) and holding < 60:
            phrases.add(phrase)
    for phrase in sorted(phrases):
        words = phrase.split(" ")
        wanted = sorted(
            address
            for address, lines in every
            if all(any(word in plain(line) for line in lines) for word in words)
        )
        if len(wanted) > 60 or any(len(word) < 2 or word.isascii() for word in words):
            continue  # a word in Latin letters may be cut at its beginning
        reader.open(f"search/?q={phrase}")
        done(reader)
        assert sorted(addresses(reader)) == wanted, phrase
        assert said(reader) == f"找到 {len(wanted)} 条", phrase


def test_words_in_latin_letters_from_their_beginning(reader: Reader) -> None:
    reader.open("search/?q=gong")
    expect(reader.one("[data-search-said]")).to_contain_text("条")
    assert "verify/" in addresses(reader)
    reader.open("search/?q=ongshi")
    assert said(reader).startswith("没有找到")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_results_are_accessible_and_nothing_else_is_asked(reader: Reader, theme: Theme) -> None:
    reader.open("search/?q=志愿", theme=theme)
    said(reader)
    assert reader.violations() == []
    assert reader.complaints() == []


def test_without_script_there_are_the_lists(plain_reader: Reader) -> None:
    plain_reader.open("teams/")
    field = plain_reader.one(".gs-search [name=q]")
    field.fill("理发")
    field.press("Enter")
    expect(plain_reader.page).to_have_url(re.compile(r"/search/\?q="))
    expect(plain_reader.one("main")).to_contain_text("没有脚本时")
    plain_reader.one("main details summary").tap()
    plain_reader.link("队伍", "main details").tap()
    expect(plain_reader.page).to_have_url(f"{plain_reader.base}teams/")
