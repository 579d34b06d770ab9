"""Growth as plots: SVG for the page, whose style sheet gives it its colours, light and dark."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pygal

# It stays in the way of every later import, and is there only for maps, which we do not draw.
sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != pygal.__name__]

_SIZE = {"width": 480, "height": 340}
_NAME = "{http://www.w3.org/2000/svg}"
# What the library adds for a page that has its scripts and not our style sheet.
_LEFT_OUT = ("defs", "title", "desc")
Series = Mapping[str, Sequence[tuple[float, float]]]


def plot(title: str, about: str, axes: tuple[str, str], series: Series) -> str:
    """Lines through points on two logarithmic axes; `title` and `about` are for who cannot see it.

    The bytes depend on nothing but what is given.
    """
    across = _powers([x for points in series.values() for x, _ in points])
    up = _powers([y for points in series.values() for _, y in points])
    chart = pygal.XY(
        **_SIZE,
        logarithmic=True,
        x_title=axes[0],
        y_title=axes[1],
        x_labels=across,
        y_labels=up,
        xrange=_around(across),
        range=_around(up),
        x_value_formatter=_label,
        y_value_formatter=_label,
        truncate_legend=-1,
        legend_at_bottom=True,
        js=[],
        disable_xml_declaration=True,
        no_prefix=True,
    )
    for name, points in series.items():
        chart.add(name, list(points))
    chart.add_xml_filter(lambda drawn: _plain(drawn, title, about))
    return str(chart.render(is_unicode=True))


def _powers(values: Sequence[float]) -> list[float]:
    """The powers of ten from just below the least value to just above the greatest."""
    low, high = 1.0, 1.0
    while low > min(values):
        low /= 10
    while low * 10 <= min(values):
        low *= 10
    while high < max(values):
        high *= 10
    marks = [low]
    while marks[-1] < high:
        marks.append(marks[-1] * 10)
    return marks


def _around(marks: Sequence[float]) -> tuple[float, float]:
    """Somewhat more than from the first to the last: a mark on the very edge is not drawn."""
    return marks[0] / 1.1, marks[-1] * 1.1


def _label(value: float) -> str:
    return f"{value:,.10g}"


def _plain(drawn: Any, title: str, about: str) -> Any:
    """The drawing without styles, ids, comments and what only scripts use; with words instead."""
    for holder in list(drawn.iter()):
        for child in list(holder):
            name = child.tag.removeprefix(_NAME) if isinstance(child.tag, str) else ""
            if not name or name in _LEFT_OUT or "tooltip-overlay" in child.get("class", ""):
                holder.remove(child)
        holder.attrib.pop("id", None)
    for name, text in (("desc", about), ("title", title)):
        said = drawn.makeelement(name, {})
        said.text = text
        drawn.insert(0, said)
    drawn.set("role", "img")
    drawn.set("aria-label", title)
    return drawn
