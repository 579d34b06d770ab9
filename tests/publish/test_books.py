"""Records without pages of their own, a holder's quarter on a page; lists parted into pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from gongshi.publish import lists
from gongshi.records import books
from gongshi.records.books import books_of

if TYPE_CHECKING:
    from tests.publish.conftest import Repository

    from gongshi.kinds import Kind


def _activities(count: int, **fields: str) -> list[dict[str, Any]]:
    return [
        {"id": f"a-{n:03}", "team": "hill", "unit": "post", "date": f"2026-01-{n % 28 + 1:02}"}
        | fields
        for n in range(count)
    ]


def test_a_book_is_of_one_holder_and_one_quarter(kinds: dict[str, Kind]) -> None:
    records = [
        {"id": "a", "team": "hill", "unit": "post", "date": "2026-03-31"},
        {"id": "b", "team": "hill", "date": "2026-04-01"},
        {"id": "c", "unit": "post", "date": "2026-12"},
        {"id": "d", "place": "town", "date": "2025"},
        {"id": "e", "place": "town"},
        {"id": "f", "team": "hill", "date": "2026-01-01"},
    ]
    found = {
        book.name: [id for _, id in book.keys] for book in books_of(kinds["activity"], records)
    }
    assert found == {
        "team-hill-2026-q1": ["f", "a"],
        "team-hill-2026-q2": ["b"],
        "unit-post-2026-q4": ["c"],
        "place-town-2025": ["d"],
        "place-town": ["e"],
    }


def test_what_is_added_to_a_long_quarter_moves_nothing(kinds: dict[str, Kind]) -> None:
    records = sorted(_activities(70), key=lambda each: each["date"])
    before = {key: b.name for b in books_of(kinds["activity"], records[:-1]) for key in b.keys}
    after = {key: b.name for b in books_of(kinds["activity"], records) for key in b.keys}
    assert before.items() <= after.items()
    assert set(after.values()) == {
        "team-hill-2026-q1", "team-hill-2026-q1-p2", "team-hill-2026-q1-p3"
    }  # fmt: skip


def test_a_kind_stands_in_books_by_its_schema(kinds: dict[str, Kind]) -> None:
    bound = {name for name, kind in kinds.items() if kind.book}
    assert bound == {"activity", "donation", "redemption", "roster", "withdrawal"}
    for name in bound:
        assert all(kinds[name].field(each) for each in kinds[name].book)


def test_what_stands_in_a_book_can_be_linked_to_and_downloaded(built: Repository) -> None:
    page = built.page("activities/team-demo-team-2024-q1/index.html")
    assert '<article class="gs-entry" id="a-20240301-00000"' in page
    assert "records/activities/a-20240301-00000.yaml" in page
    (record,) = json.loads(built.page("activities/team-demo-team-2024-q1/records.json"))
    assert record["participants"] == [{"number": "v-000001", "minutes": 90}]
    assert 'href="../activities/team-demo-team-2024-q1/"' in built.page("activities/index.html")


def test_a_long_list_goes_over_pages() -> None:
    groups = [("one", list(range(5))), ("two", list(range(5, 7)))]
    assert lists.parted(groups, 3) == [
        [("one", [0, 1, 2])],
        [("one", [3, 4]), ("two", [5])],
        [("two", [6])],
    ]
    assert lists.parted([], 3) == [[]]
    assert [lists.page_name("list", n) for n in (1, 2)] == ["", "list-p2/"]
    assert [lists.page_name("names", n) for n in (1, 2)] == ["names/", "names-p2/"]


def test_every_record_of_a_parted_list_and_book_is_there(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST", 2)
    monkeypatch.setattr(lists.parted, "__defaults__", (2,))
    monkeypatch.setattr(books, "MOST", 1)
    for n in range(3):
        repository.write(
            f"records/teams/team-{n}.yaml",
            f"id: team-{n}\nbasis: reported\nname: 队{n}\nplace: lezhi\nsources: [text]\n",
        )
        repository.write(
            f"records/activities/clean-{n}.yaml",
            f"id: clean-{n}\nbasis: reported\nname: 清扫{n}\nplace: lezhi\ndate: '2023'\n"
            "sources: [text]\n",
        )
    assert repository.build() == []
    listed = "".join(repository.page(f"teams/{name}index.html") for name in ("", "list-p2/"))
    for n in range(3):
        assert f"teams/team-{n}/" in listed
        part = f"-p{n + 1}" if n else ""
        assert f'id="clean-{n}"' in repository.page(f"activities/place-lezhi-2023{part}/index.html")
    assert repository.page("teams/names-p2/index.html")
