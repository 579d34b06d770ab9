"""Rules in words: what the record says, marked where a text left it open, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from gongshi.kinds import Kind
from gongshi.records.load import load
from gongshi.tally.in_words import rule_in_words, rules_in_words
from gongshi.words import Lang, room

LOCAL = {"basis": "local"}
TOLD = {"basis": "reported"}
SERVICE = {"id": "s", "event": "service", "measure": "points", "amount": "10"}
MONEY = {"id": "m", "event": "money", "measure": "points", "amount": "10"}
Kinds = dict[str, Kind]


@pytest.mark.parametrize(
    ("policy", "rule", "sentence"),
    [
        (LOCAL, SERVICE, "每次服务计 10 积分，不论时间长短。"),
        (
            LOCAL,
            SERVICE | {"at_least": 45},
            "一次服务满 45 分钟（含本数），计 10 积分；时间再长也不增加。",
        ),
        (
            LOCAL,
            SERVICE | {"amount": "2.50", "step": 30},
            "一次服务每满 30 分钟计 2.5 积分；不足 30 分钟的零头不计，各次不累加。",
        ),
        (
            LOCAL,
            SERVICE | {"step": 60, "at_least": 120},
            "一次服务满 120 分钟（2 小时，含本数）起，每满 60 分钟（1 小时）计 10 积分；"
            "不足 60 分钟（1 小时）的零头不计，各次不累加。",
        ),
        (
            LOCAL,
            SERVICE | {"measure": "minutes", "amount": "1", "step": 1, "at_least": 30},
            "一次服务满 30 分钟（含本数）起，服务多少分钟就记多少分钟时长。",
        ),
        (
            LOCAL,
            SERVICE | {"measure": "minutes", "amount": "30", "step": 30},
            "一次服务每满 30 分钟计 30 分钟；不足 30 分钟的零头不计，各次不累加。",
        ),
        (
            LOCAL,
            MONEY | {"at_least": 10000},
            "一笔捐款满 100 元（含本数），计 10 积分；再多也不增加。",
        ),
        (LOCAL, MONEY | {"measure": "minutes"}, "捐款捐物不记服务时长，这一条不产生时长。"),
        (TOLD, MONEY | {"step": 10000}, "捐款每 100 元计 10 积分。"),
        (TOLD, SERVICE | {"at_least": 45}, "劳务服务满 45 分钟（含本数），计 10 积分。"),
        (
            TOLD,
            SERVICE | {"at_least": 45, "assumed": True},
            "一次服务满 45 分钟（含本数），计 10 积分；时间再长也不增加。（原文未写明，此处假定）",
        ),
        (
            TOLD,
            MONEY | {"step": 10000, "assumed": True},
            "一笔捐款每满 100 元计 10 积分；不足 100 元的零头不计，各笔不累加。"
            "（原文未写明，此处假定）",
        ),
        (
            LOCAL,
            SERVICE | {"assumed": True, "why": "原文未说每次还是每小时"},
            "每次服务计 10 积分，不论时间长短。（原文未写明，此处假定：原文未说每次还是每小时）",
        ),
        (TOLD, {"id": "q", "measure": "points", "amount": "60"}, "每人每年不少于 60 积分。"),
        (
            TOLD,
            {"id": "q", "measure": "minutes", "amount": "6000", "cohort": "party"},
            "在职党员每人每年不少于 6,000 分钟 = 100 小时。",
        ),
        (LOCAL, {"star": 3, "minutes": 18000}, "累计服务满 18,000 分钟（300 小时），可评三星。"),
        (
            TOLD,
            {"star": 3, "minutes": 18000, "min_rating": "4.5", "max_response_hours": 24}
            | {"months_member": 3},
            "累计服务满 18,000 分钟（300 小时），平均评价不低于 4.5 分，平均响应不超过 24 小时，"
            "加入满 3 个月，可评三星。",
        ),
        (
            LOCAL,
            SERVICE | {"measure": "credit_minutes", "amount": "1", "step": 1},
            "服务多少分钟，就存多少分钟储蓄时间。",
        ),
        (
            LOCAL,
            SERVICE | {"measure": "credit_minutes", "amount": "30", "step": 60},
            "一次服务每满 60 分钟（1 小时）计 30 分钟储蓄时间；"
            "不足 60 分钟（1 小时）的零头不计，各次不累加。",
        ),
        (
            LOCAL,
            SERVICE
            | {"recorded": ["register", "checkin"]}
            | {"coefficients": [{"category": "hard", "times": "1.5", "assumed": True}]},
            "每次服务计 10 积分，不论时间长短。只计这样登记的服务：当场登记簿、签到签退。"
            "数额再乘以活动类别的系数：hard × 1.5（原文未写明，此处假定）；没有列出的类别不变。"
            "乘得的数只留两位小数，其余舍去。",
        ),
        (
            TOLD,
            {"id": "c", "measure": "minutes", "per": "day", "amount": "480"}
            | {"with_approval": "720", "beyond": "drop"},
            "服务时长每天最多计 480 分钟（8 小时）（活动写明批准人的，最多 720 分钟（12 小时））；"
            "超出的不计。",
        ),
        (
            TOLD,
            {"id": "c", "measure": "credit_minutes", "per": "all", "amount": "90000"}
            | {"beyond": "donate"},
            "储蓄时间累计最多计 90,000 分钟（1,500 小时）；超出的转入阵地的公益池。",
        ),
        (
            TOLD,
            {"id": "x", "measure": "points", "month_day": "12-31", "years": 0},
            "到每年 12 月 31 日，当年和以前得到而没有用的积分失效。",
        ),
        (
            TOLD,
            {"id": "x", "measure": "points", "month_day": "06-30", "years": 2},
            "到得到之后第 2 年的 6 月 30 日，没有用的积分失效。",
        ),
        (LOCAL, {"id": "w", "for": "gift"}, "储蓄时间可以赠与另一名志愿者。"),
        (
            LOCAL,
            {"id": "w", "every": "month", "from_day": 1, "to_day": 10},
            "每月 1 日至 10 日可以兑换。",
        ),
        (
            LOCAL,
            {"id": "w", "every": "year", "from_day": 1, "to_day": 10},
            "每月 1 日至 10 日可以兑换。",
        ),
        (
            LOCAL,
            {"id": "w", "every": "quarter", "month": 3, "from_day": 20, "to_day": 31}
            | {"at_least": "500"},
            "每季第 3 个月的 20 日至 31 日可以兑换，限余额不少于 500 积分的。"
            "当月没有这一天的，按月末算。",
        ),
        (
            TOLD,
            {"id": "b", "name": "暖心徽章", "activities": 6, "per": "quarter", "min_rating": "4"},
            "一季内参加活动满 6 次，平均评价不低于 4 分，得“暖心徽章”。",
        ),
        (
            TOLD,
            {"star": 5, "accounts": 100, "minutes": 6000, "projects": 3, "partners": 2}
            | {"redeemed": "1000"},
            "五星：注册账户 100 个，当年服务 6,000 分钟（100 小时），项目 3 个，"
            "当年兑换 1,000 积分，吸纳企业 2 家；五项都不少于这些，才可评。",
        ),
        (
            TOLD,
            {"id": "s", "step": "sum", "by": "month", "grace_days": 10},
            "服务当月以内汇总，可宽限 10 天。",
        ),
    ],
)
def test_rules(kinds: Kinds, policy: dict[str, str], rule: dict[str, Any], sentence: str) -> None:
    assert rule_in_words(policy, rule, "zh", kinds) == sentence
    row = {"at_least": None, "step": None, "cohort": None, "assumed": None, "why": None} | rule
    assert rule_in_words(policy, row, "zh", kinds) == sentence


def test_a_local_quota_says_how_it_is_counted(kinds: Kinds) -> None:
    said = rule_in_words(LOCAL, {"id": "q", "measure": "points", "amount": "60"}, "zh", kinds)
    assert "当年 1 月 1 日已加入的人计入" in said
    assert "假定" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_of_the_records_can_be_said(root: Any, kinds: Kinds, lang: Lang) -> None:
    said = [
        sentence
        for policy in load(root, kinds).records["policy"].values()
        for _, _, sentence in rules_in_words(policy, lang, kinds)
    ]
    assert len(said) > 30
    assert not [each for each in said if "{" in each or "  " in each]


@pytest.mark.parametrize("part", ["caps", "expiry", "badges", "unit_stars", "cadence"])
def test_of_a_local_policy_it_is_said_how_things_are_counted(kinds: Kinds, part: str) -> None:
    rules: dict[str, dict[str, Any]] = {
        "caps": {"measure": "points", "per": "day", "amount": "9", "beyond": "drop"},
        "expiry": {"measure": "points", "month_day": "12-31", "years": 0},
        "badges": {"name": "徽章", "activities": 1, "per": "all"},
        "unit_stars": {"star": 1, "accounts": 1, "minutes": 1, "projects": 1, "partners": 1}
        | {"redeemed": "1"},
        "cadence": {"step": "verify", "by": "week"},
    }
    told, local = (rule_in_words(of, rules[part], "zh", kinds) for of in (TOLD, LOCAL))
    assert local.startswith(told)
    assert len(local) > len(told)


def test_what_stands_outside_the_arrays_is_said_last(kinds: Kinds) -> None:
    policy = LOCAL | {"overlap_minutes": 30, "cohort": "student", "earning": [SERVICE]}
    policy |= {"signed_verification": True}
    assert [sentence for *_, sentence in rules_in_words(policy, "zh", kinds)] == [
        "每次服务计 10 积分，不论时间长短。",
        "同一人的两次服务，时间重叠不得超过 30 分钟。",
        "核实由核实人用登记的密钥签名提交，没有签名的不合并。",
        "只适用于学生。",
    ]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            "统计口径（本库假定）：各级各看各的条件，达到这一级的，不必先评上低一级；"
            "够得上几级的，按最高的一级。",
        ),
        (
            "en",
            "How it is counted (assumed here): each star is judged by its own conditions, whether"
            " or not a lower one is held or reached; of several, the highest counts.",
        ),
    ],
)
def test_after_several_stars_it_is_said_how_they_go_together(
    kinds: Kinds, lang: Lang, said: str
) -> None:
    one, two = {"star": 1, "minutes": 6000}, {"star": 2, "minutes": 12000}
    five = {"accounts": 1, "projects": 1, "redeemed": "1", "partners": 1}
    units = [one | five, two | five]
    policy = LOCAL | {"stars": [one, two], "unit_stars": units, "cohort": "student"}
    told = [(array, name) for array, name, _ in rules_in_words(policy, lang, kinds)]
    assert told[:3] == [("stars", "1"), ("stars", "2"), ("stars", "")]
    assert told[3:] == [("unit_stars", each) for each in ("1", "2", "")] + [("cohort", "")]
    assert [s for _, name, s in rules_in_words(policy, lang, kinds) if not name][:2] == [said] * 2
    for other in (LOCAL | {"stars": [one]}, TOLD | {"stars": [one, two]}):
        assert said not in [sentence for *_, sentence in rules_in_words(other, lang, kinds)]


def test_every_phrase_is_there_in_both_languages_with_the_same_slots() -> None:
    def phrases(node: Any, path: str) -> list[tuple[str, Any]]:
        if set(node) == {"zh", "en"}:
            return [(path, node)]
        return [each for key in node for each in phrases(node[key], f"{path}.{key}")]

    found = phrases(room("rules"), "rules")
    assert len(found) > 60
    for path, phrase in found:
        slots = [
            sorted({part.split("}")[0] for part in phrase[lang].split("{")[1:]})
            for lang in ("zh", "en")
        ]
        assert slots[0] == slots[1], path
