"""A step of a need is brought by who took it, a waiver by who stands for it."""

from __future__ import annotations

from typing import Any

import pytest

from gongshi.checks.shown import words_of

from .conftest import ACTIVITY, LOCAL, World

OWN = ACTIVITY["id"]
WAIVER = {"code": "P002", "reason": "公开的热线", "reviewer": "s-ben"}
WAIVED = ("C022", OWN, "/accepted/0/code")
REFUSED = ("C021", OWN, "/accepted/0/reviewer")
NEED: dict[str, Any] = {
    "id": "n-20250403-2bc3d",
    **LOCAL,
    "summary": "修厨房水龙头",
    "place": "hill",
    "unit": "north",
    "category": "repair",
    "channel": "counter",
    "events": [],
}


def step(name: str, by: str, hour: int) -> dict[str, str]:
    return {"step": name, "at": f"2025-04-03T{hour:02}:00", "by": f"s-{by}"}


def steps(world: World, *taken: dict[str, str]) -> None:
    world.write("need", NEED | {"events": list(taken)})


REQUESTED = step("requested", "anna", 9)


def test_each_commits_their_own_step(world: World) -> None:
    steps(world, REQUESTED)
    world.commit("anna")
    steps(world, REQUESTED, step("verified", "ben", 10))
    world.commit("ben")
    assert world.found() == []


def test_who_took_the_request_brings_no_verification(world: World) -> None:
    """Not in the same commit, not in a later one, and not by opening the request for another."""
    by = ("C015", "n-20250403-2bc3d", "/events/1/by")
    steps(world, REQUESTED, step("verified", "ben", 10))
    world.commit("anna")
    assert world.found() == [by]
    world.repo.git.reset("-q", "--hard", "HEAD~1")
    steps(world, REQUESTED)
    world.first = world.commit("anna")
    steps(world, REQUESTED, step("verified", "ben", 10))
    world.commit("ben")
    assert world.found(actor="ben") == []
    assert world.found(actor="anna") == [by]


def test_a_step_of_another_is_told(world: World) -> None:
    steps(world, REQUESTED)
    world.commit("kim")
    (finding,) = world.findings()
    assert (finding.code, finding.pointer) == ("C019", "/events/0/by")
    zh, en = (words_of(finding, lang)["title"] for lang in ("zh", "en"))
    assert zh == "这一步的经办人写的是「s-anna」，提交的却是「s-kim」"
    assert en == "“s-anna” is named for this step, but “s-kim” committed it"


def test_a_reviewer_waives(world: World) -> None:
    world.write("activity", ACTIVITY | {"accepted": [WAIVER]})
    world.commit("ben")
    assert world.found("ben") == [WAIVED]


def test_a_role_may_be_named_for_the_reviewer(world: World) -> None:
    world.write("activity", ACTIVITY | {"accepted": [WAIVER | {"reviewer": "规则管理岗"}]})
    world.commit("kim")
    assert world.found("kim") == [WAIVED]


@pytest.mark.parametrize(
    ("who", "reviewer", "actor"),
    [
        ("anna", "s-ben", "anna"),  # in another's name
        ("anna", "s-anna", "anna"),  # by who recorded it
        ("ben", "s-ben", "anna"),  # in a request that the recorder opened
        ("ben", "s-kim", "ben"),
        ("mallory", "规则管理岗", "mallory"),
    ],
)
def test_nobody_else_does(world: World, who: str, reviewer: str, actor: str) -> None:
    world.write("activity", ACTIVITY | {"accepted": [WAIVER | {"reviewer": reviewer}]})
    world.commit(who)
    assert {WAIVED, REFUSED} <= set(world.found(actor))


def test_who_wrote_of_it_in_this_change_does_not(world: World) -> None:
    world.write("activity", ACTIVITY | {"name": "读书会"})
    world.commit("ben")
    world.write("activity", ACTIVITY | {"name": "读书会", "accepted": [WAIVER]})
    world.commit("ben")
    assert world.found("ben") == [WAIVED, REFUSED]


def test_a_waiver_that_stood_is_not_told(world: World) -> None:
    world.write("activity", ACTIVITY | {"accepted": [WAIVER]})
    world.first = world.commit("ben")
    world.write("activity", ACTIVITY | {"accepted": [WAIVER], "name": "读书会"})
    world.commit("anna")
    assert world.found("anna") == []


def test_a_recorder_is_changed_by_the_recorder_alone(world: World) -> None:
    """Anna, who committed it, wrote somebody else by mistake and puts it right."""
    mistaken = ACTIVITY | {"id": "a-20250318-2bc3d", "date": "2025-03-18"}
    mistaken |= {"recorded_on": "2025-03-18", "recorded_by": "s-kim"}
    world.write("activity", mistaken)
    world.first = world.commit("anna")
    world.write("activity", mistaken | {"recorded_by": "s-ben"})
    world.commit("anna")
    assert world.codes() == ["C020"]
    world.write("activity", mistaken | {"recorded_by": "s-anna"})
    world.commit("anna")
    assert world.codes() == []
