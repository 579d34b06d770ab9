"""A county with one team, two volunteers and an activity (examples/good/X015); more for it."""

from __future__ import annotations

import shutil
from pathlib import Path

TESTS = Path(__file__).parents[1]
TEAM = """\
id: demo-{id}
basis: local
name: {name}
place: demo
unit: demo-station
supervised_by:
  - demo-office
nature: general
founded: 2024-01-05
"""
CORRECTION = """\
id: c-20240401-5tv6w
basis: local
entry: a-20240316-7kq2m
number: v-3d4e5f
reason: not_served
recorded_by: s-demo-01
recorded_on: 2024-04-01
"""
# Earns a minute for each minute served; a test adds what earns points.
RULES = """\
id: demo-rules
basis: local
name: 规则
family: earning
scope: demo
from: 2024-01-01
earning:
  - id: minutes
    event: service
    measure: minutes
    amount: '1'
    step: 1
"""

# Over, and named numbers until a day, where a test says so.
NOTICE = """\
id: demo-list
basis: local
name: 评选结果公示
place: demo
issued_by: demo-office
numbers:
{numbers}from: 2024-09-27
to: 2024-10-10
channel: 演示县志愿服务办公室窗口
outcome: no_objection
closed_on: 2024-10-11
{until}"""


def copy_records(top: Path) -> Path:
    """Copy the county's records below `top`, and give that back."""
    shutil.copytree(TESTS / "examples" / "good" / "X015" / "records", top / "records")
    return top


def copy_county(top: Path) -> Path:
    """The same, with the schemas of this repository beside them."""
    shutil.copytree(TESTS.parent / "schemas", top / "schemas")
    return copy_records(top)
