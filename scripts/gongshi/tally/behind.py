"""What stands behind the figures of every team, unit, place and fund at once, for publication.

The same as `published(explain(…))` says of one, made by a few queries over the ledger, and so that
a figure opens step by step: of what has others below it, only what stands under none of them is
told entry by entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.tally.amounts import MEASURES, sum_in_words
from gongshi.tally.explanation import ARRAYS, Part, Rule, Sum, Used, all_rules
from gongshi.tally.recognition import unit_stars
from gongshi.tally.results import IS_PUBLIC, quotas
from gongshi.tally.run import Tally
from gongshi.words import Lang

Key = tuple[str, str]  # kind, id

# Lines of these are told entry by entry (`explanation.stands_alone`), whoever they are of.
_PLAIN = "('service', 'money', 'goods', 'redemption')"
# One row for what an entry gave to one team, unit, place and fund by one rule. What must not be
# told by its entry has none. Most of it is summed by numbers first: of many lines few rows remain.
_PIECE = f"""
CREATE TABLE piece AS
WITH
  given AS (
    SELECT item, clause, event, SUM(amount) AS amount, COUNT(*) AS lines
    FROM line
    WHERE event IS NULL OR event IN {_PLAIN}
    GROUP BY item, clause, event
  ),
  other AS (
    SELECT movement.number, entry.team, entry.unit, entry.place, CAST(NULL AS STRING) AS fund,
      clause.measure, movement.event, movement.event AS origin, clause.policy, clause.rule,
      entry.entry, entry.served_on, entry.booked_on, entry.file, movement.amount
    FROM movement
    JOIN entry ON entry.item = movement.item
    JOIN clause ON clause.clause = movement.clause
    WHERE movement.event NOT IN {_PLAIN}
    UNION ALL
    SELECT number, team, unit, place, fund, measure, event, origin, policy, rule, entry, served_on,
      booked_on, file, amount
    FROM reversal
    UNION ALL
    SELECT number, team, unit, place, CAST(NULL AS STRING), measure, event, event, policy, rule,
      entry, served_on, booked_on, file, amount
    FROM lapse
  )
SELECT entry.team, entry.unit, entry.place,
  CASE clause.measure WHEN 'fen' THEN entry.fund END AS fund, clause.measure,
  COALESCE(given.event, entry.event) AS event, COALESCE(given.event, entry.event) AS origin,
  clause.policy, clause.rule, entry.entry,
  entry.served_on, entry.booked_on, entry.file, CAST(given.amount AS DECIMAL(38, 2)) AS amount,
  CAST(given.lines AS BIGINT) AS lines
FROM given
JOIN entry ON entry.item = given.item
JOIN clause ON clause.clause = given.clause
UNION ALL
SELECT line.team, line.unit, line.place, line.fund, line.measure, line.event, line.origin,
  line.policy, line.rule, CASE WHEN alone THEN NULL ELSE line.entry END AS entry,
  MIN(CASE WHEN NOT alone THEN line.served_on END),
  MIN(CASE WHEN NOT alone THEN line.booked_on END), MIN(CASE WHEN NOT alone THEN line.file END),
  CAST(SUM(line.amount) AS DECIMAL(38, 2)), CAST(COUNT(*) AS BIGINT)
