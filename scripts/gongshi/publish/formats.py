"""How values read on a page: dates, durations, money, and a printed figure taken apart."""

from __future__ import annotations

import re
from typing import Any

from gongshi.kinds import Field
from gongshi.words import Lang, say

_FIGURE = re.compile(r"[0-9][0-9,.]*(?:[十百千万亿]+)?")


def date(value: str, lang: Lang) -> str:
    """`2018-03-15` as 2018年3月15日; a month or a bare year as far as it goes."""
    parts = value.split("-")
    return say(f"pages.date.{('year', 'month', 'day')[len(parts) - 1]}", lang).format(
        *(int(part) for part in parts)
    )


def minutes(value: int, lang: Lang) -> str:
    """A duration in minutes as hours and minutes: 135 → 2 小时 15 分钟."""
    hours, rest = divmod(value, 60)
    form = "minutes" if not hours else "hours" if not rest else "hours_minutes"
    return say(f"pages.duration.{form}", lang, hours=f"{hours:,}", minutes=rest)


def money(fen: int, lang: Lang) -> str:
    """Whole fen as yuan, with the fen only where there are any: 12345 → 123.45 元."""
    yuan, rest = divmod(fen, 100)
    return say("pages.money", lang, yuan=f"{yuan:,}" + (f".{rest:02d}" if rest else ""))


def figure(words: str) -> tuple[str, str, str]:
    """A figure as printed, cut around its number: 超过4400人 → 超过, 4400, 人.

    Nothing is added, dropped or rounded; words without digits, such as 数万, are all number.
    """
    found = _FIGURE.search(words)
    if found is None:
        return ("", words, "")
    return (words[: found.start()], found.group(), words[found.end() :])


def scalar(field: Field, value: Any, lang: Lang) -> str:
    """One value of a record in words: enum words, 是 or 否, dates, durations, money, or itself."""
    if isinstance(value, bool):
        return say("pages.yes" if value else "pages.no", lang)
    if value in field.enum:
        return field.enum[value][lang]
    if field.name == "minutes" or field.name.endswith("_minutes"):
        return minutes(value, lang)
    if field.name == "fen":
        return money(value, lang)
    if is_date(field):
        return date(value, lang)
    return str(value)


def is_date(field: Field) -> bool:
    """Whether the field holds a year, month or day."""
    return str(field.schema.get("pattern", "")).startswith("^[0-9]{4}(-") or (
        field.schema.get("format") == "date"
    )
