"""Where the columns of a plot stand: whole numbers, so that the same figures give the same drawing.

The drawing itself is `site/templates/plots.html`; the figures stand beside it as a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WIDTH, HEIGHT = 360, 180  # of the drawing; about a phone's width, so that its type stays legible
TOP, BOTTOM = 20, 24  # room for the figures above the columns and the labels below them

# What is measured, how much, and what is written above its column; one of no label stands beside
# the one before it.
Point = tuple[str, Decimal, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its label and figure, and where it stands, in units of the drawing.

    `series` counts the columns of a label from 0; the label is centred at `under`.
    """

    label: str
    words: str
    x: int
    y: int
    width: int
    height: int
    series: int
    under: int

    @property
    def middle(self) -> int:
        """Where its figure is centred."""
        return self.x + self.width // 2


def columns(points: Sequence[Point]) -> list[Column]:
    """The columns of a plot from nought to the highest; what is more than nought can be seen."""
    most = max((value for _, value, _ in points), default=Decimal(0))
    if most <= 0:
        return []
    groups: list[list[Point]] = []
    for point in points:
        if point[0] or not groups:
            groups.append([])
        groups[-1].append(point)
    step, floor = WIDTH // len(groups), HEIGHT - BOTTOM
    width = min(step * 2 // 3 // max(map(len, groups)), 48)
    found = []
    for at, group in enumerate(groups):
        start = at * step + (step - width * len(group)) // 2
        under = start + width * len(group) // 2
        for series, (label, value, words) in enumerate(group):
            part = max(value, Decimal(0)) / most * (floor - TOP)
            rounded = int(part.quantize(Decimal(1), ROUND_HALF_UP))
            height = max(rounded, 1) if value > 0 else 0
            x = start + series * width
            found.append(Column(label, words, x, floor - height, width, height, series, under))
    return found


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with parts that lie in one another, each from the left: widths in per cent."""

    label: str
    depth: int
    counts: tuple[int, ...]
    widths: tuple[int, ...]


def bars(rows: Sequence[tuple[str, int, tuple[int, ...]]]) -> list[Bar]:
    """Bars of (label, depth in a tree, counts, the largest first), all on one scale."""
    most = max((counts[0] for _, _, counts in rows), default=0)
    return [
        Bar(label, depth, counts, tuple(-(-100 * each // most) for each in counts))
        for label, depth, counts in rows
        if most
    ]
