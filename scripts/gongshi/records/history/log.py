"""Git's own log, read as it comes: who changed which record file, from what to what.

One pass for all files, never one a file, and without a pathspec, which would make Git compare every
tree twice. Paths, names and subjects may hold any byte; what is no UTF-8 becomes escapes or marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import IO, Any, NamedTuple

from git import Repo

from gongshi import CHINA_TIME
from gongshi.records.commits import git
from gongshi.records.differing import text_of
from gongshi.records.walk import FOLDER

TRAILER = "Staff"  # `Staff: s-…` in a commit's message, where somebody commits for another
_HEADER = f"%H%x00%P%x00%ct%x00%an%x00%ae%x00%s%x00%(trailers:key={TRAILER},valueonly,unfold)"
_PIECE = 1 << 15  # no more than a pipe holds, so that Git goes on meanwhile
_NO_MODE = ":000000"  # where there was no file
_LATEST = 253_402_214_400  # the last day that a date can be: 9999-12-31 in China


class Change(NamedTuple):
    """What a commit did to one file under records/.

    `olds` are the blobs before, one a parent that had any, joined by blanks; `new` is "" where it
    is gone. `identity` is the record it is of; `source` is the path under which the same record lay
    before, where it was moved.
    """

    identity: str
    path: str
    source: str
    olds: str
    new: str


@dataclass(frozen=True, slots=True)
class Logged:
    """A commit; `epoch` is the committer's time in seconds, `staff` the ids that trailers name."""

    sha: str
    parents: tuple[str, ...]
    epoch: int
    author: str
    mail: str
    subject: str
    staff: tuple[str, ...]
    changes: tuple[Change, ...]


def identity(path: str) -> str:
    """The folder of the kind and the id, wherever below that folder the file lies."""
    parts = path.split("/")
    return f"{parts[1]}/{parts[-1]}" if len(parts) > 2 else path


def logged(repo: Repo, head: str, base: str | None) -> Iterator[Logged]:
    """The commits that `head` has and `base` has not, children before parents.

    Of a merge only files are told that differ from every parent. Raises GitCommandError.
    """
    mark = token_hex(8)  # that no path can have been made to hold
    asked = [
        "--topo-order",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "--diff-merges=combined",
        "--root",
        "--no-show-signature",
        "--no-mailmap",
        "--encoding=UTF-8",
        f"--format=tformat:{mark}{_HEADER}",
        head,
        *([f"^{base}"] if base else []),
        "--",
    ]
    process = run(repo, "log", *asked)
    try:
        yield from map(_logged, _pieces(process.stdout, mark.encode()))
        process.wait()
    finally:
        process.stdout.close()


def run(repo: Repo, command: str, *asked: str, stdin: IO[bytes] | None = None) -> Any:
    """A Git process; `wait` raises GitCommandError where it failed."""
    return getattr(repo.git, command)(*asked, istream=stdin, as_process=True)


def seconds(time: str) -> int:
    """A commit's time as Git prints it; a hostile one may lie before all dates or after them."""
    return min(max(int(time), 0), _LATEST) if time.removeprefix("-").isdecimal() else 0


def day(epoch: int) -> str:
    """The day in China (ISO) of a commit's time."""
    return datetime.fromtimestamp(epoch, CHINA_TIME).date().isoformat()


def day_of(repo: Repo, commit: str | None) -> str:
    """The committer's day in China (ISO); of the work tree, which is None, today."""
    if commit is None:
        return datetime.now(CHINA_TIME).date().isoformat()
    return day(seconds(git(repo, "log", "-1", "--no-show-signature", "--format=%ct", commit)))


def _pieces(stream: IO[bytes], mark: bytes) -> Iterator[bytes]:
    """What stands behind each mark."""
    rest = b""
    while piece := stream.read(_PIECE):
        *whole, rest = (rest + piece).split(mark)
        yield from filter(None, whole)
    if rest:
        yield rest


def _logged(piece: bytes) -> Logged:
    """A commit: what _HEADER asks for, then `:100644 100644 old new M` and a path for each file."""
    *header, files = piece.split(b"\0", _HEADER.count("%x00") + 1)
    sha, parents, time, author, mail, subject, staff = (
        each.decode("utf-8", "replace") for each in header
    )
    fields = text_of(files).lstrip("\0\n").split("\0")
    under = f"{FOLDER}/"
    changes = [
        _change(about, path)
        for about, path in zip(fields[::2], fields[1::2], strict=False)
        if path.startswith(under)
    ]
    if not all(each.new for each in changes):
        changes = list(_moved(changes))
    return Logged(
        sha,
        tuple(parents.split()),
        seconds(time),
        author,
        mail,
        subject,
        tuple(staff.split()),
        tuple(changes),
    )


def _change(about: str, path: str) -> Change:
    """There are as many more colons, modes and blobs before as more parents."""
    words = about.split(" ")
    if len(words) == 5:
        modes, mode, old, new, _ = words
        olds = "" if modes == _NO_MODE else old
    else:
        parents = words[0].count(":")
        mode, new = words[parents], words[-2]
        olds = " ".join(blob for blob in words[parents + 1 : -2] if blob.strip("0"))
    return Change(identity(path), path, "", olds, "" if mode == _NO_MODE[1:] else new)


def _moved(changes: list[Change]) -> Iterator[Change]:
    """A record that left one path and came to another in one commit was moved."""
    gone = {each.identity: each for each in changes if not each.new}
    for each in changes:
        before = None if each.olds else gone.get(each.identity)
        if before is None:
            yield each
        else:
            yield each._replace(source=before.path, olds=before.olds)
