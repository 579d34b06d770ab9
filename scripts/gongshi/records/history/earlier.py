"""What the past of a commit did to some records: asked of the kept index, never one log a file."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from typing import NamedTuple

from git import Repo

from gongshi.records.commits import git
from gongshi.records.history.index import open_index
from gongshi.records.history.log import Logged, logged

_PAST = """
    SELECT identity, sha, author, mail, olds, new
    FROM files JOIN changes ON file = files.id JOIN commits ON commits.id = at
    WHERE identity IN ({})
    ORDER BY depth DESC, epoch DESC, sha DESC
"""


class Touch(NamedTuple):
    """What a commit did to a record: `olds` are the blobs before, `new` is "" where it is gone."""

    sha: str
    author: str
    mail: str
    olds: str
    new: str


def earlier(repo: Repo, base: str, identities: Collection[str]) -> dict[str, list[Touch]]:
    """What the commits up to `base` did to these records (`folder/file`), the newest first.

    The index is of the commit checked out: what only that has is left out, and what only `base`
    has is read out of Git's log.
    """
    found: dict[str, list[Touch]] = {each: [] for each in identities}
    if not identities:
        return found
    for commit in logged(repo, base, "HEAD"):
        for identity, touch in touches(commit):
            if identity in found:
                found[identity].append(touch)
    opened = open_index(repo)
    if opened is not None:
        others = set(git(repo, "rev-list", "HEAD", f"^{base}").split())
        with closing(opened[0]) as index:
            asked = _PAST.format(", ".join("?" * len(found)))
            for identity, *rest in index.execute(asked, list(found)):
                touch = Touch(*rest)
                if touch.sha not in others:
                    found[identity].append(touch)
    return found


def touches(commit: Logged) -> list[tuple[str, Touch]]:
    """What a commit did to each record that it changed."""
    about = (commit.sha, commit.author, commit.mail)
    return [(each.identity, Touch(*about, each.olds, each.new)) for each in commit.changes]
