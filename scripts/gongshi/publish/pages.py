"""What page templates can say: the few functions that they are offered.

Templates receive records from the gate (`library`) and nothing else. Words come from the catalogue
by `say`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from gongshi.kinds import Kind
from gongshi.publish import coverage, fields, lists, network
from gongshi.publish.basis import basis, version_in_words
from gongshi.publish.changes import Change, Past, Teller
from gongshi.publish.derived import Derived
from gongshi.publish.letters import by_letter
from gongshi.publish.library import Entry, Library
from gongshi.publish.marking import marked
from gongshi.publish.names import notice_names
from gongshi.publish.news import Newspaper
from gongshi.publish.noting import NEVER, Unnoted
from gongshi.publish.pictures import Shown
from gongshi.publish.plots import columns
from gongshi.publish.report import Report
from gongshi.publish.shell import BELOW
from gongshi.publish.templating import Environment
from gongshi.publish.titles import kind_words, page_title, period_in_words, title_of
from gongshi.publish.told import Referrer, told
from gongshi.publish.walls import Walls
from gongshi.records.books import MOST as BOOK
from gongshi.records.books import Book
from gongshi.records.history import Commit
from gongshi.tally import formats, in_words
from gongshi.tally.in_words import amount_in_words, sum_in_words
from gongshi.tally.notices import days_between
from gongshi.tally.rules_in_words import RULES
from gongshi.words import Lang, say


@dataclass(frozen=True)
class Site:
    """Everything that pages are made from; plain values.

    `paths` are those of the files by number; `shard_length` is how many letters the name of a file
    of passbooks has. `names` are those of volunteers who agreed to be named, by number, where a map
    was given; `pictures` are by the name of the file.
    """

    library: Library
    templates: Path
    extra: Mapping[str, Any]
    changes: Mapping[str, Commit]
    past: Past
    head: Commit | None
    lang: Lang
    derived: Derived
    reports: Mapping[str, Report]
    coverage: coverage.Coverage
    names: Mapping[str, str]
    pictures: Mapping[str, Shown]
    paths: Sequence[str]
    shard_length: int

    @property
    def below(self) -> str:
        """Where the pages of its language stand below the site's root."""
        return BELOW[self.lang]

    def in_language(self, html: str) -> str:
        """HTML of its pages, with what records say marked where the page is in another language."""
        return html if self.lang == "zh" else marked(html)

    @property
    def address(self) -> str:
        """Where the site's root is, as configured; "" where that is not said."""
        return str(self.extra.get("address") or "")

    @property
    def home(self) -> str:
        """Where its pages in this language are, as configured; "" where that is not said."""
        return f"{self.address.rstrip('/')}/{self.below}" if self.address else ""

    @property
    def operator(self) -> str:
        """Who runs the site, or its name where that is not said."""
        return str(self.extra.get("operator") or self.extra["site_name"])


_PIECES = {
    "parts": "parts.html",
    "pasts": "past.html",
    "cards": "cards.html",
    "plots": "plots.html",
    "orders": "order-parts.html",
    "rolls": "rolls.html",
}
_NAMING = ("activity", "award")  # kinds whose pages show names beside numbers
# What of a policy is told in sentences, and so stands in no table.
TOLD = (*RULES, "overlap_minutes", "signed_verification", "cohort")
PAST_SHOWN = 5  # changes, and fields of each, that a page shows of its record's past
FEW = 16  # rows that are sure to be shown
UNPARTED = ("need", "place")  # kinds whose lists keep themselves short


