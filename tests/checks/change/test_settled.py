"""Against a commit: what an office settled there stands, save what its schema leaves open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from git import Repo
from repositories import commit, write_record

from gongshi.checks.change import change_findings
from gongshi.kinds import Kind
from gongshi.records.load import load

Record = dict[str, Any]
Kinds = dict[str, Kind]
LOCAL = {"basis": "local"}
STEPS = [
    {"step": "requested", "at": "2025-04-14T15:20", "by": "s-one"},
    {"step": "verified", "at": "2025-04-14T16:30", "by": "s-two"},
    {"step": "dispatched", "at": "2025-04-14T17:00", "by": "s-one", "team": "helpers"},
]
DONE = [
    {"step": "accepted", "at": "2025-04-14T19:45", "by": "s-one", "team": "helpers"},
    {"step": "served", "at": "2025-04-16T09:10", "by": "s-one", "activity": "a-20250416-7kq2m"},
    {"step": "rated", "at": "2025-04-16T12:00", "by": "s-one", "rating": 5},
]


def step(name: str, **more: Any) -> Record:
    return {"step": name, "at": "2025-04-16T12:30", "by": "s-one", "reason": "no_answer", **more}


SETTLED: dict[str, Record] = {
    "award": {
        "id": "round",
        **LOCAL,
        "name": "评选",
        "place": "hill",
        "grants": "title",
        "date": "2025-04-28",
        "classes": [{"id": "gold", "name": "金奖"}],
        "nominations": [{"nominee": "helpers", "clue_on": "2025-03-01"}],
        "results": [{"class": "gold", "winner": "helpers"}, {"class": "gold", "winner": "walkers"}],
        "summary": "申报、初评、决赛",
        "notes": ["一条说明"],
    },
    "notice": {
        "id": "list",
        **LOCAL,
        "name": "公示",
        "place": "hill",
        "issued_by": "bureau",
        "subject": "对某某等两人进行公示",
        "numbers": ["v-0a1b2c", "v-3d4e5f"],
        "from": "2025-04-14",
        "to": "2025-04-18",
        "channel": "办公室窗口",
        "outcome": "no_objection",
        "closed_on": "2025-04-21",
    },
    "honor": {
        "id": "prize",
        **LOCAL,
        "name": "优秀队伍",
        "recipient": "helpers",
        "level": "county",
        "granted_by": ["bureau"],
        "granted_on": "2025-04-28",
    },
    "objection": {
        "id": "o-20250416-7kq2m",
        **LOCAL,
        "about": "list",
        "request": "objection",
        "received": "2025-04-16",
        "deadline": "2025-04-30",
        "answered_on": "2025-04-18",
        "outcome": "upheld",
        "handled_by": "s-one",
    },
    "certificate": {
        "id": "z-20250512-7kq2m",
        **LOCAL,
        "unit": "office",
        "number": "v-0a1b2c",
        "from": "2025-04-01",
        "to": "2025-04-30",
        "minutes": 120,
        "services": 1,
        "digest": "5e" * 32,
        "issued_by": "s-two",
        "issued_on": "2025-05-12",
    },
    "need": {
        "id": "n-20250414-7kq2m",
        **LOCAL,
        "summary": "修厨房水龙头",
        "place": "hill",
        "unit": "office",
        "category": "repair",
        "channel": "counter",
        "events": STEPS + DONE,
    },
    "inspection": {
        "id": "check",
        **LOCAL,
        "name": "抽查",
        "place": "hill",
        "held_by": ["bureau"],
        "date": "2026-01-08",
        "sample": {
            "period": "2025",
            "seed": "20260105",
            "seed_from": "公开摇号",
            "drawn_from": 1,
            "entries": [{"entry": "a-20250416-7kq2m", "outcome": "wrong"}],
        },
    },
}
# Of the same kinds, what is not settled yet.
OPEN: dict[str, Record] = {
    "award": {k: v for k, v in SETTLED["award"].items() if k != "date"},
    "notice": {k: v for k, v in SETTLED["notice"].items() if k not in ("outcome", "closed_on")},
    "honor": SETTLED["honor"] | {"basis": "reported", "sources": ["paper"]},
    "objection": {
        k: v for k, v in SETTLED["objection"].items() if k not in ("outcome", "answered_on")
    },
    "need": SETTLED["need"] | {"events": STEPS + DONE[:2]},
    "inspection": SETTLED["inspection"]
    | {
        "sample": SETTLED["inspection"]["sample"]
        | {"entries": [{"entry": "a-20250416-7kq2m", "outcome": "pending"}]}
    },
}
Since = Callable[[str, Record, Record | None], list[tuple[str, str]]]


@pytest.fixture
def since(tmp_path: Path, kinds: Kinds) -> Since:
    """What is found against a commit with a record when another stands there, or none."""

    def found(kind: str, before: Record, after: Record | None) -> list[tuple[str, str]]:
        path = write_record(tmp_path, kinds[kind], before)
        commit(Repo.init(tmp_path))
        path.unlink()
        if after is not None:
            write_record(tmp_path, kinds[kind], after)
        loaded = load(tmp_path, kinds)
        assert loaded.findings == []  # of a broken file that is told, and nothing else
        told = change_findings(tmp_path, kinds, "HEAD", None, loaded)
        return [(each.code, each.pointer) for each in told if each.code != "C003"]

    return found


def changed(record: Record, **new: Any) -> Record:
    """The record with other values; None takes one out."""
    return {k: v for k, v in (record | new).items() if v is not None}


def result(at: int, **new: Any) -> list[Record]:
    """The round's results, one of them changed."""
    rows: list[Record] = SETTLED["award"]["results"]
    return [changed(row, **new) if n == at else row for n, row in enumerate(rows)]


