"""How a figure came about: its lines, the rules in words, the sums, down to entries and commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from gongshi.tally.closing import Seal, seal
from gongshi.tally.explanation import (
    Explanation,
    Used,
    by_entry,
    entry_names,
    explanation_of,
    parts_of,
    put_together,
    stands_alone,
    sums_of,
    used_by,
)
from gongshi.tally.in_words import (
    granted_in_words,
    passbook_in_words,
    quota_in_words,
    revoked_in_words,
    star_in_words,
    unit_star_in_words,
)
from gongshi.tally.offices_in_words import notice_in_words, objection_in_words, place_in_words
from gongshi.tally.orders_in_words import need_in_words, orders_in_words
from gongshi.tally.recognition import unit_stars
from gongshi.tally.results import (
    Line,
    lines,
    lines_booked,
    lines_of_entry,
    passbooks,
    quotas,
)
from gongshi.tally.run import Tally
from gongshi.words import Lang, say


def explain(tally: Tally, id: str, lang: Lang) -> Explanation | None:
    """What stands behind the figures of `id`, for staff; None where the ledger knows no such id.

    `id` is a volunteer's number, a team's, unit's, place's or fund's id, that of an activity, of
    one gift, withdrawal or redemption, of a batch of these, of a correction, of a closing, of a
    need, of a local notice or of an objection. Publish only what `published` makes of it.
    """
    if tally.rows("SELECT number FROM member WHERE number = ?", id):
        return _volunteer(tally, id, lang)
    for kind in ("team", "unit", "place", "fund"):
        if tally.rows(f"SELECT id FROM {kind} WHERE id = ?", id):
            return _holder(tally, kind, id, lang)
    if entry := tally.rows("SELECT * FROM entry WHERE entry = ?", id):
        return _entry(tally, entry[0], lang)
    for batch in ("donation", "withdrawal", "redemption"):
        if files := tally.rows(f"SELECT file FROM {batch} WHERE id = ?", id):
            return _batch(tally, id, files[0]["file"], lang)
    if closing := tally.rows("SELECT * FROM closing WHERE id = ?", id):
        return _closing(tally, closing[0], lang)
    if need := tally.rows("SELECT id, summary, unit FROM need WHERE id = ?", id):
        return _need(tally, need[0], lang)
    for kind, name, tell in (
        ("notice", "name", notice_in_words),
        ("objection", "id", objection_in_words),
    ):
        if found := tally.rows(f"SELECT {name} FROM {kind} WHERE id = ? AND basis = 'local'", id):
            plain = explanation_of(tally, (kind, id, found[0][name]), (), set(), lang)
            return replace(plain, statements=tuple(tell(tally, id, lang)))
    return None


def published(explanation: Explanation, lang: Lang) -> Explanation | None:
    """The part of an explanation that consent allows to be shown.

    Lines of volunteers who did not consent, or are minors, are taken out and only summed in
    `withheld`; of time they took out or gave, and of what lapsed, no entry is told by itself.
    What is nothing but such an entry, and a passbook that is not public, has no published
    explanation: None.
    """
    held = [each.line for each in explanation.lines]
    alone = [line for line in held if stands_alone(line)]
    if not explanation.is_public or (alone and explanation.kind in ("withdrawal", "correction")):
        return None
    names = {each.entry: each.name for each in explanation.entries if each.entry}
    told = [line for line in held if not stands_alone(line)]
    return replace(
        explanation,
        lines=tuple(each for each in explanation.lines if each.line.is_public),
        entries=by_entry(told, names, lang) + put_together(alone, lang),
        withheld=sums_of([line for line in held if not line.is_public], lang),
    )


def _volunteer(tally: Tally, number: str, lang: Lang) -> Explanation:
    (passbook,) = passbooks(tally, number)
    waiting = tally.rows(
        "SELECT entry, standing FROM entry WHERE standing <> 'counted' AND (file, ord) IN ("
        " SELECT file, CAST(0 AS BIGINT) FROM activity__participants WHERE number = ?"
        " UNION ALL SELECT file, ord FROM donation__entries WHERE number = ?"
        " UNION ALL SELECT file, ord FROM withdrawal__entries WHERE number = ?"
        " UNION ALL SELECT file, ord FROM redemption__entries WHERE number = ?)"
        " ORDER BY served_on, entry",
        *([number] * 4),
    )
    said = [granted_in_words(passbook.granted, lang)] if passbook.granted else []
    said += [revoked_in_words(each, lang, tally.kinds) for each in passbook.revoked]
    said += star_in_words(passbook.star, lang) if passbook.star else []
    said += passbook_in_words(passbook, lang) + _corrected(passbook.lines, lang)
    said += [say(f"rules.standing.{row['standing']}", lang, entry=row["entry"]) for row in waiting]
    used = used_by(tally, passbook.lines)
    used |= {("badges", each.policy, each.rule) for each in passbook.badges}
    if passbook.star:
        used |= {
            ("stars", passbook.star.policy, str(star))
            for star in (passbook.star.star, passbook.star.next_star)
        }
    plain = explanation_of(tally, ("volunteer", number, number), passbook.lines, used, lang)
    return replace(plain, is_public=passbook.is_public, statements=tuple(said))


def _holder(tally: Tally, kind: str, id: str, lang: Lang) -> Explanation:
    """A team, unit or place with all below it, or a fund."""
    (record,) = tally.rows(f"SELECT name FROM {kind} WHERE id = ? LIMIT 1", id)
    what = (kind, id, record["name"])
    if kind == "fund":
        held = lines(tally, "fund", id)
        plain = explanation_of(tally, what, held, used_by(tally, held), lang)
        return replace(plain, statements=tuple(orders_in_words(tally, kind, id, lang)))
    below = tally.rows(
        "SELECT id FROM scope WHERE kind = ? AND above_kind = ? AND above = ? ORDER BY id",
        *(kind, kind, id),
    )
    held = lines(tally, kind, *(row["id"] for row in below))
    targets = quotas(tally, id) if kind == "unit" else []
    years = unit_stars(tally, id) if kind == "unit" else []
    used = used_by(tally, held) | {("quotas", each.policy, each.rule) for each in targets}
    used |= {
        ("unit_stars", each.policy, str(star))
        for each in years
        for star in (each.star, each.next_star)
    }
    plain = explanation_of(tally, what, held, used, lang)
    as_of = tally.as_of.isoformat()
    said = [quota_in_words(each, as_of, lang, tally.kinds) for each in targets]
    said += [sentence for each in years for sentence in unit_star_in_words(each, lang)]
    said += orders_in_words(tally, kind, id, lang)
    said += place_in_words(tally, id, lang) if kind == "place" else ()
    parts = parts_of(tally, plain, held, lang)
    return replace(plain, statements=tuple(said), parts=parts)


_KINDS = {
    "service": "activity",
    "money": "gift",
    "goods": "gift",
    "redemption": "redemption",
    "correction": "correction",
}


def _entry(tally: Tally, entry: Mapping[str, Any], lang: Lang) -> Explanation:
    """One entry, what it gave and what of that was corrected."""
    id = entry["entry"]
    held, used, said = _gave(tally, entry, lang)
    what = (_KINDS.get(entry["event"], "withdrawal"), id, entry_names(tally, lang, id)[id])
    plain = explanation_of(tally, what, held, used, lang)
    return replace(plain, years=(), statements=tuple(said))


def _batch(tally: Tally, id: str, file: int, lang: Lang) -> Explanation:
    """All entries of one submission, as they stand in it."""
    held: list[Line] = []
    used: set[Used] = set()
    said: list[str] = []
    for entry in tally.rows("SELECT * FROM entry WHERE file = ? ORDER BY ord", file):
        lines_of_it, used_by_it, said_of_it = _gave(tally, entry, lang)
        held += lines_of_it
        used |= used_by_it
        said += said_of_it
    held.sort(key=lambda line: line.booked_on)
    plain = explanation_of(tally, ("batch", id, id), held, used, lang)
    return replace(plain, years=(), statements=tuple(said))


def _gave(
    tally: Tally, entry: Mapping[str, Any], lang: Lang
) -> tuple[list[Line], set[Used], list[str]]:
    """The lines that an entry gave, the rules they came by, and how it stands, in words.

    Of an activity or gift all rules in force for it are told, those too that gave nothing.
    """
    id, event, standing = entry["entry"], entry["event"], entry["standing"]
    kind = _KINDS.get(event, "withdrawal")
    held = lines_of_entry(tally, id)
    used = used_by(tally, held)
    if standing == "counted":
        standing = "booked"
        if kind in ("activity", "gift"):
            used |= _in_force(tally, entry)
            standing = "counted" if any(array == "earning" for array, *_ in used) else "no_rule"
            if held and all(line.number is None for line in held):
                standing, used = "organisation", set()
        elif not held and kind in ("redemption", "correction"):
            standing = "no_price" if kind == "redemption" else "nothing_undone"
    said = [say(f"rules.standing.{standing}", lang, entry=id)]
    if kind != "correction":
        said += _corrected(held, lang)
    return held, used, said


def _in_force(tally: Tally, entry: Mapping[str, Any]) -> set[Used]:
    """The earning rules in force for those who took part in an activity or gift."""
    rows = tally.rows(
        "SELECT DISTINCT policy.id AS policy, rule.id AS rule FROM in_force"
        " JOIN share ON share.entry = ? AND share.cohort = in_force.cohort"
        " JOIN policy ON policy.file = in_force.policy_file"
        " JOIN policy__earning AS rule ON rule.file = policy.file"
        " AND rule.measure = in_force.measure"
        " WHERE in_force.family = 'earning' AND in_force.kind = ? AND in_force.id = ?"
        " AND in_force.day = ? AND rule.event = ?",
        *(entry["entry"], entry["ruled_kind"], entry["ruled_by"], entry["served_on"]),
        entry["event"],
    )
    return {("earning", row["policy"], row["rule"]) for row in rows}


def _corrected(held: Sequence[Line], lang: Lang) -> list[str]:
    """Which of these lines were undone, by what, when."""
    undone = Counter(
        (line.booked_on, line.entry, line.corrects) for line in held if line.corrects is not None
    )
    return [
        say(
            "rules.standing.corrected",
            lang,
            entry=entry,
            lines=count,
            correction=correction,
            booked_on=booked_on,
        )
        for (booked_on, correction, entry), count in sorted(undone.items())
    ]


def _need(tally: Tally, need: Mapping[str, Any], lang: Lang) -> Explanation:
    """A need's steps, with the time since the request, and the deadlines in force."""
    deadlines = tally.rows("SELECT policy, rule FROM order_deadline WHERE need = ?", need["id"])
    used = {("order_flow", row["policy"], row["rule"]) for row in deadlines}
    plain = explanation_of(tally, ("need", need["id"], need["summary"]), (), used, lang)
    return replace(plain, statements=tuple(need_in_words(tally, need["id"], lang)))


def _closing(tally: Tally, closing: Mapping[str, Any], lang: Lang) -> Explanation:
    """A sealed month of a place: the lines booked in it, reckoned again and compared."""
    place, period = closing["place"], closing["period"]
    now = seal(tally, place, period, closing["salt"])
    recorded = {
        row["measure"]: Decimal(row["amount"])
        for row in tally.rows(
            "SELECT measure, amount FROM closing__totals WHERE file = ?", closing["file"]
        )
    }
    holds = now == Seal(closing["lines"], recorded, closing["digest"])
    name = (
        "later"
        if closing["closed_on"] > tally.as_of.isoformat()
        else ("holds" if holds else "broken")
    )
    said = say(
        f"rules.closing.{name}",
        lang,
        place=place,
        period=period,
        lines=closing["lines"],
        now=now.lines,
    )
    held = lines_booked(tally, place, period)
    what = ("closing", closing["id"], closing["id"])
    plain = explanation_of(tally, what, held, used_by(tally, held), lang)
    return replace(plain, statements=(said,))
