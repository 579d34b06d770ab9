"""What the laws make of all records after a change, where only those are asked that it concerns.

A law that reads no kind of which a record is otherwise finds what it found before. So it is with
another day as of which they are asked, but for laws that look at that day and records of a later
one: as long as it brings no new year and nothing lapses on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pyarrow.compute as pc

from gongshi.checks.closed import broken_seals
from gongshi.checks.laws import last_day, law_tally
from gongshi.checks.ledger import PAYMENTS, YEARLY, Judged, payments_of, sums_on, yearly_of
from gongshi.checks.narrow import pays
from gongshi.checks.question import FIGURES, SEALED, SEALS
from gongshi.checks.reads import (
    files_behind,
    laws,
    looks_at_day,
    may_differ,
    tables_behind,
)
from gongshi.checks.rows import finding_of, placed
from gongshi.checks.samples import wrong_samples
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.database import open_tables, rows_of
from gongshi.records.load import Loaded
from gongshi.records.queries import ROWS, Columns
from gongshi.tally import Tally, run_tally

# What may be dated later than the last day on which anything was done.
_DATED = {
    "activity": ("date", "recorded_on"),
    "donation": ("recorded_on",),
    "donation__entries": ("given_on",),
    "withdrawal": ("recorded_on",),
    "withdrawal__entries": ("requested_on",),
    "redemption": ("recorded_on",),
    "redemption__entries": ("redeemed_on",),
    "correction": ("recorded_on",),
}
_LAPSES = ("expiry_day", "policy_year")


def judged_again(
    loaded: Loaded, touched: Columns, kinds: Mapping[str, Kind], known: Judged, day: date | None
) -> Judged | None:
    """What the laws make of `loaded`, where `known` is what they made of it before a change.

    `touched` is what that change touches; `day` is that of the figures, None for the same as
    before where this is kept, and else for none. None where all must be asked.
    """
    is_kept = pays(loaded) or (loaded.since is not None and loaded.since.is_much)
    if day is None and known.day is not None and is_kept:
        day = date.fromisoformat(known.day)
    as_of = last_day(loaded)
    is_of_another_day = as_of != known.as_of
    if is_of_another_day:
        first = min(as_of, known.as_of)
        later = {
            table: frozenset({ROWS})
            for table, columns in _DATED.items()
            for column in columns
            if (pc.max(loaded.tables[table][column]).as_py() or "") > first
        }
        touched = {**touched, **later}
    asked = {
        name: text
        for name, text in laws().items()
        if may_differ(text, touched) or (is_of_another_day and looks_at_day(text))
    }
    sums = [each for each in (SEALS, YEARLY, PAYMENTS, FIGURES) if may_differ(each, touched)]
    if day is not None and known.day != day.isoformat() and FIGURES not in sums:
        sums.append(FIGURES)
    if not is_kept:
        sums = [each for each in sums if each == SEALS or (each == FIGURES and day is not None)]
    if not (asked or sums):
        return known
    needed = [*asked.values(), *sums]
    if is_of_another_day and lapsed(loaded, kinds, as_of) != lapsed(loaded, kinds, known.as_of):
        return None
    opened = {name: loaded.tables[name] for name in tables_behind(needed) & loaded.tables.keys()}
    connection = open_tables(opened)
    tally = law_tally(loaded, kinds, connection, only=files_behind(needed))
    codes = {name[:4] for name in asked} | {*(SEALED if SEALS in sums else ())}
    told: list[Finding | None] = [each for each in known.findings if each.code not in codes]
    for query in asked.values():
        told += [finding_of(placed(row, loaded.paths), kinds) for row in rows_of(connection, query)]
    if SEALS in sums:
        told += _of_sealed(tally, loaded, kinds)
    judged = replace(
        known,
        as_of=as_of,
        day=None if day is None else day.isoformat(),
        findings=[each for each in told if each is not None],
        hanging=told.count(None) if SEALS in sums else known.hanging,
        sums=sums_on(tally, day) if FIGURES in sums else None if day is None else known.sums,
    )
    if not is_kept:
        return replace(judged, yearly={}, payments={})
    return replace(
        judged,
        yearly=yearly_of(tally) if YEARLY in sums else known.yearly,
        payments=payments_of(tally) if PAYMENTS in sums else known.payments,
    )


def _of_sealed(tally: Tally, loaded: Loaded, kinds: Mapping[str, Kind]) -> Iterator[Finding | None]:
    yield from wrong_samples(tally)
    yield from broken_seals(tally, loaded, kinds, frozenset())


def lapsed(loaded: Loaded, kinds: Mapping[str, Kind], day: str) -> list[set[tuple[object, ...]]]:
    """What lapses by a day, and the years that are asked about."""
    only = files_behind(f"SELECT 1 FROM {each}" for each in _LAPSES)
    tally = run_tally(loaded, kinds, date.fromisoformat(day), only=only)
    return [set(tally.connection.execute(f"FROM {each}").fetchall()) for each in _LAPSES]
