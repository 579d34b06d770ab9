"""What the laws make of the records after a small change: asked again only of whom it concerns.

Nearly every law and figure looks at one person, entry, need, project or reward at a time, so it is
asked twice of the few that a change touches (`concerned.sql`), as they were and as they are: what
then differs is what the change does to the findings and sums of all. What comes along without
being touched says the same both times. The few laws over many persons are asked of sums, of which
the same is true.

A change of what everything hangs on is no small one: there the answer is None, as it is where more
is concerned than is worth the trouble, or where a seal was broken before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from gongshi.checks.laws import last_day, law_tally
from gongshi.checks.ledger import (
    PAYMENTS,
    YEARLY,
    Judged,
    Payments,
    Yearly,
    payments_of,
    sums_on,
    yearly_of,
)
from gongshi.checks.question import (
    FIGURES,
    SEALED,
    WHOLE,
    Question,
    question_after,
)
from gongshi.checks.reads import files_behind
from gongshi.checks.resealed import DRAWN_FROM, LINES, drawn_from_others, newly_broken
from gongshi.checks.rows import finding_of, placed, queries
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.database import open_tables, rows_of, run
from gongshi.records.load import Loaded, Since
from gongshi.records.queries import Columns, tables_in
from gongshi.records.tables import tables_of
from gongshi.tally import Tally, run_tally
from gongshi.tally.figures import Sums, amounts_after, counts_after, sums_of
from gongshi.tally.run import statements

# Of these kinds only the records concerned are looked at, of rosters only the lines; of all others
# all are.
NARROWED = (
    *("activity", "certificate", "correction", "donation"),
    *("need", "project", "redemption", "withdrawal"),
)
# Of so few who took part in anything the whole ledger is sooner asked.
LEAST = 200_000
# One file in so many: where more are concerned the whole ledger is sooner asked once.
MOST = 8
# What the laws over many persons read: records, those among them that are whole only in what was
# read, and what is the same for few and for all.
WHOLE_PEOPLE = ("roster", "roster__members", "project")
_WHOLE_READS = (
    *("award__results", "partner", "policy__unit_stars", "team"),
    *("fund", "fund__money_in", "fund__money_out"),
)
_WHOLE_KNOWN = ("as_of", "policy_year", "scope")
_UNIT_STARS = "SELECT * FROM in_force WHERE family = 'unit_stars'"
_TOTAL = pa.schema(
    [
        *((name, pa.string()) for name in ("kind", "id", "period", "measure", "event")),
        ("amount", pa.decimal128(38, 2)),
    ]
)
_PAYMENT = pa.schema(
    [("fund", pa.string()), ("year", pa.int64()), ("payments", pa.int64()), ("fen", pa.int64())]
)


def judged_after(
    loaded: Loaded, since: Since, touched: Columns, kinds: Mapping[str, Kind], known: Judged
) -> Judged | None:
    """What the laws make of `loaded`, where `known` is what they made of it before `since`.

    `touched` is what that change touches. None where the whole ledger must be asked.
    """
    if not pays(loaded):
        return None
    as_of = last_day(loaded)
    question = question_after(touched, is_of_another_day=as_of != known.as_of)
    if not (question.laws or question.sums or question.many or question.of_held):
        return known
    is_sealed = known.hanging or any(each.code in SEALED for each in known.findings)
    if is_sealed or question.of_held:
        return None
    wanted = {*question.tables, "notice", *(_WHOLE_READS if question.many else ())}
    few = few_of(loaded, since, kinds, min(as_of, known.as_of), wanted)
    if few is None:
        return None
    day = None if known.sums is None else date.fromisoformat(known.sums.as_of)
    sides = ((few.before, known.as_of), (few.after, as_of))
    with ThreadPoolExecutor(len(sides)) as pool:
        before, after = pool.map(
            lambda side: _asked(question, side[0], few.paths, kinds, side[1], day), sides
        )
    if question.is_of_another_day and not _are_alike(before.tally, after.tally):
        return None
    if DRAWN_FROM in question.sums and drawn_from_others(before.tally, after.tally):
        return None
    broken: list[Finding | None] | None = []
    if LINES in question.sums:
        broken = newly_broken(before.tally, after.tally, few.paths, kinds)
    if broken is None:
        return None
    findings = [*known.findings, *filter(None, broken)]
    try:
        for row in (before.rows - after.rows).elements():
            findings.remove(finding_of(dict(row), kinds))
    except ValueError:  # nobody ever saw this: what would be told twice is asked of all
        return None
    findings += [finding_of(dict(row), kinds) for row in (after.rows - before.rows).elements()]
    yearly = amounts_after(known.yearly, before.yearly, after.yearly)
    payments = counts_after(known.payments, before.payments, after.payments)
    if question.many:
        findings = [each for each in findings if each.code not in WHOLE]
        findings += _of_many(few, loaded, after.tally, kinds, yearly, payments)
    sums = known.sums
    if sums is not None and before.sums is not None and after.sums is not None:
        sums = sums.after(before.sums, after.sums)
    return Judged(as_of, known.day, findings, broken.count(None), yearly, payments, sums)


def pays(loaded: Loaded) -> bool:
    """Whether there is so much that less than the whole is worth the trouble."""
    return bool(loaded.tables["activity__participants"].num_rows >= LEAST)


@dataclass(frozen=True, slots=True)
class Few:
    """The records concerned, as they were and as they are, and where they lie.

    A file has the same number in both; numbers are in the order of paths.
    """

    before: Mapping[str, pa.Table]
    after: Mapping[str, pa.Table]
    paths: Places


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the laws make of one side: rows as they are told, and sums."""

    tally: Tally
    rows: Counter[tuple[tuple[str, object], ...]]
    yearly: Yearly
    payments: Payments
    sums: Sums | None


