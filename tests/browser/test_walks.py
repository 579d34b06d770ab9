"""What people come for, each in three taps at most from the home page, in both languages.

A phone's window, by touch. Pictures of where each way ends are kept in build/screenshots.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from gongshi.words import Lang, say

if TYPE_CHECKING:
    from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

NUMBER = "v-7ntq74"
CONTEST = "ningbo-union-contest-2022"
CERTIFICATE = "z-20260122-p4yw4"
MOST_TAPS = 3


@dataclass
class Walk:
    """A way from the home page in one language; every tap is counted."""

    reader: Reader
    lang: Lang
    taps: int = 0

    def tap(self, wanted: str) -> None:
        """Tap the first link, button or summary of this kind."""
        self.taps += 1
        assert self.taps <= MOST_TAPS
        self.reader.one(wanted).tap()

    def at(self, address: str) -> None:
        """The page is this one, of the same language as the way began in."""
        root = self.reader.base + ("" if self.lang == "zh" else "en/")
        expect(self.reader.page).to_have_url(re.compile(re.escape(root + address)))
        expect(self.reader.one("html")).to_have_attribute("lang", re.compile(f"^{self.lang}"))

    def reads(self, *texts: str) -> None:
        """All this is to be seen on the page."""
        for text in texts:
            expect(self.reader.page.locator("main")).to_contain_text(text, use_inner_text=True)

    def keep(self, name: str) -> None:
        """Keep a picture of where the way has led."""
        self.reader.picture(f"{name}-{self.lang}")


@pytest.fixture(params=["zh", "en"])
def walk(reader: Reader, request: pytest.FixtureRequest) -> Walk:
    lang: Lang = request.param
    reader.open("" if lang == "zh" else "en/")
    return Walk(reader, lang)


def test_the_points_of_a_number_and_why(walk: Walk) -> None:
    reader = walk.reader
    walk.keep("home")
    walk.tap("main a[href$='passbooks/']")
    reader.one("#number").fill(NUMBER)
    walk.tap(".gs-lookup button")
    walk.at(f"passbooks/?n={NUMBER}")
    minutes = reader.page.locator("[data-passbook] .gs-book tbody td:nth-child(2)")
    expect(minutes.first).to_be_visible()
    counted = [int(re.sub(r"[^\d-]", "", each)) for each in minutes.all_inner_texts() if each]
    walk.reads(f"{sum(counted):,}", "690")
    expect(reader.one(f"[data-passbook] :text('gongshi explain {NUMBER}')")).to_be_hidden()
    walk.keep("points")
    walk.tap("[data-passbook] .gs-how summary")
    walk.reads(f"gongshi explain {NUMBER}")
    expect(reader.one("[data-passbook] .gs-how a[href*='policies/demo-']")).to_be_visible()
    walk.keep("points-why")


def test_the_entry_behind_a_line_of_a_passbook(walk: Walk) -> None:
    walk.reader.open(f"{'' if walk.lang == 'zh' else 'en/'}passbooks/?n={NUMBER}")
    walk.tap("[data-passbook] tbody a")
    walk.at("activities/")
    expect(walk.reader.one(".gs-entry:target")).to_be_in_viewport()


def test_who_won_gold_in_ningbo_and_on_what(walk: Walk) -> None:
    walk.tap(".gs-channels a[href$='honors/']")
    walk.tap("main a[href$='honors/ningbo-liangshan-gold/']")
    walk.at("honors/ningbo-liangshan-gold/")
    walk.reads("金奖", "粮山")
    walk.keep("gold")
    walk.tap("main a[href$='projects/ningbo-liangshan/']")
    walk.at("projects/ningbo-liangshan/")
    expect(walk.reader.one(f"main a[href$='awards/{CONTEST}/']")).to_be_attached()


def test_all_who_won_it_stand_with_their_round(walk: Walk) -> None:
    reader = walk.reader
    reader.one(".gs-search input").fill("宁波 金奖")
    walk.tap(".gs-search button")
    walk.at("search/?q=")
    walk.tap(f"[data-found] a[href$='awards/{CONTEST}/']")
    walk.at(f"awards/{CONTEST}/")
    winners = reader.page.locator("main a[href*='projects/ningbo-']")
    assert len(set(winners.all_inner_texts())) == 3
    walk.keep("gold-round")


def test_whether_a_notice_is_open_and_how_to_object(walk: Walk) -> None:
    walk.tap("main a[href$='notices/']")
    walk.at("notices/")
    walk.keep("notices")
    walk.tap("main a[href$='notices/demo-notice-award-2025/']")
    walk.at("notices/demo-notice-award-2025/")
    walk.reads(
        say("pages.notice.standing", walk.lang),
        say("pages.notice.object", walk.lang),
        say("pages.notice.object_late", walk.lang),
        "演示县公益积分总站窗口",
    )
    expect(walk.reader.one(".gs-note a[href$='correct/']")).to_be_visible()
    walk.keep("notice")


def test_how_a_unit_keeps_its_deadlines(walk: Walk) -> None:
    walk.tap(".gs-channels a[href$='units/']")
    walk.tap("main a[href$='punctuality/']")
    walk.at("punctuality/")
    row = walk.reader.page.locator("tr", has=walk.reader.one("a[href$='demo-counter-xinghe/']"))
    expect(row).to_contain_text("63")
    walk.keep("deadlines")
    walk.tap("main a[href$='units/demo-counter-xinghe/']")
    walk.at("units/demo-counter-xinghe/")
    walk.reads(say("pages.unit.punctual", walk.lang))


def test_a_certificate_by_the_number_on_the_paper(walk: Walk) -> None:
    reader, field = walk.reader, walk.reader.one("#number")
    said = reader.one("[data-certificate-said]")
    walk.tap("main a[href$='certificates/']")
    walk.at("certificates/")
    for wrong, word in (("20260122", "ask"), ("z-20260122-00000", "absent")):
        field.fill(wrong)
        field.press("Enter")
        expect(said).to_have_text(say(f"pages.certificate.{word}", walk.lang, number=wrong))
    field.fill(f" {CERTIFICATE.upper()}")
    walk.tap(".gs-lookup button")
    walk.at(f"certificates/{CERTIFICATE}/")
    walk.reads(say("pages.certificate.exists", walk.lang))
    walk.keep("certificate")


def test_whoever_has_no_number_is_shown_an_invented_one(walk: Walk) -> None:
    walk.tap(".gs-channels a[href$='passbooks/']")
    walk.tap("main a[href^='?n=v-']")
    walk.reads(say("pages.seal.demo", walk.lang), say("pages.passbook.sums", walk.lang))


def test_honors_are_downloaded_into_a_spreadsheet(walk: Walk, tmp_path: Path) -> None:
    page = walk.reader.page
    walk.tap("footer a[href$='data/']")
    walk.at("data/")
    walk.keep("data")
    with page.expect_download() as coming:
        walk.tap("main a[href$='data/excel/honor.csv']")
    coming.value.save_as(tmp_path / "honor.csv")
    with (tmp_path / "honor.csv").open(encoding="utf-8", newline="") as file:
        assert file.read(1) == "\ufeff"  # by which Excel knows UTF-8
        rows = list(csv.DictReader(file))
    row = page.locator("tr", has=walk.reader.one("a[href$='excel/honor.csv']"))
    expect(row).to_contain_text(str(len(rows)))
    assert "ningbo-liangshan-gold" in {each["id"] for each in rows}


def test_the_hall_one_story_after_another(walk: Walk) -> None:
    walk.tap("main a[href$='hall/']")
    walk.at("hall/")
    walk.tap("[data-shown] a[rel=next]")
    expect(walk.reader.page).to_have_url(re.compile("#story-"))
    walk.keep("hall")


def test_the_other_language_and_back(walk: Walk) -> None:
    other = "en" if walk.lang == "zh" else "zh"
    walk.tap(".gs-header a[hreflang]")
    expect(walk.reader.one("html")).to_have_attribute("lang", re.compile(f"^{other}"))
    walk.tap(".gs-header a[hreflang]")
    walk.at("")
