"""Which files under records/ are not the same at two commits, or in the work tree, by Git's answer.

GitPython stays out of here: before a commit somebody waits for this, and that takes longer to load
than Git takes to answer.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from gongshi.records.walk import FOLDER

NO_BLOB = "0" * 40  # where there was no file, or where it lies in the work tree only
OF_ANOTHER = "160000"  # the mode of a commit of another repository, which is no file
UNDER = f"{FOLDER}/"
_NOTHING = "000000"  # the mode where there is nothing
Ask = Callable[..., str]  # what a Git command with these arguments prints


class Differing(NamedTuple):
    """A file that is not the same: its blobs (`NO_BLOB` for none), its mode now ("" for none)."""

    path: str
    before: str
    after: str
    mode: str


def differing(ask: Ask, old: str, new: str | None) -> Iterator[Differing]:
    """The files under records/ that differ at two commits, as told by what `ask` asks.

    With None for `new` it is the work tree, whose files have no blob yet. Of it Git compares times
    and sizes first, and reads only what may differ; what it does not follow is told too, without a
    mode.
    """
    options = ("-z", "--no-renames", "--abbrev=40", "--ignore-submodules=none")
    if new is None:
        told = ask("diff-index", *options, old, "--", UNDER)
    else:
        told = ask("diff-tree", "-r", *options, old, new, "--", UNDER)
    pieces = iter(told.split("\0"))
    seen = set()
    for about in pieces:
        if not about:
            break
        modes = (about[1:7], about[8:14])
        blobs = about[15:].split(" ")
        before, after = (
            NO_BLOB if mode == OF_ANOTHER else blob
            for mode, blob in zip(modes, blobs, strict=False)
        )
        seen.add(path := next(pieces))
        yield Differing(path, before, after, "" if modes[1] == _NOTHING else modes[1])
    if new is None:
        for path in ask("ls-files", "-z", "--others", "--", UNDER).split("\0"):
            if path and path not in seen:  # what the commit has and the index has not, is told
                yield Differing(path, NO_BLOB, NO_BLOB, "")


def uncommitted(root: Path) -> dict[str, str] | None:
    """The record files of `root` that are not as in the last commit, with their blobs there.

    None where there is no repository or no commit yet.
    """
    if not (root / ".git").exists():
        return None
    ask = partial(_asked, root)
    try:
        told = differing(lambda *command: text_of(ask(*command)), "HEAD", None)
        return {each.path: each.before for each in told}
    except subprocess.CalledProcessError:
        try:
            ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        except subprocess.CalledProcessError:
            return None
        raise


def contents(root: Path, blobs: Mapping[str, str]) -> dict[str, bytes | None]:
    """The bytes of each file's blob; None where it has none."""
    held = {path: blob for path, blob in blobs.items() if blob != NO_BLOB}
    asked = "".join(f"{blob}\n" for blob in held.values())
    told = BytesIO(_asked(root, "cat-file", "--batch", given=asked.encode()))
    found: dict[str, bytes | None] = dict.fromkeys(blobs)
    for path in held:
        size = int(told.readline().split()[2])
        found[path] = told.read(size)
        told.readline()
    return found


def text_of(content: bytes) -> str:
    """Text from Git, whatever bytes it holds."""
    return content.decode("utf-8", "backslashreplace")


def _asked(root: Path, *arguments: str, given: bytes | None = None) -> bytes:
    # What somebody put in the place of commits in this copy is not what was committed.
    known = os.environ | {"GIT_NO_REPLACE_OBJECTS": "1"}
    return subprocess.run(
        ["git", *arguments], cwd=root, env=known, input=given, capture_output=True, check=True
    ).stdout
