"""Where the columns of a plot stand."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from gongshi.publish.plots import BOTTOM, HEIGHT, TOP, WIDTH, bars, columns


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
    assert bars([]) == []
    assert bars([("无", 0, (0, 0, 0))]) == []


def test_columns_of_one_label_stand_together_in_the_middle_of_its_place() -> None:
    one, other = Decimal(3), Decimal(2)
    found = columns([("一", one, "3"), ("", other, "2"), ("二", one, "3"), ("", other, "2")])
    assert [each.series for each in found] == [0, 1, 0, 1]
    assert [each.label for each in found] == ["一", "", "二", ""]
    for left, right in (found[:2], found[2:]):
        assert left.x + left.width == right.x == left.under == right.under
    assert [each.under for each in found[::2]] == [WIDTH // 4, WIDTH * 3 // 4]


def test_bars_are_on_one_scale_and_what_is_little_can_be_seen() -> None:
    found = bars([("总站", 0, (200, 100, 50)), ("分站", 1, (100, 1, 0))])
    assert [each.widths for each in found] == [(100, 50, 25), (50, 1, 0)]
    assert [(each.label, each.depth) for each in found] == [("总站", 0), ("分站", 1)]
