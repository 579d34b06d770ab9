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


def tag_words(kind: Kind) -> dict[str, str]:
    """The words of a kind's choices in English, by those in Chinese."""
    choices = [each.enum for each in kind.fields if each.enum]
    return {words["zh"]: words["en"] for of in choices for words in of.values()}


def present(fields: Sequence[Field], rows: Sequence[Mapping[str, Any]]) -> list[Field]:
    """The fields that any of these rows has."""
    return [each for each in fields if any(each.name in row for row in rows)]


def price(reward: Mapping[str, Any], day: str) -> str | None:
    """The points asked for a reward on a day; None before its first price."""
    asked = [each for each in reward["prices"] if each["from"] <= day]
    return str(max(asked, key=lambda each: str(each["from"]))["points"]) if asked else None
