"""The two sides of a change: the records as one commit has them and as another has them.

Neither is checked out. What lies in the work tree is read once, with what earlier runs remember of
it; a side is that with the files which its commit has otherwise, out of Git's own objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from git import Repo
from git.exc import GitCommandError

from gongshi.checks.base import Base, read_base
from gongshi.checks.change import change_findings
from gongshi.checks.change.commits import parting
from gongshi.checks.ledger import Judged
from gongshi.checks.of_records import Found
from gongshi.checks.run import known_before
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.commits import blob, changed_elsewhere, changed_files, commit_of
from gongshi.records.differing import NO_BLOB
from gongshi.records.history.log import day_of
from gongshi.records.load import Loaded, load
from gongshi.records.otherwise import Contents, otherwise
from gongshi.records.repository import repository
from gongshi.records.walk import read


@dataclass(frozen=True, slots=True)
class Sides:
    """The records before and after, and the record files that are not the same.

    `base` and `head` are commits; `head` is "" for the work tree as it lies. `day` is the day of
    the later side in China, on which both are tallied: what time alone changes is no change.
    `elsewhere` are the changed files outside the records; `gates` is what is wrong with the change
    itself, and `judge` what the commit to merge into held. `contents` are the files of the later
    side that lie otherwise in the work tree. `known` is what the laws made of the records before
    `since` of both, if that is kept, and `found` what else was found of them.
    """

    base: str
    head: str
    day: str
    before: Loaded
    after: Loaded
    changed: frozenset[str]
    elsewhere: tuple[str, ...]
    gates: tuple[Finding, ...]
    judge: Base
    contents: Contents
    known: Judged | None
    found: Found | None


def read_sides(
    root: Path,
    kinds: Mapping[str, Kind],
    base: str,
    head: str | None,
    actor: str = "",
    *,
    straight: bool = False,
) -> Sides | str | None:
    """The sides of `base...head`, so the change since the two parted; of the work tree for None.

    `straight` are those of `base..head`: what `base` has and `head` has not is removed. `actor` is
    the forge account that opened the pull request, as the forge says it.
    A name that is no commit is given back; None means that `root` is no repository.
    """
    with repository(root) as repo:
        if repo is None:
            return None
        shas = []
        for name in (base, head or "HEAD"):
            try:
                shas.append(commit_of(repo, name))
            except GitCommandError:
                return name
        parted = shas[0] if straight else parting(repo, *shas)
        here = load(root, kinds)
        before = dict(_contents(repo, parted))
        after = dict(_contents(repo, shas[1])) if head else {}
        later = otherwise(here, root, kinds, after)
        judge = read_base(root, shas[0], kinds, actor, head and shas[1])
        if judge is None:
            return base
        gates = change_findings(
            root, kinds, shas[0], head and shas[1], later, actor, straight=straight
        )
        known, found = known_before(root, here)
        return Sides(
            base=parted,
            head=shas[1] if head else "",
            day=day_of(repo, shas[1] if head else None),
            before=otherwise(here, root, kinds, before),
            after=later,
            changed=frozenset(_differing(root, before, after)),
            elsewhere=tuple(changed_elsewhere(repo, parted, shas[1] if head else None)),
            gates=tuple(gates),
            judge=judge,
            contents=after,
            known=known,
            found=found,
        )


def _contents(repo: Repo, sha: str) -> Iterator[tuple[str, bytes | None]]:
    """What a commit has otherwise than the work tree: the bytes of a file, None for no file."""
    for each in changed_files(repo, sha, None):
        yield each.path, None if each.before == NO_BLOB else blob(repo, each.before)


def _differing(root: Path, before: Contents, after: Contents) -> Iterator[str]:
    """The paths whose content is not the same on both sides."""
    for path in before.keys() | after.keys():
        old, new = (side[path] if path in side else read(root, path) for side in (before, after))
        if old != new:
            yield path
