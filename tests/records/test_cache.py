"""A file of the cache is given back whole, to whom it is for, or not at all."""

from __future__ import annotations

import fcntl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import gongshi
from gongshi.findings import Finding, Span
from gongshi.kinds import Kind
from gongshi.records import cache
from gongshi.records.cache import CACHE, get, key_of, packed, put, unpacked

PARTS = {"one": b"1" * 1000, "none": b"", "two": "二".encode()}


def parts(root: Path, key: str = "k") -> dict[str, bytes] | None:
    found = get(root, "name", key)
    return None if found is None else {part: each.to_pybytes() for part, each in found.items()}


def test_what_is_put_is_got_under_its_key_alone(tmp_path: Path) -> None:
    assert parts(tmp_path) is None
    put(tmp_path, "name", "k", PARTS)
    assert parts(tmp_path) == PARTS
    assert parts(tmp_path, "other") is None
    put(tmp_path, "name", "k", {"one": b"new"})
    assert parts(tmp_path) == {"one": b"new"}


def test_a_file_damaged_anywhere_is_as_good_as_none(tmp_path: Path) -> None:
    put(tmp_path, "name", "k", PARTS)
    path = tmp_path / CACHE / "name"
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at])
        assert parts(tmp_path) is None
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert parts(tmp_path) is None
    path.write_bytes(whole + b"\n")
    assert parts(tmp_path) is None
    path.write_bytes(whole)
    assert parts(tmp_path) == PARTS


def test_who_is_killed_leaves_the_old_file_and_is_cleared_up_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "name", "k", PARTS)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            put(tmp_path, "name", "k", {"one": b"half"})
    folder = tmp_path / CACHE
    assert parts(tmp_path) == PARTS
    assert sorted(each.name for each in folder.iterdir()) == ["lock", "name", "name.part"]
    put(tmp_path, "name", "k", {"one": b"new"})
    assert parts(tmp_path) == {"one": b"new"}
    assert sorted(each.name for each in folder.iterdir()) == ["lock", "name"]


def test_while_another_writes_nothing_is_kept(tmp_path: Path) -> None:
    put(tmp_path, "name", "k", PARTS)
    with (tmp_path / CACHE / "lock").open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        put(tmp_path, "name", "k", {"one": b"new"})
        assert parts(tmp_path) == PARTS
    put(tmp_path, "name", "k", {"one": b"new"})
    assert parts(tmp_path) == {"one": b"new"}


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("no folder")
    put(tmp_path, "name", "k", PARTS)
    assert parts(tmp_path) is None


def test_many_at_once_see_whole_files_only(tmp_path: Path) -> None:
    def turn(number: int) -> bool:
        put(tmp_path, "name", "k", {"one": bytes([number]) * 100_000})
        found = parts(tmp_path)
        return found is not None and len(found["one"]) == 100_000 and len(set(found["one"])) == 1

    put(tmp_path, "name", "k", PARTS | {"one": b"0" * 100_000})
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(turn, range(100)))


def test_findings_come_back_as_they_were() -> None:
    findings = (
        Finding("a", "X001", "/b", "key", {"text": "二\n"}, Span(1, 2, 3, 4), "c#/d"),
        Finding("a", "X002"),
    )
    assert unpacked(packed(findings)) == findings


def test_the_key_is_of_schemas_place_and_toolkit(
    tmp_path: Path, kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "records").mkdir(parents=True)
    key = key_of(tmp_path / "one", kinds)
    assert key == key_of(tmp_path / "one", kinds)
    fewer = {name: kind for name, kind in kinds.items() if name != "club"}
    with monkeypatch.context() as patch:
        patch.setattr(cache, "_toolkit", lambda: "another")
        other = key_of(tmp_path / "one", kinds)
    keys = {key, key_of(tmp_path / "two", kinds), key_of(tmp_path / "one", fewer), other}
    assert len(keys) == 4


def test_the_toolkit_is_known_to_the_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gongshi"
    (package / "sql").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    monkeypatch.setattr(gongshi, "__file__", str(package / "__init__.py"))
    known: set[str] = set()
    for name, text in [
        ("a.py", "1"),
        ("a.py", "2"),
        ("b.py", "2"),
        ("sql/a.sql", ""),
        ("c.md", ""),
    ]:
        (package / name).write_text(text)
        cache._toolkit.cache_clear()
        known.add(cache._toolkit())
    cache._toolkit.cache_clear()
    assert len(known) == 4  # prose does not count
