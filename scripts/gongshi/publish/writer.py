"""Writes the pages of a site, a language at a time, and what is offered beside them.

What takes long is done side by side. A copy of this process writes what needs no database: the
pages that somebody wrote, what is offered to other programs, the search. Another finds out which
pages of the last site stand; then copies stamp those that do not. Beside both this one writes what
comes of the tally's database, which copies have not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from gongshi.kinds import Kind
from gongshi.publish.audit.recompute import write_recompute
from gongshi.publish.copies import by_copies
from gongshi.publish.holdings import Books
from gongshi.publish.kept import keep_pages, kept_pages, key_of_pages, last_pages
from gongshi.publish.kept_files import KeptFiles
from gongshi.publish.links import Links
from gongshi.publish.open_data import write_feeds, write_offers
from gongshi.publish.output import Output
from gongshi.publish.pages import Pages, Site
from gongshi.publish.pictures import write_pictures
from gongshi.publish.search import write_search
from gongshi.publish.search.documents import Document, of_page
from gongshi.publish.shell import Rendered, Shell, SourceError
from gongshi.publish.stamp import Stamped, Stamper, is_large, stamp
from gongshi.publish.states import States
from gongshi.publish.written import fill_written, shells_of
from gongshi.records.history import FieldHistory
from gongshi.records.pictures import Picture
from gongshi.tally import Tally
from gongshi.words import Lang


@dataclass(frozen=True)
class Apart:
    """What was written without a database; `searched` are its pages that can be found."""

    digests: Mapping[str, str]
    links: Links
    searched: Sequence[Document]


@dataclass(frozen=True)
class Writer:
    """What the pages of all languages are written from, and the records that are `found`.

    `stamped` is what was stamped, with the links of all.
    """

    root: Path
    kinds: Mapping[str, Kind]
    pictures: Sequence[Picture]
    accounts: Mapping[str, str]
    tally: Tally
    books: Books
    states: Mapping[Lang, States]
    changes: FieldHistory
    rendered: Rendered
    output: Output
    kept: KeptFiles
    found: Sequence[Document]
    workers: int
    stamped: Stamped = field(default_factory=Stamped)
    _searched: dict[Lang, Sequence[Document]] = field(default_factory=dict)

    def write(self, pages: Pages) -> None:
        """Write all pages of a language, the Chinese last; raises SourceError for a faulty one."""
        site = pages.site
        shells = shells_of(self.rendered.shells, pages)
        (apart,), made = by_copies(
            [partial(self._apart, pages)],
            lambda _: self._stamp(pages, shells),
            can_copy=self.workers > 1 and is_large(site.library),
        )
        if isinstance(apart, SourceError):
            raise apart
        self.output.digests |= apart.digests
        self._searched[site.lang] = apart.searched
        self.stamped.digests.update(made.digests)
        for links in (apart.links, made.links):
            self.stamped.links.join(links)
        for section, frame in shells.items():
            self.stamped.links.read_frame(section, frame.page("", "", "page", ""))

    def _stamp(self, pages: Pages, shells: Mapping[str, Shell]) -> Stamped:
        """Have the stamped pages written or taken over, and what comes of the tally's database."""
        site = pages.site
        states = self.states[site.lang]
        stamper = Stamper(self.tally, pages, self.books, states, shells, self.output)
        key = self._key(site, shells)
        last = last_pages(self.root, site.lang, key)
        recompute = self._recompute(site)

        def meanwhile(are_there: Callable[[], bool]) -> None:
            for _ in recompute:
                if are_there():
                    break

        (known,), _ = by_copies(
            [partial(kept_pages, last, site.library.notes, self.output)],
            meanwhile,
            can_copy=bool(last) and self.workers > 1,
        )
        taken = stamper.take_over(known)
        made = stamp(stamper, self.workers, recompute)
        if is_large(site.library):
            keep_pages(self.root, site.lang, key, last, known, made.asked)
        made.digests.update(taken)
        return made

    def _recompute(self, site: Site) -> Iterator[None]:
        """Write what comes of the tally's database, once for all languages, a step at a time."""
        if site.lang == "zh":
            yield from write_recompute(self.kept, self.tally, site.library)
            self.tally.keep()

    def _apart(self, pages: Pages) -> Apart | SourceError:
        """Write what needs no database; a fault is given back, since a copy may have found it."""
        site, links, output = pages.site, Links(), self.output.apart()
        try:
            written = fill_written(self.rendered.files, pages, output, links)
        except SourceError as error:
            return error
        searched = [of_page(*each, site.lang) for each in written.items()]
        write_feeds(site, output)
        if site.lang == "zh":  # the last of the languages
            write_pictures(self.root, self.kinds, self.pictures, output)
            write_offers(site, output)
            of_all = {"zh": searched, **self._searched}
            write_search(pages, self.found, of_all, output)
        return Apart(output.digests, links, searched)

    def _key(self, site: Site, shells: Mapping[str, Shell]) -> str:
        """What all stamped pages stand on, whatever they ask for themselves."""
        said = [site.lang, site.derived.as_of, *map(repr, sorted(site.names.items()))]
        said += map(repr, (sorted(shells.items()), site.extra, site.derived.objections))
        said += map(repr, (sorted(self.accounts.items()), sorted(self.changes.ends)))
        said.append(repr(site.shard_length))
        return key_of_pages(self.root, self.kinds, [site.templates], said)
