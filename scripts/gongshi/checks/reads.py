"""What the laws look at, and what their SQL reads: which of them a change concerns.

What they read is read off the SQL itself: tables behind `FROM` and `JOIN`, the tables that each
file makes, and of a table the columns that the statement names. One thing cannot be: which policy
holds for whom on a day (`ruling`, `era`) depends on policies and on what stands above what, and not
on the records for whose sake it is asked, though those are where it looks for what to ask.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from gongshi.checks.laws import beside
from gongshi.checks.rows import queries
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
_RULINGS = {"48_era.sql": HELD, "50_in_force.sql": HELD}
_DAY = "as_of"
# By which it is known what was booked, what had lapsed, and which years and days are asked about.
_BY_DAY = frozenset({"30_entry.sql", "40_policy_year.sql", "45_expiry_day.sql", "46_star_day.sql"})
# The column by which a table says which rows it has: whoever reads the table asks for it.
ROWS = "file"
ALL = "*"  # in place of a column's name: every column
_READS = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)(?:\s+AS\s+(\w+))?")
_STAR = re.compile(r"\b(?:(\w+)\.|SELECT\s+|DISTINCT\s+)\*")
_MAKES = re.compile(r"\bCREATE (?:TABLE|VIEW) (\w+)")
_NAME = re.compile(r"\w+")
_PART = re.compile(r"(\w+)(?:\s*\([\w\s,]*\))?\s+AS\s*\(")  # of a WITH

# By table the names that a query, or a change, may mean columns of it by; among them `ROWS`, of a
# change where there are other rows.
Columns = Mapping[str, frozenset[str]]


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
    return _behind(text, _RULINGS)


def kind_of_table(table: str) -> str:
    """The kind whose records a table holds."""
    return table.split("__")[0]


@cache
def looks_at_day(text: str) -> bool:
    """Whether a query asks for the day as of which the ledger is, and not only for what is booked.

    What is booked, and what has lapsed, are the same on a later day on which nothing more was.
    """
    return _DAY in _behind(text, _RULINGS | dict.fromkeys(_BY_DAY, frozenset()))


def _behind(text: str, known: Mapping[str, frozenset[str]]) -> Columns:
    """The columns behind a query; behind the files that are `known` only those of these kinds."""
    behind: dict[str, frozenset[str]] = {}
    makers = _makers()
    seen: set[tuple[str, frozenset[str] | None]] = set()
    waiting: list[tuple[str, frozenset[str] | None]] = [(text, None)]
    while waiting:
        asking, only = waiting.pop()
        for table, names in columns_in(asking).items():
            maker = makers.get(table)
            if maker is None:
                if only is None or kind_of_table(table) in only:
                    behind[table] = behind.get(table, frozenset()) | names
            elif (maker, within := known.get(maker, only)) not in seen:
                seen.add((maker, within))
                waiting.append((sources()[maker], within))
    return behind


def files_behind(texts: Iterable[str]) -> frozenset[str]:
    """The files of `sources` that make what these queries read, and what those read."""
    makers = _makers()
    needed: set[str] = set()
    waiting = [table for text in texts for table in tables_in(text)]
    while waiting:
        maker = makers.get(waiting.pop())
        if maker is not None and maker not in needed:
            needed.add(maker)
            waiting += tables_in(sources()[maker])
    return frozenset(needed)


def tables_behind(texts: Collection[str]) -> frozenset[str]:
    """The tables of records that these queries, and those files, read."""
    asked = [*texts, *(sources()[name] for name in files_behind(texts))]
    return frozenset(table for text in asked for table in tables_in(text)) - set(_makers())


def tables_in(text: str) -> frozenset[str]:
    """The tables and views that a text of SQL reads, without what it calls its own parts."""
    return frozenset(columns_in(text))


@cache
def columns_in(text: str) -> Columns:
    """The tables and views that a text reads, each with every name in the statement around it.

    In place of names there is `ALL` where all columns are asked for.
    """
    found: dict[str, frozenset[str]] = {}
    for statement in re.sub("--.*", "", text).split(";"):
        parts = {each[1]: _closing(statement, each.end()) for each in _PART.finditer(statement)}
        reads = [
            (read[1], read[2] or read[1])
            for read in _READS.finditer(statement)
            if _is_within(read.start(), parts.get(read[1], (0, len(statement))))
        ]
        names = frozenset(_NAME.findall(statement)) | {ROWS}
        starred = {star[1] for star in _STAR.finditer(statement)}
        for table, alias in reads:
            asked = names | {ALL} if None in starred or alias in starred else names
            found[table] = found.get(table, frozenset()) | asked
    return found


def _is_within(at: int, span: tuple[int, int]) -> bool:
    return span[0] <= at < span[1]


def _closing(text: str, at: int) -> tuple[int, int]:
    """From `at`, after a parenthesis, to where it closes."""
    depth, end = 1, at
    while depth:
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    return at, end


@cache
def _makers() -> dict[str, str]:
    return {table: name for name, text in sources().items() for table in _MAKES.findall(text)}
