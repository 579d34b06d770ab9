"""Which policies may be the cause of a seal that fits no more, and that they are looked at."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from gongshi.checks.closed import RULES_OF_LINES, closings
from gongshi.checks.run import run_check
from gongshi.records import remembered
from gongshi.records.cache import CACHE
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


def test_a_seal_of_a_month_in_which_policies_began(
    tmp_path: Path, root: Path, kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "SLACK_NS", 0)  # else files so new are not known again
    for name in ("records", "schemas"):
        shutil.copytree(root / name, tmp_path / name)
    run_check(tmp_path, kinds)
    path = tmp_path / "records" / "activities" / "a-20240901-hqr5n.yaml"
    path.write_text(path.read_text("utf-8").replace("minutes: 300", "minutes: 240", 1), "utf-8")
    warm = run_check(tmp_path, kinds).findings
    shutil.rmtree(tmp_path / CACHE)
    assert warm == run_check(tmp_path, kinds).findings
    assert warm[0].file == "records/closings/demo-2024-09.yaml"
    assert {each.code for each in warm} == {"L013"}
