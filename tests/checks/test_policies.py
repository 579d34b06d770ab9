"""Policies that contradict each other, or themselves: X019 and L028 know every part of a policy.

And rules that could never hold, or say nothing: L029 to L032.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from gongshi.checks.run import CheckResult

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
# What is asked for no cohort, by the tally or by who matches needs with skills.
BLIND = {"unit_stars", "cadence", "order_flow", "under_notice", "approvals", "matching"}
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
    without = [("L032", "some.yaml", "/cohort")] if part in BLIND else []
    assert found(checked, early, late, some) == without
    too_early = policy("late", second, **{"from": "2024-06-30"})
    again = policy("they", second, **{"from": "2024-05-01", "cohort": "party"})
    assert [each for each in found(checked, too_early, again) if each[0] != "L032"] == [
        ("X019", "late.yaml", "/from"),
        ("X019", "they.yaml", "/from"),
    ]


def test_what_counts_something_may_be_ruled_apart_by_measure(checked: Checked) -> None:
    points = policy("one", ONE["caps"].format(n=1), **{"from": "2024-01-01"})
    other = ONE["caps"].format(n=1).replace("points", "minutes")
    assert found(checked, points, policy("two", other, **{"from": "2024-01-01"})) == []


def test_the_check_knows_the_parts_that_the_tally_chooses_by(root: Path) -> None:
    package = root / "scripts" / "gongshi"
    chosen = (package / "tally" / "sql" / "50_ruling.sql").read_text(encoding="utf-8")
    offer = chosen[chosen.index("offer (") : chosen.index("question (")]
    check = (package / "checks" / "sql" / "X019_policies_overlap.sql").read_text(encoding="utf-8")
    tables = r"FROM (policy(?:__\w+| WHERE \w+))"
    assert set(re.findall(tables, offer)) <= set(re.findall(tables, check))
    questions = chosen[chosen.index("question (") : chosen.index("ranked AS")]
    assert set(re.findall(r"SELECT (?:DISTINCT )?'(\w+)', .*, '',", questions)) == {
        *BLIND - {"matching"}
    }


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


def years(rules: Sequence[str]) -> list[tuple[str, str]]:
    """A policy of its own and a year of its own for each text of rules."""
    return [
        policy(f"p{n:02}", each, **{"from": f"{2000 + n}-01-01", "until": f"{2000 + n}-12-31"})
        for n, each in enumerate(rules)
    ]


WINDOWS = [
    ("every: month, from_day: 5, to_day: 5", None),
    ("every: month, from_day: 31, to_day: 31", None),
    ("every: month, from_day: 25, to_day: 5", "to_day"),
    ("every: quarter, month: 3, from_day: 31, to_day: 31", None),
    ("every: quarter, from_day: 2, to_day: 1", "to_day"),
    ("every: year, month: 12, from_day: 31, to_day: 31", None),
    ("every: year, from_day: 31, to_day: 31", None),
    ("every: year, month: 2, from_day: 29, to_day: 31", None),
    ("every: year, month: 2, from_day: 30, to_day: 31", "from_day"),
    ("every: year, month: 2, from_day: 31, to_day: 30", "to_day"),
    ("every: year, month: 11, from_day: 30, to_day: 31", None),
    ("every: year, month: 11, from_day: 31, to_day: 31", "from_day"),
]


def test_a_window_opens_on_some_day(checked: Checked) -> None:
    rules = [f"windows:\n  - {{id: w, {window}}}\n" for window, _ in WINDOWS]
    assert found(checked, *years(rules)) == [
        ("L029", f"p{n:02}.yaml", f"/windows/0/{field}")
        for n, (_, field) in enumerate(WINDOWS)
        if field
    ]


def test_a_window_is_in_a_month_of_its_period(checked: Checked) -> None:
    days = "from_day: 1, to_day: 5"
    rules = [
        f"windows:\n  - {{id: w, every: {every}, {days}}}\n"
        for every in ("quarter, month: 4", "quarter, month: 3", "year, month: 12")
    ]
    assert found(checked, *years(rules)) == [("S024", "p00.yaml", "/windows/0/month")]


def test_approval_lets_more_count_not_less(checked: Checked) -> None:
    cap = "id: r, measure: points, per: day, amount: '10', beyond: drop"
    rules = [f"caps:\n  - {{{cap}, with_approval: '{n}'}}\n" for n in ("9.99", "10", "100")]
    assert found(checked, *years(rules)) == [("L030", "p00.yaml", "/caps/0/with_approval")]


RATED, QUICK, LONG = "min_rating: '4'", "max_response_hours: 24", "months_member: 6"
STARS = [
    ("minutes: 100", "minutes: 101", False),
    ("minutes: 100", "minutes: 100", True),
    ("minutes: 100", "minutes: 99", True),
    ("minutes: 100", f"minutes: 99, {RATED}", True),
    ("minutes: 100", f"minutes: 100, {RATED}", False),
    ("minutes: 100", f"minutes: 100, {QUICK}", False),
    ("minutes: 100", f"minutes: 100, {LONG}", False),
    (f"minutes: 100, {RATED}", f"minutes: 100, {RATED}", True),
    (f"minutes: 100, {RATED}", "minutes: 100, min_rating: '4.10'", False),
    (f"minutes: 100, {QUICK}", "minutes: 100, max_response_hours: 48", True),
    (f"minutes: 100, {RATED}", "minutes: 100", True),
    (f"minutes: 100, {RATED}", f"minutes: 100, {LONG}", False),
    (f"minutes: 100, {RATED}", "minutes: 200", False),
]


@pytest.mark.parametrize("at", [1, 0])
def test_a_star_asks_for_more_than_a_lower_one(checked: Checked, at: int) -> None:
    """In whatever order they are written."""
    rules = []
    for first, second, _ in STARS:
        lines = [f"  - {{star: 2, {first}}}\n", f"  - {{star: 5, {second}}}\n"]
        rules.append("stars:\n" + "".join(lines if at else reversed(lines)))
    assert found(checked, *years(rules)) == [
        ("L031", f"p{n:02}.yaml", f"/stars/{at}/minutes")
        for n, (*_, wrong) in enumerate(STARS)
        if wrong
    ]


def test_a_unit_s_star_asks_for_more_of_one_indicator(checked: Checked) -> None:
    five = {"accounts": "9", "minutes": "9", "projects": "9", "redeemed": "'9'", "partners": "9"}
    more = [five | {name: "'9.01'" if name == "redeemed" else "10"} for name in five]
    rules = [
        "unit_stars:\n"
        + "".join(
            f"  - {{star: {star}, {', '.join(f'{name}: {n}' for name, n in asked.items())}}}\n"
            for star, asked in ((1, five), (2, second))
        )
        for second in (five, *more)
    ]
    assert found(checked, *years(rules)) == [("L031", "p00.yaml", "/unit_stars/1/star")]


def test_a_policy_for_a_cohort_has_no_part_that_knows_none(checked: Checked) -> None:
    rules = "".join(rule.format(n=1) for part, rule in ONE.items() if part in BLIND)
    some = policy("some", rules.replace("id: r,", "id: s,", 1), **{"from": "2024-01-01"})
    assert found(checked, some) == []
    told = found(checked, (some[0], some[1] + "cohort: party\n"))
    assert told == [("L032", "some.yaml", "/cohort")] * len(BLIND)


def test_what_a_text_says_is_not_judged(checked: Checked) -> None:
    rules = f"""stars: [{{star: 1, minutes: 9}}, {{star: 2, minutes: 8}}]
windows: [{{id: w, every: month, from_day: 25, to_day: 5}}]
caps: [{{id: c, measure: points, per: day, amount: '9', with_approval: '1', beyond: drop}}]
cohort: party
{ONE["cadence"].format(n=1)}sources: [news]
"""
    text = f"id: told\n{HEAD.replace('local', 'reported')}{rules}"
    news = "id: news\nname: 报道\npublisher: 某报\npublished: 2024-05-15\n"
    assert checked({"policies/told": text, "sources/news": news}).findings == []
