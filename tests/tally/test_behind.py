"""What stands behind the figures of all holders, against what is told of each by itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa

from gongshi.kinds import Kind
from gongshi.records.load import load
from gongshi.tally import run_tally
from gongshi.tally.behind import Entries, behind, entries_of, ledgers
from gongshi.tally.explain import explain, published
from gongshi.tally.explanation import EntrySum


def test_all_at_once_say_what_each_says_by_itself(root: Path, kinds: dict[str, Kind]) -> None:
    tally = run_tally(load(root, kinds), kinds, date(2026, 9, 15))
    found = ledgers(tally, behind(tally), "zh")
    entries = entries_of(tally, list(found))
    assert {kind for kind, _ in found} == {"team", "unit", "place", "fund"}
    for key, ledger in found.items():
        whole = explain(tally, key[1], "zh")
        alone = published(whole, "zh") if whole else None
        assert alone is not None
        assert (alone.sums, alone.rules, alone.parts) == (ledger.sums, ledger.rules, ledger.parts)
        rows = entries.rows(key)
        told: dict[str, dict[str, EntrySum]] = {}
        for each in alone.entries:
            told.setdefault(each.entry or each.event, {})[each.measure] = each
        assert ledger.count == len(told)
        if not ledger.parts:
            assert [row["entry"] or row["origin"] for row in rows] == list(told)
        for row in rows:
            sums = told[row["entry"] or row["origin"]]
            assert {row[measure] for measure in sums} == {e.amount for e in sums.values()} or (
                ledger.parts
            )


def test_what_stands_right_under_a_holder_is_its_own_part(
    root: Path, kinds: dict[str, Kind]
) -> None:
    tally = run_tally(load(root, kinds), kinds, date(2026, 9, 15))
    found = ledgers(tally, behind(tally), "zh")
    entries = entries_of(tally, list(found))
    seen = 0
    for (kind, id), ledger in found.items():
        rows = entries.rows((kind, id))
        for part in ledger.parts:
            if part.id == id:
                seen += 1
                assert sum(row[part.measure] or 0 for row in rows) == part.amount
    assert seen


def test_of_many_holders_each_has_its_own_entries() -> None:
    """Arrow's own groups come in another order than their rows as soon as there are some 1,000."""
    counts = [at % 7 + 1 for at in range(5_000)]
    ids = [f"team-{at:04}" for at, count in enumerate(counts) for _ in range(count)]
    entries = Entries.of(pa.table({"kind": ["team"] * len(ids), "id": ids, "entry": ids}))
    for at, count in enumerate(counts):
        rows = entries.rows(("team", f"team-{at:04}"))
        assert [row["entry"] for row in rows] == [f"team-{at:04}"] * count
    assert entries.rows(("team", "none")) == []
    empty = pa.table({name: pa.array([], pa.string()) for name in ("kind", "id", "entry")})
    assert Entries.of(empty).rows(("team", "none")) == []
