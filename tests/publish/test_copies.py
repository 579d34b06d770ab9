"""Copies of a process: what they give, what is done meanwhile, and how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from gongshi.publish.copies import by_copies

if TYPE_CHECKING:
    from pathlib import Path


def test_copies_work_with_what_is_there_while_something_else_is_done_here() -> None:
    known = {"a": 1}

    def work() -> tuple[int, int]:
        return os.getpid(), known["a"]

    told, here = by_copies([work, work], lambda _: os.getpid())
    assert here == os.getpid()
    assert [value for _, value in told] == [1, 1]
    assert len({os.getpid(), *(pid for pid, _ in told)}) == 3


@pytest.mark.parametrize("methods", [["fork", "spawn"], ["spawn"]])
def test_without_copies_both_is_done_here(
    monkeypatch: pytest.MonkeyPatch, methods: list[str]
) -> None:
    monkeypatch.setattr("gongshi.publish.copies.get_all_start_methods", lambda: methods)
    done: list[str] = []
    works = [lambda: [*done, "then"]] * 2
    told = by_copies(works, lambda _: done.append("first"), can_copy="fork" not in methods)
    assert told == ([["first", "then"]] * 2, None)


def test_what_fails_here_ends_the_copies() -> None:
    read, write = os.pipe()

    def work() -> None:
        os.write(write, b"begun")
        signal.pause()

    def fail(_: object) -> None:
        assert os.read(read, 5) == b"begun"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        by_copies([work], fail)
    os.close(write)
    assert os.read(read, 1) == b""  # nobody is left who could write
    os.close(read)


def test_what_fails_in_a_copy_fails_here(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        raise ValueError("no such page")

    with pytest.raises(EOFError):
        by_copies([work] * 2, lambda _: None)
    assert "no such page" in capfd.readouterr().err


KILLED = """
import os, signal
from gongshi.publish.copies import by_copies

more = "more than a pipe holds" * 10_000
by_copies([lambda: more] * 2, lambda _: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_who_is_killed_leaves_no_copies(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(root / "scripts")},
        check=False,
    )  # which returns when nobody is left who could write
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, b"")
