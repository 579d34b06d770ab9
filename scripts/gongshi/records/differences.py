"""Where two versions of a record differ, and which records are the same under another id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, NamedTuple

from gongshi.kinds import Field, Kind
from gongshi.records.positions import escape

Key = tuple[str, str]  # kind, id
Record = Mapping[str, Any]


class Step(NamedTuple):
    """A step on the way to a place in a record: into a field, or to an entry of a list.

    `field` is what is reached. `at` is the entry's place, None for a field; `key` is the id or
    number by which its list tells it apart, if it does.
    """

    field: Field
    at: int | None = None
    key: str | None = None


def differences(old: Any, new: Any, pointer: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Pointers into the new record with the value before and after; None is absence.

    What is gone from a list is told at the list; entries of a list are known by their id or
    number, so that one taken out is one difference, and where they have none by their place.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from differences(old.get(key), new.get(key), f"{pointer}/{escape(key)}")
    elif (name := row_key(old)) and name == row_key(new):
        before = {each[name]: each for each in old}
        after = {each[name]: (at, each) for at, each in enumerate(new)}
        for key, each in before.items():
            at, other = after.get(key, (None, None))
            yield from differences(each, other, pointer if at is None else f"{pointer}/{at}")
        for key, (at, each) in after.items():
            if key not in before:
                yield f"{pointer}/{at}", None, each
    elif _is_table(old) and _is_table(new):
        for at, (one, other) in enumerate(zip_longest(old, new)):
            yield from differences(one, other, pointer if other is None else f"{pointer}/{at}")
    elif (type(old), old) != (type(new), new):
        yield pointer, old, new


def _is_table(value: Any) -> bool:
    """Whether it is a list of objects."""
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def row_key(value: Any) -> str | None:
    """The property by which the entries of a list are told apart, if there is one."""
    if not _is_table(value):
        return None
    for name in ("id", "number"):
        keys = [each.get(name) for each in value]
        if keys and None not in keys and len(set(keys)) == len(keys):
            return name
    return None


def steps_to(kind: Kind, pointer: str, record: Record) -> Iterator[Step]:
    """The way to a place that `differences` told of, in the new record."""
    first, *rest = pointer.split("/")[1:]
    field = next(each for each in kind.fields if each.name == first)
    held: Any = record.get(first)
    yield Step(field)
    for step in rest:
        if field.item is not None:
            at, name = int(step), row_key(held)
            held, field = held[at], field.item
            yield Step(field, at, str(held[name]) if name else None)
        else:
            field = next(each for each in field.fields if each.name == step)
            held = held.get(step)
            yield Step(field)


def renamed(old: Mapping[Key, Record], new: Mapping[Key, Record]) -> dict[Key, Key]:
    """The new key of each record that is gone, and there again under another id."""
    gone = {_but_id(kind, record): (kind, id) for (kind, id), record in old.items()}
    return {
        key: gone[_but_id(key[0], record)]
        for key, record in new.items()
        if key not in old
        and _but_id(key[0], record) in gone
        and gone[_but_id(key[0], record)] not in new
    }


def _but_id(kind: str, record: Record) -> str:
    return repr((kind, sorted((name, each) for name, each in record.items() if name != "id")))
