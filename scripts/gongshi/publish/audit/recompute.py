"""What a stranger needs to compute the published figures again with plain DuckDB.

Below `data/` of the site stand

    ledger/MONTH.parquet  the ledger as far as it may be published, by the month booked
    entry_sum.parquet     what each entry gave, likewise
    tables/*.parquet      the records that the tally reads, as the gate lets them out
    totals.json, passbooks.json, …   what the pages show (FIGURES)
    sql/*.sql             the tally's own statements, and three of ours around them, in the order
                          of their names; the last compares what is published with what comes out
    ledger.journal        the published ledger for hledger, which includes journal/MONTH.journal

Nothing is held whole: the ledger is written a month at a time, and of the last site those months
are taken over of which all is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files

import pyarrow as pa
import pyarrow.parquet as pq

from gongshi.kinds import Kind
from gongshi.publish.audit.journal import booked, choose, head, paths_of
from gongshi.publish.audit.transactions import transactions
from gongshi.publish.kept_files import KeptFiles, digest_of
from gongshi.publish.library import Library
from gongshi.publish.output import Output
from gongshi.records.gate import WITHDRAWN, WITHHELD
from gongshi.records.tables import struct_of, tables_of
from gongshi.tally import Tally
from gongshi.tally.run import READ, statements

DATA = "data"  # the folder of the site
RECORDS = tuple(dict.fromkeys((*READ, "closing", "closing__totals")))
TABLES = ("as_of", *RECORDS)  # under data/tables
LEDGER = "ledger"  # the folder of its months
SUMS = "entry_sum.parquet"
JOURNAL = "ledger.journal"
JOURNAL_OF = "journal/{}.journal"  # a month
TEXT, COUNT = pa.string(), pa.int64()
_AS_JSON = {TEXT: "TO_JSON(CAST({} AS STRING))", COUNT: "{}"}
_ROWS = 50_000
_APART = 10**9  # records of a kind, at the most
# What the passbooks hold, of which the ledger has millions of lines: asked for more than once.
_HELD = """
CREATE TABLE held AS
SELECT number, measure, class, CAST(SUM(amount) AS DECIMAL(38, 2)) AS balance, COUNT(*) AS lines
FROM ledger
WHERE number IS NOT NULL
GROUP BY number, measure, class
"""
# Lines that name every account of the published ledger, with who is not to be told.
_NAMING = """
SELECT held.measure, CAST(NULL AS STRING) AS fund, CAST(NULL AS STRING) AS unit, held.number,
  held.class, agreed.number IS NULL AS withheld
FROM held
LEFT JOIN agreed ON agreed.number = held.number
WHERE held.measure <> 'fen'
UNION ALL
SELECT measure, fund, unit, CAST(NULL AS STRING), class, FALSE
FROM ledger
WHERE measure = 'fen' OR number IS NULL
"""
# A digest of each month of the ledger, with who is not to be told; what stands above a team, unit
# or place is told with it. It is taken of what the ledger is made of, which is numbers for the most
# part; those that tell an entry, a clause or a file may be others though all they tell is the same.
_DIGESTS = """
WITH
  of_entry AS (
    SELECT item, SUBSTR(booked_on, 1, 7) AS month,
      HASH(*COLUMNS(* EXCLUDE (item, file, ord))) AS told
    FROM entry
  ),
  of_clause AS (
    SELECT clause, HASH(*COLUMNS(* EXCLUDE (clause, file, ord))) AS told FROM clause
  ),
  of_line AS (
    SELECT item, clause, number, HASH(*COLUMNS(* EXCLUDE (item, clause))) AS told FROM line
  ),
  of_all AS (
    SELECT of_entry.month, of_line.number,
      HASH(of_entry.told, of_clause.told, of_line.told) AS told
    FROM of_line
    JOIN of_entry ON of_entry.item = of_line.item
    JOIN of_clause ON of_clause.clause = of_line.clause
    UNION ALL
    SELECT SUBSTR(booked_on, 1, 7), number, HASH(*COLUMNS(* EXCLUDE (file))) FROM reversal
    UNION ALL
    SELECT SUBSTR(booked_on, 1, 7), number, HASH(*COLUMNS(* EXCLUDE (file))) FROM lapse
  )
