"""The annual report of a place with a local ledger, as sections that site and paper print alike.

Order 67, article 18: the year's report truthfully states the work of recording and certifying, and
is published. Every figure is as of the tally's day, and each row leads to what stands behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial

from gongshi.publish.derived import Derived
from gongshi.publish.facts import Facts, facts_of
from gongshi.publish.library import Entry, Library
from gongshi.publish.sections import Section, sections_of
from gongshi.tally import Tally
from gongshi.words import Lang


@dataclass(frozen=True)
class Report:
    """The report of one place, with all below it, for one year."""

    place: str
    label: str
    year: str
    as_of: str
    demo: bool
    _said: Callable[[], tuple[Section, ...]] = field(repr=False)

    @property
    def name(self) -> str:
        """What its page is called, below `reports/`."""
        return f"{self.place}-{self.year}"

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """What it says, put together when first asked for."""
        return self._said()


def reports(facts: Facts, library: Library, derived: Derived, lang: Lang) -> dict[str, Report]:
    """The reports of every local place and year with a ledger, by name, the newest first."""
    made = (
        _report(library, derived, facts, place, each.period, lang)
        for place in library.all("place")
        if place.record.get("basis") == "local" and place.key in derived.ledgers
        for each in derived.years(place.key)
    )
    return {each.name: each for each in made}


def report(
    tally: Tally, library: Library, derived: Derived, place: Entry, year: str, lang: Lang
) -> Report:
    """The report of `place`, with all places below it, for `year`."""
    return _report(library, derived, facts_of(tally), place, year, lang)


def _report(
    library: Library, derived: Derived, facts: Facts, place: Entry, year: str, lang: Lang
) -> Report:
    return Report(
        place=place.id,
        label=place.label,
        year=year,
        as_of=derived.as_of,
        demo=place.demo,
        _said=partial(sections_of, library, derived, facts, place, year, lang),
    )
