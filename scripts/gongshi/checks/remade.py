"""The ledger's tables after a change: only those are made again that read what is otherwise.

What they were is kept. Each is made by one step of SQL; one of which nothing that it reads is
otherwise makes what it made before. One that is made again and comes out the same ends the matter
there: what reads it is not made again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, cached_property

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from gongshi.checks.laws import workdays_of
from gongshi.checks.reads import meet, sources
from gongshi.records.database import hold, make_table, open_empty, run
from gongshi.records.load import Loaded
from gongshi.records.queries import ROWS, Columns, columns_in, tables_in, tables_made

Made = Mapping[str, pa.Table]
_READ = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")
_UPDATED = re.compile(r"\bUPDATE (\w+)\s+SET (\w+)")
_DAY, _WORKDAY = "as_of", "workday"
_NOTICES: Columns = {"notice": frozenset({"basis", "from", "to", ROWS})}  # behind the latter
_OTHERWISE = frozenset({ROWS})  # all of a table


@cache
def steps() -> Sequence[str]:
    """The texts of `reads.sources` statement by statement, in order."""
    return [
        statement
        for text in sources().values()
        for statement in re.sub("--.*", "", text).split(";")
        if statement.strip()
    ]


@cache
def updates(text: str) -> Mapping[str, str]:
    """The column that a text sets, by its table, which another one made.

    What stands between the two asks for other columns alone; said again it sets the same.
    """
    return dict(_UPDATED.findall(text))


def made_in(connection: duckdb.DuckDBPyConnection) -> Made:
    """All of these tables, of a database that has them."""
    made = (each for text in steps() if not _is_view(text) for each in tables_made(text))
    return {name: _table(connection, name) for name in (_DAY, _WORKDAY, *made)}


def renumbered(made: Made, were: Sequence[str], paths: Sequence[str]) -> Made:
    """The tables with the numbers of files by `paths` in place of those by the paths that `were`.

    Both are in order, so that what is numbered in the order of files is numbered as before.
    """
    numbers = pc.index_in(pa.array(were), value_set=pa.array(paths)).cast(pa.int64())
    return {name: _with_numbers(table, numbers) for name, table in made.items()}


def _with_numbers(table: pa.Table, numbers: pa.Array) -> pa.Table:
    for at, name in enumerate(table.column_names):
        if name == "file" or name.endswith("_file"):
            table = table.set_column(at, name, numbers.take(table[name].combine_chunks()))
    return table


class Remade:
    """The ledger's tables, put into a database when something asks for them.

    `tables` are those that are known to be as they are now, and `changed` what is otherwise than
    before, of them and of the records.
    """

    def __init__(
        self, loaded: Loaded, as_of: str, were: Made, touched: Columns, asked: Collection[str]
    ) -> None:
        """`asked` are the texts that may be asked; `touched` is what the change touches."""
        self._were = were
        self.tables = dict(were)
        self.changed = dict(touched)
        self._records = loaded.tables
        self._there: set[str] = set()
        self._compare(_DAY, pa.table({"day": [as_of]}))
        if meet(_NOTICES, touched):
            self._compare(_WORKDAY, workdays_of(loaded))
        needed = _behind(asked)
        for text in steps():
            self._step(text, is_needed=text in needed)

    def asks(self, text: str) -> bool:
        """Whether the answer to a query may be otherwise."""
        if not any(name in text for name in self.changed):  # sooner told than what it reads
            return False
        return meet(columns_in(text), self.changed)

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The database; none is opened where nothing is otherwise."""
        return open_empty(sum(table.num_rows for table in self.tables.values()))

    def having(self, *texts: str) -> duckdb.DuckDBPyConnection:
        """The connection, with all that these texts read."""
        for text in texts:
            read = tables_in(text) | updates(text).keys()
            for name in sorted(read - tables_made(text) - self._there):
                self._put(name)
        return self.connection

    def _step(self, text: str, *, is_needed: bool) -> None:
        """Find out what this text makes by now."""
        made = tables_made(text) | updates(text).keys()
        is_other = self.asks(text) or not self._there.isdisjoint(updates(text))
        if _is_view(text):
            if is_other:
                self.changed |= dict.fromkeys(made, _OTHERWISE)
        elif is_needed and (is_other or not made <= self.tables.keys()):
            run(self.having(text), text)
            self._there |= made
            for name in made:
                now = _table(self.connection, name)
                is_whole = name in updates(text) or name not in _set_later()
                self._compare(name, now if is_whole else now.drop_columns(_set_later()[name]))
        elif is_other:
            self.changed |= dict.fromkeys(made, _OTHERWISE)
            for name in made:
                self.tables.pop(name, None)

    def _compare(self, name: str, now: pa.Table) -> None:
        """Take a table as it is `now`, and note what of it is otherwise."""
        was = self._were.get(name)
        self.tables[name] = now
        if was is None or was.num_rows != now.num_rows:
            self.changed[name] = _OTHERWISE
        elif other := {each for each in now.column_names if not now[each].equals(was[each])}:
            self.changed[name] = frozenset(other)

    def _put(self, name: str) -> None:
        self._there.add(name)
        if name in self.tables:
            # A table, since figures ask for some by the schema in which they are.
            make_table(self.connection, name, self.tables[name])
        elif name in _views():
            run(self.having(_views()[name]), _views()[name])
        elif name in self._records:  # else it is a part of a WITH that reads itself
            hold(self.connection, {name: self._records[name]})


def _behind(texts: Iterable[str]) -> Collection[str]:
    """The steps that make what these texts read, and what those read; few more, and soon told."""
    read = {name for text in texts for name in _READ.findall(text)}
    needed: set[str] = set()
    for text in reversed(steps()):
        if not read.isdisjoint(tables_made(text) | updates(text).keys()):
            needed.add(text)
            read.update(_READ.findall(text))
    return needed


@cache
def _set_later() -> Mapping[str, str]:
    return {table: column for text in steps() for table, column in updates(text).items()}


@cache
def _views() -> Mapping[str, str]:
    return {name: text for text in steps() if _is_view(text) for name in tables_made(text)}


def _is_view(text: str) -> bool:
    return text.lstrip().startswith("CREATE VIEW")


def _table(connection: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    return connection.sql(f"FROM {name}").to_arrow_table()
