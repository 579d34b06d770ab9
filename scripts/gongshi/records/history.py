"""When each record last changed, from one pass over the repository's log.

One `git log` for all files, never one a file: 1.9 s instead of ten minutes for 1,300 records and
9,400 commits. Authors' names and addresses are not asked for, so they can reach no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from git import Repo
from git.exc import GitCommandError, InvalidGitRepositoryError, NoSuchPathError

from gongshi.records.walk import FOLDER

_HERE = ZoneInfo("Asia/Shanghai")
_MARK = "\x01"  # no path that Git lists begins with it, once read with -z


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit; `date` is the committer's day in Asia/Shanghai (ISO), `epoch` its seconds."""

    sha: str
    date: str
    epoch: int


@dataclass(frozen=True, slots=True)
class History:
    """`head` is the commit checked out, if any; `by_path` the last change of each record file.

    Paths are POSIX and relative to the root. A file that no commit holds yet is absent. In a
    shallow clone the oldest commit there is stands for all that is older.
    """

    head: Commit | None
    by_path: Mapping[str, Commit]


def last_changes(root: Path) -> History:
    """The last commit that touched each file under `root`/records, merges included."""
    try:
        repo = Repo(root)
    except (InvalidGitRepositoryError, NoSuchPathError):
        return History(None, {})
    try:
        form = f"--format=tformat:{_MARK}%H %ct"
        try:
            head = _commit(repo.git.log("-1", "--no-show-signature", form).lstrip(_MARK).strip())
            log = repo.git.log(
                form,
                "--name-only",
                "--no-renames",
                "--no-show-signature",
                "--diff-merges=combined",
                "-z",
                "--",
                FOLDER,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
            )
        except GitCommandError:
            return History(None, {})  # no commit yet
        return History(head, _by_path(log))
    finally:
        repo.close()


def _by_path(log: bytes) -> dict[str, Commit]:
    found: dict[str, Commit] = {}
    commit: Commit | None = None
    for field in log.decode("utf-8", "backslashreplace").split("\0"):
        name = field.lstrip("\n")
        if name.startswith(_MARK):
            commit = _commit(name.removeprefix(_MARK))
        elif name and commit is not None:
            # The log runs from new to old, so the first mention of a file is its last change.
            found.setdefault(name, commit)
    return dict(sorted(found.items()))


def _commit(text: str) -> Commit:
    sha, epoch = text.split()
    return Commit(sha, datetime.fromtimestamp(int(epoch), _HERE).date().isoformat(), int(epoch))
