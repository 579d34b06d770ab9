"""The one gate between what the repository holds and what anybody may read.

A property is published only if its schema says `x-publish: public`; `x-publish: consent` lets it
out as far as the volunteer it is about has agreed; everything else stays in. Pages, open data and
downloads receive records from here and from nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongshi.kinds import Field, Kind

Record = Mapping[str, Any]

PERSON = "volunteer"  # the item kind whose ids stand for people
NUMBER = re.compile(r"v-[0-9a-hjkmnp-tv-z]{6}", re.ASCII)  # how such an id looks
OPEN = ("public", "consent")  # levels of publication that let anything out
WITHHELD = "withheld"  # in place of a number that may not be told but must not seem absent
WITHDRAWN = "withdrawn_on"  # the field of a record that was taken down at somebody's wish
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


@dataclass(frozen=True, slots=True)
class _Plan:
    """What of an object may be let through, read off its fields once.

    `people` are the fields that name a volunteer; `shown` those that are open, each with whether it
    needs consent itself, and whether it is a plain value with nothing inside to be judged.
    """

    fields: Sequence[Field]
    people: tuple[str, ...]
    shown: tuple[tuple[str, Field, bool, bool], ...]


_plans: dict[int, _Plan] = {}  # by the identity of the fields, which the plan keeps alive


def _plan(fields: Sequence[Field]) -> _Plan:
    plan = _plans.get(id(fields))
    if plan is None:
        shown = []
        for each in fields:
            container = bool(each.fields) or each.item is not None
            if each.publish in OPEN:
                asks = each.publish == "consent" and not container
                shown.append((each.name, each, asks, not container))
        people = tuple(each.name for each in fields if PERSON in each.refers_to)
        plan = _plans[id(fields)] = _Plan(fields, people, tuple(shown))
    return plan


def _object(
    fields: Sequence[Field],
    value: Record,
    agreed: frozenset[str],
    item_ids: Mapping[str, str],
    own_id: str | None = None,
) -> dict[str, Any]:
    plan = _plan(fields)
    people = [value[name] for name in plan.people if name in value]
    if own_id is not None and own_id in value:
        people.append(value[own_id])
    consented = bool(people) and all(number in agreed for number in people)
    shown: dict[str, Any] = {}
    for name, each, asks, plain in plan.shown:
        if name in value and (consented or not asks):
            kept = value[name] if plain else _value(each, value[name], agreed, item_ids)
            if kept or plain:
                shown[name] = kept
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
        people = _plan(field.item.fields).people
        if people and not any(each.name == "id" for each in field.item.fields):
            # Where a list goes by numbers, the place of one withheld would tell what it is near.
            kept: list[dict[str, Any]] = []
            lost: list[dict[str, Any]] = []
            for row, shown in zip(value, rows, strict=True):
                is_lost = any(name in row and name not in shown for name in people)
                (lost if is_lost else kept).append(shown)
            rows = kept + lost
        return [row for row in rows if row]
    if field.publish == "consent":
        return [each for each in value if each in agreed]
    return value
