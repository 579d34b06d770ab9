"""The laws of the ledger (codes L): queries over the derived ledger beside the records.

They are asked only where every file could be read, since a ledger with a hole in it breaks laws
that no record breaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.resources import files

import pyarrow.compute as pc

from gongshi.kinds import Kind
from gongshi.records.load import Loaded
from gongshi.tally import Tally, run_tally
from gongshi.tally.run import READ

# What puts something into the ledger or shuts a period, by the column of its day.
_BOOKED = {
    "activity": "verified_on",
    "donation": "verified_on",
    "withdrawal": "verified_on",
    "redemption": "verified_on",
    "correction": "verified_on",
    "closing": "closed_on",
}
_FIRST = "0001-01-01"


def law_tally(loaded: Loaded, kinds: Mapping[str, Kind]) -> Tally:
    """The ledger of all there is: as of the last day on which anything was verified or closed.

    So a law needs no clock, and an entry dated ahead is judged like any other. The tally's
    database also holds every record table and the views of `laws.sql`.
    """
    tally = run_tally(loaded, kinds, date.fromisoformat(_last_day(loaded)))
    for name, table in loaded.tables.items():
        if name not in READ:
            tally.connection.register(name, table)
    tally.connection.execute(files(__package__).joinpath("laws.sql").read_text("utf-8"))
    return tally


def _last_day(loaded: Loaded) -> str:
    days: list[str | None] = [_FIRST]
    days.extend(pc.max(loaded.tables[kind][column]).as_py() for kind, column in _BOOKED.items())
    return max(day for day in days if day is not None)
