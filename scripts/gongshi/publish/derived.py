"""What the site shows of the tally: totals, quotas and the passbooks that consent allows.

The tally's tables hold closed fields; only what stands here reaches a page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from gongshi.kinds import Kind
from gongshi.publish.orders import Orders, orders_of
from gongshi.records.books import Key
from gongshi.records.cache import get, key_of, put
from gongshi.tally import Tally
from gongshi.tally.behind import Behind, Ledger, behind, ledgers
from gongshi.tally.certified import Standing, standings
from gongshi.tally.example import Example, worked_examples
from gongshi.tally.notices import NoticeRun, ObjectionYear, notice_runs, objection_years
from gongshi.tally.people import Composition, composition
from gongshi.tally.recognition import Punctuality, UnitStar, punctuality, unit_stars
from gongshi.tally.results import ALL, YEAR, Quota, public_numbers, quotas
from gongshi.words import Lang

U = TypeVar("U", Quota, UnitStar, Punctuality)
Records = Mapping[str, Mapping[str, Mapping[str, Any]]]
WHOLE = "all"  # the period of a total over all time
# The totals of each holder over all time and by year; months are many, and shown nowhere.
_SUMS = f"""
SELECT kind, id, period,
  SUM(CASE WHEN said = 'minutes service' THEN amount ELSE 0 END) AS minutes,
  SUM(CASE WHEN said = 'points service' THEN amount ELSE 0 END) AS service_points,
  SUM(CASE WHEN said IN ('points money', 'points goods') THEN amount ELSE 0 END) AS gift_points,
  SUM(CASE WHEN said = 'points redemption' THEN -amount ELSE 0 END) AS redeemed,
  SUM(CASE WHEN said = 'credit_minutes service' THEN amount ELSE 0 END) AS saved,
  SUM(CASE WHEN said = 'credit_minutes withdrawal' THEN -amount ELSE 0 END) AS used,
  SUM(CASE WHEN said = 'credit_minutes pool_in' THEN amount ELSE 0 END) AS pooled,
  SUM(CASE WHEN said IN ('fen money', 'fen goods') THEN amount ELSE 0 END) AS fen,
  SUM(CASE WHEN said = 'minutes service' THEN entries ELSE 0 END) AS activities,
  SUM(CASE WHEN said IN ('fen money', 'fen goods') THEN entries ELSE 0 END) AS gifts
FROM (
  SELECT kind, id, period, measure || ' ' || event AS said, amount, entries FROM total
  WHERE LENGTH(period) IN ({ALL}, {YEAR})
) AS each_total
GROUP BY kind, id, period
ORDER BY kind, id, period
"""


@dataclass(frozen=True, slots=True)
class Sum:
    """The derived figures of a team, unit, place or fund in one period.

    Points are parted by what they were earned with; `fen` is the money and goods given. Of time
    saved, what was put in and what was used are shown apart (domain.md H5); `pooled` went to the
    common pool. What went out is positive. `activities` counts those that gave minutes, `gifts`
    all gifts.
    """

    period: str
    minutes: Decimal
    service_points: Decimal
    gift_points: Decimal
    redeemed: Decimal
    saved: Decimal
    used: Decimal
    pooled: Decimal
    fen: Decimal
    activities: int
    gifts: int


@dataclass(frozen=True, slots=True)
class Stock:
    """What is left of a reward: pieces received, less those redeemed and not given back."""

    received: int
    redeemed: int
    left: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """What is told of an activity's participants: how many, and their minutes together."""

    people: int
    minutes: int


STEPS = ("record", "verify", "sum", "post")  # of H1, in their order


@dataclass(frozen=True, slots=True)
class Punctual:
    """For how many of a unit's activities of a month each step of H1 was done in time.

    A step is (in time, of so many), None where nothing was due.
    """

    month: str
    record: tuple[int, int] | None
    verify: tuple[int, int] | None
    sum: tuple[int, int] | None
    post: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Derived:
    """The derived figures of a site, as of a day (`2026-03-15`).

    All but `ledgers`, `examples` and `orders` are in no language.
    `passbooks` are the numbers of those that are public.
    `ledgers` say what stands behind the sums of each holder;
    `notices` say how each notice ran, `objections` what came of them by year;
    `costs` are the points that each entry of a redemption took; `certificates` how each stands;
    `examples` what the rules of each local policy make of made-up entries; `people` the volunteers
    of a featured place as counts.
    """

    as_of: str
    sums: Mapping[Key, Sequence[Sum]]
    ledgers: Mapping[Key, Ledger]
    quotas: Mapping[str, Sequence[Quota]]
    unit_stars: Mapping[str, Sequence[UnitStar]]
    punctuality: Mapping[str, Sequence[Punctual]]
    passbooks: Mapping[str, bool]
    turnouts: Mapping[str, Turnout]
    stocks: Mapping[str, Stock]
    costs: Mapping[str, Decimal]
    certificates: Mapping[str, Standing]
    examples: Mapping[str, Sequence[Example]]
    notices: Mapping[str, NoticeRun]
    objections: Sequence[ObjectionYear]
    people: Mapping[str, Composition]
    orders: Orders

    def whole(self, key: Key) -> Sum | None:
        """The sum over all time of the holder `key`; None for one without a ledger."""
        return next((each for each in self.sums.get(key, ()) if each.period == WHOLE), None)

    def years(self, key: Key) -> list[Sum]:
        """The sums of each year, the newest first."""
        return [each for each in reversed(self.sums.get(key, ())) if len(each.period) == 4]


