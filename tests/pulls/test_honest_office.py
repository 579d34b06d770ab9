"""Honest pull requests of what the office does: told exactly, and nothing is held against them."""

from __future__ import annotations

from datetime import date

from pull_requests import Forge

from gongshi.intake.closing import closing
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml
from gongshi.records.load import load
from gongshi.tally import run_tally

from .conftest import HONOR, tells


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
    }


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


def test_a_month_is_closed_by_its_keeper(forge: Forge, kinds: dict[str, Kind]) -> None:
    pull = forge.pull("kim")
    loaded = load(pull.where, kinds)
    tally = run_tally(loaded, kinds, date(2025, 5, 2))
    record = closing(tally, "demo", "2025-04", "0" * 32, "s-kim", "2025-05-02")
    pull.write("closings/demo-2025-04", to_yaml(record, kinds["closing"]))
    verdict = pull.commit(day="2025-05-02T10:00:00+08:00").judged()
    tells(verdict, {"closing demo-2025-04": "added"})
    assert verdict.pages == {"closings/demo-2025-04/": "appears"}


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
