"""The exponent of growth, and plots that need nothing from outside."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from tests.bench.growth import MEASURES, Point, exponent, of_json, rows, to_json
from tests.bench.plot import plot


def point(scale: str, files: int, power: float) -> Point:
    figures = {name: [files**power, 2 * files**power, 9 * files**power] for name in MEASURES}
    return Point(scale, files, files * 1000, figures, 0.5, "0123456789", "2026-11-22")


@pytest.mark.parametrize("power", [0.5, 1.0, 1.7])
def test_the_exponent_is_that_of_the_growth(power: float) -> None:
    points = [point("town", 1_700, power), point("county", 8_200, power)]
    points.append(point("city", 65_000, power))
    assert exponent(points, "check") == pytest.approx(power)


def test_one_size_has_no_exponent() -> None:
    with pytest.raises(ValueError, match="one size"):
        exponent([point("town", 10, 1)], "check")


def test_rows_end_with_the_exponents() -> None:
    head, body = rows([point("town", 100, 1), point("county", 1000, 1)], "zh")
    assert [len(row) for row in body] == [len(head)] * 3
    assert body[1][:3] == ["一个县", "1,000", "1 MB"]
    assert body[1][3] == "2000.00 s"
    assert body[2] == ["增长指数", "", "", "1.00", "1.00", "1.00", "1.00"]


def test_what_is_kept_is_what_was_measured_smallest_first() -> None:
    known = [point("county", 1000, 1), replace(point("town", 100, 1), load=2.0)]
    machine, points = of_json(to_json({"cores": 2}, known))
    assert machine == {"cores": 2}
    assert list(points.values()) == known[::-1]


def test_a_plot_is_the_same_each_time_and_asks_for_nothing() -> None:
    series = {"检查 & 统计": [(1_700, 0.5), (65_000, 20.0)], "网站": [(1_700, 9.0), (65_000, 80.0)]}
    given = ("标题 <1>", "说明", ("文件数", "秒"), series)
    drawn = plot(*given)
    assert drawn == plot(*given)
    assert re.findall(r"https?://[^\"]*", drawn) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<style|<script|<!--|\bstyle=|\bid=|\bon\w+=", drawn)
    root = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    assert [root[0].text, root[1].text] == ["标题 <1>", "说明"]
    assert root.get("aria-label") == "标题 <1>"
    texts = [each.text for each in root.iter(f"{space}text")]
    assert {"0.1", "1", "10", "100", "1,000", "100,000", "秒", "网站", "检查 & 统计"} <= {*texts}
    assert len(list(root.iter(f"{space}circle"))) == 4
