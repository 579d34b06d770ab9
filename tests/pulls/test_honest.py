"""Honest pull requests of what volunteers do: told exactly, and nothing is held against them.

Every figure is computed by hand from the rules of `county/`: a minute served is a minute, ten
points each full hour of one service, one point each full hundred yuan of one gift. Before each
request the volunteers have, by what is verified:

    v-0a1b2c  120 + 60 minutes, 20 + 10 points   (v-3d4e5f, 90 minutes, is not told of)
    v-9k0m1n  60 minutes, 10 points
    readers   270 minutes, 40 points; kites 60 and 10; north 270 and 40; hub and demo 330 and 50
"""

from __future__ import annotations

from pull_requests import Forge, git, name_of

from .conftest import NEED, NEW, Figures, tells

SHELVES = "a-20250405-5tv6w"


def up(minutes: tuple[int, int] | None, points: tuple[int, int] | None, *whose: str) -> Figures:
    """What minutes and points become of all of these."""
    sums = {"minutes": minutes, "points": points}
    return {
        f"{each} sum {measure}": (f"{of[0]}.00", f"{of[1]}.00")
        for each in whose
        for measure, of in sums.items()
        if of is not None
    }


def test_an_activity_by_who_recorded_it(forge: Forge) -> None:
    """Until it is verified it counts for nothing; it is the first of the quarter on no new page."""
    verdict = forge.pull("anna").write("activities/a-20250419-4ef5g", NEW).judged()
    tells(verdict, {"activity a-20250419-4ef5g": "added"})
    assert verdict.pages == {}


def test_a_verification_by_another(forge: Forge) -> None:
    """The sixty minutes of the shelves: the two hundred for a second star are reached, 180 + 60."""
    pull = forge.pull("ben")
    pull.add(f"activities/{SHELVES}", "verified_by: s-ben\nverified_on: 2025-04-19\n")
    verdict = pull.judged()
    above = up((330, 390), (50, 60), "place demo", "unit hub")
    town = up((330, 390), (50, 60), "place demo-hill")
    north = up((270, 330), (40, 50), "team readers", "unit north")
    own = up((180, 240), (30, 40), "volunteer v-0a1b2c")
    star = {"volunteer v-0a1b2c eligible": ("1", "2")}
    records = {f"activity {SHELVES}": "changed"}
    tells(verdict, records, {**above, **town, **north, **own, **star})
    assert verdict.fields == {"verified_on": (None, "2025-04-19"), "verified_by": (None, "s-ben")}
    assert verdict.report.withheld == 0


def test_a_need(forge: Forge) -> None:
    verdict = forge.pull("anna").write("needs/n-20250419-4mn8p", NEED).judged()
    standing = {"need n-20250419-4mn8p standing": (None, "requested")}
    tells(verdict, {"need n-20250419-4mn8p": "added"}, standing)
    assert verdict.pages == {"needs/n-20250419-4mn8p/": "appears"}


def test_the_steps_of_a_need(forge: Forge) -> None:
    steps = """\
  - step: dispatched
    at: 2025-04-04T09:00
    by: s-anna
    team: readers
  - step: accepted
    at: 2025-04-04T10:00
    by: s-anna
    team: readers
"""
    verdict = forge.pull("anna").add("needs/n-20250403-2bc3d", steps).judged()
    standing = {"need n-20250403-2bc3d standing": ("verified", "accepted")}
    tells(verdict, {"need n-20250403-2bc3d": "changed"}, standing)
    assert [*verdict.fields] == ["events/3", "events/4"]
    assert verdict.pages == {}


def test_a_correction(forge: Forge) -> None:
    """Anna recorded that the sixty minutes of the spring reading were entered twice."""
    pull = forge.pull("ben")
    pull.add("corrections/c-20250418-2bc3d", "verified_by: s-ben\nverified_on: 2025-04-19\n")
    verdict = pull.judged()
    above = up((330, 270), (50, 40), "place demo", "place demo-hill", "unit hub")
    north = up((270, 210), (40, 30), "team readers", "unit north")
    own = up((180, 120), (30, 20), "volunteer v-0a1b2c")
    tells(verdict, {"correction c-20250418-2bc3d": "changed"}, {**above, **north, **own})


def test_a_correction_that_is_only_recorded(forge: Forge) -> None:
    text = """\
id: c-20250419-3wx4y
basis: local
entry: a-20250310-7kq2m
number: v-0a1b2c
reason: wrong_amount
recorded_by: s-eva
recorded_on: 2025-04-19
"""
    pull = forge.pull("eva").write("corrections/c-20250419-3wx4y", text)
    verdict = pull.judged()
    tells(verdict, {"correction c-20250419-3wx4y": "added"})
    assert verdict.pages == {"corrections/c-20250419-3wx4y/": "appears"}


def test_a_team_joins_a_unit(forge: Forge) -> None:
    """The sixty minutes of the kites, who met nowhere else, are now those of the north too."""
    verdict = forge.pull("kim").edit("teams/kites", ("unit: hub", "unit: north")).judged()
    tells(verdict, {"team kites": "changed"}, up((270, 330), (40, 50), "unit north"))
    assert verdict.fields == {"unit": ("hub", "north")}


