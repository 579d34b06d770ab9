"""Every sort of page, as everybody sees it: light, dark, in large type, narrow, wide, zoomed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
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
    "en/",
    "en/units/demo-office/",
    "en/policies/demo-earning-2025/",
    "en/passbooks/?n=v-7ntq74",
    "en/search/?q=理发",
    "en/teams/?place=ningbo&sort=new",
    "en/hall/",
    "en/verify/",
]
LONG = "ledgers/unit-demo-office/"


# In large type ink only becomes darker and lines stronger: contrast is measured on these.
LARGE = ("", "notices/", "wishes/", "hall/", "teams/yunhe-laoli/", "units/demo-office/", "search/")
PLACED = ("link-in-text-block", "scrollable-region-focusable", "target-size")
# The narrowest is a desk's window of 1280 zoomed to 400 %, 640 is the same at 200 %.
WINDOWS = (320, 390, 640, 768, 1280)


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_accessible_and_ask_no_other_host(reader: Reader, address: str) -> None:
    reader.open(address, theme="light")
    if "?" in address:  # the script is to have shown what is asked for
        reader.page.wait_for_load_state("networkidle")
    assert reader.violations() == []
    reader.page.emulate_media(color_scheme="dark")
    assert reader.violations("color-contrast") == []
    reader.page.emulate_media(color_scheme="light")
    reader.one("[data-old-switch]").dispatch_event("click")
    assert reader.violations(*PLACED, *(["color-contrast"] if address in LARGE else [])) == []
    assert [each for each in reader.all_asked() if ":" in each] == []  # of other hosts
    assert reader.complaints() == []


@pytest.mark.parametrize("address", [*PAGES, LONG])
def test_nothing_hangs_over_the_edge(reader: Reader, address: str) -> None:
    reader.open(address)
    over = {width: reader.overhang(width) for width in WINDOWS}
    reader.one("[data-old-switch]").dispatch_event("click")
    over |= {-width: reader.overhang(width) for width in WINDOWS}  # in large type
    assert {width: by for width, by in over.items() if by > 0} == {}
