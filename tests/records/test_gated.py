"""The gate in columns lets out what the gate on single records does."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from gongshi.kinds import load_kinds
from gongshi.records.gate import PERSON, consenting, published
from gongshi.records.gated import consenting_of, published_all
from gongshi.records.tables import as_read, struct_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gongshi.kinds import Field

AS_OF = "2024-07-01"
NUMBERS = [f"v-{n:06d}" for n in range(8)]
AGREED = frozenset(NUMBERS[::2])


def record(random: Random, fields: Sequence[Field], own_ids: frozenset[str]) -> dict[str, Any]:
    return {
        each.name: value(random, each, own_ids, PERSON in each.refers_to)
        for each in fields
        if random.random() < 0.6
    }


def value(random: Random, field: Field, own_ids: frozenset[str], is_person: bool) -> Any:
    if field.fields:
        return record(random, field.fields, frozenset())
    if field.item is not None:
        of_people = field.name in own_ids or field.publish == "consent"
        return [
            value(random, field.item, frozenset(), is_person or of_people)
            for _ in range(random.randrange(4))
        ]
    if field.type == "integer":
        return random.randrange(9)
    if field.type == "boolean":
        return random.random() < 0.5
    if is_person or field.name in ("number", "id"):
        return random.choice(NUMBERS)
    return random.choice(["", "甲", "2024-06-30", "2024-07-02", *NUMBERS])


@pytest.mark.parametrize("seed", range(3))
def test_columns_and_records_pass_the_same_gate(root: Path, seed: int) -> None:
    random = Random(seed)
    for kind in load_kinds(root / "schemas").values():
        own_ids = frozenset(each.array for each in kind.items if each.item == PERSON)
        records = [record(random, kind.fields, own_ids) for _ in range(60)]
        structs = pa.array(records, struct_of(kind.fields))
        wanted = [
            published(kind, each, frozenset() if each.get("names_until", AS_OF) < AS_OF else AGREED)
            for each in records
        ]
        shown = published_all(kind, structs, AGREED, AS_OF)
        shown.validate(full=True)
        assert as_read(shown) == wanted, kind.name


def test_of_no_records_nothing_is_shown(root: Path) -> None:
    for kind in load_kinds(root / "schemas").values():
        structs = pa.array([], struct_of(kind.fields))
        assert len(published_all(kind, structs, AGREED, AS_OF)) == 0


def test_of_lines_in_columns_the_same_have_consented(root: Path) -> None:
    said = [{"consent": each} for each in ("none", "number", "name")] + [{}]
    lines = [one | each for one in said for each in ({}, {"minor": False}, {"minor": True})]
    members = [{"number": f"v-{n:06d}", **line} for n, line in enumerate(lines)]
    rosters = [{"members": members[:5]}, {}, {"members": members[5:]}]
    fields = load_kinds(root / "schemas")["roster"].fields
    found = consenting_of(pa.array(rosters, struct_of(fields)))
    assert found == consenting(rosters)
    assert found == {"v-000003", "v-000004", "v-000006", "v-000007"}
