"""The figures of a tally that its report shows, kept so that they need not be reckoned again.

They are few: sums by holder, yearly targets, how many reached each star. What is kept is for one
state of all records and one day (`records.cache`, as the verdict of a check is).

They are made of `Sums`, which are sums over persons and nothing else, so that where only some
persons' records changed, theirs alone need be reckoned again (`after`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from gongshi.records.cache import get, put
from gongshi.records.database import rows_of, run
from gongshi.tally.results import ONE_TARGET, Quota, quotas_shown
from gongshi.tally.run import Tally, statements

NAME = "figures"
HOLDERS = ("place", "unit", "team", "fund")
# What a later day changes although nothing more was booked: the years and days asked for, what then
# holds, and who is eligible for a star that day.
_DAYS = ("40_policy_year", "42_calendar", "45_expiry_day", "48_era", "50_ruling", "51_in_force")
_STAR_DAY = "CREATE TABLE star_day AS SELECT day FROM as_of"
# Only where the table is another by then: what lapses, and what adds it up; targets of a new year.
# The views among them are made anew to see what was.
_WHERE_OTHER = {
    "expiry_day": ("67_lapse", "68_ledger", "75_entry_sum", "80_total"),
    "policy_year": ("90_quota",),
}
_SUMS = """
    SELECT kind, id, measure, SUM(amount) AS amount FROM total WHERE period = 'all'
    GROUP BY kind, id, measure HAVING SUM(amount) <> 0
"""
_TARGETS = f"SELECT unit, {', '.join(ONE_TARGET)}, members, reached FROM quota"
_STARS = "SELECT star, COUNT(*) AS people FROM star GROUP BY star"
K = TypeVar("K")
Amount = TypeVar("Amount", int, Decimal)
Target = tuple[str, int, str, str, str, str | None, Decimal]  # the unit, then ONE_TARGET


@dataclass(frozen=True, slots=True)
class Holding:
    """What a place, unit or team with all below it, or a fund, has in all, by measure.

    A measure of which it has nothing, or nothing any more, is not there.
    """

    kind: str
    id: str
    name: str
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Figures:
    """As of a day (`2026-03-15`): what each holder has, yearly targets, people by star.

    `names` are those of the units that have targets.
    """

    as_of: str
    holdings: Sequence[Holding]
    quotas: Sequence[Quota]
    names: Mapping[str, str]
    stars: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sums:
    """As of a day: amounts by kind and id of the holder and measure; of each unit and target how
    many people it holds for, and how many of them reached it; people by star.
    """

    as_of: str
    held: Mapping[tuple[str, str, str], Decimal]
    targets: Mapping[Target, tuple[int, int]]
    stars: Mapping[int, int]

    def after(self, before: Sums, after: Sums) -> Sums:
        """With the sums `after` of some persons in place of theirs `before`."""
        held = amounts_after(self.held, before.held, after.held)
        targets = counts_after(self.targets, before.targets, after.targets)
        stars = amounts_after(self.stars, before.stars, after.stars)
        return Sums(
            as_of=self.as_of,
            held={holder: amount for holder, amount in held.items() if amount},
            targets={target: people for target, people in targets.items() if people[0]},
            stars={star: people for star, people in stars.items() if people},
        )


def amounts_after(
    known: Mapping[K, Amount], before: Mapping[K, Amount], after: Mapping[K, Amount]
) -> dict[K, Amount]:
    """Sums over all by key, with those `after` of some in place of theirs `before`."""
    found = dict(known)
    for key, amount in before.items():
        found[key] = found[key] - amount if key in found else -amount
    for key, amount in after.items():
        found[key] = found[key] + amount if key in found else amount
    return found


def counts_after(
    known: Mapping[K, tuple[int, int]],
    before: Mapping[K, tuple[int, int]],
    after: Mapping[K, tuple[int, int]],
) -> dict[K, tuple[int, int]]:
    """The same for two sums at a time."""
    found = dict(known)
    for sign, part in ((-1, before), (1, after)):
        for key, (one, other) in part.items():
            first, second = found.get(key, (0, 0))
            found[key] = (first + sign * one, second + sign * other)
    return found


def figures_of(tally: Tally, as_of: date | None = None) -> Figures:
    """The figures of the tally, or those of a later day `as_of`: of a tally that `is_final`."""
    return figures(sums_of(tally, as_of), tally.connection)


def sums_of(tally: Tally, as_of: date | None = None) -> Sums:
    """The sums of the tally, or those of a later day `as_of`: of a tally that `is_final`."""
    if as_of is not None and as_of != tally.as_of:
        with _at(tally, as_of) as later:
            return sums_of(later)
    fetched = tally.connection.execute
    return Sums(
        as_of=tally.as_of.isoformat(),
        held={(kind, id, of): amount for kind, id, of, amount in fetched(_SUMS).fetchall()},
        targets={tuple(key): (of, some) for *key, of, some in fetched(_TARGETS).fetchall()},
        stars=dict(fetched(_STARS).fetchall()),
    )


def figures(sums: Sums, records: duckdb.DuckDBPyConnection) -> Figures:
    """The figures that these sums make, with the names that are in the records' tables."""
    held: dict[tuple[str, str], dict[str, Decimal]] = {}
    for (kind, id, measure), amount in sorted(sums.held.items()):
        held.setdefault((kind, id), {})[measure] = amount
    names = {
        (kind, row["id"]): row["name"]
        for kind in HOLDERS
        for row in rows_of(records, f"SELECT id, name FROM {kind}")
    }
    parents = {row["id"]: row["parent"] for row in rows_of(records, "SELECT id, parent FROM unit")}
    shown = targets(sums, parents)
    return Figures(
        as_of=sums.as_of,
        holdings=[Holding(*key, names[key], amounts) for key, amounts in held.items()],
        quotas=shown,
        names={each.unit: names["unit", each.unit] for each in shown},
        stars=sorted(sums.stars.items(), reverse=True),
    )


