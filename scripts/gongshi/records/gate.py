"""The one gate between what the repository holds and what anybody may read.

A property is published only if its schema says `x-publish: public`; `x-publish: consent` lets it
out as far as the volunteer it is about has agreed; everything else stays in. Pages, open data and
downloads receive records from here and from nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from gongshi.kinds import Field, Kind

Record = Mapping[str, Any]

PERSON = "volunteer"  # the item kind whose ids stand for people
NUMBER = re.compile(r"v-[0-9a-hjkmnp-tv-z]{6}", re.ASCII)  # how such an id looks
OPEN = ("public", "consent")  # levels of publication that let anything out
WITHHELD = "withheld"  # in place of a number that may not be told but must not seem absent
AGREED = ("number", "name")  # what a roster line may consent to, beyond nothing


def consenting(rosters: Iterable[Record], to: Collection[str] = AGREED) -> frozenset[str]:
    """The numbers whose roster line consents `to` any of these; never a minor's.

    By default to itemised entries at least. design.md section 6, "Consent and publication".
    """
    return frozenset(
        member["number"]
        for roster in rosters
        for member in roster.get("members", ())
        if member.get("consent") in to and not member.get("minor", False)
    )


def published(kind: Kind, record: Record, agreed: frozenset[str]) -> dict[str, Any]:
    """What anyone may read of `record`; `agreed` are the numbers from `consenting`."""
    item_ids = {items.array: items.id for items in kind.items if items.item == PERSON}
    shown = _object(kind.fields, record, agreed, item_ids)
    if kind.name == "correction" and "number" in record:
        # Without it, what undoes one person's line would read as undoing everybody's.
        shown.setdefault("number", WITHHELD)
    return shown


def _object(
    fields: Sequence[Field],
    value: Record,
    agreed: frozenset[str],
    item_ids: Mapping[str, str],
    own_id: str | None = None,
) -> dict[str, Any]:
    people = [
        value[each.name]
        for each in fields
        if each.name in value and (PERSON in each.refers_to or each.name == own_id)
    ]
    consented = bool(people) and all(number in agreed for number in people)
    shown: dict[str, Any] = {}
    for each in fields:
        if each.name not in value or each.publish not in OPEN:
            continue
        container = each.fields or each.item is not None
        if each.publish == "public" or container or consented:
            kept = _value(each, value[each.name], agreed, item_ids)
            if kept not in ({}, []):
                shown[each.name] = kept
    return shown


def _value(field: Field, value: Any, agreed: frozenset[str], item_ids: Mapping[str, str]) -> Any:
    """A container is let through to be judged inside; of scalars under consent, the agreed ones."""
    if field.fields:
        return _object(field.fields, value, agreed, {})
    if field.item is None:
        return value
    if field.item.fields:
        own_id = item_ids.get(field.name)
        rows = [_object(field.item.fields, row, agreed, {}, own_id) for row in value]
        if not any(each.name == "id" for each in field.item.fields):
            # Where a list goes by numbers, the place of one withheld would tell what it is near.
            lost = [_has_lost_person(field.item, *pair) for pair in zip(value, rows, strict=True)]
            rows = [rows[at] for at in sorted(range(len(rows)), key=lost.__getitem__)]
        return [row for row in rows if row]
    if field.publish == "consent":
        return [each for each in value if each in agreed]
    return value


def _has_lost_person(item: Field, row: Record, shown: Record) -> bool:
    """Whether a row of a list named a person and, as shown, no longer does."""
    return any(
        PERSON in each.refers_to and each.name in row and each.name not in shown
        for each in item.fields
    )
