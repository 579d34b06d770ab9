"""A process of its own: check and tally a tree from nothing, and write what hledger would tell.

`python balances.py ROOT FILE` writes a table of balances; with `--parquet FOLDER` instead, what
`floor.py` needs to tally the same with DuckDB alone, and prints how many lines the ledger has.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet

from gongshi.cli.common import tallied
from gongshi.tally import Tally
from gongshi.tally.run import READ, statements

_BALANCES = """
    SELECT
        CASE
            WHEN measure = 'fen' AND fund IS NOT NULL THEN 'funds:' || fund
            WHEN measure = 'fen' THEN 'units:' || unit
            WHEN number IS NULL THEN 'pool' || COALESCE(':' || unit, '')
            ELSE 'passbooks:' || number || CASE class WHEN 'donation' THEN ':gifts' ELSE '' END
        END AS account,
        CASE measure
            WHEN 'minutes' THEN 'MIN' WHEN 'points' THEN 'PT'
            WHEN 'credit_minutes' THEN 'CREDIT' ELSE 'CNY'
        END AS commodity,
        CAST(CASE measure
            WHEN 'fen' THEN SUM(CAST(amount AS DECIMAL(18, 2))) * CAST(0.01 AS DECIMAL(3, 2))
            ELSE SUM(amount)
        END AS VARCHAR) AS balance
    FROM ledger
    GROUP BY account, commodity, measure
    ORDER BY account, commodity
"""


def write_ready(tally: Tally, folder: Path) -> None:
    """The records' tables as Parquet, the SQL, the day, and the totals as a table."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in READ:
        pyarrow.parquet.write_table(tally.table(name), folder / f"{name}.parquet")
    for name, text in statements().items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "as_of").write_text(tally.as_of.isoformat(), encoding="utf-8")
    pyarrow.csv.write_csv(tally.table("total"), folder / "total.csv")


def main(root: Path, *wanted: str) -> None:
    """See above."""
    tally = tallied(root, None, None)
    if wanted[0] == "--parquet":
        write_ready(tally, Path(wanted[1]))
        sys.stdout.write(str(tally.rows("SELECT COUNT(*) AS lines FROM ledger")[0]["lines"]))
    else:
        table = tally.connection.sql(_BALANCES).to_arrow_table()
        pyarrow.csv.write_csv(table, wanted[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
