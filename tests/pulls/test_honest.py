"""Honest pull requests: the report names exactly what they do, and nothing is held against them.

Every figure is computed by hand from the rules of `county/`: a minute served is a minute, ten
points each full hour of one service, one point each full hundred yuan of one gift. Before each
request the volunteers have, by what is verified:

    v-0a1b2c  120 + 60 minutes, 20 + 10 points   (v-3d4e5f, 90 minutes, is not told of)
    v-9k0m1n  60 minutes, 10 points
    readers   270 minutes, 40 points; kites 60 and 10; north 270 and 40; hub and demo 330 and 50
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from pull_requests import Forge, Verdict, git, name_of

from gongshi.intake.closing import closing
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml
from gongshi.records.load import load
from gongshi.review import as_text
from gongshi.tally import run_tally
from gongshi.words import Lang

SHELVES = "a-20250405-5tv6w"
Figures = Mapping[str, tuple[str | None, str | None]]


def up(minutes: tuple[int, int] | None, points: tuple[int, int] | None, *whose: str) -> Figures:
    """What minutes and points become of all of these."""
    sums = {"minutes": minutes, "points": points}
    return {
        f"{each} sum {measure}": (f"{of[0]}.00", f"{of[1]}.00")
        for each in whose
        for measure, of in sums.items()
        if of is not None
    }


def tells(verdict: Verdict, records: Mapping[str, str], figures: Figures | None = None) -> None:
    """Nothing is held against it, and these are all the records and figures that it moves."""
    assert verdict.codes == set()
    assert verdict.records == records
    assert verdict.figures == (figures or {})


NEW = """\
id: a-20250419-4ef5g
basis: local
name: 新书登记
place: demo-hill
team: readers
unit: north
date: 2025-04-19
start: '09:00'
participants:
  - number: v-0a1b2c
    minutes: 90
recorded_how: register
recorded_by: s-anna
recorded_on: 2025-04-19
"""


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


NEED = """\
id: n-20250419-4mn8p
basis: local
summary: 清理楼道杂物
place: demo-hill
unit: north
category: community
channel: hotline
events:
  - step: requested
    at: 2025-04-19T09:00
    by: s-anna
"""


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


HONOR = """\
id: readers-best
basis: local
name: 演示县2025年优秀服务队
recipient: readers
level: county
granted_by:
  - demo-office
granted_on: 2025-04-18
award: best-2025
notice: best-notice
"""


def test_an_honor_after_its_notice(forge: Forge) -> None:
    verdict = forge.pull("kim").write("honors/readers-best", HONOR).judged()
    tells(verdict, {"honor readers-best": "added"})
    assert verdict.pages == {"honors/readers-best/": "appears"}


def test_a_notice_is_opened(forge: Forge) -> None:
    text = """\
id: kites-notice
basis: local
name: 风筝服务队表彰公示
place: demo
issued_by: demo-office
about:
  - kites
from: 2025-04-21
to: 2025-04-25
channel: 演示县志愿服务办公室窗口
"""
    verdict = forge.pull("kim").write("notices/kites-notice", text).judged()
    standing = {"notice kites-notice standing": (None, "open")}
    tells(verdict, {"notice kites-notice": "added"}, standing)
    assert verdict.pages == {"notices/kites-notice/": "appears"}


def test_an_objection_is_answered_and_the_notice_closed(forge: Forge) -> None:
    pull = forge.pull("kim")
    pull.add("objections/o-20250409-4mn8p", "answered_on: 2025-04-16\noutcome: not_upheld\n")
    closed = "outcome: objections_answered\nclosed_on: 2025-04-17\n"
    verdict = pull.add("notices/contest-notice", closed).judged()
    standing = {"notice contest-notice standing": ("open", "objections_answered")}
    records = {"notice contest-notice": "changed", "objection o-20250409-4mn8p": "changed"}
    tells(verdict, records, standing)
    assert verdict.fields == {
        "outcome": (None, "not_upheld"),
        "answered_on": (None, "2025-04-16"),
        "closed_on": (None, "2025-04-17"),
    } | {"outcome": (None, "not_upheld")}


RULES = """\
id: demo-earning-2
basis: local
name: 演示县积分规则（5月起）
family: earning
scope: demo
from: 2025-05-01
earning:
  - id: minutes
    event: service
    measure: minutes
    amount: '1'
    step: 1
  - id: points
    event: service
    measure: points
    amount: '12'
    step: 60
