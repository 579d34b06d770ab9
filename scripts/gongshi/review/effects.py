"""What a change does to the figures: before and after, as the tally has them."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from gongshi.records.database import open_tables, rows_of
from gongshi.records.gate import PERSON
from gongshi.tally import Tally

_MOVED = """
SELECT COALESCE(old.kind, new.kind) AS kind, COALESCE(old.id, new.id) AS id,
  COALESCE(old.what, new.what) AS what, COALESCE(old.detail, new.detail) AS detail,
  old.value AS before, new.value AS after
FROM old
FULL JOIN new
  ON new.kind = old.kind AND new.id = old.id AND new.what = old.what AND new.detail = old.detail
WHERE old.value IS DISTINCT FROM new.value
ORDER BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure that moved; None is that there is none.

    `what` is `sum` (of the measure `detail`), `eligible` and `granted` (a volunteer's star),
    `badge` (`detail` is its name and period, the figure `earned`), `unit_star` (of the year
    `detail`), `quota` (`detail` is `year policy rule`, the figure `reached/members`), or
    `standing`: how far a need, project or notice has come.
    """

    kind: str
    id: str
    what: str
    detail: str
    before: str | None
    after: str | None


def effects(
    before: pa.Table, after: pa.Table, agreed: frozenset[str]
) -> tuple[tuple[Effect, ...], int]:
    """What figures are otherwise after, and of how many people are some that may not be told.

    `agreed` are the numbers that may.
    """
    moved = [Effect(**row) for row in rows_of(open_tables({"old": before, "new": after}), _MOVED)]
    told = tuple(each for each in moved if each.kind != PERSON or each.id in agreed)
    return told, len({each.id for each in moved if each.kind == PERSON} - agreed)


def touched(tally: Tally, scope: str, cohort: str | None) -> int:
    """How many volunteers a policy holds for: those of a scope and all below it, of its cohort."""
    rows = tally.rows(
        "SELECT COUNT(DISTINCT member.number) AS people FROM member"
        " JOIN scope ON scope.kind = 'team' AND scope.id = member.team AND scope.above = ?"
        " WHERE COALESCE(member.cohort = ?, TRUE)",
        scope,
        cohort,
    )
    return int(rows[0]["people"])
