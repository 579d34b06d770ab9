"""What a stranger needs to compute the published figures again with plain DuckDB.

Below `data/` of the site stand

    ledger.parquet, entry_sum.parquet   the ledger as far as it may be published (sql/publish.sql)
    tables/*.parquet      the records that the tally reads, as the gate lets them out
    totals.json, passbooks.json, …   what the pages show (FIGURES)
    sql/*.sql             the tally's own statements, and three of ours around them, in the order
                          of their names; the last compares what is published with what comes out
    ledger.journal        the published ledger for hledger
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gongshi.publish.audit.journal import PUBLISHED, written
from gongshi.publish.library import Library
from gongshi.publish.open_data.tables import in_lines
from gongshi.records.gate import WITHHELD
from gongshi.records.tables import struct_of, tables_of
from gongshi.tally import Tally
from gongshi.tally.run import READ, statements

RECORDS = tuple(dict.fromkeys((*READ, "closing", "closing__totals")))
TABLES = ("as_of", *RECORDS)  # under data/tables
LEDGER = ("ledger", "entry_sum")  # as published; `published_…` in SQL
JOURNAL = "ledger.journal"
TEXT, COUNT = pa.string(), pa.int64()


@dataclass(frozen=True, slots=True)
class Figures:
    """One file of figures below `data`, a list of objects: its columns, and where they are from.

    Amounts are text, so that none is rounded. `agreed` in `query` are the numbers published.
    """

    file: str
    columns: Mapping[str, pa.DataType]
    query: str


def _figures(file: str, texts: str, counts: str, query: str) -> Figures:
    columns = dict.fromkeys(texts.split(), TEXT) | dict.fromkeys(counts.split(), COUNT)
    return Figures(file, columns, f"{query} ORDER BY ALL")


# By their names in SQL, `published_…`.
FIGURES: Mapping[str, Figures] = {
    "total": _figures(
        "totals.json", "kind id period measure event amount", "lines entries", "FROM total"
    ),
    "passbook": _figures(
        "passbooks.json",
        "number team measure class balance",
        "lines",
        "FROM (SELECT number, measure, class, balance, line AS lines, ROW_NUMBER() OVER"
        " (PARTITION BY number, measure, class ORDER BY line DESC) AS from_last FROM passbook)"
        " JOIN member USING (number) JOIN agreed USING (number)"
        " WHERE from_last = 1",
    ),
    "star": _figures(
        "stars.json", "number policy minutes", "star", "FROM star JOIN agreed USING (number)"
    ),
    "badge": _figures(
        "badges.json",
        "number policy rule badge period award granted_on",
        "attended",
        "FROM badge_held JOIN agreed USING (number)",
    ),
    "unit_star": _figures(
        "unit_stars.json",
        "unit policy minutes redeemed",
        "year accounts projects partners star",
        "FROM unit_star",
    ),
    "punctuality": _figures(
        "punctuality.json", "unit month policy rule step", "activities in_time", "FROM punctuality"
    ),
    "claim": _figures(
        "claims.json", "kind id sort", "posted claimed done open ended", "FROM claim"
    ),
    "response": _figures(
        "responses.json",
        "kind id",
        "year needs accepted accept_minutes served serve_minutes rated rating_sum declined"
        " withdrawn due kept",
        "FROM response",
    ),
}


def write_recompute(folder: Path, tally: Tally, library: Library) -> None:
    """Write all of it into `folder`, the site's `data`; the same tally gives the same bytes."""
    for name in ("tables", "sql"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, text in sql_files().items():
        (folder / "sql" / name).write_text(text, encoding="utf-8")
    for name, table in _record_tables(tally, library).items():
        pq.write_table(table, folder / "tables" / f"{name}.parquet", compression="zstd")
    _write_opened(folder, tally, library.agreed)


def sql_files() -> dict[str, str]:
    """The published SQL by file name, in the order in which it runs: the tally's own and ours."""
    ours = {name: _sql(name) for name in ("76_published.sql", "compare.sql")}
    return dict(sorted({"00_tables.sql": _tables_sql(), **statements(), **ours}.items()))


def _sql(name: str) -> str:
    return files(__package__).joinpath("sql", name).read_text(encoding="utf-8")


def _tables_sql() -> str:
    """The statements that read the files below `data`, from where they are run."""
    lines = [
        "-- The published tables and figures. Run all files here in the order of their names,",
        "-- from the folder above: cat sql/*.sql | duckdb",
        *(
            f"CREATE TABLE {name} AS SELECT * FROM read_parquet('tables/{name}.parquet');"
            for name in TABLES
        ),
        *(
            f"CREATE TABLE published_{name} AS SELECT * FROM read_parquet('{name}.parquet');"
            for name in LEDGER
        ),
    ]
    for name, figures in FIGURES.items():
        types = ", ".join(
            f"{column}: '{'BIGINT' if held == COUNT else 'STRING'}'"
            for column, held in figures.columns.items()
        )
        lines.append(
            f"CREATE TABLE published_{name} AS SELECT * FROM"
            f" read_json('{figures.file}', format = 'array', columns = {{{types}}});"
        )
    return "\n".join(lines) + "\n"


def _record_tables(tally: Tally, library: Library) -> dict[str, pa.Table]:
    """The tables of TABLES from gated records, and the day; `file` is numbered as in the tally.

    A correction of one person who withholds the number is left out: it can undo nothing here.
    """
    numbers = {path: number for number, path in enumerate(tally.paths)}
    tables = {"as_of": pa.table({"day": [tally.as_of.isoformat()]})}
    for name in sorted({name.partition("__")[0] for name in RECORDS}):
        kind = library.kinds[name]
        if name == "roster":
            structs = pa.array(_rosters(tally, library.agreed), struct_of(kind.fields))
            files = pa.arange(len(numbers), len(numbers) + len(structs))
        else:
            structs, files = _published(library, name, numbers)
        tables |= tables_of(kind, structs, files)
    return {name: tables[name] for name in TABLES}


def _published(
    library: Library, name: str, numbers: Mapping[str, int]
) -> tuple[pa.StructArray, pa.Array]:
    """The published records of a kind, and the number of the file of each."""
    shelf = library.shelves.get(name)
    if shelf is None:
        return pa.array([], struct_of(library.kinds[name].fields)), pa.array([], pa.int64())
    withheld = library.column(name, "number")
    rows = [
        (at, numbers[entry.file])
        for at, entry in enumerate(library.every(name))
        if not entry.withdrawn and withheld.get(entry.id) != WITHHELD
    ]
    structs = shelf.structs.take(pa.array([at for at, _ in rows], pa.int64()))
    return structs, pa.array([file for _, file in rows], pa.int64())


def _rosters(tally: Tally, agreed: frozenset[str]) -> list[dict[str, Any]]:
    """One roster a team with the numbers that are published, which is all that is.

    Not the rosters as recorded: those are a file a joining year, which is closed.
    """
    by_team: dict[str, list[dict[str, Any]]] = {}
    for row in tally.rows("SELECT number, team FROM member ORDER BY team, number"):
        if row["number"] in agreed:
            by_team.setdefault(row["team"], []).append({"number": row["number"]})
    return [
        {"id": team, "basis": "local", "team": team, "members": members}
        for team, members in by_team.items()
    ]


def _write_opened(folder: Path, tally: Tally, agreed: frozenset[str]) -> None:
    """Write the published ledger's tables, the figures of FIGURES and the journal."""
    connection = tally.connection
    connection.register("agreed", pa.table({"number": pa.array(sorted(agreed), pa.string())}))
    try:
        connection.execute(_sql("publish.sql"))
        for name in LEDGER:
            table = tally.table(f"published_{name}")
            pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
        for of in FIGURES.values():
            rows = tally.rows(f"SELECT {', '.join(of.columns)} {of.query}")
            (folder / of.file).write_text(in_lines(rows), encoding="utf-8")
        with (folder / JOURNAL).open("w", encoding="utf-8", newline="") as file:
            file.writelines(written(connection, PUBLISHED, tally.as_of.isoformat(), tally.commit))
    finally:
        for name in LEDGER:
            connection.execute(f"DROP TABLE IF EXISTS published_{name}")
        connection.unregister("agreed")
