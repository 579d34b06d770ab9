"""The records as a database in memory, for whoever asks about them in SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from importlib.resources import files
from queue import SimpleQueue
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

MANY = 100_000  # rows, below which a second thread costs more than it saves
_BATCH = 61_440  # rows: half of what DuckDB stores together
_LANES = 2

_AHEAD: list[duckdb.DuckDBPyConnection] = []

T = TypeVar("T")
Ask = Callable[[duckdb.DuckDBPyConnection], T]


def connect() -> duckdb.DuckDBPyConnection:
    """An empty database in memory.

    DuckDB 2.0.0 collects the rows that few of a batch are left of, and fails where a joined text
    among them comes from another dictionary than before ("changed identity"): it is told not to.
    """
    connection = duckdb.connect()
    with suppress(duckdb.CatalogException):  # before 2.0 there is no such setting, nor the fault
        connection.execute("SET GLOBAL debug_enable_caching_operators = false")
    return connection


def open_ahead() -> None:
    """Open a database for whoever needs an empty one first: in a thread, that takes no time."""
    _AHEAD.append(connect())


def open_tables(tables: Mapping[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """A database of its own that holds `tables` and can reach no file and no network."""
    connection = open_empty(sum(table.num_rows for table in tables.values()))
    hold(connection, tables)
    return connection


def open_empty(rows: int) -> duckdb.DuckDBPyConnection:
    """The same without tables, to which those of so many rows will be given."""
    try:
        connection = _AHEAD.pop()
    except IndexError:
        connection = connect()
    connection.execute("SET enable_external_access = false")
    connection.execute("SET enable_progress_bar = false")
    if rows < MANY:
        connection.execute("SET threads = 1")
    return connection


class Lanes:
    """A database of several threads, asked two things at once, each by half of them.

    One query alone seldom keeps several threads busy, and pays for their sharing it. `tables` are
    those of records that are asked for: each connection has to be told of them.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]
    ) -> None:
        self._main = connection
        self._tables = tables
        (self._threads,) = connection.execute("SELECT current_setting('threads')").fetchall()[0]
        self._count = min(_LANES, self._threads)
        self._free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()

    def __enter__(self) -> Lanes:
        self._free.put(self._main)
        for _ in range(1, self._count):
            other = self._main.cursor()
            hold(other, self._tables)
            self._free.put(other)
        self._main.execute(f"SET threads = {self._threads // self._count}")
        self._pool = ThreadPoolExecutor(self._count)
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)  # after Ctrl-C there may be some
        self._main.execute(f"SET threads = {self._threads}")

    def ask(self, ask: Ask[T]) -> Future[T]:
        """What `ask` makes of a connection, as soon as one is free."""

        def asked() -> T:
            connection = self._free.get()
            try:
                return ask(connection)
            finally:
                self._free.put(connection)

        return self._pool.submit(asked)


def hold(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> None:
    """Give a connection these tables."""
    for name, table in tables.items():
        connection.register(name, _in_batches(table))


def _in_batches(table: pa.Table) -> pa.Table:
    """The same rows in batches, for one batch is read by one thread alone."""
    if table.num_rows <= _BATCH:
        return table
    return pa.Table.from_batches(table.to_batches(max_chunksize=_BATCH), table.schema)


@contextmanager
def with_tables(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that has these tables, too, as long as they are needed."""
    for name, table in tables.items():
        connection.register(name, table)
    try:
        yield connection
    finally:
        for name in tables:
            connection.unregister(name)


def make_table(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a table of these rows; unlike what is registered, other connections see it, too."""
    with with_tables(connection, {"rows_given": table}):
        connection.execute(f"CREATE TABLE {name} AS FROM rows_given")


@cache
def queries_of(package: str) -> dict[str, str]:
    """The text of every query in the folder `sql` of `package`, by file name and in its order."""
    folder = files(package).joinpath("sql")
    return {
        each.name: each.read_text(encoding="utf-8")
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".sql")
    }


def run(connection: duckdb.DuckDBPyConnection, text: str) -> duckdb.DuckDBPyConnection:
    """Run the statements of a text that is fixed; the result is that of the last."""
    for statement in _parsed(text):
        connection.execute(statement)
    return connection


@lru_cache(maxsize=512)
def _parsed(text: str) -> Sequence[duckdb.Statement]:
    """Parsed once a process: of few records that takes longer than anything else."""
    return duckdb.extract_statements(text)


def rows_of(
    connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()
) -> list[dict[str, Any]]:
    """The rows of a query, by column; each `?` in it stands for one of `values`."""
    result = connection.execute(query, list(values)) if values else run(connection, query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
