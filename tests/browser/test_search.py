"""Somebody looking for something: by the head of any page, by address, by keyboard, by phone."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

if TYPE_CHECKING:
    from pathlib import Path

    from selenium.webdriver.remote.webelement import WebElement
    from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000


def said(reader: Reader) -> str:
    """What the page says of the search, once it is done."""
    found = reader.driver.find_element(By.CSS_SELECTOR, "[data-search-said]")
    WebDriverWait(reader.driver, 20).until(
        lambda _: reader.driver.find_element(By.CSS_SELECTOR, "[data-search]").is_displayed()
    )
    WebDriverWait(reader.driver, 20).until(lambda _: found.text and "约" not in found.text)
    return found.text


def titles(reader: Reader) -> list[WebElement]:
    return reader.driver.find_elements(By.CSS_SELECTOR, "[data-found] a")


def addresses(reader: Reader) -> list[str]:
    """Where everything leads that was found, below the root, all of it read on."""
    more = reader.driver.find_element(By.CSS_SELECTOR, "[data-more]")
    for _ in range(100):
        if not more.is_displayed():
            break
        before = len(titles(reader))
        reader.driver.execute_script("arguments[0].click()", more)
        WebDriverWait(reader.driver, 20).until(
            lambda _, before=before: len(titles(reader)) > before or not more.is_displayed()
        )
    hrefs = reader.driver.execute_script(
        "return [...document.querySelectorAll('[data-found] a')].map(a => a.href)"
    )
    return [each.removeprefix(reader.base) for each in hrefs]


def documents(site: Path) -> Iterator[tuple[str, list[str]]]:
    """The address and the lines of everything that can be found."""
    for path in sorted((site / "search").glob("texts-*.gz")):
        for title, address, _, _, text in json.loads(gzip.decompress(path.read_bytes())):
            yield address, [title, *text.split("\n")]


def plain(text: str) -> str:
    """Text as one compares it by eye: width, case and punctuation do not matter."""
    wide = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(c if c.isalnum() else " " for c in wide).split())


def test_from_the_head_of_a_page_without_a_click(reader: Reader) -> None:
    reader.open("teams/yunhe-laoli/")
    reader.driver.find_element(By.TAG_NAME, "body").send_keys("/")
    field = reader.driver.switch_to.active_element
    assert field.accessible_name == "搜索全部记录"
    field.send_keys("老李帮忙团", Keys.ENTER)
    assert said(reader).startswith("找到 ")
    assert "/search/?q=" in reader.driver.current_url
    assert titles(reader)[0].text == "老李帮忙团"
    assert titles(reader)[0].get_attribute("href") == f"{reader.base}teams/yunhe-laoli/"


def test_by_keyboard_alone(reader: Reader) -> None:
    reader.open("search/?q=志愿")
    said(reader)
    reader.driver.find_element(By.TAG_NAME, "body").send_keys("/")
    field = reader.driver.switch_to.active_element
    assert field.accessible_name == "找什么"
    field.send_keys(Keys.ARROW_DOWN)
    reader.driver.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    second = titles(reader)[1]
    assert reader.driver.switch_to.active_element == second
    second.send_keys(Keys.ARROW_UP)
    assert reader.driver.switch_to.active_element == titles(reader)[0]
    reader.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert reader.driver.switch_to.active_element == field
    field.send_keys(Keys.ARROW_DOWN)
    wanted = titles(reader)[0].get_attribute("href")
    reader.driver.switch_to.active_element.send_keys(Keys.ENTER)
    WebDriverWait(reader.driver, 20).until(lambda driver: driver.current_url == wanted)


def test_filters_stand_in_the_address_and_the_way_back_works(reader: Reader) -> None:
    reader.open("search/?q=志愿&kind=team")
    whole = said(reader)
    assert {each.split("/")[0] for each in addresses(reader)} == {"teams"}
    place = reader.driver.find_element(By.NAME, "place")
    place.find_element(By.CSS_SELECTOR, "option[value=ningbo]").click()
    WebDriverWait(reader.driver, 20).until(lambda _: said(reader) != whole)
    assert "place=ningbo" in reader.driver.current_url
    meta = "[data-found] .gs-list__meta"
    lines = [each.text for each in reader.driver.find_elements(By.CSS_SELECTOR, meta)]
    assert lines
    assert {line.split(" · ")[0] for line in lines} == {"队伍"}
    reader.driver.back()
    WebDriverWait(reader.driver, 20).until(lambda _: said(reader) == whole)
    assert place.get_attribute("value") == ""


def test_of_a_year_only_what_is_dated_in_it(reader: Reader) -> None:
    reader.open("search/?q=演示&year=2025&kind=activity")
    said(reader)
    meta = "[data-found] .gs-list__meta"
    lines = [each.text for each in reader.driver.find_elements(By.CSS_SELECTOR, meta)]
    assert lines
    assert all("2025年" in line and "演示数据" in line for line in lines)


def test_a_kind_is_chosen_by_its_number_of_results(reader: Reader) -> None:
    reader.open("search/?q=理发")
    said(reader)
    chip = reader.driver.find_element(By.CSS_SELECTOR, "[data-facets] button")
    name, count = chip.text.split(" ")
    assert name == "队伍"
    chip.click()
    WebDriverWait(reader.driver, 20).until(lambda _: said(reader) == f"找到 {count} 条")
    assert "kind=team" in reader.driver.current_url
    pressed = reader.driver.find_element(By.CSS_SELECTOR, "[data-facets] [aria-pressed=true]")
    assert pressed.text == f"{name} {count}"


def test_the_words_are_marked_where_they_stand(reader: Reader) -> None:
    reader.open("search/?q=理发 老人")
    said(reader)
    first = reader.driver.find_element(By.CSS_SELECTOR, "[data-found] li")
    marks = {each.text for each in first.find_elements(By.TAG_NAME, "mark")}
    assert marks == {"理发", "老人"}


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
    assert titles(reader) == []


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
        line = reader.driver.find_element(By.CSS_SELECTOR, "[data-search-said]")
        WebDriverWait(reader.driver, 20).until(lambda _, line=line: "条" in line.text)
        assert sorted(addresses(reader)) == wanted, phrase
        assert said(reader) == f"找到 {len(wanted)} 条", phrase


def test_words_in_latin_letters_from_their_beginning(reader: Reader) -> None:
    reader.open("search/?q=gong")
    said(reader)
    assert "verify/" in addresses(reader)
    reader.open("search/?q=ongshi")
    assert said(reader).startswith("没有找到")


@pytest.mark.parametrize(
    "asked", ["志愿", "志愿服务", "新时代文明实践志愿服务", "2024年", "gongshi"]
)
def test_a_query_is_small(reader: Reader, asked: str) -> None:
    reader.open(f"search/?q={asked}")
    said_at_last = reader.driver.find_element(By.CSS_SELECTOR, "[data-search-said]")
    WebDriverWait(reader.driver, 20).until(lambda _: "条" in said_at_last.text)
    size = reader.driver.execute_script(
        "return performance.getEntriesByType('resource').filter(e => e.name.endsWith('.gz'))"
        ".reduce((sum, e) => sum + e.encodedBodySize, 0)"
    )
    assert 0 < size < MOST_BYTES


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_results_are_accessible_and_nothing_else_is_asked(reader: Reader, theme: str) -> None:
    reader.complaints()
    reader.open("search/?q=志愿", theme=theme)
    said(reader)
    assert reader.violations() == []
    assert reader.complaints() == []


def test_without_script_there_are_the_lists(plain_reader: Reader) -> None:
    plain_reader.open("teams/")
    field = plain_reader.driver.find_element(By.CSS_SELECTOR, ".gs-search [name=q]")
    field.send_keys("理发", Keys.ENTER)
    WebDriverWait(plain_reader.driver, 20).until(lambda driver: "/search/?q=" in driver.current_url)
    assert "没有脚本时" in plain_reader.driver.find_element(By.TAG_NAME, "main").text
    plain_reader.driver.find_element(By.CSS_SELECTOR, "main details summary").click()
    plain_reader.driver.find_element(By.CSS_SELECTOR, "main details").find_element(
        By.LINK_TEXT, "队伍"
    ).click()
    assert plain_reader.driver.current_url == f"{plain_reader.base}teams/"
