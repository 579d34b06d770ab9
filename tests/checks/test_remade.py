"""After a change only those of the ledger's tables are made again that come out otherwise."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import replace
from random import Random

import duckdb
import pyarrow as pa
import pytest
from changing_ledger import DAY, change, loaded, told, whole, world

from gongshi.checks import narrow, remade
from gongshi.checks.again import judged_again
from gongshi.checks.laws import last_day, law_tally
from gongshi.checks.reads import laws, sources
from gongshi.checks.remade import Made, Remade, made_in, renumbered, steps, updates
from gongshi.checks.touched import touched_by
from gongshi.kinds import Kind
from gongshi.records.database import make_table, open_tables, run
from gongshi.records.load import Loaded
from gongshi.records.queries import tables_made


def made_of(of: Loaded, kinds: dict[str, Kind]) -> Made:
    return made_in(law_tally(of, kinds).connection)


def rows(tables: Made) -> dict[str, Counter[str]]:
    return {name: Counter(map(repr, table.to_pylist())) for name, table in tables.items()}


@pytest.mark.parametrize("seed", range(2))
def test_what_is_made_of_kept_tables_is_what_would_be_made_of_records(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(narrow, "LEAST", 0)  # so that sums are asked, too
    ledger = world(kinds, seed)
    draw = Random(seed)
    first = deepcopy(ledger.records)
    then = loaded(first, kinds)
    were = made_of(then, kinds)
    known = whole(then, kinds)
    for _ in range(2):
        change(ledger, draw)
        now = loaded(ledger.records, kinds, first)
        held = renumbered(were, then.paths, now.paths)
        known = replace(known, made=lambda _, held=held: held)
        got = judged_again(now, touched_by(now, now.since, kinds), kinds, known, DAY)
        assert got is not None
        assert told(got) == told(whole(now, kinds))
        known_now, made = rows(got.made(now.paths)), rows(made_of(now, kinds))
        assert known_now == {name: made[name] for name in known_now}
        assert known_now.keys() >= {"entry", "earned", "total", "star_standing"}


@pytest.mark.parametrize("is_kept", [True, False], ids=["tables", "records"])
def test_figures_of_a_later_day_are_asked_again_where_they_alone_are_otherwise(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch, *, is_kept: bool
) -> None:
    """By the last entry nothing has lapsed by the new rule; by the day of the figures some has."""
    monkeypatch.setattr(narrow, "LEAST", 0)  # so that sums are kept, too
    ledger = world(kinds, 1)
    rules = ledger.records["policy"][0]
    rules["expiry"] = []
    before = deepcopy(ledger.records)
    then = loaded(before, kinds)
    known = whole(then, kinds)
    if is_kept:
        were = made_of(then, kinds)
        known = replace(known, made=lambda _: were)
    rules["expiry"] = [{"id": "late", "measure": "points", "month_day": "01-15", "years": 2}]
    now = loaded(ledger.records, kinds, before)
    got = judged_again(now, touched_by(now, now.since, kinds), kinds, known, DAY)
    assert got is not None
    assert known.sums is not None
    assert got.sums is not None
    assert got.sums.held != known.sums.held
    assert told(got) == told(whole(now, kinds))


def test_only_what_comes_out_otherwise_is_made_again(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = world(kinds, 4)
    before = deepcopy(ledger.records)
    were = made_of(loaded(before, kinds), kinds)
    ran: list[str] = []
    run = remade.run

    def noted(connection: duckdb.DuckDBPyConnection, text: str) -> duckdb.DuckDBPyConnection:
        ran.append(text)
        return run(connection, text)

    monkeypatch.setattr(remade, "run", noted)
    ledger.records["activity"][0]["participants"][0]["minutes"] += 1
    now = loaded(ledger.records, kinds, before)
    as_of = were["as_of"]["day"][0].as_py()
    made = Remade(now, as_of, were, touched_by(now, now.since, kinds), [*laws().values()])
    again = {name for text in ran for name in tables_made(text)}
    assert {"part", "earned"} <= again
    assert again.isdisjoint({"scope", "member", "entry", "decision", "calendar", "heed", "ruling"})
    assert "part" in made.changed
    assert "scope" not in made.changed


@pytest.mark.parametrize("amount", ["30", "100000"], ids=["lower", "higher"])
def test_what_a_cap_sets_is_set_anew_where_what_it_cuts_is_otherwise(
    kinds: dict[str, Kind], amount: str
) -> None:
    """What was earned before caps stands, and is not made again for it."""
    ledger = world(kinds, 4)
    before = deepcopy(ledger.records)
    were = made_of(loaded(before, kinds), kinds)
    for policy in ledger.records["policy"]:
        for cap in policy.get("caps", []):
            cap["amount"] = amount
    now = loaded(ledger.records, kinds, before)
    as_of = were["as_of"]["day"][0].as_py()
    touched = touched_by(now, now.since, kinds)
    made = rows(Remade(now, as_of, were, touched, [*laws().values()]).tables)
    whole_again = rows(made_of(now, kinds))
    assert made["cut"] != rows(were)["cut"]
    assert made["earned"] != rows(were)["earned"]
    assert made == {name: whole_again[name] for name in made}


def test_nothing_is_opened_where_nothing_is_otherwise(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remade, "open_empty", lambda _: pytest.fail("opened"))
    ledger = world(kinds, 4)
    before = deepcopy(ledger.records)
    were = made_of(loaded(before, kinds), kinds)
    ledger.records["activity"][0]["content"] = "别的"
    now = loaded(ledger.records, kinds, before)
    as_of = were["as_of"]["day"][0].as_py()
    made = Remade(now, as_of, were, touched_by(now, now.since, kinds), [])
    assert made.changed == {"activity": frozenset({"content"})}
    assert made.tables["entry"] is were["entry"]


def test_steps_are_the_statements_of_the_sources() -> None:
    statements = [
        each.query for text in sources().values() for each in duckdb.extract_statements(text)
    ]
    of_steps = [each.query for text in steps() for each in duckdb.extract_statements(text)]
    assert [_plain(each) for each in of_steps] == [_plain(each) for each in statements]


def _plain(text: str) -> str:
    return " ".join(re.sub("--.*", "", text).split()).rstrip("; ")


def test_between_a_table_and_its_update_nobody_asks_for_what_that_sets(
    kinds: dict[str, Kind],
) -> None:
    """So it is enough to compare this column when it is set."""
    records = loaded(world(kinds, 3).records, kinds)
    told = []
    for spoilt in (False, True):
        connection = open_tables(records.tables)
        make_table(connection, "as_of", pa.table({"day": [last_day(records)]}))
        for text in steps():
            run(connection, text)
            if spoilt and "TABLE earned" in text:
                run(connection, "UPDATE earned SET amount = NULL")
            if updates(text):
                break
        told.append({name: _rows(connection, name) for name in ("cap_claim", "cap_excess", "cut")})
    assert told[0]["cut"]
    assert told[0] == told[1]


def test_an_update_said_again_sets_the_same(kinds: dict[str, Kind]) -> None:
    """Also of what another cut off before."""
    tally = law_tally(loaded(world(kinds, 3).records, kinds), kinds)
    (update,) = (text for text in steps() if updates(text))
    assert updates(update) == {"earned": "amount"}
    earned = _rows(tally.connection, "earned")
    run(tally.connection, "UPDATE earned SET amount = amount - 1 WHERE seat = 0")
    run(tally.connection, update)
    assert _rows(tally.connection, "earned") == earned


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[object, ...]]:
    return connection.execute(f"FROM {name} ORDER BY ALL").fetchall()


def test_kept_tables_have_the_types_that_were_made(kinds: dict[str, Kind]) -> None:
    connection = law_tally(loaded(world(kinds, 1).records, kinds), kinds).connection
    for name, table in made_in(connection).items():
        connection.register("kept", table)
        ask = "SELECT column_name, column_type FROM (DESCRIBE {})"
        kept, made = (connection.execute(ask.format(each)).fetchall() for each in ("kept", name))
        assert kept == made, name


def test_files_are_numbered_by_where_they_are_now() -> None:
    table = pa.table({"file": [0, 1, 2, 1], "policy_file": [2, None, 0, 1], "lines": [0, 1, 2, 3]})
    now = renumbered({"a": table}, ["b", "d", "e"], ["a", "b", "c", "e"])["a"]
    assert now["file"].to_pylist() == [1, None, 3, None]
    assert now["policy_file"].to_pylist() == [3, None, 1, None]
    assert now["lines"].to_pylist() == [0, 1, 2, 3]
