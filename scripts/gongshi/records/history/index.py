"""What the log says, kept between runs, and what it says of the files that are there now.

The snapshot is for one toolkit and one commit: a later commit adds what is new; whatever else has
happened (history rewritten, a shallow clone deepened) means to begin anew. It holds names and
addresses of authors, as Git does, and therefore lies where Git keeps them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from git import Repo
from git.exc import GitCommandError

from gongshi.records.commits import blobs_at, changed_files, led_to
from gongshi.records.cycles import no_search_for_cycles
from gongshi.records.history.log import Logged, identity, logged
from gongshi.records.history.snapshot import about, note, opened, save, toolkit_key

_FILE = "gongshi-history"
_FEW = 200  # paths that fit on a command line
_DAY = 86_400

_TABLES = (
    """CREATE TABLE commits (
        id INTEGER PRIMARY KEY, sha TEXT UNIQUE, depth INTEGER, epoch INTEGER, parents INTEGER,
        author TEXT, mail TEXT, subject TEXT, staff TEXT
    )""",
    "CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT, identity TEXT)",
    """CREATE TABLE changes (
        id INTEGER PRIMARY KEY, file INTEGER, source INTEGER, at INTEGER, olds TEXT, new TEXT
    )""",
    """CREATE TABLE told (file INTEGER, place INTEGER, change INTEGER, at INTEGER,
        PRIMARY KEY (file, place)) WITHOUT ROWID""",
)
# Made when most rows are there: that is quicker.
_INDEXES = (
    "CREATE UNIQUE INDEX IF NOT EXISTS files_at ON files (path)",
    "CREATE INDEX IF NOT EXISTS changes_of ON changes (file)",
)
# What a run has to tell anew.
_TOUCHED = (
    "CREATE TEMP TABLE near (identity TEXT PRIMARY KEY)",
    "CREATE TEMP TABLE touched (file INTEGER PRIMARY KEY)",
)
_NEAR = "SELECT path, id FROM files WHERE identity IN (SELECT identity FROM near)"
_CHANGES = """
    SELECT depth, epoch, sha, identity, file, source, olds, new, changes.id, at
    FROM touched JOIN files ON files.id = file JOIN changes USING (file)
    JOIN commits ON commits.id = at
"""


class Row(NamedTuple):
    """A change as it stands in its record's list; `at` is its commit."""

    file: int
    source: int | None
    olds: str
    new: str
    change: int
    at: int


# Of each commit depth, time and id. Depth comes first, since clocks may be wrong: no commit is as
# deep as one it follows.
Order = dict[int, tuple[int, int, str]]
Groups = dict[str, list[Row]]  # the changes of each record


def open_index(repo: Repo) -> tuple[sqlite3.Connection, str | None] | None:
    """All that the log up to HEAD says, in memory; None where there is no commit yet.

    None also where Git cannot read its own log. With it the commit that was known before, if any;
    the files touched since are in `touched`.
    """
    try:
        head = str(repo.git.rev_parse("--verify", "--quiet", "HEAD^{commit}"))
    except GitCommandError:
        return None
    path = Path(repo.git_dir) / _FILE
    key = toolkit_key(*sorted(shallow_ends(repo)))
    index = sqlite3.connect(":memory:")
    base = about(index, "head") if opened(path, key, _TABLES, index) else None
    if base is not None and base != head and not led_to(repo, base, head):
        opened(None, key, _TABLES, index)
        base = None
    index.execute("PRAGMA journal_mode = OFF")  # what goes wrong is thrown away whole
    for table in _TOUCHED:
        index.execute(table)
    if base != head:
        try:
            with no_search_for_cycles():
                _add(index, repo, head, base)
        except GitCommandError:  # objects are missing
            return None
        save(path, index)
    return index, base


def shallow_ends(repo: Repo) -> frozenset[str]:
    """The commits whose parents this copy does not hold."""
    path = Path(repo.common_dir) / "shallow"
    return frozenset(path.read_text("ascii").split()) if path.is_file() else frozenset()


