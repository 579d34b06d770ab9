"""Everybody changes what they serve, and nobody verifies what they recorded."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import Any

import pytest

from gongshi.checks.change import change_findings
from gongshi.checks.shown import words_of
from gongshi.findings import Finding
from gongshi.records.load import load

from .conftest import ACTIVITY, LOCAL, POLICY, PROJECT, STAFF, VERIFIED, World

OWN = "a-20250316-7kq2m"
OTHER = ACTIVITY | {"id": "a-20250318-2bc3d", "date": "2025-03-18", "recorded_on": "2025-03-18"}


def titles(finding: Finding) -> tuple[str, str]:
    return words_of(finding, "zh")["title"], words_of(finding, "en")["title"]


@pytest.mark.parametrize("who", ["anna", "ben", "kim"])
def test_the_unit_and_those_above_it_may(world: World, who: str) -> None:
    world.write("activity", ACTIVITY | {"name": "读书会"})
    world.commit(who)
    assert world.found() == []


@pytest.mark.parametrize("mail", ["12+Anna@users.noreply.example.org", "anna@noreply.example.org"])
def test_a_forge_hides_the_account_in_an_address(world: World, mail: str) -> None:
    world.write("activity", ACTIVITY | {"name": "读书会"})
    world.commit("某人", mail=mail)
    assert world.found() == []


@pytest.mark.parametrize("who", ["carl", "lea"])
def test_nobody_else_may(world: World, who: str) -> None:
    world.write("activity", ACTIVITY | {"name": "读书会"})
    commit = world.commit(who)[:9]
    (finding,) = world.findings()
    assert finding.code == "C006"
    unit = STAFF[f"s-{who}"][0]
    zh, en = titles(finding)
    assert zh == f"提交 {commit} 的作者（s-{who}）改了不归其所在阵地「{unit}」管的记录"
    assert en == (
        f"the author of commit {commit} (s-{who}) changed a record that their unit, “{unit}”, "
        "does not serve"
    )


def test_a_record_is_not_taken_over_nor_pushed_away(world: World) -> None:
    """By where it was and where it is now."""
    world.write("activity", ACTIVITY | {"team": "walkers", "unit": "south"})
    world.commit("carl")
    assert world.codes() == ["C006"]
    world.repo.git.reset("-q", "--hard", world.first)
    world.write("activity", ACTIVITY | {"team": "walkers"})
    world.commit("anna")
    assert world.codes() == ["C006"]


def test_nor_removed(world: World) -> None:
    world.remove("project", "corner")
    world.commit("carl")
    assert world.codes() == ["C006"]


def test_a_correction_belongs_to_the_entry_it_corrects(world: World) -> None:
    world.write("activity", VERIFIED)
    world.first = world.commit("ben")
    correction = {
        "id": "c-20250401-5tv6w",
        **LOCAL,
        "entry": OWN,
        "reason": "not_served",
        "recorded_by": "s-carl",
        "recorded_on": "2025-04-01",
    }
    world.write("correction", correction)
    world.commit("carl")
    assert world.found() == [("C006", "c-20250401-5tv6w", "")]
    world.repo.git.reset("-q", "--hard", world.first)
    world.write("correction", correction | {"recorded_by": "s-anna"})
    world.commit("anna")
    assert world.found() == []


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("policy", POLICY | {"from": "2099-01-01", "scope": "north"}),
        ("staff", {"id": "s-anna", **LOCAL, "unit": "north", "roles": ["recorder", "verifier"]}),
        ("unit", {"id": "deep", **LOCAL, "name": "deep", "type": "point", "place": "hill"}),
    ],
)
def test_rules_and_posts_are_for_keepers(world: World, kind: str, record: dict[str, Any]) -> None:
    world.write(kind, record)
    world.commit("anna")
    assert world.codes() == ["C007"]
    assert world.codes(actor="kim") == ["C007"]
    world.repo.git.reset("-q", "--hard", world.first)
    world.write(kind, record)
    world.commit("kim")
    assert world.codes() == []
    world.repo.git.reset("-q", "--hard", world.first)
    world.write(kind, record)
    world.commit("lea")
    assert world.codes() == ["C006"]


def test_not_a_keeper_in_words(world: World) -> None:
    world.write("policy", POLICY | {"from": "2099-01-01"})
    commit = world.commit("ben")[:9]
    (finding,) = world.findings()
    zh, en = titles(finding)
    assert zh == f"提交 {commit} 的作者（s-ben）不是规则管理岗，不能改政策"
    assert en == (
        f"the author of commit {commit} (s-ben) is no keeper of rules; this kind of record "
        "(Policy) is for keepers"
    )


def test_nobody_makes_themselves_staff(world: World) -> None:
    """Not who adds themselves with the change, nor who makes themselves a keeper."""
    me = {"id": "s-mal", **LOCAL, "unit": "north", "roles": ["keeper"], "forge_account": "mal"}
    world.write("staff", me)
    world.write("activity", ACTIVITY | {"name": "读书会"})
    commit = world.commit("mal")[:9]
    (finding,) = world.findings()
    assert finding.code == "C008"
    zh, en = titles(finding)
    assert zh == f"提交 {commit} 的作者不在工作人员记录里，却改了本地记录或上下级关系（2 条）"
    assert en == (
        f"The base has no staff record of the author of commit {commit}, who changed local "
        "records or what stands above what (2)"
    )


def test_who_opened_the_request_counts_beside_the_authors(world: World) -> None:
    world.write("activity", ACTIVITY | {"name": "读书会"})
    world.commit("anna")
    assert world.codes(actor="Anna") == []
    assert world.codes(actor="carl") == ["C006"]
    (finding,) = world.findings(actor="mal")
    assert finding.code == "C008"
    zh, en = titles(finding)
    assert zh == "发起合并请求的人不在工作人员记录里，却改了本地记录或上下级关系（1 条）"
    assert en.startswith("The base has no staff record of who opened the pull request, who")


def test_what_a_text_reports_anybody_may_bring(world: World) -> None:
    reported = {"basis": "reported", "sources": ["paper"], "place": "hill", "name": "报道的项目"}
    world.write("project", {"id": "told", **reported})
    world.commit("anybody")
    assert world.found() == []
    world.write("project", PROJECT | reported)  # a local record made a reported one
    world.commit("anybody")
    assert world.codes() == ["C008"]


def test_where_no_account_is_known_that_is_said(bare: World) -> None:
    for id, (unit, role) in STAFF.items():
        bare.write("staff", {"id": id, **LOCAL, "unit": unit, "roles": [role]})
    bare.first = bare.commit("anybody")
    bare.write("activity", ACTIVITY | {"name": "读书会"})
    assert bare.found(head=None) == []  # nobody has committed it yet
    bare.commit("anybody")
    (finding,) = bare.findings()
    assert finding.code == "C016"
    zh, en = titles(finding)
    assert zh == "工作人员记录里没有一个账号，谁改了什么没有检查"
    assert en == "No staff record has a forge account, so who changed what was not checked"


def test_of_what_is_not_committed_nobody_is_asked(world: World) -> None:
    world.write("activity", VERIFIED)
    world.write("policy", POLICY | {"from": "2099-01-01"})
    assert world.found(head=None) == []


def test_one_records_and_another_verifies(world: World) -> None:
    world.write("activity", VERIFIED)
    world.commit("ben")
    assert world.found() == []
    assert world.found(actor="ben") == []


def test_a_verifier_did_not_commit_the_recording(bare: World) -> None:
    """Whatever the record says of who recorded it."""
    bare.remove("activity", OWN)
    bare.first = bare.commit("anna")
    bare.write("activity", ACTIVITY)
    recording = bare.commit("ben")
    for is_merged in (False, True):
        bare.first = recording if is_merged else bare.first
        bare.write("activity", VERIFIED)
        bare.commit("ben")
        (finding,) = bare.findings()
        assert (finding.code, finding.pointer) == ("C004", "/verified_by")
        zh, en = titles(finding)
        assert zh == f"核实人「s-ben」就是登记这一笔的人（提交 {recording[:9]}）"
        assert en == (f"“s-ben” verifies what they recorded themselves (commit {recording[:9]})")
        bare.repo.git.reset("-q", "--hard", recording)


def test_nor_did_they_open_the_request_that_recorded(world: World) -> None:
    world.write("activity", OTHER)
    world.commit("anna")
    world.write("activity", OTHER | {"verified_by": "s-ben", "verified_on": "2025-03-19"})
    world.commit("ben")
    assert world.codes() == []
    assert world.codes(actor="ben") == ["C004"]
    assert world.codes(actor="anna") == ["C015"]
    assert world.codes(actor="kim") == ["C005"]


def test_a_recorder_brings_no_verification(world: World) -> None:
    world.write("activity", VERIFIED)
    world.commit("anna")
    (finding,) = world.findings()
    assert (finding.code, finding.pointer) == ("C015", "/verified_by")
    zh, en = titles(finding)
    assert zh == "核实人写的是「s-ben」，提交核实的却是登记这一笔的「s-anna」"
    assert en.startswith("“s-ben” is named as verifier, but “s-anna”, who recorded the entry,")


def test_somebody_else_who_brings_it_is_named(world: World) -> None:
    world.write("activity", VERIFIED)
    world.commit("kim")
    (finding,) = world.findings()
    assert (finding.code, finding.pointer) == ("C005", "/verified_by")
    zh, en = titles(finding)
    assert zh == "核实人写的是「s-ben」，提交核实的却是「s-kim」"
    assert en == "“s-ben” is named as verifier, but “s-kim” brought the verification"


def test_a_branch_that_took_in_the_base_is_judged_by_its_own_commits(world: World) -> None:
    world.repo.git.checkout("-q", "-b", "branch")
    world.write("activity", ACTIVITY | {"name": "读书会"})
    world.commit("anna")
    world.repo.git.checkout("-q", "-b", "trunk", world.first)
    world.write("team", {**yaml_of(world, "walkers"), "summary": "每周一次。"})
    world.first = world.commit("carl")
    world.repo.git.checkout("-q", "branch")
    world.repo.git(c=["user.name=forge", "user.email=forge@example.org"]).merge(
        "-q", "--no-ff", "trunk"
    )
    assert world.found() == []


def yaml_of(world: World, team: str) -> dict[str, Any]:
    return dict(load(world.root, world.kinds).records["team"][team])


def test_what_the_base_has_verified_meanwhile_stands(world: World) -> None:
    """Each change alone is sound, and so is their merge to Git; the base judges as it is now."""
    world.repo.git.checkout("-q", "-b", "branch")
    world.write("activity", ACTIVITY | {"participants": [{"number": "v-0a1b2c", "minutes": 600}]})
    world.commit("anna")
    assert world.found() == []
    world.repo.git.checkout("-q", "-b", "trunk", world.first)
    world.write("activity", VERIFIED)
    world.first = world.commit("ben")
    world.repo.git.checkout("-q", "branch")
    assert ("L001", OWN, "/participants/0/minutes") in world.found()
    world.repo.git(c=["user.name=anna", "user.email=anna@example.org"]).merge("-q", "trunk")
    assert world.found() == [("L001", OWN, "/participants/0/minutes")]


def test_what_stands_above_what_is_for_keepers_even_if_reported(bare: World) -> None:
    """Or somebody could put another's place below their own, and then serve it."""
    far = {"id": "far", "basis": "reported", "sources": ["paper"], "name": "far", "level": "town"}
    bare.write("place", far)
    bare.first = bare.commit("anna")
    bare.write("place", far | {"summary": "一个镇。"})
    bare.commit("anybody")
    assert bare.codes() == []
    bare.write("place", far | {"parent": "next"})
    bare.commit("anybody")
    assert "C008" in bare.codes()
    bare.repo.git.reset("-q", "--hard", bare.first)
    bare.write("place", far | {"parent": "next"})
    bare.commit("anna")
    assert bare.codes() == ["C007"]


