"""The figures of the report, and how they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_county import copy_records
from typer.testing import CliRunner

from gongshi.cli import app
from gongshi.cli import common as commands
from gongshi.records import load as loading
from gongshi.records.cache import CACHE
from gongshi.tally.figures import figures_of, is_final, keep_figures, kept_figures

County = Any
V = "v-000001"


def test_what_lapses_and_who_has_been_here_long_enough_depends_on_the_day(county: County) -> None:
    county.policy("e1", "stars", [{"star": 1, "minutes": 60, "months_member": 12}])
    lapsing = {"id": "x", "measure": "points", "month_day": "12-31", "years": 0}
    county.policy("x", "expiry", [lapsing])
    county.volunteer("v-000009", joined="2025-01-20")
    county.activity("2025-05-01", {"v-000009": 90})
    tally = county.tally("2025-05-01")
    now, then = (figures_of(tally, day) for day in (date(2025, 5, 1), date(2026, 2, 1)))
    assert (now.stars, then.stars) == ([(0, 2)], [(1, 1), (0, 1)])
    held = {each.id: each.amounts["points"] for each in now.holdings}
    left = {each.id: each.amounts.get("points") for each in then.holdings}
    assert held["office"] > 0
    assert left["office"] is None  # and minutes, which do not lapse


def test_a_tally_with_an_entry_to_come_is_not_final(county: County) -> None:
    county.activity("2025-05-02", {V: 90})
    assert not is_final(county.tally("2025-05-01"))
    assert is_final(county.tally("2025-05-02"))


def test_they_are_kept_for_one_state_and_day(county: County, tmp_path: Path) -> None:
    target = {"id": "year", "measure": "points", "amount": "10.50"}
    county.policy("quota", "quotas", [target], since="2025-01-01")
    county.activity("2025-05-01", {V: 90})
    figures = figures_of(county.tally("2025-12-31"))
    assert figures.quotas
    keep_figures(tmp_path, "state", figures)
    assert kept_figures(tmp_path, "state", date(2025, 12, 31)) == figures
    assert kept_figures(tmp_path, "state", date(2026, 1, 1)) is None
    assert kept_figures(tmp_path, "another", date(2025, 12, 31)) is None
    keep_figures(tmp_path, "state", replace(figures, as_of="2026-01-01"))
    assert kept_figures(tmp_path, "state", date(2025, 12, 31)) is None
    kept = tmp_path / CACHE / "figures"
    kept.write_bytes(kept.read_bytes()[:-9])
    assert kept_figures(tmp_path, "state", date(2026, 1, 1)) is None


def test_after_a_check_nothing_is_tallied_again(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy_records(tmp_path) / "schemas").symlink_to(root / "schemas")
    tallied: list[object] = []
    tally_of = commands.tally_of
    monkeypatch.setattr(loading, "MANY", 1)
    monkeypatch.setattr("gongshi.cli.tally_of", lambda *a: tallied.append(a) or tally_of(*a))

    def said(*words: str) -> str:
        done = CliRunner().invoke(app, [*words, "--root", str(tmp_path), "--lang", "en"])
        assert done.exit_code == 0
        return done.stdout

    said("check")
    first = said("tally")
    assert not tallied
    (tmp_path / CACHE / "figures").unlink()
    assert said("tally") == first
    assert len(tallied) == 1
    assert said("tally") == first
    assert len(tallied) == 1
    assert said("tally", "--as-of", "2030-01-01") != first
    assert len(tallied) == 2
