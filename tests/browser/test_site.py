"""Ways through the site that people go: with script and without, by keyboard, on paper."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["", "places/yunhe/", "policies/demo-earning-2025/"])
def test_links_are_large_enough_to_tap(reader: Reader, address: str) -> None:
    reader.open(address)
    assert reader.hard_to_tap("header a, footer a, nav a, button, summary", 24) == []


def test_without_script_everything_can_be_reached_and_read(plain_reader: Reader) -> None:
    plain_reader.open("")
    plain_reader.link("队伍", ".gs-channels").tap()
    plain_reader.link("老李帮忙团").tap()
    expect(plain_reader.one("h1")).to_have_text("老李帮忙团")
    assert "超过4400人" in plain_reader.one("main").inner_text().replace("\n", "")
    expect(plain_reader.one("[data-theme-switch]")).to_be_hidden()


def test_without_script_the_dark_is_dark_and_a_figure_opens(plain_reader: Reader) -> None:
    plain_reader.open("units/demo-office/", theme="dark")
    expect(plain_reader.one("body")).to_have_css("background-color", "rgb(22, 19, 17)")
    command = plain_reader.page.get_by_text("gongshi explain demo-office").first
    expect(command).to_be_hidden()
    plain_reader.one("details.gs-how summary").tap()
    expect(command).to_be_visible()


def test_a_figure_of_the_home_page_leads_to_its_source(reader: Reader) -> None:
    reader.open("", width=1280)
    reader.one(".gs-opened .gs-figure a").click()
    expect(reader.one("main")).to_contain_text("333")
    reader.one(".gs-slip li a").click()
    expect(reader.page).to_have_url(re.compile("/sources/"))
    expect(reader.one("h1")).to_contain_text("公益银行")


def test_the_choice_of_dark_is_remembered(reader: Reader) -> None:
    reader.open("about/", theme="light")
    switch = reader.one("[data-theme-switch]")
    expect(switch).to_have_text("深色", use_inner_text=True)
    switch.tap()
    reader.open("verify/", theme="light")
    expect(reader.one("html")).to_have_attribute("data-theme", "dark")
    expect(switch).to_have_text("浅色", use_inner_text=True)


def test_a_passbook_is_looked_up_by_its_number(reader: Reader) -> None:
    reader.open("activities/team-demo-forest-2025-q1/")
    reader.one("#a-20250119-r1z7q summary").tap()
    reader.link("v-7ntq74").tap()
    expect(reader.one("[data-passbook] table")).to_be_visible()
    expect(reader.one("[data-passbook]")).to_contain_text("登山道清扫")
    expect(reader.one("[data-passbook]")).to_contain_text("gongshi explain v-7ntq74")
    reader.link("登山道清扫").tap()
    expect(reader.page).to_have_url(
        re.compile("/activities/team-demo-forest-2025-q1/#a-20250119-r1z7q$")
    )
    reader.open("passbooks/")
    field, line = reader.one("#number"), reader.one("[data-passbook-said]")
    field.fill("v-000000")
    field.press("Enter")
    expect(line).to_contain_text("v-000000 没有公开的积分折")
    field.fill("<b>")
    field.press("Enter")
    expect(line).to_contain_text("请输入 v- 开头")


def test_without_script_the_page_of_passbooks_says_what_it_needs(plain_reader: Reader) -> None:
    plain_reader.open("passbooks/")
    text = plain_reader.one("main").inner_text()
    assert "查询需要浏览器运行脚本" in text
    assert "gongshi explain" in text
    expect(plain_reader.one("#number")).to_be_hidden()


def test_a_printed_record_names_itself(reader: Reader) -> None:
    reader.open("teams/yunhe-laoli/", width=1280)
    reader.page.emulate_media(media="print")
    slip = reader.one(".gs-slip").inner_text()
    assert "yunhe-laoli" in slip
    assert "/teams/yunhe-laoli/" in slip
    expect(reader.one(".gs-channels")).to_be_hidden()


# Kinds whose records stand together on pages that are lists (`x-book`).
BOOKS = ("activities", "donations", "redemptions", "rosters", "withdrawals")


def test_record_pages_are_light(site: Path) -> None:
    records = {
        page.relative_to(site).as_posix(): page.read_bytes()
        for depth in ("*/*", "en/*/*")
        for page in site.glob(f"{depth}/index.html")
        if page.parent.parent.name not in ("ledgers", "dictionary", "en", *BOOKS)
        and not page.parent.name.startswith(("names", "list-p"))
    }
    assert len(records) > 1000
    assert {path: len(html) for path, html in records.items() if len(html) > 30_000} == {}
    most = 40_000 - frame(site)
    heavy = {path for path, html in records.items() if len(gzip.compress(html)) > most}
    assert heavy == set()


def test_lists_are_light_enough_for_a_phone(site: Path) -> None:
    most = 100_000 - frame(site)
    lists = [
        page
        for root in (site, site / "en")
        for page in (
            root / "index.html",
            *root.glob("*/index.html"),
            *root.glob("*/names*/index.html"),
            *root.glob("*/list-p*/index.html"),
            *root.glob("ledgers/*/index.html"),
            *(page for folder in BOOKS for page in root.glob(f"{folder}/*/index.html")),
        )
    ]
    heavy = {
        page.relative_to(site).as_posix()
        for page in lists
        if len(gzip.compress(page.read_bytes())) > most
    }
    assert heavy == set()


# All that a first visit to a page loads beside the page itself, but for pictures of people.
FRAME = {"styles/site.css", "scripts/theme.js", "styles/seal.svg"}
DRAWN = {"styles/icons.svg", "styles/demo.svg", "styles/demo-en.svg"}


def frame(site: Path) -> int:
    """How many bytes that is at most, as gzip."""
    return sum(len(gzip.compress((site / name).read_bytes())) for name in FRAME | DRAWN)


@pytest.mark.parametrize(
    "address", ["units/demo-office/", "teams/yunhe-laoli/", "en/projects/demo-clean-river/"]
)
def test_a_record_loads_nothing_beside_the_frame(new_reader: Reader, address: str) -> None:
    new_reader.open(address)
    new_reader.page.wait_for_load_state("networkidle")
    assert FRAME <= new_reader.all_asked() - {address} | {"styles/seal.svg"} <= FRAME | DRAWN
