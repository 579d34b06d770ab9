"""From a folder of files to tables and findings, whatever the files hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gongshi.kinds import Kind
from gongshi.records import load as loading
from gongshi.records.guards import MOST
from gongshi.records.load import Loaded, load
from gongshi.records.walk import Source
from gongshi.records.workers import read_shares

Write = Callable[[Mapping[str, str | bytes]], Path]
Kinds = dict[str, Kind]

CLUB = "id: a\nname: 甲社\noffice:\n  room: 7\n  phones: ['1', '2']\nmembers:\n  - number: m1\n"


def codes(loaded: Loaded) -> list[tuple[str, str]]:
    return [(each.file, each.code) for each in loaded.findings]


def test_records_become_tables(write: Write, kinds: Kinds) -> None:
    root = write(
        {
            "clubs/a.yaml": CLUB + "    friends: [m2, m3]\n  - number: m2\n",
            "clubs/deep/b.yaml": "id: b\nname: 乙社\nfile: '1 2'\nactive: true\n",
            "events/e.yaml": "id: e\ncost: 3\n",
        }
    )
    loaded = load(root, kinds)
    assert loaded.findings == []
    assert list(loaded.paths) == [
        "records/clubs/a.yaml",
        "records/clubs/deep/b.yaml",
        "records/events/e.yaml",
    ]
    clubs = loaded.tables["club"].to_pylist()
    assert [(c["file"], c["id"], c["office_room"], c["active"], c["file_"]) for c in clubs] == [
        (0, "a", 7, None, None),
        (1, "b", None, True, "1 2"),
    ]
    assert loaded.tables["club__office_phones"].to_pylist() == [
        {"file": 0, "parent": 0, "ord": 0, "value": "1"},
        {"file": 0, "parent": 0, "ord": 1, "value": "2"},
    ]
    assert loaded.tables["club__members"].column("ord").to_pylist() == [0, 1]
    assert loaded.tables["club__members__friends"].to_pylist() == [
        {"file": 0, "parent": 0, "ord": 0, "value": "m2"},
        {"file": 0, "parent": 0, "ord": 1, "value": "m3"},
    ]
    assert loaded.tables["record"].to_pylist()[2] == {
        "file": 2,
        "kind": "event",
        "id": "e",
        "path": "records/events/e.yaml",
    }
    assert loaded.counts == {"club": 2, "event": 1}
    assert loaded.records["club"]["a"]["members"] == [
        {"number": "m1", "friends": ["m2", "m3"]},
        {"number": "m2"},
    ]
    assert loaded.records["event"] == {"e": {"id": "e", "cost": 3}}


def test_no_records_are_no_findings(tmp_path: Path, kinds: Kinds) -> None:
    loaded = load(tmp_path, kinds)
    assert (loaded.findings, loaded.paths) == ([], [])
    assert loaded.tables["club__members__friends"].num_rows == 0


def test_a_file_that_fails_a_ring_is_broken_and_the_others_are_read(
    write: Write, kinds: Kinds
) -> None:
    root = write(
        {
            "clubs/a.yaml": CLUB,
            "clubs/b.yaml": "id: b\nname: [\n",
            "clubs/c.yaml": "id: c\n",
            "clubs/d.yaml": b"\xff\n",
            "clubs/e.yaml": "1: x\n",
            "clubs/f.yaml": "id: f\nname: 己社\nb: {12}\n",
        }
    )
    loaded = load(root, kinds)
    assert codes(loaded) == [
        ("records/clubs/b.yaml", "Y008"),
        ("records/clubs/c.yaml", "S001"),
        ("records/clubs/d.yaml", "B007"),
        ("records/clubs/e.yaml", "Y017"),
        ("records/clubs/f.yaml", "Y017"),
        ("records/clubs/f.yaml", "Y018"),
    ]
    assert loaded.tables["record"].column("id").to_pylist() == ["a"]
    assert loaded.tables["broken"].column("id").to_pylist() == ["b", "c", "d", "e", "f"]


def test_a_huge_file_is_never_opened(write: Write, kinds: Kinds) -> None:
    root = write({"clubs/a.yaml": CLUB})
    with (root / "records/clubs/b.yaml").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert codes(load(root, kinds)) == [("records/clubs/b.yaml", "B005")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a:\n" + "- " * 100_000 + "\n", "B014"),
        ("a: " + "[" * 100_000 + "\n", "B014"),
        ("a: " + "{b: " * 100_000 + "\n", "B014"),
        ("".join(f"{' ' * depth}a:\n" for depth in range(200)) + "\n", "B014"),
        ("? " * 100_000 + "\n", "B014"),
        ("a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30)), "Y011"),
        ("&" * 12 + "\n", "Y011"),
        ("a: *\n", "Y012"),
        ("a: " + "'" * 100_001 + "\n", "Y002"),
        ("- " + '"' * 99_999 + "\n", "Y005"),
        ("a: " + "x: " * 50_000 + "\n", "Y006"),
        ("!" * 50_000 + "\n", "Y013"),
        ("a: '" + "\n" * 100_000 + "'\n", "S002"),
    ],
)
def test_hostile_files_get_a_finding(text: str, code: str, write: Write, kinds: Kinds) -> None:
    found = load(write({"clubs/a.yaml": text}), kinds).findings
    assert code in {each.code for each in found}
    assert len(found) <= MOST + 1


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"k{n}: x\n" for n in range(9_000)),
        "members:\n" + "  - \n" * 20_000,
        "members:\n" + "  - no\n" * 20_000,
        "id: a\nname: 甲社\nmembers:\n" + "  - number: x\n" * 5_000,
    ],
)
def test_of_very_many_faults_the_first_are_told(text: str, write: Write, kinds: Kinds) -> None:
    found = load(write({"clubs/a.yaml": text}), kinds).findings
    assert len(found) == MOST + 1
    assert "S036" in {each.code for each in found}


def test_pipes_links_and_folders_that_do_not_belong(write: Write, kinds: Kinds) -> None:
    root = write(
        {
            "clubs/a.yaml": CLUB,
            "clubs/Big.yaml": "id: x\n",
            "clubs/b.yml": "id: b\n",
            "clubs/..yaml": "id: b\n",
            "clubs/.hidden": "not looked at",
            "clubs/Sub/c.yaml": "id: c\n",
            "club/d.yaml": "id: d\n",
            "stray.yaml": "id: s\n",
        }
    )
    top = root / "records"
    os.mkfifo(top / "clubs" / "pipe.yaml")
    (top / "clubs" / "link.yaml").symlink_to(root / "elsewhere.yaml")
    (top / "events").symlink_to(root)
    with open(os.fsencode(top / "clubs") + b"/\xff.yaml", "wb"):  # noqa: PTH123 - a name that is no text
        pass
    loaded = load(root, kinds)
    assert dict(codes(loaded)) == {
        "records/club": "B002",
        "records/stray.yaml": "B002",
        "records/events": "B003",
        "records/clubs/link.yaml": "B003",
        "records/clubs/pipe.yaml": "B004",
        "records/clubs/Big.yaml": "B001",
        "records/clubs/b.yml": "B001",
        "records/clubs/..yaml": "B001",
        "records/clubs/Sub": "B001",
        "records/clubs/\\xff.yaml": "B001",
    }
    assert loaded.counts == {"club": 1, "event": 0}


def test_records_that_are_a_link_are_not_followed(tmp_path: Path, kinds: Kinds) -> None:
    (tmp_path / "records").symlink_to("/")
    [found] = load(tmp_path, kinds).findings
    assert (found.file, found.code, found.args) == ("records", "B003", {"name": "records"})


def test_the_number_of_workers_changes_nothing(
    write: Write, kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"events/e{n}.yaml": f"id: e{n}\ncost: {n % 12}\n" for n in range(60)}
    root = write({**files, "clubs/a.yaml": CLUB})
    alone = load(root, kinds)
    monkeypatch.setattr(loading, "FEW", 0)
    monkeypatch.setattr(loading, "SHARE_FILES", 7)
    shared = load(root, kinds)
    assert alone.findings == shared.findings
    assert len(alone.findings) == 10
    assert alone.paths == shared.paths
    assert {name: table.to_pylist() for name, table in alone.tables.items()} == {
        name: table.to_pylist() for name, table in shared.tables.items()
    }


@pytest.mark.parametrize(("id", "code"), [("killer", "B016"), ("sleeper", "B017")])
def test_a_worker_that_is_lost_costs_one_file_only(
    id: str, code: str, write: Write, kinds: Kinds, sabotage: type[Source]
) -> None:
    names = ["e1", id, "e2"]
    root = write({f"events/{name}.yaml": f"id: {name}\n" for name in names})
    share = tuple(
        (at, (sabotage if name == id else Source)(f"records/events/{name}.yaml", "event", 9))
        for at, name in enumerate(names)
    )
    chunks = read_shares(root, kinds, [share], patience=1.0)
    broken = {number: found for chunk in chunks for number, found in chunk.broken.items()}
    assert {number: [each.code for each in found] for number, found in broken.items()} == {
        1: [code]
    }
    assert sum("event" in chunk.streams for chunk in chunks) == len(chunks) - 1