FROM (
  SELECT other.*,
    other.origin NOT IN {_PLAIN} AND COALESCE(NOT ({IS_PUBLIC}), TRUE) AS alone
  FROM other
  LEFT JOIN member ON member.number = other.number
) AS line
GROUP BY ALL
"""
# The rows of a table by who holds them: each once for its team, unit, place and fund.
BY_HOLDER = """
SELECT 'team' AS kind, team AS id, {0}.* FROM {0} WHERE team IS NOT NULL
UNION ALL
SELECT 'unit', unit, {0}.* FROM {0} WHERE unit IS NOT NULL
UNION ALL
SELECT 'place', place, {0}.* FROM {0} WHERE place IS NOT NULL
UNION ALL
SELECT 'fund', fund, {0}.* FROM {0} WHERE fund IS NOT NULL
"""
_HELD = BY_HOLDER.format("piece")
# Everyone below a holder, and it; a fund has nothing below it.
_ABOVE = """
CREATE TABLE above AS
SELECT kind, id, above FROM scope WHERE kind = above_kind
UNION ALL
SELECT DISTINCT 'fund', fund, fund FROM piece WHERE fund IS NOT NULL
"""
_MADE = {"piece": _PIECE, "above": _ABOVE}
_SUMS = f"""
SELECT held.kind, above.above AS id, measure, origin, CAST(SUM(amount) AS DECIMAL(38, 2)) AS amount,
  CAST(SUM(lines) AS BIGINT) AS lines
FROM ({_HELD}) AS held JOIN above ON above.kind = held.kind AND above.id = held.id
GROUP BY ALL ORDER BY ALL
"""
_COUNTS = f"""
SELECT held.kind, above.above AS id,
  COUNT(DISTINCT COALESCE(entry, origin)) AS entries
FROM ({_HELD}) AS held JOIN above ON above.kind = held.kind AND above.id = held.id
GROUP BY ALL
"""
_USED = f"""
SELECT DISTINCT kind, above AS id, origin, policy, rule
FROM (
  SELECT DISTINCT kind, id, origin, policy, rule FROM ({_HELD}) AS held
  WHERE policy IS NOT NULL AND rule IS NOT NULL
) JOIN above USING (kind, id)
UNION
SELECT DISTINCT above.kind, above.above, 'cap', cut.policy, cut.rule
FROM (
  SELECT DISTINCT ledger.team, ledger.unit, ledger.place, cap_excess.policy, cap_excess.rule
  FROM ledger
  JOIN cap_excess ON cap_excess.entry = ledger.entry AND cap_excess.number = ledger.number
    AND cap_excess.measure = ledger.measure
  WHERE ledger.amount <> ledger.raw_amount
) AS cut
JOIN above ON (above.kind = 'team' AND above.id = cut.team)
  OR (above.kind = 'unit' AND above.id = cut.unit)
  OR (above.kind = 'place' AND above.id = cut.place)
"""
# What a gift was, or what was redeemed, beside anything that has its entry.
NAME = "COALESCE(gift.what, reward.name)"
NAMES = """LEFT JOIN donation__entries AS gift ON gift.id = {0}.entry
LEFT JOIN redemption__entries AS bought ON bought.id = {0}.entry
LEFT JOIN reward ON reward.id = bought.reward"""
_ENTRIES = f"""
SELECT held.kind, held.id, held.entry, MIN(held.event) AS event, MIN(held.origin) AS origin,
  MIN(held.served_on) AS served_on, MIN(held.booked_on) AS booked_on, MIN(held.file) AS file,
  SUM(held.amount) FILTER (held.measure = 'minutes') AS minutes,
  SUM(held.amount) FILTER (held.measure = 'credit_minutes') AS credit_minutes,
  SUM(held.amount) FILTER (held.measure = 'points') AS points,
  SUM(held.amount) FILTER (held.measure = 'fen') AS fen,
  CAST(GREATEST(
    COALESCE(SUM(held.lines) FILTER (held.measure = 'minutes'), 0),
    COALESCE(SUM(held.lines) FILTER (held.measure = 'credit_minutes'), 0),
    COALESCE(SUM(held.lines) FILTER (held.measure = 'points'), 0),
    COALESCE(SUM(held.lines) FILTER (held.measure = 'fen'), 0)
  ) AS BIGINT) AS lines,
  MIN({NAME}) AS name
