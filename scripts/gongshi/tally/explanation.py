"""What an explanation is, and how lines of the ledger are summed and put into words for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from gongshi.tally.amounts import MEASURES, sum_in_words
from gongshi.tally.in_words import working_in_words
from gongshi.tally.results import ALL, Line, Total, totals
from gongshi.tally.rules_in_words import RULES, rule_in_words
from gongshi.tally.run import Tally
from gongshi.words import Lang, say

T = TypeVar("T")
M = TypeVar("M", Line, Total)
Used = tuple[str, str, str]  # a rule: the array it stands in, its policy, its id (or its star)


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of one measure over the lines, as a number and in words.

    `event` is None for the whole; where several events gave of it, each has a sum as well, net of
    corrections, and `lines` counts all that went into it.
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
    """What one activity or gift gave in all, to however many; names nobody.

    `entry` is None for what `published` put together, of many entries of one event.
    """

    entry: str | None
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
    """A ledger line with how its amount came about, put into words when asked."""

    line: Line
    lang: Lang

    @property
    def working(self) -> str:
        """How the amount came about."""
        return working_in_words(self.line, self.lang)


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that stands behind the figures of one volunteer, team, unit, place, fund or entry.

    `kind` is `volunteer`, `team`, `unit`, `place`, `fund`, `closing`, or that of an entry:
    `activity`, `gift`, `withdrawal`, `redemption`, `correction`, `need`. Every sum is that of
    `lines` and of `entries`, of `years` (by the day of the service or gift), and, for a team, unit
    or place that has others below it, of `parts`. `statements` are sentences: balances, stars,
    badges, quotas, needs, what caps cut off, what does not count yet, what was corrected.
    `withheld` sums the lines that `published` took out.
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


def explanation_of(
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
        sums=sums_of(held, lang),
        years=_years(held, lang),
        statements=(),
        rules=_rules(tally, used, lang),
        parts=(),
        entries=by_entry(held, entry_names(tally, lang, *{line.entry for line in held}), lang),
        lines=tuple(Explained(line, lang) for line in held),
    )


def sums_of(held: Sequence[Line], lang: Lang) -> tuple[Sum, ...]:
    """The sum of each measure over the lines, and of each event where there are several."""
    sums = []
    for measure, of_measure in _by_measure(held):
        sums.append(_sum(measure, None, of_measure, lang))
        events = _grouped(of_measure, lambda line: line.origin)
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


def parts_of(
    tally: Tally, whole: Explanation, held: Sequence[Line], lang: Lang
) -> tuple[Part, ...]:
    """The totals of the children, and last what stands under none; nothing without children."""
    children = tally.rows(
        f"SELECT id, name FROM {whole.kind} WHERE parent = ? ORDER BY id",
        whole.id,
    )
    if not children:
        return ()
    parts = []
    for child in children:
        of_child = totals(tally, whole.kind, child["id"], lengths=[ALL])
        for measure, of in _by_measure(of_child):
            amount = sum((each.amount for each in of), Decimal(0))
            parts.append(_part(whole.kind, child["id"], child["name"], measure, amount, lang))
    own = [line for line in held if getattr(line, whole.kind) == whole.id]
    for measure, of_own in _by_measure(own):
        parts.append(_part(whole.kind, whole.id, whole.name, measure, _amount(of_own), lang))
    return tuple(parts)


def _part(kind: str, id: str, name: str, measure: str, amount: Decimal, lang: Lang) -> Part:
    return Part(kind, id, name, measure, amount, sum_in_words(measure, amount, lang))


def stands_alone(line: Line) -> bool:
    """Whether the line must not be told by its entry: one such entry is one person, unnamed.

    A service, a gift, goods redeemed and what corrects them may be: their records tell as much.
    The published ledger (publish/audit/sql/published_ledger.sql) keeps to the same.
    """
    if line.origin in ("service", "money", "goods", "redemption"):
        return False
    return line.number is None or not line.is_public


def put_together(held: Sequence[Line], lang: Lang) -> tuple[EntrySum, ...]:
    """The lines of each event and measure as one sum, without day or entry."""
    sums = []
    for (event, measure), of in _grouped(held, lambda line: (line.origin, line.measure)):
        amount = _amount(of)
        sums.append(
            EntrySum(
                entry=None,
                name=together_in_words(event, lang),
                event=event,
                served_on="",
                booked_on="",
                path="",
                measure=measure,
                amount=amount,
                lines=len(of),
                text=sum_in_words(measure, amount, lang),
            )
        )
    return tuple(sums)


def together_in_words(event: str, lang: Lang) -> str:
    """What stands in place of entries of one event that must not be told one by one."""
    return say("rules.report.together", lang, event=say(f"rules.event.{event}", lang))


def by_entry(held: Sequence[Line], names: Mapping[str, str], lang: Lang) -> tuple[EntrySum, ...]:
    """The sum of each entry and measure, by the day booked; `names` from `entry_names`."""
    sums = []
    for (booked_on, entry, measure), of in _grouped(
        held, lambda line: (line.booked_on, line.entry, line.measure)
    ):
        amount = _amount(of)
        sums.append(
            EntrySum(
                entry=entry,
                name=names.get(entry) or say(f"rules.event.{of[0].event}", lang),
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


def entry_names(tally: Tally, lang: Lang, *entries: str) -> dict[str, str]:
    """The name of each activity; of a gift what was given, of a redemption what was bought."""
    rows = tally.rows(
        "SELECT entry.entry, entry.event, COALESCE(activity.name, gift.what, reward.name) AS name"
        " FROM entry"
        " LEFT JOIN activity ON activity.file = entry.file"
        " LEFT JOIN donation__entries AS gift"
        " ON gift.file = entry.file AND gift.ord = entry.ord"
        " LEFT JOIN redemption__entries AS bought"
        " ON bought.file = entry.file AND bought.ord = entry.ord"
        " LEFT JOIN reward ON reward.id = bought.reward"
        f" WHERE entry.entry IN ({', '.join('?' * len(entries)) or 'NULL'})",
        *entries,
    )
    return {row["entry"]: row["name"] or say(f"rules.event.{row['event']}", lang) for row in rows}


def used_by(tally: Tally, held: Sequence[Line]) -> set[Used]:
    """The rules by which these lines came about, the caps that cut them among them."""
    used = {
        (ARRAYS.get(line.origin, "earning"), line.policy, line.rule)
        for line in held
        if line.policy and line.rule
    }
    cut = {
        (line.entry, line.number, line.measure) for line in held if line.amount != line.raw_amount
    }
    if cut:
        rows = tally.rows("SELECT DISTINCT entry, number, measure, policy, rule FROM cap_excess")
        used |= {
            ("caps", row["policy"], row["rule"])
            for row in rows
            if (row["entry"], row["number"], row["measure"]) in cut
        }
    return used


ARRAYS = {"pool_in": "caps", "expiry": "expiry"}


def _rules(tally: Tally, used: set[Used], lang: Lang) -> tuple[Rule, ...]:
    return tuple(all_rules(tally, used, lang).values())


def all_rules(tally: Tally, used: set[Used], lang: Lang) -> dict[Used, Rule]:
    """The rules in words, in the order of arrays, policies by their beginning, and rules."""
    rules: dict[Used, Rule] = {}
    for array in RULES:
        policies = sorted({policy for of, policy, _ in used if of == array})
        if not policies:
            continue
        name = "CAST(rule.star AS VARCHAR)" if array in ("stars", "unit_stars") else "rule.id"
        rows = tally.rows(
            f"SELECT rule.*, {name} AS rule, policy.id AS policy, policy.name AS policy_name,"
            " policy.basis, policy.from AS since, policy.until"
            f" FROM policy JOIN policy__{array} AS rule ON rule.file = policy.file"
            f" WHERE policy.id IN ({', '.join('?' * len(policies))})"
            " ORDER BY policy.from, policy.id, rule.ord",
            *policies,
        )
        within = _within(tally) if array == "earning" else {}
        for row in rows:
            if (array, row["policy"], row["rule"]) in used:
                whole = row | within.get((row["file"], row["ord"]), {})
                rules[array, row["policy"], row["rule"]] = Rule(
                    text=rule_in_words(row, whole, lang, tally.kinds),
                    **{each: row[each] for each in Rule.__dataclass_fields__ if each != "text"},
                )
    return rules


def _within(tally: Tally) -> dict[tuple[int, int], dict[str, list[Any]]]:
    """The lists that earning rules hold (ways of recording, coefficients), by file and `ord`."""
    found: dict[tuple[int, int], dict[str, list[Any]]] = {}
    for name in ("recorded", "coefficients"):
        for row in tally.rows(f"SELECT * FROM policy__earning__{name} ORDER BY file, parent, ord"):
            lists = found.setdefault((row["file"], row["parent"]), {})
            lists.setdefault(name, []).append(row["value"] if name == "recorded" else row)
    return found


def _amount(of: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in of), Decimal(0))


def _by_measure(items: Iterable[M]) -> list[tuple[str, list[M]]]:
    """The lines or totals by measure, in the order of MEASURES."""
    found = dict(_grouped(items, lambda item: item.measure))
    return [(measure, found[measure]) for measure in MEASURES if measure in found]


def _grouped(items: Iterable[T], key: Callable[[T], Any]) -> list[tuple[Any, list[T]]]:
    """The items by key, keys in order, items of a key in theirs."""
    groups: dict[Any, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return sorted(groups.items(), key=lambda group: group[0])
