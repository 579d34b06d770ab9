"""A report made of whom the change concerns alone is the one made of all records."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields, replace
from datetime import date
from random import Random
from typing import Any

import pytest
from changing_ledger import Records, change, loaded, world

from gongshi.checks import narrow
from gongshi.checks.base import Base
from gongshi.checks.database import open_database
from gongshi.checks.laws import law_tally
from gongshi.checks.ledger import Judged, judge
from gongshi.checks.of_records import find
from gongshi.kinds import Kind
from gongshi.records.load import Loaded
from gongshi.review import Report, Sides, review
from gongshi.review import report as making

DAY = date(2026, 2, 1)
NOBODY = Base("", frozenset(), {}, frozenset(), {})


def judged(of: Loaded, kinds: dict[str, Kind]) -> Judged:
    return judge(law_tally(of, kinds), of, kinds, None, (), lambda *_: None, DAY)


def sides_of(before: Records, after: Records, kinds: dict[str, Kind]) -> Sides:
    was = replace(loaded(before, kinds), since=None)
    now = loaded(after, kinds, before)
    assert now.since is not None
    paths = {path for of_kind in now.since.paths.values() for path in of_kind}
    return Sides(
        base="",
        head="",
        day=DAY.isoformat(),
        before=was,
        after=now,
        changed=frozenset(paths | {now.paths[number] for number in now.since.changed}),
        elsewhere=(),
        gates=(),
        judge=NOBODY,
        contents={},
        known=judged(was, kinds),
        found=find(was, kinds, open_database(was, kinds)),
    )


def told(report: Report) -> dict[str, object]:
    """All that is told, but for the records themselves."""
    return {
        each.name: getattr(report, each.name) for each in fields(report) if each.name != "checked"
    } | {"findings": report.checked.findings, "counts": report.checked.counts}


@pytest.mark.parametrize("seed", range(10, 12))
def test_what_few_tell_is_what_all_would(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(narrow, "MOST", 1)
    few = []
    of_few = making.of_few

    def seen(*of: Any) -> Any:
        few.append(of_few(*of))
        return few[-1]

    monkeypatch.setattr(making, "of_few", seen)
    ledger = world(kinds, seed)
    for member in ledger.records["roster"][0]["members"]:
        member["consent"] = "number"
    draw = Random(seed)
    before = deepcopy(ledger.records)
    change(ledger, draw)
    sides = sides_of(before, ledger.records, kinds)
    bare = replace(sides, known=None, after=replace(sides.after, since=None))
    # What is kept may also be of the later side.
    since = loaded(before, kinds, ledger.records).since
    kept = replace(bare, before=replace(bare.before, since=since), known=judged(bare.after, kinds))
    monkeypatch.setattr(narrow, "LEAST", 10**9)
    whole = told(review(bare, kinds))
    monkeypatch.setattr(narrow, "LEAST", 0)
    assert told(review(sides, kinds)) == whole
    assert told(review(bare, kinds)) == whole
    assert told(review(kept, kinds)) == whole
    assert any(each is not None for each in few)
