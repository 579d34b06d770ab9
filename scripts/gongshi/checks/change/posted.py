"""What has been posted stands while it hangs: notices, objections, results under a notice.

People object to what they read, within the days that they were given. So what a notice is about,
its days and where to object are not changed once it has begun (`x-once-posted`), nor what an
objection asks, nor the results that a notice is about: who has to, withdraws the notice and posts
another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from git import Repo

from gongshi.checks.change.commits import Altered, Change
from gongshi.checks.change.settled import is_allowed, is_settled
from gongshi.findings import Finding
from gongshi.kinds import Field, Kind, Posted
from gongshi.records.commits import Record, blob, blobs_at, parsed
from gongshi.records.differences import differences
from gongshi.records.history.log import identity
from gongshi.records.walk import FOLDER
from gongshi.words import Lang

CHANGED = "C029"
_LANGS: tuple[Lang, ...] = ("zh", "en")
# What of a result says who got what; the rest may be written in or revoked.
_RESULT = ("class", "winner", "number", "category", "rank", "score", "star", "badge")


def changed_while_posted(
    repo: Repo, kinds: Mapping[str, Kind], change: Change
) -> Iterator[Finding]:
    """Every value that was posted at the base and is another now."""
    for altered in change.altered.values():
        kind, before, after = altered.kind, altered.before, altered.after
        if before is None or after is None or before.get("basis") != "local":
            continue
        if is_settled(kind, before):
            continue
        posted = kind.once_posted
        if posted is not None and str(before.get(posted.since, "9")) <= change.day:
            yield from _of_record(altered, posted, before, after)
        if kind.name == "award":
            notice = _at_base(repo, kinds["notice"], change.base, str(before.get("notice")))
            if str(notice.get("from", "9")) <= change.day and notice.get("outcome") != "withdrawn":
                yield from _of_results(altered, before, after)


def _of_record(
    altered: Altered, posted: Posted, before: Record, after: Record
) -> Iterator[Finding]:
    for name in sorted(posted.stands):
        field, old, new = altered.kind.field(name), before.get(name), after.get(name)
        is_later = name in posted.later and str(new or "") > str(old)
        if field is None or old is None or is_later:
            continue
        for pointer, was, now in differences(old, new, f"/{name}"):
            if not is_allowed(field.when_settled, was, now):
                yield _finding(altered, pointer, field)
                break


def _of_results(altered: Altered, before: Record, after: Record) -> Iterator[Finding]:
    """Results of an award that its notice did not tell; one under another notice is judged anew."""
    field = altered.kind.field("results")
    told = [_who_got_what(each) for each in before.get("results", ())]
    if field is None or not told or after.get("notice") != before.get("notice"):
        return
    for at, each in enumerate(after.get("results", ())):
        if _who_got_what(each) not in told and "withdrawn_on" not in each:
            yield _finding(altered, f"/results/{at}", field)


def _at_base(repo: Repo, kind: Kind, base: str, id: str) -> Record:
    """A record as the base has it; an empty one if it has none."""
    held = blobs_at(repo, base, f"{FOLDER}/{kind.folder}/")
    wanted = f"{kind.folder}/{id}.yaml"
    found = next(((path, sha) for path, sha in held.items() if identity(path) == wanted), None)
    return (parsed(found[0], blob(repo, found[1])) if found else None) or {}


def _who_got_what(result: Record) -> list[Any]:
    return [result.get(name) for name in _RESULT]


def _finding(altered: Altered, pointer: str, field: Field) -> Finding:
    args = {}
    for lang in _LANGS:
        args[f"kind_{lang}"] = altered.kind.title[lang]
        args[f"field_{lang}"] = field.title[lang]
    return Finding(altered.path, CHANGED, pointer, args=args)
