"""Worked examples: what the tally makes of made-up entries, for every rule it computes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gongshi.kinds import Kind
from gongshi.records.load import load
from gongshi.tally.example import Example, worked_examples
from gongshi.words import Lang

Kinds = dict[str, Kind]
LOCAL = {"id": "p", "basis": "local", "name": "规则", "scope": "hill", "from": "2024-09-01"}
SERVICE = {"id": "r", "event": "service", "measure": "points", "amount": "10"}
CAP = {"id": "r", "measure": "minutes", "per": "day", "amount": "480", "beyond": "drop"}


def _examples(kinds: Kinds, policy: dict[str, Any]) -> list[Example]:
    return worked_examples({"p": policy}, "zh", kinds).get("p", [])


@pytest.mark.parametrize(
    ("array", "rule", "text"),
    [
        ("earning", SERVICE | {"at_least": 60}, "例：59 分钟，不计；60 分钟，计 10 积分。"),
        ("earning", SERVICE, "例：90 分钟，计 10 积分。"),
        (
            "earning",
            SERVICE | {"event": "money", "step": 10000},
            "例：99.99 元，不计；250 元，计 2 次 × 10 积分 = 20 积分。",
        ),
        (
            "earning",
            SERVICE
            | {"step": 30, "coefficients": [{"category": "hard", "times": "1.5"}]}
            | {"recorded": ["checkin"]},
            "例：29 分钟，不计；75 分钟，计 2 次 × 10 积分 = 20 积分，再乘系数 1.5，得 30 积分。",
        ),
        ("caps", CAP, "例：320 分钟；320 分钟；超过上限，实计 160 分钟。"),
        (
            "caps",
            CAP | {"per": "entry", "amount": "120", "beyond": "donate"},
            "例：180 分钟；超过上限，实计 120 分钟；60 分钟转入公益池。",
        ),
        (
            "expiry",
            {"id": "r", "measure": "credit_minutes", "month_day": "12-31", "years": 1},
            "例：2025-01-01，100 分钟；2025-01-01，支取 30 分钟；"
            "2026-12-31，到期未用，失效 70 分钟。",
        ),
        (
            "withdrawals",
            {"id": "r", "for": "family"},
            "例：使用的人：储蓄时间结余 240 分钟 = 4 小时：劳务服务 300 分钟，支取 60 分钟；"
            "另一名志愿者：储蓄时间结余 60 分钟 = 1 小时：劳务服务 60 分钟。",
        ),
        (
            "quotas",
            {"id": "r", "measure": "points", "amount": "60", "cohort": "party"},
            "例：2025 年：在职党员 5 人，其中 3 人达到 60 积分，完成率 60%。",
        ),
        (
            "stars",
            {"star": 2, "minutes": 6000, "min_rating": "4.5", "months_member": 600},
            "例：累计 6,000 分钟 = 100 小时，达到二星门槛 6,000 分钟，可评二星，尚需年度评定；"
            "累计 5,999 分钟 = 99 小时 59 分钟，还没有达到星级门槛。",
        ),
        (
            "badges",
            {"id": "r", "name": "勤勉徽章", "activities": 3, "per": "quarter"},
            "例：得“勤勉徽章”（2025-Q1）：参加 3 次。",
        ),
        (
            "unit_stars",
            {"star": 3, "accounts": 2, "minutes": 60, "projects": 1}
            | {"redeemed": "2.5", "partners": 1},
            "例：2025 年：注册账户 2 个，服务 60 分钟 = 1 小时，项目 1 个，兑换 2.5 积分，"
            "吸纳企业 1 家。五项都达到三星门槛，可评三星，尚需年度评定。",
        ),
        (
            "cadence",
            {"id": "r", "step": "verify", "by": "week"},
            "例：2025-01-01 的服务，最迟 2025-01-05 核实。",
        ),
        (
            "cadence",
            {"id": "r", "step": "sum", "by": "month", "grace_days": 10},
            "例：2025-01-01 的服务，最迟 2025-02-10 汇总。",
        ),
        (
            "cadence",
            {"id": "r", "step": "post", "by": "quarter", "grace_days": 20},
            "例：2025-01-01 的服务，最迟 2025-04-20 公示。",
        ),
        (
            "order_flow",
            {"id": "r", "step": "verified", "after": "requested", "within_hours": 24},
            "例：2025-01-01 09:00 点单，2025-01-02 09:00 核实，按时；"
            "2025-01-01 09:00 点单，2025-01-02 09:01 核实，迟了。",
        ),
        (
            "order_flow",
            {"id": "r", "step": "accepted", "after": "dispatched", "within_hours": 72},
            "例：2025-01-01 10:00 派单，2025-01-04 10:00 接单，按时；"
            "2025-01-01 10:00 派单，2025-01-04 10:01 接单，迟了。",
        ),
        (
            "windows",
            {"id": "r", "every": "month", "from_day": 1, "to_day": 5},
            "例：2025-01-01 可以兑换；2025-01-06 不可以。",
        ),
        (
            "windows",
            {"id": "r", "every": "quarter", "month": 2, "from_day": 30, "to_day": 31}
            | {"at_least": "50.5"},
            "例：2025-05-30 可以兑换，余额须不少于 50.5 积分；2025-05-29 不可以。",
        ),
        (
            "windows",
            {"id": "r", "every": "year", "month": 12, "from_day": 1, "to_day": 31},
            "例：2025-12-01 可以兑换。",
        ),
    ],
)
def test_what_comes_out(kinds: Kinds, array: str, rule: dict[str, Any], text: str) -> None:
    (example,) = _examples(kinds, LOCAL | {array: [rule]})
    assert (example.array, example.rule) == (array, str(rule.get("id", rule.get("star"))))
    assert example.text == text


@pytest.mark.parametrize(
    ("array", "rule"),
    [
        ("windows", {"id": "r", "every": "year", "month": 2, "from_day": 30, "to_day": 31}),
        ("badges", {"id": "r", "name": "徽章", "activities": 10000, "per": "all"}),
        ("order_flow", {"id": "r", "step": "served", "after": "requested", "within_hours": 8784}),
    ],
)
def test_what_the_tally_does_not_compute_has_none(
    kinds: Kinds, array: str, rule: dict[str, Any]
) -> None:
    assert _examples(kinds, LOCAL | {array: [rule]}) == []


@pytest.mark.parametrize(
    ("tolerated", "text"),
    [
        (30, "例：两次重叠 30 分钟，可以；重叠 31 分钟，检查会报错。"),
        (0, "例：重叠 1 分钟，检查会报错。"),
        (1440, "例：两次重叠 1,440 分钟，可以；重叠 1,441 分钟，检查会报错。"),
    ],
)
def test_the_overlap_tolerated_has_one_too(kinds: Kinds, tolerated: int, text: str) -> None:
    policy = LOCAL | {"earning": [SERVICE], "overlap_minutes": tolerated}
    *_, example = _examples(kinds, policy)
    assert (example.array, example.rule, example.text) == ("overlap_minutes", "", text)


def test_a_reported_policy_computes_nothing(kinds: Kinds) -> None:
    assert _examples(kinds, LOCAL | {"basis": "reported", "earning": [SERVICE]}) == []


def test_rules_of_one_policy_do_not_touch_each_other(kinds: Kinds) -> None:
    other = SERVICE | {"id": "s", "amount": "1", "step": 60}
    said = _examples(kinds, LOCAL | {"earning": [SERVICE, other], "caps": [CAP]})
    assert [each.text for each in said] == [
        "例：90 分钟，计 10 积分。",
        "例：59 分钟，不计；150 分钟，计 2 次 × 1 积分 = 2 积分。",
        "例：320 分钟；320 分钟；超过上限，实计 160 分钟。",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_local_policy_of_the_records_has_examples(
    root: Path, kinds: Kinds, lang: Lang
) -> None:
    policies = load(root, kinds).records["policy"]
    together = worked_examples(policies, lang, kinds)
    for id, policy in policies.items():
        alone = worked_examples({id: policy}, lang, kinds)
        assert alone.get(id, []) == together.get(id, [])
    for examples in together.values():
        for example in examples:
            assert "{" not in example.text
            assert not example.text.endswith(("..", "。。"))
            assert example.text not in ("例：。", "Example: .")
