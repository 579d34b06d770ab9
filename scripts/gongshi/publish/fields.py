"""Which fields of a record a page shows, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gongshi.kinds import Field, Kind

_UNTAGGED = ("basis", "level", "standing", "recorded_how", "qualifier", "revoked_reason")


def held(fields: Sequence[Field], record: Mapping[str, Any], skip: Sequence[str]) -> list[Field]:
    """The fields that a record has, but for those to skip."""
    return [each for each in fields if each.name in record and each.name not in skip]


def tables_in(fields: Sequence[Field]) -> list[str]:
    """The fields that are lists of objects."""
    return [each.name for each in fields if each.item is not None and each.item.fields]


def tags(kind: Kind) -> list[Field]:
    """The fields of a kind whose words stand beside a record's name."""
    return [each for each in kind.fields if each.enum and each.name not in _UNTAGGED]


def present(fields: Sequence[Field], rows: Sequence[Mapping[str, Any]]) -> list[Field]:
    """The fields that any of these rows has."""
    return [each for each in fields if any(each.name in row for row in rows)]