def _add(index: sqlite3.Connection, repo: Repo, head: str, base: str | None) -> None:
    """Take in the commits since `base`, and tell anew what became of the records they touched."""
    files = _Files(index)
    groups, order = _insert(index, logged(repo, head, base), files)
    index.executemany(
        "INSERT INTO files VALUES (?, ?, ?)",
        ((files(path), path, identity(path)) for path in files.added),
    )
    for each in _INDEXES:
        index.execute(each)
    paths = {path: files(path) for path in files.added}
    if base is not None:
        # A merge may drop what none of the commits it brought has touched.
        near = groups.keys() | {identity(each.path) for each in changed_files(repo, base, head)}
        index.executemany("INSERT INTO near VALUES (?)", ((one,) for one in near))
        paths = dict(index.execute(_NEAR).fetchall())
        index.executemany("INSERT INTO touched VALUES (?)", ((file,) for file in paths.values()))
        index.execute("DELETE FROM told WHERE file IN (SELECT file FROM touched)")
        groups = {one: [] for one in near}
        for depth, epoch, sha, one, *rest in index.execute(_CHANGES):
            row = Row(*rest)
            groups[one].append(row)
            order[row.at] = (depth, epoch, sha)
    if groups:
        few = sorted(paths) if base and len(paths) <= _FEW else []
        blobs = {paths[at]: blob for at, blob in blobs_at(repo, head, *few).items() if at in paths}
        index.executemany("INSERT INTO told VALUES (?, ?, ?, ?)", _told(groups, order, blobs))
    note(index, "head", head)


class _Files:
    """The number of each file; `added` are the paths of those that had none."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index
        (self._last,) = index.execute("SELECT coalesce(max(id), 0) FROM files").fetchone()
        self._is_new = not self._last
        self._known: dict[str, int] = {}
        self.added: list[str] = []

    def __call__(self, path: str) -> int:
        number = self._known.get(path)
        if number is None:
            number = self._known[path] = self._look_up(path)
        return number

    def _look_up(self, path: str) -> int:
        query = "SELECT id FROM files WHERE path = ?"
        found = None if self._is_new else self._index.execute(query, [path]).fetchone()
        if found is None:
            self.added.append(path)
            return int(self._last + len(self.added))
        return int(found[0])


def _insert(
    index: sqlite3.Connection, commits: Iterable[Logged], files: _Files
) -> tuple[Groups, Order]:
    """Write commits down, which come children before parents; gives what they changed."""
    groups: Groups = {}
    rows: list[Row] = []
    found: list[tuple[int, Logged]] = []
    (change,) = index.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()
    (last,) = index.execute("SELECT coalesce(max(id), 0) FROM commits").fetchone()
    for at, commit in enumerate(commits, last + 1):
        for one, path, source, olds, new in commit.changes:
            change += 1
            row = Row(files(path), files(source) if source else None, olds, new, change, at)
            rows.append(row)
            groups.setdefault(one, []).append(row)
        found.append((at, commit))
    index.executemany(
        "INSERT INTO changes (file, source, olds, new, id, at) VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )
    depths: dict[str, int] = {}
    order: Order = {}
    for at, commit in reversed(found):
        before = [depths.get(each) or _depth(index, each) for each in commit.parents]
        depths[commit.sha] = depth = max(before, default=0) + 1
        order[at] = (depth, commit.epoch, commit.sha)
    index.executemany(
        "INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                at,
                commit.sha,
                depths[commit.sha],
                commit.epoch,
                len(commit.parents),
                commit.author,
                commit.mail,
                commit.subject,
                " ".join(commit.staff),
            )
            for at, commit in found
        ),
    )
    return groups, order


def _depth(index: sqlite3.Connection, sha: str) -> int:
    """How many commits a known one follows, and itself; 0 for the parents of a shallow clone."""
    found = index.execute("SELECT depth FROM commits WHERE sha = ?", [sha]).fetchone()
    return 0 if found is None else int(found[0])


def _told(
    groups: Groups, order: Order, blobs: Mapping[int, str]
) -> Iterator[tuple[int, int, int, int]]:
    """Which changes led to each file that is there (`blobs`), the newest first."""
    for rows in groups.values():
        if len(rows) > 1:
            rows.sort(key=lambda row: order[row.at], reverse=True)
        for file in {row.file for row in rows} & blobs.keys():
            for place, row in enumerate(_chain(file, blobs[file], rows)):
                yield file, place, row.change, row.at


def _chain(file: int, blob: str, rows: Iterable[Row]) -> Iterator[Row]:
    """The changes that made `file` what it is, back to when it was last added.

    Each leads from its own result to what it began with, so that what was dropped in a merge, or
    stood there before a deletion, is not told.
    """
    wanted = {blob}
    for row in rows:
        if row.file == file and row.new in wanted:
            yield row
            wanted.remove(row.new)
            wanted.update(row.olds.split())
            file = row.source or file
            if not wanted:
                return
