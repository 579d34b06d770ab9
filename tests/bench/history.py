"""The history of records beside Git's own log, in a made repository.

`git fast-import` makes the repository, of as many commits and record files as asked, in seconds.
Every figure is that of a process of its own, memory and imports as in a command.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.results import Result, Sample
from tests.bench.run import ROOT, BenchError, Tell, timed

COMMITS, FILES = 10_000, 50_000
_DAY = 86_400
_RUN = """
import resource, sys, time
from pathlib import Path
from gongshi.kinds import load_kinds
from gongshi.records.history import field_history, last_changes
root, schemas, fields = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "fields"
kinds = load_kinds(schemas) if fields else {}
def cpu():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
before, start = cpu(), time.perf_counter()
known = field_history(root, kinds, {}).last() if fields else last_changes(root)
print(time.perf_counter() - start, cpu() - before, len(known.by_path))
"""


def history(scale: str, runs: int, tell: Tell) -> list[Result]:
    """Last changes and all changes of fields beside `git log --raw`; `scale` does not matter."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        tell("git fast-import")
        make(root, COMMITS, FILES, seed=1)
        found: dict[str, list[Sample]] = {}
        theirs = []
        for run in range(runs):
            theirs.append(timed(["git", "-C", root, "log", "--raw"]).sample)
            for name in ("last", "fields"):
                for path in root.glob(".git/gongshi-*"):
                    path.unlink()
                found.setdefault(name, []).append(_timed(root, name))
                _commit(root, run * 2 + (name == "last"))
                found.setdefault(f"{name} after", []).append(_timed(root, name))
            tell(f"history {run + 1}/{runs}")
    counted = {"commits": COMMITS, "files": FILES}
    return [
        Result("history", scale, found["last"], theirs, counted),
        Result("history_after", scale, found["last after"]),
        Result("fields", scale, found["fields"], theirs),
        Result("fields_after", scale, found["fields after"]),
    ]


def make(root: Path, commits: int, files: int, seed: int) -> None:
    """The repository, with nothing checked out."""
    _git(root, "init", "--quiet", "--initial-branch=main")
    _import(root, stream(commits, files, seed))


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
            yield from _file(activity, versions[activity])


def _file(number: int, version: int) -> Iterator[bytes]:
    text = _activity(number, version).encode()
    month = number % 120
    path = f"records/activities/{2020 + month // 12}/{month % 12 + 1:02}"
    yield f"M 644 inline {path}/{_id(number)}.yaml\n".encode()
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


def _timed(root: Path, name: str) -> Sample:
    done = timed([sys.executable, "-c", _RUN, root, ROOT / "schemas", name])
    wall, cpu, files = done.out.split()
    if int(files) != FILES:
        raise BenchError(f"history: {files} of {FILES} files")
    return Sample(float(wall), float(cpu))


def _commit(root: Path, number: int) -> None:
    """One more commit, of one changed file, without a work tree."""
    who = f"clerk <clerk@example.org> {1_900_000_000 + number} +0800"
    head = f"commit refs/heads/main\ncommitter {who}\ndata 0\nfrom refs/heads/main^0\n".encode()
    _import(root, [head, *_file(number * 120, 9)])


def _git(root: Path, *command: str) -> None:
    subprocess.run(["git", "-C", str(root), *command], check=True, stdout=subprocess.DEVNULL)


def _import(root: Path, pieces: Iterator[bytes] | list[bytes]) -> None:
    importing = subprocess.Popen(
        ["git", "-C", str(root), "fast-import", "--quiet"], stdin=subprocess.PIPE
    )
    assert importing.stdin is not None
    for piece in pieces:
        importing.stdin.write(piece)
    importing.communicate()
    if importing.returncode:
        raise BenchError("git fast-import failed")
