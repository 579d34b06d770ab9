"""The laws (codes L, O) asked of the whole ledger, and what is kept of the answer.

What is kept is for one state of all records (`records.load`): the state of which their content is
kept too. After a small change the answer is made of it (`narrow`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from gongshi.checks.closed import (
    DIFFERS,
    ENTERED_AFTER,
    POLICY_AFTER,
    broken_seals,
    entered_since,
    periods_told,
)
from gongshi.checks.reads import laws
from gongshi.checks.remade import Made, renumbered
from gongshi.checks.rows import finding_of, placed
from gongshi.checks.samples import wrong_samples
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.cache import get, packed, put, unpacked
from gongshi.records.database import Lanes, rows_of
from gongshi.records.load import Loaded
from gongshi.records.tables import in_one_batch, stream
from gongshi.tally import Tally
from gongshi.tally.figures import Sums, is_final, said, sums_of, unsaid
from gongshi.tally.tables import Tables

if TYPE_CHECKING:
    from gongshi.checks.base import Base

NAME = "ledger"
_MADE = "made"
_PATHS = "/"  # no table's name
# What the laws over many persons (`narrow.WHOLE`) ask of the ledger.
YEARLY = """
    SELECT kind, id, period, measure, event, amount FROM total
    WHERE kind = 'unit' AND LENGTH(period) = 4 OR kind = 'fund' AND period = 'all'
"""
PAYMENTS = "SELECT fund, year, payments, fen FROM fund_payment"
# Told what is being done (`reading`, `checking`, `tallying`), and how much of how much is done.
Watch = Callable[[str, int, int], None]
T = TypeVar("T")
Yearly = Mapping[tuple[str, str, str, str, str], Decimal]
Payments = Mapping[tuple[str, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the laws find as of a day, waived or not, and of how many findings the cause is told.

    `yearly` are amounts of `total` by kind, id, period, measure and event: of units by the year, of
    funds in all. `payments` are those of funds by year: how many, and fen. `sums` are those of the
    figures on the `day` asked for, None where more was booked than by that day, or none was. `made`
    gives the ledger's tables, as far as they are known, in which files are numbered by these paths.
    """

    as_of: str
    day: str | None
    findings: Sequence[Finding]
    hanging: int
    yearly: Yearly
    payments: Payments
    sums: Sums | None
    made: Callable[[Sequence[str]], Made] = field(default=lambda _: {}, compare=False)


def judge(
    tally: Tally,
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    base: Base | None,
    since: Sequence[Finding],
    watch: Watch,
    day: date | None,
) -> Judged:
    """Ask all laws of the whole ledger; `day` is that of the figures."""
    asked = laws()
    with Lanes(tally.connection, loaded.tables) as lanes:

        def beside(ask: Callable[[Tally], T]) -> Future[T]:
            return lanes.ask(lambda lane: ask(replace(tally, tables=Tables({}, {}, lane))))

        sums = beside(lambda tally: sums_on(tally, day))  # what takes longest first
        sealed = beside(lambda tally: list(_sealed(tally, loaded, kinds, base, since)))
        amounts = beside(lambda tally: (yearly_of(tally), payments_of(tally)))
        answers = [lanes.ask(partial(rows_of, query=query)) for query in asked.values()]
        told: list[Finding | None] = []
        for done, answer in enumerate(answers):
            watch("checking", done, len(asked))
            told += [finding_of(placed(row, loaded.paths), kinds) for row in answer.result()]
        told += sealed.result()
        yearly, payments = amounts.result()
        return Judged(
            as_of=tally.as_of.isoformat(),
            day=None if day is None else day.isoformat(),
            findings=[each for each in told if each is not None],
            hanging=told.count(None),
            yearly=yearly,
            payments=payments,
            sums=sums.result(),
        )


def after_gates(judged: Judged, since: Sequence[Finding]) -> Judged:
    """`judged` where the changes `since` a base have told why seals are broken."""
    told = periods_told(since)
    findings = [
        each
        for each in judged.findings
        if each.code not in (DIFFERS, ENTERED_AFTER, POLICY_AFTER)
        or each.args["period"] not in told
    ]
    hanging = judged.hanging + len(judged.findings) - len(findings)
    return replace(judged, findings=findings, hanging=hanging)


def yearly_of(tally: Tally) -> Yearly:
    """The amounts of units by the year, and of funds in all."""
    return {tuple(key): amount for *key, amount in tally.connection.execute(YEARLY).fetchall()}


def payments_of(tally: Tally) -> Payments:
    """What funds paid, by year: how many times, and fen."""
    rows = tally.connection.execute(PAYMENTS).fetchall()
    return {(fund, year): (count, fen) for fund, year, count, fen in rows}


def sums_on(tally: Tally, day: date | None) -> Sums | None:
    """The sums of the figures on that day, if nothing is booked later."""
    if day is None or tally.as_of > day or not is_final(tally):
        return None
    return sums_of(tally, day)


def known(root: Path, state: str) -> Judged | None:
    """What the laws made of this state, if it is kept."""
    parts = get(root, NAME, state)
    if parts is None:
        return None
    told = json.loads(parts["said"].to_pybytes())
    return Judged(
        as_of=told["as_of"],
        day=told["day"],
        findings=unpacked(parts["findings"].to_pybytes()),
        hanging=told["hanging"],
        yearly={tuple(key): Decimal(amount) for *key, amount in told["yearly"]},
        payments={(fund, year): (count, fen) for fund, year, count, fen in told["payments"]},
        sums=None if told["sums"] is None else unsaid(told["sums"]),
        made=partial(_made, root, state),
    )


def keep(root: Path, state: str, paths: Sequence[str], judged: Judged) -> None:
    """Keep what the laws made of this state of these files."""
    told = {
        "as_of": judged.as_of,
        "day": judged.day,
        "hanging": judged.hanging,
        "yearly": [[*key, str(amount)] for key, amount in judged.yearly.items()],
        "payments": [[*key, *paid] for key, paid in judged.payments.items()],
        "sums": None if judged.sums is None else said(judged.sums),
    }
    parts = {"findings": packed(judged.findings).encode(), "said": json.dumps(told).encode()}
    put(root, NAME, state, parts)
    if tables := judged.made(paths):
        streams = {name: stream(in_one_batch(table)) for name, table in tables.items()}
        put(root, _MADE, state, {_PATHS: "\n".join(paths).encode(), **streams})


def _made(root: Path, state: str, paths: Sequence[str]) -> Made:
    """The tables of this state, which number files by their paths then, by `paths`."""
    parts = get(root, _MADE, state)
    if parts is None:
        return {}
    were = parts.pop(_PATHS).to_pybytes().decode().split("\n")
    made = {name: pa.ipc.open_stream(part).read_all() for name, part in parts.items()}
    return made if were == paths else renumbered(made, were, paths)


def _sealed(
    tally: Tally,
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    base: Base | None,
    since: Sequence[Finding],
) -> Iterator[Finding | None]:
    """What is wrong with samples and closed months; None for what is told already."""
    yield from wrong_samples(tally)
    excused = periods_told(since)
    if base is not None:
        for period, finding in entered_since(tally, base):
            excused.add(period)
            yield finding
    yield from broken_seals(tally, loaded, kinds, frozenset(excused))
