"""What the laws look at, and what their SQL reads: which of them a change concerns.

What they read is read off the SQL itself (`records.queries`). One thing cannot be: which policy
holds for whom on a day (`ruling`, `era`) depends on policies and on what stands above what, and not
on the records for whose sake it is asked, though those are where it looks for what to ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from gongshi.checks.laws import beside
from gongshi.checks.rows import queries
from gongshi.records import queries as read_off
from gongshi.records.queries import ALL, Columns, tables_in, tables_made
from gongshi.tally.run import statements

# What a law looks at to judge one thing; what it says of the next does not hang on that. `record`:
# a record with others of kinds of which there are few. `entry`: a service, gift, withdrawal or
# redemption with all who took part, its corrections, and the needs and withdrawals that name it.
# `person`: all entries of one volunteer. `many`: sums over many persons. `sealed`: a place's month,
# or the entries that a sample was drawn from. The figures (`tally.figures.Sums`) are sums of what
# is a person's or an entry's.
LOOKS_AT: Mapping[str, tuple[str, ...]] = {
    "record": (
        *("L025", "L027", "L028", "L029", "L030", "L031", "L032", "O001", "O002", "O003", "O004"),
        *("O005", "O006", "O010", "O011", "O013", "O014", "O015", "O017", "O022", "O101", "O102"),
        *("O103", "O104", "O105", "O106", "O107", "O108", "O109", "O110", "O111", "O112", "O113"),
        *("O114", "O115", "O201", "O202", "O203", "O204", "O205", "O206", "O207", "O208", "O209"),
        *("O210", "O211", "O214", "O215", "O216", "O217", "O218", "O219", "O221", "O222", "O223"),
        *("O224", "O225", "O226", "O227", "O228", "O229", "O230", "O310", "O311", "O312", "O355"),
        *("O356", "O357"),
    ),
    "entry": (
        *("L003", "L008", "L011", "L012", "L015", "L016", "L017", "L019", "L020", "L021", "L022"),
        *("L023", "L024", "L026", "O007", "O008", "O009", "O012", "O016", "O020", "O023", "O024"),
        "O353",
    ),
    "person": (*("L004", "L005", "L006", "L007", "L009", "O212", "O220", "O313", "O314", "O354"),),
    "project": ("O018",),
    "reward": ("L010",),
    "many": ("O025", "O213"),
    "sealed": ("L013", "L014", "L018", "O351", "O352"),
}
# On these kinds everything hangs, or what was sealed or drawn.
HELD = frozenset({"closing", "inspection", "place", "policy", "staff", "team", "unit"})
_RULINGS = {"48_era.sql": HELD, "50_ruling.sql": HELD}
_DAY = "as_of"
# By which it is known what was booked, what had lapsed, and which years and days are asked about.
_BY_DAY = frozenset({"30_entry.sql", "40_policy_year.sql", "45_expiry_day.sql", "46_star_day.sql"})


def laws() -> dict[str, str]:
    """The text of every law (codes L and O) by its file's name, in order."""
    return queries("L") | queries("O")


@cache
def sources() -> dict[str, str]:
    """The text that makes the ledger's tables, by file name, in the order in which it runs."""
    return statements() | beside()


def may_differ(text: str, touched: Columns) -> bool:
    """Whether a change of these columns may make the answer of a law or sum another."""
    return meet(columns_behind(text), touched)


def meet(read: Columns, touched: Columns) -> bool:
    """Whether any column that is read is touched."""
    return any(
        table in read and (ALL in read[table] or not read[table].isdisjoint(names))
        for table, names in touched.items()
    )


def merged(one: Columns, other: Columns) -> Columns:
    """What is in either."""
    tables = one.keys() | other.keys()
    return {each: one.get(each, frozenset()) | other.get(each, frozenset()) for each in tables}


@cache
def columns_behind(text: str) -> Columns:
    """The columns of records of which a query is asked, however far behind its tables they are."""
    return read_off.columns_behind(text, sources(), _RULINGS)


@cache
def looks_at_day(text: str) -> bool:
    """Whether a query asks for the day as of which the ledger is, and not only for what is booked.

    What is booked, and what has lapsed, are the same on a later day on which nothing more was.
    """
    known = _RULINGS | dict.fromkeys(_BY_DAY, frozenset())
    return _DAY in read_off.columns_behind(text, sources(), known)


def files_behind(texts: Iterable[str]) -> frozenset[str]:
    """The files of `sources` that make what these queries read, and what those read."""
    return read_off.files_behind(texts, sources())


def tables_behind(texts: Collection[str]) -> frozenset[str]:
    """The tables of records that these queries, and those files, read."""
    made = frozenset(table for text in sources().values() for table in tables_made(text))
    asked = [*texts, *(sources()[name] for name in files_behind(texts))]
    return frozenset(table for text in asked for table in tables_in(text)) - made
