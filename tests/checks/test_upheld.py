"""Objections that were upheld, deadlines, approvals, revocations: honest and dishonest moves.

All stand in one repository, so that one check tells of them all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from repositories import write_record

from gongshi.checks.run import CheckResult, run_check
from gongshi.kinds import Kind

Record = dict[str, Any]
REVOKED = {"revoked_reason": "faulty_procedure", "revoked_by": "bureau"}
COUNTY: list[tuple[str, Record]] = [
    ("place", {"id": "hill", "name": "小山县", "level": "county"}),
    ("body", {"id": "bureau", "name": "小山县服务办", "level": "county", "place": "hill"}),
    ("body", {"id": "committee", "name": "小山县委", "level": "county", "place": "hill"}),
    ("unit", {"id": "office", "name": "总站", "place": "hill", "type": "points_office"}),
    (
        "unit",
        {"id": "desk", "name": "网点", "place": "hill", "type": "station", "parent": "office"},
    ),
    ("staff", {"id": "s-key", "unit": "office", "roles": ["keeper"]}),
    (
        "policy",
        {
            "id": "office-rules",
            "name": "总站规则",
            "family": "recognition",
            "scope": "office",
            "from": "2025-01-01",
            "under_notice": [{"subject": "awards", "working_days": 2}],
        },
    ),
    (
        "team",
        {
            "id": "helpers",
            "name": "帮忙队",
            "place": "hill",
            "unit": "office",
            "nature": "general",
            "supervised_by": ["bureau"],
            "founded": "2020-01-01",
        },
    ),
]


def award(id: str, date: str | None = "2024-03-01", **result: Any) -> tuple[str, Record]:
    fields: Record = {"id": id, "name": "评选", "place": "hill", "grants": "title"}
    fields |= {"classes": [{"id": "gold", "name": "金奖"}]} | ({"date": date} if date else {})
    return "award", fields | {"results": [{"class": "gold", "winner": "helpers", **result}]}


def honor(id: str, **more: Any) -> tuple[str, Record]:
    fields: Record = {"id": id, "name": "优秀队伍", "recipient": "helpers", "level": "county"}
    return "honor", fields | {"granted_by": ["bureau"], "granted_on": "2024-03-01"} | more


def document(id: str, *issued_by: str) -> tuple[str, Record]:
    fields = {"name": "批复", "issued_by": list(issued_by), "issued_on": "2024-02-01"}
    return "document", {"id": id, "place": "hill"} | fields


def objection(letters: str, received: str = "2024-04-01", **more: Any) -> tuple[str, Record]:
    fields: Record = {"id": f"o-{received.replace('-', '')}-{letters}", "about": "helpers"}
    fields |= {"request": "objection", "received": received, "deadline": received}
    fields |= {"answered_on": received, "outcome": "upheld", "handled_by": "s-key"}
    return "objection", fields | more


RECORDS = [
    *COUNTY,
    # What an upheld objection changed: nothing told; a round not in effect yet; one that was, as it
    # stands, as it was revoked before, and as it was revoked since.
    objection("aaaaa"),
    objection("aaaab", outcome="partly_upheld"),
    objection("aaaac", outcome="not_upheld"),
    objection("aaaad", request="withdrawal"),
    objection("aaaae", request="information"),
    award("proposed", None),
    objection("bbbbb", changed="proposed"),
    award("later", "2024-04-02"),
    objection("bbbbc", changed="later"),
    award("kept"),
    objection("ccccc", changed="kept"),
    award("long-gone", revoked_on="2024-03-20", **REVOKED),
    objection("ccccd", changed="long-gone"),
    award("gone", revoked_on="2024-04-01", **REVOKED),
    objection("cccce", changed="gone"),
    honor("prize-kept"),
    objection("ddddd", changed="prize-kept"),
    honor("prize-gone", revoked_on="2024-04-12", **REVOKED),
    objection("dddde", changed="prize-gone"),
    objection("ddddf", changed="helpers"),
    # Two months at most, over the end of a year and from the last of a month.
    objection("eeeee", "2024-12-31", outcome="explained", deadline="2025-02-28"),
    objection("eeeef", "2024-12-31", outcome="explained", deadline="2025-03-01"),
    objection("eeeeg", "2024-11-15", outcome="explained", deadline="2025-01-15"),
    objection("eeeeh", "2024-11-15", outcome="explained", deadline="2025-01-16"),
    objection("eeeej", "2024-11-15", outcome="explained", deadline="2027-11-15"),
    # Approved by who grants, by another, by both.
    document("own", "bureau"),
    document("other", "committee"),
    document("both", "bureau", "committee"),
    honor("by-own", approval="own"),
    honor("by-other", approval="other"),
    honor("by-both", approval="both"),
    honor("by-one-of-two", approval="own", granted_by=["committee", "bureau"]),
    # Revoked on its day, the day before, and while only proposed.
    award("at-once", revoked_on="2024-03-01", **REVOKED),
    award("before", revoked_on="2024-02-29", **REVOKED),
    award("unborn", None, revoked_on="2024-03-02", **REVOKED),
    # An honor of a result that had been revoked, and of one revoked since.
    honor("late-prize", award="long-gone", granted_on="2024-03-20"),
    honor("early-prize", award="long-gone", granted_on="2024-03-19"),
    # The rule of a unit binds what it and those below hold, and nothing else.
    ("award", award("of-office", "2025-03-03")[1] | {"held_by": ["office"]}),
    ("award", award("of-desk", "2025-03-03")[1] | {"held_by": ["desk"]}),
    ("award", award("of-county", "2025-03-03")[1] | {"held_by": ["bureau"]}),
]
OBJECTION, AWARD, HONOR = "objections/o-{}", "awards/{}", "honors/{}"
FOUND = {
    *(
        ("O114", OBJECTION.format(f"20240401-{each}"), "/outcome")
        for each in ("aaaaa", "aaaab", "ccccc", "ccccd", "ddddd")
    ),
    ("O115", OBJECTION.format("20241231-eeeef"), "/deadline"),
    ("O115", OBJECTION.format("20241115-eeeeh"), "/deadline"),
    ("O115", OBJECTION.format("20241115-eeeej"), "/deadline"),
    ("O230", HONOR.format("by-own"), "/approval"),
    ("O230", HONOR.format("by-one-of-two"), "/approval"),
    ("O229", AWARD.format("before"), "/results/0/revoked_on"),
    ("O229", AWARD.format("unborn"), "/results/0/revoked_on"),
    ("O222", HONOR.format("late-prize"), "/recipient"),
    ("O103", AWARD.format("of-office"), "/date"),
    ("O103", AWARD.format("of-desk"), "/date"),
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, kinds: dict[str, Kind]) -> CheckResult:
    """The check of everything at once."""
    root = tmp_path_factory.mktemp("upheld")
    for kind, record in RECORDS:
        write_record(root, kinds[kind], {"basis": "local"} | record)
    return run_check(root, kinds)


def test_each_move_is_judged(checked: CheckResult) -> None:
    found = {
        (each.code, str(Path(each.file).relative_to("records").with_suffix("")), each.pointer)
        for each in checked.findings
    }
    assert found == FOUND
