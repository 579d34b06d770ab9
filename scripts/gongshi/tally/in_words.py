"""Rules, amounts and results in words, from the phrases of `words/rules.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gongshi.kinds import Kind
from gongshi.tally.results import Line, Quota, Star
from gongshi.words import Lang, say

Row = Mapping[str, Any]


def amount_in_words(measure: str, amount: Decimal | int, lang: Lang) -> str:
    """An amount with its unit: `6,300 分钟`, `10 积分`; fen are said in yuan."""
    number = Decimal(amount) / 100 if measure == "fen" else Decimal(amount)
    return say(f"rules.amount.{measure}", lang, number=_number(number))


def sum_in_words(measure: str, amount: Decimal | int, lang: Lang) -> str:
    """An amount, minutes also in hours: `6,300 分钟 = 105 小时`."""
    return _with_hours("same", measure, amount, lang)


def rule_in_words(policy: Row, rule: Row, lang: Lang, kinds: Mapping[str, Kind]) -> str:
    """A rule of a policy as a sentence, marked where the text left it open.

    `rule` is an entry of the policy's `earning`, `quotas` or `stars`, as in the record (absent
    properties left out) or as a table's row (absent is None). A reported policy says no more than
    its text; how this repository counts is said of local ones only.
    """
    is_local = policy["basis"] == "local"
    if "star" in rule:
        sentence = _star_rule(rule, lang)
    elif "event" in rule:
        sentence = _earning_rule(rule, is_local, lang)
    else:
        sentence = _quota_rule(rule, is_local, lang, kinds)
    if not rule.get("assumed"):
        return sentence
    if rule.get("why"):
        return sentence + say("rules.assumed_why", lang, why=rule["why"])
    return sentence + say("rules.assumed", lang)


def working_in_words(line: Line, lang: Lang) -> str:
    """How a ledger line's amount came about: `250 元，计 2 次 × 10 积分 = 20 积分`."""
    quantity = amount_in_words("minutes" if line.event == "service" else "fen", line.quantity, lang)
    if line.measure == "fen" or (line.measure == "minutes" and line.amount == line.quantity):
        return quantity
    return say(
        f"rules.working.{'once' if line.times == 1 else 'times'}",
        lang,
        quantity=quantity,
        times=_number(Decimal(line.times)),
        unit_amount=amount_in_words(line.measure, line.unit_amount, lang),
        amount=amount_in_words(line.measure, line.amount, lang),
    )


def star_in_words(star: Star, lang: Lang) -> list[str]:
    """What a volunteer's minutes are enough for, and what the next star lacks."""
    minutes = sum_in_words("minutes", star.minutes, lang)
    if star.threshold is None:
        said = [say("rules.stars.none", lang, minutes=minutes)]
    else:
        said = [
            say(
                "rules.stars.eligible",
                lang,
                minutes=minutes,
                star=star_name(star.star, lang),
                threshold=amount_in_words("minutes", star.threshold, lang),
            )
        ]
    if star.next_star is not None and star.next_threshold is not None:
        said.append(
            say(
                "rules.stars.next",
                lang,
                star=star_name(star.next_star, lang),
                threshold=amount_in_words("minutes", star.next_threshold, lang),
                missing=sum_in_words("minutes", star.next_threshold - star.minutes, lang),
            )
        )
    return said


def quota_in_words(quota: Quota, as_of: str, lang: Lang, kinds: Mapping[str, Kind]) -> str:
    """How many of a unit's people reached a yearly target, unless they are too few to say."""
    who = _cohort(quota.cohort, lang, kinds) or say("rules.quotas.everyone", lang)
    if quota.per_ten_thousand is None:
        return say("rules.quotas.hidden", lang, year=quota.year, who=who)
    return say(
        f"rules.quotas.{'shown' if quota.is_over else 'open'}",
        lang,
        year=quota.year,
        as_of=as_of,
        who=who,
        members=quota.members,
        reached=quota.reached,
        target=amount_in_words(quota.measure, quota.target, lang),
        rate=_number(Decimal(quota.per_ten_thousand) / 100),
    )


def _earning_rule(rule: Row, is_local: bool, lang: Lang) -> str:
    event, measure, step, at_least = (
        rule.get(name) for name in ("event", "measure", "step", "at_least")
    )
    if measure == "minutes" and event != "service":
        return say("rules.earning.no_hours", lang)
    exact = measure == "minutes" and step == 1 and Decimal(rule["amount"]) == 1
    form = "exact" if exact else "step" if step else "flat"
    unit = "minutes" if event == "service" else "fen"
    phrase = f"{event}.{form}{'_from' if at_least else ''}"
    if phrase.endswith(".step") and not is_local and not rule.get("assumed"):
        phrase = f"reported.{event}"
    return say(
        f"rules.earning.{phrase}",
        lang,
        amount=amount_in_words(str(measure), Decimal(rule["amount"]), lang),
        step=_with_hours("beside", unit, step or 0, lang),
        at_least=_from(unit, at_least or 0, lang),
    )


def _quota_rule(rule: Row, is_local: bool, lang: Lang, kinds: Mapping[str, Kind]) -> str:
    amount = sum_in_words(rule["measure"], Decimal(rule["amount"]), lang)
    cohort = _cohort(rule.get("cohort"), lang, kinds)
    target = say(
        f"rules.quota.{'of_cohort' if cohort else 'of_all'}", lang, cohort=cohort, amount=amount
    )
    return target + say("rules.quota.how", lang) if is_local else target


def _star_rule(rule: Row, lang: Lang) -> str:
    minutes = _with_hours("beside", "minutes", rule["minutes"], lang)
    return say("rules.star.rule", lang, minutes=minutes, star=star_name(rule["star"], lang))


def _with_hours(form: str, measure: str, amount: Decimal | int, lang: Lang) -> str:
    plain = amount_in_words(measure, amount, lang)
    if measure != "minutes" or amount < 60 or amount % 1:
        return plain
    hours, minutes = divmod(int(amount), 60)
    name = "hours_minutes" if minutes else "hours"
    said = say(f"rules.amount.{name}", lang, hours=f"{hours:,}", minutes=minutes)
    return say(f"rules.amount.{form}", lang, minutes=plain, hours=said)


def _from(unit: str, amount: int, lang: Lang) -> str:
    """An amount from which something counts, that amount included."""
    if unit == "minutes" and amount >= 60:
        return _with_hours("beside_included", unit, amount, lang)
    return say("rules.amount.included", lang, amount=amount_in_words(unit, amount, lang))


def star_name(star: int, lang: Lang) -> str:
    """`三星`, `three stars`."""
    return say(f"rules.star.named.{star}", lang)


def _cohort(cohort: str | None, lang: Lang, kinds: Mapping[str, Kind]) -> str:
    """The schema's own word for a cohort; empty where the rule is for everyone."""
    quotas = kinds["policy"].field("quotas")
    field = quotas.child("cohort") if quotas else None
    return field.enum[cohort][lang] if field and cohort else ""


def _number(number: Decimal) -> str:
    """Digits with thousands apart and no idle zeros behind the point."""
    said = f"{number:,f}"
    return said.rstrip("0").rstrip(".") if "." in said else said
