"""A public draw of verified entries for spot checks, which anybody can make again.

Drawn from are the entries (activities, and single gifts, withdrawals and redemptions) of a place
and all below it that were verified in a period and count (not those charged for or compulsory);
what is verified cannot change, so once a period is over it holds the same entries for ever. Each
entry gets the SHA-256 of `seed:entry` in hexadecimal; the smallest come first, and the first so
many are the sample:

    printf '%s' "$SEED:a-20250316-7kq2m" | sha256sum
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from gongshi.tally.run import Tally

_PERIOD = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sample:
    """The ids drawn, in the order of the draw, from `drawn_from` entries."""

    entries: tuple[str, ...]
    drawn_from: int


def months_of(period: str) -> tuple[str, str] | None:
    """The first and last month of a year, quarter or month (`2025`, `2025-Q3`, `2025-09`)."""
    match = _PERIOD.fullmatch(period)
    if match is None:
        return None
    year, quarter, month = match.groups()
    if quarter:
        return f"{year}-{int(quarter) * 3 - 2:02}", f"{year}-{int(quarter) * 3:02}"
    return f"{year}-{month or '01'}", f"{year}-{month or '12'}"


def verified_in(tally: Tally, place: str, period: str) -> list[str]:
    """The entries of a place, with all below it, that were verified in a period and count; sorted.

    Corrections are none of them. Raises ValueError for what is no period.
    """
    months = months_of(period)
    if months is None:
        raise ValueError(f"no period: {period}")
    rows = tally.rows(
        "SELECT DISTINCT entry.entry FROM entry"
        " JOIN scope ON scope.kind = 'place' AND scope.id = entry.place"
        " AND scope.above_kind = 'place' AND scope.above = ?"
        " WHERE entry.standing = 'counted' AND entry.event <> 'correction'"
        " AND SUBSTR(entry.booked_on, 1, 7) BETWEEN ? AND ? ORDER BY entry.entry",
        place,
        *months,
    )
    return [row["entry"] for row in rows]


def draw(entries: Iterable[str], seed: str, size: int) -> Sample:
    """The first `size` of `entries` (all, if there are fewer) in the order that `seed` gives."""
    ranked = sorted(
        (hashlib.sha256(f"{seed}:{entry}".encode()).hexdigest(), entry) for entry in entries
    )
    return Sample(tuple(entry for _, entry in ranked[:size]), len(ranked))