"""


def test_a_policy_in_a_new_version(forge: Forge) -> None:
    """From May on; what there is keeps its rule. It holds for all four volunteers."""
    pull = forge.pull("kim").write("policies/demo-earning-2", RULES)
    verdict = pull.add("policies/demo-earning", "until: 2025-04-30\n").judged()
    tells(verdict, {"policy demo-earning": "changed", "policy demo-earning-2": "added"})
    assert verdict.report.policies == {"demo-earning": 4, "demo-earning-2": 4}
    assert verdict.fields == {"until": (None, "2025-04-30")}
    assert verdict.pages == {"policies/demo-earning-2/": "appears"}


def test_a_project_moves(forge: Forge) -> None:
    pull = forge.pull("anna").edit("projects/corner", ("status: posted", "status: claimed"))
    verdict = pull.add("projects/corner", "claimed_on: 2025-04-12\n").judged()
    tells(
        verdict, {"project corner": "changed"}, {"project corner standing": ("posted", "claimed")}
    )
    assert verdict.fields == {"status": ("posted", "claimed"), "claimed_on": (None, "2025-04-12")}


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


def test_a_month_is_closed_by_its_keeper(forge: Forge, kinds: dict[str, Kind]) -> None:
    pull = forge.pull("kim")
    loaded = load(pull.where, kinds)
    tally = run_tally(loaded, kinds, date(2025, 5, 2))
    record = closing(tally, "demo", "2025-04", "0" * 32, "s-kim", "2025-05-02")
    verdict = pull.write("closings/demo-2025-04", to_yaml(record, kinds["closing"])).judged()
    tells(verdict, {"closing demo-2025-04": "added"})
    assert verdict.pages == {"closings/demo-2025-04/": "appears"}


def test_a_better_title(forge: Forge) -> None:
    pull = forge.pull("anna").edit(f"activities/{SHELVES}", ("图书上架", "捐赠图书上架"))
    verdict = pull.judged()
    tells(verdict, {f"activity {SHELVES}": "changed"})
    assert verdict.fields == {"name": ("图书上架", "捐赠图书上架")}


STARS = """\
id: stars-2025-1
basis: local
name: 2025年第一季度星级评定
place: demo
grants: star
appraises: 2025-Q1
date: 2025-04-20
classes:
  - id: star
    name: 星级志愿者
results:
  - class: star
    number: v-0a1b2c
    star: 1
"""


def test_a_round_of_stars(forge: Forge) -> None:
    """By the end of March there were 120 minutes, which are enough for the first."""
    verdict = forge.pull("kim").write("awards/stars-2025-1", STARS).judged()
    granted = {"volunteer v-0a1b2c granted": (None, "1")}
    tells(verdict, {"award stars-2025-1": "added"}, granted)
    assert verdict.pages == {"awards/stars-2025-1/": "appears"}


def test_the_results_of_a_contest(main: Forge) -> None:
    """In effect once its notice has run and the objection was answered."""
    first = main.pull("kim")
    first.add("objections/o-20250409-4mn8p", "answered_on: 2025-04-16\noutcome: not_upheld\n")
    closed = "outcome: objections_answered\nclosed_on: 2025-04-17\n"
    main.merge(first.add("notices/contest-notice", closed).commit().push())
    verdict = main.pull("kim").add("awards/contest-2025", "date: 2025-04-18\n").judged()
    tells(verdict, {"award contest-2025": "changed"})
    assert verdict.fields == {"date": (None, "2025-04-18")}


def test_what_soap_costs(forge: Forge) -> None:
    price = ("    points: '5'\n", "    points: '5'\n  - from: 2025-05-01\n    points: '6'\n")
    verdict = forge.pull("kim").edit("rewards/soap", price).judged()
    tells(verdict, {"reward soap": "changed"})
    assert verdict.fields == {"prices/2": (None, {"from": "2025-05-01", "points": "6"})}


def test_a_figure_with_its_source(forge: Forge) -> None:
    text = """\
id: demo-volunteers
basis: reported
name: 注册志愿者
place: demo
words: 超过四百人
value: '400'
qualifier: over
unit: 人
sources:
  - paper
