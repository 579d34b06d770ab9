"""Which seals a small change breaks, where all fitted before it: of each the cause, as in `closed`.

A seal fits no more where the lines of its month are others. What they were the closing itself says,
so that what differs tells all that is to be told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongshi.checks.closed import (
    RULERS,
    VERIFIED,
    Closing,
    closings,
    differs,
    entered,
    measure_words,
)
from gongshi.checks.rows import Paths
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.tally import Tally
from gongshi.tally.closing import TEXT, Seal
from gongshi.tally.sampling import months_of

LINES = f"""
    SELECT place, SUBSTR(booked_on, 1, 7) AS month, COALESCE(entry, '') AS entry, measure, amount,
        {TEXT} AS line
    FROM ledger
"""
DRAWN_FROM = """
    SELECT place, SUBSTR(booked_on, 1, 7) AS month, entry, '' AS measure, 0 AS amount, entry AS line
    FROM entry
    WHERE standing = 'counted' AND event <> 'correction'
"""
# What is on one side only, under its own place and each above.
_MOVED = """
    SELECT scope.above, moved.month, moved.sign, moved.entry, moved.measure, moved.amount
    FROM (
        SELECT 1 AS sign, new.* FROM (FROM now EXCEPT ALL FROM was) AS new
        UNION ALL
        SELECT -1, gone.* FROM (FROM was EXCEPT ALL FROM now) AS gone
    ) AS moved
    JOIN scope ON scope.kind = 'place' AND scope.id = moved.place AND scope.above_kind = 'place'
    ORDER BY ALL
"""
_OWN = f"""
    SELECT count(*) FROM ({LINES}) AS line
    JOIN scope ON scope.kind = 'place' AND scope.id = line.place AND scope.above_kind = 'place'
    WHERE line.entry = ? AND line.month = ? AND scope.above = ?
"""


@dataclass(frozen=True, slots=True)
class _Line:
    sign: int
    entry: str
    measure: str
    amount: Decimal


_Moved = Mapping[tuple[str, str], Sequence[_Line]]  # by place and month


def newly_broken(
    before: Tally, after: Tally, paths: Paths, kinds: Mapping[str, Kind]
) -> list[Finding | None] | None:
    """A finding for each closing that fits no more; None for one whose cause is told already.

    The tallies are of all whom the change concerns. None in place of the list where a policy may be
    the cause: that only the whole ledger can tell.
    """
    closed = closings(after.connection)
    moved = _moved(before, after, LINES) if closed else {}
    broken: list[Finding | None] = []
    told: set[tuple[str, str]] = set()
    for closing in closed:
        lines = moved.get((closing.place, closing.period), ())
        if not lines:
            continue
        policies = after.connection.execute(RULERS, {"place": closing.place}).fetchall()
        if any(begins[:7] == closing.period for _, begins, _ in policies):
            return None
        finding = _one_entry(after, closing, lines, paths) or differs(
            paths[closing.file], closing, _now(closing, lines), measure_words(kinds)
        )
        cause = (finding.file, finding.code)
        broken.append(None if cause in told else finding)
        told.add(cause)
    return broken


def drawn_from_others(before: Tally, after: Tally) -> bool:
    """Whether the entries from which a recorded sample was drawn are not the same."""
    samples = after.rows("SELECT place, sample_period AS period FROM inspection")
    spans = [(each["place"], months_of(each["period"])) for each in samples if each["period"]]
    moved = _moved(before, after, DRAWN_FROM) if spans else {}
    return any(
        place == other and span is not None and span[0] <= month <= span[1]
        for place, span in spans
        for other, month in moved
    )


def _moved(before: Tally, after: Tally, query: str) -> _Moved:
    was, now = (each.connection.sql(query).to_arrow_table() for each in (before, after))
    after.connection.register("was", was)
    after.connection.register("now", now)
    moved: dict[tuple[str, str], list[_Line]] = defaultdict(list)
    for place, month, *line in after.connection.execute(_MOVED).fetchall():
        moved[place, month].append(_Line(*line))
    return moved


def _one_entry(
    after: Tally, closing: Closing, lines: Sequence[_Line], paths: Paths
) -> Finding | None:
    """The one entry without which all would be as before, if that is so."""
    entries = {line.entry for line in lines}
    if len(entries) > 1 or any(line.sign < 0 for line in lines):
        return None
    (entry,) = entries
    asked = after.connection.execute(_OWN, [entry, closing.period, closing.place]).fetchall()
    found = after.connection.execute(VERIFIED, [entry]).fetchall()
    if not found or asked != [(len(lines),)]:
        return None
    return entered(paths[found[0][0]], closing.period, paths[closing.file])


def _now(closing: Closing, lines: Sequence[_Line]) -> Seal:
    """What the seal would be; its digest is another, whatever it is."""
    totals = dict(closing.seal.totals)
    for line in sorted(lines, key=lambda line: line.measure):
        totals[line.measure] = totals.get(line.measure, Decimal(0)) + line.sign * line.amount
    return Seal(closing.seal.lines + sum(line.sign for line in lines), totals, "")
