"""Where the columns of a plot stand: whole numbers, so that the same figures give the same drawing.

The drawing itself is `site/templates/plots.html`; the figures stand beside it as a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WIDTH, HEIGHT = 360, 180  # of the drawing; about a phone's width, so that its type stays legible
TOP, BOTTOM = 20, 24  # room for the figures above the columns and the labels below them

Point = tuple[str, Decimal, str]  # what is measured, how much, and what is written above its column


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its label and figure, and where it stands, in units of the drawing."""

    label: str
    words: str
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Where its label and figure are centred."""
        return self.x + self.width // 2


def columns(points: Sequence[Point]) -> list[Column]:
    """The columns of a plot from nought to the highest; what is more than nought can be seen."""
    most = max((value for _, value, _ in points), default=Decimal(0))
    if most <= 0:
        return []
    step, floor = WIDTH // len(points), HEIGHT - BOTTOM
    width = min(step * 2 // 3, 48)
    found = []
    for at, (label, value, words) in enumerate(points):
        part = (max(value, Decimal(0)) / most * (floor - TOP)).quantize(Decimal(1), ROUND_HALF_UP)
        height = max(int(part), 1) if value > 0 else 0
        x = at * step + (step - width) // 2
        found.append(Column(label, words, x, floor - height, width, height))
    return found
