"""Running commands and measuring them: clock, processor, memory of the whole tree of processes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.results import Sample

ROOT = Path(__file__).resolve().parents[2]
GONGSHI = str(Path(sys.executable).with_name("gongshi"))
_EVERY = 0.02  # seconds between two looks at the memory
_GIB = 1 << 30
_PROC = Path("/proc")

# Says that a step is done; its words are for whoever waits.
Tell = Callable[[str], None]


class BenchError(RuntimeError):
    """What was measured is not what it should be, or could not be measured; says why."""


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended as it should."""

    sample: Sample
    out: str


def timed(
    command: Sequence[str | Path], cwd: Path = ROOT, status: int = 0, kept: Path | None = None
) -> Done:
    """Run a command that ends with `status`; gives what it cost and what it printed.

    What is long to be held goes to the file `kept` instead. Raises BenchError if it ends otherwise.
    """
    with kept.open("w+b") if kept else tempfile.TemporaryFile() as printed:
        before = time.perf_counter()
        process = _started(command, cwd, printed.fileno())
        _, ended, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - before
        process.returncode = os.waitstatus_to_exitcode(ended)
        printed.seek(0)
        is_wanted = process.returncode == status
        out = "" if kept and is_wanted else printed.read().decode(errors="replace")
    if not is_wanted:
        raise BenchError(f"{' '.join(map(str, command))} -> {process.returncode}\n{out[-2000:]}")
    return Done(Sample(wall, used.ru_utime + used.ru_stime), out)


def peak(command: Sequence[str | Path], cwd: Path = ROOT) -> float:
    """The most memory that a command and the processes below it held together: PSS, in GiB.

    Raises BenchError if it fails, or where the kernel does not tell.
    """
    seen = 0
    with tempfile.TemporaryFile() as printed:
        process = _started(command, cwd, printed.fileno())
        over = threading.Event()

        def watch() -> None:
            nonlocal seen
            while not over.wait(_EVERY):
                seen = max(seen, _held(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        process.wait()
        over.set()
        watcher.join()
        printed.seek(0)
        if process.returncode:
            raise BenchError(f"{command[0]}: {printed.read().decode(errors='replace')[-2000:]}")
    if not seen:
        raise BenchError(f"{command[0]}: the kernel does not tell its memory")
    return seen / _GIB


def told(done: Done) -> Sample:
    """What a process measured within itself and printed: seconds, and those of processor."""
    wall, cpu = done.out.split()
    return Sample(float(wall), float(cpu))


def added(*samples: Sample) -> Sample:
    """Runs one after another, as one."""
    return Sample(sum(each.wall for each in samples), sum(each.cpu for each in samples))


def read_all(root: Path) -> None:
    """Read every file once, so that none is read from the disk while we measure."""
    for path in root.rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.read_bytes()


def _started(command: Sequence[str | Path], cwd: Path, printed: int) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "scripts"), str(ROOT)])}
    return subprocess.Popen(
        list(map(str, command)), cwd=cwd, env=env, stdout=printed, stderr=subprocess.STDOUT
    )


def _held(pid: int) -> int:
    """PSS of a process and all below it in bytes; one that has ended meanwhile holds nothing."""
    try:
        rollup = (_PROC / f"{pid}/smaps_rollup").read_text()
        below = [
            int(child)
            for task in (_PROC / f"{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except (OSError, ValueError):
        return 0
    own = next((line for line in rollup.splitlines() if line.startswith("Pss:")), "Pss: 0 kB")
    return int(own.split()[1]) * 1024 + sum(map(_held, below))
