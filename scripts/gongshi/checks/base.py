"""Against a commit that others have seen: what was settled there stands as it was.

When a record is settled its schema says (`x-settled-if`): an entry when it is verified, a closing
at once, a notice with its outcome, an award round in effect, an answered objection. From then on a
correction touches an entry, a revocation a result or a certificate, and nothing a closing. So every
record that was settled at the base is compared with the one there is now, value by value; how it is
written down (order of keys, comments, its folder) is free, and what may still be added, removed or
changed the schema says too (`x-when-settled`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import jsonschema_rs
from git import Repo
from git.exc import GitCommandError

from gongshi.findings import Finding
from gongshi.kinds import Field, Kind, walk
from gongshi.records.commits import Record, blob, blobs_at, changed_files, commit_of, parsed
from gongshi.records.differences import differences
from gongshi.records.load import Loaded
from gongshi.records.repository import repository
from gongshi.records.walk import FOLDER, read
from gongshi.words import Lang, say

# Of the ledger, and of the offices' processes.
CHANGED, GONE = "L001", "L002"
SETTLED_CHANGED, SETTLED_GONE = "O401", "O402"
_OF_LEDGER = ("verified_by", "closed_by")
_LANGS: tuple[Lang, ...] = ("zh", "en")


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
        return _identity(path) in self.records

    def was_settled(self, path: str) -> bool:
        """Whether the record now in this file could be changed no more."""
        was = next((at for at in self.before if _identity(at) == _identity(path)), None)
        return self.held(path) if was is None else was in self.settled


def read_base(root: Path, ref: str, kinds: Mapping[str, Kind], actor: str = "") -> Base | None:
    """What the commit that `ref` names held below `root`; None where there is no such commit."""
    with repository(root) as repo:
        try:
            return None if repo is None else _base_at(repo, ref, kinds, actor)
        except GitCommandError:
            return None


def _base_at(repo: Repo, ref: str, kinds: Mapping[str, Kind], actor: str) -> Base:
    """What the commit held; raises GitCommandError where there is none."""
    sha = commit_of(repo, ref)
    blobs = blobs_at(repo, sha)
    changed = {path for path, _, _ in changed_files(repo, sha, None)}
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
        frozenset(map(_identity, blobs)),
        before,
        frozenset(at for at, each in before.items() if rules[_identity(at)[0]].is_valid(each)),
        records(path for path in sorted(blobs) if path.startswith(closings)),
        actor,
    )


def _identity(path: str) -> tuple[str, str]:
    """The folder under records/ and the id that a path stands for."""
    return PurePosixPath(path).parts[1], PurePosixPath(path).stem


def changes(base: Base, root: Path, loaded: Loaded, kinds: Mapping[str, Kind]) -> Iterator[Finding]:
    """Every value of a settled record that is another now, or is gone."""
    by_folder = {kind.folder: kind for kind in kinds.values()}
    columns = [loaded.tables[name].to_pydict() for name in ("record", "broken")]
    here, broken = (
        dict(zip(zip(each["kind"], each["id"], strict=True), each["path"], strict=True))
        for each in columns
    )
    for path in sorted(base.settled):
        before = base.before[path]
        folder, id = _identity(path)
        kind = by_folder[folder]
        identity = (kind.name, id)
        if identity in broken:
            continue
        if identity not in here:
            yield _gone(path, "", before, id)
            continue
        raw = read(root, here[identity])
        now = None if isinstance(raw, Finding) else parsed(here[identity], raw)
        fields = dict(walk(kind.fields))
        for pointer, old, new in differences(before, now or {}):
            around = _around(pointer, fields)
            if not any(_is_allowed(field.when_settled, old, new) for field in around):
                yield _finding(here[identity], pointer, old, new, around, before)


def _around(pointer: str, fields: Mapping[str, Field]) -> list[Field]:
    """The field at a place in a record and those that it stands in, the innermost first."""
    steps = ["*" if step.isdigit() else step for step in pointer.split("/")]
    known = ("/".join(steps[:length]) for length in range(len(steps), 1, -1))
    return [fields[each] for each in known if each in fields]


def _is_allowed(when_settled: str, old: Any, new: Any) -> bool:
    """Whether a settled value may become another, by the word of its field."""
    alike = type(old) is type(new) and isinstance(old, (list, str))
    if when_settled == "may_be_added":
        return old is None or (isinstance(old, list) and alike and new[: len(old)] == old)
    if when_settled == "may_be_removed":
        rest = iter(old or ())
        # What is left stands there in the same order.
        return new is None or (alike and all(each in rest for each in new))
    return when_settled == "may_be_changed"


def _finding(
    path: str, pointer: str, old: Any, new: Any, around: Sequence[Field], before: Record
) -> Finding:
    if new is None and isinstance(old, dict):
        return _gone(path, pointer, before, str(old.get("id") or old.get("number") or pointer[1:]))
    args = {}
    for lang in _LANGS:
        args[f"field_{lang}"] = around[0].title[lang] if around else pointer
        args[f"old_{lang}"] = _shown(old, lang)
        args[f"new_{lang}"] = _shown(new, lang)
    code = CHANGED if _is_of_ledger(before) else SETTLED_CHANGED
    return Finding(path, code, pointer, args=args | _period(before))


def _gone(path: str, pointer: str, before: Record, what: str) -> Finding:
    code = GONE if _is_of_ledger(before) else SETTLED_GONE
    return Finding(path, code, pointer, args={"entry": what} | _period(before))


def _is_of_ledger(record: Record) -> bool:
    return any(name in record for name in _OF_LEDGER)


def _period(record: Record) -> dict[str, str]:
    """The month in which an entry was booked, or that a closing sealed."""
    if not _is_of_ledger(record):
        return {}
    return {"period": str(record.get("period") or record.get("verified_on", ""))[:7]}


def _shown(value: Any, lang: Lang) -> str:
    if value is None:
        return say("cli.findings.absent", lang)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
