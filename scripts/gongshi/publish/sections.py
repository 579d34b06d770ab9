"""The sections of an annual report: sentences and tables that site and paper print alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from gongshi.kinds import walk
from gongshi.publish.derived import STEPS, Derived
from gongshi.publish.facts import Facts
from gongshi.publish.letters import by_letter
from gongshi.publish.library import Entry, Library
from gongshi.publish.plots import Point
from gongshi.tally import formats
from gongshi.tally.in_words import amount_in_words, quota_in_words, star_name, sum_in_words
from gongshi.tally.notices import years_of
from gongshi.tally.results import FEWEST
from gongshi.words import Lang, say

_FIGURES = (
    ("minutes", "minutes"),
    ("service_points", "points"),
    ("gift_points", "points"),
    ("redeemed", "points"),
    ("saved", "minutes"),
    ("used", "minutes"),
    ("fen", "fen"),
)
_OUTCOMES = ("agrees", "wrong", "no_evidence", "pending")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `address` is the page below the site's root that it leads to, if any."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences, a table, how it was made; columns after the first `words` are figures.

    `plot` is what of the table is drawn beside it, under `plot_title` and told by `plot_about`;
    `series` are the names of columns that stand side by side.
    """

    title: str
    texts: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    how: str = ""
    words: int = 1
    plot: tuple[Point, ...] = ()
    plot_title: str = ""
    plot_about: str = ""
    series: tuple[str, ...] = ()


