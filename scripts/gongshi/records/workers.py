"""Sharing files among processes, so that no file can take the command down with it.

A parser in native code can be crashed or hung by a file nobody has thought of. Each worker is a
process of its own; when one dies or takes too long, its chunk is cut in halves and tried again,
until the one file is found: that file gets a finding (B016), the others are read as if nothing
had happened.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from gongshi.findings import Finding, Span
from gongshi.kinds import Kind
from gongshi.records.reading import Chunk, Numbered, Reader

PATIENCE = 60.0  # seconds a worker may take for one chunk

Share = tuple[Numbered, ...]


def read_shares(
    root: Path, kinds: Mapping[str, Kind], shares: Sequence[Share], patience: float = PATIENCE
) -> list[Chunk]:
    """The chunks of all shares; their order is by the first file, whichever process was faster."""
    pool = _Pool(root, kinds, patience)
    return pool.run(shares)


def count_workers() -> int:
    """The processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Pool:
    """Workers, each with one share at a time, and what to do when one is lost."""

    def __init__(self, root: Path, kinds: Mapping[str, Kind], patience: float) -> None:
        self._root, self._kinds, self._patience = root, kinds, patience
        self._context: ForkServerContext | SpawnContext
        if "forkserver" in multiprocessing.get_all_start_methods():
            self._context = multiprocessing.get_context("forkserver")
        else:
            self._context = multiprocessing.get_context("spawn")
        self._busy: dict[Connection, tuple[BaseProcess, Share, float]] = {}
        self._idle: list[tuple[Connection, BaseProcess]] = []

    def run(self, shares: Sequence[Share]) -> list[Chunk]:
        waiting = deque(share for share in shares if share)
        done: list[tuple[int, Chunk]] = []
        most = min(count_workers(), len(waiting))
        try:
            while waiting or self._busy:
                while waiting and len(self._busy) < most:
                    self._give(waiting.popleft())
                done.extend(self._collect(waiting))
        finally:
            self._stop()
        return [chunk for _, chunk in sorted(done, key=lambda each: each[0])]

    def _give(self, share: Share) -> None:
        connection, process = self._idle.pop() if self._idle else self._start()
        connection.send(share)
        self._busy[connection] = (process, share, time.monotonic() + self._patience)

    def _start(self) -> tuple[Connection, BaseProcess]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(theirs, self._root, self._kinds), daemon=True
        )
        process.start()
        theirs.close()
        return ours, process

    def _collect(self, waiting: deque[Share]) -> list[tuple[int, Chunk]]:
        done = []
        deadline = min(limit for _, _, limit in self._busy.values())
        ready = wait(list(self._busy), timeout=max(0.0, deadline - time.monotonic()))
        now = time.monotonic()
        late = [each for each, (_, _, limit) in self._busy.items() if limit <= now]
        for connection in list(self._busy):
            if connection not in ready and connection not in late:
                continue
            process, share, _ = self._busy.pop(connection)
            try:
                if connection not in ready:
                    raise TimeoutError
                done.append((share[0][0], connection.recv()))
                self._idle.append((connection, process))
            except (EOFError, OSError) as error:
                process.kill()
                process.join()
                connection.close()
                if len(share) > 1:
                    half = len(share) // 2
                    waiting.extendleft((share[half:], share[:half]))
                else:
                    done.append((share[0][0], _lost(share[0], isinstance(error, TimeoutError))))
        return done

    def _stop(self) -> None:
        for connection, process in [*self._idle, *((c, p) for c, (p, _, _) in self._busy.items())]:
            connection.close()
            process.kill()
            process.join()


def _lost(numbered: Numbered, timed_out: bool) -> Chunk:
    number, source = numbered
    code = "B017" if timed_out else "B016"
    finding = Finding(source.path, code, span=Span(1, 1, 1, 1))
    return Chunk({}, (finding,), (number,))


def _work(connection: Connection, root: Path, kinds: Mapping[str, Kind]) -> None:
    """A worker's life: a share in, a chunk out, until nobody asks any more."""
    reader = Reader(root, kinds)
    while True:
        try:
            share = connection.recv()
        except EOFError:
            return
        connection.send(reader.chunk(share))
