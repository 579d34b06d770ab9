"""When, by whom and how each record changed, from one pass over the repository's log.

`log` reads Git's output, `index` keeps what it said between runs, `versions` compares what a
change began with and what it left. Names and addresses of authors do not leave this room: a change
is by a member of staff whose account the author's is, or whom the commit's trailer names, or by
nobody known.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from git.exc import GitCommandError

from gongshi.kinds import Kind
from gongshi.records.history.accounts import Accounts
from gongshi.records.history.index import open_index, shallow_ends
from gongshi.records.history.log import day, seconds
from gongshi.records.history.snapshot import about
from gongshi.records.history.versions import open_versions, people_in
from gongshi.records.repository import repository

__all__ = ["Commit", "Committed", "FieldHistory", "History", "Version"]
__all__ += ["field_history", "head_commit", "last_changes", "people_in"]

_LAST = "SELECT path, at FROM told JOIN files ON files.id = file WHERE place = 0"
_TOLD = """
    SELECT sha, epoch, parents, author, mail, subject, staff, changes.olds, pair
    FROM files JOIN told ON files.id = told.file JOIN changes ON changes.id = change
    JOIN commits ON commits.id = told.at
    LEFT JOIN versions.pairs AS known
        ON folder = substr(identity, 1, instr(identity, '/') - 1)
            AND known.olds = changes.olds AND known.new = changes.new
    WHERE path = ? ORDER BY place
"""
# Commits that changed a record, from the first: by their day in China, then as they follow.
_COMMITS = """
    SELECT id, sha, epoch, parents, author, mail, subject, staff FROM commits
    WHERE id IN (SELECT at FROM changes)
    ORDER BY (epoch + 28800) / 86400, depth, epoch, sha LIMIT ? OFFSET ?
"""
_OF_COMMITS = """
    SELECT at, path, olds <> '', new <> '', source IS NOT NULL FROM changes
    JOIN files ON files.id = file
    WHERE at IN ({}) AND NOT (
        new = '' AND EXISTS (
            SELECT 1 FROM changes AS moved
            WHERE moved.at = changes.at AND moved.source = changes.file
        )
    )
    ORDER BY path
"""
_SCHEMAS = ("main", "versions")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit; `epoch` is its time in seconds."""

    sha: str
    epoch: int

    @property
    def date(self) -> str:
        """The committer's day in China (ISO)."""
        return day(self.epoch)


@dataclass(frozen=True, slots=True)
class History:
    """`head` is the commit checked out, if any; `by_path` the last change of each record file.

    Paths are POSIX and relative to the root. A file that no commit holds yet is absent. In a
    shallow clone the oldest commit there is stands for all that is older.
    """

    head: Commit | None
    by_path: Mapping[str, Commit]


@dataclass(frozen=True, slots=True)
class Version:
    """A change of one record. `by` is a staff id, "" for nobody known; `subject` is unscanned.

    `began` says that the record was added by it, `is_cut` that what was before is not in this
    copy, `merged` that it brought branches together. `pair` is what differs (see `before_after`).
    """

    commit: Commit
    by: str
    subject: str
    merged: bool
    began: bool
    is_cut: bool
    pair: str

    @property
    def before_after(self) -> tuple[dict[str, Any], dict[str, Any], bool] | None:
        """What differs, before and after, and whether the two say the same; None: unreadable.

        Fields that the schema closes are in neither; those under consent are, ungated. Where
        nothing differs and yet the two are not the same, only closed fields changed.
        """
        pair = json.loads(self.pair or "{}")
        return None if "unread" in pair else (pair["old"], pair["new"], pair["same"])


@dataclass(frozen=True, slots=True)
class Committed:
    """A commit that changed records; `by`, `subject`, `merged` and `is_cut` as of a `Version`.

    `changes` gives for each path what became of its record: `added`, `changed`, `moved`, `removed`.
    """

    commit: Commit
    by: str
    subject: str
    merged: bool
    is_cut: bool
    changes: Mapping[str, str]


