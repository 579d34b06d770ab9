"""The records of a commit where the site can be built from them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongshi.forges.judge import Outcome
from gongshi.records.commits import git
from gongshi.records.repository import repository


def can_be_built(outcome: Outcome) -> bool:
    """Whether the site of a change may be built: without errors, and of nothing but records.

    Templates and settings of a change can run its own code.
    """
    report = outcome.report
    return not outcome.has_errors and not (report is not None and report.elsewhere)


@contextmanager
def checked_out(root: Path, commit: str) -> Iterator[Path]:
    """A folder with what a commit holds, beside the work tree; gone afterwards.

    With "" for the commit it is `root` itself.
    """
    with repository(root) as repo:
        if repo is None or not commit:
            yield root
            return
        with tempfile.TemporaryDirectory() as above:
            folder = Path(above) / "site"
            git(repo, "worktree", "add", "--detach", "--quiet", str(folder), commit)
            try:
                yield folder
            finally:
                git(repo, "worktree", "remove", "--force", str(folder))
