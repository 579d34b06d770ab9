"""From changed records to a branch that can be pushed, touching nothing that is not theirs.

The commit is put together in an index of its own, so that whatever else is changed, staged or half
done stays exactly as it is. Nothing of the repository moves before `keep`: until then there are
only loose objects, which Git clears away by itself.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from git import Repo
from git.exc import GitCommandError

from gongshi.intake.refusal import Refusal
from gongshi.records.commits import changed_files, commit_of, git, led_to
from gongshi.records.walk import FOLDER

# What Git leaves while something is half done.
_UNDER_WAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
_BASES = ("main", "master")
# How the lines begin by which Git says why, and that it failed.
_WHY = ("fatal:", "error:", "! [", "remote: error")
_THERE = "remote:"  # what the server says
_FAILED = ("error: failed to push some refs", "To ")
_NOTHING = "0" * 40
_HANDS = ("AUTHOR", "COMMITTER")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a change is to go.

    `head` is the commit it is made on. `branch` is where it will stand, `is_new` if it is made for
    it. `base` is the branch it is proposed for, and `against` the name of that branch as it is
    known here; `remote` where to push, "" where there is none.
    """

    head: str
    branch: str
    is_new: bool
    base: str
    against: str
    remote: str


@dataclass(frozen=True, slots=True)
class Change:
    """The changed record files, as Git's index names them: mode and blob by path, None for gone."""

    tree: str
    entries: Mapping[str, tuple[str, str] | None]


def target(
    repo: Repo, paths: Sequence[str], branch: str | None, base: str | None, remote: str | None
) -> Target | Refusal:
    """Where a change of `paths` goes: to the branch checked out, or to a new one.

    To a new one from the base, and from a branch that was pushed and has been merged since.
    """
    if (
        any((Path(repo.git_dir) / each).exists() for each in _UNDER_WAY)
        or repo.index.unmerged_blobs()
    ):
        return Refusal("under_way")
    try:
        head = commit_of(repo, "HEAD")
    except GitCommandError:
        return Refusal("no_commit")
    current = _name(repo, "HEAD").removeprefix("refs/heads/")
    known = [each.name for each in repo.remotes]
    if remote is not None and remote not in known:
        return Refusal("unknown_remote", {"remote": remote, "known": " ".join(known)})
    where = remote or _remote(repo, current, known)
    onto = base or _base(repo, where)
    against = next(
        (
            each
            for each in (f"refs/remotes/{where}/{onto}", f"refs/heads/{onto}")
            if _exists(repo, each)
        ),
        "",
    )
    if not against:
        return Refusal("unknown_base_branch", {"base": onto})
    is_sent = _exists(repo, f"refs/remotes/{where}/{current}")
    is_done = is_sent and led_to(repo, head, against)
    if branch is None and current not in ("", onto) and not is_done:
        if is_sent and _is_squashed(repo, head, against):
            return Refusal("squashed", {"branch": current, "base": onto})
        return Target(head, current, False, onto, against, where)
    name = branch or _free(repo, where, _named_after(paths))
    if branch is not None and branch != current:
        if not _is_name(repo, branch):
            return Refusal("bad_branch", {"branch": branch})
        if _exists(repo, f"refs/heads/{branch}"):
            return Refusal("branch_exists", {"branch": branch})
    return Target(head, name, name != current, onto, against, where)


def changed_paths(repo: Repo, asked: Sequence[str]) -> list[str]:
    """The files under records/ that are not as in HEAD, sorted; of those `asked` if any are."""
    under = [f":(literal){each}" for each in asked] or [f"{FOLDER}/"]
    known = git(repo, "diff-index", "-z", "--name-only", "--no-renames", "HEAD", "--", *under)
    staged = git(
        repo, "diff-index", "-z", "--name-only", "--no-renames", "--cached", "HEAD", "--", *under
    )
    new = git(repo, "ls-files", "-z", "--others", "--exclude-standard", "--", *under)
    return sorted({each for told in (known, staged, new) for each in told.split("\0") if each})


def taken_in(repo: Repo, head: str, paths: Sequence[str]) -> Change:
    """The tree of `head` with these files as they lie in the work tree."""
    with (
        tempfile.TemporaryDirectory(dir=repo.git_dir, prefix="gongshi-") as folder,
        repo.git.custom_environment(GIT_INDEX_FILE=str(Path(folder) / "index")),
    ):
        git(repo, "read-tree", head)
        with _fed("".join(f"{each}\0" for each in paths)) as names:
            repo.git.update_index("-z", "--add", "--remove", "--stdin", istream=names)
        tree = git(repo, "write-tree")
    differing = changed_files(repo, head, tree)
    entries = {each.path: (each.mode, each.after) if each.mode else None for each in differing}
    return Change(tree, entries)


def committed(repo: Repo, change: Change, head: str, message: str) -> str | Refusal:
    """A commit of the change on `head`, signed where Git is told to sign; no branch has it yet."""
    sign = ["-S"] if repo.config_reader().get_value("commit", "gpgsign", False) is True else []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "message"
        path.write_text(message, "utf-8")
        try:
            return git(repo, "commit-tree", change.tree, "-p", head, *sign, "-F", str(path))
        except GitCommandError as error:
            said = str(error.stderr)
            word = "no_identity" if "user.email" in said else "not_committed"
            return Refusal(word, {"reason": last_words(said)})


