"""Closed periods: what was sealed is still what the ledger says.

A closing seals the lines of a month by count, sums and digest (`tally.closing`). Where the ledger
no longer agrees, the cause is named if it can be proved: the one entry, or the one policy, without
which the seal fits again; with a base to compare with, every entry verified and every policy made
since. Only where no cause is found is the closing itself named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from gongshi.findings import Finding
from gongshi.kinds import Kind, walk
from gongshi.records.load import Loaded
from gongshi.records.queries import files_behind
from gongshi.tally import Tally, run_tally
from gongshi.tally.closing import (
    SEALING,
    Seal,
    SheetLine,
    plain_amount,
    seal,
    seal_of,
    seals,
    sheet,
)
from gongshi.tally.run import statements
from gongshi.words import Lang, say

if TYPE_CHECKING:
    from gongshi.checks.base import Base

DIFFERS, ENTERED_AFTER, POLICY_AFTER = "L013", "L014", "L018"
_LANGS: tuple[Lang, ...] = ("zh", "en")
# What comes into a period, by the column of its day.
_ENTERS = {
    **dict.fromkeys(("activity", "donation", "withdrawal", "redemption"), "verified_on"),
    "correction": "verified_on",
    "policy": "from",
}

_CLOSINGS = "SELECT file, place, period, lines, digest, salt FROM closing ORDER BY file"
_TOTALS = "SELECT file, ord, measure, amount FROM closing__totals ORDER BY file, ord"
# Where an entry was verified; what lapses by itself has no entry.
VERIFIED = "SELECT file FROM entry WHERE entry = ? ORDER BY file LIMIT 1"
_BOOKED = """
    SELECT DISTINCT entry.file, substr(ledger.booked_on, 1, 7), scope.above
    FROM ledger
    JOIN entry ON entry.entry = ledger.entry
    JOIN scope ON scope.kind = 'place' AND scope.id = ledger.place AND scope.above_kind = 'place'
    ORDER BY ALL
"""
# Policies over a place, within it or above it.
POLICIES = """
    SELECT DISTINCT policy.file, policy."from", policy.until
    FROM policy
    JOIN scope
        ON (scope.id = policy.scope AND scope.above_kind = 'place' AND scope.above = $place)
        OR (scope.kind = 'place' AND scope.id = $place AND scope.above = policy.scope)
    WHERE policy.basis = 'local'
    ORDER BY policy.file
"""
# The rules of a policy that lines of the ledger come of; of all its others none does.
RULES_OF_LINES = ("policy__earning", "policy__caps", "policy__expiry")
RULERS = f"""
    SELECT file, "from", until FROM ({POLICIES}) AS each_policy
    WHERE file IN ({" UNION ALL ".join(f"SELECT file FROM {each}" for each in RULES_OF_LINES)})
    ORDER BY file
"""


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing as recorded; `totals` are amounts by measure, in the record's order."""

    file: int
    place: str
    period: str
    salt: str | None
    seal: Seal


def closings(connection: duckdb.DuckDBPyConnection) -> list[Closing]:
    """Every closing, in the order of their files."""
    totals: dict[int, dict[str, Decimal]] = {}
    for file, _, measure, amount in connection.execute(_TOTALS).fetchall():
        totals.setdefault(file, {})[measure] = Decimal(amount)
    return [
        Closing(file, place, period, salt, Seal(lines, totals.get(file, {}), digest))
        for file, place, period, lines, digest, salt in connection.execute(_CLOSINGS).fetchall()
    ]


def broken_seals(
    tally: Tally, loaded: Loaded, kinds: Mapping[str, Kind], excused: frozenset[str]
) -> Iterator[Finding | None]:
    """A finding for each cause of a closing that does not fit; None where the cause is told.

    `excused` are the periods whose cause another finding has named already.
    """
    told: set[tuple[str, str]] = set()
    closed = closings(tally.connection)
    asked = [(closing.place, closing.period, closing.salt) for closing in closed]
    for closing, now in zip(closed, seals(tally, asked), strict=True):
        if _fits(closing, now):
            continue
        if closing.period in excused:
            yield None
            continue
        lines = sheet(tally, closing.place, closing.period)
        finding = (
            _entry_too_many(tally, closing, lines)
            or _policy_too_many(tally, closing, loaded, kinds)
            or differs(tally.paths[closing.file], closing, now, measure_words(kinds))
        )
        cause = (finding.file, finding.code)
        yield None if cause in told else finding
        told.add(cause)


def entered_since(tally: Tally, base: Base) -> Iterator[tuple[str, Finding]]:
    """Every entry verified and policy made since the base that falls into a period closed there.

    Each comes with the period.
    """
    closed = {
        (each["place"], each["period"]): path
        for path, each in base.closings.items()
        if {"place", "period"} <= each.keys()
    }
    told: set[str] = set()
    for file, period, place in tally.connection.execute(_BOOKED).fetchall():
        path = tally.paths[file]
        closing = closed.get((place, period))
        if closing is not None and path not in told and not base.was_settled(path):
            told.add(path)
            yield period, entered(path, period, closing)
    for (place, period), closing in sorted(closed.items()):
        for file, begins, ends in tally.connection.execute(POLICIES, {"place": place}).fetchall():
            path = tally.paths[file]
            rules = begins[:7] <= period <= (ends or "9999-12")[:7]
            if rules and not base.held(path) and path not in told:
                told.add(path)
                yield period, _begun(path, period, closing)