FROM ({_HELD}) AS held
JOIN asked ON asked.kind = held.kind AND asked.id = held.id
{NAMES.format("held")}
GROUP BY held.kind, held.id, held.entry, CASE WHEN held.entry IS NULL THEN held.origin END
ORDER BY held.kind, held.id, booked_on NULLS LAST, held.entry NULLS LAST, origin
"""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What stands behind the figures of one team, unit, place or fund.

    `parts` are the sums one step below and, under its own id, of what stands right under it;
    without others below there are none. `count` is that of all entries, those below included.
    """

    sums: tuple[Sum, ...]
    rules: tuple[Rule, ...]
    parts: tuple[Part, ...]
    count: int


@dataclass(frozen=True)
class Entries:
    """The entries right under some holders, read at once; of none at first."""

    _table: pa.Table | None = None
    _places: Mapping[Key, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, table: pa.Table) -> Entries:
        """Those of a table with a row for each, in which those of a holder stand together.

        They are not grouped, since Arrow gives groups in an order of its own.
        """
        kinds, ids = table["kind"], table["id"]
        names = pc.binary_join_element_wise(kinds, ids, "/").combine_chunks()
        runs = list(pairwise([0, *pc.run_end_encode(names).run_ends.to_pylist()]))
        firsts = pa.array([start for start, _ in runs], pa.int64())
        keys = zip(kinds.take(firsts).to_pylist(), ids.take(firsts).to_pylist(), strict=True)
        return cls(table, {key: (at, end - at) for key, (at, end) in zip(keys, runs, strict=True)})

    def rows(self, key: Key) -> list[dict[str, Any]]:
        """The entries right under a holder, in the order booked, as rows.

        A row has `entry`, `event`, `origin`, `served_on`, `booked_on`, `file`, `name` of a gift or
        reward, `lines`, and the amount of each measure, None where it gave none. `entry` is None
        for what may only be told of many together.
        """
        if self._table is None or key not in self._places:
            return []
        rows: list[dict[str, Any]] = self._table.slice(*self._places[key]).to_pylist()
        return rows


@dataclass(frozen=True)
class Behind:
    """The same in no language: what `ledgers` puts into words."""

    sums: Mapping[Key, Mapping[str, Sequence[tuple[str, Decimal, int]]]]
    own: Sequence[dict[str, Any]]
    used: Mapping[Key, frozenset[Used]]
    counts: Mapping[Key, int]


def opened(tally: Tally) -> AbstractContextManager[None]:
    """Have the table `piece`, of which all of this is asked, stay in reach once it is made.

    It has a row for what an entry gave to one team, unit, place and fund by one rule.
    """
    return tally.tables.beside({}, _MADE)


def behind(tally: Tally) -> Behind:
    """What stands behind the figures of all holders, as far as it may be published."""
    with opened(tally):
        return Behind(
            sums=_sums(tally),
            own=tally.rows(
                f"SELECT kind, id, measure, CAST(SUM(amount) AS DECIMAL(38, 2)) AS amount"
                f" FROM ({_HELD}) AS held WHERE kind <> 'fund' GROUP BY ALL ORDER BY ALL"
            ),
            used=_used(tally),
            counts={(row["kind"], row["id"]): row["entries"] for row in tally.rows(_COUNTS)},
        )


def entries_of(tally: Tally, keys: Sequence[Key]) -> Entries:
    """The entries right under these holders."""
    kinds, ids = ([key[at] for key in keys] for at in (0, 1))
    asked = pa.table({"kind": pa.array(kinds, pa.string()), "id": pa.array(ids, pa.string())})
    with opened(tally), tally.tables.beside({"asked": asked}):
        found = tally.tables.made(_ENTRIES).sql(_ENTRIES).to_arrow_table().combine_chunks()
    return Entries.of(found)


