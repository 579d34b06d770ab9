"""What stands in passbooks: read of those that are asked for, told from what it was before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gongshi.publish.holdings import Books, books_of
from gongshi.records.load import load
from gongshi.tally import run_tally

if TYPE_CHECKING:
    from tests.publish.conftest import Repository


def _books(repository: Repository) -> Books:
    kinds = repository.kinds
    return books_of(run_tally(load(repository.root, kinds), kinds, date(2024, 12, 31)))


def test_only_what_is_asked_for_is_read(repository: Repository) -> None:
    books = _books(repository)
    assert list(books.numbers) == ["v-000001"]
    books.read([])
    assert {table.num_rows for table in books.tables.values()} == {0}
    books.read(books.shards())
    assert [row["number"] for row in books.tables["row"].to_pylist()] == ["v-000001"]


def test_a_digest_is_another_where_what_is_held_is_another(repository: Repository) -> None:
    before = _books(repository).digests
    assert _books(repository).digests == before
    path = next((repository.root / "records" / "activities").glob("*.yaml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("minutes: 90", "minutes: 91"), encoding="utf-8")
    assert _books(repository).digests != before
