"""A command may be stopped or killed at any moment: nothing is half-written, and the next is right.

The command runs in a process of its own that stops or kills itself the moment before it changes the
so-many-th file or folder, so that each run of a test is alike.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_county import copy_county

from gongshi.cli.common import CLEAN, STOPPED

# What is run: after the signal's name and the count come the command and its options.
PROGRAM = """
import os, signal, sys
from gongshi.cli import main
from gongshi.records import load

load.MANY = 1  # every record is worth remembering
name, last = sys.argv[1], int(sys.argv[2])
own, changes = os.getpid(), 0
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink"}

def note(event, args):
    global changes
    writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
    if os.getpid() == own and (writes or event in CHANGES):
        changes += 1
        if changes == last:
            os.kill(own, getattr(signal, name))

sys.addaudithook(note)
sys.argv = ["gongshi", *sys.argv[3:]]
try:
    main()
finally:
    print(changes, file=sys.stderr)
"""
EVERY = 1_000_000  # more changes than any command makes

COMMANDS = {
    "check": ("check",),
    "tally": ("tally", "--as-of", "2024-12-31"),
    "synth": ("synth", "--scale", "demo", "--faults", "9", "--out", "{top}/made"),
    "new": ("new", "team", "--id", "demo-lantern"),
    "withdraw": ("withdraw", "v-0a1b2c", "--by", "s-demo-01"),
    "schema docs": ("schema", "docs"),
}
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Course:
    """A command left alone: the files before and after, what it says, and its changes."""

    before: Files
    after: Files
    said: str
    changes: int


def ran(
    top: Path, words: Sequence[str], name: str = "SIGINT", last: int = EVERY
) -> subprocess.CompletedProcess[str]:
    told = [word.format(top=top) for word in words]
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, name, str(last), *told, "--root", str(top)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "en_US.UTF-8"},
        check=False,
    )


def held(top: Path) -> Files:
    """Every file below `top` with its content, but what is remembered in `build`."""
    named = {str(path.relative_to(top)): path for path in sorted(top.rglob("*"))}
    return {
        name: path.read_bytes()
        for name, path in named.items()
        if path.is_file() and not name.startswith("build/")
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository without findings; the same for all tests."""
    return copy_county(tmp_path_factory.mktemp("world") / "top")


@pytest.fixture
def top(world: Path, tmp_path: Path) -> Path:
    """A copy of it to work on."""
    return Path(shutil.copytree(world, tmp_path / "top"))


@pytest.fixture(scope="module")
def courses() -> dict[str, Course]:
    return {}


@pytest.fixture(params=COMMANDS)
def course(
    request: pytest.FixtureRequest, courses: dict[str, Course], top: Path, tmp_path: Path
) -> tuple[Sequence[str], Course]:
    """A command and how it runs when it is left alone, tried once in a copy."""
    words = COMMANDS[request.param]
    if request.param not in courses:
        alone = tmp_path / "alone" / top.name
        shutil.copytree(top, alone)
        done = ran(alone, words)
        assert done.returncode == CLEAN, done.stderr
        changes = int(done.stderr.split()[-1])
        said = done.stdout.replace(str(alone), "")
        courses[request.param] = Course(held(top), held(alone), said, changes)
    return words, courses[request.param]


@pytest.mark.parametrize("part", [2, 1])
def test_who_is_stopped_leaves_each_file_as_it_was_or_as_it_is_to_be(
    course: tuple[Sequence[str], Course], top: Path, part: int
) -> None:
    words, alone = course
    done = ran(top, words, "SIGINT", max(1, alone.changes // part))
    assert done.returncode == STOPPED
    assert "Stopped. Nothing is left half-written" in done.stderr
    assert "Traceback" not in done.stderr
    for name, content in held(top).items():
        assert content in (alone.before.get(name), alone.after.get(name)), name
    again(top, words, alone)


@pytest.mark.parametrize("part", [2, 1])
def test_who_is_killed_leaves_nothing_that_is_taken_for_a_record(
    course: tuple[Sequence[str], Course], top: Path, part: int
) -> None:
    words, alone = course
    done = ran(top, words, "SIGKILL", max(1, alone.changes // part))
    assert done.returncode == -signal.SIGKILL
    for name, content in held(top).items():
        hidden = any(part.startswith(".") for part in Path(name).parts)
        assert hidden or content in (alone.before.get(name), alone.after.get(name)), name
    again(top, words, alone)


def again(top: Path, words: Sequence[str], alone: Course) -> None:
    """Where the command had not come to its end, it now does as if nothing had happened."""
    if not alone.after.items() <= held(top).items() or alone.after == alone.before:
        done = ran(top, words)
        assert done.returncode == CLEAN, done.stderr
        assert done.stdout.replace(str(top), "") == alone.said
    now = held(top)
    assert {name: now[name] for name in alone.after} == alone.after
