"""Against a commit that others have seen: what was verified or closed there stands as it was.

An entry may be changed until it is verified; from then on only a correction touches it, and a
closing is never touched. So every record that was frozen at the base is compared with the one
there is now, value by value; how it is written down (order of keys, comments, its folder) is free,
and so is `accepted`, which is about findings and not about the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from git import Repo
from git.exc import GitCommandError

from gongshi.findings import Finding
from gongshi.kinds import Kind, walk
from gongshi.records.differences import differences
from gongshi.records.guards import faults
from gongshi.records.load import Loaded
from gongshi.records.parse import parse
from gongshi.records.repository import repository
from gongshi.records.walk import FOLDER, read
from gongshi.words import Lang, say

CHANGED, GONE = "L001", "L002"
FROZEN_KINDS = ("activity", "donation", "withdrawal", "redemption", "correction", "closing")
_LANGS: tuple[Lang, ...] = ("zh", "en")
_FREE = "accepted"

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Base:
    """What a commit held.

    `records` are all records by folder and id, wherever in the folder they lay; `before` are those
    of frozen kinds whose files are not the same now, as they were, by path; `closings` are all its
    closings, by path.
    """

    records: frozenset[tuple[str, str]]
    before: Mapping[str, Record]
    closings: Mapping[str, Record]

    def held(self, path: str) -> bool:
        """Whether there was a record of that id then."""
        return _identity(path) in self.records

    def was_frozen(self, path: str) -> bool:
        """Whether the record now in this file could be changed no more."""
        was = next(
            (each for at, each in self.before.items() if _identity(at) == _identity(path)), None
        )
        return self.held(path) if was is None else is_frozen(was)


def read_base(root: Path, ref: str, kinds: Mapping[str, Kind]) -> Base | None:
    """What the commit that `ref` names held below `root`; None where there is no such commit."""
    with repository(root) as repo:
        try:
            return None if repo is None else _base_at(repo, ref, kinds)
        except GitCommandError:
            return None


def _base_at(repo: Repo, ref: str, kinds: Mapping[str, Kind]) -> Base:
    """What the commit held; raises GitCommandError where there is none."""
    sha = repo.git.rev_parse("--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    blobs = dict(_blobs(_git(repo, "ls-tree", "-r", "-z", sha, "--", f"{FOLDER}/")))
    names = _git(repo, "diff-index", "-z", "--name-only", "--no-renames", sha, "--", f"{FOLDER}/")
    changed = set(names.split("\0"))
    frozen = tuple(f"{FOLDER}/{kinds[name].folder}/" for name in FROZEN_KINDS)
    closings = f"{FOLDER}/{kinds['closing'].folder}/"

    def records(paths: Iterator[str]) -> dict[str, Record]:
        # One `git cat-file` gives all of them.
        found = ((path, _parsed(path, _blob(repo, blobs[path]))) for path in paths)
        return {path: record for path, record in found if record is not None}

    return Base(
        frozenset(map(_identity, blobs)),
        records(path for path in sorted(changed & blobs.keys()) if path.startswith(frozen)),
        records(path for path in sorted(blobs) if path.startswith(closings)),
    )


def _identity(path: str) -> tuple[str, str]:
    """The folder under records/ and the id that a path stands for."""
    return PurePosixPath(path).parts[1], PurePosixPath(path).stem


def is_frozen(record: Record) -> bool:
    """Whether a record may be changed no more: it was verified, or closes a period."""
    return "verified_by" in record or "closed_by" in record


def changes(base: Base, root: Path, loaded: Loaded, kinds: Mapping[str, Kind]) -> Iterator[Finding]:
    """Every value of a frozen record that is another now, or is gone."""
    by_folder = {kind.folder: kind for kind in kinds.values()}
    columns = [loaded.tables[name].to_pydict() for name in ("record", "broken")]
    here, broken = (
        dict(zip(zip(each["kind"], each["id"], strict=True), each["path"], strict=True))
        for each in columns
    )
    for path, before in base.before.items():
        folder, id = _identity(path)
        kind = by_folder[folder]
        identity = (kind.name, id)
        if not is_frozen(before) or identity in broken:
            continue
        booked = str(before.get("period") or before.get("verified_on", ""))[:7]
        if identity not in here:
            yield Finding(path, GONE, args={"entry": id, "period": booked})
            continue
        raw = read(root, here[identity])
        now = None if isinstance(raw, Finding) else _parsed(here[identity], raw)
        titles = {pattern: field.title for pattern, field in walk(kind.fields)}
        for pointer, old, new in differences(_kept(before), _kept(now or {})):
            yield _finding(here[identity], pointer, old, new, titles, booked)


def _finding(
    path: str,
    pointer: str,
    old: Any,
    new: Any,
    titles: Mapping[str, Mapping[str, str]],
    period: str,
) -> Finding:
    """`period` is the month in which the record was booked, or that it closed."""
    args = {"period": period}
    if new is None and isinstance(old, dict):
        entry = str(old.get("id") or old.get("number"))
        return Finding(path, GONE, pointer, args={**args, "entry": entry})
    steps = ["*" if step.isdigit() else step for step in pointer.split("/")]
    known = ("/".join(steps[:length]) for length in range(len(steps), 1, -1))
    title = next((titles[each] for each in known if each in titles), None)
    for lang in _LANGS:
        args[f"field_{lang}"] = title[lang] if title else pointer
        args[f"old_{lang}"] = _shown(old, lang)
        args[f"new_{lang}"] = _shown(new, lang)
    return Finding(path, CHANGED, pointer, args=args)


def _kept(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != _FREE}


def _shown(value: Any, lang: Lang) -> str:
    if value is None:
        return say("cli.findings.absent", lang)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parsed(path: str, raw: bytes) -> Record | None:
    return None if faults(path, raw) else parse(path, raw)[0]


def _git(repo: Repo, *command: str) -> str:
    name, *rest = command
    output = getattr(repo.git, name.replace("-", "_"))(
        *rest, stdout_as_string=False, strip_newline_in_stdout=False
    )
    return bytes(output).decode("utf-8", "backslashreplace")


def _blob(repo: Repo, sha: str) -> bytes:
    return bytes(repo.git.get_object_data(sha)[3])


def _blobs(listing: str) -> Iterator[tuple[str, str]]:
    """(path, blob) of `git ls-tree -z`."""
    for row in listing.split("\0"):
        if row:
            about, _, path = row.partition("\t")
            yield path, about.split(" ")[2]