def periods_told(since: Sequence[Finding]) -> set[str]:
    """The periods of which changes since a base have told that they are otherwise."""
    return {each.args["period"] for each in since if "period" in each.args}


def may_have_entered(loaded: Loaded, base: Base) -> bool:
    """Whether `entered_since` may find anything: a look at days alone, no ledger."""
    last = max((str(each.get("period", "")) for each in base.closings.values()), default="")
    files = pa.array(base.open_among(loaded.paths if last else ()), pa.int64())
    for kind, column in _ENTERS.items():
        table = loaded.tables[kind]
        days = table[column].filter(pc.is_in(table["file"], value_set=files))
        if pc.any(pc.less_equal(days, f"{last}-31")).as_py():
            return True
    return False


def measure_words(kinds: Mapping[str, Kind]) -> Mapping[str, Mapping[str, str]]:
    """The name of every measure, in both languages, as the schema of closings has it."""
    fields = dict(walk(kinds["closing"].fields))
    return fields["/totals/*/measure"].enum


def _now(closing: Closing, tally: Tally) -> Seal:
    """What the seal of the closing would be by this tally."""
    return seal(tally, closing.place, closing.period, closing.salt)


def _fits(closing: Closing, now: Seal) -> bool:
    """Whether the closing has this seal; a sum of nothing may be left out."""
    sealed = closing.seal
    same = (sealed.lines, sealed.digest) == (now.lines, now.digest)
    return same and not _difference(sealed.totals, now.totals)


def _entry_too_many(tally: Tally, closing: Closing, lines: Sequence[SheetLine]) -> Finding | None:
    """The one entry without which the seal fits: only those are tried that make up the surplus."""
    by_entry: dict[str, list[SheetLine]] = {}
    for line in lines:
        by_entry.setdefault(line.entry, []).append(line)
    surplus = _difference(seal_of(lines, closing.salt).totals, closing.seal.totals)
    for entry, own in by_entry.items():
        alone = _difference(seal_of(own, closing.salt).totals, {})
        if len(lines) - len(own) != closing.seal.lines or alone != surplus:
            continue
        rest = [line for line in lines if line.entry != entry]
        if _fits(closing, seal_of(rest, closing.salt)):
            row = tally.connection.execute(VERIFIED, [entry]).fetchone()
            if row is not None:
                return entered(tally.paths[row[0]], closing.period, tally.paths[closing.file])
    return None


def _policy_too_many(
    tally: Tally, closing: Closing, loaded: Loaded, kinds: Mapping[str, Kind]
) -> Finding | None:
    """The one policy begun within the period without which the seal fits.

    Those are not tried of which no line comes, with them or without.
    """
    rows = tally.connection.execute(RULERS, {"place": closing.place}).fetchall()
    needed = files_behind(SEALING, statements())
    for file, begins, _ in rows:
        if begins[:7] != closing.period:
            continue
        without = run_tally(_without_policy(loaded, file), kinds, tally.as_of, only=needed)
        if _fits(closing, _now(closing, without)):
            return _begun(tally.paths[file], closing.period, tally.paths[closing.file])
    return None


def _without_policy(loaded: Loaded, file: int) -> Loaded:
    tables = {
        name: table.filter(pc.field("file") != file) if name.startswith("policy") else table
        for name, table in loaded.tables.items()
    }
    return Loaded(tables, loaded.paths, loaded.findings, loaded.structs)


def entered(path: str, period: str, closing: str) -> Finding:
    """That the entry in this file came into a period when it was closed."""
    args = {"period": period}
    return Finding(path, ENTERED_AFTER, "/verified_on", args=args, related=f"{closing}#/period")


def _begun(path: str, period: str, closing: str) -> Finding:
    args = {"period": period}
    return Finding(path, POLICY_AFTER, "/from", args=args, related=f"{closing}#/period")


def differs(
    path: str, closing: Closing, now: Seal, measures: Mapping[str, Mapping[str, str]]
) -> Finding:
    """What of the seal does not fit: count, sums by measure, digest; at the first that differs."""
    sealed = closing.seal
    parts: list[tuple[str, dict[str, str]]] = []
    pointer = "/digest"
    if sealed.lines != now.lines:
        pointer = "/lines"
        parts.append(("lines", {"sealed": str(sealed.lines), "now": str(now.lines)}))
    for measure in dict.fromkeys([*sealed.totals, *now.totals]):
        before = plain_amount(sealed.totals.get(measure, Decimal(0)))
        after = plain_amount(now.totals.get(measure, Decimal(0)))
        if before != after:
            if not parts and measure in sealed.totals:
                pointer = f"/totals/{list(sealed.totals).index(measure)}/amount"
            parts.append(("total", {"measure": measure, "sealed": before, "now": after}))
    if sealed.digest != now.digest:
        parts.append(("digest", {}))
    args = {"period": closing.period, "place": closing.place}
    for lang, comma in zip(_LANGS, ("；", "; "), strict=True):
        args[f"what_{lang}"] = comma.join(_part_in_words(*part, measures, lang) for part in parts)
    return Finding(path, DIFFERS, pointer, args=args)


def _part_in_words(
    part: str, slots: Mapping[str, str], measures: Mapping[str, Mapping[str, str]], lang: Lang
) -> str:
    named = {"measure": measures[slots["measure"]][lang]} if "measure" in slots else {}
    return say(f"cli.closing.{part}", lang, **{**slots, **named})


def _difference(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {
        measure: amount
        for measure in one.keys() | other.keys()
        if (amount := one.get(measure, Decimal(0)) - other.get(measure, Decimal(0)))
    }
