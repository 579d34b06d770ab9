"""Pull requests against the offices: who serves what, notices and objections, days, approvals."""

from __future__ import annotations

import pytest
from pull_requests import Forge, Pull

from .conftest import NEW, SHELVES, VERIFIED

GUS = """\
id: s-gus
basis: local
unit: south
roles:
  - keeper
forge_account: gus
"""
CONTEST, CONTEST_NOTICE = "awards/contest-2025", "notices/contest-notice"
OBJECTION = "objections/o-20250409-4mn8p"
HERE = "activities/a-20250419-4ef5g"
AHEAD = NEW.replace("20250419", "20990419").replace("2025-04-19", "2099-04-19")


def gus(main: Forge) -> Pull:
    """A request of a keeper of the south alone, whom Kim appointed."""
    main.merge(main.pull("kim").write("staff/s-gus", GUS).commit().push())
    return main.pull("gus")


@pytest.mark.parametrize("unit", ["north", "hub"])
def test_a_team_is_pushed_to_another_unit(forge: Forge, unit: str) -> None:
    """Where verifications are not signed; who serves the new unit is not asked."""
    pull = forge.pull("carl").edit("teams/walkers", ("unit: south", f"unit: {unit}"))
    assert pull.refused() == [("C006", "teams/walkers.yaml:1")]


def test_a_team_is_moved_by_who_serves_both(forge: Forge) -> None:
    pull = forge.pull("kim").edit("teams/kites", ("unit: hub", "unit: north"))
    assert pull.refused() == []


@pytest.mark.parametrize(
    "pair", [("parent: hub\n", ""), ("place: demo-shore", "place: demo")], ids=["parent", "place"]
)
def test_a_keeper_makes_their_station_the_head(main: Forge, pair: tuple[str, str]) -> None:
    """A keeper at a unit with none above it serves all of the place."""
    assert gus(main).edit("units/south", pair).refused() == [("C006", "units/south.yaml:1")]


def test_a_team_serves_elsewhere_unsigned(main: Forge) -> None:
    """A team of the south, whose verifications are signed, under the station in the north."""
    theirs = NEW.replace("team: readers", "team: walkers").replace("v-0a1b2c", "v-6g7h8j")
    main.merge(main.pull("anna").write(HERE, theirs).commit().push())
    pull = main.pull("ben").add(HERE, VERIFIED.format("ben"))
    assert pull.refused() == [("C010", f"{HERE}.yaml:15")]


def test_an_approval_in_another_name(forge: Forge) -> None:
    pull = forge.pull("anna").write(HERE, NEW + "approved_by: s-kim\n")
    assert pull.refused() == [("C027", f"{HERE}.yaml:15")]


def test_an_approval_by_the_verifier_passes(forge: Forge) -> None:
    pull = forge.pull("ben").add(SHELVES, "approved_by: s-kim\n" + VERIFIED.format("ben"))
    assert pull.refused() == []


def test_a_service_that_is_still_to_come(main: Forge) -> None:
    there = "activities/a-20990419-4ef5g"
    pull = main.pull("anna").write(there, AHEAD).commit().push()
    assert pull.refused() == [("C028", f"{there}.yaml:14")]
    main.merge(pull)
    verified = "verified_by: s-ben\nverified_on: 2099-04-19\n"
    assert main.pull("ben").add(there, verified).refused() == [("C028", f"{there}.yaml:16")]


def test_a_step_that_is_still_to_come(forge: Forge) -> None:
    step = "  - step: dispatched\n    at: 2025-04-21T09:00\n    by: s-anna\n    team: readers\n"
    pull = forge.pull("anna").add("needs/n-20250403-2bc3d", step)
    assert pull.refused() == [("C028", "needs/n-20250403-2bc3d.yaml:16")]


