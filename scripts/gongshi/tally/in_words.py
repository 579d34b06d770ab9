"""Results in words, from the phrases of `words/rules.yaml`; amounts and rules beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gongshi.kinds import Kind, walk
from gongshi.tally.amounts import amount_in_words, number_in_words, star_name, sum_in_words
from gongshi.tally.recognition import Badge, GrantedStar, RevokedStar, Star, UnitStar
from gongshi.tally.results import Line, Passbook, Quota
from gongshi.tally.rules_in_words import cohort_in_words, rule_in_words, rules_in_words
from gongshi.words import Lang, say

__all__ = [
    "amount_in_words",
    "badge_in_words",
    "cut_in_words",
    "granted_in_words",
    "passbook_in_words",
    "quota_in_words",
    "revoked_in_words",
    "rule_in_words",
    "rules_in_words",
    "star_in_words",
    "star_name",
    "sum_in_words",
    "unit_star_in_words",
    "working_in_words",
]
_EARNED = ("service", "money", "goods")


def working_in_words(line: Line, lang: Lang) -> str:
    """How a ledger line's amount came about: `250 元，计 2 次 × 10 积分 = 20 积分`."""
    amount = amount_in_words(line.measure, abs(line.amount), lang)
    if line.event == "correction":
        return say("rules.working.correction", lang, corrects=line.corrects, amount=amount)
    if line.event in _EARNED:
        return _earned(line, lang)
    name = "unlapsed" if line.event == "expiry" and line.amount > 0 else line.event
    return say(
        f"rules.working.{name}",
        lang,
        quantity=line.quantity,
        unit_amount=amount_in_words(line.measure, abs(line.unit_amount), lang),
        amount=amount,
    )


def _earned(line: Line, lang: Lang) -> str:
    quantity = amount_in_words("minutes" if line.event == "service" else "fen", line.quantity, lang)
    if line.measure == "fen":
        return quantity
    working = quantity
    if line.measure == "points" or line.times * line.unit_amount != line.quantity:
        working = say(
            f"rules.working.{'once' if line.times == 1 else 'times'}",
            lang,
            quantity=quantity,
            times=number_in_words(Decimal(line.times)),
            unit_amount=amount_in_words(line.measure, line.unit_amount, lang),
            amount=amount_in_words(line.measure, line.times * line.unit_amount, lang),
        )
    if line.coefficient != 1:
        working = say(
            "rules.working.coefficient",
            lang,
            working=working,
            coefficient=number_in_words(line.coefficient),
            amount=amount_in_words(line.measure, line.raw_amount, lang),
        )
    if line.amount == line.raw_amount:
        return working
    amount = amount_in_words(line.measure, line.amount, lang)
    return say("rules.working.capped", lang, working=working, amount=amount)


def passbook_in_words(book: Passbook, lang: Lang) -> list[str]:
    """What a passbook's balances are made of, what caps cut off, and the badges earned.

    Saved time is told in both directions (domain.md H5): what was served for it, what was used.
    """
    said = []
    if "credit_minutes" in book.moves:
        said.append(_balance(book, "credit_minutes", "saved", lang))
    if book.gift_points or set(book.moves.get("points", ())) - {"service"}:
        said.append(_balance(book, "points", "spendable", lang))
    if book.gift_points:
        amount = amount_in_words("points", book.gift_points, lang)
        said.append(say("rules.book.gifts", lang, amount=amount))
    said += cut_in_words(book.lines, lang)
    return said + [badge_in_words(each, lang) for each in book.badges]


def _balance(book: Passbook, measure: str, phrase: str, lang: Lang) -> str:
    moves = book.moves.get(measure, {"service": Decimal(0)})
    parts = say("rules.clauses", lang).join(
        say(
            "rules.book.part",
            lang,
            event=say(f"rules.event.{event}", lang),
            amount=amount_in_words(measure, amount if event == "service" else abs(amount), lang),
        )
        for event, amount in moves.items()
    )
    amount = sum_in_words(measure, book.balance(measure), lang)
    return say(f"rules.book.{phrase}", lang, amount=amount, parts=parts)


def cut_in_words(lines: Sequence[Line], lang: Lang) -> list[str]:
    """What caps cut off, by measure; what was corrected since is left out."""
    said = []
    for measure in dict.fromkeys(line.measure for line in lines):
        cut = [line for line in lines if line.measure == measure and line.amount != line.raw_amount]
        amount = sum((line.raw_amount - line.amount for line in cut), Decimal(0))
        if amount:
            said.append(
                say(
                    "rules.book.capped",
                    lang,
                    lines=sum(-1 if line.corrects else 1 for line in cut),
                    amount=amount_in_words(measure, amount, lang),
                    measure=say(f"rules.measure.{measure}", lang),
                )
            )
    return said


