"""After a change the laws are asked of whom it concerns alone, and answer as if asked of all."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import duckdb
import pytest
from changing_ledger import DAY, Record, change, loaded, told, whole, world
from random_ledger import NUMBERS

from gongshi.checks import narrow
from gongshi.checks.again import judged_again
from gongshi.checks.ledger import Judged
from gongshi.checks.reads import LOOKS_AT, columns_behind, laws
from gongshi.checks.touched import touched_by
from gongshi.kinds import Kind
from gongshi.records.load import Loaded, Since
from gongshi.records.queries import kind_of_table, tables_in
from gongshi.tally import run_tally
from gongshi.tally.figures import sums_of

# By SQL that is asked elsewhere, in Python.
ASKED_APART = {"L013", "L014", "L018", "O351", "O352"}


def changed_again_and_again(
    kinds: dict[str, Kind], seed: int
) -> Iterator[tuple[Loaded, Since, Judged]]:
    """A random ledger after one, two and more changes; what they are since, and was found then."""
    ledger = world(kinds, seed)
    draw = Random(seed)
    before = deepcopy(ledger.records)
    known = whole(loaded(before, kinds), kinds)
    for _ in range(4):
        change(ledger, draw)
        now = loaded(ledger.records, kinds, before)
        assert now.since is not None
        yield now, now.since, known


@pytest.mark.parametrize("seed", range(2))
def test_what_few_say_is_what_all_would(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(narrow, "LEAST", 0)
    monkeypatch.setattr(narrow, "MOST", 1)
    narrowed = 0
    for now, since, known in changed_again_and_again(kinds, seed):
        got = narrow.judged_after(now, since, touched_by(now, since, kinds), kinds, known)
        if got is not None:
            narrowed += 1
            assert told(got) == told(whole(now, kinds))
    assert narrowed


@pytest.mark.parametrize("seed", range(2, 4))
def test_laws_that_a_change_does_not_concern_find_what_they_found(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(narrow, "LEAST", 0)
    asked = 0
    for now, since, known in changed_again_and_again(kinds, seed):
        got = judged_again(now, touched_by(now, since, kinds), kinds, known, DAY)
        if got is not None:
            asked += 1
            assert told(got) == told(whole(now, kinds))
    assert asked


def test_figures_of_a_day_are_had_though_more_is_booked_since(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrow, "LEAST", 0)
    monkeypatch.setattr(narrow, "MOST", 1)
    ledger = world(kinds, 5)
    before = deepcopy(ledger.records)
    day = date(2025, 2, 1)
    known = whole(loaded(before, kinds), kinds, day)
    assert known.sums is not None
    ledger.activity(day + timedelta(days=3))
    ledger.records["activity"][0]["participants"][0]["minutes"] += 60
    now = loaded(ledger.records, kinds, before)
    assert now.since is not None
    touched = touched_by(now, now.since, kinds)
    got = narrow.judged_after(now, now.since, touched, kinds, known)
    assert got is not None
    assert got.as_of > str(day)
    assert got.sums is not None
    asked = sums_of(run_tally(now, kinds, day))
    assert (got.sums.targets, got.sums.stars) == (asked.targets, asked.stars)
    assert got.sums.held == {holder: each for holder, each in asked.held.items() if each}
    assert got.sums.held != known.sums.held


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        ("fund", {"money_in": [{"fen": 10**9}]}, "O025"),
        ("award", {"results": []}, "O213"),
        ("project", {"outcome": "好"}, "O017"),
        ("profile", {"name": "某"}, None),
    ],
)
def test_a_change_of_one_kind_is_asked_of_all_laws_behind_which_it_stands(
    kinds: dict[str, Kind],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    fields: Record,
    code: str | None,
) -> None:
    monkeypatch.setattr(narrow, "LEAST", 0)
    monkeypatch.setattr(narrow, "MOST", 1)
    ledger = world(kinds, 6)
    ledger.add("profile", id="somebody", number=NUMBERS[0])
    before = deepcopy(ledger.records)
    known = whole(loaded(before, kinds), kinds)
    ledger.records[kind][0] |= fields
    now = loaded(ledger.records, kinds, before)
    assert now.since is not None
    touched = touched_by(now, now.since, kinds)
    got = narrow.judged_after(now, now.since, touched, kinds, known)
    assert got is not None
    assert told(got) == told(whole(now, kinds))
    count = [sum(each.code == code for each in of.findings) for of in (known, got)]
    assert (count[0] > count[1]) is (code is not None)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("closing", {"digest": "0" * 64}),
        ("closing", {"totals": [{"measure": "minutes", "amount": "1"}]}),
        ("inspection", {"sample": {"period": "2024-q1", "seed": "a", "drawn_from": 9}}),
        ("policy", {"until": "2024-03-01"}),
        ("place", {"parent": "elsewhere"}),
    ],
)
def test_a_change_of_what_is_sealed_or_of_what_all_hangs_on_is_asked_of_all(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch, kind: str, fields: Record
) -> None:
    monkeypatch.setattr(narrow, "LEAST", 0)
    ledger = world(kinds, 6)
    ledger.add("inspection", id="spot", place="hill")
    before = deepcopy(ledger.records)
    known = replace(whole(loaded(before, kinds), kinds), hanging=0, findings=[])
    ledger.records[kind][-1] |= fields
    now = loaded(ledger.records, kinds, before)
    touched = touched_by(now, now.since, kinds)
    assert touched
    assert now.since is not None
    assert narrow.judged_after(now, now.since, touched, kinds, known) is None


def test_what_nothing_hangs_on_is_asked_of_nobody(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrow, "LEAST", 0)
    ledger = world(kinds, 6)
    before = deepcopy(ledger.records)
    known = whole(loaded(before, kinds), kinds)
    for kind in ("place", "unit", "team", "policy"):
        ledger.records[kind][0]["name"] = "新名字"
    now = loaded(ledger.records, kinds, before)
    touched = touched_by(now, now.since, kinds)
    assert touched
    assert now.since is not None
    assert narrow.judged_after(now, now.since, touched, kinds, known) is known
    assert told(known) == told(whole(now, kinds))


def test_every_law_says_what_it_looks_at() -> None:
    listed = [code for codes in LOOKS_AT.values() for code in codes]
    assert len(listed) == len(set(listed))
    assert set(listed) - ASKED_APART == {name[:4] for name in laws()}


def test_what_a_law_reads_is_read_off_its_text() -> None:
    parser = duckdb.connect()
    for name, text in laws().items():
        assert tables_in(text) == parser.get_table_names(text), name


def test_a_law_is_asked_after_a_change_of_what_is_behind_its_tables() -> None:
    by_code = {
        name[:4]: set(map(kind_of_table, columns_behind(text))) for name, text in laws().items()
    }
    assert {"activity", "correction", "roster", "reward"} <= by_code["L007"]
    assert by_code["L017"] == {"correction"}
    assert "activity" not in by_code["O101"]  # though policies are asked for its days, too
    assert not any("profile" in by_code[code] for code in LOOKS_AT["entry"])
