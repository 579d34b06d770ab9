"""Lists by place, tag and year, sorted and paged by address; without script as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

if TYPE_CHECKING:
    from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser


def said(reader: Reader) -> str:
    """What the list says of itself, once it is there."""
    line = reader.driver.find_element(By.CSS_SELECTOR, "[data-list-said]")
    WebDriverWait(reader.driver, 20).until(lambda _: line.text)
    return line.text


def rows(reader: Reader) -> list[str]:
    found = reader.driver.find_elements(By.CSS_SELECTOR, "[data-listed] li b")
    return [each.text for each in found]


def choose(reader: Reader, name: str, value: str) -> None:
    option = f"[data-list] [name={name}] option[value='{value}']"
    WebDriverWait(reader.driver, 20).until(
        lambda driver: driver.find_elements(By.CSS_SELECTOR, option)
    )
    reader.driver.find_element(By.CSS_SELECTOR, option).click()


def test_a_list_is_narrowed_and_sorted_and_the_address_says_so(reader: Reader) -> None:
    reader.open("honors/")
    groups = reader.driver.find_element(By.CSS_SELECTOR, "[data-rows]")
    assert groups.is_displayed()
    reader.driver.find_element(By.CSS_SELECTOR, "[data-tools] summary").click()
    choose(reader, "place", "ningbo")
    whole = said(reader)
    assert not groups.is_displayed()
    assert reader.driver.current_url.endswith("honors/?place=ningbo")
    some = rows(reader)
    choose(reader, "place", "")
    WebDriverWait(reader.driver, 20).until(lambda _: groups.is_displayed())
    choose(reader, "sort", "old")
    assert "sort=old" in reader.driver.current_url
    assert said(reader) != whole
    oldest = rows(reader)
    choose(reader, "sort", "new")
    WebDriverWait(reader.driver, 20).until(lambda _: rows(reader) != oldest)
    assert len(rows(reader)) == len(oldest) > len(some) > 0
    for _ in range(4):
        reader.driver.back()
    WebDriverWait(reader.driver, 20).until(lambda _: groups.is_displayed())
    assert rows(reader) == []


def test_an_address_opens_what_it_says(reader: Reader) -> None:
    reader.open("needs/?sort=name&page=2")
    assert "第 2 页" in said(reader)
    second = rows(reader)
    pages = reader.driver.find_element(By.CSS_SELECTOR, "[data-listed] .gs-pages")
    assert pages.find_element(By.CSS_SELECTOR, "[aria-current]").text == "2"
    pages.find_element(By.LINK_TEXT, "1").click()
    WebDriverWait(reader.driver, 20).until(lambda _: rows(reader) != second)
    assert "page=" not in reader.driver.current_url
    focused = reader.driver.switch_to.active_element
    assert focused.get_attribute("data-list-said") is not None
    assert not set(rows(reader)) & {""}


def test_every_record_is_on_some_page_of_the_list(reader: Reader) -> None:
    reader.open("teams/")
    shown = {
        each.get_attribute("href")
        for each in reader.driver.find_elements(By.CSS_SELECTOR, "[data-rows] li b a")
    }
    found: set[str | None] = set()
    page, pages = 0, 1
    while page < pages:
        page += 1
        reader.open(f"teams/?sort=new&page={page}")
        said(reader)
        pages = len(reader.driver.find_elements(By.CSS_SELECTOR, ".gs-pages li")) or 1
        links = reader.driver.find_elements(By.CSS_SELECTOR, "[data-listed] li b a")
        found |= {each.get_attribute("href") for each in links}
    assert found == shown


def test_what_is_invented_says_so(reader: Reader) -> None:
    reader.open("projects/?place=demo&sort=name")
    said(reader)
    lines = reader.driver.find_elements(By.CSS_SELECTOR, "[data-listed] li")
    assert lines
    assert all("演示数据·纯属虚构" in each.text for each in lines)


def test_what_does_not_exist_is_said_kindly(reader: Reader) -> None:
    reader.open("teams/?place=nowhere")
    assert said(reader) == "没有这样的记录，请去掉一个条件。"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_narrowed_list_is_accessible(reader: Reader, theme: str) -> None:
    reader.complaints()
    reader.open("projects/?sort=new", theme=theme)
    said(reader)
    assert reader.violations() == []
    assert reader.complaints() == []


def test_without_script_a_list_is_as_it_stands(plain_reader: Reader) -> None:
    plain_reader.open("teams/?place=ningbo&sort=new")
    assert plain_reader.driver.find_element(By.CSS_SELECTOR, "[data-rows]").is_displayed()
    tools = plain_reader.driver.find_element(By.CSS_SELECTOR, "[data-tools]")
    assert not tools.is_displayed()


def test_activities_are_browsed_by_place_and_year_without_a_word(reader: Reader) -> None:
    reader.open("activities/")
    reader.driver.find_element(By.LINK_TEXT, "在本栏目里搜索").click()
    line = reader.driver.find_element(By.CSS_SELECTOR, "[data-search-said]")
    WebDriverWait(reader.driver, 20).until(lambda _: "找到" in line.text)
    whole = line.text
    reader.driver.find_element(By.CSS_SELECTOR, "[name=year] option[value='2025']").click()
    WebDriverWait(reader.driver, 20).until(lambda _: "找到" in line.text and line.text != whole)
    found = reader.driver.find_elements(By.CSS_SELECTOR, "[data-found] .gs-list__meta")
    assert found
    assert all(each.text.startswith("活动 ") and "2025年" in each.text for each in found)
