"""The whole of what a change means, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gongshi.checks import check
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.gate import consenting
from gongshi.records.load import Loaded
from gongshi.review.changed import Changed, changed
from gongshi.review.effects import Effect, effects, touched
from gongshi.review.sides import Sides
from gongshi.tally import Tally, run_tally
from gongshi.words import finding_words


@dataclass(frozen=True, slots=True)
class Report:
    """What a change means.

    `effects` are the figures that moved; `withheld` counts the people of whose figures nothing may
    be told. `policies` says of each changed policy how many volunteers it holds for. `found` are
    the findings that were not there before, `standing` counts those that were. `is_tallied` is
    False where a file that cannot be read kept the figures from being compared. `labels` name
    records by kind and id.
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
    is_tallied: bool
    elsewhere: tuple[str, ...]
    labels: Mapping[tuple[str, str], str]

    @property
    def has_errors(self) -> bool:
        """Whether the change brings an error with it."""
        return any(finding_words()[each.code]["severity"] == "error" for each in self.found)


def review(sides: Sides, kinds: Mapping[str, Kind]) -> Report:
    """What differs between the sides."""
    both = (sides.before, sides.after)
    agreed = frozenset.intersection(*(consenting(each.records["roster"].values()) for each in both))
    records = changed(*both, sides.changed, kinds, agreed)
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
    found, standing = _findings(sides, kinds)
    return Report(
        base=sides.base,
        head=sides.head,
        day=sides.day,
        changed=tuple(records),
        effects=moved,
        withheld=withheld,
        policies=policies,
        found=found,
        standing=standing,
        is_tallied=before is not None and after is not None,
        elsewhere=sides.elsewhere,
        labels={key: label for side in both for key, label in _labels(side, kinds, moved).items()},
    )


def _tally(side: Loaded, kinds: Mapping[str, Kind], day: str) -> Tally | None:
    """The tally of a side; None where a file of it cannot be read."""
    try:
        return run_tally(side, kinds, date.fromisoformat(day))
    except ValueError:
        return None


def _findings(sides: Sides, kinds: Mapping[str, Kind]) -> tuple[tuple[Finding, ...], int]:
    """The findings that came with the change, and the number of those that stood before."""
    after = check(sides.after, kinds).findings
    if not after:
        return _in_order(sides.gates), 0
    before = {_same(each) for each in check(sides.before, kinds).findings}
    found = tuple(each for each in after if _same(each) not in before)
    return _in_order((*sides.gates, *found)), len(after) - len(found)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: each.order))


def _same(finding: Finding) -> tuple[object, ...]:
    """What makes two findings one: not the line, since what stands above may have grown."""
    args = tuple(sorted(finding.args.items()))
    return (finding.file, finding.code, finding.pointer, args, finding.related)


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
