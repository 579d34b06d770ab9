"""What is wrong with records and what they show, the ledger apart (codes X and P).

After a change only those checks are asked again that read what it touches, and only texts of files
that are otherwise are looked at, as long as the names are the same that all texts are read with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from gongshi.checks.database import STRAY, UNREAD, open_database
from gongshi.checks.leaks import READ_BESIDE, glossary_of, leaks
from gongshi.checks.reads import meet, merged
from gongshi.checks.rows import UNKNOWN, finding_of, placed, queries
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.cache import get, packed, put, unpacked
from gongshi.records.database import rows_of
from gongshi.records.load import Loaded
from gongshi.records.queries import ROWS, Columns, columns_in, kind_of_table
from gongshi.records.tables import layout
from gongshi.records.views import PARTED, views

NAME = "found"
_LETTER = "X"  # of the codes that are asked for in SQL


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and of how many findings a file that could not be read may be the cause.

    `glossary` is a digest of what texts were read with.
    """

    findings: Sequence[Finding]
    hanging: int
    glossary: str


def find(loaded: Loaded, kinds: Mapping[str, Kind], records: duckdb.DuckDBPyConnection) -> Found:
    """All that is wrong; `records` is what `open_database` gives."""
    found, hanging = _asked(records, queries(_LETTER), loaded, kinds)
    glossary = glossary_of(loaded, kinds)
    found += leaks(records, loaded.paths, kinds, glossary)
    return Found(found, hanging, glossary.digest(loaded.paths))


def find_after(loaded: Loaded, touched: Columns, kinds: Mapping[str, Kind], known: Found) -> Found:
    """The same, where `known` was found before `loaded.since`, which touches these columns.

    Every file could be read then.
    """
    since = loaded.since
    if since is None:
        return known
    if loaded.findings:
        touched = merged(touched, {UNREAD: frozenset({ROWS})})
    seen = _seen_in_views(kinds, touched)
    asked = {
        name: text for name, text in queries(_LETTER).items() if meet(_behind(text, seen), touched)
    }
    codes = {name[:4] for name in asked}
    stays = [each for each in known.findings if each.code not in codes]
    hanging = 0
    if asked:
        wanted = {"record", *(table for text in asked.values() for table in columns_in(text))}
        found, hanging = _asked(open_database(loaded, kinds, wanted), asked, loaded, kinds)
        stays += found
    if not (meet(seen["free_text"], touched) or touched.keys() & READ_BESIDE):
        return Found(stays, hanging, known.glossary)
    glossary = glossary_of(loaded, kinds)
    digest = glossary.digest(loaded.paths)
    if digest == known.glossary:
        anew: Collection[int] = since.changed
        paths = {loaded.paths[number] for number in anew}
        paths.update(path for of_kind in since.paths.values() for path in of_kind)
    else:
        anew, paths = range(len(loaded.paths)), {each.file for each in stays}
    stays = [each for each in stays if each.code.startswith(_LETTER) or each.file not in paths]
    few, present = _only(loaded, kinds, anew)
    texts = open_database(few, present, {"free_text", "record"})
    return Found([*stays, *leaks(texts, loaded.paths, kinds, glossary)], hanging, digest)


def known(root: Path, state: str) -> Found | None:
    """What was found in this state, if it is kept."""
    parts = get(root, NAME, state)
    if parts is None:
        return None
    glossary = parts["glossary"].to_pybytes().decode()
    return Found(unpacked(parts["findings"].to_pybytes()), 0, glossary)


def keep(root: Path, state: str, found: Found) -> None:
    """Keep what was found in this state, in which every file could be read."""
    findings = packed(found.findings).encode()
    put(root, NAME, state, {"findings": findings, "glossary": found.glossary.encode()})


def _asked(
    records: duckdb.DuckDBPyConnection,
    asked: Mapping[str, str],
    loaded: Loaded,
    kinds: Mapping[str, Kind],
) -> tuple[list[Finding], int]:
    """What these queries find, and of how much an unread file may be the cause."""
    rows = [row for query in asked.values() for row in rows_of(records, query)]
    standing = [row for row in rows if not row.pop("hangs", False)]
    meant = _meant(records) if any(row["code"] == UNKNOWN for row in standing) else {}
    found = [finding_of(placed(row, loaded.paths), kinds, meant) for row in standing]
    return found, len(rows) - len(standing)


def _seen_in_views(kinds: Mapping[str, Kind], touched: Columns) -> Mapping[str, Columns]:
    """By view what of the touched tables it reads."""
    seen: dict[str, Columns] = {}
    of_kinds = {kind_of_table(table) for table in touched}
    for view, query in views({name: kinds[name] for name in kinds if name in of_kinds}).items():
        seen[view] = {}
        for part in query.split(PARTED):
            if any(f" FROM {table} " in f"{part} " for table in touched):
                seen[view] = merged(seen[view], columns_in(part))
    return {**seen, STRAY: merged(seen["reference"], seen["identity"])}


def _behind(text: str, seen: Mapping[str, Columns]) -> Columns:
    """The columns of which a query is asked, itself or by views."""
    behind: Columns = {}
    for table, names in columns_in(text).items():
        behind = merged(behind, seen.get(table, {table: names}))
    return behind


def _only(
    loaded: Loaded, kinds: Mapping[str, Kind], files: Collection[int]
) -> tuple[Loaded, Mapping[str, Kind]]:
    """Of the records those in these files, and their kinds."""
    if len(files) == len(loaded.paths):
        return loaded, kinds
    folders = {loaded.paths[number].split("/")[1] for number in files}
    present = {name: kind for name, kind in kinds.items() if kind.folder in folders}
    names = ["record", *(table for kind in present.values() for table in layout(kind))]
    numbers = pa.array(files, pa.int64())
    tables = {
        name: table.filter(pc.is_in(table["file"], value_set=numbers))
        for name, table in ((name, loaded.tables[name]) for name in names)
    }
    return replace(loaded, tables=tables), present


def _meant(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """The id that was probably meant by each unknown target and the kinds wanted there.

    Only ids of records are suggested: a volunteer's number is random, and the nearest one is
    somebody else's.
    """
    near = connection.execute(
        """
        WITH missing AS (
            SELECT DISTINCT r.target, r.wanted
            FROM reference AS r
            WHERE NOT EXISTS (SELECT 1 FROM identity AS i WHERE i.id = r.target)
        ),
        near AS (
            SELECT
                m.target, m.wanted, r.id,
                row_number() OVER (
                    PARTITION BY m.target, m.wanted ORDER BY levenshtein(r.id, m.target), r.id
                ) AS place
            FROM missing AS m
            JOIN wanted_kind AS w ON w.wanted = m.wanted
            JOIN record AS r ON r.kind = w.kind
            WHERE r.id LIKE '%-' || m.target
                OR abs(length(r.id) - length(m.target)) <= 3
                AND levenshtein(r.id, m.target) <= greatest(1, length(m.target) // 4)
        )
        SELECT target, wanted, id FROM near WHERE place = 1
        """
    )
    return {(target, wanted): id for target, wanted, id in near.fetchall()}
