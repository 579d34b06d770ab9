"""The English pages: to and fro between the languages, and what scripts put on them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

HAN = re.compile(r"[\u3400-\u9fff]")
NUMBER = "v-7ntq74"


def switch(reader: Reader) -> None:
    """Read the page in the other language."""
    reader.one(".gs-language").tap()


def unmarked(part: Locator) -> list[str]:
    """The Chinese texts in a part of an English page that are not marked as such."""
    texts: list[str] = part.evaluate(
        "part => { const found = [], all = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);"
        "while (all.nextNode()) { const of = all.currentNode.parentElement;"
        "if (!of.closest('script') && !of.closest('[lang]').lang.startsWith('zh')) {"
        "found.push(all.currentNode.data); } } return found; }"
    )
    return [text for text in texts if HAN.search(text)]


def test_the_language_is_switched_on_the_same_page(reader: Reader) -> None:
    reader.open("")
    switch(reader)
    expect(reader.page).to_have_url(f"{reader.base}en/")
    expect(reader.one("h1")).to_contain_text("Every figure")
    reader.link("Teams", "header").tap()
    reader.one("main .gs-list a").tap()
    expect(reader.page).to_have_url(re.compile("/en/teams/[a-z]"))
    there = reader.page.url
    switch(reader)
    expect(reader.page).to_have_url(there.replace("/en/", "/"))
    reader.open(f"en/passbooks/?n={NUMBER}")
    switch(reader)
    expect(reader.page).to_have_url(f"{reader.base}passbooks/?n={NUMBER}")


def test_a_passbook_is_told_in_english(reader: Reader) -> None:
    reader.open(f"en/passbooks/?n={NUMBER}")
    book = reader.one("[data-passbook]")
    expect(book).to_contain_text("How this was made")
    expect(book.locator("[lang=zh]").first).to_be_visible()
    assert unmarked(reader.one("main")) == []


def test_a_search_in_english_leads_to_english_pages(reader: Reader) -> None:
    reader.open("en/teams/yunhe-laoli/")
    field = reader.one(".gs-search input")
    field.fill("公益银行")
    field.press("Enter")
    expect(reader.page).to_have_url(re.compile(r"/en/search/\?q="))
    expect(reader.one("[data-search-said]")).to_contain_text("found")
    expect(reader.one("[data-facets]")).to_contain_text("Rules")
    assert unmarked(reader.one("[data-found]")) == []
    reader.one("[data-found] a").tap()
    expect(reader.one("html")).to_have_attribute("lang", "en")
    expect(reader.one("main")).to_contain_text("公益银行")


def test_written_pages_are_found_in_their_own_language(reader: Reader) -> None:
    reader.open("en/search/?q=spreadsheet")
    expect(reader.one("[data-search-said]")).to_contain_text("found")
    expect(reader.one("[data-found] a >> nth=0")).to_be_visible()
    assert unmarked(reader.one("[data-found]")) == []
    hrefs = reader.page.locator("[data-found] a").evaluate_all("all => all.map(a => a.href)")
    assert reader.base + "en/data/" in hrefs
    assert all(each.startswith(reader.base + "en/") for each in hrefs)
    reader.open("search/?q=spreadsheet")
    expect(reader.one("[data-search-said]")).to_contain_text("没有找到")


def test_a_list_is_sorted_in_english(reader: Reader) -> None:
    reader.open("en/honors/?sort=new")
    expect(reader.one("[data-list-said]")).to_contain_text("records")
    rows = reader.page.locator("[data-listed] li")
    expect(rows.first).to_be_visible()
    assert unmarked(reader.one("main [data-listed]")) == []
    tags = reader.page.locator("[data-listed] .gs-tag").all_inner_texts()
    assert tags
    assert not any(map(HAN.search, tags))
