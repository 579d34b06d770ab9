"""What a change adds to lists entry by entry: a need's steps, waivers, and consent.

Each commit is looked at for what it brought, so that every entry has its author.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from git import Repo

from gongshi.checks.change.commits import Altered, Change
from gongshi.checks.change.offices import Offices
from gongshi.checks.change.people import (
    RECORDER_VERIFIED,
    Person,
    author_of,
    authors,
    first_of,
    touches_of,
)
from gongshi.findings import Finding
from gongshi.records.commits import blob, parsed
from gongshi.records.history.earlier import Touch

STEP_OF_ANOTHER, OWN_WAIVER, WAIVED, CONSENTED = "C019", "C021", "C022", "C034"
_CONSENT = ("nothing", "number", "name")  # from what shows least
_REVIEWERS = {"verifier", "keeper"}


@dataclass(frozen=True, slots=True)
class _Added:
    """An entry of a list, where it stands, and who committed it ("" for nobody known)."""

    at: int
    entry: Mapping[str, Any]
    commit: str
    staff: str


def steps_of_others(repo: Repo, change: Change, offices: Offices, actor: str) -> Iterator[Finding]:
    """Every new step of a need that was taken by another than who committed it.

    Who took the request down does not bring its verification in another's name.
    """
    for one, altered in change.altered.items():
        if altered.kind.name != "need" or altered.after is None or not offices.accounts:
            continue
        steps = altered.after.get("events", ())
        requested = next((each.get("by") for each in steps if each.get("step") == "requested"), "")
        for each in _added(repo, change, one, altered, "events", offices, actor):
            by, pointer = str(each.entry.get("by")), f"/events/{each.at}/by"
            hands = {each.staff, offices.accounts.holder(actor)} - {"", by}
            if each.entry.get("step") == "verified" and requested in hands:
                args = {"staff": by, "other": str(requested)}
                yield Finding(altered.path, RECORDER_VERIFIED, pointer, args=args)
            elif each.staff in hands:
                args = {"staff": by, "other": each.staff}
                yield Finding(altered.path, STEP_OF_ANOTHER, pointer, args=args)


def waivers(
    repo: Repo,
    change: Change,
    offices: Offices,
    past: Mapping[str, Sequence[Touch]],
    actor: str,
) -> Iterator[Finding]:
    """Every new waiver, and those that whoever stands for them did not bring.

    That is a verifier or keeper whom the base knows, who is named as the reviewer where a person
    is, and neither recorded the entry nor wrote anything else of it in this change.
    """
    for one, altered in change.altered.items():
        if altered.after is None or not waives(altered):
            continue
        known = (altered.before or {}).get("accepted", ())
        for at, entry in enumerate(altered.after["accepted"]):
            if entry not in known:
                args = {"code": str(entry.get("code"))}
                yield Finding(altered.path, WAIVED, f"/accepted/{at}/code", args=args)
        if not offices.accounts:
            continue
        writers = _writers(change, one, altered, offices, past, actor)
        for each in _added(repo, change, one, altered, "accepted", offices, actor):
            roles = set(offices.staff.get(each.staff, {}).get("roles", ()))
            named = str(each.entry.get("reviewer"))
            is_own = actor and offices.accounts.holder(actor) != each.staff
            is_named = named == each.staff or named not in offices.staff
            is_apart = not is_own and each.staff not in writers[each.commit]
            if not (roles & _REVIEWERS and is_named and is_apart):
                args = {"code": str(each.entry.get("code"))}
                args |= Person(each.commit, each.staff).words
                yield Finding(altered.path, OWN_WAIVER, f"/accepted/{each.at}/reviewer", args=args)


def consent_widened(change: Change) -> Iterator[Finding]:
    """Every roster by which more is shown of volunteers who stood in it before; never of whom."""
    for altered in change.altered.values():
        if altered.kind.name != "roster" or altered.before is None or altered.after is None:
            continue
        old, new = (
            {each.get("number"): each.get("consent") for each in record.get("members", ())}
            for record in (altered.before, altered.after)
        )
        both = [(old[one], new[one]) for one in old.keys() & new.keys()]
        known = [(was, now) for was, now in both if {was, now} <= set(_CONSENT)]
        count = sum(_CONSENT.index(now) > _CONSENT.index(was) for was, now in known)
        if count:
            yield Finding(altered.path, CONSENTED, "/members", args={"count": str(count)})


def waives(altered: Altered) -> bool:
    """Whether it has waivers that it had not."""
    old, new = ((each or {}).get("accepted", ()) for each in (altered.before, altered.after))
    return any(each not in old for each in new)


def _writers(
    change: Change,
    one: str,
    altered: Altered,
    offices: Offices,
    past: Mapping[str, Sequence[Touch]],
    actor: str,
) -> dict[str, set[str]]:
    """Who else wrote of a record, by each commit: its recorder, and authors of other commits."""
    recorders = {str((altered.after or {}).get("recorded_by"))}
    recorders.add(author_of(offices, first_of(past.get(one, ()))))
    if altered.before is None:
        recorders.add(offices.accounts.holder(actor))
    wrote = authors(change, offices, one)
    return {
        here: {staff for sha, staff in wrote.items() if sha != here} | recorders for here in wrote
    }


def _added(
    repo: Repo,
    change: Change,
    one: str,
    altered: Altered,
    name: str,
    offices: Offices,
    actor: str,
) -> Iterator[_Added]:
    """The entries of a list that the commits of a change brought, as far as they still stand."""
    now = list((altered.after or {}).get(name, ()))
    known: list[Any] = list((altered.before or {}).get(name, ()))
    for touch in reversed(touches_of(change, one)):
        record = (parsed(altered.path, blob(repo, touch.new)) if touch.new else None) or {}
        for entry in record.get(name, ()):
            if entry not in known and entry in now:
                staff = author_of(offices, touch) or offices.accounts.holder(actor)
                yield _Added(now.index(entry), entry, touch.sha, staff)
                known.append(entry)
