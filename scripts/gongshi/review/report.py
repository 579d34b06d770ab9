"""The whole of what a change means, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gongshi.checks import CheckResult, check
from gongshi.checks.change.people import NO_ACCOUNTS
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.load import Loaded
from gongshi.review.changed import Changed, agreed_by, changed
from gongshi.review.effects import Effect, effects, touched
from gongshi.review.pages import Page, pages
from gongshi.review.sides import Sides
from gongshi.tally import Tally, run_tally
from gongshi.words import finding_words


@dataclass(frozen=True, slots=True)
class Report:
    """What a change means.

    `effects` are the figures that moved; `withheld` counts the people of whose figures nothing may
    be told. `policies` says of each changed policy how many volunteers it holds for. `found` are
    the findings that were not there before, `standing` counts those that were; `checked` is the
    check of the later side against the base, with all of them. `is_tallied` is False where a file
    that cannot be read kept the figures from being compared. `pages` are those of the site that are
    not the same. `labels` name records by kind and id.
    """

    base: str
    head: str
    day: str
    changed: tuple[Changed, ...]
    effects: tuple[Effect, ...]
    withheld: int
    policies: Mapping[str, int]
    found: tuple[Finding, ...]
    standing: int
    checked: CheckResult
    is_tallied: bool
    elsewhere: tuple[str, ...]
    pages: tuple[Page, ...]
    labels: Mapping[tuple[str, str], str]

    @property
    def has_errors(self) -> bool:
        """Whether the change brings an error with it."""
        return any(finding_words()[each.code]["severity"] == "error" for each in self.found)


def review(sides: Sides, kinds: Mapping[str, Kind]) -> Report:
    """What differs between the sides."""
    both = (sides.before, sides.after)
    agreed = agreed_by(sides)
    records = changed(sides, kinds, agreed)
    tallies = [_tally(side, kinds, sides.day) for side in both]
    before, after = tallies
    moved: tuple[Effect, ...] = ()
    withheld = 0
    policies: dict[str, int] = {}
    if before is not None and after is not None:
        moved, withheld = effects(before, after, agreed)
        for each in records:
            if each.kind == "policy":
                there = before if each.state == "removed" else after
                policies[each.id] = touched(there, each.record["scope"], each.record.get("cohort"))
    checked = check(sides.after, kinds, sides.judge, sides.gates)
    found = _new(checked, sides, kinds)
    return Report(
        base=sides.base,
        head=sides.head,
        day=sides.day,
        changed=tuple(records),
        effects=moved,
        withheld=withheld,
        policies=policies,
        found=found,
        standing=len(checked.findings) - len(found),
        checked=checked,
        is_tallied=before is not None and after is not None,
        elsewhere=sides.elsewhere,
        pages=pages(*both, records, moved, kinds),
        labels={key: label for side in both for key, label in _labels(side, kinds, moved).items()},
    )


def _tally(side: Loaded, kinds: Mapping[str, Kind], day: str) -> Tally | None:
    """The tally of a side; None where a file of it cannot be read."""
    try:
        return run_tally(side, kinds, date.fromisoformat(day))
    except ValueError:
        return None


def _new(checked: CheckResult, sides: Sides, kinds: Mapping[str, Kind]) -> tuple[Finding, ...]:
    """The findings that came with the change; where there are none but those of the gates, all.

    That the base knows nobody's account is no news.
    """
    gates = {each.same for each in sides.gates if each.code != NO_ACCOUNTS}
    known = {each.same for each in sides.gates if each.code == NO_ACCOUNTS}
    if any(each.same not in gates | known for each in checked.findings):
        known |= {each.same for each in check(sides.before, kinds).findings}
    return tuple(each for each in checked.findings if each.same not in known)


def _labels(
    side: Loaded, kinds: Mapping[str, Kind], moved: tuple[Effect, ...]
) -> dict[tuple[str, str], str]:
    """The names of the holders whose figures moved, where their kind publishes one."""
    labels: dict[tuple[str, str], str] = {}
    for kind in {each.kind for each in moved} & kinds.keys():
        field = kinds[kind].field(kinds[kind].label)
        if field is None or field.publish != "public":
            continue
        table = side.tables[kind]
        ids, names = (table[each].to_pylist() for each in ("id", field.name))
        labels |= {(kind, id): name for id, name in zip(ids, names, strict=True) if name}
    return labels