def badge_in_words(badge: Badge, lang: Lang) -> str:
    """Which badge it is, when and by what it was earned, and the round that gave it."""
    name = "badge_rated" if badge.rated else "badge" if badge.attended else "badge_given"
    said = say(
        f"rules.book.{name}",
        lang,
        badge=badge.badge,
        period=say("rules.book.in_all", lang) if badge.period == "all" else badge.period,
        attended=badge.attended,
        rated=badge.rated,
        rating_sum=badge.rating_sum,
    )
    if badge.award is None:
        return said
    return said + say(
        "rules.book.badge_source", lang, award=badge.award_name, since=badge.granted_on
    )


def granted_in_words(granted: GrantedStar, lang: Lang) -> str:
    """The star in effect, and the round that granted it."""
    return say(
        "rules.stars.granted",
        lang,
        star=star_name(granted.star, lang),
        award=granted.award_name,
        since=granted.granted_on,
    )


def revoked_in_words(revoked: RevokedStar, lang: Lang, kinds: Mapping[str, Kind]) -> str:
    """Which star stands no more, since when and for what class of reason."""
    reason = dict(walk(kinds["award"].fields))["/results/*/revoked_reason"]
    return say(
        "rules.stars.revoked",
        lang,
        star=star_name(revoked.star, lang),
        award=revoked.award_name,
        since=revoked.revoked_on,
        reason=reason.enum[revoked.revoked_reason][lang],
    )


def star_in_words(star: Star, lang: Lang) -> list[str]:
    """What a volunteer's minutes are enough for, and what the next star lacks."""
    minutes = sum_in_words("minutes", star.minutes, lang)
    is_waiting = star.next_threshold is not None and star.minutes >= star.next_threshold
    if star.threshold is not None:
        said = say(
            "rules.stars.eligible",
            lang,
            minutes=minutes,
            star=star_name(star.star, lang),
            threshold=amount_in_words("minutes", star.threshold, lang),
        )
    else:
        said = say(f"rules.stars.{'so_far' if is_waiting else 'none'}", lang, minutes=minutes)
    return [said, _next_star(star, lang)] if star.next_star is not None else [said]


def _next_star(star: Star, lang: Lang) -> str:
    threshold = star.next_threshold or 0
    name = "next" if star.minutes < threshold else "held_back"
    return say(
        f"rules.stars.{name}",
        lang,
        star=star_name(star.next_star or 0, lang),
        threshold=amount_in_words("minutes", threshold, lang),
        missing=sum_in_words("minutes", threshold - star.minutes, lang),
        gates=say("rules.clauses", lang).join(_gates_ahead(star, lang)),
    )


def _gates_ahead(star: Star, lang: Lang) -> list[str]:
    """The gates of the next star that are not met, with what there is."""
    said = []
    least, most, months = (
        star.next_min_rating,
        star.next_max_response_hours,
        star.next_months_member,
    )
    if least and (not star.rated or star.rating_sum < Decimal(least) * star.rated):
        slots = {"least": least, "count": star.rated, "sum": star.rating_sum}
        said.append(say("rules.stars.rating", lang, **slots))
    if most and (not star.responses or star.response_sum > most * star.responses):
        slots = {"most": most, "count": star.responses, "sum": star.response_sum}
        said.append(say("rules.stars.response", lang, **slots))
    if months and star.months < months:
        said.append(say("rules.stars.months", lang, least=months, months=star.months))
    return said


def unit_star_in_words(standing: UnitStar, lang: Lang) -> list[str]:
    """A unit's five indicators in a year, what they are enough for, what the next star lacks."""
    said = [
        say(
            f"rules.unit_stars.{'indicators' if standing.is_over else 'open'}",
            lang,
            year=standing.year,
            day=standing.day,
            accounts=standing.accounts,
            minutes=sum_in_words("minutes", standing.minutes, lang),
            projects=standing.projects,
            redeemed=amount_in_words("points", standing.redeemed, lang),
            partners=standing.partners,
        )
    ]
    if standing.star:
        said.append(say("rules.unit_stars.eligible", lang, star=star_name(standing.star, lang)))
    else:
        said.append(say("rules.unit_stars.none", lang))
    if standing.next_star is not None:
        said.append(
            say(
                "rules.unit_stars.next",
                lang,
                star=star_name(standing.next_star, lang),
                missing=say("rules.clauses", lang).join(_missing(standing, lang)),
            )
        )
    return said


def _missing(standing: UnitStar, lang: Lang) -> list[str]:
    said = []
    for name in ("accounts", "minutes", "projects", "redeemed", "partners"):
        missing = Decimal(getattr(standing, f"next_{name}")) - getattr(standing, name)
        if missing > 0:
            measure = {"minutes": "minutes", "redeemed": "points"}.get(name)
            text = amount_in_words(measure, missing, lang) if measure else number_in_words(missing)
            said.append(say(f"rules.unit_stars.{name}", lang, missing=text))
    return said


def quota_in_words(quota: Quota, as_of: str, lang: Lang, kinds: Mapping[str, Kind]) -> str:
    """How many of a unit's people reached a yearly target, unless they are too few to say."""
    who = cohort_in_words(quota.cohort, lang, kinds) or say("rules.quotas.everyone", lang)
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
        rate=number_in_words(Decimal(quota.per_ten_thousand) / 100),
    )
