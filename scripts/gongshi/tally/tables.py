"""Tables that are there, and those that SQL makes of them: each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from hashlib import sha256
from threading import Lock

import duckdb
import pyarrow as pa

from gongshi.records.database import make_table, open_tables, run
from gongshi.records.queries import ALL, columns_behind, columns_in, files_behind, tables_made
from gongshi.records.tables import stream

# By the name of a text: what it was made of, as a digest, and the table that it made.
Kept = MutableMapping[str, tuple[str, pa.Table]]
# Texts that take long, and read of tables that most changes touch what few of them do.
STANDING = ("50_ruling.sql", "62_cap_line.sql", "63_cap_excess.sql", "96_badge.sql")


class Tables:
    """A database of tables.

    `held` are there; `texts` of SQL make others, by name and in the order in which they run. It is
    opened when it is first asked, unless there is a `connection` that holds the tables already.
    Threads that ask it take turns: each while it has the `turn`, which is also had while something
    is put `beside` it or taken away. What is `kept` by the names of texts is what these made
    before, and of what.
    """

    def __init__(
        self,
        held: Mapping[str, pa.Table],
        texts: Mapping[str, str],
        connection: duckdb.DuckDBPyConnection | None = None,
        kept: Kept | None = None,
    ) -> None:
        self._held, self._texts = dict(held), dict(texts)
        self._connection, self._kept = connection, kept
        self.turn = Lock()
        self._made: set[str] = set()  # names of texts
        self._digests: dict[tuple[str, str], str] = {}

    def made(self, *queries: str) -> duckdb.DuckDBPyConnection:
        """The database, with all that these queries read; with all there is, if none is told."""
        if self._connection is None:
            self._connection = open_tables(self._held)
        if left := self._texts.keys() - self._made:
            wanted = left & files_behind(queries, self._texts) if queries else left
            for name in (each for each in self._texts if each in wanted):
                self._make(self._connection, name)
                self._made.add(name)
        return self._connection

    def _make(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        """Have what a text makes; as it is kept, where that was made of the same."""
        text = self._texts[name]
        if self._kept is None or name not in STANDING:
            run(connection, text)
            return
        (table,) = tables_made(text)
        made_of = self._made_of(connection, text)
        was_of, was = self._kept.get(name, ("", None))
        if was is not None and was_of == made_of:
            make_table(connection, table, was)
        else:
            run(connection, text)
            self._kept[name] = made_of, connection.sql(f"FROM {table}").to_arrow_table()

    def _made_of(self, connection: duckdb.DuckDBPyConnection, text: str) -> str:
        """A text and all that it reads, tables that are made among it, as a digest."""
        said: list[object] = [text]
        made = {table for name in self._made for table in tables_made(self._texts[name])}
        for table, names in sorted(columns_in(text).items()):
            if table not in self._held and table not in made:
                continue  # a part of a WITH that reads itself
            columns = _asked_for(connection.sql(f"FROM {table}").columns, names)
            if table in self._held:
                said.append([table, [(each, self._digest(table, each)) for each in columns]])
            else:
                rows = ", ".join(f'"{each}"' for each in columns)
                told = f"SELECT COUNT(*), CAST(SUM(HASH({rows})) AS VARCHAR) FROM {table}"
                said.append([table, columns, connection.execute(told).fetchall()])
        return sha256(repr(said).encode()).hexdigest()

    @contextmanager
    def beside(
        self, held: Mapping[str, pa.Table], texts: Mapping[str, str] | None = None
    ) -> Iterator[None]:
        """Have these tables, and what these texts make, too, as long as they are needed.

        Texts that are there already, since somebody further out needs them longer, stay there.
        """
        with self.turn:
            texts = {name: text for name, text in (texts or {}).items() if name not in self._texts}
            if self._connection is not None:
                for name, table in held.items():
                    self._connection.register(name, table)
            self._held |= held
            self._texts |= texts
        try:
            yield
        finally:
            with self.turn:
                self._remove(held, texts)

    def _remove(self, held: Collection[str], texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            if self._connection is not None and name in self._made:
                for made in tables_made(text):
                    self._connection.execute(f"DROP TABLE {made}")
            self._made.discard(name)
            del self._texts[name]
        for name in held:
            if self._connection is not None:
                self._connection.unregister(name)
            del self._held[name]
        self._digests = {at: of for at, of in self._digests.items() if at[0] not in held}

    def behind(self, query: str) -> object:
        """All that the answer to a query hangs on: texts of SQL, and columns by their digests."""
        texts = [self._texts[name] for name in sorted(files_behind([query], self._texts))]
        digests = [
            (table, column, self._digest(table, column)) for table, column in self.read_by(query)
        ]
        return [query, texts, digests]

    def read_by(self, query: str) -> list[tuple[str, str]]:
        """The columns of tables that are there which a query reads, however far behind it."""
        return [
            (table, column)
            for table, names in sorted(columns_behind(query, self._texts).items())
            if table in self._held  # else it is a part of a WITH that reads itself
            for column in _asked_for(self._held[table].column_names, names)
        ]

    def _digest(self, table: str, column: str) -> str:
        """What a column of a table says, row by row."""
        at = table, column
        if at not in self._digests:
            alone = pa.record_batch([self._held[table][column].combine_chunks()], names=[column])
            self._digests[at] = sha256(stream(alone)).hexdigest()
        return self._digests[at]


def _asked_for(columns: Iterable[str], names: Collection[str]) -> list[str]:
    """The columns that a text of these names may mean."""
    return [each for each in columns if each in names or ALL in names]
