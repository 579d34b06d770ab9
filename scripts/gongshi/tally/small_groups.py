"""Counts by place with those left out that would speak of few (domain.md 1.6, O5)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

from gongshi.tally.results import FEWEST
from gongshi.tally.run import Tally

Group = TypeVar("Group", bound=Hashable)
_Cell = tuple[int, str]  # a count that is told, and of which place


def told(tally: Tally, counts: Mapping[tuple[Group, str], int]) -> dict[tuple[Group, str], int]:
    """Of counts by group and place, each with all below it, those that may be told.

    Left out is one under five. Where taking those told below a place from its own would leave under
    five, the smallest of them is left out, too.
    """
    places = tally.rows(
        "SELECT id, ARG_MIN(above, nearness) FILTER (above <> id) AS parent,"
        " CAST(COUNT(*) AS BIGINT) AS depth FROM scope"
        " WHERE kind = 'place' AND above_kind = 'place' GROUP BY id ORDER BY depth DESC, id"
    )
    found: dict[tuple[Group, str], int] = {}
    for group in dict.fromkeys(group for group, _ in counts):
        of_group = {place: count for (each, place), count in counts.items() if each == group}
        parts: dict[str, list[_Cell]] = {}  # the largest places told below each
        for place in places:
            id, count = place["id"], of_group.get(place["id"], 0)
            cells = parts.setdefault(id, [])
            if count >= FEWEST:
                while 0 < count - sum(each for each, _ in cells) < FEWEST:
                    least = min(cells)
                    cells.remove(least)
                    cells += parts[least[1]]
                    del found[group, least[1]]
                found[group, id] = count
            above = [(count, id)] if count >= FEWEST else cells
            if place["parent"]:
                parts.setdefault(place["parent"], []).extend(above)
    return found
