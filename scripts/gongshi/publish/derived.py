"""What the site shows of the tally: totals, quotas and the passbooks that consent allows.

The tally's tables hold closed fields; only what stands here reaches a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from gongshi.publish.library import Key
from gongshi.tally import (
    EntrySum,
    Explanation,
    Passbook,
    Quota,
    Tally,
    Total,
    explain,
    public_passbooks,
    published,
    quotas,
    totals,
)
from gongshi.words import Lang

WHOLE = "all"  # the period of a total over all time


@dataclass(frozen=True, slots=True)
class Sum:
    """One derived figure of a team, unit, place or fund in one period.

    Points are parted by what they were earned with; `fen` is the money and goods given.
    `activities` counts those that gave minutes, `gifts` all gifts.
    """

    period: str
    minutes: Decimal
    service_points: Decimal
    gift_points: Decimal
    fen: Decimal
    activities: int
    gifts: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """What is told of an activity's participants: how many, and their minutes together."""

    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Derived:
    """The derived figures of a site, as of a day (`2026-03-15`); passbooks by number.

    `ledgers` say what stands behind the sums of each holder, down to entries that name nobody.
    """

    as_of: str
    sums: Mapping[Key, Sequence[Sum]]
    ledgers: Mapping[Key, Explanation]
    quotas: Mapping[str, Sequence[Quota]]
    passbooks: Mapping[str, Passbook]
    turnouts: Mapping[str, Turnout]

    def whole(self, key: Key) -> Sum | None:
        """The sum over all time of the holder `key`; None for one without a ledger."""
        return next((each for each in self.sums.get(key, ()) if each.period == WHOLE), None)

    def years(self, key: Key) -> list[Sum]:
        """The sums of each year, the newest first."""
        return [each for each in reversed(self.sums.get(key, ())) if len(each.period) == 4]


def derive(tally: Tally, activities: Mapping[str, Mapping[str, Any]], lang: Lang) -> Derived:
    """The derived figures that may be published; `activities` are the records as read."""
    by_unit: dict[str, list[Quota]] = {}
    for quota in quotas(tally):
        by_unit.setdefault(quota.unit, []).append(quota)
    sums = _sums(totals(tally))
    return Derived(
        as_of=tally.as_of.isoformat(),
        sums=sums,
        ledgers={key: each for key in sorted(sums) if (each := _ledger(tally, key, lang))},
        quotas=by_unit,
        passbooks={each.number: each for each in public_passbooks(tally)},
        turnouts={
            id: Turnout(len(present), sum(each["minutes"] for each in present))
            for id, record in activities.items()
            if (present := record.get("participants"))
        },
    )


def entries_of(ledger: Explanation) -> list[dict[str, EntrySum]]:
    """The entries of a ledger in the order booked, each as what it gave by measure."""
    rows: dict[str, dict[str, EntrySum]] = {}
    for each in ledger.entries:
        rows.setdefault(each.entry, {})[each.measure] = each
    return list(rows.values())


def _ledger(tally: Tally, key: Key, lang: Lang) -> Explanation | None:
    """What may be shown of the explanation of `key`, without the lines of persons."""
    whole = explain(tally, key[1], lang)
    shown = published(whole, lang) if whole and whole.kind == key[0] else None
    return replace(shown, lines=()) if shown else None


def _sums(all_totals: Sequence[Total]) -> dict[Key, list[Sum]]:
    groups: dict[Key, dict[str, list[Total]]] = {}
    for total in all_totals:
        groups.setdefault((total.kind, total.id), {}).setdefault(total.period, []).append(total)
    return {
        key: [_sum(period, periods[period]) for period in sorted(periods) if len(period) != 7]
        for key, periods in groups.items()
    }


def _sum(period: str, of: Sequence[Total]) -> Sum:
    def amount(measure: str, *events: str) -> Decimal:
        return sum(
            (each.amount for each in of if each.measure == measure and each.event in events),
            Decimal(0),
        )

    def entries(measure: str, *events: str) -> int:
        return sum(e.entries for e in of if e.measure == measure and e.event in events)

    return Sum(
        period=period,
        minutes=amount("minutes", "service"),
        service_points=amount("points", "service"),
        gift_points=amount("points", "money", "goods"),
        fen=amount("fen", "money", "goods"),
        activities=entries("minutes", "service"),
        gifts=entries("fen", "money", "goods"),
    )