def keep(repo: Repo, to: Target, change: Change, commit: str) -> Refusal | None:
    """Put the commit on its branch, which is checked out then; the work tree stays as it is.

    Of the index only the entries of the change move. Refuses, having changed nothing else, where
    Git's index is in use, or the branch is no longer what it was.
    """
    lines = [
        f"{mode} {blob}\t{path}\0"
        for path, entry in change.entries.items()
        for mode, blob in [entry or ("0", _NOTHING)]
    ]
    ref = f"refs/heads/{to.branch}"
    try:
        with _fed("".join(lines)) as told:
            repo.git.update_index("-z", "--index-info", istream=told)
        was = _NOTHING if to.is_new else to.head
        git(repo, "update-ref", "-m", "gongshi submit", ref, commit, was)
        if to.is_new:
            git(repo, "symbolic-ref", "-m", "gongshi submit", "HEAD", ref)
    except GitCommandError as error:
        word = "in_use" if ".lock" in str(error.stderr) else "not_committed"
        return Refusal(word, {"reason": last_words(str(error.stderr))})
    repo.git.update_index("-q", "--refresh", with_exceptions=False)
    return None


def unsent(repo: Repo, to: Target) -> bool:
    """Whether the branch has commits that the remote's of that name is not known to have."""
    if to.is_new or to.head == commit_of(repo, to.against):
        return False
    there = f"refs/remotes/{to.remote}/{to.branch}"
    return not _exists(repo, there) or to.head != commit_of(repo, there)


def ahead(repo: Repo, to: Target) -> int:
    """How many commits the branch has that its base has not: they go along."""
    return int(git(repo, "rev-list", "--count", f"{to.against}..{to.head}"))


def pushed(repo: Repo, to: Target, *, may_ask: bool) -> tuple[bool, str]:
    """Push the branch; whether that worked, and what Git and the server said, without passwords.

    `may_ask` says that somebody sits there who can be asked for a password.
    """
    ref = f"refs/heads/{to.branch}"
    environment = {} if may_ask else {"GIT_TERMINAL_PROMPT": "0"}
    status, printed, said = repo.git.push(
        "--set-upstream",
        to.remote,
        f"{ref}:{ref}",
        with_extended_output=True,
        with_exceptions=False,
        env=environment,
    )
    return status == 0, f"{printed}\n{said}"  # a hook here prints, one there is told by Git


def last_words(said: str) -> str:
    """What Git said of why it failed; that it did is no reason, where a hook has told its own."""
    text = said.strip().removeprefix("stderr:").strip().strip("'")
    lines = [each.strip() for each in text.splitlines() if each.strip()]
    reasons = [each for each in lines if not each.startswith(_FAILED)] or lines
    why = next((each for each in reasons if each.startswith(_WHY)), (reasons or [""])[-1])
    heard = [each.removeprefix(_THERE).strip() for each in lines if each.startswith(_THERE)]
    return "; ".join([*filter(None, heard), why]) if why.startswith("! [") else why


@contextmanager
def _fed(text: str) -> Iterator[tempfile._TemporaryFileWrapper[bytes]]:
    """A file that Git can read from."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(os.fsencode(text))
        file.flush()
        file.seek(0)
        yield file


def _is_squashed(repo: Repo, head: str, base: str) -> bool:
    """Whether all that a branch changed came into its base in one commit of the same content.

    Nothing then leads from the branch to the base, and what is added to it would bring all of it
    once more.
    """
    try:
        parted = git(repo, "merge-base", head, base).split("\n")[0]
        tree = git(repo, "rev-parse", f"{head}^{{tree}}")
        # Whose commit it is, and of when, is nobody's business: only its content is compared.
        known = {f"GIT_{of}_{what}": "gongshi" for of in _HANDS for what in ("NAME", "EMAIL")}
        with repo.git.custom_environment(**known):
            whole = git(repo, "commit-tree", tree, "-p", parted, "-m", "gongshi submit")
        return git(repo, "cherry", base, whole).startswith("- ")
    except GitCommandError:  # nothing in common
        return False


def _name(repo: Repo, ref: str) -> str:
    """What a symbolic reference stands for, "" where it is none."""
    try:
        return git(repo, "symbolic-ref", "--quiet", ref)
    except GitCommandError:
        return ""


def _exists(repo: Repo, ref: str) -> bool:
    try:
        commit_of(repo, ref)
    except GitCommandError:
        return False
    return True


def _is_name(repo: Repo, branch: str) -> bool:
    try:
        git(repo, "check-ref-format", "--branch", branch)
    except GitCommandError:
        return False
    return not branch.startswith("-")


def _remote(repo: Repo, current: str, known: Sequence[str]) -> str:
    """Where to push: to where the branch came from, else `origin`, else the only one."""
    own = repo.config_reader().get_value(f'branch "{current}"', "remote", "") if current else ""
    if own in known:
        return str(own)
    return "origin" if "origin" in known else known[0] if len(known) == 1 else ""


def _base(repo: Repo, remote: str) -> str:
    """The branch that changes are proposed for: the remote's own, as it was when last heard of."""
    own = _name(repo, f"refs/remotes/{remote}/HEAD").removeprefix(f"refs/remotes/{remote}/")
    places = (f"refs/remotes/{remote}/", "refs/heads/")
    found = (each for at in places for each in _BASES if _exists(repo, at + each))
    return own or next(found, _BASES[0])


def _named_after(paths: Sequence[str]) -> str:
    first = PurePosixPath(paths[0]).stem if paths else "records"
    name = "".join(each for each in first if each.isascii() and (each.isalnum() or each == "-"))
    more = f"-and-{len(paths) - 1}-more" if len(paths) > 1 else ""
    return f"submit/{name.strip('-') or 'records'}{more}"


def _free(repo: Repo, remote: str, name: str) -> str:
    """A name that no branch has, here or where it would be pushed, as far as is known here."""
    number, free = 1, name
    while _exists(repo, f"refs/heads/{free}") or _exists(repo, f"refs/remotes/{remote}/{free}"):
        number += 1
        free = f"{name}-{number}"
    return free
