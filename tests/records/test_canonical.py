"""Canonical form: what is written is read again, and written the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.kinds import Kind, load_kinds
from gongshi.records.canonical import to_yaml, write_atomic
from gongshi.records.guards import faults
from gongshi.records.load import load
from gongshi.records.parse import parse

# Mostly what YAML gives a meaning to; now and then any character at all.
PIECES = (*" \n\t:#-?!&*[]{},|>%@`'\"\\~=<019._+eExnoy中：", ": ", " #", "- ", "? ", " |", "''")
TEXTS = (
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
    | st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=4)
    | st.sampled_from(
        ["NO", "null", "true", "012", "12:30", "1_000", "1.5", "---", "<<", "2026-01-01"]
    )
)
VALUES = st.recursive(
    st.integers(-(10**17) + 1, 10**18 - 1) | st.booleans() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=3))
@settings(max_examples=500, deadline=None)
def test_any_record_is_read_back_as_it_was_written(kinds: dict[str, Kind], record: Any) -> None:
    text = to_yaml(record, kinds["club"])
    raw = text.encode("utf-8")
    if faults("f", raw):
        return  # a text that ring one refuses, such as one that is not composed
    value, found = parse("f", raw)
    assert found == []
    assert value == record
    assert to_yaml(record, kinds["club"]) == text


def test_keys_follow_the_schema_and_quotes_stand_only_where_needed(kinds: dict[str, Kind]) -> None:
    record = {
        "office": {"phones": ["110", "热线 1"], "room": 7},
        "opened": "2026-03-15",
        "name": "老李: 一",
        "id": "a",
        "members": [{"friends": [], "number": "m1"}],
        "active": True,
    }
    assert to_yaml(record, kinds["club"]) == (
        "id: a\n"
        "name: '老李: 一'\n"
        "opened: 2026-03-15\n"
        "active: true\n"
        "office:\n  room: 7\n  phones:\n    - '110'\n    - 热线 1\n"
        "members:\n  - number: m1\n    friends: []\n"
    )


def test_what_cannot_stand_in_a_record_is_not_written(kinds: dict[str, Kind]) -> None:
    with pytest.raises(TypeError):
        to_yaml({"id": None}, kinds["club"])


def test_every_record_of_the_repository_survives_rewriting(root: Path) -> None:
    kinds = load_kinds(root / "schemas")
    for name, records in load(root, kinds).records.items():
        for record in records.values():
            value, found = parse("f", to_yaml(record, kinds[name]).encode())
            assert found == []
            assert value == record


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.yaml"
    write_atomic(path, "id: 甲\n")
    assert path.read_bytes() == "id: 甲\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644
    with pytest.raises(UnicodeEncodeError):
        write_atomic(path, "\ud800")
    assert path.read_text("utf-8") == "id: 甲\n"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("has_links", [True, False])
def test_a_new_file_takes_nobody_s_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    if not has_links:
        monkeypatch.setattr(Path, "hardlink_to", refused)
    path = tmp_path / "a.yaml"
    write_atomic(path, "id: 甲\n", is_new=True)
    with pytest.raises(FileExistsError):
        write_atomic(path, "id: 乙\n", is_new=True)
    assert path.read_text("utf-8") == "id: 甲\n"
    assert list(tmp_path.iterdir()) == [path]