SELECT of_all.month,
  CONCAT(
    SUM(HASH(of_all.told, of_all.number IS NOT NULL AND agreed.number IS NULL)), ' ',
    (SELECT SUM(HASH(scope)) FROM scope)
  ) AS digest
FROM of_all
LEFT JOIN agreed ON agreed.number = of_all.number
GROUP BY of_all.month
"""
_TOLD_ALL = "SELECT * FROM told ORDER BY ALL"
_DIGEST = "SELECT COUNT(*) AS lines, CAST(SUM(HASH(told)) AS VARCHAR) AS digest FROM told"
# The numbers that are published, by team.
_MEMBERS = "SELECT team, number FROM member JOIN agreed USING (number)"


@dataclass(frozen=True, slots=True)
class Figures:
    """One file of figures below `data`, a list of objects: its columns, and where they are from.

    Amounts are text, so that none is rounded. `agreed` in `query` are the numbers published, `held`
    is _HELD.
    """

    file: str
    columns: Mapping[str, pa.DataType]
    query: str


def _figures(file: str, texts: str, counts: str, query: str) -> Figures:
    columns = dict.fromkeys(texts.split(), TEXT) | dict.fromkeys(counts.split(), COUNT)
    return Figures(file, columns, query)


# By their names in SQL, `published_…`.
FIGURES: Mapping[str, Figures] = {
    "total": _figures(
        "totals.json", "kind id period measure event amount", "lines entries", "FROM total"
    ),
    "passbook": _figures(
        "passbooks.json",
        "number team measure class balance",
        "lines",
        "FROM held JOIN member USING (number) JOIN agreed USING (number) WHERE measure <> 'fen'",
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


def write_recompute(kept: KeptFiles, tally: Tally, library: Library) -> Iterator[None]:
    """Write all of it below `data/` of the site, a step at a time: whoever goes on has it written.

    The same tally gives the same bytes.
    """
    output = kept.output
    for name, text in sql_files().items():
        output.write(f"{DATA}/sql/{name}", text)
    agreed = pa.array(sorted(library.agreed), pa.string())
    with tally.tables.beside({"agreed": pa.table({"number": agreed})}, {"held": _HELD}):
        yield from _write_tables(kept, tally, library)
        yield from _write_ledger(kept, tally)
        write = partial(_write_sums, output, tally)
        _make_of(tally, kept, SUMS, _sql("published_entry_sum.sql"), write)
        for of in FIGURES.values():
            yield
            columns = ", ".join(of.columns)
            write = partial(_write_figures, output, tally, of)
            _make_of(tally, kept, of.file, f"SELECT {columns} {of.query}", write)


def _make_of(
    tally: Tally,
    kept: KeptFiles,
    name: str,
    query: str,
    write: Callable[[], Sequence[str]],
) -> None:
    """Have files made of what a query gives, which `write` finds as the table `told`."""
    with tally.tables.beside({}, {"told": f"CREATE TABLE told AS {query}"}):
        kept.make(name, str(tally.rows(_DIGEST)), write)


def _write_table(output: Output, name: str, table: pa.Table) -> str:
    """Write a table at a path below the site's root; gives the path, which is to be taken up.

    What a column is kept as is not said in it, so that whoever reads it finds plain text.
    """
    pq.write_table(table, output.path(name), compression="zstd", store_schema=False)
    return name


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
        f"CREATE TABLE published_ledger AS SELECT * FROM read_parquet('{LEDGER}/*.parquet');",
        f"CREATE TABLE published_entry_sum AS SELECT * FROM read_parquet('{SUMS}');",
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


def _write_tables(kept: KeptFiles, tally: Tally, library: Library) -> Iterator[None]:
    """Write the tables of TABLES from gated records, and the day.

    `file` is a number that each record has here alone, kept apart by kind, so that one record more
    changes the tables of its own kind only.
    """
    day = pa.table({"day": [tally.as_of.isoformat()]})
    kept.output.take([_write_table(kept.output, f"{DATA}/tables/as_of.parquet", day)])
    for at, name in enumerate(sorted({name.partition("__")[0] for name in RECORDS})):
        kind, first = library.kinds[name], at * _APART
        if name == "roster":
            write = partial(_write_rosters, kept.output, tally, kind, first)
            _make_of(tally, kept, f"tables {name}", _MEMBERS, write)
        else:
            structs = _published(library, name)
            write = partial(_write_kind, kept.output, kind, structs, first)
            kept.make(f"tables {name}", digest_of(library.shelves.get(name)), write)
        yield


def _write_kind(output: Output, kind: Kind, structs: pa.StructArray, first: int) -> list[str]:
    """Write the tables of a kind, whose files are numbered from `first`."""
    files = pa.arange(first, first + len(structs))
    tables = tables_of(kind, structs, files)
    return [
        _write_table(output, f"{DATA}/tables/{name}.parquet", table)
        for name, table in tables.items()
        if name in TABLES
    ]


def _published(library: Library, name: str) -> pa.StructArray:
    """The published records of a kind.

    A correction of one person who withholds the number is left out: it can undo nothing here.
    """
    shelf = library.shelves.get(name)
    if shelf is None:
        return pa.array([], struct_of(library.kinds[name].fields))
    columns = zip(shelf.column(WITHDRAWN), shelf.column("number"), strict=True)
    there = [gone is None and number != WITHHELD for gone, number in columns]
    return shelf.structs.filter(pa.array(there, pa.bool_()))


def _write_rosters(output: Output, tally: Tally, kind: Kind, first: int) -> list[str]:
    """Write one roster a team with the numbers that are published, which is all that is.

    Not the rosters as recorded: those are a file a joining year, which is closed.
    """
    by_team: dict[str, list[dict[str, str]]] = {}
    for team, number in tally.tables.made(_TOLD_ALL).execute(_TOLD_ALL).fetchall():
        by_team.setdefault(team, []).append({"number": number})
    rosters = [
        {"id": team, "basis": "local", "team": team, "members": members}
        for team, members in by_team.items()
    ]
    return _write_kind(output, kind, pa.array(rosters, struct_of(kind.fields)), first)


def _write_ledger(kept: KeptFiles, tally: Tally) -> Iterator[None]:
    """Write the published ledger a month at a time, each as a table and for hledger.

    Of a ledger without lines there is a month all the same, so that it can be read.
    """
    digests = {row["month"]: row["digest"] for row in tally.rows(_DIGESTS)}
    months = sorted(digests) or [tally.as_of.isoformat()[:7]]
    for month in months:
        write = partial(_write_month, kept.output, tally, month)
        kept.make(f"ledger {month}", str(digests.get(month)), write)
        yield
    as_of, files = tally.as_of.isoformat(), map(JOURNAL_OF.format, months)
    text = head(tally.asked, _NAMING, as_of, tally.commit, files)
    kept.output.write(f"{DATA}/{JOURNAL}", text)
    yield


def _write_month(output: Output, tally: Tally, month: str) -> Sequence[str]:
    """Write what was booked in a month; gives the paths."""
    query = _sql("published_ledger.sql")
    connection = tally.tables.made(query)
    choose(connection, month)
    lines = dict(booked(connection, query))
    paths = paths_of(tally.asked)
    name = f"{DATA}/{JOURNAL_OF.format(month)}"
    with output.path(name).open("w", encoding="utf-8", newline="") as file:
        file.writelines(transactions(lines, paths))
    del lines["day"]
    return [name, _write_table(output, f"{DATA}/{LEDGER}/{month}.parquet", pa.table(lines))]


def _write_sums(output: Output, tally: Tally) -> list[str]:
    """Write what each entry gave."""
    sums = tally.tables.made(_TOLD_ALL).sql(_TOLD_ALL).to_arrow_table()
    return [_write_table(output, f"{DATA}/{SUMS}", sums)]


def _write_figures(output: Output, tally: Tally, of: Figures) -> list[str]:
    """Write a list of objects, one a line, some at a time."""
    cells = ", ', ', ".join(
        f"'\"{column}\": ', COALESCE(CAST({_AS_JSON[held].format(column)} AS STRING), 'null')"
        for column, held in of.columns.items()
    )
    order = ", ".join(of.columns)
    query = f"SELECT CONCAT('{{', {cells}, '}}') AS text FROM told ORDER BY {order}"
    name = f"{DATA}/{of.file}"
    before = "[\n"
    with output.path(name).open("w", encoding="utf-8", newline="") as file:
        for batch in tally.tables.made(query).sql(query).to_arrow_reader(_ROWS):
            file.write(before + ",\n".join(batch["text"].to_pylist()))
            before = ",\n"
        file.write("[]\n" if before == "[\n" else "\n]\n")
    return [name]