def derive(
    root: Path, tally: Tally, records: Records, langs: Sequence[Lang]
) -> dict[Lang, Derived]:
    """The derived figures that may be published, by language; what is in none is there once.

    `records` are those read of the repository at `root`, by kind and id.
    """
    known = behind(tally)
    first, *others = langs
    figures = _derived(root, tally, records, known, first)
    return {first: figures} | {
        lang: replace(
            figures,
            ledgers=ledgers(tally, known, lang),
            examples=_examples(root, records, lang, tally.kinds),
            orders=orders_of(tally, lang),
        )
        for lang in others
    }


def _derived(root: Path, tally: Tally, records: Records, known: Behind, lang: Lang) -> Derived:
    return Derived(
        as_of=tally.as_of.isoformat(),
        sums=_sums(tally),
        ledgers=ledgers(tally, known, lang),
        quotas=_by_unit(quotas(tally)),
        unit_stars=_by_unit(unit_stars(tally)),
        punctuality={unit: _punctual(each) for unit, each in _by_unit(punctuality(tally)).items()},
        passbooks=dict.fromkeys(sorted(public_numbers(tally)), True),
        turnouts={
            row["id"]: Turnout(row["people"], row["minutes"])
            for row in tally.rows(
                "SELECT activity.id, CAST(COUNT(*) AS BIGINT) AS people,"
                " CAST(SUM(present.minutes) AS BIGINT) AS minutes FROM activity"
                " JOIN activity__participants AS present ON present.file = activity.file"
                " GROUP BY activity.id"
            )
        },
        stocks=_stocks(tally, records.get("reward", {})),
        costs={
            row["entry"]: row["points"]
            for row in tally.rows(
                "SELECT entry, -amount AS points FROM ledger WHERE event = 'redemption'"
            )
        },
        notices={each.notice: each for each in notice_runs(tally)},
        objections=objection_years(tally),
        certificates=standings(tally, records.get("certificate", {})),
        examples=_examples(root, records, lang, tally.kinds),
        orders=orders_of(tally, lang),
        people={
            id: found
            for id, place in sorted(records.get("place", {}).items())
            if place.get("featured") and (found := composition(tally, id))
        },
    )


def _examples(
    root: Path, records: Records, lang: Lang, kinds: Mapping[str, Kind]
) -> dict[str, list[Example]]:
    """The worked examples, which are made again only where a policy is another than it was."""
    policies = records.get("policy", {})
    name, key = f"examples-{lang}", key_of(root, kinds)
    key += sha256(json.dumps(policies, sort_keys=True).encode()).hexdigest()
    if parts := get(root, name, key):
        said = json.loads(parts["examples"].to_pybytes())
        return {id: [Example(*each) for each in of] for id, of in said.items()}
    made = worked_examples(policies, lang, kinds)
    said = {id: [astuple(each) for each in of] for id, of in made.items()}
    put(root, name, key, {"examples": json.dumps(said).encode()})
    return made


def _by_unit(standings: Sequence[U]) -> dict[str, list[U]]:
    groups: dict[str, list[U]] = {}
    for each in standings:
        groups.setdefault(each.unit, []).append(each)
    return groups


def _punctual(of: Sequence[Punctuality]) -> list[Punctual]:
    """A unit's months, the newest first; where the policy changed within one, both together."""

    def kept(month: str, step: str) -> tuple[int, int] | None:
        found = [each for each in of if (each.month, each.step) == (month, step)]
        counts = sum(each.in_time for each in found), sum(each.activities for each in found)
        return counts if found else None

    months = sorted({each.month for each in of}, reverse=True)
    return [Punctual(month, *(kept(month, step) for step in STEPS)) for month in months]


def _stocks(tally: Tally, rewards: Mapping[str, Mapping[str, Any]]) -> dict[str, Stock]:
    """The stock of each reward as of the tally's day, by what has been verified."""
    rows = tally.rows(
        "SELECT bought.reward, CAST(SUM("
        " CASE WHEN ledger.corrects IS NULL THEN ledger.quantity ELSE -ledger.quantity END"
        ") AS BIGINT) AS pieces FROM ledger JOIN redemption__entries AS bought"
        " ON bought.file = ledger.file"
        " AND '/entries/' || CAST(bought.ord AS VARCHAR) = ledger.pointer"
        " WHERE ledger.origin = 'redemption' GROUP BY bought.reward"
    )
    redeemed = {row["reward"]: row["pieces"] for row in rows}
    stocks = {}
    for id, reward in rewards.items():
        received = sum(
            each["quantity"]
            for each in reward["stock"]
            if each["received_on"] <= tally.as_of.isoformat()
        )
        taken = redeemed.get(id, 0)
        stocks[id] = Stock(received, taken, received - taken)
    return stocks


def _sums(tally: Tally) -> dict[Key, list[Sum]]:
    """The sums of all holders, of each the years in their order, then that over all time."""
    groups: dict[Key, list[Sum]] = {}
    for row in tally.rows(_SUMS):
        groups.setdefault((row.pop("kind"), row.pop("id")), []).append(Sum(**row))
    return groups
