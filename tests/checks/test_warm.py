"""A warm check is a cold one: whatever is edited, moved, touched or taken back, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from made_pictures import picture

from gongshi.checks import ledger, narrow
from gongshi.checks.ledger import Judged
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


def told(root: Path, kinds: dict[str, Kind]) -> tuple[tuple[str, str, Figures | None], str | None]:
    """All that a reader or a program is told, and the state that was checked."""
    result = run_check(root, kinds, day=DAY)
    state = result.loaded.state
    counts = json.dumps([getattr(result.counts, name) for name in result.counts.__slots__])
    figures = kept_figures(root, state or "", DAY)
    return (as_json(result, show(result.findings, root, "zh")), counts, figures), state


def known(root: Path, state: str | None) -> Judged | None:
    """What is kept of the laws for this state, its findings in order."""
    judged = None if state is None else ledger.known(root, state)
    if judged is None:
        return None
    return replace(judged, findings=sorted(judged.findings, key=lambda each: each.order))


class Edits(RuleBasedStateMachine):
    """A clerk's day, with a check after each step."""

    kinds: dict[str, Kind]
    tolerated = 1  # what was read first is kept for long
    least = 0

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        shutil.copytree(WORLD / "records", self.root / "records")
        self.first = {path: path.read_bytes() for path in self.root.rglob("*.yaml")}
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(loading, "MANY", 1)
        self.patch.setattr(loading, "TOLERATED", self.tolerated)
        self.patch.setattr(loading, "MOST", 1)
        self.patch.setattr(narrow, "LEAST", self.least)
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
        warm, state = told(self.root, self.kinds)
        kept = known(self.root, state)
        again, _ = told(self.root, self.kinds)
        (self.root / CACHE).rename(self.root / "aside")
        try:
            cold, _ = told(self.root, self.kinds)
            assert kept in (None, known(self.root, state))
        finally:
            shutil.rmtree(self.root / CACHE)
            (self.root / "aside").rename(self.root / CACHE)
        assert warm == cold
        assert again == cold


class EditsKept(Edits):
    """The same where what is there is kept after each change."""

    tolerated = 1000


class EditsOfFew(EditsKept):
    """The same where there is so little that all are asked what a change may concern."""

    least = 1000


@pytest.mark.parametrize("edits", [Edits, EditsKept, EditsOfFew])
def test_no_verdict_is_stale(kinds: dict[str, Kind], edits: type[Edits]) -> None:
    Edits.kinds = kinds
    run_state_machine_as_test(
        edits,
        settings=settings(
            max_examples=2,
            stateful_step_count=5,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_what_is_kept_of_few_after_much_is_whole(
    tmp_path: Path, kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that it holds, too, once there is so much that it is asked of those concerned alone."""
    for name, value in (("MANY", 1), ("TOLERATED", 1000), ("MOST", 1)):
        monkeypatch.setattr(loading, name, value)
    shutil.copytree(WORLD / "records", tmp_path / "records")
    run_check(tmp_path, kinds)
    for path in tmp_path.rglob("activities/*.yaml"):
        path.write_text(path.read_text("utf-8").replace("minutes: 120", "minutes: 90"), "utf-8")
    state = run_check(tmp_path, kinds).loaded.state
    kept = known(tmp_path, state)
    assert kept is not None
    assert kept.yearly
    shutil.rmtree(tmp_path / CACHE)
    run_check(tmp_path, kinds)
    assert kept == known(tmp_path, state)
