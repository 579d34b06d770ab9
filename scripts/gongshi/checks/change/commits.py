"""The change itself, read once: what differs, and the commits that brought it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from git import Repo
from git.exc import GitCommandError

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.commits import (
    NO_BLOB,
    Record,
    blob,
    changed_elsewhere,
    changed_files,
    commit_of,
    git,
    parsed,
)
from gongshi.records.history.log import Logged, identity, logged
from gongshi.records.walk import read


@dataclass(frozen=True, slots=True)
class Altered:
    """A record that is not the same: `before` is None where it is new, `after` where it is gone.

    `path` is where it lies now, or lay; `blob` is what Git holds of it now: nothing where that
    is not committed.
    """

    kind: Kind
    path: str
    blob: str
    before: Record | None
    after: Record | None

    @property
    def states(self) -> list[Record]:
        """The record before and after, as far as there is one."""
        return [each for each in (self.before, self.after) if each is not None]

    @property
    def is_local(self) -> bool:
        """Whether it is the programme's own, and not told after a text that anybody may cite."""
        return any(each.get("basis") == "local" for each in self.states)

    @property
    def is_guarded(self) -> bool:
        """Whether not everybody may change it: it is local, or decides what stands below what."""
        above = [each.get("parent") for each in self.states]
        return self.is_local or (self.kind.kept and above[:1] != above[-1:])


@dataclass(frozen=True, slots=True)
class Change:
    """Everything between where `base` and the change parted and what there is now.

    What a record was before is what `base` has of it, which may have moved on meanwhile.

    `altered` is by identity (folder and file name, wherever the file lies below the folder);
    `commits` are those that `base` has not, the newest first; `elsewhere` are the changed files
    outside the records.
    """

    base: str
    commits: tuple[Logged, ...]
    altered: Mapping[str, Altered]
    elsewhere: tuple[str, ...]

    def of(self, one: str) -> list[Logged]:
        """The commits that touched a record, the newest first."""
        return [each for each in self.commits if any(part.identity == one for part in each.changes)]


def read_change(
    repo: Repo, root: Path, kinds: Mapping[str, Kind], base: str, head: str | None
) -> Change:
    """The change from `base` to `head`, or to the work tree as it lies for None."""
    tip = commit_of(repo, base)
    try:
        at = commit_of(repo, head or "HEAD")
    except GitCommandError:  # nothing is committed yet
        at = tip
    try:
        parted = git(repo, "merge-base", tip, at).split("\n")[0]
    except GitCommandError:  # nothing in common
        parted = tip
    by_folder = {kind.folder: kind for kind in kinds.values()}
    altered: dict[str, Altered] = {}
    for path, old, new in changed_files(repo, parted, head):
        folder, _, name = identity(path).partition("/")
        if folder not in by_folder or not name.endswith(".yaml"):
            continue
        before = None if old == NO_BLOB else parsed(path, blob(repo, old))
        after = _now(repo, root, path, new, head is None)
        # A record that was moved stands here twice: once as gone, once as new.
        known = altered.get(identity(path))
        is_here = after is not None or known is None
        altered[identity(path)] = Altered(
            by_folder[folder],
            path if is_here or known is None else known.path,
            new if is_here or known is None else known.blob,
            before or (known.before if known else None),
            after or (known.after if known else None),
        )
    return Change(
        tip,
        tuple(logged(repo, at, tip)),
        dict(sorted(_judged(repo, parted, tip, altered).items())),
        tuple(changed_elsewhere(repo, parted, head)),
    )


def _judged(
    repo: Repo, parted: str, tip: str, altered: Mapping[str, Altered]
) -> dict[str, Altered]:
    """The altered records, each with what the base has of it now, should that have moved on."""
    since: dict[str, tuple[str, str]] = {}
    for path, _, new in changed_files(repo, parted, tip) if parted != tip else ():
        if new != NO_BLOB or identity(path) not in since:  # moved: gone there and new here
            since[identity(path)] = (path, new)
    found = dict(altered)
    for one in altered.keys() & since.keys():
        path, held = since[one]
        before = None if held == NO_BLOB else parsed(path, blob(repo, held))
        found[one] = replace(altered[one], before=before)
    return found


def _now(repo: Repo, root: Path, path: str, held: str, is_work_tree: bool) -> Record | None:
    if held != NO_BLOB:
        return parsed(path, blob(repo, held))
    raw = read(root, path) if is_work_tree else Finding(path, "")
    return None if isinstance(raw, Finding) else parsed(path, raw)
