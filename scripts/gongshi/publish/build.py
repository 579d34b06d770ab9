"""Builds the whole website into a folder, or leaves the folder as it was."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import escape
from pathlib import Path

from gongshi.checks import CheckResult
from gongshi.kinds import Kind
from gongshi.publish import shell
from gongshi.publish.audit.manifest import MANIFEST, write_manifest
from gongshi.publish.audit.recompute import write_recompute
from gongshi.publish.changes import past_of
from gongshi.publish.coverage import read_coverage
from gongshi.publish.derived import Derived, derive
from gongshi.publish.facts import facts_of
from gongshi.publish.holdings import books_of
from gongshi.publish.kept import keep_pages, kept_pages, key_of_pages
from gongshi.publish.kept_files import kept_files
from gongshi.publish.library import Library, library_of
from gongshi.publish.links import BadLink, read_links
from gongshi.publish.names import shown_names
from gongshi.publish.noting import Noted, Notes, noted
from gongshi.publish.open_data import of_section, write_offers
from gongshi.publish.open_data.sitemaps import sitemaps
from gongshi.publish.output import Output
from gongshi.publish.pages import Pages, Site
from gongshi.publish.pictures import shown, write_pictures
from gongshi.publish.report import reports
from gongshi.publish.search import write_search
from gongshi.publish.search.documents import Document, of_page
from gongshi.publish.search.index import FOLDER as SEARCH
from gongshi.publish.shell import BELOW
from gongshi.publish.stamp import (
    CHANGES,
    LEDGERS,
    MANY,
    PASSBOOKS,
    REPORTS,
    Stamped,
    Stamper,
    stamp,
)
from gongshi.publish.titles import title_of
from gongshi.publish.written import generated_pages
from gongshi.records.history import FieldHistory, field_history
from gongshi.records.load import Loaded
from gongshi.tally import Tally
from gongshi.words import Lang, say

_DAY = 24 * 60 * 60  # seconds
# Of what written pages ask for, that which only shows records.
_LISTING = (
    *("list", "hall", "wishes", "orders", "punctuality", "search"),
    *(f"honorsby{each}" for each in ("body", "category", "level", "year")),
)
_SLOT = re.compile(r"<!-- gongshi:([a-z]+) -->")


def build(
    root: Path,
    kinds: Mapping[str, Kind],
    checked: CheckResult,
    tally: Tally,
    out: Path,
    lang: Lang = "zh",
    workers: int | None = None,
    names: Mapping[str, str] | None = None,
) -> list[str]:
    """Build the site of the repository at `root` into `out`; gives what forbids it, in words.

    Refuses records whose check has errors. Everything is written beside `out` and put in its
    place only when it is whole and its links hold, so that a failed build leaves the last good
    site. The same commit and map give the same bytes. Of `names` (by number) only those are shown
    that a roster line consents to; nothing of them is kept anywhere but in the pages.
    """
    named = shown_names(names, checked.loaded.records["roster"].values()) if names else {}
    if checked.has_errors:
        return [say("pages.problem.errors", lang)]
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder:
        scratch = Path(folder)
        _clear_up(out, scratch)
        output = Output(scratch / "site", out)
        try:
            bad = _write(
                root,
                kinds,
                checked.loaded,
                tally,
                output,
                workers or os.cpu_count() or 1,
                named,
            )
        except shell.SourceError as error:
            return [say("pages.problem.source", lang, reason=error)]
        if not bad:
            _put_in_place(output.folder, out, scratch / "old")
    return [_in_words(each, lang) for each in bad]


def _in_words(bad: BadLink, lang: Lang) -> str:
    name = "foreign" if bad.foreign else "broken"
    return say(f"pages.problem.{name}", lang, page=bad.page, address=bad.address)


def _write(
    root: Path,
    kinds: Mapping[str, Kind],
    loaded: Loaded,
    tally: Tally,
    output: Output,
    workers: int,
    names: Mapping[str, str],
) -> list[BadLink]:
    """Write the whole site in its languages; gives the links that lead nowhere."""
    out = output.folder
    source = shell.read_source(root)
    whole = library_of(kinds, loaded, tally.as_of.isoformat(), "zh")
    libraries = {
        lang: whole if lang == "zh" else whole.in_language(lang) for lang in source.languages
    }
    staff = loaded.records.get("staff", {})
    accounts = {id: str(each.get("forge_account", "")) for id, each in staff.items()}
    changes = field_history(root, kinds, accounts)
    history = changes.last()
    stamped_in = (*(kind.folder for kind in kinds.values()), PASSBOOKS, LEDGERS, REPORTS, CHANGES)
    sections = [BELOW[lang] + folder for lang in libraries for folder in stamped_in]
    texts = {
        BELOW[lang] + name: text
        for lang, library in libraries.items()
        for name, text in (_sections(library, lang) | generated_pages(root, lang)).items()
    }
    shell.render(source, out, texts, sections, history.head.epoch if history.head else 1)
    derived = derive(root, tally, loaded.records, source.languages)
    facts = facts_of(tally)
    books = books_of(tally)
    pages: dict[Lang, Pages] = {}
    for lang, library in libraries.items():
        figures = _noted(derived[lang], library.notes)
        told = reports(noted(facts, library.notes, "facts"), library, figures, lang)
        site = Site(
            library=library,
            templates=root / "site" / "templates",
            extra=source.settings(lang),
            changes=Noted(library.notes, "changes", history.by_path),
            past=past_of(changes, library, staff.values()),
            head=history.head,
            lang=lang,
            derived=figures,
            reports=Noted(library.notes, "reports", told),
            coverage=read_coverage(root / "site"),
            names=names,
            pictures=Noted(library.notes, "picture", shown(loaded.pictures)),
            paths=tally.paths,
            shard_length=books.length,
        )
        pages[lang] = Pages(site)
        pages[lang].prepare()
    found = {lang: _fill_written(out, of_lang) for lang, of_lang in pages.items()}
    shells = shell.take_shells(out, sections)
    written = output.names()
    stamped = Stamped()
    kept = kept_files(root, kinds, output)
    # What is in no language comes of the Chinese pages, and is written while these are stamped.
    for lang, of_lang in reversed(pages.items()):
        site = of_lang.site

        def meanwhile(pages: Pages = of_lang) -> None:
            if pages.site.lang == "zh":
                write_pictures(root, kinds, loaded.pictures, output)
                write_offers(pages.site, kept)
                write_recompute(kept, tally, pages.site.library)
                write_search(pages, found, out / SEARCH, output.before / SEARCH)

        stamper = Stamper(of_lang, books, shells, output)
        key = _key(root, site, shells, changes, accounts)
        known = kept_pages(root, lang, key, site.library.notes, output.before)
        taken = stamper.take_over(known)
        made = stamp(stamper, workers, meanwhile)
        if len(made.asked.pages) + len(known.pages) >= MANY:
            keep_pages(root, lang, key, known, made.asked)
        stamped.digests.update(made.digests | taken)
        stamped.links.join(made.links)
    output.digests |= stamped.digests
    output.take(written)
    output.take(output.names(SEARCH))
    for section, frame in shells.items():
        stamped.links.read_frame(section, frame.page("", "", "page", ""))
    stamped.links.join(read_links(out, written))
    for name, text in sitemaps(output.digests, site.address):
        output.write(name, text)
    write_manifest(out, tally, output.digests)
    kept.keep(root, kinds)
    return stamped.links.bad_among(output.digests.keys() | {MANIFEST})


def _noted(derived: Derived, notes: Notes) -> Derived:
    """The figures, so that what a page asks of them is noted."""
    whole = noted(derived, notes, "derived")
    return replace(
        whole,
        orders=noted(derived.orders, notes, "orders"),
        ledgers=replace(derived.ledgers, of=Noted(notes, "ledgers", derived.ledgers.of)),
    )


def _key(
    root: Path,
    site: Site,
    shells: Mapping[str, shell.Shell],
    changes: FieldHistory,
    accounts: Mapping[str, str],
) -> str:
    """What all stamped pages stand on, whatever they ask for themselves."""
    said = [site.lang, site.derived.as_of, *map(repr, sorted(site.names.items()))]
    said += map(repr, (sorted(shells.items()), site.extra, site.derived.objections))
    said += map(repr, (sorted(accounts.items()), sorted(changes.ends), site.shard_length))
    return key_of_pages(root, site.library.kinds, [site.templates], said)


def _sections(library: Library, lang: Lang) -> dict[str, str]:
    """The list pages of the kinds that have no written one."""
    pages = {}
    for name, kind in library.kinds.items():
        head, links = of_section(library, name, lang)
        pages[f"{kind.folder}/index.md"] = (
            f"{head}# {title_of(kind, lang)}\n\n{kind.description[lang]} {links}\n\n"
            "<!-- gongshi:list -->\n"
        )
    return pages


def _fill_written(out: Path, pages: Pages) -> list[Document]:
    """Put what the written pages of a language ask for into every page the generator made.

    Gives what of each can be searched; the records that one lists are found as such.
    """
    site = pages.site
    others = {below for below in BELOW.values() if below not in ("", site.below)}
    by_folder = {kind.folder: kind for kind in site.library.kinds.values()}
    naming = escape(_naming(site))
    found = []
    for path in sorted((out / site.below).rglob("*.html")):
        relative = path.relative_to(out / site.below)
        if f"{relative.parts[0]}/" in others:
            continue
        kind = by_folder.get(relative.parent.as_posix())
        root = "../" * (len(relative.parts) - 1) or "./"
        html = path.read_text(encoding="utf-8").replace(shell.NAMING, naming)
        filled = {}
        for name in _SLOT.findall(html):
            if not pages.has(name):
                raise shell.SourceError(f"{relative.as_posix()}: <!-- gongshi:{name} -->")
            filled[name] = pages.fill(name, kind, root)
        path.write_text(site.in_language(_put(filled, html)), encoding="utf-8")
        if path.name == "index.html" and len(relative.parts) > 1 and shell.BODY not in html:
            text = _put(filled | dict.fromkeys(_LISTING, ""), html)
            found.append(of_page(relative.as_posix().removesuffix("index.html"), text, site.lang))
    return found


def _put(filled: Mapping[str, str], html: str) -> str:
    return _SLOT.sub(lambda slot: filled[slot[1]], html)


def _naming(site: Site) -> str:
    """That this copy of the site shows names, where it does."""
    return f" · {say('pages.naming.footer', site.lang)}" if site.names else ""


def _clear_up(out: Path, scratch: Path) -> None:
    """What builds that were killed have left: the last good site goes back, the rest in a day."""
    for left in sorted(out.parent.glob(f".{out.name}-*")):
        if not out.exists() and (left / "old").is_dir():
            (left / "old").rename(out)
        if left.stat().st_mtime < scratch.stat().st_mtime - _DAY:
            shutil.rmtree(left, ignore_errors=True)


def _put_in_place(fresh: Path, out: Path, old: Path) -> None:
    """Swap the finished site in; if that fails midway, the former one is put back."""
    former = out.exists()
    if former:
        out.rename(old)
    try:
        fresh.rename(out)
    except BaseException:  # Ctrl-C, too
        if former:
            old.rename(out)
        raise
    if former:
        _remove(old)


def _remove(folder: Path) -> None:
    """Remove a site; it is the system that is at work there, so two threads do it."""
    folders = [each for each in folder.iterdir() if each.is_dir() and not each.is_symlink()]
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(shutil.rmtree, folders):
            pass
    shutil.rmtree(folder)
