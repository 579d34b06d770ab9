"""How a figure came about: its lines, the rules in words, the sums, down to entries and commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from gongshi.tally.in_words import (
    quota_in_words,
    rule_in_words,
    star_in_words,
    sum_in_words,
    working_in_words,
)
from gongshi.tally.results import Line, Total, lines, passbooks, quotas, totals
from gongshi.tally.run import Tally
from gongshi.words import Lang, say

T = TypeVar("T")
M = TypeVar("M", Line, Total)
MEASURES = ("minutes", "points", "fen")
Used = tuple[str, str, str]  # a rule: the array it stands in, its policy, its id (or its star)


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of one measure over the lines, as a number and in words.

    `event` is None for the whole; where several events gave of it, each has a sum as well.
    """

    measure: str
    event: str | None
    amount: Decimal
    lines: int
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that had a part in the figure, in words, with the policy it stands in."""

    policy: str
    policy_name: str
    since: str
    until: str | None
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a sum is made of one step below: a child of the same kind, or (its own id) the rest."""

    kind: str
    id: str
    name: str
    measure: str
    amount: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class EntrySum:
    """What one activity or gift gave in all, to however many; names nobody."""

    entry: str
    name: str
    event: str
    served_on: str
    booked_on: str
    path: str
    measure: str
    amount: Decimal
    lines: int
    text: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A ledger line with how its amount came about, in words."""

    line: Line
    working: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that stands behind the figures of one volunteer, team, unit, place, fund or entry.

    `kind` is `volunteer`, `team`, `unit`, `place`, `fund`, `activity` or `gift`. Every sum is that
    of `lines` and of `entries`, of `years` (by the day of the service or gift), and, for a team,
    unit or place that has others below it, of `parts`. `statements` are sentences: stars, quotas,
    what does not count yet. `withheld` sums the lines that `published` took out.
    """

    kind: str
    id: str
    name: str
    as_of: str
    commit: str | None
    is_public: bool
    sums: tuple[Sum, ...]
    years: tuple[Part, ...]
    statements: tuple[str, ...]
    rules: tuple[Rule, ...]
    parts: tuple[Part, ...]
    entries: tuple[EntrySum, ...]
    lines: tuple[Explained, ...]
    withheld: tuple[Sum, ...] = ()


def explain(tally: Tally, id: str, lang: Lang) -> Explanation | None:
    """What stands behind the figures of `id`, for staff; None where the ledger knows no such id.

    `id` is a volunteer's number, a team's, unit's, place's or fund's id, or that of an activity
    or of one gift. Publish only what `published` makes of it.
    """
    if tally.rows("SELECT number FROM member WHERE number = ?", id):
        return _volunteer(tally, id, lang)
    for kind in ("team", "unit", "place", "fund"):
        if tally.rows(f"SELECT id FROM {kind} WHERE id = ?", id):
            return _holder(tally, kind, id, lang)
    if entry := tally.rows("SELECT * FROM entry WHERE entry = ?", id):
        return _entry(tally, entry[0], lang)
    return None


def published(explanation: Explanation, lang: Lang) -> Explanation | None:
    """The part of an explanation that consent allows to be shown.

    Lines of volunteers who did not consent, or are minors, are taken out and only summed in
    `withheld`. A passbook that is not public has no published explanation: None.
    """
    if not explanation.is_public:
        return None
    shown = tuple(each for each in explanation.lines if each.line.is_public)
    taken = [each.line for each in explanation.lines if not each.line.is_public]
    return replace(explanation, lines=shown, withheld=_sums(taken, lang))


def _volunteer(tally: Tally, number: str, lang: Lang) -> Explanation:
    (passbook,) = passbooks(tally, number)
    waiting = tally.rows(
        "SELECT entry, standing FROM entry WHERE standing <> 'counted' AND (file, ord) IN ("
        " SELECT file, CAST(0 AS BIGINT) FROM activity__participants WHERE number = ?"
        " UNION ALL SELECT file, ord FROM donation__entries WHERE number = ?)"
        " ORDER BY served_on, entry",
        number,
        number,
    )
    said = star_in_words(passbook.star, lang) if passbook.star else []
    said += [say(f"rules.standing.{row['standing']}", lang, entry=row["entry"]) for row in waiting]
    used = _used_by(passbook.lines)
    if passbook.star:
        used |= {
            ("stars", passbook.star.policy, str(star))
            for star in (passbook.star.star, passbook.star.next_star)
        }
    plain = _explanation(tally, ("volunteer", number, number), passbook.lines, used, lang)
    return replace(plain, is_public=passbook.is_public, statements=tuple(said))


