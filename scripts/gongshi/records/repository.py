"""The Git repository that the records stand in, opened for as long as it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from git import Repo
from git.exc import InvalidGitRepositoryError, NoSuchPathError


@contextmanager
def repository(root: Path, *, or_above: bool = False) -> Iterator[Repo | None]:
    """The repository at `root`, or with `or_above` the one that `root` lies in; None for none."""
    try:
        repo = Repo(root, search_parent_directories=or_above)
    except (InvalidGitRepositoryError, NoSuchPathError):
        yield None
        return
    try:
        # What somebody put in the place of commits in this copy is not what was committed.
        repo.git.update_environment(GIT_NO_REPLACE_OBJECTS="1")
        yield repo
    finally:
        repo.close()
