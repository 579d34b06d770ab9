"""Record pages stamped from a section's shell, in worker processes when there are many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from html import escape
from multiprocessing import get_context
from pathlib import Path

from gongshi.publish.changes import as_json
from gongshi.publish.library import Entry, Key
from gongshi.publish.pages import PAST_SHOWN, Pages, Site, title_of
from gongshi.publish.report import Report
from gongshi.publish.shell import Shell
from gongshi.records.canonical import to_yaml
from gongshi.tally import Passbook
from gongshi.words import say

# Sections of pages that are no records: volunteers' passbooks, the entries behind a figure, and
# annual reports.
PASSBOOKS = "passbooks"
LEDGERS = "ledgers"
REPORTS = "reports"
CHUNK = 250
MANY = 2000  # below this a second process costs more than it saves


@dataclass(frozen=True)
class Stamper:
    """Writes the pages of one site into `out`; `shells` by folder."""

    site: Site
    shells: Mapping[str, Shell]
    out: Path

    def record(self, pages: Pages, entry: Entry) -> None:
        """The page of a record, and beside it what it publishes, and a past too long for it."""
        kind = self.site.library.kinds[entry.kind]
        title = f"{entry.label} · {kind.title[self.site.lang]}"
        about = str(entry.record.get("summary", title))[:150]
        folder = self.out / entry.address
        past = pages.past(entry)
        self._write(folder, kind.folder, title, about, pages.record(entry, past))
        (folder / "record.yaml").write_text(to_yaml(entry.record, kind), encoding="utf-8")
        if len(past) > PAST_SHOWN or any(len(each.lines) > PAST_SHOWN for each in past):
            (folder / "history.json").write_text(as_json(past), encoding="utf-8")

    def passbook(self, pages: Pages, passbook: Passbook) -> None:
        """The page of a volunteer's passbook."""
        title = say("pages.passbook.title", self.site.lang, number=passbook.number)
        folder = self.out / PASSBOOKS / passbook.number
        self._write(folder, PASSBOOKS, title, title, pages.passbook(passbook))

    def ledger(self, pages: Pages, key: Key) -> None:
        """The page with every entry behind the derived figures of a team, unit, place or fund."""
        holder = self.site.library.entries[key]
        title = say("pages.ledger.title", self.site.lang, label=holder.label)
        folder = self.out / LEDGERS / "-".join(key)
        self._write(folder, LEDGERS, title, title, pages.ledger(holder))

    def report(self, pages: Pages, report: Report) -> None:
        """The page of a place's annual report."""
        lang = self.site.lang
        title = say("pages.report.title", lang, place=report.label, year=report.year)
        folder = self.out / REPORTS / report.name
        self._write(folder, REPORTS, title, title, pages.report(report))

    def names(self, pages: Pages, folder: str) -> None:
        """The page that lists a kind by name."""
        kind = next(k for k in self.site.library.kinds.values() if k.folder == folder)
        lang = self.site.lang
        title = say("pages.list.names_title", lang, title=title_of(kind, lang))
        self._write(self.out / folder / "names", folder, title, title, pages.names(kind))

    def _write(self, folder: Path, section: str, title: str, about: str, body: str) -> None:
        html = self.shells[section].page(escape(title), escape(about), body)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text(html, encoding="utf-8")


def stamp(stamper: Stamper, workers: int) -> None:
    """Write every page that is stamped, records in worker processes when there are many."""
    pages = Pages(stamper.site)
    library = stamper.site.library
    for kind in library.kinds.values():
        stamper.names(pages, kind.folder)
    for passbook in stamper.site.derived.passbooks.values():
        stamper.passbook(pages, passbook)
    for key in stamper.site.derived.ledgers:
        stamper.ledger(pages, key)
    for report in stamper.site.reports.values():
        stamper.report(pages, report)
    keys = list(library.entries)
    if len(keys) < MANY or workers < 2:
        for key in keys:
            stamper.record(pages, library.entries[key])
    else:
        context = get_context("spawn")
        with ProcessPoolExecutor(workers, context, _prepare, (stamper,)) as pool:
            for _ in pool.map(_stamp_some, _chunks(keys)):
                pass


_ready: tuple[Stamper, Pages]


def _prepare(stamper: Stamper) -> None:
    global _ready
    _ready = (stamper, Pages(stamper.site))


def _stamp_some(keys: Sequence[Key]) -> None:
    stamper, pages = _ready
    for key in keys:
        stamper.record(pages, stamper.site.library.entries[key])


def _chunks(keys: Sequence[Key]) -> Iterable[Sequence[Key]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