class FieldHistory:
    """The changes of each record file, looked up in the database in which they were put together.

    It can be given to other processes. Without a repository it knows of no change.
    """

    def __init__(
        self, index: sqlite3.Connection | None, staff: Mapping[str, str], ends: frozenset[str]
    ) -> None:
        self._index, self._staff, self._ends = index, staff, ends
        self._accounts = Accounts(staff)

    def __reduce__(self) -> tuple[Any, ...]:
        parts = self._index and [self._index.serialize(name=each) for each in _SCHEMAS]
        return _restored, (parts, self._staff, self._ends)

    @property
    def ends(self) -> frozenset[str]:
        """The commits whose parents this copy does not hold."""
        return self._ends

    def last(self) -> History:
        """What `last_changes` gives."""
        return History(None, {}) if self._index is None else _last(self._index)

    def of(self, path: str) -> list[Version]:
        """The changes of a file, the newest first, back to when it was last added."""
        if self._index is None:
            return []
        return [self._version(*row) for row in self._index.execute(_TOLD, [path])]

    def count(self) -> int:
        """How many commits changed a record."""
        if self._index is None:
            return 0
        (count,) = self._index.execute("SELECT count(DISTINCT at) FROM changes").fetchone()
        return int(count)

    def commits(self, start: int, most: int) -> list[Committed]:
        """At most so many of the commits that changed a record, from the first one on."""
        if self._index is None:
            return []
        rows = self._index.execute(_COMMITS, [most, start]).fetchall()
        of: dict[int, dict[str, str]] = {row[0]: {} for row in rows}
        query = _OF_COMMITS.format(", ".join("?" * len(rows)))
        for at, path, was, is_there, moved in self._index.execute(query, list(of)):
            state = (
                "moved" if moved else "removed" if not is_there else "changed" if was else "added"
            )
            of[at][path] = state
        return [
            Committed(
                commit=Commit(sha, epoch),
                by=self._by(author, mail, named),
                subject=subject,
                merged=parents > 1,
                is_cut=sha in self._ends,
                changes=of[at],
            )
            for at, sha, epoch, parents, author, mail, subject, named in rows
        ]

    def names(self) -> frozenset[str]:
        """All names of persons that stand or ever stood in a record, to be told by none."""
        if self._index is None:
            return frozenset()
        lists = self._index.execute("SELECT DISTINCT names FROM versions.names")
        return frozenset(name for (names,) in lists for name in json.loads(names))

    def _version(
        self,
        sha: str,
        epoch: int,
        parents: int,
        author: str,
        mail: str,
        subject: str,
        named: str,
        olds: str,
        pair: str | None,
    ) -> Version:
        return Version(
            commit=Commit(sha, epoch),
            by=self._by(author, mail, named),
            subject=subject,
            merged=parents > 1,
            began=not olds,
            is_cut=not olds and sha in self._ends,
            pair=pair or "",
        )

    def _by(self, author: str, mail: str, named: str) -> str:
        """The staff id of who committed, or for whom; "" for nobody known."""
        of_trailer = (each for each in named.split() if each in self._staff)
        return self._accounts.author(author, mail) or next(of_trailer, "")


def head_commit(root: Path) -> Commit | None:
    """The commit checked out; None where `root` is no Git repository or has no commit yet."""
    with repository(root) as repo:
        try:
            log = repo.git.log("-1", "--format=%H %ct", "--no-show-signature") if repo else ""
        except GitCommandError:
            return None  # no commit yet
    sha, _, time = log.partition(" ")
    return Commit(sha, seconds(time)) if sha else None


def last_changes(root: Path) -> History:
    """The last change of each file under `root`/records."""
    with repository(root) as repo:
        found = None if repo is None else open_index(repo)
    if found is None:
        return History(None, {})
    with closing(found[0]) as index:
        return _last(index)


def field_history(root: Path, kinds: Mapping[str, Kind], staff: Mapping[str, str]) -> FieldHistory:
    """Every change of every record file; `staff` gives the forge account of each id, or ""."""
    with repository(root) as repo:
        found = None if repo is None else open_index(repo)
        if repo is None or found is None:
            return FieldHistory(None, staff, frozenset())
        index, base = found
        open_versions(repo, index, base, kinds)
        return FieldHistory(index, staff, shallow_ends(repo))


def _last(index: sqlite3.Connection) -> History:
    commits = {
        id: Commit(sha, epoch)
        for id, sha, epoch in index.execute("SELECT id, sha, epoch FROM commits")
    }
    head = about(index, "head")
    return History(
        next((each for each in commits.values() if each.sha == head), None),
        {path: commits[at] for path, at in index.execute(_LAST)},
    )


def _restored(
    parts: list[bytes] | None, staff: Mapping[str, str], ends: frozenset[str]
) -> FieldHistory:
    if parts is None:
        return FieldHistory(None, staff, ends)
    index = sqlite3.connect(":memory:")
    index.execute("ATTACH ':memory:' AS versions")
    for schema, content in zip(_SCHEMAS, parts, strict=True):
        index.deserialize(content, name=schema)
    return FieldHistory(index, staff, ends)
