"""The records as a database in memory, for whoever asks about them in SQL."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa


def open_tables(tables: Mapping[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """A database of its own that holds `tables` and can reach no file and no network."""
    connection = duckdb.connect()
    connection.execute("SET enable_external_access = false")
    for name, table in tables.items():
        connection.register(name, table)
    return connection
