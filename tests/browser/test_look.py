"""The mode for old eyes, the exhibition hall, and the ways from the home page, in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome
    from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

OLD_PAGES = [
    "",
    "notices/",
    "notices/demo-notice-award-2025/",
    "wishes/",
    "hall/",
    "honors/by-body/",
    "teams/yunhe-laoli/",
    "units/demo-office/",
    "passbooks/",
    "search/",
    "handbook/threats/",
    "dictionary/policy/",
]


@pytest.fixture
def old_reader(reader: Reader) -> Iterator[Reader]:
    """A reader who has chosen the larger type."""
    reader.open("about/")
    reader.driver.find_element(By.CSS_SELECTOR, "[data-old-switch]").click()
    yield reader
    reader.driver.execute_script("localStorage.clear()")


@pytest.mark.parametrize("address", OLD_PAGES)
def test_for_old_eyes_pages_are_accessible_and_hold_together(
    old_reader: Reader, address: str
) -> None:
    old_reader.open(address)
    assert old_reader.violations() == []
    for width in (320, 390, 1280):
        assert old_reader.overhang(width) <= 0, width


@pytest.mark.parametrize("address", ["", "notices/", "wishes/", "teams/yunhe-laoli/", "search/"])
def test_for_old_eyes_nothing_is_small_to_tap(old_reader: Reader, address: str) -> None:
    old_reader.open(address)
    # What stands within a sentence may be as high as its line; a card is tapped anywhere.
    apart = "p, .gs-skip, .gs-card__title"
    assert old_reader.hard_to_tap("a, button, summary, input, select", 43.5, apart) == []


def test_large_type_is_remembered_and_there_before_the_page_is(reader: Reader) -> None:
    driver = reader.driver
    reader.open("about/")
    usual = font_size(driver)
    button = driver.find_element(By.CSS_SELECTOR, "[data-old-switch]")
    assert button.text == "大字版"
    button.send_keys(Keys.ENTER)
    script = driver.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {
            "source": "new MutationObserver(() => { if (document.body && !('early' in window))"
            " window.early = document.documentElement.hasAttribute('data-old'); })"
            ".observe(document, {childList: true, subtree: true})"
        },
    )
    try:
        reader.open("teams/")
        assert driver.execute_script("return window.early") is True
        assert font_size(driver) >= 1.25 * usual
        button = driver.find_element(By.CSS_SELECTOR, "[data-old-switch]")
        assert button.text == "标准版"
        button.click()
        reader.open("teams/")
        assert font_size(driver) == usual
    finally:
        driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
        driver.execute_script("localStorage.clear()")


def font_size(driver: Chrome) -> float:
    body = driver.find_element(By.TAG_NAME, "body")
    return float(body.value_of_css_property("font-size").removesuffix("px"))


def shown(driver: Chrome) -> list[str]:
    """The names of the stories that are to be seen."""
    found = driver.find_elements(By.CSS_SELECTOR, ".gs-story h2")
    return [each.text for each in found if each.is_displayed()]


def test_the_hall_shows_one_story_at_a_time(reader: Reader) -> None:
    driver = reader.driver
    reader.open("hall/")
    (first,) = shown(driver)
    body = driver.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.ARROW_RIGHT)
    (second,) = shown(driver)
    assert second != first
    assert driver.switch_to.active_element.find_element(By.TAG_NAME, "h2").text == second
    address = driver.current_url
    body.send_keys(Keys.ARROW_LEFT)
    assert shown(driver) == [first]
    body.send_keys(Keys.ARROW_LEFT)  # there is none before the first
    assert shown(driver) == [first]
    swipe(driver, 300, 40)
    assert shown(driver) == [second]
    swipe(driver, 40, 300)
    assert shown(driver) == [first]
    driver.find_element(By.CSS_SELECTOR, "[data-shown] a[rel=next]").click()
    assert shown(driver) == [second]
    reader.open("about/")
    driver.get(address)  # a story has an address of its own
    assert shown(driver) == [second]
    assert driver.find_element(By.LINK_TEXT, "出展厅").is_displayed()
    assert driver.find_element(By.CSS_SELECTOR, "[data-hall-full]").is_displayed()


def test_a_person_is_found_in_the_hall(reader: Reader) -> None:
    reader.open("profiles/yunhe-li-guangliang/")
    reader.driver.find_element(By.LINK_TEXT, "在展厅里看").click()
    assert shown(reader.driver) == ["李光亮"]
    reader.driver.find_element(By.LINK_TEXT, "看这条记录和出处").click()
    assert "/profiles/yunhe-li-guangliang/" in reader.driver.current_url


def swipe(driver: Chrome, start: int, end: int) -> None:
    for kind, points in (
        ("touchStart", [{"x": start, "y": 300}]),
        ("touchMove", [{"x": end, "y": 310}]),
        ("touchEnd", []),
    ):
        driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_without_script_the_stories_follow_one_another(plain_reader: Reader) -> None:
    plain_reader.open("hall/")
    names = shown(plain_reader.driver)
    assert len(names) > 3
    assert "李光亮" in names
    plain_reader.driver.find_element(By.CSS_SELECTOR, ".gs-story a[rel=next]").click()
    assert "#story-" in plain_reader.driver.current_url
    assert not plain_reader.driver.find_element(By.CSS_SELECTOR, "[data-hall-full]").is_displayed()
    assert plain_reader.driver.find_element(By.CSS_SELECTOR, ".gs-channels").is_displayed()


def test_what_a_resident_comes_for_is_three_taps_away(reader: Reader) -> None:
    driver = reader.driver
    for task, title, link in (
        ("看公示", "公示", "2025年度通报表扬拟定名单公示"),
        ("心愿墙", "心愿墙", "想要一双雨靴"),
        ("找队伍", "队伍", "老李帮忙团"),
    ):
        reader.open("")
        driver.find_element(By.PARTIAL_LINK_TEXT, task).click()
        assert driver.find_element(By.TAG_NAME, "h1").text == title
        driver.find_element(By.LINK_TEXT, link).click()
        assert driver.find_element(By.TAG_NAME, "h1").text == link


def test_the_days_left_are_told_beside_the_date(reader: Reader) -> None:
    driver = reader.driver
    script = driver.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {
            "source": "document.addEventListener('DOMContentLoaded', () => {"
            "for (const day of ['2000-01-01', '2999-01-01']) {"
            "const left = document.createElement('span'); left.dataset.until = day;"
            "left.dataset.words = '还有 # 天|今天截止|已经截止'; left.className = 'gs-left';"
            "document.querySelector('main').append(left); } })"
        },
    )
    try:
        reader.open("about/")
        over, ahead = (each.text for each in driver.find_elements(By.CSS_SELECTOR, ".gs-left"))
    finally:
        driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    assert over == "已经截止"
    assert ahead.removeprefix("还有 ").removesuffix(" 天").isdigit()


@pytest.mark.parametrize("address", ["teams/yunhe-laoli/", "passbooks/?n=v-7ntq74"])
def test_on_paper_a_dark_page_is_light(reader: Reader, address: str) -> None:
    driver = reader.driver
    reader.open(address, theme="dark")
    WebDriverWait(driver, 20).until(lambda d: d.find_elements(By.CSS_SELECTOR, ".gs-facts"))
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": dark})
    try:
        body = driver.find_element(By.TAG_NAME, "body")
        assert body.value_of_css_property("background-color").startswith("rgba(255, 255, 255")
        assert body.value_of_css_property("color").startswith("rgba(33, 28, 24")
        assert not driver.find_element(By.CSS_SELECTOR, ".gs-modes").is_displayed()
        papers = driver.find_elements(By.CSS_SELECTOR, ".gs-paper")
        assert [each.is_displayed() for each in papers] == [True] * address.count("passbooks")
        assert all("不是证明" in each.text for each in papers)
    finally:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
