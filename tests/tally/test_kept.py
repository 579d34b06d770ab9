"""Answers that are kept: known again by what they hang on, and by nothing else."""

from __future__ import annotations

import fcntl
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from gongshi.records.cache import CACHE
from gongshi.tally.kept import NAME, Answers
from gongshi.tally.tables import Tables

if TYPE_CHECKING:
    from pathlib import Path

    from gongshi.kinds import Kind

ROWS = [
    {"text": "甲", "count": 1 << 62, "amount": Decimal("1.50"), "is": True, "none": None},
    {"text": None, "count": None, "amount": Decimal("-20000000000.00"), "is": None, "none": None},
]


class Asked:
    """A repository that is asked again and again; counts how often it had to answer."""

    def __init__(self, root: Path, kinds: dict[str, Kind]) -> None:
        (root / "records").mkdir()
        self._root, self._kinds = root, kinds
        self.times = 0

    def ask(self, n: list[int], *values: object) -> list[dict[str, object]]:
        """Ask a table of these numbers, in a run of its own that keeps the answer."""
        answers = Answers(self._root, self._kinds)

        def answer() -> pa.Table:
            self.times += 1
            return pa.Table.from_pylist(ROWS)

        tables = Tables({"a": pa.table({"n": n})}, {})
        rows: list[dict[str, object]] = answers.table(
            tables, "SELECT n FROM a", values, answer
        ).to_pylist()
        answers.keep()
        return rows


@pytest.fixture
def asked(tmp_path: Path, kinds: dict[str, Kind]) -> Asked:
    """A repository without records."""
    return Asked(tmp_path, kinds)


def test_an_answer_that_is_known_is_not_asked_for(asked: Asked) -> None:
    first = asked.ask([1])
    assert repr(first) == repr(ROWS)
    assert repr(asked.ask([1])) == repr(ROWS)
    assert asked.times == 1


def test_another_content_or_value_asks_again(asked: Asked) -> None:
    asked.ask([1])
    asked.ask([2])
    asked.ask([2], "2026")
    assert asked.times == 3
    asked.ask([1])  # only what the last run was told is kept
    assert asked.times == 4


@pytest.mark.parametrize("damage", ["one bit", "cut off", "empty", "other"])
def test_what_is_damaged_is_asked_again(asked: Asked, tmp_path: Path, damage: str) -> None:
    asked.ask([1])
    file = tmp_path / CACHE / NAME
    content = file.read_bytes()
    damaged = {
        "one bit": content[:-1] + bytes([content[-1] ^ 1]),
        "cut off": content[:-1],
        "empty": b"",
        "other": bytes(range(256)) * 9,
    }
    file.write_bytes(damaged[damage])
    assert repr(asked.ask([1])) == repr(ROWS)
    assert asked.times == 2


def test_while_another_writes_nothing_is_kept(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / CACHE).mkdir(parents=True)
    with (tmp_path / CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert repr(asked.ask([1])) == repr(ROWS)
    asked.ask([1])
    assert asked.times == 2


def test_nothing_is_written_where_nothing_was_asked_anew(asked: Asked, tmp_path: Path) -> None:
    asked.ask([1])
    before = (tmp_path / CACHE / NAME).stat().st_ino
    asked.ask([1])
    assert (tmp_path / CACHE / NAME).stat().st_ino == before
