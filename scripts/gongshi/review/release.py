"""Notes for a release of the data: which records are not the same between two commits.

They are handed on with the data and cannot be taken back, so they tell less than a review: of a
person, and of what is free text, only that it changed; nothing of what was taken down.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gongshi.kinds import Field, Kind
from gongshi.records.gate import PERSON, WITHDRAWN
from gongshi.review.changed import Altered, Changed, agreed_by, changed
from gongshi.review.records_in_words import Line, Quote, RecordWords
from gongshi.review.sides import Sides
from gongshi.words import Lang, say

JSON_VERSION = 1
# In this order. What was only written otherwise says nothing else, and is left out.
PARTS = ("added", "changed", "corrected", "withdrawn", "renamed", "removed")


@dataclass(frozen=True, slots=True)
class Release:
    """What differs between two commits, by part; `fields` of the records hold what may be told.

    `untold` are the titles of further fields, by kind and id. `hidden` counts removed records that
    are not named.
    """

    base: str
    head: str
    day: str
    parts: Mapping[str, Sequence[Changed]]
    untold: Mapping[tuple[str, str], Sequence[Field]]
    hidden: int


def release(sides: Sides, kinds: Mapping[str, Kind]) -> Release:
    """The notes of what changed from one side to the other."""
    parts: dict[str, list[Changed]] = {name: [] for name in PARTS}
    untold: dict[tuple[str, str], list[Field]] = {}
    hidden = 0
    for each in changed(sides, kinds, agreed_by(sides)):
        kind = kinds[each.kind]
        part = _part(each)
        if part == "removed" and kind.describes_person:
            hidden += 1
        elif part is not None:
            told, more = _told(each, kind, part)
            parts[part].append(told)
            untold[each.kind, each.id] = more
    return Release(sides.base, sides.head, sides.day, parts, untold, hidden)


def as_markdown(
    notes: Release, kinds: Mapping[str, Kind], names: tuple[str, str], lang: Lang, quote: Quote
) -> str:
    """The notes for people; `names` are what the two commits are called."""
    words = RecordWords(kinds, lang, quote)
    base, head = (quote(each) for each in names)
    lines = [
        f"# {_say('title', lang, base=base, head=head)}",
        "",
        _say("between", lang, base=notes.base[:12], head=notes.head[:12], day=notes.day),
    ]
    for name, records in notes.parts.items():
        count = len(records) + (notes.hidden if name == "removed" else 0)
        if not count:
            continue
        lines += ["", f"## {_say(f'part.{name}', lang, count=count)}"]
        for kind in dict.fromkeys(each.kind for each in records):
            of_kind = [each for each in records if each.kind == kind]
            lines += ["", f"### {_of_kind(kinds[kind], len(of_kind), lang)}", ""]
            for each in of_kind:
                line = _line(words, notes, each, lang)
                lines += [f"- {line.text}", *(f"  - {below}" for below in line.below)]
        if name == "removed" and notes.hidden:
            lines += ["", f"- {_say('hidden', lang, count=notes.hidden)}"]
    if not (any(notes.parts.values()) or notes.hidden):
        lines += ["", say("review.nothing", lang)]
    return "\n".join(lines) + "\n"


def as_json(notes: Release, names: tuple[str, str]) -> str:
    """The notes for programs, with stable keys; values as the records hold them."""
    document = {
        "version": JSON_VERSION,
        "from": {"name": names[0], "commit": notes.base},
        "to": {"name": names[1], "commit": notes.head, "day": notes.day},
        **{name: [_object(each, notes) for each in notes.parts[name]] for name in PARTS},
        "removedUnnamed": notes.hidden,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _of_kind(kind: Kind, count: int, lang: Lang) -> str:
    return _say("kind", lang, kind=kind.title[lang], count=count)


def _part(each: Changed) -> str | None:
    """The part of the notes that a record belongs to; None for what says the same, or nothing."""
    if each.state in ("rewritten", "unreadable"):
        return None
    if each.state == "added":
        return "corrected" if each.kind == "correction" else "added"
    if any(field.top.name == WITHDRAWN and field.before is None for field in each.fields):
        return "withdrawn"
    return each.state


def _told(each: Changed, kind: Kind, part: str) -> tuple[Changed, list[Field]]:
    """The record with what may be told of it, and the fields of which only that is told."""
    if part == "withdrawn":
        return replace(each, record={}, fields=(), is_closed=False), []
    record = {} if kind.describes_person else each.record
    told = tuple(field for field in each.fields if _may_be_told(kind, field))
    more = {field.top.name for field in each.fields if field not in told}
    fields = [field for field in kind.fields if field.name in more]
    return replace(each, record=record, fields=told), fields


def _may_be_told(kind: Kind, altered: Altered) -> bool:
    """Whether values may be repeated: not of persons, those served, contacts, or free text."""
    if kind.describes_person or kind.of_recipient:
        return False
    # Of a list that names people by number nothing, since a step to one of its lines is a number.
    if any(PERSON in part.refers_to for part in _within(altered.top)):
        return False
    return not any(
        part.person or part.contact or (part.free_text and part.name != kind.label)
        for part in _within(altered.field)
    )


def _within(field: Field) -> Iterator[Field]:
    yield field
    if field.item is not None:
        yield from _within(field.item)
    for each in field.fields:
        yield from _within(each)


def _line(words: RecordWords, notes: Release, each: Changed, lang: Lang) -> Line:
    if each.state == "removed":
        line = Line(words.label(each))
    elif each.kind == "correction" and each.state == "added":
        line = words.with_fields(each, ("entry", "reason"))
    else:
        line = Line(words.label(each), words.record(each).below)
    more = [_say("untold", lang, field=f.title[lang]) for f in notes.untold[each.kind, each.id]]
    return Line(line.text, (*line.below, *more))


def _object(each: Changed, notes: Release) -> dict[str, Any]:
    fields = [
        {"path": field.path, "before": field.before, "after": field.after} for field in each.fields
    ]
    fields += [{"path": field.name} for field in notes.untold[each.kind, each.id]]
    told: dict[str, Any] = {"kind": each.kind, "id": each.id}
    if each.was:
        told["was"] = each.was
    if each.kind == "correction" and each.state == "added":
        told |= {name: each.record[name] for name in ("entry", "reason") if name in each.record}
    return told | ({"fields": fields} if fields else {})


def _say(word: str, lang: Lang, **slots: object) -> str:
    return say(f"push.release.{word}", lang, **slots)
