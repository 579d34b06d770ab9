"""Writes the pages of a site, a language at a time, and what is offered beside them.

What takes long is done side by side: which pages of the last site stand is asked by a copy of this
process while it writes pages of its own, and copies stamp pages and make the search while it writes
what comes of the tally's database, which copies have not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from gongshi.kinds import Kind
from gongshi.publish.audit.recompute import write_recompute
from gongshi.publish.copies import by_copies
from gongshi.publish.holdings import Books
from gongshi.publish.kept import keep_pages, kept_pages, key_of_pages, last_pages
from gongshi.publish.kept_files import KeptFiles
from gongshi.publish.open_data import write_feeds, write_offers
from gongshi.publish.output import Output
from gongshi.publish.pages import Pages, Site
from gongshi.publish.pictures import write_pictures
from gongshi.publish.search import write_search
from gongshi.publish.search.documents import of_page
from gongshi.publish.search.index import FOLDER as SEARCH
from gongshi.publish.shell import Rendered, Shell
from gongshi.publish.stamp import Stamped, Stamper, stamp
from gongshi.publish.states import States
from gongshi.publish.written import fill_written, shells_of
from gongshi.records.history import FieldHistory
from gongshi.records.pictures import Picture
from gongshi.tally import Tally
from gongshi.words import Lang


@dataclass(frozen=True)
class Writer:
    """What the pages of all languages are written from; `stamped` is what was, links of all."""

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
    workers: int
    stamped: Stamped = field(default_factory=Stamped)
    _searched: dict[Lang, Mapping[str, str]] = field(default_factory=dict)

    def write(self, pages: Pages) -> None:
        """Write all pages of a language, the Chinese last."""
        site = pages.site
        shells = shells_of(self.rendered.shells, pages)
        stamper = Stamper(
            self.tally, pages, self.books, self.states[site.lang], shells, self.output
        )
        key = self._key(site, shells)
        last = last_pages(self.root, site.lang, key)
        # There is time to offer what is offered while it is asked which pages stand, else later.
        offer, nothing = partial(self._offer, site), lambda: None
        early, late = (offer, nothing) if last else (nothing, offer)
        (known,), _ = by_copies(
            [partial(kept_pages, last, site.library.notes, self.output)],
            partial(self._fill, pages, early),
            can_copy=bool(last) and self.workers > 1,
        )
        taken = stamper.take_over(known)
        is_last = site.lang == "zh"
        _, made = by_copies(
            [partial(self._search, pages)] if is_last else [],
            partial(stamp, stamper, self.workers, partial(self._beside, site, late)),
            can_copy=self.workers > 1 and stamper.is_large,
        )
        if stamper.is_large:
            keep_pages(self.root, site.lang, key, last, known, made.asked)
        self.stamped.digests.update(made.digests | taken)
        self.stamped.links.join(made.links)
        for section, frame in shells.items():
            self.stamped.links.read_frame(section, frame.page("", "", "page", ""))

    def _key(self, site: Site, shells: Mapping[str, Shell]) -> str:
        """What all stamped pages stand on, whatever they ask for themselves."""
        said = [site.lang, site.derived.as_of, *map(repr, sorted(site.names.items()))]
        said += map(repr, (sorted(shells.items()), site.extra, site.derived.objections))
        said += map(repr, (sorted(self.accounts.items()), sorted(self.changes.ends)))
        said.append(repr(site.shard_length))
        return key_of_pages(self.root, self.kinds, [site.templates], said)

    def _fill(self, pages: Pages, then: Callable[[], None]) -> None:
        """Write the pages that somebody wrote, with what they ask for."""
        pages.prepare()
        files, links = self.rendered.files, self.stamped.links
        self._searched[pages.site.lang] = fill_written(files, pages, self.output, links)
        then()

    def _offer(self, site: Site) -> None:
        """Write what is offered to other programs, but for what comes of the tally's database."""
        write_feeds(site, self.output)
        if site.lang == "zh":
            write_pictures(self.root, self.kinds, self.pictures, self.output)
            write_offers(site, self.kept)

    def _beside(self, site: Site, first: Callable[[], None]) -> None:
        """Write what comes of the tally's database."""
        first()
        if site.lang == "zh":
            write_recompute(self.kept, self.tally, site.library)
            self.tally.keep()

    def _search(self, pages: Pages) -> None:
        """Write the search over all languages."""
        written = {
            lang: [of_page(*page, lang) for page in of.items()]
            for lang, of in reversed(self._searched.items())  # the Chinese first
        }
        write_search(pages, written, self.output.folder / SEARCH, self.output.before / SEARCH)
