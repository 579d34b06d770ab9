"""A process of its own: `gongshi build`, telling how long the stamping of pages in it took.

`python stamping.py ROOT` prints the seconds on the clock and of processor.
"""

from __future__ import annotations

import resource
import sys
import time
from importlib import import_module
from typing import Any

from gongshi.cli import app


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main(root: str) -> None:
    """See above."""
    build: Any = import_module("gongshi.publish.build")
    stamp, taken = build.stamp, []

    def measured(*given: Any, **named: Any) -> Any:
        start, before = time.perf_counter(), _cpu()
        result = stamp(*given, **named)
        taken.append((time.perf_counter() - start, _cpu() - before))
        return result

    build.stamp = measured
    app(["build", "--root", root], standalone_mode=False)
    sys.stdout.write(f"\n{taken[0][0]} {taken[0][1]}\n")


if __name__ == "__main__":
    main(sys.argv[1])
