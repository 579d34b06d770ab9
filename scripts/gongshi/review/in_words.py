"""A report in sentences, section by section, for whichever renderer.

Whatever comes out of a record passes through the renderer's `quote`, so that it can neither be
taken for the report's own words nor for a command of the place where it is shown; sentences that
hold such values pass through its `defuse`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongshi.checks.shown import Shown
from gongshi.kinds import Field, Kind
from gongshi.records.gate import PERSON
from gongshi.review.changed import Changed
from gongshi.review.effects import Effect
from gongshi.review.pages import CHANGES
from gongshi.review.records_in_words import Line, Quote, RecordWords
from gongshi.review.report import Report
from gongshi.tally.amounts import amount_in_words, star_name
from gongshi.words import Lang, say

RECOGNITION = ("honor", "award")
# Whose figures are told first.
_NEAREST = {PERSON: 0, "team": 1, "unit": 2, "fund": 3, "place": 4}
_STARS = ("eligible", "granted", "unit_star")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: its title, and its lines."""

    name: str
    title: str
    lines: tuple[Line, ...]


class Words(RecordWords):
    """Says a report in one language, with one way to quote."""

    def __init__(
        self, report: Report, kinds: Mapping[str, Kind], lang: Lang, quote: Quote, defuse: Quote
    ) -> None:
        super().__init__(kinds, lang, quote)
        self._report, self._defuse = report, defuse

    def title(self) -> str:
        """What the whole is."""
        return self._say("title")

    def head(self) -> Iterator[str]:
        """What is to be known before anything else."""
        report = self._report
        yield self._say("between", base=self._quote(report.base[:12]), day=report.day)
        if not report.is_tallied:
            yield self._say("not_tallied")
        elif not (report.changed or report.effects or report.found or report.pictures):
            yield self._say("nothing")
        if report.changed and report.elsewhere:
            yield self._say("outside")
        if report.standing:
            yield self._say("stood", count=report.standing)

    def sections(self, shown: Sequence[Shown]) -> list[Section]:
        """The parts that say anything, the gravest first; `shown` are the new findings."""
        report = self._report
        recognised = [each for each in report.changed if each.kind in RECOGNITION]
        policies = [each for each in report.changed if each.kind == "policy"]
        others = [each for each in report.changed if each not in [*recognised, *policies]]
        moved = [each for each in report.effects if each.what != "standing"]
        standing = [each for each in report.effects if each.what == "standing"]
        parts = {
            "found": [*map(self._finding, shown)],
            "gates": [Line(self._quote(path)) for path in report.elsewhere],
            "pictures": [Line(self._quote(path)) for path in report.pictures],
            "policies": [self._record(each) for each in policies],
            "recognition": [self._record(each) for each in recognised],
            "effects": [*self._holders(moved), *self._withheld()],
            "standing": [*self._holders(standing)],
            "changed": [self._record(each) for each in others],
            "pages": list(self._pages()),
        }
        return [
            Section(name, self._say(f"section.{name}", count=len(lines)), tuple(lines))
            for name, lines in parts.items()
            if lines
        ]

    def _finding(self, each: Shown) -> Line:
        severity = say(f"cli.findings.severity.{each.severity}", self._lang)
        said = self._say(
            "finding",
            place=self._quote(each.place),
            severity=severity,
            code=each.finding.code,
            title=self._defuse(each.title),
            reason=self._defuse(each.reason),
            remedy=self._defuse(each.remedy),
        )
        return Line(said)

    def _withheld(self) -> Iterator[Line]:
        if self._report.withheld:
            yield Line(self._say("withheld", people=self._report.withheld))

    def _pages(self) -> Iterator[Line]:
        for each in self._report.pages:
            if each.state != CHANGES:
                yield Line(
                    self._say(f"pages.{each.state}", address=self._quote(f"/{each.address}"))
                )

    def _record(self, each: Changed) -> Line:
        said = self.record(each)
        if each.kind != "policy" or each.id not in self._report.policies:
            return said
        touches = self._say("touches", people=f"{self._report.policies[each.id]:,}")
        return Line(said.text, (*said.below, touches))

    def _holders(self, effects: Sequence[Effect]) -> Iterator[Line]:
        """What moves, a line for each whose it is; people before what they belong to."""
        of: dict[tuple[str, str], list[Effect]] = {}
        for each in sorted(effects, key=lambda each: _NEAREST.get(each.kind, len(_NEAREST))):
            of.setdefault((each.kind, each.id), []).append(each)
        for some in of.values():
            figures = self._say("semicolon").join(map(self._effect, some))
            yield Line(self._say("effects", holder=self._holder(some[0]), figures=figures))

    def _effect(self, each: Effect) -> str:
        before, after = (self._figure(each, value) for value in (each.before, each.after))
        return self._say(
            "effect",
            what=self._what(each),
            before=before,
            after=after,
            change=self._difference(each),
        )

    def _holder(self, each: Effect) -> str:
        if each.kind == PERSON:
            kind = say("rules.report.kind.volunteer", self._lang)
        else:
            kind = self._kinds[each.kind].title[self._lang]
        name = self._report.labels.get((each.kind, each.id))
        label = self._quote(each.id)
        if name is not None and name != each.id:
            label = self._say("label", name=self._quote(name), id=label)
        return self._say("holder", kind=kind, label=label)

    def _what(self, each: Effect) -> str:
        if each.what == "sum":
            return say(f"rules.measure.{each.detail}", self._lang)
        return self._say(f"what.{each.what}", detail=self._quote(each.detail))

    def _figure(self, each: Effect, value: str | None) -> str:
        if value is None:
            return self._say("absent")
        if each.what == "sum":
            return amount_in_words(each.detail, Decimal(value), self._lang)
        if each.what in _STARS:
            return self._say("what.no_star") if value == "0" else star_name(int(value), self._lang)
        if each.what == "badge":
            return self._say("what.earned")
        if each.what == "standing":
            return self._standing(each.kind, value)
        return self._quote(value)

    def _standing(self, kind: str, value: str) -> str:
        if value == "open":
            return self._say("what.open")
        words = next(
            (
                field.enum[value]
                for name in ("status", "outcome", "step")
                for field in [self._field_named(kind, name)]
                if field is not None and value in field.enum
            ),
            None,
        )
        return self._quote(value) if words is None else words[self._lang]

    def _field_named(self, kind: str, name: str) -> Field | None:
        """A field of a kind, or of the entries of one of its lists."""
        for field in self._kinds[kind].fields:
            if field.name == name:
                return field
            if field.item is not None and (child := field.child(name)) is not None:
                return child
        return None

    def _difference(self, each: Effect) -> str:
        if each.what != "sum" or each.before is None or each.after is None:
            return ""
        difference = Decimal(each.after) - Decimal(each.before)
        amount = amount_in_words(each.detail, abs(difference), self._lang)
        return self._say("change", sign="+" if difference > 0 else "−", amount=amount)
