"""What of the laws and sums a change may change: what is to be asked again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gongshi.checks.closed import RULERS, VERIFIED
from gongshi.checks.ledger import PAYMENTS, YEARLY
from gongshi.checks.reads import (
    HELD,
    LOOKS_AT,
    files_behind,
    laws,
    may_differ,
    tables_behind,
)
from gongshi.checks.resealed import DRAWN_FROM, LINES
from gongshi.records.queries import Columns, kind_of_table

WHOLE, SEALED = LOOKS_AT["many"], LOOKS_AT["sealed"]
# What the figures, the laws over many persons, seals and another day ask for, to find its files by.
FIGURES = "SELECT total.*, quota.*, star.* FROM total JOIN quota JOIN star"
_MANY = "SELECT 1 FROM in_force JOIN appraised JOIN scope JOIN policy_year"
_DAYS = "SELECT 1 FROM expiry_day JOIN policy_year JOIN star_day"

# All that is read to say of seals and samples whether they hold; never run.
SEALS = f"""
    {LINES} UNION {DRAWN_FROM} UNION {VERIFIED} UNION {RULERS}
    UNION SELECT closing.*, totals.*, sample.*, entry.* FROM closing
    JOIN closing__totals AS totals
    JOIN inspection AS sample
    JOIN inspection__sample_entries AS entry
"""


@dataclass(frozen=True, slots=True)
class Question:
    """What a change may change: laws, and sums, by their texts; and the `files` that make it up.

    `tables` are those of records that are read for it. `many`: the laws over many persons too.
    `is_of_another_day`: it is asked as of another day. `of_held`: it changes on what all hangs.
    """

    laws: tuple[str, ...]
    sums: tuple[str, ...]
    many: bool
    files: frozenset[str]
    tables: frozenset[str]
    of_held: bool
    is_of_another_day: bool


def question_after(touched: Columns, *, is_of_another_day: bool) -> Question:
    """What to ask after a change that touches these columns."""

    def is_asked(text: str) -> bool:
        return is_of_another_day or may_differ(text, touched)

    asked = {name: text for name, text in laws().items() if is_asked(text)}
    own = tuple(text for name, text in asked.items() if not name.startswith(WHOLE))
    sums = tuple(each for each in (FIGURES, YEARLY, PAYMENTS, LINES, DRAWN_FROM) if is_asked(each))
    many = any(name.startswith(WHOLE) for name in asked)
    needed = [*own, *sums]
    if many:
        needed.append(_MANY)
    if LINES in sums or DRAWN_FROM in sums:
        needed.append(SEALS)
    if is_of_another_day:
        needed.append(_DAYS)
    of_held = is_held(touched, [*asked.values(), *sums, SEALS])
    files, tables = files_behind(needed), tables_behind(needed)
    return Question(own, sums, many, files, tables, of_held, is_of_another_day)


def is_held(touched: Columns, texts: Iterable[str]) -> bool:
    """Whether any of these asks for what is touched of the kinds on which everything hangs."""
    held = {table: names for table, names in touched.items() if kind_of_table(table) in HELD}
    return any(may_differ(text, held) for text in texts)