class Pages:
    """Renders the templates of `site/templates`, which are in `environment`, for one `Site`."""

    def __init__(self, site: Site, environment: Environment) -> None:
        self.site = site
        teller = Teller(site.past, site.library, site.derived.as_of, site.lang)
        self._told = lru_cache(BOOK)(teller.changes)  # asked for more than once a page
        self.newspaper = Newspaper(site.past, site.library, teller, site.lang)
        self._environment = environment
        self._by_place: dict[str, list[tuple[str, str]]] = {}
        for name, each in site.reports.items():
            self._by_place.setdefault(each.place, []).append((name, each.year))
        site.library.notes.answered("reports_of", lambda place: self._by_place.get(place))
        self._templates: dict[tuple[str, ...], jinja2.Template] = {}
        self._lists: dict[str, Sequence[Sequence[Any]]] = {}
        self._pieces: dict[tuple[str, bool], dict[str, Any]] = {}
        library, lang, written = site.library, site.lang, site.templates.parent / site.below
        tags = {name: fields.tags(kind) for name, kind in library.kinds.items()}
        self._environment.globals.update(
            lib=library,
            lang=lang,
            edition=site.below,
            colon=say("pages.colon", lang),
            sentences=say("rules.sentences", lang),
            extra=site.extra,
            head=Unnoted(library.notes, site.head),
            shown_kinds=(),
            stamped=(),
            columns=columns,
            scalar=lambda each, value: formats.scalar(each, value, lang),
            date=lambda value: formats.date(value, lang),
            figure=formats.figure,
            is_date=formats.is_date,
            present=fields.present,
            held=fields.held,
            tables_in=fields.tables_in,
            tagged=lambda entry: [f for f in tags[entry.kind] if f.name in entry.record],
            refer=Referrer(library, site.derived.passbooks, lang),
            newest=lists.newest,
            when=lambda entry: entry.when,
            in_order=self._in_order,
            page_name=lists.page_name,
            period_of=lambda book: period_in_words(book, lang),
            book_entries=lambda book: [library.entries[key] for key in book.keys],
            section=self.section,
            shard_length=site.shard_length,
            minutes=lambda value: formats.minutes(value, lang),
            pieces=formats.pieces,
            tag_words=lambda kind: fields.tag_words(kind) if site.below else {},
            kind_words=lambda: kind_words(library.kinds, lang),
            alone=lambda: site.extra["alone"] if site.below else [],
            picture=lambda portrait: site.pictures.get(portrait["file"]) if portrait else None,
            corrections=lambda entry: library.corrections.get(entry, ()),
            price=fields.price,
            by_letter=by_letter,
            names={},
            shown_names=site.names,
            featured=lambda: [e for e in library.all("place") if e.record.get("featured")],
            newspaper=Unnoted(library.notes, self.newspaper),
            changed=lambda entry: site.changes.get(entry.file),
            title_of=lambda kind: title_of(kind, lang),
            basis=lambda entry: basis(library, entry, lang),
            derived=site.derived,
            walls=Unnoted(library.notes, Walls(library, site.derived)),
            reports=site.reports,
            reports_of=self._reports_of,
            version=self._version,
            rule=lambda policy, each: in_words.rule_in_words(policy, each, lang, library.kinds),
            rules=lambda policy: _in_words(policy, lang, library.kinds),
            told_rules=TOLD,
            pairs=lambda mapping: list(mapping.items()),
            amount=lambda measure, value: amount_in_words(measure, Decimal(value), lang),
            whole_amount=lambda measure, value: sum_in_words(measure, Decimal(value), lang),
            unit_star=lambda standing: in_words.unit_star_in_words(standing, lang),
            days=days_between,
            star_name=lambda star: in_words.star_name(star, lang),
            quota=lambda each: in_words.quota_in_words(
                each, site.derived.as_of, lang, library.kinds
            ),
            levels=lambda policy: network.levels(library, policy),
            units_of=lambda policy: network.units_of(library, policy),
            below=network.below,
            share=lambda statistic: network.share(library, statistic),
            outcomes=lambda entry: network.outcomes(library, entry),
            coverage=Unnoted(library.notes, site.coverage),
            named=lambda names: coverage.entries(library, names),
            page_title=lambda page: page_title(library.kinds, written, page, lang),
        )

    def _in_order(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        ordered = lists.in_order(entries)
        if len(ordered) <= FEW:
            self.site.library.fetch(each.key for each in ordered)
        return ordered

    def _reports_of(self, place: Entry) -> list[tuple[str, str]]:
        """The names and years of the annual reports of a place, the newest first."""
        self.site.library.notes.ask("reports_of", place.id)
        return self._by_place.get(place.id, [])

    def _version(self) -> str:
        self.site.library.notes.ask(*NEVER)
        return version_in_words(self.site.head, self.site.lang)

    def past(self, entry: Entry) -> list[Change]:
        """What is told of how a record changed, the newest first."""
        return self._told(entry)

    def record(self, entry: Entry, past: Sequence[Change]) -> str:
        """The body of a record's page: its kind's own template, or the one for any record."""
        return self._framed("record.html", entry, past, "history.json")

    def section(self, entry: Entry) -> str:
        """A record on the page of its book, in the same template in another frame."""
        past = self.past(entry)
        return self._framed("section.html", entry, past, f"{entry.id}-history.json")

    def _framed(self, frame: str, entry: Entry, past: Sequence[Change], history: str) -> str:
        return self._render(
            (f"{entry.kind}.html", frame),
            frame=frame,
            kind=self.site.library.kinds[entry.kind],
            entry=entry,
            record=entry.record,
            names=self.names_of(entry),
            raw=self._raw(entry.page),
            past=past,
            past_shown=PAST_SHOWN,
            history=history,
            most=PAST_SHOWN,
            root="../../",
        )

    def book(self, book: Book, title: str) -> str:
        """The body of a page of a book."""
        library = self.site.library
        books = library.books_of(book.kind, book.holder)
        at = books.index(book)
        beside = [("before", each) for each in books[max(at - 1, 0) : at]]
        beside += [("after", each) for each in books[at + 1 : at + 2]]
        return self._render(
            ("book.html",),
            book=book,
            raw=self._raw(f"{library.kinds[book.kind].folder}/{book.name}/"),
            kind=library.kinds[book.kind],
            title=title,
            period=period_in_words(book, self.site.lang),
            holder=self.holder(book),
            beside=beside,
            root="../../",
        )

    def holder(self, book: Book) -> Entry | None:
        """Whose book it is."""
        return self.site.library.find([book.holder[0]], book.holder[1])

    def names_of(self, entry: Entry) -> Mapping[str, str]:
        """The names that a record's page may show beside numbers.

        What somebody did and was given is told with the name; what they gave, took out or redeemed
        is not. A notice tells it as long as it runs, or until the day that it sets.
        """
        if entry.kind == "notice":
            return notice_names(self.site.names, entry.record, self.site.derived.as_of)
        return self.site.names if entry.kind in _NAMING else {}

    def ledger(self, holder: Entry, page: int, pages: int, rows: Sequence[Any], own: int) -> str:
        """The body of a page with entries behind a holder's derived figures, of `own` in all."""
        ledger = self.site.derived.ledgers[holder.key]
        measures = [each.measure for each in ledger.sums if each.event is None]
        below = {each.measure: Decimal(0) for each in ledger.parts}
        for part in ledger.parts:
            if part.id != holder.id:
                below[part.measure] += part.amount
        site, root = self.site, "../../"
        return self._render(
            ("ledger.html",),
            ledger=ledger,
            entry=holder,
            own=own,
            below=below,
            rows=told(site.library, site.paths, rows, measures, site.lang, root),
            page=page,
            pages=pages,
            root=root,
        )

    def report(self, report: Report) -> str:
        """The body of a place's annual report."""
        return self._render(("report.html",), report=report, root="../../")

    def changes(self, page: int) -> str:
        """The body of an older page of all changes."""
        days = self.newspaper.page(page)
        return self._render(("changes-page.html",), by_day=days, page=page, root="../../")

    def names(self, kind: Kind, groups: Sequence[Any], page: int, pages: int) -> str:
        """The body of a page that lists a kind by name; `groups` are those of its letters."""
        values = {"kind": kind, "groups": groups, "page": page, "pages": pages}
        return self._render(("names.html",), **values, root="../../")

    def list(self, kind: Kind, page: int, root: str) -> str:
        """The body of a page of the list of a kind, by place."""
        parts = self.parts(kind)
        values = {"kind": kind, "groups": parts[page - 1], "page": page, "pages": len(parts)}
        own = "list-books.html" if kind.book else "list.html"
        return self._render((f"list-{kind.name}.html", own), **values, root=root)

    def list_page(self, kind: Kind, page: int) -> str:
        """The body of a page of a list after the first, which stands on a written page."""
        body = self.list(kind, page, "../../")
        return self._render(("list-page.html",), kind=kind, page=page, body=body, root="../../")

    def parts(self, kind: Kind) -> Sequence[Sequence[Any]]:
        """The pages of the list of a kind, as groups by place."""
        if kind.name not in self._lists:
            library = self.site.library
            if kind.book:
                self._lists[kind.name] = lists.parted(lists.shelves(library, kind.name))
            else:
                most = sys.maxsize if kind.name in UNPARTED else lists.MOST
                groups = lists.by_place(library, library.all(kind.name))
                self._lists[kind.name] = lists.parted(groups, most)
        return self._lists[kind.name]

    def fill(self, name: str, kind: Kind | None, root: str) -> str:
        """What a written page asks for with `<!-- gongshi:name -->`.

        A list may have a template of its own kind, such as `list-honor.html`.
        """
        if kind and name == "list":
            return self.list(kind, 1, root)
        wanted = [f"{name}-{kind.name}.html"] if kind else []
        return self._render((*wanted, f"{name}.html"), kind=kind, root=root)

    def prepare(self) -> None:
        """Have what copies of this process would each make for themselves."""
        for name in self._environment.list_templates(["html"]):
            self._environment.get_template(name)
        self.newspaper.newest()  # which it remembers

    def has(self, name: str) -> bool:
        """Whether a written page may ask for `name`."""
        return (self.site.templates / f"{name}.html").is_file()

    def _render(self, templates: tuple[str, ...], root: str, **values: Any) -> str:
        if templates not in self._templates:
            self._templates[templates] = self._environment.select_template(list(templates))
        pieces = self._shared(root, values.get("names", {}))
        return self._templates[templates].render(values, root=root, **pieces)

    def _files(self, root: str) -> str:
        """The way to the site's root, where `root` leads to that of the pages in this language."""
        return f"{root}../" if self.site.below else root

    def _raw(self, page: str) -> str:
        """The way from a page to where what it publishes lies, beside the page in Chinese."""
        return f"{self._files('../../')}{page}" if self.site.below else ""

    def _shared(self, root: str, names: Mapping[str, str]) -> dict[str, Any]:
        """The templates of pieces, which need nothing of a page but `root` and `names`."""
        key = (root, bool(names))
        if key not in self._pieces:
            made: dict[str, Any] = {"root": root, "files": self._files(root), "names": names}
            for each, template in _PIECES.items():
                made[each] = self._environment.get_template(template).make_module(dict(made))
            self._pieces[key] = {each: made[each] for each in ("files", *_PIECES)}
        return self._pieces[key]


def _in_words(
    policy: Mapping[str, Any], lang: Lang, kinds: Mapping[str, Kind]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rules of a policy as id and sentence, by the property in which they stand."""
    told: dict[str, list[tuple[str, str]]] = {}
    for name, id, sentence in in_words.rules_in_words(policy, lang, kinds):
        told.setdefault(name, []).append((id, sentence))
    return list(told.items())
