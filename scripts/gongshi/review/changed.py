"""Which records a change adds, takes away, renames or alters, and in which fields.

Closed fields, and numbers of people who may not be told of, are not told, nor is what a person has
had taken away; that there was a change in what is not told, is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.kinds import Field, Kind
from gongshi.records.differences import Key, Record, differences, renamed, steps_to
from gongshi.records.gate import PERSON, WITHDRAWN, published
from gongshi.records.gated import NAMED_UNTIL, consenting_of
from gongshi.records.load import Loaded
from gongshi.records.tables import as_read
from gongshi.review.sides import Sides


@dataclass(frozen=True, slots=True)
class Altered:
    """A field that changed: `steps` lead to it, each a field or the key of a list's entry.

    None is absence.
    """

    steps: tuple[Field | str, ...]
    before: Any
    after: Any

    @property
    def field(self) -> Field:
        """The field itself; of a place in a list the list."""
        return next(each for each in reversed(self.steps) if isinstance(each, Field))

    @property
    def top(self) -> Field:
        """The field of the record in which it lies, or itself."""
        return next(each for each in self.steps if isinstance(each, Field))

    @property
    def path(self) -> str:
        """The steps by their names."""
        return "/".join(each if isinstance(each, str) else each.name for each in self.steps)


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that is not the same on both sides; `record` is its later state, as published.

    `state` is `added`, `removed`, `renamed` (from the id `was`), `changed`, `rewritten`: it says
    the same in another way or place; or `unreadable`: it is there, and cannot be read. `is_closed`:
    something changed that is not told.
    """

    kind: str
    id: str
    state: str
    record: Record
    was: str = ""
    fields: tuple[Altered, ...] = ()
    is_closed: bool = False


def agreed_by(sides: Sides) -> frozenset[str]:
    """The numbers that may be told: who agrees now, and did before if they were there."""
    were, are = (consenting_of(side.structs["roster"]) for side in (sides.before, sides.after))
    known = frozenset(sides.before.tables["roster__members"]["number"].to_pylist())
    return are - (known - were)


def changed(sides: Sides, kinds: Mapping[str, Kind], agreed: frozenset[str]) -> list[Changed]:
    """The records that are not the same, by kind and id, as told on the later side's day.

    `agreed` are the numbers that may be told (`agreed_by`).
    """
    wanted = pa.array(sorted(sides.changed), pa.string())
    old, new = (_records(side, wanted) for side in (sides.before, sides.after))
    new_ids = renamed(old, new)
    rows = sides.after.tables["broken"].to_pylist()
    broken = {(row["kind"], row["id"]) for row in rows}
    day = sides.day
    found: list[Changed] = []
    for key in sorted(old.keys() | new.keys()):
        kind = kinds[key[0]]
        if key in new_ids.values():
            continue
        shown = _shown(kind, new.get(key) or old[key], agreed, day)
        if key in new_ids:
            found.append(Changed(*key, "renamed", shown, was=new_ids[key][1]))
        elif key in broken:
            found.append(Changed(*key, "unreadable", {}))
        elif key not in new:
            # Who is gone is not named once more.
            found.append(Changed(*key, "removed", {} if kind.describes_person else shown))
        elif key not in old:
            found.append(Changed(*key, "added", shown))
        else:
            found.append(_between(key, kind, old[key], new[key], agreed, day))
    return found


def _shown(kind: Kind, record: Record, agreed: frozenset[str], day: str) -> dict[str, Any]:
    """What may be told of a record; of a notice whose day for names is over no number."""
    return published(kind, record, frozenset() if record.get(NAMED_UNTIL, day) < day else agreed)


def _records(side: Loaded, paths: pa.Array) -> dict[Key, Record]:
    """The good records of a side that lie in these files."""
    numbers = pc.index_in(paths, pa.array(side.paths, pa.string())).drop_null()
    found: dict[Key, Record] = {}
    for kind, structs in side.structs.items():
        rows = pc.indices_nonzero(
            pc.is_in(side.tables[kind]["file"].combine_chunks(), numbers.cast(pa.int64()))
        )
        for record in as_read(structs.take(rows)):
            found[kind, record["id"]] = record
    return found


def _between(
    key: Key, kind: Kind, old: Record, new: Record, agreed: frozenset[str], day: str
) -> Changed:
    shown_old, shown_new = (_shown(kind, each, agreed, day) for each in (old, new))
    if WITHDRAWN in new:
        shown_old = {name: value for name, value in shown_old.items() if name in shown_new}
    fields = tuple(_altered(kind, shown_old, shown_new))
    whole = sum(1 for _ in differences(old, new))
    state = "changed" if whole else "rewritten"
    return Changed(*key, state, shown_new, fields=fields, is_closed=whole > len(fields))


def _altered(kind: Kind, old: Record, new: Record) -> Iterator[Altered]:
    for pointer, before, after in differences(dict(old), dict(new)):
        steps = tuple(
            each.field if each.at is None else each.key or str(each.at + 1)
            for each in steps_to(kind, pointer, new)
        )
        field = Altered(steps, before, after).field
        value = field.item or field
        if value.person or PERSON in value.refers_to:
            # Whoever is gone stays gone.
            if isinstance(before, list):
                before = [each for each in before if each in (after or ())] or None
            elif after is None:
                before = None
        if before != after:
            yield Altered(steps, before, after)
