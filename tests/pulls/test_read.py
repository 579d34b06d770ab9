"""The whole of a report as a terminal shows it, in both languages."""

from __future__ import annotations

import pytest
from pull_requests import Forge, Verdict

from gongshi.review import as_text
from gongshi.words import Lang

from .conftest import HONOR, SHELVES

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
    pull.add(SHELVES, "verified_by: s-ben\nverified_on: 2025-04-19\n").commit("ben")
    return pull.judged("")
