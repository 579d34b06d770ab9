"""After a change the checks of records find what they would find of all of them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from random import Random

import pytest
from changing_ledger import Record, Records, change, loaded, world

from gongshi.checks.database import open_database
from gongshi.checks.of_records import Found, find, find_after
from gongshi.checks.touched import touched_by
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.load import Loaded


def whole(of: Loaded, kinds: dict[str, Kind]) -> Found:
    return find(of, kinds, open_database(of, kinds))


def told(found: Found) -> object:
    said = [(*each.order, str(sorted(each.args.items()))) for each in found.findings]
    return sorted(said), found.hanging, found.glossary


def assert_alike(before: Records, after: Records, kinds: dict[str, Kind]) -> int:
    """How many findings there are more or less than before, where asking of few finds them, too."""
    known = whole(loaded(before, kinds), kinds)
    now = loaded(after, kinds, before)
    got = find_after(now, touched_by(now, now.since, kinds), kinds, known)
    assert told(got) == told(whole(now, kinds))
    return len(got.findings) - len(known.findings)


@pytest.mark.parametrize("seed", range(2))
def test_random_changes(kinds: dict[str, Kind], seed: int) -> None:
    ledger = world(kinds, seed)
    draw = Random(seed)
    before = deepcopy(ledger.records)
    for _ in range(3):
        change(ledger, draw)
        assert_alike(before, ledger.records, kinds)


@pytest.mark.parametrize(
    ("kind", "fields", "more"),
    [
        ("activity", {"content": "请拨13800138000"}, 1),
        ("closing", {"id": "c-13800138000"}, 1),  # a kind without any text
        ("team", {"unit": "nowhere"}, 1),
        ("team", {"name": "另一个队"}, 0),
        ("activity", {"recorded_on": "2024-01-01"}, 1),
    ],
)
def test_one_change(kinds: dict[str, Kind], kind: str, fields: Record, more: int) -> None:
    ledger = world(kinds, 6)
    before = deepcopy(ledger.records)
    ledger.records[kind][0] |= fields
    assert assert_alike(before, ledger.records, kinds) == more


def test_whose_honor_it_is_decides_how_its_text_is_read(kinds: dict[str, Kind]) -> None:
    ledger = world(kinds, 6)
    ledger.add("honor", id="best", name="残疾人之家之星", recipient="somebody")
    ledger.add("profile", id="another", name="某")
    before = deepcopy(ledger.records)
    ledger.records["profile"][-1]["id"] = "somebody"
    assert_alike(before, ledger.records, kinds)


@pytest.mark.parametrize("kind", ["team", "roster", "activity"])
def test_a_file_that_can_be_read_no_more(kinds: dict[str, Kind], kind: str) -> None:
    """What only it may be the cause of is counted, not told."""
    ledger = world(kinds, 6)
    before = deepcopy(ledger.records)
    known = whole(loaded(before, kinds), kinds)
    gone = ledger.records[kind].pop()
    path = f"records/{kinds[kind].folder}/{gone['id']}.yaml"
    now = replace(loaded(ledger.records, kinds, before), findings=[Finding(path, "Y008")])
    got = find_after(now, touched_by(now, now.since, kinds), kinds, known)
    assert told(got) == told(whole(now, kinds))
    assert got.hanging
