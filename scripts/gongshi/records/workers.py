"""Sharing files among processes, so that no file can take the command down with it.

A parser in native code can be crashed or hung by a file nobody has thought of. Each worker is a
process of its own; when one dies or takes too long, its share is cut in halves and tried again,
until the one file is found: that file gets a finding (B016, B017), the others are read as if
nothing had happened.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from gongshi.findings import Finding, Span
from gongshi.kinds import Kind
from gongshi.records.cycles import no_search_for_cycles
from gongshi.records.reading import Chunk, Numbered, Reader

FORK: Final = "fork"
PATIENCE = 60.0  # seconds a worker may take for one share

Share = tuple[Numbered, ...]
Watch = Callable[[int, int], None]  # told how many files are read, of how many


def read_shares(
    root: Path,
    kinds: Mapping[str, Kind],
    shares: Sequence[Share],
    patience: float = PATIENCE,
    watch: Watch | None = None,
    helpers: Helpers | None = None,
) -> list[Chunk]:
    """The chunks of all shares; their order is by the first file, whichever process was faster.

    `helpers` have been started already; those that are lacking are started now.
    """
    with helpers or Helpers(root, kinds) as started:
        return _Pool(patience, watch, started).run(shares)


def count_workers() -> int:
    """The processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Worker:
    """A process that reads; `share` is what it has in hand, `limit` when patience with it ends.

    It says when it `is_ready`.
    """

    connection: Connection
    process: BaseProcess
    is_ready: bool = False
    share: Share = ()
    limit: float = 0.0

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


class Helpers:
    """Processes that wait for something to read. They end where the `with` ends."""

    def __init__(self, root: Path, kinds: Mapping[str, Kind]) -> None:
        self._root, self._kinds = root, kinds
        self.waiting: list[_Worker] = []

    def start(self) -> None:
        """Have as many as may run at once; they get ready while something else is done."""
        while len(self.waiting) < count_workers():
            self.waiting.append(self.started())

    def started(self) -> _Worker:
        """One more, which nobody waits for."""
        # A copy of this process, where the system makes some: that takes a tenth of starting anew.
        context = get_context(FORK if FORK in get_all_start_methods() else None)
        ours, theirs = context.Pipe()
        known = (theirs, ours, self._root, self._kinds)
        process = context.Process(target=_serve, args=known, daemon=True)
        process.start()
        theirs.close()
        return _Worker(ours, process)

    def __enter__(self) -> Helpers:
        return self

    def __exit__(self, *_: object) -> None:
        while self.waiting:
            self.waiting.pop().end()


class _Pool:
    """Workers, each with one share at a time, and what to do when one is lost."""

    def __init__(self, patience: float, watch: Watch | None, helpers: Helpers) -> None:
        self._patience, self._helpers = patience, helpers
        self._watch = watch or (lambda *_: None)
        self._idle = helpers.waiting
        self._busy: list[_Worker] = []
        self._waiting: deque[Share] = deque()
        self._done: dict[int, Chunk] = {}

    def run(self, shares: Sequence[Share]) -> list[Chunk]:
        self._waiting.extend(share for share in shares if share)
        most = min(count_workers(), len(self._waiting))
        while len(self._idle) < most:
            self._idle.append(self._helpers.started())
        count = sum(map(len, shares))
        try:
            while self._waiting or self._busy:
                rest = [*self._waiting, *(worker.share for worker in self._busy)]
                self._watch(count - sum(map(len, rest)), count)
                while self._waiting and len(self._busy) < most:
                    self._give(self._waiting.popleft())
                self._collect()
        finally:
            for worker in self._busy:
                worker.end()
        return [chunk for _, chunk in sorted(self._done.items())]

    def _give(self, share: Share) -> None:
        worker = self._idle.pop() if self._idle else self._helpers.started()
        # Starting takes as long as it takes; patience is for reading.
        patience = self._patience if worker.is_ready else PATIENCE
        worker.share, worker.limit = share, time.monotonic() + patience
        self._busy.append(worker)
        with suppress(OSError):  # a worker that has died is noticed when it does not answer
            worker.connection.send(share)

    def _collect(self) -> None:
        """Wait until a worker answers or patience with one ends, and take note of both."""
        rest = min(worker.limit for worker in self._busy) - time.monotonic()
        answering = wait([worker.connection for worker in self._busy], timeout=max(0.0, rest))
        now = time.monotonic()
        for worker in list(self._busy):
            if worker.connection in answering:
                self._hear(worker)
            elif worker.limit <= now:
                self._lose(worker, "B017")

    def _hear(self, worker: _Worker) -> None:
        try:
            answer: Chunk | None = worker.connection.recv()
        except (EOFError, OSError):
            if not worker.is_ready:
                raise RuntimeError("a reading process could not be started") from None
            self._lose(worker, "B016")
            return
        if answer is None:
            worker.is_ready = True
            worker.limit = time.monotonic() + self._patience
        else:
            self._done[worker.share[0][0]] = answer
            self._busy.remove(worker)
            self._idle.append(worker)

    def _lose(self, worker: _Worker, code: str) -> None:
        """Blame the file, if it was only one; otherwise find it among the halves."""
        self._busy.remove(worker)
        worker.end()
        share = worker.share
        if len(share) > 1:
            half = len(share) // 2
            self._waiting.extendleft((share[half:], share[:half]))
        else:
            number, source = share[0]
            finding = Finding(source.path, code, span=Span(1, 1, 1, 1))
            self._done[number] = Chunk({}, {number: [finding]})


def _serve(
    connection: Connection, theirs: Connection, root: Path, kinds: Mapping[str, Kind]
) -> None:
    """A worker's life: ready; then a share in, a chunk out, until nobody asks any more."""
    theirs.close()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what a dying parser prints reaches nobody
        os.dup2(nowhere, stream)
    with suppress(EOFError), no_search_for_cycles():
        reader = Reader(root, kinds)
        connection.send(None)
        while True:
            connection.send(reader.chunk(connection.recv()))