def test_a_line_in_a_roster(forge: Forge) -> None:
    line = "  - number: v-2k3m4n\n    joined: 2025-04-19\n    consent: number\n"
    verdict = forge.pull("anna").add("rosters/readers-2025", line).judged()
    tells(verdict, {"roster readers-2025": "changed"})
    # Who serves with whom is not published.
    assert verdict.fields == {}
    assert "v-2k3m4n" not in verdict.markdown()
    assert "另有不公开的内容改动" in verdict.markdown()


def test_somebody_withdraws_their_consent(forge: Forge) -> None:
    """Their page keeps its address and says nothing; their number is told of no more."""
    tombstone = """\
id: story-one
basis: local
place: demo-hill
standing: withdrawn
withdrawn_on: 2025-04-19
withdrawn_by: s-anna
"""
    pull = forge.pull("anna").write("profiles/story-one", tombstone)
    pull.edit("rosters/readers-2025", ("consent: number", "consent: nothing"))
    verdict = pull.judged()
    tells(verdict, {"profile story-one": "changed", "roster readers-2025": "changed"})
    assert "v-0a1b2c" not in verdict.markdown()
    assert "林小满" not in verdict.markdown()


REDEMPTION = """\
id: r-20250419-6qr2s
basis: local
unit: north
recorded_by: s-anna
recorded_on: 2025-04-19
issued_by: s-eva
entries:
  - id: x-20250419-6qr2s
    number: v-0a1b2c
    reward: soap
    quantity: 1
    redeemed_on: 2025-04-19
"""


def test_points_are_redeemed(main: Forge) -> None:
    """Recorded in one request, verified in the next: five points for a bar of soap."""
    first = main.pull("anna").write("redemptions/r-20250419-6qr2s", REDEMPTION)
    verdict = first.judged()
    tells(verdict, {"redemption r-20250419-6qr2s": "added"})
    main.merge(first)
    second = main.pull("ben")
    second.add("redemptions/r-20250419-6qr2s", "verified_by: s-ben\nverified_on: 2025-04-19\n")
    verdict = second.judged()
    above = up(None, (50, 45), "place demo", "place demo-hill", "unit hub")
    north = up(None, (40, 35), "unit north")
    own = up(None, (30, 25), "volunteer v-0a1b2c")
    tells(verdict, {"redemption r-20250419-6qr2s": "changed"}, {**above, **north, **own})


GIFTS = """\
id: d-20250419-2bc3d
basis: local
unit: north
recorded_by: s-anna
recorded_on: 2025-04-19
entries:
  - id: g-20250419-4ef5g
    number: v-0a1b2c
    form: money
    fen: 25000
    given_on: 2025-04-18
    evidence: 收据 0012
  - id: g-20250419-6gh7j
    body: demo-office
    form: goods
    what: 图书
    fen: 10000
    given_on: 2025-04-18
    evidence: 估价单 0003
"""


def test_gifts(main: Forge) -> None:
    """250 yuan make two points, since the rest of fifty fills no hundred; goods earn none here."""
    first = main.pull("anna").write("donations/d-20250419-2bc3d", GIFTS)
    tells(first.judged(), {"donation d-20250419-2bc3d": "added"})
    main.merge(first)
    second = main.pull("ben")
    second.add("donations/d-20250419-2bc3d", "verified_by: s-ben\nverified_on: 2025-04-19\n")
    verdict = second.judged()
    points = {
        **up(None, (50, 52), "place demo", "place demo-hill", "unit hub"),
        **up(None, (40, 42), "unit north"),
        **up(None, (30, 32), "volunteer v-0a1b2c"),
    }
    whose = ("place demo", "place demo-hill", "unit hub", "unit north")
    fen = {f"{each} sum fen": (None, "35000.00") for each in whose}
    tells(verdict, {"donation d-20250419-2bc3d": "changed"}, points | fen)


def test_a_better_title(forge: Forge) -> None:
    pull = forge.pull("anna").edit(f"activities/{SHELVES}", ("图书上架", "捐赠图书上架"))
    verdict = pull.judged()
    tells(verdict, {f"activity {SHELVES}": "changed"})
    assert verdict.fields == {"name": ("图书上架", "捐赠图书上架")}


def test_a_branch_that_takes_in_the_main_one(main: Forge) -> None:
    """What others did meanwhile is neither told as its own nor held against who merges it."""
    other = main.pull("carl").edit("activities/a-20250406-8hj9k", ("河岸清理", "河岸清洁"))
    stale = main.pull("anna").edit("projects/corner", ("流动读书角", "流动书角")).commit().push()
    main.merge(other.commit().push())
    tells(stale.judged(), {"project corner": "changed"})
    git(stale.where, "fetch", "-q", "origin")
    git(stale.where, "merge", "-q", "--no-ff", "-m", "merge", "origin/main", **name_of("anna"))
    tells(stale.push().judged(), {"project corner": "changed"})
