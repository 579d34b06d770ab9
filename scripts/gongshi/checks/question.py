"""What of the laws and sums a change may change: what is to be asked again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gongshi.checks.ledger import PAYMENTS, YEARLY
from gongshi.checks.reads import LOOKS_AT, files_behind, kinds_behind, laws
from gongshi.checks.resealed import DRAWN_FROM, LINES
from gongshi.kinds import Kind
from gongshi.records.load import Loaded, Since

WHOLE, SEALED = LOOKS_AT["many"], LOOKS_AT["sealed"]
# What the figures, the laws over many persons and another day ask for, to find its files by.
FIGURES = "SELECT 1 FROM total JOIN quota JOIN star"
_MANY = "SELECT 1 FROM in_force JOIN appraised JOIN scope JOIN policy_year"
_DAYS = "SELECT 1 FROM expiry_day JOIN policy_year JOIN star_day"


@dataclass(frozen=True, slots=True)
class Question:
    """What a change may change: laws, and sums, by their texts; and the `files` that make it up.

    `many`: the laws over many persons too. `is_of_another_day`: it is asked as of another day.
    """

    laws: tuple[str, ...]
    sums: tuple[str, ...]
    many: bool
    files: frozenset[str]
    is_of_another_day: bool


def touched_kinds(loaded: Loaded, since: Since, kinds: Mapping[str, Kind]) -> set[str]:
    """The kinds of which a record is otherwise."""
    folders = {kind.folder: kind.name for kind in kinds.values()}
    touched = {folders[loaded.paths[number].split("/")[1]] for number in since.changed}
    return touched | {name for name, paths in since.paths.items() if paths}


def question_after(touched: Collection[str], *, is_of_another_day: bool) -> Question:
    """What to ask after a change of records of these kinds."""

    def may_differ(text: str) -> bool:
        return is_of_another_day or not kinds_behind(text).isdisjoint(touched)

    asked = {name: text for name, text in laws().items() if may_differ(text)}
    own = tuple(text for name, text in asked.items() if not name.startswith(WHOLE))
    sums = tuple(
        each for each in (FIGURES, YEARLY, PAYMENTS, LINES, DRAWN_FROM) if may_differ(each)
    )
    many = any(name.startswith(WHOLE) for name in asked)
    needed = [*own, *sums, *([_MANY] if many else []), *([_DAYS] if is_of_another_day else [])]
    return Question(own, sums, many, files_behind(needed), is_of_another_day)
