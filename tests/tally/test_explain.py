"""Behind every figure: lines, rules in words and sums; and only what consent allows for readers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gongshi.tally.explain import explain, published
from gongshi.tally.explanation import Explanation

V = "v-000001"
County = Any


def explained(county: County, id: str, as_of: str = "2025-12-31") -> Explanation:
    explanation = explain(county.tally(as_of, "0a1b2c3"), id, "zh")
    assert explanation is not None
    return explanation


def test_a_volunteer(county: County) -> None:
    county.policy("e1", "stars", [{"star": n, "minutes": 6000 * n} for n in (1, 2)])
    for day in range(1, 29):
        county.activity(f"2024-02-{day:02}", {V: 225})
    gift = county.gift("2025-02-01", 25000, number=V)
    waiting = county.activity("2025-03-01", {V: 60}, verified_by=None, verified_on=None)
    told = county.activity("2025-03-02", {V: 60}, compulsory=True)
    said = explained(county, V)
    assert (said.kind, said.as_of, said.commit) == ("volunteer", "2025-12-31", "0a1b2c3")
    assert [(each.measure, each.event, each.text) for each in said.sums] == [
        ("minutes", None, "6,300 分钟 = 105 小时"),
        ("points", None, "300 积分"),
        ("points", "money", "20 积分"),
        ("points", "service", "280 积分"),
    ]
    assert [(each.id, each.text) for each in said.years] == [
        ("2024", "6,300 分钟 = 105 小时"),
        ("2024", "280 积分"),
        ("2025", "20 积分"),
    ]
    assert said.statements == (
        "累计 6,300 分钟 = 105 小时，达到一星门槛 6,000 分钟，可评一星，尚需年度评定。",
        "距二星门槛 12,000 分钟，还差 5,700 分钟 = 95 小时。",
        "可兑换的积分结余 280 积分：劳务服务 280 积分。",
        "捐赠所得 20 积分只计入年度目标和总数，不能兑换，也不计入星级。",
        f"{waiting} 尚未核实，不计。",
        f"{told} 是单位要求参加的，不计时长和积分。",
    )
    assert [each.text for each in said.rules] == [
        "服务多少分钟，就记多少分钟时长。",
        "一次服务满 60 分钟（1 小时，含本数），计 10 积分；时间再长也不增加。",
        "一笔捐款每满 100 元计 10 积分；不足 100 元的零头不计，各笔不累加。",
        "累计服务满 6,000 分钟（100 小时），可评一星。",
        "累计服务满 12,000 分钟（200 小时），可评二星。",
    ]
    last = said.lines[-1]
    assert (last.line.entry, last.line.class_, last.line.balance) == (gift, "donation", 20)
    assert last.working == "250 元，计 2 次 × 10 积分 = 20 积分"
    assert [each.working for each in said.lines[:2]] == ["225 分钟", "225 分钟，计 10 积分"]
    for each in said.sums:
        if each.event is None:
            of = [row.line.amount for row in said.lines if row.line.measure == each.measure]
            assert (each.amount, each.lines) == (sum(of), len(of))


def test_a_team_and_the_places_above_it(county: County) -> None:
    county.activity("2024-05-01", {V: 60})
    entry = county.activity("2025-05-01", {V: 90, "v-000002": 30})
    county.activity("2025-05-02", {V: 50}, team="walkers")
    team = explained(county, "helpers")
    assert (team.kind, team.name) == ("team", "帮忙队")
    assert [(each.measure, each.amount, each.lines) for each in team.sums] == [
        ("minutes", 180, 3),
        ("points", 20, 2),
    ]
    assert [(each.entry, each.measure, each.amount, each.lines) for each in team.entries][2:] == [
        (entry, "minutes", 120, 2),
        (entry, "points", 10, 1),
    ]
    place = explained(county, "hill")
    assert [(each.id, each.measure, each.amount) for each in place.parts] == [
        ("hill-east", "minutes", 180),
        ("hill-east", "points", 20),
        ("hill", "minutes", 50),
    ]
    assert place.sums[0].amount == 230
    unit = explained(county, "office")
    assert [(each.id, each.name) for each in unit.parts][-1] == ("office", "总站")
    assert sum(each.amount for each in unit.years if each.measure == "minutes") == 230


def test_a_unit_says_its_quotas(county: County) -> None:
    target = [{"id": "year", "measure": "points", "amount": "10", "cohort": "party"}]
    county.policy("quota", "quotas", target, since="2025-01-01")
    for n in range(5):
        county.volunteer(f"v-party{n}", cohort="party")
    county.volunteer("v-walker", cohort="party", team="walkers")
    county.activity("2025-05-01", {"v-party0": 60, "v-party1": 60})
    assert explained(county, "counter").statements == (
        "2025 年：在职党员 5 人，其中 2 人达到 10 积分，完成率 40%。",
    )
    assert explained(county, "counter", "2025-08-31").statements == (
        "2025 年（截至 2025-08-31，当年未完）：在职党员 5 人，其中 2 人达到 10 积分，完成率 40%。",
    )
    hidden = explained(county, "office")
    assert hidden.statements == (
        "2025 年：在职党员人数太少，或者人不多而结果都一样，为保护个人，不显示完成情况。",
    )
    assert "在职党员每人每年不少于 10 积分" in hidden.rules[-1].text


def test_an_activity_shows_every_rule_in_force_for_it(county: County) -> None:
    entry = county.activity("2025-05-01", {V: 59})
    said = explained(county, entry)
    assert (said.kind, said.name) == ("activity", "打扫")
    assert said.statements == (f"{entry} 已核实，按下列规则计算。",)
    assert [each.rule for each in said.rules] == ["minutes", "service"]
    assert [each.line.measure for each in said.lines] == ["minutes"]


@pytest.mark.parametrize(
    ("flaw", "sentence"),
    [
        ({"verified_by": None, "verified_on": None}, "尚未核实，不计。"),
        ({"verified_on": "2026-01-01"}, "尚未核实，不计。"),
        ({"compulsory": True}, "是单位要求参加的，不计时长和积分。"),
        ({"charged": True}, "向服务对象收费，不计时长和积分。"),
    ],
)
def test_an_activity_that_does_not_count_says_why(
    county: County, flaw: dict[str, object], sentence: str
) -> None:
    entry = county.activity("2025-05-01", {V: 60}, **flaw)
    said = explained(county, entry)
    assert said.statements == (f"{entry} {sentence}",)
    assert (said.sums, said.rules, said.lines) == ((), (), ())


def test_a_batch_is_all_its_entries(county: County) -> None:
    gifts = [
        {"id": "g-1", "number": V, "form": "money", "fen": 25000, "given_on": "2025-05-01"},
        {"id": "g-2", "body": "office", "form": "goods", "fen": 500, "given_on": "2025-05-01"},
    ]
    verified = {"verified_by": "s", "verified_on": "2025-05-02", "recorded_on": "2025-05-01"}
    county.add("donation", id="d-1", unit="counter", entries=gifts, **verified)
    said = explained(county, "d-1")
    assert (said.kind, said.id) == ("batch", "d-1")
    assert said.statements == (
        "g-1 已核实，按下列规则计算。",
        "g-2 已核实，是单位或伙伴的捐赠，只计入捐赠总额，不记积分。",
    )
    assert {each.line.entry for each in said.lines} == {"g-1", "g-2"}
    assert [each.rule for each in said.rules] == ["money"]
    assert "255 元" in {each.text for each in said.sums}


def test_an_activity_later_than_the_day_asked_for(county: County) -> None:
    entry = county.activity("2026-05-01", {V: 60})
    assert explained(county, entry).statements == (f"{entry} 在统计截止日之后，不计。",)


def test_an_activity_for_which_there_was_no_rule(county: County) -> None:
    entry = county.activity("2019-05-01", {V: 60})
    (sentence,) = explained(county, entry).statements
    assert sentence == f"{entry} 已核实，但当日没有适用的规则，不产生时长和积分。"


def test_a_gift_and_a_fund(county: County) -> None:
    county.add("fund", id="fund", name="互助金", place="hill")
    own = county.gift("2025-05-01", 9999, number=V, fund="fund", form="goods", what="雨衣")
    bodys = county.gift("2025-05-02", 500000, body="mill", fund="fund")
    said = explained(county, own)
    assert (said.kind, said.name) == ("gift", "雨衣")
    assert [each.text for each in said.sums] == ["99.99 元"]
    assert said.rules[0].text == (
        "一次捐物价值每满 100 元计 10 积分；不足 100 元的零头不计，各次不累加。"
    )
    said = explained(county, bodys)
    assert said.name == "捐款"
    assert said.statements == (f"{bodys} 已核实，是单位或伙伴的捐赠，只计入捐赠总额，不记积分。",)
    fund = explained(county, "fund")
    assert [(each.event, each.text) for each in fund.sums] == [
        (None, "5,099.99 元"),
        ("goods", "99.99 元"),
        ("money", "5,000 元"),
    ]


def test_what_nobody_knows_has_no_explanation(county: County) -> None:
    assert explain(county.tally(), "v-nobody", "zh") is None


def test_a_team_without_entries_has_an_empty_one(county: County) -> None:
    said = explained(county, "walkers")
    assert (said.sums, said.years, said.parts, said.lines) == ((), (), (), ())


def test_readers_see_the_lines_of_those_who_consented_and_the_sum_of_the_others(
    county: County,
) -> None:
    county.volunteer("v-000002", consent="nothing")
    county.volunteer("v-000003", consent="name", minor=True)
    entry = county.activity("2025-05-01", {V: 60, "v-000002": 90, "v-000003": 30})
    tally = county.tally()
    whole = explain(tally, entry, "zh")
    assert whole is not None
    shown = published(whole, "zh")
    assert shown is not None
    assert {each.line.number for each in shown.lines} == {V}
    assert [(each.measure, each.amount) for each in shown.withheld] == [
        ("minutes", 120),
        ("points", 10),
    ]
    assert shown.sums == whole.sums
    assert not {"v-000002", "v-000003"} & set(repr(shown).split("'"))
    assert [explain(tally, v, "zh") is None for v in ("v-000002", "v-000003")] == [False, False]


def test_time_taken_out_by_those_who_withhold_the_number_is_told_together(
    county: County,
) -> None:
    rule = {"id": "save", "event": "service", "measure": "credit_minutes", "amount": "1", "step": 1}
    county.policy("p-save", "earning", [rule])
    others = ("v-000002", "v-000003")
    for each in others:
        county.volunteer(each, consent="nothing")
    county.activity("2025-05-01", {V: 300, **dict.fromkeys(others, 300)})
    own = county.withdrawal("2025-05-02", V, 11)
    alone = [county.withdrawal("2025-05-03", each, 20 + n) for n, each in enumerate(others)]
    given = county.withdrawal("2025-05-04", others[0], 7, "gift", to=V)
    tally = county.tally()
    whole = explain(tally, "counter", "zh")
    assert whole is not None
    shown = published(whole, "zh")
    assert shown is not None
    told = {(each.entry, each.event): each.amount for each in shown.entries}
    assert told[own, "withdrawal"] == -11
    assert told[None, "withdrawal"] == -41
    assert told[None, "gift_out"] == -7
    assert told[given, "gift_in"] == 7
    assert not set(alone) & {each.entry for each in shown.entries}
    for measure in {each.measure for each in shown.sums}:
        (total,) = (s.amount for s in shown.sums if s.measure == measure and s.event is None)
        assert sum(e.amount for e in shown.entries if e.measure == measure) == total
    ids = (own, *alone, given)
    entries = [explain(tally, each, "zh") for each in ids]
    assert [each is not None and published(each, "zh") is not None for each in entries] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("served", [True, False])
@pytest.mark.parametrize(("consent", "shown"), [("nothing", False), ("number", True)])
def test_a_passbook_is_published_by_consent_alone(
    county: County, consent: str, shown: bool, served: bool
) -> None:
    county.volunteer("v-000002", consent=consent)
    if served:
        county.activity("2025-05-01", {"v-000002": 60})
    said = explained(county, "v-000002")
    assert (published(said, "zh") is not None) is shown


def test_a_sum_in_english(county: County) -> None:
    county.activity("2025-05-01", {V: 75})
    said = explain(county.tally(), V, "en")
    assert said is not None
    assert [each.text for each in said.sums] == ["75 min = 1 h 15 min", "10 points"]
    assert said.sums[0].amount == Decimal(75)
    assert said.lines[1].working == "75 min earn 10 points"
