"""Builds the whole website into a folder, or leaves the folder as it was."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from gongshi.checks.run import CheckResult
from gongshi.kinds import Kind
from gongshi.publish import shell
from gongshi.publish.audit.manifest import holds_other_things, write_manifest
from gongshi.publish.changes import past_of
from gongshi.publish.coverage import read_coverage
from gongshi.publish.derived import Derived, derive
from gongshi.publish.facts import facts_of
from gongshi.publish.holdings import Books, books_of
from gongshi.publish.kept_files import kept_files
from gongshi.publish.letters import reading
from gongshi.publish.library import Library, library_of
from gongshi.publish.links import BadLink
from gongshi.publish.names import shown_names
from gongshi.publish.noting import Noted, Notes, noted
from gongshi.publish.open_data import of_section, write_records
from gongshi.publish.open_data.sitemaps import sitemaps
from gongshi.publish.output import Output
from gongshi.publish.pages import Pages, Site
from gongshi.publish.pictures import shown
from gongshi.publish.placing import beside, put_in_place
from gongshi.publish.report import reports
from gongshi.publish.search.documents import of_records
from gongshi.publish.shell import BELOW
from gongshi.publish.stamp import CHANGES, LEDGERS, PASSBOOKS, REPORTS
from gongshi.publish.states import Digests, States, states_of
from gongshi.publish.templating import Environment
from gongshi.publish.titles import title_of
from gongshi.publish.writer import Writer
from gongshi.publish.written import generated_pages
from gongshi.records.cycles import no_search_for_cycles
from gongshi.records.history import field_history
from gongshi.records.load import Loaded
from gongshi.tally import Tally
from gongshi.tally.behind import opened
from gongshi.words import Lang, say


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

    Refuses records whose check has errors, and a folder that holds anything else. Everything is
    written beside `out` and put in its place only when it is whole and its links hold, so that a
    failed build leaves the last good site. The same commit and map give the same bytes. Of `names`
    (by number) only those are shown that a roster line consents to; nothing of them is kept
    anywhere but in the pages.
    """
    named = shown_names(names, checked.loaded.records["roster"].values()) if names else {}
    if checked.has_errors:
        return [say("pages.problem.errors", lang)]
    if holds_other_things(out):
        return [say("pages.problem.occupied", lang, out=out)]
    with beside(out) as scratch, no_search_for_cycles(), opened(tally):
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
        if not bad and not put_in_place(output, scratch):
            return [say("pages.problem.meanwhile", lang, out=out)]
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
    source = shell.read_source(root)
    accounts, kept = _accounts(loaded), kept_files(root, kinds, output)
    with ThreadPoolExecutor() as beside:  # much of this is done outside of Python
        derived = beside.submit(derive, root, tally, loaded.records, source.languages)
        books, facts = beside.submit(books_of, tally), beside.submit(facts_of, tally)
        there = beside.submit(lambda: output.there)  # looked through once, which takes a while
        libraries = _libraries(kinds, loaded, tally, source.languages)
        # Before others go on: these are reckoned in one database, which only one may ask.
        records = {lang: library.digests for lang, library in libraries.items()}
        states = beside.submit(_states, tally, libraries, records, books)
        changes = field_history(root, kinds, accounts)
        rendered = shell.rendered(source, kinds, _texts(root, libraries), _sections(libraries))
        there.result()
        write_records(libraries["zh"], kept)
        found = list(of_records(libraries["zh"], "zh"))
        templates = root / "site" / "templates"
        environments = {lang: Environment(templates, lang) for lang in libraries}
        for environment in environments.values():
            environment.compile_ahead()
        reading("")  # loads what it reads by, which copies would each do for themselves
    history = changes.last()
    staff = loaded.records.get("staff", {}).values()
    pages: dict[Lang, Pages] = {}
    for lang, library in libraries.items():
        figures = _noted(derived.result()[lang], library.notes)
        told = reports(noted(facts.result(), library.notes, "facts"), library, figures, lang)
        site = Site(
            library=library,
            templates=templates,
            extra={**source.settings(lang), "alone": rendered.alone},
            changes=Noted(library.notes, "changes", history.by_path),
            past=past_of(changes, library, staff),
            head=history.head,
            lang=lang,
            derived=figures,
            reports=Noted(library.notes, "reports", told),
            coverage=read_coverage(root / "site"),
            names=names,
            pictures=Noted(library.notes, "picture", shown(loaded.pictures)),
            paths=tally.paths,
            shard_length=books.result().length,
        )
        pages[lang] = Pages(site, environments[lang])
        pages[lang].prepare()
    writer = Writer(
        root=root,
        kinds=kinds,
        pictures=loaded.pictures,
        accounts=accounts,
        tally=tally,
        books=books.result(),
        states=states.result(),
        changes=changes,
        rendered=rendered,
        output=output,
        kept=kept,
        found=found,
        workers=workers,
    )
    # What is in no language comes of the Chinese pages, and is written beside these.
    for each in reversed(pages.values()):
        writer.write(each)
    output.digests |= writer.stamped.digests
    for name, text in sitemaps(output.digests, pages["zh"].site.address):
        output.write(name, text)
    write_manifest(output, tally)
    kept.keep(root, kinds)
    return writer.stamped.links.bad_among(output.digests)


def _states(
    tally: Tally,
    libraries: Mapping[Lang, Library],
    records: Mapping[Lang, Digests],
    books: Future[Books],
) -> dict[Lang, States]:
    """What tells one state of a page from another."""
    return {
        lang: states_of(tally, library, books.result(), records[lang])
        for lang, library in libraries.items()
    }


def _noted(derived: Derived, notes: Notes) -> Derived:
    """The figures, so that what a page asks of them is noted."""
    whole = noted(derived, notes, "derived")
    return replace(whole, orders=noted(derived.orders, notes, "orders"))


def _accounts(loaded: Loaded) -> dict[str, str]:
    """The accounts of staff on the forge, by id."""
    staff = loaded.records.get("staff", {})
    return {id: str(each.get("forge_account", "")) for id, each in staff.items()}


def _libraries(
    kinds: Mapping[str, Kind], loaded: Loaded, tally: Tally, langs: Sequence[Lang]
) -> dict[Lang, Library]:
    whole = library_of(kinds, loaded, tally.as_of.isoformat(), "zh")
    return {lang: whole if lang == "zh" else whole.in_language(lang) for lang in langs}


def _sections(libraries: Mapping[Lang, Library]) -> list[str]:
    """The folders of stamped pages."""
    return [
        BELOW[lang] + folder
        for lang, library in libraries.items()
        for folder in (
            *(kind.folder for kind in library.kinds.values()),
            *(PASSBOOKS, LEDGERS, REPORTS, CHANGES),
        )
    ]


def _texts(root: Path, libraries: Mapping[Lang, Library]) -> dict[str, str]:
    """Written pages that nobody has written, in Markdown by path."""
    return {
        BELOW[lang] + name: text
        for lang, library in libraries.items()
        for name, text in (_lists(library, lang) | generated_pages(root, lang)).items()
    }


def _lists(library: Library, lang: Lang) -> dict[str, str]:
    """The list pages of the kinds that have no written one."""
    pages = {}
    for name, kind in library.kinds.items():
        head, links = of_section(library, name, lang)
        pages[f"{kind.folder}/index.md"] = (
            f"{head}# {title_of(kind, lang)}\n\n{kind.description[lang]} {links}\n\n"
            "<!-- gongshi:list -->\n"
        )
    return pages
