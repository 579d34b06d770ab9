"""What commits hold, out of Git's own objects: nothing is checked out.

Paths may hold any byte; what is no UTF-8 becomes escapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from git import Repo
from git.exc import GitCommandError

from gongshi.records.differing import OF_ANOTHER, UNDER, Differing, differing, text_of
from gongshi.records.guards import MAX_BYTES, faults
from gongshi.records.parse import parse

Record = Mapping[str, Any]


def git(repo: Repo, command: str, *arguments: str) -> str:
    """What a Git command prints; raises GitCommandError where it fails."""
    output = getattr(repo.git, command.replace("-", "_"))(
        *arguments, stdout_as_string=False, strip_newline_in_stdout=False
    )
    return text_of(bytes(output)).removesuffix("\n")


def commit_of(repo: Repo, name: str) -> str:
    """The commit that a name stands for; raises GitCommandError where there is none."""
    wanted = f"{name}^{{commit}}"
    return git(repo, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)


def led_to(repo: Repo, commit: str, later: str) -> bool:
    """Whether a commit is `later` or came before it; no where either is not known here."""
    try:
        git(repo, "merge-base", "--is-ancestor", commit, later)
    except GitCommandError:
        return False
    return True


def blobs_at(repo: Repo, commit: str, *paths: str) -> dict[str, str]:
    """The blob of each file under records/ at a commit; under `paths` only, where any are given."""
    listing = git(repo, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *(paths or (UNDER,)))
    found = {}
    for row in listing.split("\0"):
        about, _, path = row.partition("\t")
        if path and not about.startswith(OF_ANOTHER):
            found[path] = about.split(" ")[2]
    return found


def changed_files(repo: Repo, old: str, new: str | None) -> Iterator[Differing]:
    """The files under records/ that differ at two commits; the work tree for None."""
    return differing(partial(git, repo), old, new)


def changed_elsewhere(repo: Repo, old: str, new: str | None) -> list[str]:
    """The files outside records/ that differ at two commits, in order; the work tree for None."""
    options = ("-z", "--name-only", "--no-renames", "--ignore-submodules=none")
    told = git(repo, "diff", *options, old, *([new] if new else []))
    return sorted(each for each in told.split("\0") if each and not each.startswith(UNDER))


def blob(repo: Repo, name: str) -> bytes:
    """The bytes of a blob; one Git process gives all of them."""
    return bytes(repo.git.get_object_data(name)[3])


def parsed(path: str, raw: bytes) -> Record | None:
    """The record in these bytes; None where there is none to be read."""
    return None if len(raw) > MAX_BYTES or faults(path, raw) else parse(path, raw)[0]
