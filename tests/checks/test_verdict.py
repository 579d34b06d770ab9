"""A state that was checked is not checked again; any other is."""

from __future__ import annotations

from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from gongshi.checks import run as running
from gongshi.checks.run import run_check
from gongshi.kinds import Kind
from gongshi.records import load as loading
from gongshi.records.cache import CACHE
from gongshi.records.load import Loaded

PLACE = "id: demo\nbasis: local\nname: 演示县\nlevel: county\nparent: nowhere\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The state of the records each time the checks were asked."""
    states: list[str] = []
    opened = running.open_database

    def noting(loaded: Loaded, kinds: dict[str, Kind]) -> DuckDBPyConnection:
        states.append(str(loaded.state))
        return opened(loaded, kinds)

    monkeypatch.setattr(loading, "MANY", 1)
    monkeypatch.setattr(running, "open_database", noting)
    return states


def test_an_answer_is_given_again_until_anything_changes(
    tmp_path: Path, kinds: dict[str, Kind], asked: list[str]
) -> None:
    place = tmp_path / "records/places/demo.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(PLACE)
    first = run_check(tmp_path, kinds)
    assert {each.code for each in first.findings} == {"X002"}
    again = run_check(tmp_path, kinds)
    assert len(asked) == 1
    assert (again.findings, again.counts) == (first.findings, first.counts)
    assert again.loaded.records == first.loaded.records

    place.write_text(PLACE.replace("parent: nowhere\n", ""))
    assert run_check(tmp_path, kinds).findings != first.findings
    assert len(asked) == 2
    place.write_text(PLACE)
    assert run_check(tmp_path, kinds).findings == first.findings
    (place.parent / "stray.txt").touch()  # no record, yet a finding
    assert len(run_check(tmp_path, kinds).findings) == len(first.findings) + 1
    assert len(asked) == 4
    place.write_text(PLACE + "x: 1\n")
    assert {each.code for each in run_check(tmp_path, kinds).findings} == {"B001", "S002"}
    assert len(asked) == 5
    (tmp_path / CACHE / "verdict").write_bytes(b"")
    run_check(tmp_path, kinds)
    assert len(asked) == 6
    assert len(set(asked)) == 4
