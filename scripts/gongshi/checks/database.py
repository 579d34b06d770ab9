"""The records as a database in memory: tables, views made from the kinds, and what is unread."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

import duckdb
import pyarrow as pa

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.database import MANY, open_tables, run
from gongshi.records.load import Loaded
from gongshi.records.views import views

STRAY, UNREAD = "stray", "unread"
_STRAY = """
    SELECT r.*
    FROM reference AS r
    WHERE NOT EXISTS (
        SELECT 1
        FROM identity AS i
        JOIN wanted_kind AS w ON w.kind = i.kind
        WHERE i.id = r.target AND w.wanted = r.wanted
    )
"""
_READ = re.compile(r"\b(?:FROM|JOIN) (\w+)")
_UNREAD_ROWS = pa.schema([("kind", pa.string()), ("id", pa.string())])


def open_database(
    loaded: Loaded, kinds: Mapping[str, Kind], wanted: Collection[str] | None = None
) -> duckdb.DuckDBPyConnection:
    """The tables of `loaded`, the views of `records.views`, `stray` and `unread(kind, id)`.

    All of them, or those that are `wanted` and what these read.

    `stray` are the rows of `reference` that lead to nothing that the field allows.

    `unread` are the records whose file failed a ring: they exist, under the id that the file's
    name claims. For the items that such a file may hold (a roster's volunteers) `id` is NULL: it
    could be any.
    """
    # A kind without records adds no rows, only time to plan the queries; what a reference may mean
    # (`wanted_kind`) is asked of all kinds.
    present = {name: kind for name, kind in kinds.items() if loaded.tables[name].num_rows}
    of_present, of_all = views(present), views(kinds)
    tables = loaded.tables
    read = {*of_present} if wanted is None else {*wanted}
    if STRAY in read:
        read.update(_READ.findall(_STRAY))
    made = {
        name: (of_all if name == "wanted_kind" else of_present)[name]
        for name in of_present
        if name in read
    }
    if wanted is not None:
        read |= {table for query in made.values() for table in _READ.findall(query)}
        tables = {name: tables[name] for name in tables if name in read}
    connection = open_tables(tables)
    by_folder = {kind.folder: kind for kind in kinds.values()}
    rows = {row for finding in loaded.findings for row in _unread(finding, by_folder)}
    unread = [{"kind": kind, "id": id} for kind, id in sorted(rows, key=str)]
    connection.register(UNREAD, pa.Table.from_pylist(unread, schema=_UNREAD_ROWS))
    # Of few records it takes longer to understand a view, each time that it is read, than to make
    # a table of it once.
    are_few = sum(table.num_rows for table in tables.values()) < MANY
    for name, query in made.items():
        run(connection, f"CREATE {'TABLE' if are_few else 'VIEW'} {name} AS {query}")
    if wanted is None or STRAY in wanted:
        run(connection, f"CREATE TABLE {STRAY} AS {_STRAY}")
    return connection


def kind_of(file: str, by_folder: Mapping[str, Kind]) -> Kind | None:
    """The kind whose folder under `records/` the file lies in."""
    parts = PurePosixPath(file).parts
    return by_folder.get(parts[1]) if len(parts) > 2 else None


def _unread(finding: Finding, by_folder: Mapping[str, Kind]) -> Iterator[tuple[str, str | None]]:
    kind = kind_of(finding.file, by_folder)
    if kind is not None:
        yield kind.name, PurePosixPath(finding.file).stem
        for items in kind.items:
            yield items.item, None
