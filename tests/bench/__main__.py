"""Runs the comparisons asked for, prints them beside their budgets, and keeps them as JSON.

`build/bench/bench.json` is what one machine measured: a run of some groups renews those and keeps
the others of the same scale, so that a long bench can be run in pieces.
"""

from __future__ import annotations

import argparse
import fcntl
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from rich.console import Console
from tests.bench import building, checking, growth, history, ledgers, painting, peers
from tests.bench.machine import commit, load, machine, today
from tests.bench.results import Result, Sample, asked, of_json, to_json
from tests.bench.run import GONGSHI, BenchError, Tell, timed
from tests.bench.table import for_terminal, machine_in_words
from tests.bench.trees import BENCH, tree

from gongshi.cli.common import locale_language
from gongshi.intake.synth import SCALES
from gongshi.records.canonical import write_atomic

KEPT, KEPT_GROWTH = BENCH / "bench.json", BENCH / "growth.json"
_WIDTH = 150  # columns, below which the table is hard to read
Compare = Callable[[str, int, Tell], list[Result]]


def start(scale: str, runs: int, tell: Tell) -> list[Result]:
    """How long the command takes to say what it can do."""
    tell("start")
    return [Result("start", scale, [timed([GONGSHI, "--help"]).sample for _ in range(runs)])]


def memory(scale: str, runs: int, tell: Tell) -> list[Result]:
    """The most memory, all processes together; looking at it costs time, so it is not timed."""
    root = tree(scale, tell)
    held: dict[str, list[float]] = {"memory_check": [], "memory_build": []}
    for run in range(runs):
        held["memory_check"].append(max(checking.memory(root).values()))
        held["memory_build"].append(building.memory(root))
        tell(f"memory {run + 1}/{runs}")
    return [Result(key, scale, [Sample(gib, 0) for gib in of]) for key, of in held.items()]


GROUPS: dict[str, Compare] = {
    "check": checking.check,
    "faults": checking.faults,
    "files": checking.files,
    "balances": ledgers.balances,
    "floor": ledgers.floor,
    "site": building.site,
    "paint": painting.paint,
    "history": history.history,
    "start": start,
    "memory": memory,
}


def main(given: Sequence[str] | None = None) -> int:
    """See above; the exit status is 1 where something could not be measured."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--scale", choices=[*SCALES], default="city")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help=f"some of: {' '.join(GROUPS)}; sizes of growth")
    parser.add_argument("--growth", action="store_true", help=" ".join(growth.SCALES))
    options = parser.parse_args(given)
    known = growth.SCALES if options.growth else tuple(GROUPS)
    wanted = options.only.split() or list(known)
    if unknown := [name for name in wanted if name not in known]:
        parser.error(f"--only: {' '.join(unknown)} ({' '.join(known)})")
    log = Console(stderr=True)
    try:
        with _alone():
            peers.install(log.print)
            if options.growth:
                return _growth(wanted, options.runs, log)
            return _compare(wanted, options.scale, options.runs, log)
    except BenchError as error:
        log.print(str(error), markup=False)
        return 1


@contextmanager
def _alone() -> Iterator[None]:
    """One bench at a time: two would change each other's trees, and take each other's time."""
    BENCH.mkdir(parents=True, exist_ok=True)
    with (BENCH / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BenchError(
                "另一次 make bench 正在进行 / another make bench is running"
            ) from error
        yield


def _compare(wanted: Sequence[str], scale: str, runs: int, log: Console) -> int:
    here, failed = machine(peers.versions()), 0
    was, kept = of_json(KEPT.read_text("utf-8")) if KEPT.is_file() else ({}, {})
    # What is kept is of one machine with the same peers, and of one scale.
    kept = {key: of for key, of in kept.items() if was == here and of.scale == scale}
    for name in wanted:
        busy = load()
        try:
            found = GROUPS[name](scale, runs, log.print)
        except BenchError as error:
            log.print(f"{name}: {error}", markup=False)
            failed = 1
            continue
        for each in found:
            kept[each.key] = replace(each, load=busy, commit=commit(), day=today())
        write_atomic(KEPT, to_json(here, kept.values()))
    lang = locale_language()
    out = Console(width=max(log.width, _WIDTH))
    out.print(for_terminal(kept.values(), asked(), lang))
    out.print(machine_in_words(here, kept.values(), lang), highlight=False)
    return failed


def _growth(scales: Sequence[str], runs: int, log: Console) -> int:
    here = machine(peers.versions())
    kept: dict[str, growth.Point] = {}
    if KEPT_GROWTH.is_file():
        was, kept = growth.of_json(KEPT_GROWTH.read_text("utf-8"))
        kept = kept if was == here else {}
    for scale in scales:
        kept[scale] = growth.measure(scale, runs, log.print)
        write_atomic(KEPT_GROWTH, growth.to_json(here, kept.values()))
    lang, points = locale_language(), sorted(kept.values(), key=lambda each: each.files)
    Console(width=max(log.width, _WIDTH)).print(growth.for_terminal(points, lang))
    return 0


if __name__ == "__main__":
    sys.exit(main())
