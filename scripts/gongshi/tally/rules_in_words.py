"""The rules of a policy as sentences: what the record says, marked where the text left it open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongshi.kinds import Kind
from gongshi.tally.amounts import amount_in_words, star_name, sum_in_words, with_hours
from gongshi.words import Lang, say

Row = Mapping[str, Any]
Kinds = Mapping[str, Kind]

# The arrays of rules in a policy, in the order in which a reader wants them.
RULES = (
    *("earning", "caps", "expiry", "withdrawals", "windows"),
    *("quotas", "stars", "badges", "unit_stars", "cadence", "order_flow"),
    *("under_notice", "approvals"),
)
_LADDERS = ("stars", "unit_stars")
_NAMES = ("id", "star", "subject", "level")  # what tells the rules of an array apart


def rules_in_words(policy: Row, lang: Lang, kinds: Kinds) -> Iterator[tuple[str, str, str]]:
    """Every rule of a policy record: the array it stands in, its id, and the rule as a sentence.

    A rule without an id goes by what it is about: star, subject or level. After stars, how they go
    together. What a policy says outside its arrays comes last, under the name of the property:
    cohort, overlap tolerated, signed verification.
    """
    for array in RULES:
        for rule in policy.get(array) or ():
            yield array, rule_name(rule), rule_in_words(policy, rule, lang, kinds)
        if array in _LADDERS and policy["basis"] == "local" and len(policy.get(array) or ()) > 1:
            yield array, "", say("rules.ladder", lang)
    if policy.get("overlap_minutes") is not None:
        minutes = amount_in_words("minutes", policy["overlap_minutes"], lang)
        yield "overlap_minutes", "", say("rules.overlap", lang, minutes=minutes)
    if policy.get("signed_verification"):
        yield "signed_verification", "", say("rules.signed_verification", lang)
    if policy.get("cohort"):
        cohort = choice_in_words(kinds, lang, policy["cohort"], "cohort")
        yield "cohort", "", say("rules.only_cohort", lang, cohort=cohort)


def rule_name(rule: Row) -> str:
    """The id of a rule, or what stands for it."""
    return next(str(rule[name]) for name in _NAMES if rule.get(name) is not None)


def rule_in_words(policy: Row, rule: Row, lang: Lang, kinds: Kinds) -> str:
    """A rule of a policy as a sentence, marked where the text left it open.

    `rule` is an entry of one of the policy's arrays (RULES), as in the record (absent properties
    left out) or as a table's row (absent is None). A reported policy says no more than its text;
    how this repository counts is said of local ones only.
    """
    say_it = next(form for word, form in _FORMS.items() if word in rule)
    return say_it(rule, _Told(lang, kinds, policy["basis"] == "local")) + _mark(rule, lang)


@dataclass(frozen=True, slots=True)
class _Told:
    """In what language, with whose words for choices, and whether of a local policy."""

    lang: Lang
    kinds: Kinds
    is_local: bool


def _earning(rule: Row, to: _Told) -> str:
    event, measure, step, at_least = (
        rule.get(name) for name in ("event", "measure", "step", "at_least")
    )
    if measure != "points" and event != "service":
        return say("rules.earning.no_hours", to.lang)
    exact = measure != "points" and step == 1 and Decimal(rule["amount"]) == 1
    each = "saved" if measure == "credit_minutes" else "exact"
    form = each if exact else "step" if step else "flat"
    unit = "minutes" if event == "service" else "fen"
    phrase = f"{event}.{form}{'_from' if at_least else ''}"
    form = phrase.removeprefix(f"{event}.")
    if form in ("step", "flat_from") and not to.is_local and not rule.get("assumed"):
        phrase = f"reported.{form}.{event}"
    amount = amount_in_words(str(measure), Decimal(rule["amount"]), to.lang)
    if measure == "credit_minutes":
        amount = say("rules.amount.saved", to.lang, amount=amount)
    sentence = say(
        f"rules.earning.{phrase}",
        to.lang,
        amount=amount,
        step=with_hours("beside", unit, step or 0, to.lang),
        at_least=_from(unit, at_least or 0, to.lang),
    )
    return sentence + _limited(rule, to)


def _limited(rule: Row, to: _Told) -> str:
    """Which ways of recording an earning rule counts, and its coefficients."""
    said, comma = "", say("rules.list", to.lang)
    if rule.get("recorded"):
        ways = comma.join(
            choice_in_words(to.kinds, to.lang, each, "earning", "recorded")
            for each in rule["recorded"]
        )
        said += say("rules.earning.recorded", to.lang, ways=ways)
    if rule.get("coefficients"):
        each = comma.join(
            say("rules.earning.coefficient", to.lang, **one) + _mark(one, to.lang)
            for one in rule["coefficients"]
        )
        said += say("rules.earning.coefficients", to.lang, each=each)
    return said


def _cap(rule: Row, to: _Told) -> str:
    def most(amount: str) -> str:
        return with_hours("beside", rule["measure"], Decimal(amount), to.lang)

    approved = rule.get("with_approval")
    sentence = say(
        "rules.cap.rule",
        to.lang,
        measure=say(f"rules.measure.{rule['measure']}", to.lang),
        per=say(f"rules.cap.per.{rule['per']}", to.lang),
        amount=most(rule["amount"]),
        approval=say("rules.cap.approval", to.lang, amount=most(approved)) if approved else "",
        beyond=say(f"rules.cap.beyond.{rule['beyond']}", to.lang),
    )
    return sentence + _how("cap", to.is_local, to.lang)


def _expiry(rule: Row, to: _Told) -> str:
    month, day = rule["month_day"].split("-")
    sentence = say(
        f"rules.expiry.{'later' if rule['years'] else 'same_year'}",
        to.lang,
        day=say(
            "rules.expiry.day", to.lang, month=say(f"rules.month.{month}", to.lang), day=int(day)
        ),
        measure=say(f"rules.measure.{rule['measure']}", to.lang),
        years=rule["years"],
    )
    corrected = say("rules.expiry.corrected", to.lang) if to.is_local else ""
    return sentence + _how("expiry", to.is_local, to.lang) + corrected


def _use(rule: Row, to: _Told) -> str:
    return say(f"rules.use.{rule['for']}", to.lang)


def _window(rule: Row, to: _Told) -> str:
    least = rule.get("at_least")
    amount = amount_in_words("points", Decimal(least or 0), to.lang)
    sentence = say(
        f"rules.window.{rule['every'] if rule.get('month') else 'month'}",
        to.lang,
        month=rule.get("month"),
        from_day=rule["from_day"],
        to_day=rule["to_day"],
        only=say("rules.window.only", to.lang, amount=amount) if least else "",
    )
    return sentence + (say("rules.window.short", to.lang) if rule["to_day"] > 28 else "")


def _quota(rule: Row, to: _Told) -> str:
    amount = sum_in_words(rule["measure"], Decimal(rule["amount"]), to.lang)
    cohort = cohort_in_words(rule.get("cohort"), to.lang, to.kinds)
    target = say(
        f"rules.quota.{'of_cohort' if cohort else 'of_all'}", to.lang, cohort=cohort, amount=amount
    )
    return target + _how("quota", to.is_local, to.lang)


def _star(rule: Row, to: _Told) -> str:
    rating, hours, months = (
        rule.get(name) for name in ("min_rating", "max_response_hours", "months_member")
    )
    gates = [say("rules.gate.rating", to.lang, least=rating)] if rating else []
    gates += [say("rules.gate.response", to.lang, most=hours)] if hours else []
    gates += [say("rules.gate.months", to.lang, least=months)] if months else []
    sentence = say(
        "rules.star.rule",
        to.lang,
        minutes=with_hours("beside", "minutes", rule["minutes"], to.lang),
        gates="".join(gates),
        star=star_name(rule["star"], to.lang),
    )
    return sentence + _how("gate", to.is_local and bool(rating or hours), to.lang)


def _badge(rule: Row, to: _Told) -> str:
    rating = rule.get("min_rating")
    sentence = say(
        "rules.badge.rule",
        to.lang,
        per=say(f"rules.badge.per.{rule['per']}", to.lang),
        activities=rule["activities"],
        rating=say("rules.gate.rating", to.lang, least=rating) if rating else "",
        name=rule["name"],
    )
    gate = _how("gate", to.is_local and bool(rating), to.lang)
    return sentence + gate + _how("badge", to.is_local, to.lang)


def _unit_star(rule: Row, to: _Told) -> str:
    sentence = say(
        "rules.unit_star.rule",
        to.lang,
        star=star_name(rule["star"], to.lang),
        accounts=rule["accounts"],
        minutes=with_hours("beside", "minutes", rule["minutes"], to.lang),
        projects=rule["projects"],
        redeemed=amount_in_words("points", Decimal(rule["redeemed"]), to.lang),
        partners=rule["partners"],
    )
    return sentence + _how("unit_star", to.is_local, to.lang)


def _cadence(rule: Row, to: _Told) -> str:
    days = rule.get("grace_days")
    sentence = say(
        "rules.cadence.rule",
        to.lang,
        by=say(f"rules.cadence.by.{rule['by']}", to.lang),
        step=say(f"rules.cadence.step.{rule['step']}", to.lang),
        grace=say("rules.cadence.grace", to.lang, days=days) if days else "",
    )
    return sentence + _how("cadence", to.is_local, to.lang)


def _under_notice(rule: Row, to: _Told) -> str:
    what = "posting" if rule["subject"] == "postings" else "rule"
    sentence = say(
        f"rules.under_notice.{what}",
        to.lang,
        subject=choice_in_words(to.kinds, to.lang, rule["subject"], "under_notice", "subject"),
        days=rule["working_days"],
    )
    return sentence + _how("under_notice", to.is_local, to.lang)


def _approval(rule: Row, to: _Told) -> str:
    level = choice_in_words(to.kinds, to.lang, rule["level"], "approvals", "level")
    return say("rules.approval.rule", to.lang, level=level)


def _deadline(rule: Row, to: _Told) -> str:
    def named(word: str) -> str:
        return choice_in_words(to.kinds, to.lang, rule[word], "order_flow", word)

    sentence = say(
        "rules.order_flow.rule",
        to.lang,
        after=named("after"),
        step=named("step"),
        hours=rule["within_hours"],
    )
    return sentence + _how("order_flow", to.is_local, to.lang)


# The word by which each array's rules are known, and how they are said; the first that fits.
_FORMS: Mapping[str, Callable[[Row, _Told], str]] = {
    "event": _earning,
    "beyond": _cap,
    "month_day": _expiry,
    "for": _use,
    "every": _window,
    "activities": _badge,
    "accounts": _unit_star,
    "star": _star,
    "working_days": _under_notice,
    "level": _approval,
    "by": _cadence,
    "within_hours": _deadline,
    "measure": _quota,
}


def cohort_in_words(cohort: str | None, lang: Lang, kinds: Kinds) -> str:
    """The schema's own word for a cohort; empty where a rule is for everyone."""
    return choice_in_words(kinds, lang, cohort, "quotas", "cohort") if cohort else ""


def choice_in_words(kinds: Kinds, lang: Lang, value: str, *path: str) -> str:
    """The schema's own word for one of the values of a policy's property."""
    field = kinds["policy"].field(path[0])
    for name in path[1:]:
        field = field.child(name) if field else None
    field = field.item if field and field.item else field
    return field.enum[value][lang] if field else value


def _how(what: str, is_said: bool, lang: Lang) -> str:
    return say(f"rules.{what}.how", lang) if is_said else ""


def _mark(rule: Row, lang: Lang) -> str:
    if not rule.get("assumed"):
        return ""
    if rule.get("why"):
        return say("rules.assumed_why", lang, why=rule["why"])
    return say("rules.assumed", lang)


def _from(unit: str, amount: int, lang: Lang) -> str:
    """An amount from which something counts, that amount included."""
    if unit == "minutes" and amount >= 60:
        return with_hours("beside_included", unit, amount, lang)
    return say("rules.amount.included", lang, amount=amount_in_words(unit, amount, lang))
