"""What a build asks of the tally: answers kept are those of a tally made anew."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.publish.conftest import make_repository
from tests.publish.test_ledger_pages import RECORDS

from gongshi.publish import stamp
from gongshi.records.database import rows_of, run
from gongshi.records.load import load
from gongshi.records.queries import tables_made
from gongshi.tally import tables
from gongshi.tally.kept import Answers
from gongshi.tally.run import run_tally, statements
from gongshi.tally.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import duckdb
    import pyarrow as pa


@pytest.fixture
def repository(root: Path, tmp_path: Path) -> Any:
    """One with a ledger in which most things happen."""
    return make_repository(root, tmp_path / "repository", RECORDS)


def test_an_answer_needs_no_column_but_those_that_it_is_known_again_by(
    repository: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of tables that have no others it is the same, to the last digit."""
    told = Answers.table
    asked: set[str] = set()

    def again(
        self: Answers,
        of: Tables,
        query: str,
        values: Sequence[object],
        ask: Callable[[], pa.Table],
    ) -> pa.Table:
        answer = told(self, of, query, values, ask)
        if query not in asked:
            asked.add(query)
            read = of.read_by(query)
            held = {
                table: of._held[table].select(
                    [name for in_table, name in read if in_table == table]
                )
                for table, _ in read
            }
            fresh = rows_of(Tables(held, of._texts).made(query), query, values)
            assert sorted(map(repr, fresh)) == sorted(map(repr, answer.to_pylist())), query
        return answer

    monkeypatch.setattr(Answers, "table", again)
    assert repository.build() == []
    assert len(asked) > 40


def test_a_change_that_no_answer_feels_makes_no_table(
    repository: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "MANY", 0)
    assert repository.build() == []

    def never(_: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(tables, "open_tables", never)
    records = repository.root / "records"
    for name, old, new in (
        ("sources/text.yaml", "name: ", "name: 另一"),
        ("profiles/lezhi-someone.yaml", "教邻居", "教孩子"),
    ):
        path = records / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        assert repository.build() == []
    path = records / "rewards" / "towel.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("name: 毛巾", "name: 手巾"), encoding="utf-8")
    with pytest.raises(AssertionError, match="opened"):  # its name stands in ledgers
        repository.build()


@pytest.mark.parametrize(
    ("of_all", "standing"),
    [(True, {"ruling", "badge"}), (False, {"ruling", "cap_line", "cap_excess", "badge"})],
    ids=["of all", "of those whom no cap may concern"],
)
def test_standing_tables_are_kept_over_a_change_of_minutes(
    repository: Any, monkeypatch: pytest.MonkeyPatch, standing: set[str], *, of_all: bool
) -> None:
    """That the site is then that of a build from nothing, `test_kept` shows."""
    assert repository.build() == []
    ran: list[str] = []

    def noted(connection: duckdb.DuckDBPyConnection, text: str) -> duckdb.DuckDBPyConnection:
        ran.append(text)
        return run(connection, text)

    loaded = load(repository.root, repository.kinds)
    tally = run_tally(loaded, repository.kinds, date(2024, 12, 31))
    capped = {each["number"] for each in tally.rows("SELECT number FROM cap_claim")}
    assert capped
    pattern = re.compile(r"number: (\S+)\n( +)minutes: (\d+)")
    folder = repository.root / "records" / "activities"
    for path in sorted(folder.rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        found = pattern.search(text)
        if found is not None and (of_all or found[1] not in capped):
            less = f"number: {found[1]}\n{found[2]}minutes: {int(found[3]) - 1}"
            path.write_text(text.replace(found[0], less), encoding="utf-8")
    monkeypatch.setattr(tables, "run", noted)
    assert repository.build() == []
    made = {table for each in ran for table in tables_made(each)}
    kept = {table for name in tables.STANDING for table in tables_made(statements()[name])}
    assert kept == {"ruling", "cap_line", "cap_excess", "badge"}
    assert {"part", "cap_claim"} <= made
    assert not standing & made
