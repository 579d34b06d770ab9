from __future__ import annotations

import gzip
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "places/",
    "places/yunhe/",
    "places/demo/",
    "teams/",
    "teams/names/",
    "teams/yunhe-laoli/",
    "units/demo-office/",
    "projects/demo-clean-river/",
    "honors/",
    "honors/by-body/",
    "honors/by-category/",
    "honors/by-level/",
    "honors/by-year/",
    "awards/ningbo-union-contest-2022/",
    "profiles/",
    "profiles/yunhe-li-guangliang/",
    "policies/demo-earning-2025/",
    "policies/demo-time-saving/",
    "policies/demo-unit-stars/",
    "units/demo-counter-xinghe/",
    "rewards/",
    "rewards/demo-reward-toast/",
    "redemptions/",
    "withdrawals/",
    "corrections/",
    "closings/",
    "closings/demo-2025-03/",
    "statistics/",
    "statistics/yanjiang-bank-all/",
    "activities/",
    "activities/team-demo-forest-2025-q1/",
    "passbooks/",
    "passbooks/?n=v-7ntq74",
    "punctuality/",
    "ledgers/unit-demo-point-yuewan/",  # a short one with parts and corrections
    "all/",
    "data/",
    "dictionary/",
    "dictionary/policy/",
    "verify/",
    "correct/",
    "wishes/",
    "hall/",
    "needs/",
    "needs/n-20240915-w7tb6/",
    "orders/",
    "awards/",
    "awards/demo-contest-2025/",
    "awards/demo-star-round-2025/",
    "notices/",
    "notices/demo-notice-award-2025/",
    "objections/",
    "systems/",
    "coverage/",
    "reports/",
    "reports/demo-2025/",
    "certificates/",
    "certificates/z-20260530-a1wzz/",
    "handbook/withdrawal/",
    "handbook/forges/",
    "handbook/threats/",
    "handbook/search/",
    "search/",
    "search/?q=理发",
    "honors/?place=ningbo&sort=new",
    "profiles/demo-story-two/",
    "inspections/",
    "privacy/",
    "404.html",
]
LONG = "ledgers/unit-demo-office/"


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_accessible_and_readable(reader: Reader, address: str) -> None:
    reader.open(address, theme="light")
    assert reader.violations() == []
    reader.open(address, theme="dark")  # the same page in other colours
    assert reader.violations("color-contrast") == []


@pytest.mark.parametrize("address", [*PAGES, LONG])
def test_nothing_hangs_over_the_edge(reader: Reader, address: str) -> None:
    reader.open(address)
    over = {width: reader.overhang(width) for width in (320, 390, 768, 1280)}
    assert {width: by for width, by in over.items() if by > 0} == {}


@pytest.mark.parametrize("address", PAGES)
def test_no_other_host_is_asked_and_the_console_is_silent(reader: Reader, address: str) -> None:
    reader.hosts_asked()
    reader.complaints()
    reader.open(address)
    assert reader.hosts_asked() == {urlsplit(reader.base).netloc}
    assert reader.complaints() == []


@pytest.mark.parametrize("address", ["", "places/yunhe/", "policies/demo-earning-2025/"])
def test_links_are_large_enough_to_tap(reader: Reader, address: str) -> None:
    reader.open(address)
    assert reader.hard_to_tap("header a, footer a, nav a, button, summary", 24) == []


def test_without_script_everything_can_be_reached_and_read(plain_reader: Reader) -> None:
    driver = plain_reader.driver
    plain_reader.open("")
    driver.find_element(By.CSS_SELECTOR, ".gs-channels").find_element(By.LINK_TEXT, "队伍").click()
    driver.find_element(By.LINK_TEXT, "老李帮忙团").click()
    assert driver.find_element(By.TAG_NAME, "h1").text == "老李帮忙团"
    assert "超过4400人" in driver.find_element(By.TAG_NAME, "main").text.replace("\n", "")
    assert not driver.find_element(By.CSS_SELECTOR, "[data-theme-switch]").is_displayed()


def test_without_script_the_dark_is_dark_and_a_figure_opens(plain_reader: Reader) -> None:
    plain_reader.open("units/demo-office/", theme="dark")
    driver = plain_reader.driver
    body = driver.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")
    assert body.startswith("rgba(22, 19, 17")
    assert "gongshi explain" not in driver.find_element(By.TAG_NAME, "main").text
    driver.find_element(By.CSS_SELECTOR, "details.gs-how summary").click()
    assert "gongshi explain demo-office" in driver.find_element(By.TAG_NAME, "main").text


