"""What changed between two versions of a record, as far as it may ever be told.

Closed fields, and what no schema names, are left out here already and reach nothing above. Whether
a field under consent may be told depends on today's consent, which the gate of the site decides;
so what it needs for that stays beside what changed.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from git import Repo

from gongshi.kinds import Field, Kind
from gongshi.records.differences import row_key
from gongshi.records.guards import MAX_BYTES, faults
from gongshi.records.history.log import run
from gongshi.records.history.snapshot import about, note, opened, save, toolkit_key
from gongshi.records.parse import parse

Record = dict[str, Any]
_PIECE = 1 << 20
_MOST = 1 << 62  # what a table can hold, and no more than anybody means

_FILE = "gongshi-versions"
_SCHEMA = "versions"
_TABLES = (
    """CREATE TABLE pairs (folder TEXT, olds TEXT, new TEXT, pair TEXT,
        PRIMARY KEY (folder, olds, new)) WITHOUT ROWID""",
    "CREATE TABLE names (folder TEXT, blob TEXT, names TEXT, PRIMARY KEY (folder, blob))",
)
# Changes that are told and began with something; and, of kinds that name people, any version.
_WANTED = """
    CREATE TEMP TABLE wanted AS
    WITH near AS (SELECT id, identity FROM files {}),
        led AS (SELECT DISTINCT change FROM told WHERE file IN (SELECT id FROM near))
    SELECT DISTINCT identity, substr(identity, 1, instr(identity, '/') - 1) AS folder, olds, new,
        olds <> '' AND led.change IS NOT NULL AS is_told
    FROM near JOIN changes ON near.id = file LEFT JOIN led ON led.change = changes.id
    WHERE new <> '' AND (is_told OR folder IN ({}))
"""
_NEAR = "WHERE id IN (SELECT file FROM touched)"
_FIND = "CREATE INDEX temp.wanted_of ON wanted (folder, new, olds)"
# What history no longer holds is not kept either.
_FORGET = (
    """DELETE FROM versions.pairs WHERE NOT EXISTS (
        SELECT 1 FROM wanted
        WHERE wanted.folder = pairs.folder AND wanted.olds = pairs.olds AND wanted.new = pairs.new
            AND is_told
    )""",
    """DELETE FROM versions.names WHERE NOT EXISTS (
        SELECT 1 FROM wanted WHERE wanted.folder = names.folder AND wanted.new = names.blob
    )""",
)
_MISSING = """
    SELECT identity, folder, olds, new, is_told FROM wanted
    WHERE is_told AND NOT EXISTS (
            SELECT 1 FROM versions.pairs
            WHERE pairs.folder = wanted.folder AND pairs.olds = wanted.olds
                AND pairs.new = wanted.new
        )
        OR folder IN ({}) AND NOT EXISTS (
            SELECT 1 FROM versions.names
            WHERE names.folder = wanted.folder AND names.blob = wanted.new
        )
    ORDER BY identity
