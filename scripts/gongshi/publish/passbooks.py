"""A passbook's ledger lines as the rows of a table: one an entry, corrections beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongshi.tally.results import Line


@dataclass(frozen=True, slots=True)
class Row:
    """What one entry gave a passbook, or took from it: its lines, of one measure or several.

    `fixes` are the corrections that reverse it, each with the opposite lines.
    """

    first: Line
    lines: tuple[Line, ...]
    fixes: tuple[Row, ...]

    def of(self, measure: str) -> list[Line]:
        """The lines of one measure."""
        return [each for each in self.lines if each.measure == measure]


def rows(lines: Sequence[Line]) -> list[Row]:
    """The entries in the order booked."""
    groups: dict[tuple[str | None, str], list[Line]] = {}
    for each in lines:
        groups.setdefault((each.corrects, each.entry), []).append(each)
    fixes: dict[str, list[Row]] = {}
    for (corrects, _), of in groups.items():
        if corrects is not None:
            fixes.setdefault(corrects, []).append(Row(of[0], tuple(of), ()))
    return [
        Row(of[0], tuple(of), tuple(fixes.get(entry, ())))
        for (corrects, entry), of in groups.items()
        if corrects is None
    ]
