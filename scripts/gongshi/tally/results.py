"""What may be read off a tally: ledger lines, totals, passbooks, quotas, as plain values.

Amounts are decimals: minutes, points, or fen, as `measure` says. Days are `2026-03-15`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from gongshi.tally.recognition import (
    Badge,
    GrantedStar,
    RevokedStar,
    Star,
    badges,
    granted_stars,
    revoked_stars,
    stars,
)
from gongshi.tally.run import Tally

FEWEST = 5  # a smaller group shows no figure, lest it speak of persons (domain.md 1.6)
ALIKE = 2 * FEWEST  # a smaller group shows no rate of all or none, which is everybody's own

PERIODS = ALL, YEAR, MONTH = (len("all"), len("2026"), len("2026-03"))  # of totals, by length


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger; the head of `sql/68_ledger.sql` says what each column means.

    `balance` is the passbook's after this line, among lines of its measure and class, where
    passbooks were asked for. Only a line that `is_public` may be published with its number.
    """

    entry: str
    number: str | None
    event: str
    origin: str
    class_: str
    measure: str
    amount: Decimal
    raw_amount: Decimal
    quantity: int
    times: int
    unit_amount: Decimal
    coefficient: Decimal
    served_on: str
    booked_on: str
    policy: str | None
    rule: str | None
    corrects: str | None
    path: str
    pointer: str
    team: str | None
    unit: str | None
    place: str | None
    fund: str | None
    balance: Decimal | None
    is_public: bool


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over a team, unit or place and all below it, or over a fund.

    `period` is `all`, a year or a month, by the day of the service or gift. `entries` counts
    activities, gifts and other entries, `lines` what they gave to whom. `event` is one of the
    ledger's, `correction` apart: all is net of what corrections undo.
    """

    kind: str
    id: str
    period: str
    measure: str
    event: str
    amount: Decimal
    lines: int
    entries: int


@dataclass(frozen=True, slots=True)
class Passbook:
    """A volunteer's passbook: sums by measure, lines as booked, badges, and any star.

    `star` is what one is eligible for, `granted` the star in effect, `revoked` those granted once
    that stand no more.

    `moves` says what each measure's balance of class service is made of, by event and net of
    corrections: what was earned, taken out, redeemed, what lapsed. `gift_points`, those earned by
    gifts, are in `sums` but in no balance: they are never redeemed.
    """

    number: str
    team: str
    unit: str | None
    consent: str
    is_public: bool
    sums: dict[str, Decimal]
    moves: dict[str, dict[str, Decimal]]
    gift_points: Decimal
    star: Star | None
    granted: GrantedStar | None
    revoked: tuple[RevokedStar, ...]
    badges: tuple[Badge, ...]
    lines: tuple[Line, ...]

    def balance(self, measure: str) -> Decimal:
        """What is there to be used: points to redeem, time to be taken out."""
        return sum(self.moves.get(measure, {}).values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of a unit's volunteers (all units below included) reached a yearly target.

    `per_ten_thousand` is the completion rate, halves rounded up. `is_hidden`: too few people, and
    the three figures are None. `is_over`: the year has ended.
    """

    unit: str
    year: int
    policy: str
    rule: str
    measure: str
    target: Decimal
    cohort: str | None
    members: int | None
    reached: int | None
    per_ten_thousand: int | None
    is_hidden: bool
    is_over: bool


IS_PUBLIC = "member.consent IN ('number', 'name') AND NOT member.minor"
_LINES = f"""
SELECT line.*, line.number IS NULL OR COALESCE({IS_PUBLIC}, FALSE) AS is_public
FROM %s AS line
LEFT JOIN member ON member.number = line.number
WHERE %s
ORDER BY line.booked_on, line.amount < 0, line.entry, line.number NULLS FIRST, line.measure,
  line.pointer, line.rule NULLS FIRST
"""
_FROM_LEDGER = tuple(name for name in Line.__dataclass_fields__ if name not in ("path", "balance"))


