"""Who changed what: an author changes what they serve, and nobody verifies what they recorded.

The name of a commit's author is only claimed; what the forge says of who opened the pull request
(`actor`) counts beside it, for every record of the change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from git import Repo

from gongshi.checks.change.commits import Altered, Change
from gongshi.checks.change.offices import Offices
from gongshi.findings import Finding
from gongshi.records.commits import Record, blob, parsed
from gongshi.records.history.earlier import Touch, touches
from gongshi.words import Lang, say

VERIFIER_RECORDED, ANOTHERS, NOT_SERVED, NO_KEEPER = "C004", "C005", "C006", "C007"
UNKNOWN, RECORDER_VERIFIED, NO_ACCOUNTS, FOR_STAFF = "C008", "C015", "C016", "C033"
RECORDER_CHANGED, VERIFIER_WROTE, APPROVED_BY_RECORDER = "C020", "C025", "C027"
_OF_VERIFIER = {"verified_by", "verified_on", "approved_by", "accepted"}  # what a verifier writes
_LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who had a hand in a change: the author of `commit`, or ("") who opened the request.

    `staff` is "" for nobody known at the base.
    """

    commit: str
    staff: str

    @property
    def words(self) -> dict[str, str]:
        """Who it is, without a name."""
        told = {}
        for lang in _LANGS:
            word = "cli.findings.by_commit" if self.commit else "cli.findings.by_actor"
            told[f"who_{lang}"] = say(word, lang, commit=self.commit[:9])
        return told


@dataclass(frozen=True, slots=True)
class Verification:
    """An entry newly verified: the commit that recorded it, if known, and that which verified it.

    Where the record was changed again after its verification, the last commit counts. `wrote` are
    the commits that wrote of the entry besides; the one that verified it, if it did more than that.
    """

    altered: Altered
    verifier: str
    recorded: Touch | None
    recorded_here: bool
    brought: Touch
    wrote: tuple[Touch, ...]


def beyond_their_unit(change: Change, offices: Offices, actor: str) -> Iterator[Finding]:
    """Every guarded record that somebody changed who may not."""
    if not offices.accounts:
        local = [each for each in change.altered.values() if each.is_local]
        if local and (change.commits or actor):
            yield Finding(local[0].path, NO_ACCOUNTS)
        return
    strangers: dict[Person, list[str]] = {}
    for one, altered in change.altered.items():
        if not (altered.is_guarded or offices.is_of_local(altered)):
            continue
        for person in _people(change, offices, one, actor):
            told = person.words | {"staff": person.staff}
            if not person.staff:
                strangers.setdefault(person, []).append(altered.path)
            elif altered.kind.kept and not offices.is_keeper(person.staff):
                kind = {f"kind_{lang}": altered.kind.title[lang] for lang in _LANGS}
                yield Finding(altered.path, NO_KEEPER, args=told | kind)
            elif not offices.serves(person.staff, altered):
                unit = str(offices.staff[person.staff].get("unit"))
                yield Finding(altered.path, NOT_SERVED, args=told | {"unit": unit})
    for person, paths in strangers.items():
        yield Finding(paths[0], UNKNOWN, args=person.words | {"count": str(len(paths))})


def verifications(
    repo: Repo, change: Change, past: Mapping[str, Sequence[Touch]]
) -> list[Verification]:
    """The entries verified by the change's commits."""
    found = []
    for one, altered in change.altered.items():
        verifier = newly_verified(altered)
        here = touches_of(change, one)
        if one in change.swept:  # as a merge left it
            merge = change.of(one)[0]
            here = [Touch(merge.sha, merge.author, merge.mail, "", altered.blob)]
        brought = next((each for each in here if each.new == altered.blob), None)
        if not verifier or brought is None:
            continue
        is_new = altered.before is None
        recorded = here[-1] if is_new else first_of(past.get(one, ()))
        wrote = [each for each in here if each != brought or _wrote(repo, altered, each)]
        wrote += [] if is_new else past.get(one, ())
        others = tuple(each for each in wrote if each != recorded)
        found.append(Verification(altered, verifier, recorded, is_new, brought, others))
    return found


def _wrote(repo: Repo, altered: Altered, touch: Touch) -> bool:
    """Whether a commit did more to an entry than verify it."""
    if not touch.olds:
        return False
    old, new = _sides(repo, altered, touch)
    return any(old.get(name) != new.get(name) for name in {*old, *new} - _OF_VERIFIER)


def _sides(repo: Repo, altered: Altered, touch: Touch) -> tuple[Record, Record]:
    """An entry before and after a commit; an empty one where there was none."""
    blobs = (touch.olds.split(" ")[0], touch.new)
    old, new = ((parsed(altered.path, blob(repo, each)) if each else None) or {} for each in blobs)
    return old, new


