"""Measures the history of a made repository against Git's own log: `python -m` this module.

`git fast-import` makes the repository, of as many commits and record files as asked, in seconds.
Prints the medians of alternating runs, each in a process of its own, page cache warm.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
_DAY = 86_400
# In a process of its own, so that memory and imports are those of a command.
_RUN = """
import sys, time
from pathlib import Path
from gongshi.kinds import load_kinds
from gongshi.records.history import field_history, last_changes
root, schemas, fields = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "fields"
kinds = load_kinds(schemas) if fields else {}
start = time.perf_counter()
field_history(root, kinds, {}) if fields else last_changes(root)
print(time.perf_counter() - start)
"""


def stream(commits: int, files: int, seed: int) -> Iterator[bytes]:
    """A history for `git fast-import`: each commit adds activities and verifies some old ones."""
    draw = random.Random(seed)
    versions: list[int] = []
    for number in range(commits):
        who = f"clerk-{number % 40} <clerk-{number % 40}@example.org> {_DAY * 365 + number * 600}"
        subject = f"登记和核实 {number}".encode()
        yield f"commit refs/heads/main\nauthor {who} +0800\ncommitter {who} +0800\n".encode()
        yield b"data %d\n%s\n" % (len(subject), subject)
        touched = set(range(len(versions), files * (number + 1) // commits))
        versions += [0] * len(touched)
        touched |= {draw.randrange(len(versions)) for _ in range(5)} if versions else set()
        for activity in sorted(touched):
            versions[activity] += 1
            text = _activity(activity, versions[activity]).encode()
            month = activity % 120
            path = f"records/activities/{2020 + month // 12}/{month % 12 + 1:02}"
            yield f"M 644 inline {path}/{_id(activity)}.yaml\n".encode()
            yield b"data %d\n%s\n" % (len(text), text)


def _id(number: int) -> str:
    return f"a-20240101-{number:05}"


def _activity(number: int, version: int) -> str:
    people = "".join(
        f"  - number: v-{(number * 7 + each) % 180_000:06}\n    minutes: 60\n"
        for each in range(8 + number % 24)
    )
    verified = f"verified_by: s-two\nverified_on: 2024-01-{version % 28 + 1:02}\n"
    return (
        f"id: {_id(number)}\nbasis: local\nname: 河道清理\nplace: demo\n"
        f"team: team-{number % 1218}\ndate: 2024-01-01\nstart: '09:00'\n"
        f"participants:\n{people}recorded_how: register\n"
        f"recorded_by: s-one\nrecorded_on: 2024-01-01\n{verified if version > 1 else ''}"
    )


def make(root: Path, commits: int, files: int, seed: int) -> None:
    """The repository, with nothing checked out."""
    git(root, "init", "--quiet", "--initial-branch=main")
    importing = subprocess.Popen(
        ["git", "-C", str(root), "fast-import", "--quiet"], stdin=subprocess.PIPE
    )
    assert importing.stdin is not None
    for piece in stream(commits, files, seed):
        importing.stdin.write(piece)
    importing.communicate()
    assert importing.returncode == 0


def git(root: Path, *command: str) -> None:
    """A Git command, its output thrown away."""
    subprocess.run(["git", "-C", str(root), *command], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Make, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--commits", type=int, default=10_000)
    asked.add_argument("--files", type=int, default=50_000)
    asked.add_argument("--runs", type=int, default=5)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root, given.commits, given.files, seed=1)
        times: dict[str, list[float]] = {}
        for run in range(given.runs):
            start = time.perf_counter()
            git(root, "log", "--raw")
            times.setdefault("git log --raw", []).append(time.perf_counter() - start)
            for name in ("last", "fields"):
                for path in root.glob(".git/gongshi-*"):
                    path.unlink()
                times.setdefault(f"{name}, cold", []).append(_timed(root, name))
                _commit(root, run * 2 + (name == "last"))
                times.setdefault(f"{name}, after a commit", []).append(_timed(root, name))
        peer = median(times["git log --raw"])
        for name, seconds in times.items():
            middle = median(seconds)
            spread = f"{min(seconds):.2f}–{max(seconds):.2f}"
            line = f"{name:24}{middle:8.2f} s  ({spread})  {middle / peer:5.2f} × git log --raw"
            sys.stdout.write(f"{line}\n")
        sizes = {path.name: path.stat().st_size for path in root.glob(".git/gongshi-*")}
        kept = (f"{name} {size / 1e6:.0f} MB\n" for name, size in sorted(sizes.items()))
        sys.stdout.writelines(kept)


def _timed(root: Path, name: str) -> float:
    command = [sys.executable, "-c", _RUN, str(root), str(ROOT / "schemas"), name]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    return float(done.stdout)


def _commit(root: Path, number: int) -> None:
    """One more commit, of one changed file, without a work tree."""
    text = _activity(number, 9).encode()
    who = f"clerk <clerk@example.org> {1_900_000_000 + number} +0800"
    importing = subprocess.run(
        ["git", "-C", str(root), "fast-import", "--quiet"],
        input=f"commit refs/heads/main\ncommitter {who}\ndata 0\nfrom refs/heads/main^0\n".encode()
        + f"M 644 inline records/activities/2020/01/{_id(number)}.yaml\n".encode()
        + b"data %d\n%s\n" % (len(text), text),
        check=True,
    )
    assert importing.returncode == 0


if __name__ == "__main__":
    main()
