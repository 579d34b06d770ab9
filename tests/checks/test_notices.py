"""Honest and dishonest moves around notices, objections and awards; working days by hand.

All stand in one repository, so that one check tells of them all; each has a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from repositories import write_record

from gongshi.checks.run import CheckResult, run_check
from gongshi.kinds import Kind

Record = dict[str, Any]
Made = Iterator[tuple[str, Record]]

COUNTY: list[tuple[str, Record]] = [
    ("place", {"id": "hill", "name": "小山县", "level": "county"}),
    ("place", {"id": "hill-east", "name": "小山东街道", "level": "town", "parent": "hill"}),
    ("body", {"id": "bureau", "name": "小山县服务办", "level": "county", "place": "hill"}),
    ("body", {"id": "society", "name": "小山东街道志愿者协会", "level": "town", "place": "hill"}),
    ("body", {"id": "street", "name": "小山东街道办", "level": "town", "place": "hill-east"}),
    ("unit", {"id": "office", "name": "总站", "place": "hill", "type": "points_office"}),
    ("staff", {"id": "s-key", "unit": "office", "roles": ["keeper"]}),
    (
        "policy",
        {
            "id": "hill-rules",
            "name": "全县规则",
            "family": "recognition",
            "scope": "hill",
            "from": "2024-01-01",
            "under_notice": [
                {"subject": "awards", "working_days": 5},
                {"subject": "honors", "working_days": 7},
            ],
            "approvals": [{"level": "county"}],
        },
    ),
    (
        "policy",
        {
            "id": "east-rules",
            "name": "街道规则",
            "family": "recognition",
            "scope": "hill-east",
            "from": "2024-01-01",
            "under_notice": [{"subject": "awards", "working_days": 2}],
        },
    ),
]


def team(id: str) -> tuple[str, Record]:
    fields = {"name": f"{id}队", "place": "hill", "unit": "office", "nature": "general"}
    return "team", {"id": id, **fields, "supervised_by": ["bureau"], "founded": "2020-01-01"}


def award(name: str, date: str | None, notice: bool = True, **more: Any) -> tuple[str, Record]:
    """A round of its own winner, under its own notice; only proposed without a date."""
    fields: Record = {"id": f"{name}-award", "name": "评选", "place": "hill", "grants": "title"}
    fields |= {"date": date} if date else {}
    fields |= {"classes": [{"id": "gold", "name": "金奖"}]}
    fields |= {"results": [{"class": "gold", "winner": "helpers"}]}
    fields |= {"notice": f"{name}-notice"} if notice else {}
    return "award", fields | more


def notice(name: str, first: str, last: str, closed: str | None, **more: Any) -> tuple[str, Record]:
    fields: Record = {"id": f"{name}-notice", "name": "公示", "place": "hill"}
    fields |= {"issued_by": "bureau", "about": [f"{name}-award"], "from": first, "to": last}
    fields |= {"channel": "办公室窗口"}
    fields |= {"outcome": "no_objection", "closed_on": closed} if closed else {}
    return "notice", fields | more


def objection(letters: str, received: str, about: str, answered: str | None) -> tuple[str, Record]:
    fields: Record = {"id": f"o-{received.replace('-', '')}-{letters}", "about": about}
    fields |= {"request": "objection", "received": received, "deadline": "2024-07-10"}
    fields |= {"answered_on": answered, "outcome": "not_upheld"} if answered else {}
    return "objection", fields | {"handled_by": "s-key"}


def honor(name: str, day: str, **more: Any) -> tuple[str, Record]:
    fields: Record = {"id": f"{name}-honor", "name": "优秀队伍", "recipient": "helpers"}
    fields |= {"level": "town", "granted_by": ["society"], "granted_on": day}
    return "honor", fields | more


# The notice of each case; the round takes effect when it has been settled.
RUNS: Mapping[str, tuple[str, str, str]] = {
    # National Day 2024: 27, 29, 30 September and 8 October, then 9 October.
    "national-short": ("2024-09-27", "2024-10-08", "2024-10-09"),
    "national-enough": ("2024-09-27", "2024-10-09", "2024-10-10"),
    # Spring Festival 2025: 24, 26, 27 January and 5 February, then 6 February.
    "spring-short": ("2025-01-24", "2025-02-05", "2025-02-06"),
    "spring-enough": ("2025-01-24", "2025-02-06", "2025-02-07"),
    # Spring Festival 2026: 12, 13, 14 and 24 February, then 25 February.
    "later-spring-short": ("2026-02-12", "2026-02-24", "2026-02-25"),
    "later-spring-enough": ("2026-02-12", "2026-02-25", "2026-02-26"),
    # From a Saturday: Monday 22 to Friday 26 January 2024.
    "weekend-short": ("2024-01-20", "2024-01-25", "2024-01-26"),
    "weekend-enough": ("2024-01-20", "2024-01-26", "2024-01-29"),
}
FIRST_LAWFUL = {
    "national-short": "2024-10-09",
    "spring-short": "2025-02-06",
    "later-spring-short": "2026-02-25",
    "weekend-short": "2024-01-26",
}
WEEK = ("2024-05-13", "2024-05-17")  # Monday to Friday


def made() -> Made:
    yield from COUNTY
    yield from (team("helpers"), team("walkers"))
    for name, (first, last, closed) in RUNS.items():
        yield award(name, closed)
        yield notice(name, first, last, closed)
    # Settled on the day of the effect, which is allowed; earlier effects are not.
    yield from (award("same-day", "2024-05-20"), notice("same-day", *WEEK, "2024-05-20"))
    yield from (award("on-last-day", "2024-05-17"), notice("on-last-day", *WEEK, "2024-05-20"))
    yield from (award("unsettled", "2024-05-21"), notice("unsettled", *WEEK, None))
    yield from (award("too-soon", "2024-05-18"), notice("too-soon", *WEEK, "2024-05-20"))
    yield award("taken-back", "2024-05-21")
    yield notice("taken-back", *WEEK, "2024-05-15", outcome="withdrawn")
    yield from (award("settled-early", None), notice("settled-early", *WEEK, "2024-05-17"))
    # Without a notice: proposed, before the rules were in force, in a street of its own rules.
    yield award("no-notice", "2024-05-21", notice=False)
    yield award("proposed", None, notice=False)
    yield award("before-the-rules", "2023-12-29", notice=False)
    yield award("street", "2024-05-15", place="hill-east")
    yield notice("street", "2024-05-13", "2024-05-14", "2024-05-15", place="hill-east")
    # An honor goes by the notice of its round, and wants more days than that.
    yield from (award("inherited", "2024-05-20"), notice("inherited", *WEEK, "2024-05-20"))
    yield honor("inherited", "2024-05-20", award="inherited-award")
    yield honor("foreign", "2024-06-20", notice="national-enough-notice")
    county = {"level": "county", "granted_by": ["bureau"]}
    yield honor("unapproved", "2023-06-20", **county)
    yield honor("unapproved-now", "2024-06-20", notice="long-notice", **county)
    # Granted by a county's body as if by a street's, and as if by a province's.
    yield honor("lowered", "2023-06-20", granted_by=["bureau"])
    yield honor("raised", "2023-06-20", granted_by=["bureau", "society"], level="province")
    yield honor("together", "2023-06-20", granted_by=["bureau", "society"])
    yield notice("long", "2024-06-03", "2024-06-14", "2024-06-17", about=["unapproved-now-honor"])
    # Objections: answered in time, pending, about the round itself, and before the notice began.
    answered = {"outcome": "objections_answered"}
    yield from (award("heard", None), notice("heard", *WEEK, "2024-05-20", **answered))
    yield objection("aaaaa", "2024-05-14", "heard-notice", "2024-05-20")
    yield from (award("unheard", None), notice("unheard", *WEEK, "2024-05-20", **answered))
    yield objection("bbbbb", "2024-05-14", "unheard-notice", "2024-05-21")
    yield from (award("denied", None), notice("denied", *WEEK, "2024-05-20"))
    yield objection("ccccc", "2024-05-17", "denied-award", "2024-05-20")
    yield from (award("older", None), notice("older", *WEEK, "2024-05-20"))
    yield objection("ddddd", "2024-05-10", "older-award", None)
    # About the round, after the last day and before it was settled; and after that.
    yield from (award("late", None), notice("late", *WEEK, "2024-05-21", **answered))
    yield objection("eeeee", "2024-05-20", "late-award", None)
    yield from (award("too-late", None), notice("too-late", *WEEK, "2024-05-21"))
    yield objection("fffff", "2024-05-22", "too-late-award", None)
    # Ties, and places in two categories.
    two = [{"class": "gold", "winner": each, "rank": 1, "score": "9"} for each in TEAMS]
    yield award("tie", None, notice=False, results=two)
    categories = [{"id": "gold", "name": "金奖", "categories": ["队", "组"]}]
    apart = [
        {"class": "gold", "winner": each, "rank": 1, "category": category}
        for each, category in zip(TEAMS, ("队", "组"), strict=True)
    ]
    yield award("apart", None, notice=False, classes=categories, results=apart)
    # Three stages, the second of which lets somebody in.
    stages = [
        {"name": "申报", "finalists": ["helpers"]},
        {"name": "初评", "finalists": ["helpers", "walkers"]},
        {"name": "决赛", "finalists": ["walkers"]},
    ]
    winner = [{"class": "gold", "winner": "walkers"}]
    # Stages known by year, month or day; the last chooses after the notice began.
    days = ("2023", "2024-04", "2024-04-02", "2024-04", "2024-05-13")
    dated = [{"name": f"第{at}步", "date": day} for at, day in enumerate(days)]
    yield award("dated", None, stages=[*dated, {"name": "决赛", "date": "2024-05-14", "places": 1}])
    yield notice("dated", *WEEK, None)
    back = [{"name": "初评", "date": "2024-04-02"}, {"name": "决赛", "date": "2024-03"}]
    yield award("back", None, notice=False, stages=back)
    yield award("let-in", None, notice=False, stages=stages, results=winner)


TEAMS = ("helpers", "walkers")
REPORTED = {
    "id": "old-award",
    "basis": "reported",
    "name": "旧评选",
    "place": "hill",
    "date": "2024-05-21",
    "stages": [{"name": "初评", "places": 30}],
    "classes": [{"id": "gold", "name": "金奖", "category_count": 4, "categories": ["甲"]}],
    "results": [{"class": "gold", "winner": "helpers", "category": "乙"}],
    "sources": ["paper"],
}

AWARD, NOTICE, HONOR = "awards/{}-award", "notices/{}-notice", "honors/{}-honor"
# What is found, by case: code, file, pointer.
FOUND = {
    *(("O101", NOTICE.format(name), "/to") for name in FIRST_LAWFUL),
    ("O102", AWARD.format("on-last-day"), "/date"),
    ("O106", AWARD.format("unsettled"), "/date"),
    ("O106", AWARD.format("too-soon"), "/date"),
    ("O106", AWARD.format("taken-back"), "/date"),
    ("O105", NOTICE.format("settled-early"), "/closed_on"),
    ("O103", AWARD.format("no-notice"), "/date"),
    ("O101", NOTICE.format("inherited"), "/to"),  # five days for the round, seven for the honor
    ("O104", HONOR.format("foreign"), "/notice"),
    ("O102", HONOR.format("foreign"), "/granted_on"),
    ("O101", NOTICE.format("national-enough"), "/to"),  # which the foreign honor names
    ("O211", HONOR.format("unapproved-now"), "/level"),
    ("O107", NOTICE.format("unheard"), "/closed_on"),
    ("O107", NOTICE.format("late"), "/closed_on"),
    ("O108", NOTICE.format("denied"), "/outcome"),
    ("O224", HONOR.format("lowered"), "/level"),
    ("O224", HONOR.format("raised"), "/level"),
    ("O206", AWARD.format("let-in"), "/stages/1/finalists/1"),
    ("O207", AWARD.format("dated"), "/stages/5/places"),
    ("O226", AWARD.format("back"), "/stages/1/date"),
    ("O227", AWARD.format("dated"), "/stages/5/date"),
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, kinds: dict[str, Kind]) -> CheckResult:
    """The check of everything at once."""
    root = tmp_path_factory.mktemp("notices")
    source = {"id": "paper", "name": "旧报"}
    records = [(kind, {"basis": "local"} | record) for kind, record in made()]
    for kind, record in [*records, ("award", REPORTED), ("source", source)]:
        write_record(root, kinds[kind], record)
    return run_check(root, kinds)


def test_each_move_is_judged(checked: CheckResult) -> None:
    found = {
        (each.code, str(Path(each.file).relative_to("records").with_suffix("")), each.pointer)
        for each in checked.findings
    }
    assert found == FOUND


@pytest.mark.parametrize("name", FIRST_LAWFUL)
def test_the_first_lawful_last_day_is_told(checked: CheckResult, name: str) -> None:
    (finding,) = [each for each in checked.findings if f"/{name}-notice" in each.file]
    assert finding.args["days"] == "4"
    assert finding.args["needed"] == "5"
    assert finding.args["first_lawful"] == FIRST_LAWFUL[name]


def test_of_two_rules_for_one_notice_the_longer_counts(checked: CheckResult) -> None:
    (finding,) = [each for each in checked.findings if "/inherited-notice" in each.file]
    assert (finding.args["days"], finding.args["needed"]) == ("5", "7")
    assert finding.args["first_lawful"] == "2024-05-21"
