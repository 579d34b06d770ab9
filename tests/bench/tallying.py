"""A process of its own: the toolkit's tally alone, beside `floor.py`.

`python tallying.py ROOT FOLDER` reads the records of a tree, tallies them as of the day that
FOLDER says, and prints how long the tally took, on the clock and of processor.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

from gongshi.kinds import load_kinds
from gongshi.records.load import load
from gongshi.tally import run_tally


def main(root: Path, folder: Path) -> None:
    """See above."""
    kinds = load_kinds(root / "schemas")
    loaded = load(root, kinds)
    day = date.fromisoformat((folder / "as_of").read_text(encoding="utf-8"))
    start, before = time.perf_counter(), time.process_time()
    run_tally(loaded, kinds, day)
    sys.stdout.write(f"{time.perf_counter() - start} {time.process_time() - before}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
