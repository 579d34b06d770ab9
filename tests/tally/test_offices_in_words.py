"""What `explain` says of a notice's days, of objections, and of the people of a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gongshi.tally.explain import explain
from gongshi.tally.report import render_explanation

County = Any
DAY = "2025-12-31"


@pytest.fixture
def county(new_county: Callable[[], County]) -> County:
    """A county without policies and volunteers."""
    return new_county()


def said(county: County, id: str, as_of: str = DAY) -> tuple[str, ...]:
    found = explain(county.tally(as_of), id, "zh")
    assert found is not None
    return found.statements


def notice(county: County, first: str, last: str) -> None:
    fields = {"name": "公示", "place": "hill", "issued_by": "office", "channel": "窗口"}
    county.add("notice", id="posted", **fields, **{"from": first, "to": last})


def objection(county: County, n: int, received: str, **more: Any) -> str:
    fields = {"about": "posted", "request": "objection", "received": received}
    fields |= {"deadline": "2025-10-20", "handled_by": "s"}
    return str(county.add("objection", id=f"o-{n}", **fields, **more))


def test_the_days_of_a_notice_are_named(county: County) -> None:
    """Over the holidays of 1 to 8 October 2025, with a Saturday made up for."""
    notice(county, "2025-09-30", "2025-10-12")
    objection(county, 1, "2025-10-09", answered_on="2025-10-10", outcome="explained")
    objection(county, 2, "2025-10-11")
    told = said(county, "posted")
    assert told[0] == (
        "2025-09-30 至 2025-10-12，首尾两天都算，工作日 4 天：2025-09-30、2025-10-09、2025-10-10、"
        "2025-10-11。"
    )
    assert told[1].startswith("不算的 9 天：2025-10-01、")
    assert told[2:] == ("收到异议 2 件，已答复 1 件，没有答复 1 件。", "公示已经期满，还没有办结。")


def test_a_year_without_announced_holidays_says_so(county: County) -> None:
    notice(county, "2090-01-02", "2090-01-03")
    assert "按周一至周五数" in said(county, "posted", "2090-01-01")[2]


@pytest.mark.parametrize(
    ("answer", "as_of", "told"),
    [
        ({}, "2025-10-20", "还没有答复，期限没有过。"),
        ({}, "2025-10-21", "还没有答复，期限已过。"),
        (
            {"answered_on": "2025-10-20", "outcome": "upheld"},
            DAY,
            "2025-10-20 答复，用了 11 天，在期限内：成立。",
        ),
        (
            {"answered_on": "2025-10-21", "outcome": "not_upheld"},
            DAY,
            "2025-10-21 答复，用了 12 天，过了期限：不成立。",
        ),
        (
            {"answered_on": "2025-10-21", "outcome": "not_upheld"},
            "2025-10-20",
            "还没有答复，期限没有过。",
        ),
    ],
)
def test_the_days_that_an_objection_took(
    county: County, answer: dict[str, str], as_of: str, told: str
) -> None:
    id = objection(county, 1, "2025-10-09", **answer)
    assert said(county, id, as_of) == ("2025-10-09 收到，最迟 2025-10-20 答复。", told)


def test_a_place_counts_its_people_by_consent_and_star(county: County) -> None:
    consents = ["nothing"] * 6 + ["number"] * 7 + ["name"] * 5
    for n, consent in enumerate(consents):
        county.volunteer(f"v-{n:06}", consent=consent)
    results = [{"class": "star", "number": f"v-{n:06}", "star": 1 + (n > 4)} for n in range(8)]
    fields = {"name": "评星", "place": "hill", "grants": "star", "appraises": "2024"}
    classes = [{"id": "star", "name": "星级"}]
    county.add("award", id="round", **fields, date="2025-01-20", classes=classes, results=results)
    told = said(county, "hill")
    assert "在册志愿者 18 人。" in told
    assert "公开意愿：不公开 6、公开编号 7、公开姓名 5。" in told
    assert "现有星级：二星 不显示、一星 5。" in told


def test_a_small_group_and_the_next_are_hidden(county: County) -> None:
    """A minor's consent is to nothing, whatever stands there."""
    for n, consent in enumerate(["nothing"] * 3 + ["number"] * 7 + ["name"] * 8):
        county.volunteer(f"v-{n:06}", consent=consent)
    county.volunteer("v-000099", consent="name", minor=True)
    assert "公开意愿：不公开 不显示、公开编号 不显示、公开姓名 8。" in said(county, "hill")


def test_the_highest_local_place_tells_all_objections(county: County) -> None:
    notice(county, "2025-09-30", "2025-10-12")
    objection(county, 1, "2025-10-09", answered_on="2025-10-13", outcome="explained")
    objection(county, 2, "2025-10-09")
    assert said(county, "hill")[-2:] == (
        "2025 年收到异议和各种申请 2 件（全库），已答复 1 件，其中期限内 1 件；过期没有答复 1 件。",
        "结果：已说明 1；最长的一件用了 4 天。",
    )
    assert not any("全库" in each for each in said(county, "hill-east"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_paper_nothing_is_said_of_a_ledger(county: County, lang: Any) -> None:
    notice(county, "2025-09-30", "2025-10-12")
    explanation = explain(county.tally(DAY), "posted", lang)
    assert explanation is not None
    text = render_explanation(explanation, lang)
    assert "没有计入" not in text
    assert "{" not in text
