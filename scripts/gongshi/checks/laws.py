"""The laws of the ledger (codes L): queries over the derived ledger beside the records.

They are asked only where every file could be read, since a ledger with a hole in it breaks laws
that no record breaks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from gongshi.kinds import Kind
from gongshi.records.database import make_table, open_tables, run
from gongshi.records.load import Loaded
from gongshi.records.workdays import workdays
from gongshi.tally import Tally, run_tally

# What puts something into the ledger or shuts a period, by the column of its day.
_BOOKED = {
    "activity": "verified_on",
    "donation": "verified_on",
    "withdrawal": "verified_on",
    "redemption": "verified_on",
    "correction": "verified_on",
    "closing": "closed_on",
}
_STEPS = ("need__events", "at")  # an order's steps, by the minute
# Local decisions and the notices before them.
_DECIDED = {"award": "date", "honor": "granted_on", "notice": "closed_on"}
_FIRST = "0001-01-01"


def law_tally(
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    connection: duckdb.DuckDBPyConnection | None = None,
    day: str | None = None,
    only: Collection[str] | None = None,
) -> Tally:
    """The ledger of all there is: as of `last_day`, where no other day is given.

    So a law needs no clock, and an entry dated ahead is judged like any other. The tally's
    database also holds every record table, `workday` (`records.workdays`) for the years of the
    notices, and the views of `laws.sql` and `notices.sql`. It is that of `connection`, where one
    is given that holds the records' tables already. Of both parts of the SQL all files run, or
    `only` these.
    """
    if connection is None:
        connection = open_tables(loaded.tables)
    as_of = date.fromisoformat(day or last_day(loaded))
    tally = run_tally(loaded, kinds, as_of, connection=connection, only=only)
    make_table(connection, "workday", workdays_of(loaded))
    for name, text in beside().items():
        if only is None or name in only:
            run(connection, text)
    return tally


def workdays_of(loaded: Loaded) -> pa.Table:
    """`workday`: the days of the years of the notices."""
    notices = _local(loaded, "notice")
    return workdays([*notices["from"].to_pylist(), *notices["to"].to_pylist()])


@cache
def beside() -> dict[str, str]:
    """The SQL of what laws look at beside the tally, by file name, in the order to run it in."""
    folder = files(__package__)
    return {name: folder.joinpath(name).read_text("utf-8") for name in ("laws.sql", "notices.sql")}


def last_day(loaded: Loaded) -> str:
    """The last day on which anything was done in the ledger."""
    days: list[str | None] = [_FIRST]
    days.extend(pc.max(loaded.tables[kind][column]).as_py() for kind, column in _BOOKED.items())
    table, column = _STEPS
    days.append((pc.max(loaded.tables[table][column]).as_py() or _FIRST)[:10])
    days.extend(pc.max(_local(loaded, kind)[column]).as_py() for kind, column in _DECIDED.items())
    return max(day for day in days if day is not None)


def _local(loaded: Loaded, kind: str) -> pa.Table:
    table = loaded.tables[kind]
    return table.filter(pc.equal(table["basis"], "local"))
