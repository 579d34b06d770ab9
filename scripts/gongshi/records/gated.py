"""The gate for all records of a kind at once: what `gate.published` lets out of each, in Arrow.

The rules are the gate's own (`gate`), said once more for columns: of a city there are many records,
and most pages need few of them. That both let out the same is tested on records of every kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, reduce

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.kinds import Field, Kind
from gongshi.records.gate import AGREED, OPEN, PERSON, WITHHELD

NAMED_UNTIL = "names_until"  # the last day on which a notice shows whom it is about


def consenting_of(rosters: pa.StructArray | None) -> frozenset[str]:
    """The numbers whose line in these rosters consents to itemised entries: `gate.consenting`."""
    if rosters is None:
        return frozenset()
    members = pc.struct_field(rosters, "members").flatten()
    consent, minor, number = (
        pc.struct_field(members, name) for name in ("consent", "minor", "number")
    )
    asked = pc.is_in(consent, pa.array(AGREED, pa.string()))
    return frozenset(number.filter(pc.and_not(asked, pc.fill_null(minor, False))).to_pylist())


def published_all(
    kind: Kind, records: pa.StructArray, agreed: frozenset[str], as_of: str
) -> pa.StructArray:
    """What anyone may read of each of `records`, as structs of the same type.

    A notice whose day for names lies before `as_of` names nobody any more, by number neither.
    """
    shown = _shown(kind, records, _numbers(agreed))
    if kind.field(NAMED_UNTIL) is None:
        return shown
    over = pc.fill_null(pc.less(pc.struct_field(records, NAMED_UNTIL), as_of), False)
    if not pc.any(over).as_py():
        return shown
    both = pa.concat_arrays([shown, _shown(kind, records, pa.array([], pa.string()))])
    rows = pa.arange(0, len(records))
    return both.take(pc.if_else(over, pc.add(rows, len(records)), rows))


@lru_cache(1)
def _numbers(agreed: frozenset[str]) -> pa.Array:
    """The numbers as Arrow has them: they are the same for all kinds, and many."""
    return pa.array(list(agreed), pa.string())


def _shown(kind: Kind, records: pa.StructArray, agreed: pa.Array) -> pa.StructArray:
    own_ids = {items.array: items.id for items in kind.items if items.item == PERSON}
    shown = _object(kind.fields, records, agreed, own_ids)
    if kind.name != "correction":
        return shown
    # Without it, what undoes one person's line would read as undoing everybody's.
    names, columns = shown.type.names, shown.flatten()
    at = names.index("number")
    lost = pc.and_(pc.is_valid(records.field("number")), pc.is_null(columns[at]))
    columns[at] = pc.if_else(lost, WITHHELD, columns[at])
    return pa.StructArray.from_arrays(columns, fields=list(shown.type))


def _object(
    fields: Sequence[Field],
    rows: pa.StructArray,
    agreed: pa.Array,
    own_ids: dict[str, str],
    own_id: str | None = None,
) -> pa.StructArray:
    """What of each object is shown; one of which nothing is, is absent (null)."""
    held = dict(zip(rows.type.names, rows.flatten(), strict=True))
    people = [held[each.name] for each in fields if PERSON in each.refers_to]
    if own_id is not None:
        people.append(held[own_id])
    consented = _consented(people, agreed) if people else None
    columns = []
    for each in fields:
        values = held[each.name]
        if each.publish not in OPEN or values.null_count == len(values):
            values = pa.nulls(len(rows), values.type)
        elif each.fields:
            values = _object(each.fields, values, agreed, {})
        elif each.item is not None:
            values = _list(each, values, agreed, own_ids.get(each.name))
        elif each.publish == "consent":
            nothing = pa.nulls(len(rows), values.type)
            values = nothing if consented is None else pc.if_else(consented, values, nothing)
        columns.append(values)
    absent = reduce(pc.and_, (each.is_null() for each in columns))
    return pa.StructArray.from_arrays(columns, fields=list(rows.type), mask=absent)


def _consented(people: Sequence[pa.Array], agreed: pa.Array) -> pa.BooleanArray:
    """Where somebody is named, and all who are have agreed."""
    named = reduce(pc.or_, (each.is_valid() for each in people))
    against = reduce(
        pc.or_, (pc.and_not(each.is_valid(), pc.is_in(each, agreed)) for each in people)
    )
    return pc.and_not(named, against)


def _list(field: Field, lists: pa.ListArray, agreed: pa.Array, own_id: str | None) -> pa.ListArray:
    """A list is let through to be judged inside; of scalars under consent, the agreed ones."""
    item = field.item
    entries = lists.flatten()
    lost = None
    if item is None or not item.fields:
        kept = pc.is_in(entries, agreed) if field.publish == "consent" else None
    else:
        before = entries
        entries = _object(item.fields, entries, agreed, {}, own_id)
        kept = entries.is_valid()
        people = [each.name for each in item.fields if PERSON in each.refers_to]
        if people and not any(each.name == "id" for each in item.fields):
            # Where a list goes by numbers, the place of one withheld would tell what it is near.
            lost = reduce(pc.or_, (_lost(before, entries, name) for name in people))
    return _lists(lists, entries, kept, lost)


def _lost(before: pa.StructArray, shown: pa.StructArray, name: str) -> pa.BooleanArray:
    return pc.and_not(
        pc.is_valid(pc.struct_field(before, name)), pc.is_valid(pc.struct_field(shown, name))
    )


def _lists(
    lists: pa.ListArray, entries: pa.Array, kept: pa.BooleanArray | None, lost: pa.Array | None
) -> pa.ListArray:
    """`lists` anew of those `entries` that are kept, the lost ones last; an empty one is absent."""
    zero = pa.array([0], pa.int32())
    ends = pc.cumulative_sum(pc.fill_null(pc.list_value_length(lists), 0).cast(pa.int32()))
    bounds = pa.concat_arrays([zero, ends])
    if lost is not None and pc.any(lost).as_py():
        keys = pa.table(
            {
                "list": pc.list_parent_indices(lists),
                "lost": lost.cast(pa.int8()),
                "at": pa.arange(0, len(entries)),
            }
        )
        order = pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names])
        entries = entries.take(order)
        kept = None if kept is None else kept.take(order)
    if kept is not None:
        counted = pc.cumulative_sum(kept.cast(pa.int32()))
        bounds = pa.concat_arrays([zero, counted]).take(bounds)
        entries = entries.filter(kept)
    empty = pc.equal(bounds[1:], bounds[:-1])
    return pa.ListArray.from_arrays(bounds, entries, type=lists.type, mask=empty)
