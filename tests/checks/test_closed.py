"""Which policies may be the cause of a seal that fits no more."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gongshi.checks.closed import RULES_OF_LINES, closings
from gongshi.records.load import Loaded, load
from gongshi.tally import Tally, run_tally
from gongshi.tally.closing import Seal, seals

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gongshi.kinds import Kind

DAY = date(2026, 8, 31)


def _seals(loaded: Loaded, kinds: Mapping[str, Kind]) -> list[Seal]:
    tally: Tally = run_tally(loaded, kinds, DAY)
    asked = [(each.place, each.period, each.salt) for each in closings(tally.connection)]
    return seals(tally, asked)


def test_no_line_of_a_closed_month_comes_of_other_rules(root: Path, kinds: dict[str, Kind]) -> None:
    loaded = load(root, kinds)
    others = {
        name: table.slice(0, 0)
        for name, table in loaded.tables.items()
        if name.startswith("policy__") and table.num_rows and not name.startswith(RULES_OF_LINES)
    }
    assert {"policy__stars", "policy__badges", "policy__withdrawals"} <= others.keys()
    bare = Loaded({**loaded.tables, **others}, loaded.paths, loaded.findings, loaded.structs)
    whole = _seals(loaded, kinds)
    assert len(whole) > 20
    assert _seals(bare, kinds) == whole


def test_lines_come_of_each_of_these(root: Path, kinds: dict[str, Kind]) -> None:
    loaded = load(root, kinds)
    whole = _seals(loaded, kinds)
    for name in RULES_OF_LINES:
        bare = {**loaded.tables, name: loaded.tables[name].slice(0, 0)}
        without = Loaded(bare, loaded.paths, loaded.findings, loaded.structs)
        assert _seals(without, kinds) != whole, name