def test_a_figure_of_the_home_page_leads_to_its_source(reader: Reader) -> None:
    reader.open("", width=1280)
    driver = reader.driver
    driver.find_element(By.CSS_SELECTOR, ".gs-opened .gs-figure a").click()
    assert "333" in driver.find_element(By.TAG_NAME, "main").text
    driver.find_element(By.CSS_SELECTOR, ".gs-slip li a").click()
    assert "/sources/" in driver.current_url
    assert "公益银行" in driver.find_element(By.TAG_NAME, "h1").text


def test_the_choice_of_dark_is_remembered(reader: Reader) -> None:
    reader.open("about/", theme="light")
    button = reader.driver.find_element(By.CSS_SELECTOR, "[data-theme-switch]")
    assert button.text == "深色"
    button.click()
    reader.open("verify/", theme="light")
    root = reader.driver.find_element(By.TAG_NAME, "html")
    try:
        assert root.get_attribute("data-theme") == "dark"
        assert reader.driver.find_element(By.CSS_SELECTOR, "[data-theme-switch]").text == "浅色"
    finally:
        reader.driver.execute_script("localStorage.clear()")


def test_a_passbook_is_looked_up_by_its_number(reader: Reader) -> None:
    reader.open("activities/team-demo-forest-2025-q1/")
    driver = reader.driver
    driver.find_element(By.CSS_SELECTOR, "#a-20250119-r1z7q summary").click()
    driver.find_element(By.LINK_TEXT, "v-7ntq74").click()
    wait = WebDriverWait(driver, 20)
    wait.until(lambda d: d.find_elements(By.CSS_SELECTOR, "[data-passbook] table"))
    page = driver.find_element(By.CSS_SELECTOR, "[data-passbook]").text
    assert "登山道清扫" in page
    assert "gongshi explain v-7ntq74" in driver.page_source
    driver.find_element(By.LINK_TEXT, "登山道清扫").click()
    assert driver.current_url.endswith("/activities/team-demo-forest-2025-q1/#a-20250119-r1z7q")
    reader.open("passbooks/")
    field = driver.find_element(By.ID, "number")
    field.send_keys("v-000000", Keys.ENTER)
    said = driver.find_element(By.CSS_SELECTOR, "[data-passbook-said]")
    wait.until(lambda _: "v-000000 没有公开的积分折" in said.text)
    field.clear()
    field.send_keys("<b>", Keys.ENTER)
    wait.until(lambda _: "请输入 v- 开头" in said.text)


def test_without_script_the_page_of_passbooks_says_what_it_needs(plain_reader: Reader) -> None:
    plain_reader.open("passbooks/")
    text = plain_reader.driver.find_element(By.TAG_NAME, "main").text
    assert "查询需要浏览器运行脚本" in text
    assert "gongshi explain" in text
    assert not plain_reader.driver.find_element(By.ID, "number").is_displayed()


def test_the_keyboard_begins_with_the_way_past_the_navigation(reader: Reader) -> None:
    reader.open("teams/yunhe-laoli/")
    driver = reader.driver
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = driver.switch_to.active_element
    assert skip.text == "跳到正文"
    skip.send_keys(Keys.ENTER)
    assert driver.switch_to.active_element.get_attribute("id") == "main"


def test_a_printed_record_names_itself(reader: Reader) -> None:
    reader.open("teams/yunhe-laoli/", width=1280)
    driver = reader.driver
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": []})
    try:
        slip = driver.find_element(By.CSS_SELECTOR, ".gs-slip").text
        assert "yunhe-laoli" in slip
        assert "/teams/yunhe-laoli/" in slip
        assert not driver.find_element(By.CSS_SELECTOR, ".gs-channels").is_displayed()
    finally:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


# Kinds whose records stand together on pages that are lists (`x-book`).
BOOKS = ("activities", "donations", "redemptions", "rosters", "withdrawals")


def test_record_pages_are_light(site: Path) -> None:
    heavy = {
        page.relative_to(site).as_posix(): page.stat().st_size
        for page in site.glob("*/*/index.html")
        if page.stat().st_size > 30_000
        and page.relative_to(site).parts[0] not in ("ledgers", *BOOKS)
        and not page.parent.name.startswith(("names", "list-p"))
    }
    assert heavy == {}


def test_lists_are_light_enough_for_a_phone(site: Path) -> None:
    lists = [
        site / "index.html",
        *site.glob("*/index.html"),
        *site.glob("*/names*/index.html"),
        *site.glob("*/list-p*/index.html"),
        *site.glob("ledgers/*/index.html"),
        *(page for folder in BOOKS for page in site.glob(f"{folder}/*/index.html")),
    ]
    styles = len(gzip.compress((site / "styles" / "site.css").read_bytes()))
    heavy = {
        page.relative_to(site).as_posix()
        for page in lists
        if len(gzip.compress(page.read_bytes())) + styles > 100_000
    }
    assert heavy == set()
