"""Lists by place, tag and year, sorted and paged by address; without script as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Reader, Theme

pytestmark = pytest.mark.browser

TITLES = "[data-listed] li b"


def said(reader: Reader) -> str:
    """What the list says of itself, once it is there."""
    line = reader.one("[data-list-said]")
    expect(line).not_to_be_empty()
    return line.inner_text()


def rows(reader: Reader) -> list[str]:
    return reader.page.locator(TITLES).all_inner_texts()


def links(reader: Reader, wanted: str) -> list[str]:
    found: list[str] = reader.page.locator(wanted).evaluate_all("all => all.map(a => a.href)")
    return found


def choose(reader: Reader, name: str, value: str) -> None:
    reader.one(f"[data-list] [name={name}]").select_option(value)


def test_a_list_is_narrowed_and_sorted_and_the_address_says_so(reader: Reader) -> None:
    reader.open("honors/")
    groups = reader.one("[data-rows]")
    expect(groups).to_be_visible()
    reader.one("[data-tools] summary").click()
    choose(reader, "place", "ningbo")
    whole = said(reader)
    expect(groups).to_be_hidden()
    assert reader.page.url.endswith("honors/?place=ningbo")
    some = rows(reader)
    choose(reader, "place", "")
    expect(groups).to_be_visible()
    choose(reader, "sort", "old")
    expect(reader.page).to_have_url(re.compile("sort=old"))
    assert said(reader) != whole
    oldest = rows(reader)
    choose(reader, "sort", "new")
    expect(reader.one(TITLES)).not_to_have_text(oldest[0])
    assert len(rows(reader)) == len(oldest) > len(some) > 0
    for _ in range(4):
        reader.page.go_back()
    expect(groups).to_be_visible()
    assert rows(reader) == []


def test_an_address_opens_what_it_says(reader: Reader) -> None:
    reader.open("needs/?sort=name&page=2")
    assert "第 2 页" in said(reader)
    second = rows(reader)
    expect(reader.one("[data-listed] .gs-pages [aria-current]")).to_have_text("2")
    reader.link("1", "[data-listed] .gs-pages").click()
    expect(reader.one(TITLES)).not_to_have_text(second[0])
    assert "page=" not in reader.page.url
    expect(reader.one("[data-list-said]")).to_be_focused()
    assert not set(rows(reader)) & {""}


def test_every_record_is_on_some_page_of_the_list(reader: Reader) -> None:
    reader.open("teams/")
    shown = set(links(reader, "[data-rows] li b a"))
    found: set[str] = set()
    page, pages = 0, 1
    while page < pages:
        page += 1
        reader.open(f"teams/?sort=new&page={page}")
        said(reader)
        pages = reader.page.locator(".gs-pages li").count() or 1
        found |= set(links(reader, "[data-listed] li b a"))
    assert found == shown


def test_what_is_invented_says_so(reader: Reader) -> None:
    reader.open("projects/?place=demo&sort=name")
    said(reader)
    lines = reader.page.locator("[data-listed] li").all_inner_texts()
    assert lines
    assert all("演示数据·纯属虚构" in each for each in lines)


def test_what_does_not_exist_is_said_kindly(reader: Reader) -> None:
    reader.open("teams/?place=nowhere")
    assert said(reader) == "没有这样的记录，请去掉一个条件。"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_narrowed_list_is_accessible(reader: Reader, theme: Theme) -> None:
    reader.open("projects/?sort=new", theme=theme)
    said(reader)
    assert reader.violations() == []
    assert reader.complaints() == []


def test_without_script_a_list_is_as_it_stands(plain_reader: Reader) -> None:
    plain_reader.open("teams/?place=ningbo&sort=new")
    expect(plain_reader.one("[data-rows]")).to_be_visible()
    expect(plain_reader.one("[data-tools]")).to_be_hidden()


def test_activities_are_browsed_by_place_and_year_without_a_word(reader: Reader) -> None:
    reader.open("activities/")
    reader.link("在本栏目里搜索").click()
    line = reader.one("[data-search-said]")
    expect(line).to_contain_text("找到")
    whole = line.inner_text()
    reader.one("[name=year]").select_option("2025")
    expect(line).not_to_have_text(whole)
    expect(line).to_contain_text("找到")
    found = reader.page.locator("[data-found] .gs-list__meta").all_inner_texts()
    assert found
    assert all(each.startswith("活动 ") and "2025年" in each for each in found)