def _holder(tally: Tally, kind: str, id: str, lang: Lang) -> Explanation:
    """A team, unit or place with all below it, or a fund."""
    (record,) = tally.rows(f"SELECT name FROM {kind} WHERE id = ? LIMIT 1", id)
    if kind == "fund":
        held = lines(tally, "fund", id)
        return _explanation(tally, (kind, id, record["name"]), held, _used_by(held), lang)
    below = tally.rows(
        "SELECT id FROM scope WHERE kind = ? AND above_kind = ? AND above = ? ORDER BY id",
        *(kind, kind, id),
    )
    held = lines(tally, kind, *(row["id"] for row in below))
    targets = quotas(tally, id) if kind == "unit" else []
    used = _used_by(held) | {("quotas", each.policy, each.rule) for each in targets}
    plain = _explanation(tally, (kind, id, record["name"]), held, used, lang)
    as_of = tally.as_of.isoformat()
    return replace(
        plain,
        statements=tuple(quota_in_words(each, as_of, lang, tally.kinds) for each in targets),
        parts=_parts(tally, plain, held, lang),
    )


def _entry(tally: Tally, entry: Mapping[str, Any], lang: Lang) -> Explanation:
    """One activity or gift; with all rules in force for it, those too that gave nothing."""
    id, event, standing = entry["entry"], entry["event"], entry["standing"]
    in_force = tally.rows(
        "SELECT policy.id AS policy, rule.id AS rule FROM in_force"
        " JOIN policy ON policy.file = in_force.policy_file"
        " JOIN policy__earning AS rule ON rule.file = policy.file"
        " AND rule.measure = in_force.measure"
        " WHERE in_force.family = 'earning' AND in_force.kind = ? AND in_force.id = ?"
        " AND in_force.day = ? AND rule.event = ?",
        *(entry["ruled_kind"], entry["ruled_by"], entry["served_on"], event),
    )
    used: set[Used] = set()
    held = lines(tally, "entry", id)
    if standing == "counted" and held and all(line.number is None for line in held):
        standing = "organisation"
    elif standing == "counted":
        used = {("earning", row["policy"], row["rule"]) for row in in_force}
        standing = "counted" if used else "no_rule"
    kind = "activity" if event == "service" else "gift"
    name = _entry_names(tally, lang, id)[id]
    plain = _explanation(tally, (kind, id, name), held, used, lang)
    said = say(f"rules.standing.{standing}", lang, entry=id)
    return replace(plain, years=(), statements=(said,))


def _explanation(
    tally: Tally, what: tuple[str, str, str], held: Sequence[Line], used: set[Used], lang: Lang
) -> Explanation:
    """The explanation of `what` (kind, id, name) by its lines and the rules used."""
    kind, id, name = what
    return Explanation(
        kind=kind,
        id=id,
        name=name,
        as_of=tally.as_of.isoformat(),
        commit=tally.commit,
        is_public=True,
        sums=_sums(held, lang),
        years=_years(held, lang),
        statements=(),
        rules=_rules(tally, used, lang),
        parts=(),
        entries=_by_entry(tally, held, lang),
        lines=tuple(Explained(line, working_in_words(line, lang)) for line in held),
    )


def _sums(held: Sequence[Line], lang: Lang) -> tuple[Sum, ...]:
    sums = []
    for measure, of_measure in _by_measure(held):
        sums.append(_sum(measure, None, of_measure, lang))
        events = _grouped(of_measure, lambda line: line.event)
        if len(events) > 1:
            sums.extend(_sum(measure, event, of_event, lang) for event, of_event in events)
    return tuple(sums)


def _sum(measure: str, event: str | None, of: Sequence[Line], lang: Lang) -> Sum:
    amount = _amount(of)
    return Sum(measure, event, amount, len(of), sum_in_words(measure, amount, lang))


def _years(held: Sequence[Line], lang: Lang) -> tuple[Part, ...]:
    return tuple(
        _part("year", year, year, measure, _amount(of), lang)
        for year, of_year in _grouped(held, lambda line: line.served_on[:4])
        for measure, of in _by_measure(of_year)
    )