class Places:
    """Numbers for the files that there are and for those that are gone, in the order of paths."""

    def __init__(self, there: Sequence[str], were: Sequence[str]) -> None:
        self.there = there
        self.gone: dict[int, str] = {}
        gone = sorted(path for path in were if not self._is_there(path))
        self.step = len(gone) + 1
        for order, path in enumerate(gone):
            self.gone[bisect_left(there, path) * self.step + order] = path
        self._number = {path: number for number, path in self.gone.items()}

    def __getitem__(self, file: int, /) -> str:
        return self.gone.get(file) or self.there[file // self.step]

    def number(self, path: str) -> int:
        """The number of a file that there is, or was."""
        gone = self._number.get(path)
        return self._now(bisect_left(self.there, path)) if gone is None else gone

    def numbered(self, table: pa.Table) -> pa.Table:
        """The table with these numbers in place of those of the files that there are."""
        if self.step == 1:
            return table
        now = pc.add(pc.multiply(table["file"], self.step), self.step - 1)
        return table.set_column(table.column_names.index("file"), "file", now)

    def _now(self, number: int) -> int:
        return number * self.step + self.step - 1

    def _is_there(self, path: str) -> bool:
        at = bisect_left(self.there, path)
        return at < len(self.there) and self.there[at] == path


def few_of(
    loaded: Loaded, since: Since, kinds: Mapping[str, Kind], day: str, wanted: Collection[str]
) -> Few | None:
    """What of the `wanted` tables is concerned; None where that is not few.

    `day`: see `concerned.sql`.
    """
    paths = Places(loaded.paths, [path for of_kind in since.paths.values() for path in of_kind])
    was: dict[str, pa.Table] = {}
    for name, kind in kinds.items():
        numbers = pa.array([paths.number(path) for path in since.paths[name]], pa.int64())
        was |= tables_of(kind, since.structs[name], numbers)
    changed = pa.array(sorted(since.changed), pa.int64())
    asking = files(__package__).joinpath("concerned.sql").read_text("utf-8")
    read = {name: loaded.tables[name] for name in tables_in(asking) & was.keys()}
    read |= {"changed": pa.table({"file": changed}), "since_day": pa.table({"day": [day]})}
    read |= {f"was_{name}": was[name] for name in was if f"was_{name}" in tables_in(asking)}
    connection = run(open_tables(read), asking)
    concerned, people = (
        connection.sql(f"SELECT {column} FROM {table}").to_arrow_table()[column].combine_chunks()
        for column, table in (("file", "concerned"), ("number", "concerned_number"))
    )
    if len(concerned) * MOST > len(loaded.paths):
        return None
    before: dict[str, pa.Table] = {}
    after: dict[str, pa.Table] = {}
    for name, table in was.items():
        if name not in wanted:
            continue
        now = _only(name, loaded.tables[name], concerned, people)
        stayed = now.filter(pc.invert(pc.is_in(now["file"], value_set=changed)))
        after[name] = paths.numbered(now)
        before[name] = pa.concat_tables([paths.numbered(stayed), table])
    return Few(before, after, paths)


def _only(name: str, table: pa.Table, concerned: pa.Array, people: pa.Array) -> pa.Table:
    """Of a table the rows that are concerned; all, where they are not told apart."""
    if name == "roster__members":
        return table.filter(pc.is_in(table["number"], value_set=people))
    if name.split("__")[0] in NARROWED:
        return table.filter(pc.is_in(table["file"], value_set=concerned))
    return table


def _asked(
    question: Question,
    tables: Mapping[str, pa.Table],
    paths: Places,
    kinds: Mapping[str, Kind],
    as_of: str,
    day: date | None,
) -> _Asked:
    """The answer of these tables as of a day; the figures' sums are those of another."""
    records = Loaded(tables, [], [], {})
    tally = law_tally(records, kinds, day=as_of, only=question.files)
    rows = Counter(
        tuple(placed(row, paths).items())
        for query in question.laws
        for row in rows_of(tally.connection, query)
    )
    sums = None
    if day is not None and FIGURES in question.sums:
        sums = sums_on(tally, day)
        if sums is None:  # more is booked by now than by that day
            own = files_behind([FIGURES])
            sums = sums_of(run_tally(records, kinds, day, connection=open_tables(tables), only=own))
    return _Asked(
        tally,
        rows,
        yearly_of(tally) if YEARLY in question.sums else {},
        payments_of(tally) if PAYMENTS in question.sums else {},
        sums,
    )


def _are_alike(before: Tally, after: Tally) -> bool:
    """Whether another day makes no difference but to what is dated later than the earlier one."""
    days = (_rows(each, "star_day") - {(each.as_of.isoformat(),)} for each in (before, after))
    same = (_rows(before, name) == _rows(after, name) for name in ("expiry_day", "policy_year"))
    return all(same) and next(days) == next(days)


def _of_many(
    few: Few,
    loaded: Loaded,
    after: Tally,
    kinds: Mapping[str, Kind],
    yearly: Yearly,
    payments: Payments,
) -> Iterator[Finding]:
    """What the laws over many persons find, by the sums of all."""
    tables = {name: few.after[name] for name in _WHOLE_READS}
    tables |= {name: loaded.tables[name] for name in WHOLE_PEOPLE}
    tables["appraised"] = after.connection.sql("FROM appraised").to_arrow_table()
    connection = over_many(tables, after, yearly, payments)
    for name, query in queries("O").items():
        if name.startswith(WHOLE):
            for row in rows_of(connection, query):
                yield finding_of(placed(row, few.paths), kinds)


def over_many(
    tables: Mapping[str, pa.Table], few: Tally, yearly: Yearly, payments: Payments
) -> duckdb.DuckDBPyConnection:
    """A database with `unit_star`, by the sums of all.

    `tables` are those of records, whole; what is the same for few and for all is that of `few`.
    """
    held = dict(tables)
    for name in _WHOLE_KNOWN:
        held[name] = few.connection.sql(f"FROM {name}").to_arrow_table()
    held["in_force"] = few.connection.sql(_UNIT_STARS).to_arrow_table()
    sums = [(*key, amount) for key, amount in yearly.items()]
    paid = [(*key, *each) for key, each in payments.items()]
    for name, rows, schema in (("total", sums, _TOTAL), ("fund_payment", paid, _PAYMENT)):
        columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
        arrays = [pa.array(each, of.type) for each, of in zip(columns, schema, strict=True)]
        held[name] = pa.table(arrays, schema=schema)
    connection = open_tables(held)
    made = statements()
    for name in ("20_member.sql", "97_unit_star.sql"):
        run(connection, made[name])
    return connection


def _rows(tally: Tally, source: str) -> set[tuple[object, ...]]:
    return set(tally.connection.execute(f"FROM {source}").fetchall())
