"""Records of which there are very many, written straight in canonical form.

`records.canonical` writes any record and says what that form is, but takes many times as long. A
test compares the two for every file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Head = Mapping[str, Any]  # values in the order of the schema; those of more lines begin with one


def activity(head: Head, lines: Iterable[tuple[str, int]], tail: Head) -> str:
    """An activity: what stands before its participants, they with their minutes, the rest."""
    parts = [*_lines(head), "participants:\n"]
    parts.extend(f"  - number: {number}\n    minutes: {minutes}\n" for number, minutes in lines)
    return "".join((*parts, *_lines(tail)))


def batch(head: Head, name: str, entries: Iterable[Head]) -> str:
    """A roster or batch: its head, then its entries under `name`."""
    parts = [*_lines(head), f"{name}:\n"]
    for entry in entries:
        indent = "  - "
        for line in _lines(entry):
            parts.append(indent + line)
            indent = "    "
    return "".join(parts)


def items(values: Sequence[str]) -> str:
    """The value of a list of texts within an entry."""
    return "".join(f"\n      - {value}" for value in values)


def outputs(label: str, value: int, unit: str) -> str:
    """The value of an activity's `outputs`, of one result."""
    return f"\n  - label: {label}\n    value: '{value}'\n    unit: {unit}"


def accepted(waivers: Iterable[tuple[str, str]], reason: str, reviewer: str) -> str:
    """The value of `accepted`: code and pointer of each finding that may stand."""
    return "".join(
        f"\n  - code: {code}\n    at: {at}\n    reason: {reason}\n    reviewer: {reviewer}"
        for code, at in waivers
    )


def _lines(head: Head) -> Iterator[str]:
    for name, value in head.items():
        text = str(value)
        yield f"{name}:{text}\n" if text[0] == "\n" else f"{name}: {text}\n"