def lines(tally: Tally, column: str, *values: str) -> list[Line]:
    """The ledger lines whose `column` is one of `values`, as booked, without balances."""
    marks = ", ".join("?" * len(values))
    return _lines(tally, "ledger", f"line.{column} IN ({marks})", *values)


def lines_of_entry(tally: Tally, entry: str) -> list[Line]:
    """The lines that an entry gave, and those that undid them."""
    return _lines(tally, "ledger", "? IN (line.entry, line.corrects)", entry)


def lines_booked(tally: Tally, place: str, month: str) -> list[Line]:
    """The lines of a place with all below it that were booked in a month (`2025-03`)."""
    below = "SELECT id FROM scope WHERE kind = 'place' AND above_kind = 'place' AND above = ?"
    condition = f"line.place IN ({below}) AND SUBSTR(line.booked_on, 1, 7) = ?"
    return _lines(tally, "ledger", condition, place, month)


def _lines(tally: Tally, source: str, condition: str, *values: str) -> list[Line]:
    return [
        Line(
            path=tally.paths[row["file"]],
            balance=row.get("balance"),
            **{name: row[name.rstrip("_")] for name in _FROM_LEDGER},
        )
        for row in tally.rows(_LINES % (source, condition), *values)
    ]


def totals(
    tally: Tally,
    kind: str | None = None,
    id: str | None = None,
    *,
    measure: str | None = None,
    event: str | None = None,
    lengths: Sequence[int] = PERIODS,
) -> list[Total]:
    """All totals, or those of one kind of holder (`team`, `unit`, `place`, `fund`), or of one.

    Also of one measure, of one event, of some periods only: those whose names are so long.
    """
    rows = tally.rows(
        "SELECT kind, id, period, measure, event, amount, lines, entries FROM total"
        " WHERE COALESCE(kind = ?, TRUE) AND COALESCE(id = ?, TRUE)"
        " AND COALESCE(measure = ?, TRUE) AND COALESCE(event = ?, TRUE)"
        f" AND LENGTH(period) IN ({', '.join(map(str, lengths))})"
        " ORDER BY kind, id, period, measure, event",
        kind,
        id,
        measure,
        event,
    )
    return [Total(**row) for row in rows]


def passbooks(tally: Tally, *numbers: str) -> list[Passbook]:
    """The passbooks of these numbers, or of all volunteers. For staff: hold `is_public` to heed."""
    chosen = f"number IN ({', '.join('?' * len(numbers))})" if numbers else "TRUE"
    return _passbooks(tally, chosen, *numbers)


def public_passbooks(tally: Tally) -> list[Passbook]:
    """The passbooks that consent allows to be published; never a minor's."""
    return _passbooks(tally, IS_PUBLIC)


def public_numbers(tally: Tally) -> frozenset[str]:
    """The numbers whose passbooks consent allows to be published; never a minor's."""
    rows = tally.rows(f"SELECT number FROM member WHERE {IS_PUBLIC}")
    return frozenset(row["number"] for row in rows)


def _passbooks(tally: Tally, condition: str, *values: str) -> list[Passbook]:
    holders = tally.rows(
        f"SELECT number, team, unit, consent, {IS_PUBLIC} AS is_public"
        f" FROM member WHERE {condition} ORDER BY number",
        *values,
    )
    numbers = f"SELECT number FROM member WHERE {condition}"
    held = _lines(tally, "passbook", f"line.number IN ({numbers})", *values)
    by_number: dict[str, list[Line]] = defaultdict(list)
    for line in held:
        by_number[line.number or ""].append(line)
    standing = {star.number: star for star in stars(tally)}
    granted = {star.number: star for star in granted_stars(tally)}
    gone: dict[str, list[RevokedStar]] = defaultdict(list)
    for revoked in revoked_stars(tally):
        gone[revoked.number].append(revoked)
    won: dict[str, list[Badge]] = defaultdict(list)
    for badge in badges(tally):
        won[badge.number].append(badge)
    return [
        _passbook(
            holder,
            by_number[number],
            standing.get(number),
            granted.get(number),
            gone[number],
            won[number],
        )
        for holder in holders
        for number in [holder["number"]]
    ]


