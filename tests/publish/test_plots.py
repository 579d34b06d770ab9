"""Where the columns of a plot stand."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from gongshi.publish.plots import BOTTOM, HEIGHT, TOP, WIDTH, columns


def heights(*values: int) -> list[int]:
    return [each.height for each in columns([("", Decimal(value), "") for value in values])]


def test_heights_are_in_proportion_and_begin_at_nought() -> None:
    room = HEIGHT - TOP - BOTTOM
    assert heights(100, 50, 25) == [room, room // 2, room // 4]
    assert heights(100, 0) == [room, 0]


def test_what_is_little_can_still_be_seen() -> None:
    assert heights(1_000_000, 1)[1] == 1


def test_columns_stand_side_by_side_within_the_drawing() -> None:
    found = columns([(str(n), Decimal(n), "") for n in range(1, 13)])
    assert all(a.x + a.width < b.x for a, b in pairwise(found))
    assert found[0].x >= 0
    assert found[-1].x + found[-1].width <= WIDTH
    assert {each.y + each.height for each in found} == {HEIGHT - BOTTOM}


def test_without_anything_there_is_no_plot() -> None:
    assert columns([]) == []
    assert heights(0, 0) == []
