"""Orders driven by hand: which step may follow which, and what a step may hold."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from gongshi.checks.run import CheckResult

Checked = Callable[..., CheckResult]

STEPS = (
    *("requested", "verified", "dispatched", "accepted", "served", "rated"),
    *("declined", "withdrawn"),
)
HOLDS = {
    "accepted": "    team: demo-lamp\n",
    "declined": "    reason: no_hands\n",
    "withdrawn": "    reason: mistaken\n",
    "rated": "    rating: 5\n",
}
LAWFUL = {
    *(("requested", to) for to in ("verified", "declined", "withdrawn")),
    *(("verified", to) for to in ("dispatched", "declined", "withdrawn")),
    *(("dispatched", to) for to in ("accepted", "declined", "withdrawn")),
    *(("accepted", to) for to in ("served", "declined", "withdrawn")),
    ("served", "rated"),
}
SENT_BACK = (("dispatched", "declined"), ("accepted", "declined"))
WAYS = {  # how a need comes lawfully to a step
    "requested": ("requested",),
    "verified": STEPS[:2],
    "dispatched": STEPS[:3],
    "accepted": STEPS[:4],
    "served": STEPS[:5],
    "rated": STEPS[:6],
    "declined": ("requested", "declined"),
    "withdrawn": ("requested", "withdrawn"),
}


def need(steps: tuple[str, ...], more: str = "") -> dict[str, str]:
    """A need with these steps, a minute apart, each holding what it must."""
    staff = ("s-demo-01", "s-demo-02")
    events = "".join(
        f"  - step: {step}\n    at: 2024-03-14T15:{at:02}\n    by: {staff[at % 2]}\n"
        + HOLDS.get(step, "")
        + (HOLDS["accepted"] if steps[at - 1 : at + 1] in SENT_BACK else "")
        for at, step in enumerate(steps)
    )
    text = (
        "id: n-20240314-3mt8w\nbasis: local\nsummary: 修厨房水龙头\nplace: demo\n"
        f"unit: demo-station\ncategory: repair\nchannel: counter\n{more}events:\n{events}"
    )
    return {"needs/n-20240314-3mt8w": text}


def found(result: CheckResult) -> list[tuple[str, str]]:
    return [(each.code, each.pointer) for each in result.findings]


def test_every_move_is_lawful_or_told(checked: Checked) -> None:
    files, unlawful = {}, set()
    for at, (before, step) in enumerate(product(STEPS, STEPS)):
        steps, id = (*WAYS[before], step), f"n-20240314-00{at:03}"
        (text,) = need(steps).values()
        files[f"needs/{id}"] = text.replace("n-20240314-3mt8w", id)
        if (before, step) not in LAWFUL:
            unlawful.add((f"records/needs/{id}.yaml", f"/events/{len(steps) - 1}/step"))
    told = [each for each in checked(files).findings if each.code == "O001"]
    assert len(told) == len(unlawful) == 64 - len(LAWFUL)
    assert {(each.file, each.pointer) for each in told} == unlawful


@pytest.mark.parametrize(
    ("steps", "wrong"),
    [
        (("dispatched", "declined", "dispatched", "accepted"), None),
        (("dispatched", "declined", "withdrawn"), None),
        (("dispatched", "accepted", "declined"), None),
        (("dispatched", "accepted", "declined", "dispatched", "accepted"), None),
        (("dispatched", "accepted", "declined", "withdrawn"), None),
        (("dispatched", "accepted", "declined", "accepted"), 5),
        (("dispatched", "declined", "accepted"), 4),
        (("dispatched", "declined", "declined"), 4),
        (("declined", "dispatched"), 3),
    ],
)
def test_a_team_sends_back_and_the_office_ends(
    checked: Checked, steps: tuple[str, ...], wrong: int | None
) -> None:
    """After a request that was verified."""
    told = found(checked(need(("requested", "verified", *steps))))
    assert told == ([] if wrong is None else [("O001", f"/events/{wrong}/step")])


def test_once_dispatched_only_a_team_declines(checked: Checked) -> None:
    (text,) = need(("requested", "verified", "dispatched", "declined")).values()
    unnamed = text.replace("    team: demo-lamp\n", "")
    assert found(checked({"needs/n-20240314-3mt8w": unnamed})) == [("O022", "/events/3/step")]


def test_the_first_wrong_step_is_told_and_no_others(checked: Checked) -> None:
    told = found(checked(need(("verified", "accepted", "rated", "requested"))))
    assert [each for each in told if each[0][0] == "O"] == [
        ("O002", "/events/0/step"),
        ("O001", "/events/1/step"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("T15:00", "T24:00", "/events/0/at"),
        ("2024-03-14T15:00", "2023-02-29T15:00", "/events/0/at"),
        ("2024-03-14T15:00", "2024-04-31T15:00", "/events/0/at"),
        ("2024-03-14T15:00", "2100-02-29T15:00", "/events/0/at"),
        ("2024-03-14T15:00", "2024-03-14", "/events/0/at"),
        ("    team: demo-lamp\n", "", "/events/3"),
        ("    by: s-demo-02\n", "    by: s-demo-02\n    rating: 5\n", "/events/1/rating"),
        ("    by: s-demo-02\n", "    by: s-demo-02\n    reason: no_time\n", "/events/1/reason"),
        ("    by: s-demo-02\n", "    by: s-demo-02\n    team: demo-lamp\n", "/events/1/team"),
        ("修厨房水龙头", "修" * 41, "/summary"),
        ("events:", "price_tier: market\nevents:", ""),
        ("events:", "charge: 100\nevents:", "/charge"),
        ("events:", "price_tier: free\ncharge: 100\nevents:", "/charge"),
        ("events:", "cost: 100\nevents:", ""),
        ("events:", "fund: demo-fund\nevents:", ""),
        ("events:", "for: 王某\nevents:", "/for"),
    ],
)
def test_what_no_step_and_no_need_holds_has_no_shape(
    checked: Checked, old: str, new: str, pointer: str
) -> None:
    ((name, text),) = need(STEPS[:4]).items()
    assert old in text
    told = found(checked({name: text.replace(old, new, 1)}))
    assert told
    assert {each[0][0] for each in told} == {"S"}
    assert all(each[1].startswith(pointer) for each in told)


def test_leap_days_and_midnights_are_times(checked: Checked) -> None:
    files = need(("requested",))
    ((name, text),) = files.items()
    leap = text.replace("20240314", "20240229").replace("2024-03-14T15:00", "2024-02-29T00:00")
    assert found(checked({name.replace("20240314", "20240229"): leap})) == []
