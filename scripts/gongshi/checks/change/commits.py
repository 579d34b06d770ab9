"""The change itself, read once: what differs, and the commits that brought it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from git import Repo
from git.exc import GitCommandError

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.commits import (
    Record,
    blob,
    changed_elsewhere,
    changed_files,
    commit_of,
    git,
    parsed,
)
from gongshi.records.differing import NO_BLOB, Differing
from gongshi.records.history.log import Logged, day, day_of, identity, logged, seconds
from gongshi.records.walk import FOLDER, read

_LINK = "120000"
_RECENT = 100  # commits among which the latest day is looked for
# What a plain file is not, by Git's mode.
_ODD = {_LINK: "link", "160000": "repository", "100755": "program"}


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

    `day` is that of the base, `today` that of the later side, in China. `altered` is by identity
    (folder and file name, wherever the file lies below the folder); `commits` are those that
    `base` has not, the newest first; `elsewhere` are the changed files outside the records, `odd`
    those below records/ that are no plain files, with what they are. `swept` are the altered
    records that none of the commits touched: a merge left out what the base has of them.
    `clashing` are those that the base, too, has changed since the two parted, and not to the same.
    `lost` is how many commits of `base` the later side has not, where the two are compared
    straight.
    """

    base: str
    day: str
    today: str
    commits: tuple[Logged, ...]
    altered: Mapping[str, Altered]
    elsewhere: tuple[str, ...]
    odd: Mapping[str, str]
    swept: frozenset[str]
    clashing: frozenset[str]
    lost: int = 0

    def of(self, one: str) -> list[Logged]:
        """The commits that touched a record, the newest first."""
        if one in self.swept:
            return [each for each in self.commits if len(each.parents) > 1]
        return [each for each in self.commits if any(part.identity == one for part in each.changes)]


def read_change(
    repo: Repo,
    root: Path,
    kinds: Mapping[str, Kind],
    base: str,
    head: str | None,
    *,
    straight: bool = False,
) -> Change:
    """The change from `base` to `head`, or to the work tree as it lies for None.

    It is what came since the two parted; `straight`, all that is otherwise than in `base`.
    """
    tip = commit_of(repo, base)
    try:
        at = commit_of(repo, head or "HEAD")
    except GitCommandError:  # nothing is committed yet
        at = tip
    parted = tip if straight else parting(repo, tip, at)
    by_folder = {kind.folder: kind for kind in kinds.values()}
    altered: dict[str, Altered] = {}
    odd: dict[str, str] = {}
    for each in changed_files(repo, parted, head):
        path = each.path
        if what := _oddity(each):
            odd[path] = what
        folder, _, name = identity(path).partition("/")
        if folder not in by_folder or not name.endswith(".yaml"):
            continue
        before = None if each.before == NO_BLOB else parsed(path, blob(repo, each.before))
        after = _now(repo, root, each, head is None)
        # A record that was moved stands here twice: once as gone, once as new.
        known = altered.get(identity(path))
        is_here = after is not None or known is None
        altered[identity(path)] = Altered(
            by_folder[folder],
            path if is_here or known is None else known.path,
            each.after if is_here or known is None else known.blob,
            before or (known.before if known else None),
            after or (known.after if known else None),
        )
    commits = tuple(logged(repo, at, tip))
    judged, clashing = _judged(repo, parted, tip, altered)
    return Change(
        tip,
        _latest_day(repo, tip),
        day_of(repo, at if head else None),
        commits,
        dict(sorted(judged.items())),
        tuple(changed_elsewhere(repo, parted, head)),
        odd | dict.fromkeys(_doubled(repo, at, altered) if head else (), "doubled"),
        _swept(repo, parted, at, commits, altered),
        clashing,
        int(git(repo, "rev-list", "--count", tip, f"^{at}")) if straight else 0,
    )


def parting(repo: Repo, base: str, head: str) -> str:
    """The commit where two parted; the base where they have nothing in common."""
    try:
        return git(repo, "merge-base", base, head).split("\n")[0]
    except GitCommandError:
        return base


def _oddity(each: Differing) -> str:
    """What a file is that Git keeps and that is no plain file, "" for a plain one."""
    if each.mode and any(part.startswith(".") for part in each.path.split("/")):
        return "hidden"
    return _ODD.get(each.mode, "")


def _latest_day(repo: Repo, tip: str) -> str:
    """The day of a commit and of those before it: whose clock was put back does not count."""
    times = git(repo, "log", f"-{_RECENT}", "--no-show-signature", "--format=%ct", tip)
    return day(max(map(seconds, times.split("\n"))))


def _doubled(repo: Repo, at: str, altered: Mapping[str, Altered]) -> Iterator[str]:
    """The paths that a commit holds twice, as no Git writes them: nobody can say which counts."""
    folders = {str(above) for each in altered.values() for above in Path(each.path).parents}
    under = [f"{each}/" for each in sorted(folders - {"."})]
    listing = git(repo, "ls-tree", "-z", "--name-only", "--full-tree", at, "--", FOLDER, *under)
    seen = Counter(listing.split("\0"))
    yield from (path for path, count in seen.items() if count > 1)


def _swept(
    repo: Repo,
    parted: str,
    at: str,
    commits: Sequence[Logged],
    altered: Mapping[str, Altered],
) -> frozenset[str]:
    untouched = altered.keys() - {one.identity for each in commits for one in each.changes}
    if not untouched or all(len(each.parents) < 2 for each in commits):
        return frozenset()
    # What is not committed yet nobody committed.
    return frozenset(untouched & {identity(each.path) for each in changed_files(repo, parted, at)})


def _judged(
    repo: Repo, parted: str, tip: str, altered: Mapping[str, Altered]
) -> tuple[dict[str, Altered], frozenset[str]]:
    """The altered records, each with what the base has of it now, should that have moved on.

    With them those of which the base has something else than what they are now.
    """
    since: dict[str, tuple[str, str]] = {}
    for each in changed_files(repo, parted, tip) if parted != tip else ():
        one = identity(each.path)
        if each.after != NO_BLOB or one not in since:  # moved: gone there and new here
            since[one] = (each.path, each.after)
    found = dict(altered)
    for one in altered.keys() & since.keys():
        path, held = since[one]
        before = None if held == NO_BLOB else parsed(path, blob(repo, held))
        found[one] = replace(altered[one], before=before)
    clashing = {one for one in altered.keys() & since if found[one].before != found[one].after}
    return found, frozenset(clashing)


def _now(repo: Repo, root: Path, each: Differing, is_work_tree: bool) -> Record | None:
    """The record that there is now; a link to one is none."""
    if each.mode == _LINK:
        return None
    if each.after != NO_BLOB:
        return parsed(each.path, blob(repo, each.after))
    raw = read(root, each.path) if is_work_tree else Finding(each.path, "")
    return None if isinstance(raw, Finding) else parsed(each.path, raw)
