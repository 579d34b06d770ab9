"""What the laws make of all records after a change, where only those are asked that it concerns.

A law that reads no kind of which a record is otherwise finds what it found before. So it is with
another day as of which they are asked, but for laws that look at that day and records of a later
one: as long as it brings no new year and nothing lapses on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

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
    sources,
    tables_behind,
)
from gongshi.checks.remade import Made, Remade
from gongshi.checks.rows import finding_of, placed
from gongshi.checks.samples import wrong_samples
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.database import open_tables, rows_of
from gongshi.records.load import Loaded
from gongshi.records.queries import ROWS, Columns
from gongshi.tally import Tally, run_tally
from gongshi.tally.tables import Tables

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
    sums = [SEALS, *((YEARLY, PAYMENTS) if is_kept else ()), *((FIGURES,) if day else ())]
    must = {FIGURES} if day is not None and known.day != day.isoformat() else set()
    asked: _Asked | None
    if were := known.made(loaded.paths):
        asked = _asked_of_tables(loaded, kinds, as_of, were, touched, sums, must)
    else:
        asked = _asked_of_records(loaded, kinds, as_of, known.as_of, touched, sums, must)
    if asked is None:
        return None
    if not (asked.laws or asked.sums):
        return replace(known, made=asked.made)
    tally = asked.tally()
    codes = {name[:4] for name in asked.laws} | {*(SEALED if SEALS in asked.sums else ())}
    told: list[Finding | None] = [each for each in known.findings if each.code not in codes]
    for query in asked.laws.values():
        rows = rows_of(tally.connection, query)
        told += [finding_of(placed(row, loaded.paths), kinds) for row in rows]
    if SEALS in asked.sums:
        told += _of_sealed(tally, loaded, kinds)
    judged = replace(
        known,
        as_of=as_of,
        day=None if day is None else day.isoformat(),
        findings=[each for each in told if each is not None],
        hanging=told.count(None) if SEALS in asked.sums else known.hanging,
        sums=sums_on(tally, day) if FIGURES in asked.sums else None if day is None else known.sums,
        made=asked.made,
    )
    if not is_kept:
        return replace(judged, yearly={}, payments={})
    return replace(
        judged,
        yearly=yearly_of(tally) if YEARLY in asked.sums else known.yearly,
        payments=payments_of(tally) if PAYMENTS in asked.sums else known.payments,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """The laws and sums that are to be asked again, and of what.

    `made` gives what is known then of the ledger's tables.
    """

    laws: Mapping[str, str]
    sums: Collection[str]
    tally: Callable[[], Tally]
    made: Callable[[Sequence[str]], Made] = lambda _: {}


def _asked_of_tables(
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    as_of: str,
    were: Made,
    touched: Columns,
    sums: Sequence[str],
    must: Collection[str],
) -> _Asked:
    """Those which read tables that come out otherwise than they `were`."""
    texts = {each: [each] for each in sums}
    if FIGURES in texts:  # of another day they are made of what whole files read
        texts[FIGURES] += (sources()[name] for name in files_behind([FIGURES]))
    ledger = Remade(loaded, as_of, were, touched, [*laws().values(), *chain(*texts.values())])
    asked = {name: text for name, text in laws().items() if ledger.asks(text)}
    other = {each for each, of in texts.items() if each in must or any(map(ledger.asks, of))}

    def tally() -> Tally:
        connection = ledger.having(*asked.values(), *chain(*(texts[each] for each in other)))
        day = date.fromisoformat(as_of)
        return Tally(Tables({}, {}, connection), kinds, loaded.paths, day, None)

    return _Asked(asked, other, tally, lambda _: ledger.tables)


def _asked_of_records(
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    as_of: str,
    was_as_of: str,
    touched: Columns,
    sums: Sequence[str],
    must: Collection[str],
) -> _Asked | None:
    """Those which read what is touched, however far behind; None where all must be asked."""
    is_of_another_day = as_of != was_as_of
    if is_of_another_day:
        first = min(as_of, was_as_of)
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
    other = {each for each in sums if each in must or may_differ(each, touched)}
    needed = [*asked.values(), *other]
    is_other = is_of_another_day and bool(needed)
    if is_other and lapsed(loaded, kinds, as_of) != lapsed(loaded, kinds, was_as_of):
        return None

    def tally() -> Tally:
        names = tables_behind(needed) & loaded.tables.keys()
        connection = open_tables({name: loaded.tables[name] for name in names})
        return law_tally(loaded, kinds, connection, only=files_behind(needed))

    return _Asked(asked, other, tally)


def _of_sealed(tally: Tally, loaded: Loaded, kinds: Mapping[str, Kind]) -> Iterator[Finding | None]:
    yield from wrong_samples(tally)
    yield from broken_seals(tally, loaded, kinds, frozenset())


def lapsed(loaded: Loaded, kinds: Mapping[str, Kind], day: str) -> list[set[tuple[object, ...]]]:
    """What lapses by a day, and the years that are asked about."""
    only = files_behind(f"SELECT 1 FROM {each}" for each in _LAPSES)
    tally = run_tally(loaded, kinds, date.fromisoformat(day), only=only)
    return [set(tally.connection.execute(f"FROM {each}").fetchall()) for each in _LAPSES]
