"""A process of its own: everything `gongshi build` does until its record pages are written.

`python stamping.py ROOT` prints how long those took, on the clock and of processor: the pages of
records, and the books of those that have none of their own; no lists, no passbooks. The site is
not finished; that of an earlier build stays as it was.
"""

from __future__ import annotations

import resource
import sys
import time
from importlib import import_module
from typing import Any, NoReturn

from gongshi.cli import app

_PAGES = ("record", "book")


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main(root: str) -> None:
    """See above."""
    writer: Any = import_module("gongshi.publish.writer")
    stamp = writer.stamp

    def measured(stamper: Any, workers: int, *_: object) -> NoReturn:
        stamper.jobs = [job for job in stamper.jobs if job[0] in _PAGES]
        start, before = time.perf_counter(), _cpu()
        stamp(stamper, workers)
        sys.stdout.write(f"{time.perf_counter() - start} {_cpu() - before}\n")
        raise SystemExit

    writer.stamp = measured
    beside = writer.by_copies
    writer.by_copies = lambda *works, **_: beside(*works, can_copy=False)  # nothing beside it
    app(["build", "--root", root, "--out", "build/stamped"], standalone_mode=False)


if __name__ == "__main__":
    main(sys.argv[1])
