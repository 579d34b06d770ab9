"""The whole of what a change means, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gongshi.checks.change.people import NO_ACCOUNTS
from gongshi.checks.laws import law_tally
from gongshi.checks.ledger import Judged, judge
from gongshi.checks.narrow import pays
from gongshi.checks.of_records import find_after
from gongshi.checks.run import CheckResult, check, judged_anew
from gongshi.checks.touched import touched_by
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.between import between
from gongshi.records.load import Loaded
from gongshi.records.pictures import is_picture
from gongshi.review.changed import Changed, agreed_by, changed
from gongshi.review.effects import Effect, effects, touched
from gongshi.review.figures import may_move, of_all, of_few, tallied
from gongshi.review.pages import Page, pages
from gongshi.review.sides import Sides
from gongshi.tally import Tally
from gongshi.words import finding_words


@dataclass(frozen=True, slots=True)
class Report:
    """What a change means.

    `effects` are the figures that moved; `withheld` counts the people of whose figures nothing may
    be told. `policies` says of each changed policy how many volunteers it holds for. `found` are
    the findings that were not there before, `standing` counts those that were; `checked` is the
    check of the later side against the base, with all of them. `is_tallied` is False where a file
    that cannot be read kept the figures from being compared. `pictures` are the files of those that
    are not the same, which somebody has to look at; `pages` likewise those of the site. `labels`
    name records by kind and id.
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
    pictures: tuple[str, ...]
    pages: tuple[Page, ...]
    labels: Mapping[tuple[str, str], str]

    @property
    def has_errors(self) -> bool:
        """Whether the change brings an error with it."""
        return any(finding_words()[each.code]["severity"] == "error" for each in self.found)


def review(sides: Sides, kinds: Mapping[str, Kind]) -> Report:
    """What differs between the sides."""
    agreed = agreed_by(sides)
    records = changed(sides, kinds, agreed)
    judged = _judged_before(sides, kinds)
    since = between(sides.before, sides.after, kinds, sides.changed)
    if judged is not None and sides.known is None:
        sides = replace(sides, after=replace(sides.after, since=since), known=judged)
    both = (sides.before, sides.after)
    is_tallied = not any(map(_is_unread, both))
    moved: tuple[Effect, ...] = ()
    withheld = 0
    policies: dict[str, int] = {}
    of_policies = any(each.kind == "policy" for each in records)
    columns = touched_by(sides.after, since, kinds)
    if is_tallied and (of_policies or may_move(columns)):
        day = date.fromisoformat(sides.day)
        few = None
        if judged is not None and not of_policies:
            few = of_few(*both, since, columns, kinds, day, judged)
        if few is not None:
            moved, withheld = effects(*few, agreed)
        else:
            before, after = tallied(*both, kinds, day)
            moved, withheld = effects(of_all(before), of_all(after), agreed)
            policies = dict(_touched(records, before, after))
    checked = check(
        sides.after, kinds, sides.judge, sides.gates, known=sides.known, found=sides.found
    )
    found = _new(checked, sides, kinds, judged)
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
        is_tallied=is_tallied,
        elsewhere=sides.elsewhere,
        pictures=tuple(sorted(filter(is_picture, sides.changed))),
        pages=pages(*both, records, moved, kinds),
        labels={key: label for side in both for key, label in _labels(side, kinds, moved).items()},
    )


def _judged_before(sides: Sides, kinds: Mapping[str, Kind]) -> Judged | None:
    """What the laws make of the records before; None where they are few, or cannot be read.

    Of many it is worth knowing: of the change they are asked then of whom it concerns alone.
    """
    before = sides.before
    if not pays(before) or _is_unread(before):
        return None
    if sides.known is not None:
        columns = touched_by(before, before.since, kinds)
        judged, _ = judged_anew(before, columns, kinds, sides.known, None)
        if judged is not None:
            return judged
    tally = law_tally(before, kinds)
    day = date.fromisoformat(sides.day)
    return judge(tally, before, kinds, None, (), lambda *_: None, day)


def _is_unread(side: Loaded) -> bool:
    """Whether there is a file that cannot be read, so that no sum would be right."""
    return any(finding_words()[each.code]["severity"] == "error" for each in side.findings)


def _touched(records: Sequence[Changed], before: Tally, after: Tally) -> Iterator[tuple[str, int]]:
    """For how many volunteers each policy holds that changed."""
    for each in records:
        if each.kind == "policy":
            there = before if each.state == "removed" else after
            yield each.id, touched(there, each.record["scope"], each.record.get("cohort"))


def _new(
    checked: CheckResult, sides: Sides, kinds: Mapping[str, Kind], judged: Judged | None
) -> tuple[Finding, ...]:
    """The findings that came with the change; where there are none but those of the gates, all.

    That the base knows nobody's account is no news. `judged` is what the laws make of the records
    before, if that is known.
    """
    gates = {each.same for each in sides.gates if each.code != NO_ACCOUNTS}
    known = {each.same for each in sides.gates if each.code == NO_ACCOUNTS}
    if any(each.same not in gates | known for each in checked.findings):
        before, found = sides.before, sides.found
        if judged is not None:
            if found is not None:
                found = find_after(before, touched_by(before, before.since, kinds), kinds, found)
            before = replace(before, since=None)
        stood = check(before, kinds, known=judged or sides.known, found=found)
        known |= {each.same for each in stood.findings}
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