def _parts(tally: Tally, whole: Explanation, held: Sequence[Line], lang: Lang) -> tuple[Part, ...]:
    """The totals of the children, and last what stands under none; nothing without children."""
    children = tally.rows(
        f"SELECT id, name FROM {whole.kind} WHERE parent = ? ORDER BY id",
        whole.id,
    )
    if not children:
        return ()
    parts = []
    for child in children:
        of_child = [each for each in totals(tally, whole.kind, child["id"]) if each.period == "all"]
        for measure, of in _by_measure(of_child):
            amount = sum((each.amount for each in of), Decimal(0))
            parts.append(_part(whole.kind, child["id"], child["name"], measure, amount, lang))
    own = [line for line in held if getattr(line, whole.kind) == whole.id]
    for measure, of_own in _by_measure(own):
        parts.append(_part(whole.kind, whole.id, whole.name, measure, _amount(of_own), lang))
    return tuple(parts)


def _part(kind: str, id: str, name: str, measure: str, amount: Decimal, lang: Lang) -> Part:
    return Part(kind, id, name, measure, amount, sum_in_words(measure, amount, lang))


def _by_entry(tally: Tally, held: Sequence[Line], lang: Lang) -> tuple[EntrySum, ...]:
    names = _entry_names(tally, lang, *{line.entry for line in held})
    sums = []
    for (booked_on, entry, measure), of in _grouped(
        held, lambda line: (line.booked_on, line.entry, line.measure)
    ):
        amount = _amount(of)
        sums.append(
            EntrySum(
                entry=entry,
                name=names[entry],
                event=of[0].event,
                served_on=of[0].served_on,
                booked_on=booked_on,
                path=of[0].path,
                measure=measure,
                amount=amount,
                lines=len(of),
                text=sum_in_words(measure, amount, lang),
            )
        )
    return tuple(sums)


def _entry_names(tally: Tally, lang: Lang, *entries: str) -> dict[str, str]:
    """The name of each activity; of a gift what was given."""
    rows = tally.rows(
        "SELECT entry.entry, entry.event, COALESCE(activity.name, gift.what) AS name FROM entry"
        " LEFT JOIN activity ON entry.event = 'service' AND activity.file = entry.file"
        " LEFT JOIN donation__entries AS gift ON entry.event <> 'service'"
        " AND gift.file = entry.file AND gift.ord = entry.ord"
        f" WHERE entry.entry IN ({', '.join('?' * len(entries)) or 'NULL'})",
        *entries,
    )
    return {row["entry"]: row["name"] or say(f"rules.event.{row['event']}", lang) for row in rows}


def _used_by(held: Iterable[Line]) -> set[Used]:
    return {("earning", line.policy, line.rule) for line in held if line.policy and line.rule}


def _rules(tally: Tally, used: set[Used], lang: Lang) -> tuple[Rule, ...]:
    """The rules in words, in the order of arrays, policies by their beginning, and rules."""
    rules: list[Rule] = []
    for array in ("earning", "quotas", "stars"):
        policies = sorted({policy for of, policy, _ in used if of == array})
        name = "CAST(rule.star AS VARCHAR)" if array == "stars" else "rule.id"
        rows = tally.rows(
            f"SELECT rule.*, {name} AS rule, policy.id AS policy, policy.name AS policy_name,"
            " policy.basis, policy.from AS since, policy.until"
            f" FROM policy JOIN policy__{array} AS rule ON rule.file = policy.file"
            f" WHERE policy.id IN ({', '.join('?' * len(policies)) or 'NULL'})"
            " ORDER BY policy.from, policy.id, rule.ord",
            *policies,
        )
        rules.extend(
            Rule(
                text=rule_in_words(row, row, lang, tally.kinds),
                **{each: row[each] for each in Rule.__dataclass_fields__ if each != "text"},
            )
            for row in rows
            if (array, row["policy"], row["rule"]) in used
        )
    return tuple(rules)


def _amount(of: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in of), Decimal(0))


def _by_measure(items: Iterable[M]) -> list[tuple[str, list[M]]]:
    """The lines or totals by measure: minutes, points, then fen."""
    found = dict(_grouped(items, lambda item: item.measure))
    return [(measure, found[measure]) for measure in MEASURES if measure in found]


def _grouped(items: Iterable[T], key: Callable[[T], Any]) -> list[tuple[Any, list[T]]]:
    """The items by key, keys in order, items of a key in theirs."""
    groups: dict[Any, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return sorted(groups.items(), key=lambda group: group[0])