@pytest.mark.parametrize(
    ("pair", "line"),
    [
        (("to: 2025-04-14", "to: 2025-04-11"), 9),
        (("from: 2025-04-07", "from: 2025-03-31"), 8),
        (("- contest-2025\n", "- contest-2025\n  - readers\n"), 6),
        (("窗口", "后门"), 10),
    ],
    ids=["shorter", "earlier", "about more", "objections elsewhere"],
)
def test_a_notice_is_changed_while_it_hangs(forge: Forge, pair: tuple[str, str], line: int) -> None:
    pull = forge.pull("kim").edit(CONTEST_NOTICE, pair)
    assert pull.refused() == [("C029", f"{CONTEST_NOTICE}.yaml:{line}")]


def test_a_notice_hangs_longer(forge: Forge) -> None:
    pull = forge.pull("kim").edit(CONTEST_NOTICE, ("to: 2025-04-14", "to: 2025-04-25"))
    assert pull.refused() == []


def test_a_result_is_swapped_under_its_notice(forge: Forge) -> None:
    pull = forge.pull("kim").edit(CONTEST, ("winner: corner", "winner: readers"))
    assert pull.refused() == [("C029", f"{CONTEST}.yaml:12")]


def test_a_result_is_taken_back_under_its_notice(forge: Forge) -> None:
    results = "results:\n  - class: gold\n    winner: corner\n"
    assert forge.pull("kim").edit(CONTEST, (results, "")).refused() == []


@pytest.mark.parametrize(
    ("pair", "line"),
    [
        (("about: contest-notice", "about: corner"), 3),
        (("deadline: 2025-04-23", "deadline: 2025-04-29"), 6),
    ],
    ids=["about something else", "later"],
)
def test_an_objection_is_turned_aside(forge: Forge, pair: tuple[str, str], line: int) -> None:
    """So that the notice can be closed, or its answer wait."""
    pull = forge.pull("kim").edit(OBJECTION, pair)
    assert pull.refused() == [("C029", f"{OBJECTION}.yaml:{line}")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("honors/great", "name: 全国最美服务队\nrecipient: readers\nlevel: national\n"),
        ("activities/great", "name: 万人清扫\nplace: demo-hill\nteam: readers\n"),
        ("units/mine", "name: 我的站\nplace: demo-hill\nparent: north\n"),
        ("policies/mine", "name: 规则\nfamily: earning\nscope: readers\nfrom: 2025-04-01\n"),
    ],
)
def test_a_stranger_reports_of_a_team_here(forge: Forge, name: str, text: str) -> None:
    """What a text is said to tell needs no notice and no approval."""
    start = f"id: {name.partition('/')[2]}\nbasis: reported\nsources:\n  - paper\n"
    found = forge.pull("mallory").write(name, start + text).refused()
    assert set(found) == {("C008", f"{name}.yaml:1")}


def test_rules_that_reach_back_are_told(forge: Forge) -> None:
    rules = forge.pull("kim").read("policies/demo-stars")
    text = rules.replace("demo-stars", "hill-stars").replace("2025-01-01", "2025-04-03")
    text = text.replace("scope: demo", "scope: demo-hill")
    verdict = forge.pull("kim").write("policies/hill-stars", text).judged()
    assert verdict.codes == {"C030"}
    assert verdict.refusals == []


def test_one_account_for_two(forge: Forge) -> None:
    """Who records would verify under another id."""
    twin = "id: s-zoe\nbasis: local\nunit: north\nroles:\n  - verifier\nforge_account: Anna\n"
    assert forge.pull("kim").write("staff/s-zoe", twin).refused() == [
        ("X029", "staff/s-zoe.yaml:6")
    ]


def test_consent_that_somebody_else_gives_is_told(forge: Forge) -> None:
    """What it was is closed, and whose; that more is shown whoever merges is to know."""
    roster = "rosters/readers-2025"
    verdict = forge.pull("anna").edit(roster, ("consent: nothing", "consent: number")).judged()
    assert (verdict.codes, verdict.refusals) == ({"C034"}, [])
    assert "有 1 人改成了公开更多" in verdict.text()
    assert "v-3d4e5f" not in verdict.text()