def test_a_commit_of_another_repository_is_no_record(world: World) -> None:
    other = "160000,5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e,records/teams/other.yaml"
    world.repo.git.update_index("--add", "--cacheinfo", other)
    world.repo.index.commit("other")
    assert world.found() == [("C017", "other", "")]


@pytest.mark.parametrize("value", [[], ["x"], {}, {"x": 1}, 1, True, None])
def test_records_that_are_no_records_break_nothing(world: World, value: Any) -> None:
    """What has the wrong shape is told by others; here it is only not stumbled over."""
    records: list[tuple[str, dict[str, Any]]] = [
        ("activity", VERIFIED),
        ("project", PROJECT),
        ("policy", POLICY),
        ("unit", {"id": "deep", **LOCAL, "name": "deep", "place": "hill", "parent": "north"}),
        ("correction", {"id": "c-20250401-5tv6w", **LOCAL, "entry": OWN}),
    ]
    for names in zip_longest(*(record for _, record in records)):
        for (kind, record), name in zip(records, names, strict=True):
            path = world.path(kind, record["id"])
            path.parent.mkdir(exist_ok=True)
            broken = record if name is None else record | {name: value}
            path.write_text(json.dumps(broken) + "\n", encoding="utf-8")
        world.commit("carl")
        loaded = load(world.root, world.kinds)
        found = change_findings(world.root, world.kinds, world.first, "HEAD", loaded, "carl")
        assert all(words_of(each, "zh")["title"] for each in found)
        world.repo.git.reset("-q", "--hard", world.first)
