"""The commit that others have seen, against which a change is judged.

This reads what the commit held; `change.settled` compares it with what there is now, `closed` asks
what came into the periods that were closed then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jsonschema_rs
from git import Repo
from git.exc import GitCommandError

from gongshi.kinds import Kind
from gongshi.records.commits import Record, blob, blobs_at, changed_files, commit_of, parsed
from gongshi.records.repository import repository
from gongshi.records.walk import FOLDER


@dataclass(frozen=True, slots=True)
class Base:
    """What a commit held.

    `sha` is the commit. `records` are all records by folder and id, wherever in the folder they
    lay; `before` are those of kinds that can be settled whose files are not the same now, as they
    were, by path, and `settled` the paths of those that were; `closings` are all its closings, by
    path. `actor` is the forge account that opened the pull request, "" where nobody said.
    """

    sha: str
    records: frozenset[tuple[str, str]]
    before: Mapping[str, Record]
    settled: frozenset[str]
    closings: Mapping[str, Record]
    actor: str = ""

    def held(self, path: str) -> bool:
        """Whether there was a record of that id then."""
        return identity_of(path) in self.records

    def open_among(self, paths: Sequence[str]) -> list[int]:
        """The numbers of the files whose records were not there then, or could still be changed."""
        unsettled = {identity_of(at) for at in self.before if at not in self.settled}
        return [
            number
            for number, path in enumerate(paths)
            if not self.held(path) or identity_of(path) in unsettled
        ]

    def was_settled(self, path: str) -> bool:
        """Whether the record now in this file could be changed no more."""
        was = next((at for at in self.before if identity_of(at) == identity_of(path)), None)
        return self.held(path) if was is None else was in self.settled


def read_base(
    root: Path, ref: str, kinds: Mapping[str, Kind], actor: str = "", head: str | None = None
) -> Base | None:
    """What the commit that `ref` names held below `root`; None where there is no such commit.

    It is compared with the commit `head`; with the work tree for None.
    """
    with repository(root) as repo:
        try:
            return None if repo is None else _base_at(repo, ref, kinds, actor, head)
        except GitCommandError:
            return None


def _base_at(repo: Repo, ref: str, kinds: Mapping[str, Kind], actor: str, head: str | None) -> Base:
    """What the commit held; raises GitCommandError where there is none."""
    sha = commit_of(repo, ref)
    blobs = blobs_at(repo, sha)
    changed = {each.path for each in changed_files(repo, sha, head)}
    by_folder = {kind.folder: kind for kind in kinds.values() if kind.settled_if is not None}
    folders = tuple(f"{FOLDER}/{folder}/" for folder in by_folder)
    closings = f"{FOLDER}/{kinds['closing'].folder}/"

    def records(paths: Iterator[str]) -> dict[str, Record]:
        # One `git cat-file` gives all of them.
        found = ((path, parsed(path, blob(repo, blobs[path]))) for path in paths)
        return {path: record for path, record in found if record is not None}

    before = records(path for path in sorted(changed & blobs.keys()) if path.startswith(folders))
    rules = {
        folder: jsonschema_rs.Draft202012Validator(dict(kind.settled_if or {}))
        for folder, kind in by_folder.items()
    }
    return Base(
        sha,
        frozenset(map(identity_of, blobs)),
        before,
        frozenset(at for at, each in before.items() if rules[identity_of(at)[0]].is_valid(each)),
        records(path for path in sorted(blobs) if path.startswith(closings)),
        actor,
    )


def identity_of(path: str) -> tuple[str, str]:
    """The folder under records/ and the id that a path stands for."""
    folder, name = path.split("/", 2)[1], path.rpartition("/")[2]
    return folder, name.rpartition(".")[0] or name
