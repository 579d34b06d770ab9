"""How values read on a page: dates, durations, and a printed figure taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from gongshi.kinds import Field
from gongshi.tally.amounts import amount_in_words
from gongshi.words import Lang, say

Told = Callable[[Field, Any], str | None]

MANY = 10_000  # values kept in words, since few stand again and again
_FIGURE = re.compile(r"[0-9][0-9,.]*(?:[十百千万亿]+)?")
_NUMBER = re.compile(r"([0-9][0-9,.]*)")
# Bounds may stand a verb away from the number (每周至少组织4次), the others only right before it.
_QUALIFIER = re.compile(
    r"(?:超过|超出|超|逾|近|约|达到|达|第)$|(?:不少于|不超过|至多|至少)(?=[^，。；、]{0,6}$)"
)


@lru_cache(MANY)
def date(value: str, lang: Lang) -> str:
    """`2018-03-15` as 2018年3月15日; a month or a bare year as far as it goes."""
    parts = value.split("-")
    return say(f"pages.date.{('year', 'month', 'day')[len(parts) - 1]}", lang).format(
        *(int(part) for part in parts)
    )


@lru_cache(MANY)
def minutes(value: int, lang: Lang) -> str:
    """A duration in minutes as hours and minutes: 135 → 2 小时 15 分钟."""
    hours, rest = divmod(value, 60)
    form = "minutes" if not hours else "hours" if not rest else "hours_minutes"
    return say(f"pages.duration.{form}", lang, hours=f"{hours:,}", minutes=rest)


def figure(words: str, unit: str | None = None) -> tuple[str, str, str]:
    """A figure as printed, cut around its number: 超过4400人 → 超过, 4400, 人.

    Words with no number in digits, such as 数万, or with several, are not cut. With a `unit` the
    cut is brief: of what stands before the number only the qualifier is kept, and what stands
    after it ends with the unit. The number and its qualifiers are never touched.
    """
    numbers = list(_FIGURE.finditer(words))
    if len(numbers) != 1:
        return ("", words, "")
    before, after = words[: numbers[0].start()], words[numbers[0].end() :]
    if unit is not None:
        before = "".join(_QUALIFIER.findall(before))
        start = after.find(unit)
        after = after[: start + len(unit)] if 0 <= start <= 2 else after
    return (before, numbers[0].group(), after)


def pieces(words: str) -> list[tuple[bool, str]]:
    """Words parted into numbers (true) and what stands between them (false)."""
    return [(part[0].isdigit(), part.strip()) for part in _NUMBER.split(words) if part.strip()]


def scalar(field: Field, value: Any, lang: Lang) -> str:
    """One value of a record in words: enum words, 是 or 否, dates, durations, money, or itself."""
    if isinstance(value, bool):
        return say("pages.yes" if value else "pages.no", lang)
    if value in field.enum:
        return field.enum[value][lang]
    if field.name == "minutes" or field.name.endswith("_minutes"):
        return minutes(value, lang)
    if field.name == "fen":
        return amount_in_words("fen", value, lang)
    if is_date(field):
        return date(value, lang)
    return str(value)


def as_it_stood(field: Field, value: Any, lang: Lang) -> str:
    """The same for a value of another time, which need not keep to the schema of today."""
    try:
        return scalar(field, value, lang)
    except (ValueError, TypeError, IndexError, KeyError):
        return str(value)


def composed(field: Field, value: Any, lang: Lang, told: Told) -> str | None:
    """A value as one text: of an object its fields, of a list its entries one after another.

    `told` says a value that is neither, or gives None for what may not be told: then neither is the
    list that it stands in, nor an object of which nothing is left.
    """
    if isinstance(value, dict):
        inner = field.fields or (field.item.fields if field.item else ())
        known = [
            f"{each.title[lang]} {text}"
            for each in inner
            if each.name in value
            and (text := composed(each, value[each.name], lang, told)) is not None
        ]
        return say("pages.semicolon", lang).join(known) if known else None
    if isinstance(value, list):
        texts = [composed(field.item or field, each, lang, told) for each in value]
        return None if None in texts else say("pages.comma", lang).join(filter(None, texts))
    return told(field, value)


def is_date(field: Field) -> bool:
    """Whether the field holds a year, month or day; not where it may be a quarter."""
    known = _dates.get(id(field))
    if known is None:
        pattern = str(field.schema.get("pattern", ""))
        holds = field.schema.get("format") == "date" or (
            pattern.startswith("^[0-9]{4}(-") and re.search(pattern, "2026-03-15") is not None
        )
        known = _dates[id(field)] = (field, holds)
    return known[1]


_dates: dict[int, tuple[Field, bool]] = {}  # by the identity of the field, which is kept alive
