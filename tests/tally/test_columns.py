"""Long tables look as rich's own do."""

from __future__ import annotations

from io import StringIO
from random import Random

import pytest
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from gongshi.tally.columns import columns

WORDS = (
    "吐成县",
    "第6镇网点",
    "c1-6-5-02-counter",
    "119,970,210",
    "分钟",
    "=",
    "h",
    "points",
    "",
    "长" * 20,
)


@pytest.mark.parametrize("seed", range(60))
def test_as_rich_lays_it_out(seed: int) -> None:
    draw = Random(seed)
    number, width = draw.randint(1, 6), draw.randint(60, 160)
    head = [draw.choice(("Id", "名称", "Service time")) for _ in range(number)]
    rows = [
        [" ".join(draw.choices(WORDS, k=draw.randint(0, 5))).strip() for _ in head]
        for _ in range(draw.randint(1, 8))
    ]
    table = Table(box=SIMPLE_HEAD)
    for each in head:
        table.add_column(each, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console = Console(file=StringIO(), width=width, highlight=False, emoji=False, markup=False)
    with console.capture() as capture:
        console.print(table)
    expected = [line.rstrip() for line in capture.get().splitlines()]
    assert list(columns(head, rows, width)) == expected