"""

Row = tuple[str, str, str, str, int]  # of _MISSING


def open_versions(
    repo: Repo, index: sqlite3.Connection, base: str | None, kinds: Mapping[str, Kind]
) -> None:
    """Put beside the index what its changes changed: `versions.pairs` and `versions.names`.

    `base` is the commit from which the index went on in this run, if it did.
    """
    schemas = json.dumps({name: kind.schema for name, kind in kinds.items()}, sort_keys=True)
    path = Path(repo.git_dir) / _FILE
    index.execute(f"ATTACH ':memory:' AS {_SCHEMA}")
    opened(path, toolkit_key(schemas), _TABLES, index, _SCHEMA)
    known, head = about(index, "head", _SCHEMA), about(index, "head")
    if head is None or known == head:
        return
    by_folder = {kind.folder: kind for kind in kinds.values()}
    naming = [folder for folder, kind in by_folder.items() if _names_people(kind.fields)]
    marks = ",".join("?" * len(naming))
    goes_on = known is not None and known == base
    index.execute(_WANTED.format(_NEAR if goes_on else "", marks), naming)
    index.execute(_FIND)
    if not goes_on:
        for forget in _FORGET:
            index.execute(forget)
    rows: list[Row] = index.execute(_MISSING.format(marks), naming).fetchall()
    _fill(repo, index, by_folder, frozenset(naming), rows)
    note(index, "head", head, _SCHEMA)
    save(path, index, _SCHEMA)


def _fill(
    repo: Repo,
    index: sqlite3.Connection,
    by_folder: Mapping[str, Kind],
    naming: frozenset[str],
    rows: Sequence[Row],
) -> None:
    groups = [list(of_one) for _, of_one in groupby(rows, key=lambda row: row[0])]
    wanted = [_blobs(of_one) for of_one in groups]
    blobs = _read(repo, [sha for some in wanted for sha in some])
    for of_one, some in zip(groups, wanted, strict=True):
        records = {sha: _record(next(blobs)) for sha in some}
        for _, folder, olds, new, is_told in of_one:
            kind = by_folder.get(folder)
            if is_told:
                pair = _pair(kind, [records[sha] for sha in olds.split()], records[new])
                index.execute(
                    "INSERT OR REPLACE INTO versions.pairs VALUES (?, ?, ?, ?)",
                    [folder, olds, new, _json(pair)],
                )
            if folder in naming:
                index.execute(
                    "INSERT OR REPLACE INTO versions.names VALUES (?, ?, ?)",
                    [folder, new, _json(sorted(set(_people(kind, records[new]))))],
                )


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _blobs(rows: Sequence[Row]) -> list[str]:
    """The blobs that the changes of one record need, each once."""
    return list(
        dict.fromkeys(
            sha
            for _, _, olds, new, is_told in rows
            for sha in ([*olds.split(), new] if is_told else [new])
        )
    )


def _read(repo: Repo, shas: Sequence[str]) -> Iterator[bytes | None]:
    """The content of each blob, in this order; None for one that is not there or too big."""
    if not shas:
        return
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{sha}\n" for sha in shas).encode())
        asked.seek(0)
        process = run(repo, "cat_file", "--batch", "--buffer", stdin=asked)
        try:
            for _ in shas:
                yield _next(process.stdout)
            process.wait()
        finally:
            process.stdout.close()


def _next(stream: IO[bytes]) -> bytes | None:
    about = stream.readline().split()
    if len(about) != 3:
        return None  # "… missing"
    rest = int(about[2]) + 1  # and a newline
    if about[1] == b"blob" and rest <= MAX_BYTES + 1:
        return stream.read(rest)[:-1]
    while rest:
        rest -= len(stream.read(min(rest, _PIECE)))
    return None


def _record(raw: bytes | None) -> Record | None:
    """The record in a blob, if it can be read."""
    if raw is None or faults("", raw):
        return None
    return parse("", raw)[0]


def _pair(kind: Kind | None, olds: Sequence[Record | None], new: Record | None) -> Record:
    """What of a record differs, before and after; or that a version cannot be read.

    `same` says that the two say the same, only written otherwise.
    """
    if kind is None or new is None or any(old is None for old in olds):
        return {"unread": True}
    before = _common([old for old in olds if old is not None], new)
    old, now = (open_part(kind.fields, each) for each in (before, new))
    for field in kind.fields:
        _leave_out_equal(field, old, now)
    return {"old": old, "new": now, "same": before == new}


def _common(olds: Sequence[Record], new: Record) -> Record:
    """What a record was before a merge: a property that a parent had so already did not change."""
    first = dict(olds[0])
    for old in olds[1:]:
        for name in {*old, *first, *new}:
            if old.get(name) == new.get(name):
                if name in new:
                    first[name] = new[name]
                else:
                    first.pop(name, None)
    return first


def open_part(fields: Sequence[Field], value: Any) -> Record:
    """Of an object what the schema lets out under any consent, where it has the schema's type."""
    shown: Record = {}
    for field in fields if isinstance(value, dict) else ():
        if field.publish != "closed" and field.name in value:
            kept = _open(field, value[field.name])
            if kept is not None:
                shown[field.name] = kept
    return shown


def _open(field: Field, value: Any) -> Any:
    if field.fields:
        return open_part(field.fields, value)
    item = field.item
    if item is not None:
        if not isinstance(value, list):
            return None
        if item.fields:
            return [open_part(item.fields, each) for each in value if isinstance(each, dict)]
        return [each for each in value if _is_of_type(item, each)]
    return value if _is_of_type(field, value) else None


def _is_of_type(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return field.type == "boolean"
    if isinstance(value, int):
        return field.type == "integer" and abs(value) < _MOST
    return isinstance(value, str) and field.type == "string"


def _leave_out_equal(field: Field, old: Record, new: Record) -> None:
    """Drop a field that is the same in both, and of a list the equal rows.

    References stay, since a volunteer's number decides what may be told beside it.
    """
    one, other = old.get(field.name), new.get(field.name)
    if one == other:
        if not field.refers_to:
            old.pop(field.name, None)
            new.pop(field.name, None)
    elif one and other and (name := row_key(one)) and name == row_key(other):
        before, after = ({each[name]: each for each in rows} for rows in (one, other))
        old[field.name] = [each for key, each in before.items() if after.get(key) != each]
        new[field.name] = [each for key, each in after.items() if before.get(key) != each]


def _names_people(fields: Sequence[Field]) -> bool:
    return any(
        each.person or _names_people(each.fields or (each.item.fields if each.item else ()))
        for each in fields
    )


def _people(kind: Kind | None, record: Record | None) -> Iterator[str]:
    return iter(()) if kind is None else people_in(kind.fields, record)


def people_in(fields: Sequence[Field], value: Any) -> Iterator[str]:
    """The names of persons that stand in a record, whether or not it keeps to the schema."""
    for field in fields if isinstance(value, dict) else ():
        held = value.get(field.name)
        rows = held if isinstance(held, list) else [held]
        if field.person or (field.item is not None and field.item.person):
            yield from (each for each in rows if isinstance(each, str))
        inner = field.fields or (field.item.fields if field.item else ())
        for row in rows if inner else ():
            yield from people_in(inner, row)
