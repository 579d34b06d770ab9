"""Ids stand, life cycles are kept to, and records come alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gongshi.checks.change import change_findings
from gongshi.checks.shown import words_of
from gongshi.records.load import load

from .conftest import ACTIVITY, PROJECT, World

DAYS = {"claimed_on": "2025-01-09", "started_on": "2025-01-20", "completed_on": "2025-02-20"}


def moved(world: World, status: str, **more: Any) -> list[tuple[str, str, str]]:
    world.write("project", PROJECT | {"status": status, **more})
    return world.found(head=None)


def test_a_status_goes_one_step(world: World) -> None:
    assert moved(world, "claimed", claimed_on="2025-01-09") == []


def test_several_steps_at_once_each_have_their_day(world: World) -> None:
    assert moved(world, "completed", **DAYS) == []


@pytest.mark.parametrize(
    ("status", "days"),
    [
        ("completed", {"completed_on": "2025-02-20"}),
        ("claimed", {}),
        ("drafted", {}),
        ("under_way", {"started_on": "2025-01-20"}),
    ],
)
def test_neither_leaps_nor_steps_back(world: World, status: str, days: dict[str, str]) -> None:
    assert moved(world, status, **days) == [("C001", "corner", "/status")]


def test_a_claim_may_be_given_back_and_a_finished_project_not_reopened(world: World) -> None:
    world.write("project", PROJECT | {"status": "claimed", **DAYS})
    world.first = world.commit("anna")
    assert moved(world, "posted") == []
    world.write("project", PROJECT | {"status": "completed", **DAYS})
    world.first = world.commit("anna")
    assert moved(world, "claimed", **DAYS) == [("C001", "corner", "/status")]


def test_a_move_in_words(world: World) -> None:
    world.write("project", PROJECT | {"status": "completed", "completed_on": "2025-02-20"})
    (finding,) = world.findings(head=None)
    zh, en = (words_of(finding, lang) for lang in ("zh", "en"))
    assert zh["title"] == "进度不能从「已发布」变成「已完成」"
    assert zh["remedy"].startswith("从「已发布」接下来只能是：已认领 (claimed_on)。")
    assert en["title"] == "The status may not go from “Posted” to “Completed”"
    assert en["remedy"].startswith("After “Posted” comes: Claimed (claimed_on).")


def removed_once(world: World) -> None:
    world.remove("project", "corner")
    world.first = world.commit("anna")


def test_an_id_is_not_given_to_another(world: World) -> None:
    gone = world.first
    removed_once(world)
    removal = world.first
    world.write("project", PROJECT | {"name": "别的项目"})
    world.commit("anna")
    (finding,) = world.findings()
    assert (finding.code, finding.pointer) == ("C002", "/id")
    zh, en = (words_of(finding, lang)["title"] for lang in ("zh", "en"))
    assert gone != removal
    assert zh == f"编号「corner」以前用过，那条记录在提交 {removal[:9]} 删掉了"
    assert en == f"The id “corner” was another record’s, removed in commit {removal[:9]}"


def test_an_id_is_not_given_to_another_in_a_folder_of_its_own(world: World) -> None:
    removed_once(world)
    world.write("project", PROJECT | {"name": "别的项目"}, "deep")
    assert world.found(head=None) == [("C002", "corner", "/id")]


def test_the_same_record_may_be_put_back(world: World) -> None:
    removed_once(world)
    world.write("project", PROJECT)
    world.commit("anna")
    assert world.found() == []


def test_what_only_the_base_knows_of_counts_too(world: World) -> None:
    """The branch began before the record was removed and again before the commit checked out."""
    world.repo.git.checkout("-q", "-b", "branch")
    world.write("project", PROJECT | {"id": "other", "name": "别的项目"})
    head = world.commit("anna")
    world.repo.git.checkout("-q", "-b", "trunk", world.first)
    world.write("project", PROJECT | {"id": "other", "name": "先有的项目"})
    world.commit("anna")
    world.remove("project", "other")
    world.first = world.commit("anna")
    world.repo.git.checkout("-q", head)
    assert world.found() == [("C002", "other", "/id")]


GIFT: dict[str, Any] = {
    "id": "g-20250301-7kq2m",
    "partner": "grocer",
    "form": "goods",
    "what": "雨衣",
    "fen": 15000,
    "given_on": "2025-03-01",
    "evidence": "收据 202503-01",
}
BATCH: dict[str, Any] = {
    "id": "d-20250301-7kq2m",
    "basis": "local",
    "unit": "north",
    "recorded_by": "s-anna",
    "recorded_on": "2025-03-02",
}


def gift_removed_once(world: World) -> str:
    """A batch of two gifts, of which one was taken out again; gives the commit that did."""
    other = GIFT | {"id": "g-20250301-zzzzz"}
    world.write("donation", BATCH | {"entries": [GIFT, other]})
    world.commit("anna")
    world.write("donation", BATCH | {"entries": [other]})
    world.first = world.commit("anna")
    return world.first


def test_an_id_in_a_batch_is_not_given_to_another(world: World) -> None:
    removal = gift_removed_once(world)
    fan = GIFT | {"what": "风扇", "fen": 90000}
    world.write("donation", BATCH | {"entries": [GIFT | {"id": "g-20250301-zzzzz"}, fan]})
    world.commit("anna")
    (finding,) = world.findings()
    assert (finding.code, finding.pointer) == ("C002", "/entries/1/id")
    assert finding.args == {"id": GIFT["id"], "commit": removal[:9]}


def test_the_same_gift_may_be_put_back(world: World) -> None:
    gift_removed_once(world)
    world.write("donation", BATCH | {"entries": [GIFT, GIFT | {"id": "g-20250301-zzzzz"}]})
    world.commit("anna")
    assert world.found() == []


@pytest.mark.parametrize("entries", [5, None, "x", ["x"], [None], [{"id": []}], [{"id": {}}]])
def test_a_batch_of_any_shape_is_looked_at(world: World, entries: object) -> None:
    gift_removed_once(world)
    path = world.path("donation", BATCH["id"])
    path.write_text(json.dumps(BATCH | {"entries": entries}), encoding="utf-8")
    world.commit("anna")
    loaded = load(world.root, world.kinds)
    found = change_findings(world.root, world.kinds, world.first, "HEAD", loaded, "")
    assert [each.code for each in found] == []


def test_an_id_is_not_changed(world: World) -> None:
    world.remove("project", "corner")
    world.write("project", PROJECT | {"id": "nook"})
    world.commit("anna")
    (finding,) = world.findings()
    assert (finding.code, finding.file) == ("C003", "records/projects/nook.yaml")
    zh, en = (words_of(finding, lang)["title"] for lang in ("zh", "en"))
    assert zh == "编号从「corner」改成了「nook」"
    assert en == "The id was changed from “corner” to “nook”"


def test_another_folder_is_not_another_id(world: World) -> None:
    world.remove("activity", ACTIVITY["id"])
    world.write("activity", ACTIVITY, "2025")
    world.commit("anna")
    assert world.found() == []


def test_records_come_alone(world: World) -> None:
    world.write("project", PROJECT | {"summary": "每周整理。"})
    (world.root / "Makefile").write_text("all:\n", encoding="utf-8")
    world.commit("anna")
    (finding,) = world.findings()
    assert (finding.code, finding.file) == ("C009", "Makefile")
    zh, en = (words_of(finding, lang)["title"] for lang in ("zh", "en"))
    record = "records/projects/corner.yaml"
    assert zh == f"同一次改动里既有记录（1 条，如 {record}），又有记录以外的文件"
    assert en == f"One change has records (1, such as {record}) and files outside the records"


def test_other_files_alone_are_not_our_matter(world: World) -> None:
    (world.root / "Makefile").write_text("all:\n", encoding="utf-8")
    world.commit("anybody")
    assert world.found() == []


def test_a_branch_that_holds_nothing_yet_has_no_authors(world: World) -> None:
    world.repo.git.checkout("-q", "--orphan", "empty")
    world.write("project", PROJECT | {"status": "drafted"})
    assert world.found(head=None) == [("C001", "corner", "/status")]
