"""A long table as text, laid out as rich lays out a `SIMPLE_HEAD` table, many times as fast.

Rich measures, styles and crops every cell three times over; of the thousands of rows of a city that
takes longer than to read them. Here a cell is only looked at more closely where it does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_CONSOLE = Console(width=1)


def columns(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The lines of the table: an empty one, the head, a rule, the rows, an empty one.

    No line is wider than `width` cells, if that can be; what does not fit goes on below.
    """
    cells = [head, *rows]
    asked = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    # A space on either side of a cell, one between two, and one at either end.
    widths = _narrowed([each + 2 for each in asked], width - len(head) - 1)
    inner = [max(each - 2, 1) for each in widths]
    yield ""
    for number, row in enumerate(cells):
        parts = [_parts(cell, held) for cell, held in zip(row, inner, strict=True)]
        high = max(map(len, parts))
        for part in parts:
            blank = [""] * (high - len(part))
            part[:] = [*blank, *part] if number == 0 else [*part, *blank]
        for line in zip(*parts, strict=True):
            padded = (
                f" {each}{' ' * (held - cell_len(each))} "
                for each, held in zip(line, inner, strict=True)
            )
            yield f" {' '.join(padded)}".rstrip()
        if number == 0:
            yield f" {'─' * (sum(inner) + 3 * len(inner) - 1)}"
    yield ""


def _narrowed(widths: list[int], width: int) -> list[int]:
    """Widths that together are no more than `width`: the widest give way first, alike."""
    while (excess := sum(widths) - width) > 0:
        most = max(widths)
        wide = [at for at, each in enumerate(widths) if each == most]
        step = most - max((each for each in widths if each < most), default=0)
        if not step:
            break
        widths = list(widths)
        left = excess
        for count, at in zip(range(len(wide), 0, -1), wide, strict=True):
            given = min(step, round(left / count), excess)
            widths[at] -= given
            left -= given
    return widths


def _parts(cell: str, width: int) -> list[str]:
    """A cell as lines no wider than `width`."""
    return [cell] if cell_len(cell) <= width else [*_wrapped(cell, width)]


@cache
def _wrapped(cell: str, width: int) -> Sequence[str]:
    """Wrapped by rich, each text once: a city's names stand in many rows."""
    lines = Text(cell).wrap(_CONSOLE, width, overflow="fold")
    return [line.plain.rstrip() for line in lines]
