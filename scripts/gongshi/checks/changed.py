"""A check that shows only what the changes since the last commit have to do with.

Everything is checked as ever, since a change in one file may break another; by what an earlier run
has kept, if one has. Of what was found that in changed files is shown, and of the rest what was not
so in the last commit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from git import Repo
from git.exc import GitCommandError

from gongshi.checks.ledger import Watch
from gongshi.checks.run import CheckResult, Counts, by_severity, check, known_before, run_check
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.commits import NO_BLOB, blob, changed_files, commit_of
from gongshi.records.load import Loaded
from gongshi.records.otherwise import otherwise
from gongshi.records.repository import repository


def check_changed(root: Path, kinds: Mapping[str, Kind], watch: Watch) -> CheckResult | None:
    """What is wrong with the record files that are not as in the last commit, and by them.

    The counts are of these files and findings. None where there is no commit. Where nothing has
    changed, nothing is read.
    """
    with repository(root) as repo:
        changed = None if repo is None else _uncommitted(repo)
        if repo is None or changed is None:
            return None
        if not changed:
            return CheckResult([], Counts(0, 0, 0, 0, 0, 0), Loaded({}, [], [], {}))
        result = run_check(root, kinds, watch=watch)
        shown = [each for each in result.findings if each.file in changed]
        if len(shown) < len(result.findings):
            # Elsewhere there are findings: which are new, only the records as they were tell.
            before = {
                path: None if name == NO_BLOB else blob(repo, name)
                for path, name in changed.items()
            }
            was = otherwise(result.loaded, root, kinds, before)
            known, found = known_before(root, result.loaded)
            stood = {each.same for each in check(was, kinds, known=known, found=found).findings}
            shown = [
                each for each in result.findings if each.file in changed or each.same not in stood
            ]
    return _of(result, shown, changed.keys())


def _uncommitted(repo: Repo) -> dict[str, str] | None:
    """The record files that are not as in the last commit, with their blobs there.

    None where there is no commit yet: that is asked only where the difference cannot be told.
    """
    try:
        return {each.path: each.before for each in changed_files(repo, "HEAD", None)}
    except GitCommandError:
        try:
            commit_of(repo, "HEAD")
        except GitCommandError:
            return None
        raise


def _of(result: CheckResult, shown: list[Finding], files: Collection[str]) -> CheckResult:
    counts = replace(
        result.counts,
        files=len({*files, *(each.file for each in shown)}),
        **by_severity(shown),
        hanging=0,
        waived=0,
    )
    return CheckResult(shown, counts, result.loaded)
