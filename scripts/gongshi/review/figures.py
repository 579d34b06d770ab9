"""The figures on both sides of a change, a row each (`figures.sql`).

Of all records; or, where there are many, of whom the change concerns alone, beside sums over all
that are known already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.checks.again import lapsed
from gongshi.checks.laws import last_day
from gongshi.checks.ledger import YEARLY, Judged, Yearly, yearly_of
from gongshi.checks.narrow import WHOLE_PEOPLE, few_of, over_many
from gongshi.checks.question import FIGURES, is_held
from gongshi.checks.reads import files_behind, may_differ
from gongshi.kinds import Kind
from gongshi.records.gate import PERSON
from gongshi.records.load import Loaded, Since
from gongshi.records.queries import Columns
from gongshi.tally import Tally, run_tally
from gongshi.tally.figures import Sums, amounts_after, sums_of, targets
from gongshi.tally.results import Quota, quotas

_SCHEMA = pa.schema([(name, pa.string()) for name in ("kind", "id", "what", "detail", "value")])
_UNIT_STARS = """
    SELECT 'unit' AS kind, unit AS id, 'unit_star' AS what, CAST(year AS STRING) AS detail,
        CAST(star AS STRING) AS value
    FROM unit_star
"""
_LATEST = "9999-12-31"
Both = tuple[pa.Table, pa.Table]
Held = tuple[str, str, str]  # whose sum it is, by kind and id, and of which measure


@cache
def _text() -> str:
    return files(__package__).joinpath("figures.sql").read_text("utf-8")


def _asked() -> Sequence[str]:
    """All that is asked of a tally."""
    return _text(), FIGURES, YEARLY


def may_move(touched: Columns) -> bool:
    """Whether anything that figures are made of is touched."""
    return any(may_differ(text, touched) for text in _asked())


def tallied(
    before: Loaded, after: Loaded, kinds: Mapping[str, Kind], day: date
) -> tuple[Tally, Tally]:
    """The tallies of both sides, as far as figures need them."""
    with ThreadPoolExecutor(2) as pool:
        one, other = (
            pool.submit(run_tally, side, kinds, day, only=_files()) for side in (before, after)
        )
        return one.result(), other.result()


def of_all(tally: Tally) -> pa.Table:
    """Every figure of a tally."""
    return pa.concat_tables([_rows(tally), _quotas(quotas(tally))])


def of_few(
    before: Loaded,
    after: Loaded,
    since: Since,
    touched: Columns,
    kinds: Mapping[str, Kind],
    day: date,
    known: Judged,
) -> Both | None:
    """Every figure that the change `since` may move, before and after; `known` is of before.

    `touched` is what the change touches. None where more is concerned, or where the sums that are
    known are not those of the day.
    """
    sums = known.sums
    if sums is None or is_held(touched, _asked()):
        return None
    days = (sums.as_of, day.isoformat())
    if not last_day(before) <= days[0] <= days[1]:
        return None
    if days[0] != days[1] and lapsed(after, kinds, days[0]) != lapsed(after, kinds, days[1]):
        return None
    few = few_of(after, since, kinds, _LATEST, after.tables)
    if few is None:
        return None
    were, are = (Loaded(tables, [], [], {}) for tables in (few.before, few.after))
    old, new = tallied(were, are, kinds, day)
    later = sums.after(sums_of(old), sums_of(new))
    moved = {key for key, _ in sums.held.items() ^ later.held.items()}
    yearly = amounts_after(known.yearly, yearly_of(old), yearly_of(new))
    return (
        _of_side(before, few.before, old, sums, moved, known.yearly),
        _of_side(after, few.after, new, later, moved, yearly),
    )


def _of_side(
    side: Loaded,
    few: Mapping[str, pa.Table],
    tally: Tally,
    sums: Sums,
    moved: Set[Held],
    yearly: Yearly,
) -> pa.Table:
    """The figures of one side: of `few` records, which `tally` is of, and of all by their sums.

    Of these, the sums that `moved` alone.
    """
    whole = {**few, **{name: side.tables[name] for name in WHOLE_PEOPLE}}
    parents = side.tables["unit"].select(["id", "parent"]).to_pylist()
    return pa.concat_tables(
        [
            _of_persons(_rows(tally)),
            _of_holders(sums, moved),
            _quotas(targets(sums, {each["id"]: each["parent"] for each in parents})),
            over_many(whole, tally, yearly, {}).sql(_UNIT_STARS).to_arrow_table(),
        ]
    )


@cache
def _files() -> frozenset[str]:
    """What makes the tables that figures are made of."""
    return files_behind(_asked())


def _rows(tally: Tally) -> pa.Table:
    return tally.connection.sql(_text()).to_arrow_table().cast(_SCHEMA)


def _of_persons(rows: pa.Table) -> pa.Table:
    """Without what only the records of all tell."""
    is_sum = pc.and_(pc.equal(rows["what"], "sum"), pc.not_equal(rows["kind"], PERSON))
    return rows.filter(pc.invert(pc.or_(is_sum, pc.equal(rows["what"], "unit_star"))))


def _of_holders(sums: Sums, moved: Set[Held]) -> pa.Table:
    held = sums.held
    return _table(
        [(kind, id, "sum", of, str(held[kind, id, of])) for kind, id, of in moved & held.keys()]
    )


def _quotas(shown: Sequence[Quota]) -> pa.Table:
    """Of groups that are not too small to be shown."""
    rows = [
        (
            "unit",
            each.unit,
            "quota",
            f"{each.year} {each.policy} {each.rule} {each.cohort or ''}".strip(),
            f"{each.reached}/{each.members}",
        )
        for each in shown
        if not each.is_hidden
    ]
    return _table(rows)


def _table(rows: Sequence[tuple[str, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in _SCHEMA)
    arrays = [pa.array(each, pa.string()) for each in columns]
    return pa.table(arrays, schema=_SCHEMA)
