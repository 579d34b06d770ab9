"""The figures of a tally that its report shows, kept so that they need not be reckoned again.

They are few: sums by holder, yearly targets, how many reached each star. What is kept is for one
state of all records and one day (`records.cache`, as the verdict of a check is).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from gongshi.records.cache import get, put
from gongshi.records.database import run
from gongshi.tally.results import Quota, quotas
from gongshi.tally.run import Tally, statements

NAME = "figures"
HOLDERS = ("place", "unit", "team", "fund")
# What a later day changes although nothing more was booked: the years and days asked for, what then
# holds, and who is eligible for a star that day.
_DAYS = ("40_policy_year", "42_calendar", "45_expiry_day", "48_era", "50_in_force")
_STAR_DAY = "CREATE TABLE star_day AS SELECT day FROM as_of"
# Only where the table is another by then: what lapses, and what adds it up; targets of a new year.
# The views among them are made anew to see what was.
_WHERE_OTHER = {
    "expiry_day": ("67_lapse", "68_ledger", "75_entry_sum", "80_total"),
    "policy_year": ("90_quota",),
}
_SUMS = """
    SELECT kind, id, measure, SUM(amount) AS amount FROM total WHERE period = 'all'
    GROUP BY kind, id, measure ORDER BY kind, id, measure
"""
_STARS = "SELECT star, COUNT(*) AS people FROM star GROUP BY star ORDER BY star DESC"


@dataclass(frozen=True, slots=True)
class Holding:
    """What a place, unit or team with all below it, or a fund, has in all, by measure."""

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


def figures_of(tally: Tally, as_of: date | None = None) -> Figures:
    """The figures of the tally, or those of a later day `as_of`: of a tally that `is_final`."""
    if as_of is not None and as_of != tally.as_of:
        with _at(tally, as_of) as later:
            return figures_of(later)
    sums: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in tally.rows(_SUMS):
        sums.setdefault((row["kind"], row["id"]), {})[row["measure"]] = row["amount"]
    names = {
        (kind, row["id"]): row["name"]
        for kind in HOLDERS
        for row in tally.rows(f"SELECT id, name FROM {kind}")
    }
    targets = quotas(tally)
    return Figures(
        as_of=tally.as_of.isoformat(),
        holdings=[Holding(*key, names[key], amounts) for key, amounts in sums.items()],
        quotas=targets,
        names={each.unit: names["unit", each.unit] for each in targets},
        stars=[(row["star"], row["people"]) for row in tally.rows(_STARS)],
    )


def is_final(tally: Tally) -> bool:
    """Whether no entry waits for a later day: it is of the day on which the last one was booked."""
    day = tally.as_of.isoformat()
    waits = "SELECT 1 FROM entry WHERE standing = 'later' OR booked_on > ? LIMIT 1"
    return not tally.rows(waits, day)


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
    said = asdict(figures)
    said["holdings"] = [list(each.values()) for each in said["holdings"]]
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
