"""What texts of SQL read and make, read off the texts themselves.

They read the tables behind `FROM` and `JOIN`, and of a table the columns that the statement names,
but for those that it names as another's; they make what stands behind `CREATE TABLE` and `CREATE
VIEW`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

# The column by which a table says which rows it has: whoever reads the table asks for it.
ROWS = "file"
ALL = "*"  # in place of a column's name: every column
_READS = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)(?:\s+AS\s+(\w+))?")
_STAR = re.compile(r"\b(?:(\w+)\.|SELECT\s+|DISTINCT\s+)\*")
_MAKES = re.compile(r"\bCREATE (?:TABLE|VIEW) (\w+)")
_NAME = re.compile(r"(?<![\w.])\w+(?!\w*\.)")  # alone
_OF = re.compile(r'\b(\w+)\."?(\w+)')  # as that of a table
_SUBQUERY = re.compile(r"\)\s+AS\s+(\w+)")
_PARENTHESIS = re.compile(r"[()]")
_PART = re.compile(r"\b(\w+)(?:\s*\([\w\s,]*\))?\s+AS\s*\(")  # of a WITH

# By table the names that a query, or a change, may mean columns of it by; among them `ROWS`, of a
# change where there are other rows.
Columns = Mapping[str, frozenset[str]]
Texts = Mapping[str, str]  # texts that make tables, by name, in the order in which they run


def kind_of_table(table: str) -> str:
    """The kind whose records a table holds."""
    return table.split("__")[0]


def files_behind(queries: Iterable[str], made_by: Texts) -> frozenset[str]:
    """The names of the texts that make what these queries read, and what those read."""
    makers = _makers(made_by)
    needed: set[str] = set()
    waiting = [table for query in queries for table in tables_in(query)]
    while waiting:
        maker = makers.get(waiting.pop())
        if maker is not None and maker not in needed:
            needed.add(maker)
            waiting += tables_in(made_by[maker])
    return frozenset(needed)


def columns_behind(query: str, made_by: Texts, known: Columns | None = None) -> Columns:
    """The columns of records of which a query is asked, however far behind its tables they are.

    Behind the texts that are `known`, by name, only those of these kinds.
    """
    behind: dict[str, frozenset[str]] = {}
    makers = _makers(made_by)
    known = known or {}
    seen: set[tuple[str, frozenset[str] | None]] = set()
    waiting: list[tuple[str, frozenset[str] | None]] = [(query, None)]
    while waiting:
        asking, only = waiting.pop()
        for table, names in columns_in(asking).items():
            maker = makers.get(table)
            if maker is None:
                if only is None or kind_of_table(table) in only:
                    behind[table] = behind.get(table, frozenset()) | names
            elif (maker, within := known.get(maker, only)) not in seen:
                seen.add((maker, within))
                waiting.append((made_by[maker], within))
    return behind


def tables_in(text: str) -> frozenset[str]:
    """The tables and views that a text of SQL reads, without what it calls its own parts."""
    return frozenset(columns_in(text))


@cache
def tables_made(text: str) -> frozenset[str]:
    """The tables and views that a text makes."""
    return frozenset(_MAKES.findall(text))


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
        # What stands before a point and is nobody's name here might be anything.
        known = {read[2] or read[1] for read in _READS.finditer(statement)}
        known.update(_SUBQUERY.findall(statement))
        named = _OF.findall(statement)
        names = {*_NAME.findall(statement), ROWS, *(name for of, name in named if of not in known)}
        starred = {star[1] for star in _STAR.finditer(statement)}
        for table, alias in reads:
            asked = names | {name for of, name in named if of == alias}
            if None in starred or alias in starred:
                asked |= {ALL}
            found[table] = found.get(table, frozenset()) | asked
    return found


def _is_within(at: int, span: tuple[int, int]) -> bool:
    return span[0] <= at < span[1]


def _closing(text: str, at: int) -> tuple[int, int]:
    """From `at`, after a parenthesis, to where it closes."""
    depth = 1
    for each in _PARENTHESIS.finditer(text, at):
        depth += 1 if each[0] == "(" else -1
        if not depth:
            return at, each.end()
    raise ValueError(f"a parenthesis of this SQL is never closed: {text}")


def _makers(texts: Texts) -> dict[str, str]:
    return {table: name for name, text in texts.items() for table in tables_made(text)}
