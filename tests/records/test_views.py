"""The views, run over a few records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from gongshi.kinds import Kind, load_kinds
from gongshi.records.database import open_tables
from gongshi.records.load import load
from gongshi.records.views import views

Rows = Callable[[str], list[Any]]


@pytest.fixture
def rows(write: Callable[[Mapping[str, str]], Path], kinds: dict[str, Kind]) -> Rows:
    root = write(
        {
            "clubs/a.yaml": "id: a\nname: 甲社\nsecret: 密\nleader: 某人\nparent: b\n"
            "opened: 2026-01-01\nclosed: 2025-01-01\noffice:\n  phones: ['1']\n"
            "members:\n  - number: m1\n  - number: m2\n    friends: [m1, m9]\n",
        }
    )
    connection = open_tables(load(root, kinds).tables)
    for name, text in views(kinds).items():
        connection.execute(f"CREATE VIEW {name} AS {text}")
    return lambda name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall())


def test_references_point_at_their_value(rows: Rows) -> None:
    assert rows("reference") == [
        (0, "/members/1/friends/0", "member", "m1"),
        (0, "/members/1/friends/1", "member", "m9"),
        (0, "/parent", "club|event", "b"),
    ]
    assert rows("wanted_kind") == [
        ("club|event", "club"),
        ("club|event", "event"),
        ("member", "member"),
    ]


def test_only_a_record_of_the_own_kind_and_no_other_is_what_one_is_part_of(
    write: Callable[[Mapping[str, str]], Path], root: Path
) -> None:
    kinds = load_kinds(root / "schemas")
    connection = open_tables(
        load(
            write({"places/a.yaml": "id: a\nbasis: local\nname: 甲\nlevel: town\nparent: b\n"}),
            kinds,
        ).tables
    )
    told = connection.execute(views(kinds)["part_of"]).fetchall()
    assert told == [(0, "/parent", "place", "b")]


def test_identities_are_records_and_items(rows: Rows) -> None:
    assert rows("identity") == [
        ("club", "a", 0, "/id"),
        ("member", "m1", 0, "/members/0/number"),
        ("member", "m2", 0, "/members/1/number"),
    ]


def test_dates_are_compared_with_the_next_one_given(rows: Rows) -> None:
    assert rows("date_pair") == [(0, "/opened", "2026-01-01", "/closed", "2025-01-01")]


def test_only_published_free_text(rows: Rows) -> None:
    assert rows("free_text") == [
        (0, "/leader", "club", "某人", True, False),
        (0, "/name", "club", "甲社", False, False),
        (0, "/office/phones/0", "club", "1", False, True),
    ]


def test_the_views_of_the_real_schemas_run(root: Path) -> None:
    kinds = load_kinds(root / "schemas")
    connection = open_tables(load(root / "nowhere", kinds).tables)
    for name, text in views(kinds).items():
        assert bool(connection.execute(text).fetchall()) == (name == "wanted_kind")
