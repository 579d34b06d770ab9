"""Policies that contradict each other, or themselves: X019 and L028 know every part of a policy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gongshi.checks import CheckResult

Checked = Callable[..., CheckResult]
HEAD = "basis: local\nname: 规则\nfamily: earning\nscope: demo\n"
# A rule of each part for which one policy is in force; `{n}` may differ between two.
PARTS = {
    "earning": "id: r, event: service, measure: points, amount: '1{n}'",
    "quotas": "id: r, measure: points, amount: '1{n}'",
    "stars": "star: 1, minutes: 1{n}",
    "caps": "id: r, measure: points, per: day, amount: '1{n}', beyond: drop",
    "expiry": "id: r, measure: points, month_day: '12-31', years: {n}",
    "withdrawals": "id: r, for: self",
    "windows": "id: r, every: month, from_day: 1, to_day: 1{n}",
    "badges": "id: r, name: 章, activities: 1{n}, per: month",
    "unit_stars": "star: 1, accounts: {n}, minutes: 0, projects: 0, redeemed: '0', partners: 0",
    "cadence": "id: r, step: record, by: day, grace_days: {n}",
    "order_flow": "id: r, step: verified, after: requested, within_hours: 1{n}",
    "under_notice": "subject: badges, working_days: 1{n}",
    "approvals": "level: county",
    "matching": "category: elders, skills: [理发{n}]",
}
ONE = {name: f"{name}:\n  - {{{{{rule}}}}}\n" for name, rule in PARTS.items()}
ONE["overlap_minutes"] = "overlap_minutes: 3{n}\n"


def policy(id: str, rules: str, **more: str) -> tuple[str, str]:
    lines = "".join(f"{name}: {value}\n" for name, value in more.items())
    return f"policies/{id}", f"id: {id}\n{HEAD}{lines}{rules}"


def found(checked: Checked, *policies: tuple[str, str]) -> list[tuple[str, str, str]]:
    """The findings about policies: code, file, pointer."""
    result = checked(dict(policies))
    where = "records/policies/"
    return [
        (each.code, each.file.removeprefix(where), each.pointer)
        for each in result.findings
        if each.file.startswith(where)
    ]


@pytest.mark.parametrize("part", ONE)
def test_one_policy_for_each_scope_part_and_day(checked: Checked, part: str) -> None:
    first, second = (ONE[part].format(n=n) for n in (1, 2))
    early = policy("early", first, **{"from": "2024-01-01", "until": "2024-06-30"})
    late = policy("late", second, **{"from": "2024-07-01"})
    some = policy("some", second, **{"from": "2024-01-01", "cohort": "party"})
    assert found(checked, early, late, some) == []
    too_early = policy("late", second, **{"from": "2024-06-30"})
    again = policy("they", second, **{"from": "2024-05-01", "cohort": "party"})
    assert found(checked, too_early, again) == [
        ("X019", "late.yaml", "/from"),
        ("X019", "they.yaml", "/from"),
    ]


def test_what_counts_something_may_be_ruled_apart_by_measure(checked: Checked) -> None:
    points = policy("one", ONE["caps"].format(n=1), **{"from": "2024-01-01"})
    other = ONE["caps"].format(n=1).replace("points", "minutes")
    assert found(checked, points, policy("two", other, **{"from": "2024-01-01"})) == []


def test_the_check_knows_the_parts_that_the_tally_chooses_by(root: Path) -> None:
    package = root / "scripts" / "gongshi"
    chosen = (package / "tally" / "sql" / "50_in_force.sql").read_text(encoding="utf-8")
    offer = chosen[chosen.index("offer (") : chosen.index("question (")]
    check = (package / "checks" / "sql" / "X019_policies_overlap.sql").read_text(encoding="utf-8")
    tables = r"FROM (policy(?:__\w+| WHERE \w+))"
    assert set(re.findall(tables, offer)) <= set(re.findall(tables, check))


SAID_ONCE = {
    "quotas": "measure",
    "stars": "star",
    "caps": "per",
    "expiry": "month_day",
    "withdrawals": "for",
    "unit_stars": "star",
    "cadence": "step",
    "under_notice": "subject",
    "approvals": "level",
    "matching": "category",
}


def test_within_a_policy_each_thing_is_said_once(checked: Checked) -> None:
    rules = ""
    for part, rule in PARTS.items():
        each = (f"  - {{{rule.format(n=n)}}}\n" for n in (1, 2))
        ids = (f"id: {part.replace('_', '-')}-{n}," for n in (1, 2))
        rules += f"{part}:\n" + "".join(
            line.replace("id: r,", id) for line, id in zip(each, ids, strict=True)
        )
    assert found(checked, policy("one", rules, **{"from": "2024-01-01"})) == sorted(
        ("L028", "one.yaml", f"/{part}/1/{field}") for part, field in SAID_ONCE.items()
    )


def test_a_category_has_one_coefficient(checked: Checked) -> None:
    rule = PARTS["earning"].format(n=1)
    twice = "[{category: hard, times: '2'}, {category: light, times: '1'}, "
    twice += "{category: hard, times: '3'}]"
    rules = f"earning:\n  - {{{rule}, coefficients: {twice}}}\n"
    told = found(checked, policy("one", rules, **{"from": "2024-01-01"}))
    assert told == [("L028", "one.yaml", "/earning/0/coefficients/2/category")]
