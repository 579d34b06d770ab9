"""A process of its own: everything `gongshi build` does until its record pages are written.

`python stamping.py ROOT` prints how long those took, on the clock and of processor: the pages of
records, and the books of those that have none of their own; no lists, no passbooks. What is made
ready for them, such as their templates, is part of it. The site is not finished; that of an earlier
build stays as it was.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from gongshi.cli import app

_PAGES = ("record", "book")


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main(root: str) -> None:
    """See above."""
    pages: Any = import_module("gongshi.publish.pages").Pages
    writer: Any = import_module("gongshi.publish.writer")
    took = [0.0, 0.0]

    @contextmanager
    def measured() -> Iterator[None]:
        start, before = time.perf_counter(), _cpu()
        yield
        took[0] += time.perf_counter() - start
        took[1] += _cpu() - before

    def stamped(stamp: Callable[..., object], stamper: Any, workers: int) -> None:
        stamper.jobs = [job for job in stamper.jobs if job[0] in _PAGES]
        with measured():
            stamp(stamper, workers)
        sys.stdout.write(f"{took[0]} {took[1]}\n")
        raise SystemExit

    stamp, prepare, beside = writer.stamp, pages.prepare, writer.by_copies
    writer.stamp = lambda stamper, workers, *_: stamped(stamp, stamper, workers)
    pages.prepare = lambda self: measured()(prepare)(self)
    writer.by_copies = lambda *works, **_: beside(*works, can_copy=False)  # nothing beside it
    app(["build", "--root", root, "--out", "build/stamped"], standalone_mode=False)


if __name__ == "__main__":
    main(sys.argv[1])
