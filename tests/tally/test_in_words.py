"""Rules in words: what the record says, marked where a text left it open, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from gongshi.kinds import Kind
from gongshi.records.load import load
from gongshi.tally import rule_in_words
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
        rule_in_words(policy, rule, lang, kinds)
        for policy in load(root, kinds).records["policy"].values()
        for part in ("earning", "quotas", "stars")
        for rule in policy.get(part, ())
    ]
    assert len(said) > 10
    assert not [each for each in said if "{" in each or "  " in each]


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
