"""Amounts in words, from the phrases of `words/rules.yaml`."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from gongshi.words import Lang, say

MEASURES = ("minutes", "credit_minutes", "points", "fen")
MANY = 50_000  # amounts kept in words, since few stand again and again
_TIME = ("minutes", "credit_minutes")


@lru_cache(MANY)
def amount_in_words(measure: str, amount: Decimal | int, lang: Lang) -> str:
    """An amount with its unit: `6,300 分钟`, `10 积分`; fen are said in yuan: `5 元`, `5.40 元`."""
    if measure == "fen":
        number = f"{Decimal(amount) / 100:,.{2 if amount % 100 else 0}f}"
    else:
        number = number_in_words(Decimal(amount))
    return say(f"rules.amount.{measure}", lang, number=number)


def sum_in_words(measure: str, amount: Decimal | int, lang: Lang) -> str:
    """An amount, minutes also in hours: `6,300 分钟 = 105 小时`."""
    return with_hours("same", measure, amount, lang)


@lru_cache(MANY)
def with_hours(form: str, measure: str, amount: Decimal | int, lang: Lang) -> str:
    """An amount, whole minutes from an hour on also in hours, put together as `form` says.

    `form` is `same` (`90 分钟 = 1 小时 30 分钟`), `beside` or `beside_included`.
    """
    plain = amount_in_words(measure, amount, lang)
    if measure not in _TIME or amount < 60 or amount % 1:
        return plain
    hours, minutes = divmod(int(amount), 60)
    name = "hours_minutes" if minutes else "hours"
    said = say(f"rules.amount.{name}", lang, hours=f"{hours:,}", minutes=minutes)
    return say(f"rules.amount.{form}", lang, minutes=plain, hours=said)


def number_in_words(number: Decimal) -> str:
    """Digits with thousands apart and no idle zeros behind the point."""
    said = f"{number:,f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def star_name(star: int, lang: Lang) -> str:
    """`三星`, `three stars`."""
    return say(f"rules.star.named.{star}", lang)
