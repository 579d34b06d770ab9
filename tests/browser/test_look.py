"""The mode for old eyes, the exhibition hall, and the ways from the home page, in Chromium."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

SWITCH = "[data-old-switch]"
WHITE, INK = "rgb(255, 255, 255)", "rgb(33, 28, 24)"


@pytest.mark.parametrize("address", ["", "notices/", "wishes/", "teams/yunhe-laoli/", "search/"])
def test_for_old_eyes_nothing_is_small_to_tap(reader: Reader, address: str) -> None:
    reader.open(address)
    reader.one(SWITCH).tap()
    # What stands within a sentence may be as high as its line; a card is tapped anywhere.
    apart = "p, .gs-skip, .gs-card__title"
    assert reader.hard_to_tap("a, button, summary, input, select", 43.5, apart) == []


def test_large_type_is_remembered_and_there_before_the_page_is(new_reader: Reader) -> None:
    page = new_reader.page
    page.add_init_script(
        "new MutationObserver(() => { if (document.body && !('early' in window))"
        " window.early = document.documentElement.hasAttribute('data-old'); })"
        ".observe(document, {childList: true, subtree: true})"
    )
    new_reader.open("about/")
    usual = font_size(page)
    expect(new_reader.one(SWITCH)).to_have_text("大字版", use_inner_text=True)
    new_reader.one(SWITCH).press("Enter")
    new_reader.open("teams/")
    assert page.evaluate("window.early") is True
    assert font_size(page) >= 1.25 * usual
    expect(new_reader.one(SWITCH)).to_have_text("标准版", use_inner_text=True)
    new_reader.one(SWITCH).tap()
    new_reader.open("teams/")
    assert font_size(page) == usual


def font_size(page: Page) -> float:
    size: str = page.evaluate("getComputedStyle(document.body).fontSize")
    return float(size.removesuffix("px"))


def shown(reader: Reader) -> Locator:
    """The names of the stories that are to be seen."""
    return reader.page.locator(".gs-story h2").filter(visible=True)


def test_the_hall_shows_one_story_at_a_time(reader: Reader) -> None:
    page = reader.page
    reader.open("hall/")
    first = shown(reader).inner_text()
    page.keyboard.press("ArrowRight")
    second = shown(reader).inner_text()
    assert second != first
    expect(reader.focused().locator("h2")).to_have_text(second)
    address = page.url
    page.keyboard.press("ArrowLeft")
    expect(shown(reader)).to_have_text([first])
    page.keyboard.press("ArrowLeft")  # there is none before the first
    expect(shown(reader)).to_have_text([first])
    swipe(page, 300, 40)
    expect(shown(reader)).to_have_text([second])
    swipe(page, 40, 300)
    expect(shown(reader)).to_have_text([first])
    reader.one("[data-shown] a[rel=next]").click()  # a tap would only end the swipe
    expect(shown(reader)).to_have_text([second])
    reader.open("about/")
    page.goto(address)  # a story has an address of its own
    expect(shown(reader)).to_have_text([second])
    expect(reader.link("出展厅")).to_be_visible()
    expect(reader.one("[data-hall-full]")).to_be_visible()


def test_a_person_is_found_in_the_hall(reader: Reader) -> None:
    reader.open("profiles/yunhe-li-guangliang/")
    reader.link("在展厅里看").tap()
    expect(reader.page).to_have_url(re.compile("/hall/"))
    expect(shown(reader)).to_have_text(["李光亮"])
    reader.link("看这条记录和出处", "[data-shown]").tap()
    expect(reader.page).to_have_url(re.compile("/profiles/yunhe-li-guangliang/"))


def swipe(page: Page, start: int, end: int) -> None:
    fingers = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [{"x": start, "y": 300}]),
        ("touchMove", [{"x": end, "y": 310}]),
        ("touchEnd", []),
    ):
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    fingers.detach()


def test_without_script_the_stories_follow_one_another(plain_reader: Reader) -> None:
    plain_reader.open("hall/")
    names = shown(plain_reader).all_inner_texts()
    assert len(names) > 3
    assert "李光亮" in names
    plain_reader.one(".gs-story a[rel=next]").tap()
    assert "#story-" in plain_reader.page.url
    expect(plain_reader.one("[data-hall-full]")).to_be_hidden()
    expect(plain_reader.one(".gs-channels")).to_be_visible()


def test_what_a_resident_comes_for_is_three_taps_away(reader: Reader) -> None:
    for task, title, link in (
        ("看公示", "公示", "2025年度通报表扬拟定名单公示"),
        ("心愿墙", "心愿墙", "想要一双雨靴"),
        ("找队伍", "队伍", "老李帮忙团"),
    ):
        reader.open("")
        reader.page.get_by_role("link", name=task).first.tap()
        expect(reader.one("h1")).to_have_text(title)
        reader.link(link).tap()
        expect(reader.one("h1")).to_have_text(link)


def test_the_days_left_are_told_beside_the_date(new_reader: Reader) -> None:
    page = new_reader.page
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => {"
        "for (const day of ['2026-03-01', '2026-03-02', '2026-03-05']) {"
        "const left = document.createElement('span'); left.dataset.until = day;"
        "left.dataset.words = '还有 # 天|今天截止|已经截止'; left.className = 'gs-left';"
        "document.querySelector('main').append(left); } })"
    )
    page.clock.set_fixed_time("2026-03-02T01:00:00+08:00")  # in London it is still the first
    new_reader.open("about/")
    told = page.locator("main .gs-left").all_inner_texts()
    assert told == ["已经截止", "今天截止", "还有 3 天"]


@pytest.mark.parametrize("address", ["teams/yunhe-laoli/", "passbooks/?n=v-7ntq74"])
def test_on_paper_a_dark_page_is_light(reader: Reader, address: str) -> None:
    reader.open(address, theme="dark")
    expect(reader.one(".gs-facts")).to_be_visible()
    reader.page.emulate_media(media="print", color_scheme="dark")
    body = reader.one("body")
    expect(body).to_have_css("background-color", WHITE)
    expect(body).to_have_css("color", INK)
    expect(reader.one(".gs-modes")).to_be_hidden()
    papers = reader.page.locator(".gs-paper")
    assert papers.count() == address.count("passbooks")
    for paper in papers.all():
        expect(paper).to_be_visible()
        expect(paper).to_contain_text("不是证明")
