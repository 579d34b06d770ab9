"""The keyboard alone: on every sort of page each control is reached, in order, and seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

# One of each sort of page; of long ones those with few links, since every link is walked to.
PAGES = [
    "",
    "notices/demo-notice-award-2025/",
    "profiles/yunhe-li-guangliang/",
    "projects/demo-clean-river/",
    "policies/demo-time-saving/",
    "awards/ningbo-union-contest-2022/",
    "passbooks/?n=v-7ntq74",
    "search/?q=理发",
    "verify/",
    "correct/",
    "hall/",
    "en/",
]
# What can have the focus and is shown, in the order in which it stands.
CONTROLS = """
() => [...document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(each => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({
        contentVisibilityAuto: true, visibilityProperty: true }))
"""
# Notes each element that the focus comes to, and those of them on which it cannot be seen.
WATCH = """
() => {
    window.walked = []; window.unseen = [];
    document.addEventListener('focusin', event => {
        const style = getComputedStyle(event.target), box = event.target.getBoundingClientRect();
        const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0;
        window.walked.push(event.target);
        if (!drawn || !inside) { window.unseen.push(event.target.outerHTML.slice(0, 120)); }
    });
}
"""
MISSED = f"""
() => {{
    const there = ({CONTROLS})(), walked = window.walked.slice(0, there.length);
    return there.filter((each, at) => each !== walked[at])
        .map(each => each.outerHTML.slice(0, 120));
}}
"""
BACK = f"() => ({CONTROLS})().at(-2) === document.activeElement"


@pytest.mark.parametrize("address", PAGES)
def test_every_control_is_reached_in_order_and_seen(reader: Reader, address: str) -> None:
    reader.open(address, width=1280)
    if "?" in address:
        reader.page.wait_for_load_state("networkidle")
    reader.page.evaluate(WATCH)
    controls = reader.page.evaluate(f"() => ({CONTROLS})().length")
    assert controls
    for _ in range(controls):
        reader.page.keyboard.press("Tab")
    assert reader.page.evaluate(MISSED) == []
    assert reader.page.evaluate("window.unseen") == []
    # Nothing holds the focus, neither forwards, as told, nor backwards.
    reader.page.keyboard.press("Shift+Tab")
    assert reader.page.evaluate(BACK)


def test_the_way_past_the_navigation_comes_first(reader: Reader) -> None:
    reader.open("teams/yunhe-laoli/")
    reader.page.keyboard.press("Tab")
    expect(reader.focused()).to_have_text("跳到正文")
    expect(reader.focused()).to_be_in_viewport()
    reader.page.keyboard.press("Enter")
    expect(reader.focused()).to_have_id("main")
    reader.page.keyboard.press("Tab")
    assert reader.focused().evaluate("each => !!each.closest('main')")


def test_a_figure_is_opened_and_closed_by_keyboard(reader: Reader) -> None:
    reader.open("units/demo-office/")
    how = reader.one("details.gs-how")
    reader.one("details.gs-how summary").focus()
    reader.page.keyboard.press("Enter")
    expect(how).to_have_attribute("open", "")
    reader.page.keyboard.press("Space")
    expect(how).not_to_have_attribute("open", "")
