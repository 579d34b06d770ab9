"""Life cycles: from one value to another only as the schema says (`x-moves`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongshi.checks.change.commits import Altered, Change
from gongshi.findings import Finding
from gongshi.kinds import Field, Move
from gongshi.records.commits import Record
from gongshi.words import Lang, say

ILLEGAL = "C001"
_LANGS: tuple[Lang, ...] = ("zh", "en")


def illegal_moves(change: Change) -> Iterator[Finding]:
    """Every value with a life cycle that did not move along it.

    A change may bring several steps at once, each with its day.
    """
    for altered in change.altered.values():
        if altered.before is None or altered.after is None:
            continue
        for field in altered.kind.fields:
            old, new = altered.before.get(field.name), altered.after.get(field.name)
            moved = field.moves and None not in (old, new) and old != new
            if moved and not _leads(field.moves, str(old), str(new), altered.after):
                yield _finding(altered, field, str(old), str(new))


def _leads(moves: Mapping[str, Move], old: str, new: str, record: Record) -> bool:
    """Whether steps lead from one value to another, each of which has its day."""
    reached, waiting = {old}, [old]
    while waiting:
        here = waiting.pop()
        for value, move in moves.items():
            if value not in reached and here in move.sources and move.on in record:
                reached.add(value)
                waiting.append(value)
    return new in reached


def _finding(altered: Altered, field: Field, old: str, new: str) -> Finding:
    args: dict[str, str] = {}
    for lang in _LANGS:
        names = {value: words[lang] for value, words in field.enum.items()}
        next_ones = [value for value, move in field.moves.items() if old in move.sources]
        days = [altered.kind.field(field.moves[each].on) for each in next_ones]
        both = zip(next_ones, days, strict=True)
        allowed = [f"{names[each]} ({day.name})" for each, day in both if day is not None]
        args |= {
            f"old_{lang}": names.get(old, old),
            f"new_{lang}": names.get(new, new),
            f"allowed_{lang}": say("cli.findings.comma", lang).join(allowed)
            or say("cli.findings.absent", lang),
        }
    return Finding(altered.path, ILLEGAL, f"/{field.name}", args=args)