def sections_of(
    library: Library, derived: Derived, facts: Facts, place: Entry, year: str, lang: Lang
) -> tuple[Section, ...]:
    """What the report of `place` for `year` says, with all places below it."""
    return tuple(_Writer(library, derived, place, year, lang, facts).sections())


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the sections of the report of one place for one year."""

    library: Library
    derived: Derived
    place: Entry
    year: str
    lang: Lang
    facts: Facts

    def sections(self) -> Iterator[Section]:
        yield self.figures()
        yield self.months()
        yield from self.stars()
        yield self.punctuality()
        yield self.quotas()
        yield self.checks()
        yield self.objections()
        yield self.records()
        yield from self.funds()

    def say(self, word: str, **slots: object) -> str:
        return say(f"pages.report.{word}", self.lang, **slots)

    def within(self, kind: str, field: str) -> list[Entry]:
        """The local entries of a kind in the place whose date in `field` lies in the year."""
        return [
            each
            for each in self.library.within(self.place, kind)
            if each.record.get("basis") == "local"
            and str(each.record.get(field, "")).startswith(self.year)
        ]

    def figures(self) -> Section:
        of = next(x for x in self.derived.years(self.place.key) if x.period == self.year)
        ledger = f"ledgers/{self.place.kind}-{self.place.id}/"
        rows = [
            (
                Cell(say(f"pages.derived.{name}", self.lang), ledger),
                Cell(sum_in_words(measure, getattr(of, name), self.lang)),
            )
            for name, measure in _FIGURES
            if getattr(of, name)
        ]
        for name in ("activities", "gifts"):
            if count := getattr(of, name):
                label = Cell(say(f"pages.derived.{name}", self.lang), ledger)
                rows.append((label, Cell(f"{count:,}")))
        people = self.facts.served.get((self.place.id, self.year), 0)
        told = f"{people:,}" if people >= FEWEST else self.say("few", fewest=FEWEST)
        rows.append((Cell(self.say("people")), Cell(told)))
        texts = []
        if self.derived.as_of < f"{self.year}-12-31":
            day = formats.date(self.derived.as_of, self.lang)
            texts.append(self.say("not_over", year=self.year, day=day))
        return Section(
            self.say("figures"),
            tuple(texts),
            (self.say("what"), self.say("sum")),
            tuple(rows),
            self.say("figures_how", id=self.place.id),
        )

    def months(self) -> Section:
        found: dict[str, tuple[Decimal, int]] = {
            each.period: (each.amount, each.entries)
            for each in self.facts.months.get(self.place.id, ())
        }
        closed = {
            str(each.record["period"]): each.address
            for each in self.library.all("closing")
            if each.place in self.library.chains[self.place.id]
        }
        of_year = sorted(each for each in found.items() if each[0].startswith(self.year))
        return Section(
            self.say("months"),
            (),
            (
                self.say("month"),
                self.say("closed"),
                say("pages.derived.minutes", self.lang),
                say("pages.derived.activities", self.lang),
            ),
            tuple(
                (
                    Cell(formats.date(month, self.lang)),
                    Cell(self.say("seal" if month in closed else "open"), closed.get(month, "")),
                    Cell(sum_in_words("minutes", amount, self.lang).split(" = ")[-1]),
                    Cell(f"{entries:,}"),
                )
                for month, (amount, entries) in of_year
            ),
            self.say("months_how"),
            words=2,
            plot=tuple(
                (str(int(month[5:])), amount, f"{int(amount) // 60:,}")
                for month, (amount, _) in of_year
            ),
            plot_title=self.say("plot_title", year=self.year),
            plot_about=self.say("plot_about", months=len(of_year)),
        )

    def stars(self) -> Iterator[Section]:
        """Volunteers by star, as they stand on the tally's day: told in the newest report alone."""
        held = self.facts.stars.get(self.place.id, ())
        if not held or self.year != self.derived.years(self.place.key)[0].period:
            return
        series = self.say("star_eligible"), self.say("star_granted")
        rows, plot = [], []
        for name, *counts in ((star_name(e.star, self.lang), e.eligible, e.granted) for e in held):
            words = [self.say("hidden") if of is None else f"{of:,}" for of in counts]
            rows.append((Cell(name), *map(Cell, words)))
            for label, of in zip((name, ""), counts, strict=True):
                plot.append((label, Decimal(of or 0), "—" if of is None else f"{of:,}"))
        yield Section(
            self.say("stars"),
            (),
            (self.say("star"), *series),
            tuple(rows),
            self.say("stars_how", day=formats.date(self.derived.as_of, self.lang)),
            plot=tuple(plot),
            plot_title=self.say("stars_plot"),
            plot_about=self.say("stars_about", stars=len(held)),
            series=series,
        )

    def units(self, told: Mapping[str, Any]) -> list[Entry]:
        """The units of the place that `told` speaks of, by name: never in an order of merit."""
        inside = [each for each in self.library.within(self.place, "unit") if each.id in told]
        return [unit for _, units in by_letter(inside) for unit in units]

    def punctuality(self) -> Section:
        rows = []
        for unit in self.units(self.derived.punctuality):
            months = [
                each
                for each in self.derived.punctuality[unit.id]
                if each.month.startswith(self.year)
            ]
            if months:
                kept = (self.kept([getattr(m, step) for m in months]) for step in STEPS)
                rows.append((Cell(unit.label, unit.address), *kept))
        head = (
            self.library.kinds["unit"].title[self.lang],
            *(say(f"pages.unit.in_time.{step}", self.lang) for step in STEPS),
        )
        title = say("pages.unit.punctual", self.lang)
        how = say("pages.unit.punctual_how", self.lang)
        return self.table(title, head, rows, how)

    def kept(self, counts: Sequence[tuple[int, int] | None]) -> Cell:
        done = [each for each in counts if each is not None]
        in_time, of = sum(each[0] for each in done), sum(each[1] for each in done)
        return Cell(f"{in_time} / {of}" if of else "")

    def quotas(self) -> Section:
        words = partial(quota_in_words, as_of=self.derived.as_of, lang=self.lang)
        rows = [
            (Cell(unit.label, unit.address), Cell(words(each, kinds=self.library.kinds)))
            for unit in self.units(self.derived.quotas)
            for each in self.derived.quotas[unit.id]
            if str(each.year) == self.year
        ]
        head = (self.library.kinds["unit"].title[self.lang], self.say("reached"))
        how = say("pages.derived.quota_how", self.lang)
        return self.table(say("pages.derived.quota", self.lang), head, rows, how, 2)

    def checks(self) -> Section:
        rows = []
        for each in self.within("inspection", "date"):
            sample = each.record.get("sample")
            name = Cell(each.label, each.address)
            if sample is None:
                rows.append((name, Cell(""), *(Cell("") for _ in _OUTCOMES)))
                continue
            found = Counter(entry["outcome"] for entry in sample["entries"])
            of = self.say("drawn", size=found.total(), of=sample["drawn_from"])
            rows.append((name, Cell(of), *(Cell(str(found[name])) for name in _OUTCOMES)))
        fields = dict(walk(self.library.kinds["inspection"].fields))
        sampled = fields["/sample/entries/*/outcome"].enum
        head = (
            self.say("check"),
            self.say("drawn_of"),
            *(sampled[name][self.lang] for name in _OUTCOMES),
        )
        return self.table(self.say("checks"), head, rows, self.say("checks_how"))

    def objections(self) -> Section:
        here = [each.id for each in self.within("objection", "received")]
        found = [row for id in here if (row := self.facts.objections.get(id))]
        of = next(iter(years_of(found, self.derived.as_of)), None)
        title = self.say("objections")
        if of is None:
            return Section(title, (self.say("no_objections"),))
        texts = [
            self.say("objections_text", count=of.received, answered=of.answered, in_time=of.in_time)
        ]
        if of.longest is not None:
            texts.append(self.say("objections_days", longest=of.longest))
        outcome = self.library.kinds["objection"].field("outcome")
        words = outcome.enum if outcome else {}
        rows = tuple(
            (Cell(words[name][self.lang]), Cell(str(of.outcomes[name])))
            for name in words
            if name in of.outcomes
        )
        head = (self.say("outcome"), self.say("count"))
        return Section(title, tuple(texts), head, rows, self.say("objections_how"))

    def records(self) -> Section:
        issued = self.within("certificate", "issued_on")
        stood = Counter(self.derived.certificates[each.id] for each in issued)
        fixed = self.within("correction", "verified_on")
        rows = (
            (Cell(self.say("certificates"), "certificates/"), Cell(str(len(issued)))),
            (Cell(self.say("revoked")), Cell(str(stood["revoked"]))),
            (Cell(self.say("superseded")), Cell(str(stood["superseded"]))),
            (Cell(self.say("corrections"), "corrections/"), Cell(str(len(fixed)))),
        )
        head = (self.say("what"), self.say("count"))
        return Section(self.say("records"), (), head, rows, self.say("records_how"))

    def funds(self) -> Iterator[Section]:
        for fund in self.library.within(self.place, "fund"):
            if fund.record.get("basis") != "local":
                continue
            ways: list[tuple[str, str, int | None]]
            ways = [
                ("in", self.say(giver), fen)
                for giver, fen in self.facts.given.get((fund.id, self.year), ())
            ]
            for way in ("in", "out"):
                ways.extend(
                    (way, each["label"], each["fen"])
                    for each in fund.record.get(f"money_{way}", ())
                    if str(each.get("year")) == self.year and "fen" in each
                )
            ways.extend(
                ("out", self.say("paid"), fen)
                for fen in self.facts.paid.get((fund.id, self.year), ())
            )
            rows = [
                (Cell(self.say(way)), Cell(label), Cell(self.money(fen)))
                for way, label, fen in ways
            ]
            for way in ("in", "out"):
                of = [fen for each, _, fen in ways if each == way]
                shown = [fen for fen in of if fen is not None]
                if of:
                    word = "all" if len(shown) == len(of) else "all_shown"
                    rows.append(
                        (Cell(self.say(way)), Cell(self.say(word)), Cell(self.money(sum(shown))))
                    )
            head = (self.say("way"), self.say("source"), self.say("money"))
            title = self.say("fund", name=fund.label)
            yield self.table(title, head, rows, self.say("fund_how", id=fund.id), 2)

    def money(self, fen: int | None) -> str:
        """An amount, or that it is of too few to be shown."""
        if fen is None:
            return self.say("few_paid", fewest=FEWEST)
        return amount_in_words("fen", fen, self.lang)

    def table(
        self,
        title: str,
        head: tuple[str, ...],
        rows: Sequence[tuple[Cell, ...]],
        how: str,
        words: int = 1,
    ) -> Section:
        """A section of one table; without rows it says that there is nothing."""
        if not rows:
            return Section(title, (self.say("nothing"),), how=how)
        return Section(title, (), head, tuple(rows), how, words)
