"""Explanations of what goes out, of caps, corrections, recognition and closings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gongshi.tally.closing import seal
from gongshi.tally.explain import explain
from gongshi.tally.explanation import Explanation
from gongshi.tally.recognition import punctuality, unit_stars
from gongshi.tally.report import render_explanation
from gongshi.tally.results import passbooks

V, W = "v-000001", "v-000002"
County = Any
SAVED = {"id": "saved", "event": "service", "measure": "credit_minutes", "amount": "1", "step": 1}


def explained(county: County, id: str, as_of: str = "2025-12-31") -> Explanation:
    """In Chinese; that it can be shown in both languages is looked at on the way."""
    tally = county.tally(as_of)
    zh, en = explain(tally, id, "zh"), explain(tally, id, "en")
    assert zh is not None
    assert en is not None
    assert id in render_explanation(zh, "zh")
    assert id in render_explanation(en, "en")
    return zh


@pytest.fixture
def busy(county: County) -> County:
    """Somebody who saved, used, gave, redeemed, was capped and let lapse."""
    cap = {"id": "day", "measure": "minutes", "per": "day", "amount": "100", "beyond": "drop"}
    end = {"id": "end", "measure": "points", "month_day": "12-31", "years": 0}
    county.policy("save", "earning", [SAVED], caps=[cap], expiry=[end])
    badge = {"id": "first", "name": "起步徽章", "activities": 1, "per": "all"}
    county.policy("won", "badges", [badge])
    county.volunteer(W)
    county.reward("towel", ("2025-01-01", "3"))
    county.activity("2025-03-01", {V: 180}, rating=5)
    county.gift("2025-03-02", 10000, number=V)
    county.withdrawal("2025-04-01", V, 60)
    county.withdrawal("2025-04-02", V, 30, "gift", to=W)
    county.redemption("2025-05-01", V, "towel")
    return county


def test_a_passbook_with_everything(busy: County) -> None:
    said = explained(busy, V)
    assert said.statements == (
        "储蓄时间结余 90 分钟 = 1 小时 30 分钟：劳务服务 180 分钟，支取 60 分钟，赠出 30 分钟。",
        "可兑换的积分结余 0 积分：劳务服务 10 积分，兑换 3 积分，到期失效 7 积分。",
        "捐赠所得 10 积分只计入年度目标和总数，不能兑换，也不计入星级。",
        "有 1 笔超过上限，共少计 80 分钟（服务时长）。",
        "得“起步徽章”（累计）：参加 1 次，1 次评价共 5 分。",
    )
    assert [each.working for each in said.lines] == [
        "180 分钟",
        "180 分钟；超过上限，实计 100 分钟",
        "180 分钟，计 10 积分",
        "100 元，计 10 积分",
        "支取 60 分钟",
        "赠出 30 分钟",
        "兑换 1 件 × 3 积分 = 3 积分",
        "到期未用，失效 7 积分",
    ]
    assert [each.rule for each in said.rules] == [
        *("minutes", "service", "money", "saved", "day", "end", "first")
    ]
    sums = {(each.measure, each.event): each.text for each in said.sums}
    assert sums["credit_minutes", None] == "90 分钟 = 1 小时 30 分钟"
    assert sums["credit_minutes", "withdrawal"] == "-60 分钟"
    assert sums["points", None] == "10 积分"
    (book,) = passbooks(busy.tally("2025-12-31"), V)
    assert book.moves["points"] == {"service": 10, "redemption": -3, "expiry": -7}
    assert (book.balance("credit_minutes"), book.gift_points) == (90, 10)
    assert explained(busy, W).statements == ("储蓄时间结余 30 分钟：受赠 30 分钟。",)


def test_what_was_corrected_is_told_of_the_entry_the_person_and_the_correction(
    county: County,
) -> None:
    county.volunteer(W)
    wrong = county.activity("2025-03-01", {V: 60, W: 60})
    fix = county.correction("2025-04-01", wrong, V)
    sentence = f"{wrong} 的 2 行已由 {fix} 于 2025-04-01 冲回。"
    of_entry = explained(county, wrong)
    assert of_entry.statements == (f"{wrong} 已核实，按下列规则计算。", sentence)
    assert [each.text for each in of_entry.sums] == ["60 分钟 = 1 小时", "10 积分"]
    assert sentence in explained(county, V).statements
    of_fix = explained(county, fix)
    assert (of_fix.kind, of_fix.statements) == ("correction", (f"{fix} 已核实，已经入账。",))
    assert of_fix.lines[0].working == f"冲回 {wrong} 的 60 分钟"


def test_entries_of_every_kind(busy: County) -> None:
    tally = busy.tally()
    entries = {row["event"]: row["entry"] for row in tally.rows("SELECT * FROM entry")}
    bought = explained(busy, entries["redemption"])
    assert (bought.kind, bought.name, bought.sums[0].amount) == ("redemption", "毛巾", -3)
    given = explained(busy, entries["gift_out"])
    assert (given.kind, given.name, len(given.lines)) == ("withdrawal", "赠出", 2)
    unpriced = busy.redemption("2024-12-31", V, "towel")
    (said,) = explained(busy, unpriced).statements
    assert said == f"{unpriced} 已核实，但当日没有价格，没有入账。"
    aimless = busy.correction("2025-12-31", unpriced)
    (said,) = explained(busy, aimless).statements
    assert said == f"{aimless} 已核实，但没有可冲回的账目。"


def test_a_star_held_back_by_a_gate_says_which(county: County) -> None:
    rung = {"star": 1, "minutes": 60, "min_rating": "4.5", "max_response_hours": 24}
    county.policy("e3", "stars", [rung | {"months_member": 600}])
    county.activity("2025-03-01", {V: 60}, rating=4)
    assert explained(county, V).statements == (
        "累计 60 分钟 = 1 小时。",
        "时长已够一星门槛 60 分钟，还看：平均评价须不低于 4.5 分，现有 1 次评价共 4 分，"
        "平均响应须不超过 24 小时，现有 0 次共 0 小时，须加入满 600 个月，现满 71 个月。",
    )


def test_a_unit_says_its_five_indicators(county: County) -> None:
    five = {"accounts": 1, "minutes": 60, "projects": 0, "redeemed": "0", "partners": 0}
    more = {"accounts": 3, "minutes": 600, "projects": 1, "redeemed": "9.5", "partners": 2}
    county.policy("b3", "unit_stars", [{"star": 1} | five, {"star": 2} | more], since="2025-01-01")
    county.activity("2025-03-01", {V: 60})
    assert explained(county, "counter").statements == (
        "2025 年：注册账户 1 个，服务 60 分钟 = 1 小时，项目 0 个，兑换 0 积分，吸纳企业 0 家。",
        "五项都达到一星门槛，可评一星，尚需年度评定。",
        "距二星还差：账户 2 个，服务 540 分钟，项目 1 个，兑换 9.5 积分，企业 2 家。",
    )
    assert (
        explained(county, "counter", "2025-06-30")
        .statements[0]
        .startswith("2025 年（截至 2025-06-30，当年未完）")
    )
    assert [each.rule for each in explained(county, "counter").rules][-2:] == ["1", "2"]
    assert [each.unit for each in unit_stars(county.tally("2025-12-31"))] == ["counter", "office"]


def test_punctuality_is_of_units_by_month_and_step(county: County) -> None:
    county.policy("h1", "cadence", [{"id": "r", "step": "record", "by": "day"}])
    county.activity("2025-03-01", {V: 60})
    (only,) = punctuality(county.tally("2025-12-31"), "counter")
    assert (only.month, only.step, only.activities, only.in_time) == ("2025-03", "record", 1, 1)
    assert punctuality(county.tally("2025-12-31"), "office") == []


def test_a_closing_is_reckoned_again(county: County) -> None:
    county.activity("2025-03-01", {V: 60})
    county.activity("2025-04-01", {V: 60})
    sealed = seal(county.tally(), "hill", "2025-03", None)
    closing = {"place": "hill", "period": "2025-03", "closed_on": "2025-04-05"}
    totals = [{"measure": m, "amount": str(a)} for m, a in sealed.totals.items()]
    seals = {"lines": sealed.lines, "totals": totals, "digest": sealed.digest}
    county.add("closing", id="hill-2025-03", **closing, **seals)
    said = explained(county, "hill-2025-03")
    assert (said.kind, len(said.lines)) == ("closing", 2)
    assert said.statements == (
        "hill 2025-03 已封存：2 行。按现有记录重算，笔数、合计、校验值都相同。",
    )
    assert said.sums[0].amount == Decimal(60)
    county.activity("2025-03-02", {V: 30})
    assert explained(county, "hill-2025-03").statements == (
        "hill 2025-03 已封存：2 行。按现有记录重算为 3 行，与封存时不同。",
    )
    assert explained(county, "hill-2025-03", "2025-04-01").statements == (
        "hill 2025-03 在统计截止日之后才封存。",
    )