REVOKED = {"revoked_on": "2025-06-02", "revoked_reason": "no_longer_met", "revoked_by": "bureau"}


@pytest.mark.parametrize(
    ("kind", "new", "pointer"),
    [
        ("award", {"date": "2025-04-29"}, "/date"),
        ("award", {"date": None}, "/date"),
        ("award", {"results": result(1, winner="others")}, "/results/1/winner"),
        ("award", {"results": result(0, rank=1)}, "/results/0/rank"),
        ("award", {"results": SETTLED["award"]["results"][:1]}, "/results"),
        ("award", {"summary": "申报、初评和决赛"}, "/summary"),
        ("notice", {"subject": "对某某等三人进行公示"}, "/subject"),
        ("need", {"summary": "修卫生间水龙头"}, "/summary"),
        ("award", {"basis": "reported", "sources": ["paper"]}, "/basis"),
        ("notice", {"to": "2025-04-16"}, "/to"),
        ("notice", {"outcome": "objections_answered"}, "/outcome"),
        ("notice", {"numbers": ["v-0a1b2c", "v-3d4e5f", "v-6g7h8j"]}, "/numbers"),
        ("honor", {"recipient": "walkers"}, "/recipient"),
        ("objection", {"outcome": "not_upheld"}, "/outcome"),
        ("objection", {"deadline": "2025-05-30"}, "/deadline"),
        ("certificate", {"minutes": 1200}, "/minutes"),
        ("certificate", {"number": "v-3d4e5f"}, "/number"),
        ("need", {"events": [*STEPS, *DONE[:2], DONE[2] | {"rating": 4}]}, "/events/5/rating"),
        ("need", {"events": [*STEPS, *DONE, step("withdrawn")]}, "/events/6"),
        ("need", {"events": [*STEPS, *DONE[:2]]}, "/events"),
        ("need", {"wish": True}, "/wish"),
        (
            "inspection",
            {"sample": SETTLED["inspection"]["sample"] | {"seed": "20260106"}},
            "/sample/seed",
        ),
    ],
)
def test_what_was_settled_stands(since: Since, kind: str, new: Record, pointer: str) -> None:
    before = SETTLED[kind]
    gone = pointer in ("/results", "/events")
    assert since(kind, before, changed(before, **new)) == [("O402" if gone else "O401", pointer)]


