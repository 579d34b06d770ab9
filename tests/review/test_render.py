"""The report as a comment, as text and as JSON: complete, bounded, and safe from what it tells."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from git import Repo
from markdown_it import MarkdownIt
from small_county import TEAM

from gongshi.checks.shown import Shown, show
from gongshi.kinds import Kind
from gongshi.review import Report, as_json, as_markdown, as_text
from gongshi.words import Lang

Meant = Callable[[Mapping[str, str | None]], Report]
HOSTILE = [
    "@admin 请看 #1",
    "`rm -rf` ${{ secrets.TOKEN }}",
    "<img src=x onerror=alert(1)>",
    "[链接](https://example.org) ![图](x)",
    "</details><script>1</script>",
    "| a | b |",
    "**粗** __下__ ~~删~~ *斜*",
    "https://example.org/路",
]


def shown(report: Report, repo: Repo, lang: Lang) -> list[Shown]:
    return show(report.found, Path(repo.working_dir), lang)


def test_the_text_says_what_moved_in_both_languages(
    meant: Meant, repo: Repo, kinds: dict[str, Kind]
) -> None:
    path = Path(repo.working_dir, "records", "activities", "a-20240316-7kq2m.yaml")
    text = path.read_text("utf-8").replace("minutes: 120", "minutes: 180")
    report = meant({"activities/a-20240316-7kq2m": text})
    base = report.base[:12]
    assert as_text(report, shown(report, repo, "zh"), kinds, "zh").splitlines() == [
        "这次改动意味着什么",
        f"相对 {base}；数字都算到 {report.day}。",
        "有 1 处问题在这次改动之前就有，这里不列。",  # that no account is on record
        "",
        "新出现的问题（1）",
        "  records/activities/a-20240316-7kq2m.yaml:11:14 错误[L001] "
        "已核实（或已结账）的「服务分钟」被改动：原为「120」，现为「180」。"
        "记录核实之前可以改，核实之后只能更正：原来那笔不动，另记一条相反的。"
        "请改回原来的内容；确实写错了的，用 gongshi correct 更正，再把对的重新登记。"
        "如果本分支落后于主分支，请先合并主分支。",
        "",
        "数字变化（4）",
        "  志愿者 v-0a1b2c：服务时长 120 分钟 → 180 分钟（+60 分钟）；"
        "积分 20 积分 → 30 积分（+10 积分）",
        "  队伍 灯塔志愿服务队（demo-lamp）：服务时长 210 分钟 → 270 分钟（+60 分钟）；"
        "积分 30 积分 → 40 积分（+10 积分）",
        "  阵地 灯塔志愿服务站（demo-station）：服务时长 210 分钟 → 270 分钟（+60 分钟）；"
        "积分 30 积分 → 40 积分（+10 积分）",
        "  地方 演示县（demo）：服务时长 210 分钟 → 270 分钟（+60 分钟）；"
        "积分 30 积分 → 40 积分（+10 积分）",
        "",
        "改动的记录（1）",
        "  修改活动 社区读书角整理（a-20240316-7kq2m）",
        "    参加者 · v-0a1b2c · 服务分钟：2 小时 → 3 小时",
    ]
    english = as_text(report, shown(report, repo, "en"), kinds, "en")
    told = "Service time 120 min → 180 min (+60 min); Points 20 points → 30 points (+10 points)"
    assert f"  Volunteer v-0a1b2c: {told}\n" in english


def test_hostile_names_are_only_text(meant: Meant, repo: Repo, kinds: dict[str, Kind]) -> None:
    report = meant(
        {
            f"teams/demo-{at}": TEAM.format(id=at, name=json.dumps(name))
            for at, name in enumerate(HOSTILE)
        }
    )
    comment = as_markdown(report, shown(report, repo, "zh"), kinds, "zh")
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(comment)
    told = re.sub(r"</?(?:h[23]|p|ul|li|code|details|summary)>|<!-- -->", "", html)
    assert "<" not in told  # no tag but the report's own
    for name in HOSTILE:
        assert f"<code>{escaped(name)}</code>" in html
    for each in re.findall(r"[@#][^<]*", re.sub(r"<code>.*?</code>", "", comment)):
        assert re.match("##+ (?:这次|新|改|网|数)", each)  # the headings' own


def test_a_long_comment_is_cut_and_says_so(
    meant: Meant, repo: Repo, kinds: dict[str, Kind]
) -> None:
    files = {f"teams/demo-{n:03}": TEAM.format(id=f"{n:03}", name=f"第{n}队") for n in range(60)}
    report = meant(files)
    most = 3000
    whole, cut = (
        as_markdown(report, shown(report, repo, "zh"), kinds, "zh", size) for size in (65000, most)
    )
    assert "另有" not in whole
    assert len(cut) <= most
    kept = len(re.findall("新增队伍", cut))
    assert 0 < kept < 60
    assert f"这一节另有 {60 - kept} 行" in cut
    assert cut.count("<details>") == cut.count("</details>") == 2


def test_a_record_with_many_changes_is_cut_within(
    meant: Meant, repo: Repo, kinds: dict[str, Kind]
) -> None:
    """Of one record that is longer than the comment, its beginning."""
    path = Path(repo.working_dir, "records", "teams", "demo-lamp.yaml")
    lines = [f"  - when: 每月{n}日\n    what: 做第{n}件事\n" for n in range(40)]
    report = meant({"teams/demo-lamp": path.read_text("utf-8") + "recurring:\n" + "".join(lines)})
    more = path.read_text("utf-8").replace("件事", "件好事")
    report = meant({"teams/demo-lamp": more})
    for most in range(600, 3000, 7):
        cut = as_markdown(report, [], kinds, "zh", most)
        assert len(cut) <= most
    assert "修改队伍" in cut


def test_json_holds_all_of_it(meant: Meant, repo: Repo) -> None:
    report = meant({"teams/demo-new": TEAM.format(id="new", name="新队")})
    document = json.loads(as_json(report, shown(report, repo, "zh")))
    assert document["records"] == [
        {
            "kind": "team",
            "id": "demo-new",
            "state": "added",
            "was": None,
            "closedFieldsChanged": False,
            "fields": [],
        }
    ]
    assert document["base"] == report.base
    assert document["figuresCompared"] is True


def test_nothing_is_said_to_be_nothing(meant: Meant, kinds: dict[str, Kind]) -> None:
    report = meant({})
    assert "记录没有实质变化。" in as_text(report, [], kinds, "zh")
    apart = replace(report, elsewhere=("tool.py",))
    assert "tool.py" in as_text(apart, [], kinds, "zh")


def escaped(name: str) -> str:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        name = name.replace(sign, entity)
    return name
