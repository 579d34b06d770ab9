"""Stamped pages: everything of which there are many, in worker processes where it pays.

The site generator has rendered one frame a section (`shell`); here the bodies are made from
templates and put into it. Each page's links are noted and its digest taken while it is in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from multiprocessing import Value
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from gongshi.kinds import Kind
from gongshi.publish import lists, news, shards
from gongshi.publish.changes import Change, as_json
from gongshi.publish.copies import by_copies
from gongshi.publish.holdings import Books
from gongshi.publish.kept import Asked, Kept, Listener, file_of
from gongshi.publish.letters import by_letter
from gongshi.publish.library import Library
from gongshi.publish.links import Links
from gongshi.publish.noting import Question
from gongshi.publish.open_data.tables import in_lines
from gongshi.publish.output import Output
from gongshi.publish.pages import FEW, PAST_SHOWN, Pages, Site
from gongshi.publish.shell import Shell
from gongshi.publish.states import BookStates, States
from gongshi.publish.titles import period_in_words, record_title, title_of
from gongshi.records.books import Book, Key
from gongshi.records.canonical import to_yaml
from gongshi.tally import Tally
from gongshi.tally.behind import Entries, entries_of
from gongshi.words import say

# Sections of pages that are no records: volunteers' passbooks, the entries behind a figure, and
# annual reports.
PASSBOOKS = shards.FOLDER
LEDGERS = "ledgers"
REPORTS = "reports"
CHANGES = news.FOLDER
CHUNK = 50  # jobs in a lot, at the most
_LOTS = 8  # for each copy at the least, since some jobs take long
MANY = 1000  # below this a second process costs more than it saves
_LONG = 10 * MANY  # records, of which even the few pages take long that are always made
ENTRIES = 300  # of a ledger on a page

Job = tuple[Any, ...]  # the name of a method of Stamper, and what it takes


def is_large(library: Library) -> bool:
    """Whether a site has so much to be stamped that copies of the process pay."""
    return len(library.entries) >= MANY


@dataclass(frozen=True)
class Stamped:
    """What was stamped: the digest of each file, where its links lead, what its page asked for."""

    digests: dict[str, str] = field(default_factory=dict)
    links: Links = field(default_factory=Links)
    asked: Asked = field(default_factory=Asked)

    def join(self, other: Stamped) -> None:
        """Take over what another has stamped."""
        self.digests.update(other.digests)
        self.links.join(other.links)
        self.asked.join(other.asked)


class Stamper:
    """Makes the pages of one site; `shells` by folder."""

    def __init__(
        self,
        tally: Tally,
        pages: Pages,
        books: Books,
        states: States,
        shells: Mapping[str, Shell],
        output: Output,
    ) -> None:
        self._tally, self._pages, self._shells, self._output = tally, pages, shells, output
        self._site: Site = pages.site
        self._is_first = not pages.site.below  # what is in no language is written with these
        self._books = books
        self._shards = shards.Writer(books, pages.site.library, pages.site.names, pages.site.lang)
        self._entries = Entries()
        self._links = Links()
        self._kept: set[str] = set()
        notes = pages.site.library.notes
        self._sources = states.sources
        notes.answered("shard", lambda name: states.passbooks.get(name))
        notes.answered("ledger", lambda kind, id: states.ledgers.get((kind, id)))
        self._states = BookStates(pages.site, states)
        notes.answered("book", self._states.state)

    @cached_property
    def jobs(self) -> Sequence[Job]:
        """Everything that is to be stamped, as far as is known when it is first asked."""
        return list(self._all_jobs())

    def _all_jobs(self) -> Iterator[Job]:
        library = self._site.library
        yield ("rules",)
        yield from (("shard", *each) for each in self._books.shards())
        for kind in library.kinds.values():
            if kind.book:
                books = library.books.get(kind.name, ())
                yield from (("book", kind.name, at) for at in range(len(books)))
            else:
                yield ("names", kind.name)
            yield from (("list", kind.name, n + 2) for n in range(len(self._pages.parts(kind)) - 1))
        yield from (("ledger", key) for key in self._site.derived.ledgers)
        yield from (("report", name) for name in self._site.reports)
        yield ("feed",)
        yield from (("changes", n + 1) for n in range(self._pages.newspaper.older))
        yield from (("record", key) for key in library.entries if not library.kinds[key[0]].book)

    def take_over(self, kept: Kept) -> dict[str, str]:
        """Take over those of the kept pages that there still are; gives their files' digests."""
        names = {name for job in self.jobs if (name := self._name(job))}
        self._kept = names & kept.pages.keys()
        files = (file for name in self._kept for file in kept.pages[name])
        return {path: digest for path, digest, *_ in files}

    def left(self) -> list[Job]:
        """What is to be stamped and was not taken over."""
        return [job for job in self.jobs if self._name(job) not in self._kept]

    def takes_long(self, jobs: Sequence[Job]) -> bool:
        """Whether these jobs take so long that copies of the process pay."""
        return len(jobs) >= MANY or len(self._site.library.entries) >= _LONG

    def read_for(self, jobs: Sequence[Job]) -> None:
        """Read what these jobs need that workers cannot ask for, or would read each for itself."""
        if ledgers := [of[0] for name, *of in jobs if name == "ledger"]:
            self._entries = entries_of(self._tally, ledgers)
        shards = (each for name, *each in jobs if name == "shard")
        self._books.read(shards, self._sources, self._site.lang)

    def _name(self, job: Job) -> str:
        """What a page is called from build to build; "" for one that is always made."""
        name, *of = job
        if name == "book":
            return f"book {of[0]} {self._site.library.books[of[0]][of[1]].name}"
        if name in ("record", "ledger"):
            return " ".join((name, *of[0]))
        return f"{name} {of[0]}" if name in ("report", "shard", "names") else ""

    def do(self, lots: Iterable[Sequence[Job]]) -> Stamped:
        """Write what the jobs of these lots are for."""
        done = Stamped()
        listener = Listener(self._site.library.notes)
        others, self._output.digests = self._output.digests, {}  # what is no part of these pages
        for job in self._ahead(lots):
            name, *arguments = job
            with self._site.library.notes.listening() as heard:
                getattr(self, f"_{name}")(*arguments)
            written = self._output.digests
            if page := self._name(job):
                files = [file_of(self._output, *each) for each in written.items()]
                listener.add(page, files, self._unanswered(job, heard))
            done.digests.update(written)
            written.clear()
        self._output.digests = others
        self._links, links = Links(), self._links
        return Stamped(done.digests, links, listener.heard())

    def _unanswered(self, job: Job, heard: Iterable[Question]) -> Iterable[Question]:
        """Of what was heard for a page that of which its own state says nothing."""
        name, *of = job
        if name != "book":
            return heard
        return self._states.unanswered(of[0], self._site.library.books[of[0]][of[1]].name, heard)

    def _ahead(self, lots: Iterable[Sequence[Job]]) -> Iterator[Job]:
        """The jobs, with what stands in the books of a lot, and beside records, read at once."""
        library = self._site.library
        for jobs in lots:
            books = (library.books[of[0]][of[1]] for name, *of in jobs if name == "book")
            library.fetch(key for book in books for key in book.keys)
            with library.notes.unheard():
                records = [library.entries[of[0]] for name, *of in jobs if name == "record"]
                beside = (found for each in records for _, found in library.mentions_by_kind(each))
                library.fetch(each.key for found in beside if len(found) <= FEW for each in found)
            yield from jobs

    def _record(self, key: Key) -> None:
        """The page of a record, and beside it what it publishes, and a past too long for it."""
        entry = self._site.library.entries[key]
        kind = self._site.library.kinds[entry.kind]
        title = record_title(entry.id, entry.label, kind, self._site.lang)
        about = str(entry.record.get("summary", title))[:150]
        past = self._pages.past(entry)
        folder = entry.page.rstrip("/")
        if self._is_first:
            self._output.write(f"{folder}/record.yaml", to_yaml(entry.record, kind))
        self._past(f"{folder}/history.json", past)
        self._page(folder, kind.folder, title, about, self._pages.record(entry, past))

    def _past(self, name: str, past: Sequence[Change]) -> None:
        if len(past) > PAST_SHOWN or any(len(each.lines) > PAST_SHOWN for each in past):
            self._output.write(self._site.below + name, as_json(past))

    def _book(self, name: str, at: int) -> None:
        """A page of records that have none of their own, and beside it what they publish."""
        library, kind = self._site.library, self._site.library.kinds[name]
        book = library.books[name][at]
        library.notes.ask("book", name, book.name)
        library.fetch(book.keys)
        entries = [library.entries[key] for key in book.keys]
        title = self._title(kind, book)
        folder = f"{kind.folder}/{book.name}"
        if self._is_first:
            records = in_lines([each.record for each in entries])
            self._output.write(f"{folder}/records.json", records)
        for entry in entries:
            self._past(f"{folder}/{entry.id}-history.json", self._pages.past(entry))
        self._page(folder, kind.folder, title, title, self._pages.book(book, title))

    def _title(self, kind: Kind, book: Book) -> str:
        lang = self._site.lang
        holder = self._pages.holder(book)
        slots = {"period": period_in_words(book, lang), "title": title_of(kind, lang)}
        if holder is None:
            return say("pages.book.title_alone", lang, **slots)
        return say("pages.book.title", lang, holder=holder.label, **slots)

    def _shard(self, name: str, start: int, end: int) -> None:
        """The file with the passbooks of some numbers."""
        self._site.library.notes.ask("shard", name)
        text = self._shards.shard(name, start, end)
        self._output.write(f"{self._site.below}{PASSBOOKS}/{name}.json", text)

    def _rules(self) -> None:
        """The file with the rules that passbooks name."""
        self._output.write(f"{self._site.below}{PASSBOOKS}/rules.json", self._shards.rules())

    def _ledger(self, key: Key) -> None:
        """The pages with every entry right under a team, unit, place or fund."""
        holder = self._site.library.entries[key]
        title = say("pages.ledger.title", self._site.lang, label=holder.label)
        self._site.library.notes.ask("ledger", *key)
        rows = self._entries.rows(key)
        parts = [rows[at : at + ENTRIES] for at in range(0, len(rows), ENTRIES)] or [[]]
        for page, part in enumerate(parts, 1):
            folder = f"{LEDGERS}/{lists.page_name('-'.join(key), page)}".rstrip("/")
            body = self._pages.ledger(holder, page, len(parts), part, len(rows))
            self._page(folder, LEDGERS, title, title, body)

    def _report(self, name: str) -> None:
        """The page of a place's annual report."""
        report, lang = self._site.reports[name], self._site.lang
        title = say("pages.report.title", lang, place=report.label, year=report.year)
        self._page(f"{REPORTS}/{name}", REPORTS, title, title, self._pages.report(report))

    def _feed(self) -> None:
        """The feed of the newest changes."""
        told = self._pages.newspaper.feed(
            title=say("pages.changes.title", self._site.lang),
            author=self._site.operator,
            site=self._site.home,
        )
        self._output.write(self._site.below + news.FEED, told)

    def _changes(self, page: int) -> None:
        """An older page of all changes."""
        title = say("pages.changes.page", self._site.lang, page=page)
        self._page(f"{CHANGES}/{page}", CHANGES, title, title, self._pages.changes(page))

    def _names(self, name: str) -> None:
        """The pages that list a kind by name."""
        kind, lang = self._site.library.kinds[name], self._site.lang
        title = say("pages.list.names_title", lang, title=title_of(kind, lang))
        parts = lists.parted(by_letter(self._site.library.all(name)))
        for page, groups in enumerate(parts, 1):
            folder = f"{kind.folder}/{lists.page_name('names', page)}".rstrip("/")
            body = self._pages.names(kind, groups, page, len(parts))
            self._page(folder, kind.folder, title, title, body)

    def _list(self, name: str, page: int) -> None:
        """A page of the list of a kind after the first, which stands on a written page."""
        kind = self._site.library.kinds[name]
        title = title_of(kind, self._site.lang)
        folder = f"{kind.folder}/{lists.page_name('list', page)}".rstrip("/")
        self._page(folder, kind.folder, title, title, self._pages.list_page(kind, page))

    def _page(self, folder: str, section: str, title: str, about: str, body: str) -> None:
        name = f"{self._site.below}{folder}/index.html"
        body = self._site.in_language(body)
        self._links.read(name, body)
        own = folder.rpartition("/")[2]
        shell = self._shells[self._site.below + section]
        html = shell.page(escape(title), escape(about), own, body)
        self._output.write(name, html)


def stamp(stamper: Stamper, workers: int, meanwhile: Iterable[object] = ()) -> Stamped:
    """Write every page that is stamped, many of them in worker processes.

    These are copies of this process; each takes a few pages, until there are none left. This one
    goes through `meanwhile`.
    """
    jobs = stamper.left()
    stamper.read_for(jobs)
    taken = Value("q", 0)
    copies = workers if stamper.takes_long(jobs) else 1
    some = min(CHUNK, len(jobs) // (_LOTS * copies) + 1)
    works = [lambda: stamper.do(_taking(jobs, taken, some))] * copies
    done = Stamped()
    for each in by_copies(works, lambda _: deque(meanwhile, 0), can_copy=copies > 1)[0]:
        done.join(each)
    return done


def _taking(jobs: Sequence[Job], taken: Synchronized[int], some: int) -> Iterator[Sequence[Job]]:
    """Jobs that nobody else does, `some` at a time, until all are taken."""
    while True:
        with taken.get_lock():
            start = taken.value
            taken.value += some
        if start >= len(jobs):
            return
        yield jobs[start : start + some]