"""
    verdict = forge.pull("guest").write("statistics/demo-volunteers", text).judged()
    tells(verdict, {"statistic demo-volunteers": "added"})
    assert verdict.pages == {"statistics/demo-volunteers/": "appears"}


def test_the_text_of_a_profile(forge: Forge) -> None:
    pull = forge.pull("anna").edit("profiles/story-one", ("整理图书", "整理图书、领读"))
    verdict = pull.judged()
    tells(verdict, {"profile story-one": "changed"})
    assert verdict.fields == {
        "deeds/1/text": ("每周到读书角整理图书。", "每周到读书角整理图书、领读。")
    }


def test_a_profile_is_removed(forge: Forge) -> None:
    """The page vanishes, and the report does not say once more whose it was."""
    verdict = forge.pull("anna").remove("profiles/story-one").judged()
    tells(verdict, {"profile story-one": "removed"})
    assert verdict.pages == {"profiles/story-one/": "vanishes"}
    assert "林小满" not in verdict.markdown() + verdict.text()


def test_a_branch_that_takes_in_the_main_one(main: Forge) -> None:
    """What others did meanwhile is neither told as its own nor held against who merges it."""
    other = main.pull("carl").edit("activities/a-20250406-8hj9k", ("河岸清理", "河岸清洁"))
    stale = main.pull("anna").edit("projects/corner", ("流动读书角", "流动书角")).commit().push()
    main.merge(other.commit().push())
    tells(stale.judged(), {"project corner": "changed"})
    git(stale.where, "fetch", "-q", "origin")
    git(stale.where, "merge", "-q", "--no-ff", "-m", "merge", "origin/main", **name_of("anna"))
    tells(stale.push().judged(), {"project corner": "changed"})


READ = {
    "zh": """\
这次改动意味着什么
相对 {base}；数字都算到 2025-04-20。

规则变动（1）
  修改政策 演示县积分规则（demo-earning）
    终止日期：无 → 2025年12月31日
    适用范围内有 4 名志愿者。

荣誉与评选（1）
  新增荣誉 演示县2025年优秀服务队（readers-best）

数字变化（6）
  志愿者 v-0a1b2c：可评星级 一星 → 二星；服务时长 180 分钟 → 240 分钟（+60 分钟）；\
积分 30 积分 → 40 积分（+10 积分）
  队伍 读书角服务队（readers）：服务时长 270 分钟 → 330 分钟（+60 分钟）；\
积分 40 积分 → 50 积分（+10 积分）
  阵地 演示县总站（hub）：服务时长 330 分钟 → 390 分钟（+60 分钟）；\
积分 50 积分 → 60 积分（+10 积分）
  阵地 山前服务站（north）：服务时长 270 分钟 → 330 分钟（+60 分钟）；\
积分 40 积分 → 50 积分（+10 积分）
  地方 演示县（demo）：服务时长 330 分钟 → 390 分钟（+60 分钟）；\
积分 50 积分 → 60 积分（+10 积分）
  地方 山前街道（demo-hill）：服务时长 330 分钟 → 390 分钟（+60 分钟）；\
积分 50 积分 → 60 积分（+10 积分）

改动的记录（1）
  修改活动 图书上架（a-20250405-5tv6w）
    核实人：无 → s-ben
    核实日期：无 → 2025年4月19日

网页（1）
  出现 /honors/readers-best/
""",
    "en": """\
What this change means
Against {base}; every figure as of 2025-04-20.

Changed policies (1)
  Changed Policy: 演示县积分规则 (demo-earning)
    In force until: none → 2025-12-31
    It holds for 4 volunteers.

Honors and awards (1)
  New Honor: 演示县2025年优秀服务队 (readers-best)

Figures that change (6)
  Volunteer v-0a1b2c: eligible for one star → two stars; Service time 180 min → 240 min \
(+60 min); Points 30 points → 40 points (+10 points)
  Team 读书角服务队 (readers): Service time 270 min → 330 min (+60 min); \
Points 40 points → 50 points (+10 points)
  Unit 演示县总站 (hub): Service time 330 min → 390 min (+60 min); \
Points 50 points → 60 points (+10 points)
  Unit 山前服务站 (north): Service time 270 min → 330 min (+60 min); \
Points 40 points → 50 points (+10 points)
  Place 演示县 (demo): Service time 330 min → 390 min (+60 min); \
Points 50 points → 60 points (+10 points)
  Place 山前街道 (demo-hill): Service time 330 min → 390 min (+60 min); \
Points 50 points → 60 points (+10 points)

Changed records (1)
  Changed Activity: 图书上架 (a-20250405-5tv6w)
    Verified by: none → s-ben
    Verified on: none → 2025-04-19

Pages (1)
  Appears: /honors/readers-best/
""",
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_read(said: Verdict, lang: Lang) -> None:
    """The whole of a report, as a terminal shows it."""
    text = as_text(said.report, said.shown, said.kinds, lang)
    assert text == READ[lang].replace("{base}", said.report.base[:12])


@pytest.fixture(scope="module")
def said(forge: Forge) -> Verdict:
    """Of a change by Kim, an honor and the end of a policy, and a verification by Ben."""
    pull = forge.pull("kim").write("honors/readers-best", HONOR)
    pull.add("policies/demo-earning", "until: 2025-12-31\n").commit()
    pull.add(f"activities/{SHELVES}", "verified_by: s-ben\nverified_on: 2025-04-19\n").commit("ben")
    return pull.judged("")