@pytest.mark.parametrize("kind", SETTLED)
def test_what_was_settled_does_not_go_and_is_not_renamed(since: Since, kind: str) -> None:
    before = SETTLED[kind]
    other = before["id"][:-1] + "x"
    assert since(kind, before, before | {"id": other}) == [("O402", "")]


@pytest.mark.parametrize("kind", SETTLED)
def test_a_settled_record_that_is_deleted(since: Since, kind: str) -> None:
    assert since(kind, SETTLED[kind], None) == [("O402", "")]


@pytest.mark.parametrize(
    ("kind", "new"),
    [
        ("award", {"results": result(1, **REVOKED)}),
        (
            "award",
            {"nominations": [SETTLED["award"]["nominations"][0] | {"publicised_on": "2025-05-20"}]},
        ),
        ("award", {"notes": ["另一条说明"], "sources": ["paper"]}),
        ("award", {"summary": None}),
        ("notice", {"subject": "对等两人进行公示"}),
        ("notice", {"names_until": "2025-12-31"}),
        ("notice", {"numbers": ["v-3d4e5f"]}),
        ("notice", {"numbers": None}),
        ("honor", REVOKED),
        ("objection", {"changed": "round"}),
        ("objection", {"accepted": [{"code": "O109", "reason": "放假", "reviewer": "s-one"}]}),
        ("certificate", REVOKED | {"revoked_reason": "lost", "revoked_by": "s-two"}),
        ("need", {"summary": "修水龙头"}),
        (
            "need",
            {"events": [*STEPS, DONE[0], DONE[1] | {"activity": "a-20250416-8mn3p"}, DONE[2]]},
        ),
        ("inspection", {"put_right": "已经更正。"}),
    ],
)
def test_what_is_left_open_may_be_written(since: Since, kind: str, new: Record) -> None:
    """Revocations, what is told later, waivers, and whatever a person wants taken away."""
    before = SETTLED[kind]
    noted = [("C022", "/accepted/0/code")] if "accepted" in new else []
    assert since(kind, before, changed(before, **new)) == noted


@pytest.mark.parametrize("others", ["v-3d4e5f", None])
def test_a_number_may_be_taken_out_of_a_result_and_no_other_put_in(
    since: Since, others: str | None
) -> None:
    """At the person's wish; the result stays, and says no more whose it is."""
    more = {"class": "gold", "number": others} if others else {"class": "gold", "winner": "helpers"}
    held, gone = {"class": "gold", "number": "v-0a1b2c"}, {"withdrawn_on": "2025-06-02"}
    before = SETTLED["award"] | {"results": [held, more]}
    after = before | {"results": [{"class": "gold", **gone}, more]}
    assert since("award", before, after) == []


def test_a_number_is_not_put_in_place_of_another(since: Since) -> None:
    before = SETTLED["award"] | {"results": [{"class": "gold", "number": "v-0a1b2c"}]}
    after = SETTLED["award"] | {"results": [{"class": "gold", "number": "v-3d4e5f"}]}
    assert since("award", before, after) == [("O402", "/results"), ("O401", "/results/0")]


@pytest.mark.parametrize(
    ("kind", "new", "pointer"),
    [
        ("honor", {"revoked_reason": "own_request"}, "/revoked_reason"),
        ("honor", dict.fromkeys(REVOKED), "/revoked_by"),
        ("certificate", {"revoked_on": "2025-06-03"}, "/revoked_on"),
    ],
)
def test_what_was_written_later_stands_too(
    since: Since, kind: str, new: Record, pointer: str
) -> None:
    revoked = {**REVOKED, "revoked_reason": "lost", "revoked_by": "s-two"}
    before = SETTLED[kind] | (revoked if kind == "certificate" else REVOKED)
    assert ("O401", pointer) in since(kind, before, changed(before, **new))