def _passbook(
    holder: dict[str, Any],
    held: list[Line],
    star: Star | None,
    granted: GrantedStar | None,
    gone: list[RevokedStar],
    won: list[Badge],
) -> Passbook:
    moves: dict[str, dict[str, Decimal]] = {}
    sums: dict[str, Decimal] = {}
    for line in held:
        sums[line.measure] = sums.get(line.measure, Decimal(0)) + line.amount
        if line.class_ == "service":
            of = moves.setdefault(line.measure, {})
            of[line.origin] = of.get(line.origin, Decimal(0)) + line.amount
    gifts = (line.amount for line in held if line.class_ == "donation")
    return Passbook(
        **holder,
        sums=dict(sorted(sums.items())),
        moves=moves,
        gift_points=sum(gifts, Decimal(0)),
        star=star,
        granted=granted,
        revoked=tuple(gone),
        badges=tuple(won),
        lines=tuple(held),
    )


def quotas(tally: Tally, unit: str | None = None) -> list[Quota]:
    """The yearly targets of all units or of one, small groups hidden."""
    rows = tally.rows(
        "SELECT quota.*, unit.parent FROM quota JOIN unit ON unit.id = quota.unit"
        " ORDER BY year, policy, rule, measure, cohort, target, quota.unit"
    )
    shown = quotas_shown(rows, tally.as_of.isoformat())
    return [each for each in shown if unit is None or each.unit == unit]


ONE_TARGET = ("year", "policy", "rule", "measure", "cohort", "target")


def quotas_shown(rows: Sequence[dict[str, Any]], as_of: str) -> list[Quota]:
    """The rows of `quota` of all units as they may be shown; each with the unit's `parent`.

    They stand in the order of ONE_TARGET, then by unit.
    """
    shown: list[Quota] = []
    for _, group in groupby(rows, key=lambda row: tuple(row[name] for name in ONE_TARGET)):
        same = list(group)
        hidden = _hidden(same)
        shown.extend(_quota(row, as_of, row["unit"] in hidden) for row in same)
    return shown


def _quota(row: dict[str, Any], as_of: str, hide: bool) -> Quota:
    members, reached = row["members"], row["reached"]
    return Quota(
        unit=row["unit"],
        **{name: row[name] for name in ONE_TARGET},
        members=None if hide else members,
        reached=None if hide else reached,
        per_ten_thousand=None if hide else (reached * 20000 + members) // (2 * members),
        is_hidden=hide,
        is_over=as_of >= f"{row['year']:04}-12-31",
    )


def _hidden(rows: Sequence[dict[str, Any]]) -> set[str]:
    """The units whose figures must not be shown.

    A unit is hidden when the people in it who stand in no shown unit below are fewer than FEWEST
    (and not none): their figures could otherwise be had by taking the units below from it. So is
    one where these people are fewer than ALIKE and all of them reached the target, or none.
    """
    units = {row["unit"] for row in rows}
    below: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        below[row["parent"] if row["parent"] in units else None].append(row)
    seen: set[str] = set()
    hidden: set[str] = set()

    def unshown(row: dict[str, Any]) -> tuple[int, int]:
        """How many people are left in no shown unit at or below, and how many reached it."""
        seen.add(row["unit"])
        left, reached = row["members"], row["reached"]
        for each in below[row["unit"]]:
            rest, of_rest = unshown(each)
            left -= each["members"] - rest
            reached -= each["reached"] - of_rest
        if 0 < left < FEWEST or (0 < left < ALIKE and reached in (0, left)):
            hidden.add(row["unit"])
            return left, reached
        return 0, 0

    for top in below[None]:
        unshown(top)
    return hidden | (units - seen)  # a unit that stands above itself is under no top