def ledgers(tally: Tally, of: Behind, lang: Lang) -> dict[Key, Ledger]:
    """The ledgers of all holders in words."""
    sums = {key: _in_words(by_measure, lang) for key, by_measure in of.sums.items()}
    rules = all_rules(tally, set().union(*of.used.values()), lang) if of.used else {}
    known, parts = _parts(tally, sums, of.own, lang)
    order = {each: at for at, each in enumerate(rules)}
    return {
        key: Ledger(
            sums=tuple(sums[key]),
            rules=tuple(
                rules[each]
                for each in sorted(
                    of.used.get(key, frozenset()) & rules.keys(), key=order.__getitem__
                )
            ),
            parts=tuple(parts.get(key, ())),
            count=of.counts[key],
        )
        for key in sorted(sums)
        if key in known
    }


def _sums(tally: Tally) -> dict[Key, dict[str, list[tuple[str, Decimal, int]]]]:
    """By holder and measure each event's amount and lines."""
    found: dict[Key, dict[str, list[tuple[str, Decimal, int]]]] = {}
    for row in tally.rows(_SUMS):
        of = found.setdefault((row["kind"], row["id"]), {}).setdefault(row["measure"], [])
        of.append((row["origin"], row["amount"], row["lines"]))
    return found


def _in_words(
    by_measure: Mapping[str, Sequence[tuple[str, Decimal, int]]], lang: Lang
) -> list[Sum]:
    """Of each measure the whole, and the sum of each event where there are several."""
    return [
        each
        for measure in MEASURES
        if measure in by_measure
        for each in _sums_of(measure, by_measure[measure], lang)
    ]


def _sums_of(measure: str, by_event: Sequence[tuple[str, Decimal, int]], lang: Lang) -> list[Sum]:
    whole = sum((amount for _, amount, _ in by_event), Decimal(0))
    lines = sum(lines for *_, lines in by_event)
    sums = [Sum(measure, None, whole, lines, sum_in_words(measure, whole, lang))]
    if len(by_event) > 1:
        sums += [
            Sum(measure, event, amount, count, sum_in_words(measure, amount, lang))
            for event, amount, count in by_event
        ]
    return sums


def _used(tally: Tally) -> dict[Key, frozenset[Used]]:
    used: dict[Key, set[Used]] = {}
    arrays = ARRAYS | {"cap": "caps"}
    for row in tally.rows(_USED):
        rule = (arrays.get(row["origin"], "earning"), row["policy"], row["rule"])
        used.setdefault((row["kind"], row["id"]), set()).add(rule)
    for quota in quotas(tally):
        used.setdefault(("unit", quota.unit), set()).add(("quotas", quota.policy, quota.rule))
    for year in unit_stars(tally):
        for star in (year.star, year.next_star):
            rule = ("unit_stars", year.policy, str(star))
            used.setdefault(("unit", year.unit), set()).add(rule)
    return {key: frozenset(of) for key, of in used.items()}


def _parts(
    tally: Tally, sums: Mapping[Key, Sequence[Sum]], own: Sequence[dict[str, Any]], lang: Lang
) -> tuple[Mapping[Key, str], dict[Key, list[Part]]]:
    """The names of all holders; of each the sums of its children, then what stands under none."""
    parts: dict[Key, list[Part]] = {}
    names: dict[Key, str] = {}
    for kind in ("fund", "place", "team", "unit"):
        parent = "NULL AS parent" if kind == "fund" else "parent"
        for row in tally.rows(f"SELECT id, name, {parent} FROM {kind} ORDER BY id"):
            names[kind, row["id"]] = str(row["name"])
            if row["parent"] is not None:
                of = parts.setdefault((kind, row["parent"]), [])
                of += [
                    Part(kind, row["id"], row["name"], each.measure, each.amount, each.text)
                    for each in sums.get((kind, row["id"]), ())
                    if each.event is None
                ]
    for measure in MEASURES:
        for row in own:
            key = (row["kind"], row["id"])
            if row["measure"] == measure and key in parts:
                said = sum_in_words(measure, row["amount"], lang)
                parts[key].append(Part(*key, names[key], measure, row["amount"], said))
    return names, parts