def newly_verified(altered: Altered) -> str:
    """Who verified the entry with this change, "" if nobody did."""
    if altered.after is None or altered.kind.field("verified_by") is None or not altered.is_local:
        return ""
    old, new = ((each or {}).get("verified_by") for each in (altered.before, altered.after))
    return str(new) if new is not None and new != old else ""


def own_verifications(
    each: Verification, offices: Offices, actor: str, is_signed: bool
) -> Iterator[Finding]:
    """What is wrong with who recorded and who verified; less is asked where a signature tells."""
    opener = offices.accounts.holder(actor)
    recorder = author_of(offices, each.recorded)
    args = {"staff": each.verifier}
    if each.verifier in {recorder, opener if each.recorded_here else ""}:
        commit = each.recorded.sha[:9] if each.recorded else ""
        yield _at(each, VERIFIER_RECORDED, args | {"commit": commit})
    for touch in each.wrote:
        is_theirs = is_signed and touch == each.brought
        if is_theirs or author_of(offices, touch) == each.verifier:
            yield _at(each, VERIFIER_WROTE, args | {"commit": touch.sha[:9]})
            break
    for staff in sorted({author_of(offices, each.brought), opener} - {"", each.verifier}):
        if not is_signed:
            is_own = staff in (recorder, (each.altered.after or {}).get("recorded_by"))
            yield _at(each, RECORDER_VERIFIED if is_own else ANOTHERS, args | {"other": staff})


def other_recorder(altered: Altered) -> bool:
    """Whether somebody else is said to have recorded it than before."""
    old, new = ((each or {}).get("recorded_by") for each in (altered.before, altered.after))
    return None not in (old, new) and old != new and altered.is_local


def recorders_changed(
    change: Change, offices: Offices, past: Mapping[str, Sequence[Touch]]
) -> Iterator[Finding]:
    """Every entry said to be recorded by another than before, who did not commit it first."""
    for one, altered in change.altered.items():
        if not offices.accounts or not other_recorder(altered):
            continue
        old, new = (str((each or {})["recorded_by"]) for each in (altered.before, altered.after))
        if author_of(offices, first_of(past.get(one, ()))) != new:
            args = {"was": old, "staff": new}
            yield Finding(altered.path, RECORDER_CHANGED, "/recorded_by", args=args)


def approvals_by_recorders(
    repo: Repo, change: Change, offices: Offices, actor: str
) -> Iterator[Finding]:
    """Every new approval in the name of another that whoever recorded the entry brought."""
    for one, altered in change.altered.items():
        approver = str((altered.after or {}).get("approved_by", ""))
        known = (altered.before or {}).get("approved_by")
        if not approver or approver == known or not offices.accounts or not altered.is_local:
            continue
        hands = {offices.accounts.holder(actor)}
        for touch in touches_of(change, one):
            old, new = _sides(repo, altered, touch)
            if new.get("approved_by") == approver != old.get("approved_by"):
                hands.add(author_of(offices, touch))
        recorder = str((altered.after or {}).get("recorded_by"))
        if recorder in hands - {approver}:
            args = {"staff": approver, "other": recorder}
            yield Finding(altered.path, APPROVED_BY_RECORDER, "/approved_by", args=args)


def strangers_for_staff(change: Change, offices: Offices) -> Iterator[Finding]:
    """Every commit of somebody unknown that is said to be for a member of staff (`Staff: s-…`)."""
    for commit in change.commits if offices.accounts else ():
        staff = next((each for each in commit.staff if each in offices.staff), "")
        if staff and commit.changes and not offices.accounts.author(commit.author, commit.mail):
            args = {"staff": staff, "commit": commit.sha[:9]}
            yield Finding(commit.changes[0].path, FOR_STAFF, args=args)


def author_of(offices: Offices, touch: Touch | None) -> str:
    """The staff id of whoever did it, "" for nobody known."""
    return offices.accounts.author(touch.author, touch.mail) if touch else ""


def touches_of(change: Change, one: str) -> list[Touch]:
    """What each commit did that touched a record, the newest first."""
    return [touch for each in change.of(one) for at, touch in touches(each) if at == one]


def authors(change: Change, offices: Offices, one: str) -> dict[str, str]:
    """The staff id of the author of each commit that touched a record, "" for nobody known."""
    return {each.sha: offices.accounts.author(each.author, each.mail) for each in change.of(one)}


def first_of(touches: Sequence[Touch]) -> Touch | None:
    """What first recorded it, of what the past did, the newest first."""
    return next((each for each in touches if not each.olds), None)


def _at(each: Verification, code: str, args: Mapping[str, str]) -> Finding:
    return Finding(each.altered.path, code, "/verified_by", args=args)


def _people(change: Change, offices: Offices, one: str, actor: str) -> list[Person]:
    people = [Person(*each) for each in authors(change, offices, one).items()]
    if actor:
        people.append(Person("", offices.accounts.holder(actor)))
    # Of several commits of one person the last told is enough; of who opened the request, too.
    known = {each.staff or each.commit: each for each in reversed(people)}
    return [*reversed(known.values())]