def targets(sums: Sums, parents: Mapping[str, str | None]) -> list[Quota]:
    """The yearly targets of all units, small groups hidden; `parents` is each unit's above."""
    rows = [
        dict(zip(("unit", *ONE_TARGET), key, strict=True))
        | {"members": members, "reached": reached, "parent": parents[key[0]]}
        for key, (members, reached) in sorted(sums.targets.items(), key=_place)
    ]
    return quotas_shown(rows, sums.as_of)


def _place(item: tuple[Target, tuple[int, int]]) -> tuple[object, ...]:
    """Where a target stands in ONE_TARGET's order: one for all after those for a cohort."""
    unit, year, policy, rule, measure, cohort, target = item[0]
    return year, policy, rule, measure, cohort is None, cohort or "", target, unit


def is_final(tally: Tally) -> bool:
    """Whether no entry waits for a later day: it is of the day on which the last one was booked."""
    day = tally.as_of.isoformat()
    waits = "SELECT 1 FROM entry WHERE standing = 'later' OR booked_on > ? LIMIT 1"
    return not tally.rows(waits, day)


def said(sums: Sums) -> object:
    """The sums as plain lists, for JSON."""
    return [
        sums.as_of,
        [[*holder, str(amount)] for holder, amount in sums.held.items()],
        [[*key, str(target), *people] for (*key, target), people in sums.targets.items()],
        list(sums.stars.items()),
    ]


def unsaid(lists: Any) -> Sums:
    """The sums that `said` gave."""
    as_of, held, targets, stars = lists
    return Sums(
        as_of,
        {(kind, id, of): Decimal(amount) for kind, id, of, amount in held},
        {(*key, Decimal(target)): (of, some) for *key, target, of, some in targets},
        dict(stars),
    )


def kept_figures(root: Path, state: str, as_of: date) -> Figures | None:
    """The figures of this state of all records and this day, if they are kept."""
    parts = get(root, NAME, f"{state} {as_of}")
    if parts is None:
        return None
    said = json.loads(parts["figures"].to_pybytes())
    return Figures(
        as_of=said["as_of"],
        holdings=[
            Holding(kind, id, name, {of: Decimal(amount) for of, amount in amounts.items()})
            for kind, id, name, amounts in said["holdings"]
        ],
        quotas=[Quota(**{**each, "target": Decimal(each["target"])}) for each in said["quotas"]],
        names=said["names"],
        stars=[(star, people) for star, people in said["stars"]],
    )


def keep_figures(root: Path, state: str, figures: Figures) -> None:
    """Keep the figures of this state of all records."""
    said = {
        "as_of": figures.as_of,
        "holdings": [[of.kind, of.id, of.name, of.amounts] for of in figures.holdings],
        "quotas": [asdict(each) for each in figures.quotas],
        "names": figures.names,
        "stars": figures.stars,
    }
    content = json.dumps(said, ensure_ascii=False, default=str).encode()
    put(root, NAME, f"{state} {figures.as_of}", {"figures": content})


@contextmanager
def _at(tally: Tally, as_of: date) -> Iterator[Tally]:
    """The tally as of a later day, by when nothing more was booked; only what figures need."""
    made = statements()
    connection = tally.connection
    connection.execute("CREATE SCHEMA later")
    connection.execute("SET search_path = 'later,main'")
    try:
        connection.execute(
            "CREATE TABLE as_of AS SELECT CAST(? AS VARCHAR) AS day", [as_of.isoformat()]
        )
        connection.execute(_STAR_DAY)
        # By which rules each part earned is known: what is asked anew is asked of people and units.
        connection.execute("CREATE TABLE part AS FROM main.part LIMIT 0")
        for name in _DAYS:
            run(connection, made[f"{name}.sql"])
        for table, of_table in _WHERE_OTHER.items():
            if tally.rows(f"FROM later.{table} EXCEPT FROM main.{table}"):
                for name in of_table:
                    run(connection, made[f"{name}.sql"])
        run(connection, made["95_star.sql"])
        yield replace(tally, as_of=as_of)
    finally:
        connection.execute("SET search_path = 'main'")
        connection.execute("DROP SCHEMA later CASCADE")
