"""Gates on a change itself: what two commits, and who made them, tell beside the records.

The base judges: staff, units, policies and keys are what it has of them. Settled records,
moves and ids are asked of every change; people and signatures of its commits, so not of what is
not committed yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from git import Repo

from gongshi.checks.change.additions import consent_widened, steps_of_others, waivers, waives
from gongshi.checks.change.commits import Change, read_change
from gongshi.checks.change.days import done_ahead, rules_before_their_day
from gongshi.checks.change.ids import added, adds_items, changed_ids, items_reused, reused
from gongshi.checks.change.moves import illegal_moves
from gongshi.checks.change.offices import Offices
from gongshi.checks.change.people import (
    approvals_by_recorders,
    beyond_their_unit,
    newly_verified,
    other_recorder,
    own_verifications,
    recorders_changed,
    strangers_for_staff,
    verifications,
)
from gongshi.checks.change.posted import changed_while_posted
from gongshi.checks.change.settled import rules_changed, rules_taken_away, unsettled
from gongshi.checks.change.signatures import unsigned
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.history.earlier import earlier
from gongshi.records.history.index import shallow_ends
from gongshi.records.load import Loaded
from gongshi.records.repository import repository
from gongshi.words import Lang, say

BESIDE, ODD, REWRITTEN, CLASHING, CUT = "C009", "C017", "C023", "C031", "C032"
_LANGS: tuple[Lang, ...] = ("zh", "en")

__all__ = ["CLASHING", "change_findings"]


def change_findings(
    root: Path,
    kinds: Mapping[str, Kind],
    base: str,
    head: str | None,
    loaded: Loaded,
    actor: str = "",
    *,
    straight: bool = False,
) -> list[Finding]:
    """What is wrong with the change from `base` to `head` itself; to the work tree for None.

    `loaded` are the records of the later side. `actor` is the forge account that opened the pull
    request, as the forge says it. Two commits are compared from where they parted; `straight`, as
    they are, so that what the later one has lost counts too.
    """
    with repository(root) as repo:
        if repo is None:
            return []
        change = read_change(repo, root, kinds, base, head, straight=straight)
        if not change.altered and not change.odd:
            return []
        found = _findings(repo, kinds, change, loaded, actor)
        # What was pushed may be several requests, each of which was asked about it.
        return [each for each in found if not (straight and each.code == BESIDE)]


def _findings(
    repo: Repo, kinds: Mapping[str, Kind], change: Change, loaded: Loaded, actor: str
) -> list[Finding]:
    verified = [one for one, each in change.altered.items() if newly_verified(each)]
    known = [one for one in verified if change.altered[one].before is not None]
    asks = (other_recorder, waives, adds_items)
    asked = [one for one, each in change.altered.items() if any(of(each) for of in asks)]
    past = earlier(repo, change.base, {*added(change), *known, *asked})
    offices = Offices(repo, kinds, change, loaded)
    broken = set(loaded.tables["broken"]["path"].to_pylist())
    found = [
        *unsettled(change, broken),
        *rules_changed(change),
        *rules_taken_away(change),
        *illegal_moves(change),
        *reused(change, past),
        *items_reused(repo, change, past),
        *changed_ids(change),
        *beyond_their_unit(change, offices, actor),
        *recorders_changed(change, offices, past),
        *steps_of_others(repo, change, offices, actor),
        *waivers(repo, change, offices, past, actor),
        *approvals_by_recorders(repo, change, offices, actor),
        *strangers_for_staff(change, offices),
        *consent_widened(change),
        *changed_while_posted(repo, kinds, change),
        *done_ahead(change),
        *rules_before_their_day(change),
    ]
    for one in sorted(change.clashing):
        found.append(Finding(change.altered[one].path, CLASHING))
    wanted = []
    if known and shallow_ends(repo):
        found.append(Finding(change.altered[known[0]].path, CUT))
    for each in verifications(repo, change, past):
        day = str((each.altered.after or {}).get("verified_on"))
        is_signed = offices.wants_signature(each.altered, day)
        found += own_verifications(each, offices, actor, is_signed)
        wanted += [each] if is_signed else []
    found += unsigned(repo, change, offices.staff, wanted)
    for path, what in change.odd.items():
        words = {f"what_{lang}": say(f"cli.findings.odd.{what}", lang) for lang in _LANGS}
        found.append(Finding(path, ODD, args=words))
    first = next((each.path for each in change.altered.values()), "")
    if change.lost and first:
        found.append(Finding(first, REWRITTEN, args={"commits": str(change.lost)}))
    if change.elsewhere and first:
        args = {"count": str(len(change.altered)), "record": first}
        found.append(Finding(change.elsewhere[0], BESIDE, args=args))
    return found
