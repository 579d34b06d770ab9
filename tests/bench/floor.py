"""A process of its own, without the toolkit: the tally's SQL on ready Parquet, by DuckDB alone.

`python floor.py FOLDER FILE` reads what `balances.py --parquet` wrote, writes the totals to FILE
and prints how long the tally took, on the clock and of processor.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb
import pyarrow.csv


def main(folder: Path, out: Path) -> None:
    """See above."""
    start, before = time.perf_counter(), time.process_time()
    connection = duckdb.connect()
    for path in sorted(folder.glob("*.parquet")):
        connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM '{path}'")
    day = (folder / "as_of").read_text(encoding="utf-8")
    connection.execute("CREATE TABLE as_of AS SELECT CAST(? AS VARCHAR) AS day", [day])
    for path in sorted(folder.glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))
    sys.stdout.write(f"{time.perf_counter() - start} {time.process_time() - before}")
    totals = connection.sql("SELECT * FROM total ORDER BY ALL").to_arrow_table()
    pyarrow.csv.write_csv(totals, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
