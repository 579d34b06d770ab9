"""A warm check is a cold one: whatever is edited, moved, touched or taken back, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from made_pictures import picture

from gongshi.checks import narrow
from gongshi.checks.render import as_json
from gongshi.checks.run import run_check
from gongshi.checks.shown import show
from gongshi.kinds import Kind
from gongshi.records import load as loading
from gongshi.records import remembered as remembering
from gongshi.records.cache import CACHE
from gongshi.tally.figures import Figures, kept_figures

EXAMPLES = Path(__file__).parent.parent / "examples" / "good"
# A ledger with policies and redemptions; what may be made of its texts, sound or not.
WORLD = EXAMPLES / "L007"
CHANGES = [
    ("minutes: 120", "minutes: 90"),
    ("minutes: 90", "minutes: 9000"),
    ("quantity: 1", "quantity: 99"),
    ("verified_by:", "verified_bye:"),
    ("basis: local", "basis: reported"),
    ("id: ", "id: x"),
    ("name: ", "name: 电话13800138000，"),
    ("2024", "2025"),
    ("id: ", "# a comment\nid: "),
]
DAY = date(2026, 6, 1)
LONG_AGO = -(10**15)  # a slack that has every file settled before it is read


def told(root: Path, kinds: dict[str, Kind]) -> tuple[str, str, Figures | None]:
    """All that a reader or a program is told."""
    result = run_check(root, kinds, day=DAY)
    counts = json.dumps([getattr(result.counts, name) for name in result.counts.__slots__])
    figures = kept_figures(root, result.loaded.state or "", DAY)
    return as_json(result, show(result.findings, root, "zh")), counts, figures


class Edits(RuleBasedStateMachine):
    """A clerk's day, with a check after each step."""

    kinds: dict[str, Kind]

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        shutil.copytree(WORLD / "records", self.root / "records")
        self.first = {path: path.read_bytes() for path in self.root.rglob("*.yaml")}
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(loading, "MANY", 1)
        self.patch.setattr(loading, "TOLERATED", 1)  # what was read first is kept for long
        self.patch.setattr(narrow, "LEAST", 0)
        self.patch.setattr(narrow, "MOST", 1)
        self.patch.setattr(remembering, "SLACK_NS", LONG_AGO)

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.root)

    def file(self, at: int) -> Path:
        files = sorted(self.root.glob("records/**/*.yaml"))
        return files[at % len(files)]

    @rule(at=st.integers(0, 99), change=st.sampled_from(CHANGES))
    def edit(self, at: int, change: tuple[str, str]) -> None:
        file = self.file(at)
        file.write_text(file.read_text("utf-8").replace(*change), "utf-8")

    @rule(at=st.integers(0, 99))
    def move(self, at: int) -> None:
        file = self.file(at)
        folder = file.parent / "deeper"
        folder.mkdir(exist_ok=True)
        file.replace(folder / file.name)

    @rule(at=st.integers(0, 99))
    def touch(self, at: int) -> None:
        os.utime(self.file(at))

    @rule(at=st.integers(0, 99))
    def delete(self, at: int) -> None:
        if len(list(self.root.glob("records/**/*.yaml"))) > 1:
            self.file(at).unlink()

    @rule(name=st.sampled_from(["one.jpg", "Two.jpg"]), size=st.integers(0, 40))
    def put_picture(self, name: str, size: int) -> None:
        path = self.root / "records" / "pictures" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(picture(size=(size, 20)) if size else b"")

    @rule()
    def revert(self) -> None:
        shutil.rmtree(self.root / "records")
        for path, content in self.first.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    @invariant()
    def warm_is_cold(self) -> None:
        warm = told(self.root, self.kinds)
        again = told(self.root, self.kinds)
        (self.root / CACHE).rename(self.root / "aside")
        try:
            cold = told(self.root, self.kinds)
        finally:
            shutil.rmtree(self.root / CACHE)
            (self.root / "aside").rename(self.root / CACHE)
        assert warm == cold
        assert again == cold


def test_no_verdict_is_stale(kinds: dict[str, Kind]) -> None:
    Edits.kinds = kinds
    run_state_machine_as_test(
        Edits,
        settings=settings(
            max_examples=2,
            stateful_step_count=5,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
