"""A process of its own, without the toolkit: the tally's SQL on ready Parquet, by DuckDB alone.

`python floor.py FOLDER FILE` reads what `balances.py --parquet` wrote, and writes the totals.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pyarrow.csv


def main(folder: Path, out: Path) -> None:
    """See above."""
    connection = duckdb.connect()
    for path in sorted(folder.glob("*.parquet")):
        connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM '{path}'")
    day = (folder / "as_of").read_text(encoding="utf-8")
    connection.execute("CREATE TABLE as_of AS SELECT CAST(? AS VARCHAR) AS day", [day])
    for path in sorted(folder.glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))
    totals = connection.sql("SELECT * FROM total ORDER BY ALL").to_arrow_table()
    pyarrow.csv.write_csv(totals, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