@pytest.mark.parametrize("kind", OPEN)
def test_what_is_not_settled_is_free(since: Since, kind: str) -> None:
    """But what others may have seen, or wait for, is not taken away."""
    stays = kind in ("notice", "objection", "need")
    assert since(kind, OPEN[kind], None) == ([("C018", "")] if stays else [])


@pytest.mark.parametrize(
    ("last", "settled"),
    [
        ([step("declined", team="helpers")], False),
        ([DONE[0], step("declined", team="helpers")], False),
        ([step("declined", team="helpers"), step("withdrawn")], True),
        ([DONE[0]], False),
    ],
)
def test_a_need_is_settled_by_its_last_step(
    since: Since, last: list[Record], settled: bool
) -> None:
    need = SETTLED["need"] | {"events": STEPS + last}
    assert since("need", need, None) == [("O402" if settled else "C018", "")]


def test_a_need_that_the_office_declined_is_settled(since: Since) -> None:
    declined = step("declined", reason="duplicate")
    need = SETTLED["need"] | {"events": [*STEPS[:2], declined]}
    assert since("need", need, changed(need, events=[*STEPS])) != []


def test_every_condition_is_one_of_the_records_of_its_kind(kinds: Kinds) -> None:
    """Each kind with such a condition is one of the ledger, or tried here."""
    ledger = {"activity", "donation", "withdrawal", "redemption", "correction", "closing"}
    assert {k.name for k in kinds.values() if k.settled_if is not None} == ledger | set(SETTLED)


POLICY: Record = {
    "id": "rules",
    **LOCAL,
    "name": "规则",
    "family": "cadence",
    "scope": "hill",
    "from": "2025-01-01",
    "overlap_minutes": 5,
}


@pytest.mark.parametrize(
    ("before", "new", "pointers"),
    [
        ({}, {"overlap_minutes": 10}, ["/overlap_minutes"]),
        ({}, {"from": "2025-02-01"}, ["/from"]),
        ({"until": "2025-12-31"}, {"until": "2026-12-31"}, ["/until"]),
        ({}, {"until": "2099-12-31"}, []),
        ({}, {"until": "2025-12-31"}, ["/until"]),  # the days since then had the rules
        ({}, {"name": "新规则", "summary": "说明"}, []),
        ({"from": "2099-01-01"}, {"overlap_minutes": 10}, []),
    ],
)
def test_rules_in_force_are_not_changed_in_place(
    since: Since, before: Record, new: Record, pointers: list[str]
) -> None:
    told = since("policy", POLICY | before, POLICY | before | new)
    assert told == [("C024", each) for each in pointers]


@pytest.mark.parametrize(
    ("before", "code"),
    [({}, ["C026"]), ({"from": "2099-01-01"}, []), ({"until": "2025-12-31"}, ["C026"])],
)
def test_rules_that_were_in_force_are_not_removed(
    since: Since, before: Record, code: list[str]
) -> None:
    assert since("policy", POLICY | before, None) == [(each, "") for each in code]


def test_what_is_closed_is_not_told(tmp_path: Path, kinds: Kinds) -> None:
    """Whose number stood there, and what did, stays between those who have the records."""
    before, kind = SETTLED["certificate"], kinds["certificate"]
    write_record(tmp_path, kind, before)
    commit(Repo.init(tmp_path))
    write_record(tmp_path, kind, before | {"number": "v-3d4e5f", "issued_by": "s-six"})
    told = change_findings(tmp_path, kinds, "HEAD", None, load(tmp_path, kinds))
    assert {each.pointer for each in told} == {"/number", "/issued_by"}
    assert {each.args[f"{side}_zh"] for each in told for side in ("old", "new")} == {"不公开的内容"}
