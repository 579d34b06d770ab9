"""What stands in passbooks: read of those that are asked for, told from what it was before."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from gongshi.publish.holdings import Books, books_of
from gongshi.publish.library import library_of
from gongshi.publish.sources import sources_of
from gongshi.records.load import load
from gongshi.tally import run_tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.publish.conftest import Repository


DAY = date(2024, 12, 31)


def _read(repository: Repository) -> tuple[Books, Mapping[str, pa.Table]]:
    kinds = repository.kinds
    loaded = load(repository.root, kinds)
    library = library_of(kinds, loaded, DAY.isoformat(), "zh")
    tally = run_tally(loaded, kinds, DAY)
    return books_of(tally), sources_of(library, tally.paths)


def _digests(repository: Repository) -> Mapping[str, str]:
    books, sources = _read(repository)
    return books.digests(sources)


def test_only_what_is_asked_for_is_read(repository: Repository) -> None:
    books, sources = _read(repository)
    assert list(books.numbers) == ["v-000001"]
    books.read([], sources, "zh")
    assert not books.tables
    books.read(books.shards(), sources, "zh")
    ((number, rows),) = books.rows("row", "0")
    assert number == "v-000001"
    assert [row[1] for row in json.loads(rows)] == [
        "activities/team-demo-team-2024-q1/#a-20240301-00000"
    ]


@pytest.mark.parametrize(
    ("folder", "old", "new", "is_other"),
    [
        ("activities", "minutes: 90", "minutes: 91", True),
        ("activities", "name: 河道清理", "name: 河道清扫", True),
        ("rosters", "joined: 2024-01-02", "joined: 2024-05-02", False),
        ("sources", "name: 一篇报道", "name: 另一篇报道", False),
    ],
)
def test_a_digest_is_another_where_what_is_told_is_another(
    repository: Repository, folder: str, old: str, new: str, is_other: bool
) -> None:
    before = _digests(repository)
    assert _digests(repository) == before
    path = next((repository.root / "records" / folder).glob("*.yaml"))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert (_digests(repository) != before) == is_other
