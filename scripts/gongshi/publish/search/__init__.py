"""Search over all that the site shows, without a server: what is found, by what, and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gongshi.publish.output import Output
from gongshi.publish.pages import Pages, Site
from gongshi.publish.search.documents import Document
from gongshi.publish.search.index import write_index
from gongshi.publish.titles import PAGES
from gongshi.records.cycles import no_search_for_cycles
from gongshi.words import Lang, say

# What stands before all else among results equally good; other kinds follow by name.
_FIRST = (
    *("place", "team", "unit", "project", "profile", "honor", "award", "notice", "need"),
    *("policy", "statistic", *PAGES.values()),
)


def write_search(
    pages: Pages,
    records: Sequence[Document],
    written: Mapping[Lang, Sequence[Document]],
    output: Output,
) -> None:
    """Write the files of the search over `records` and the `written` pages by language.

    The site is that of `pages`. A page that there is in Chinese alone is found in English, too.
    """
    site = pages.site
    of_pages = [each for lang in written for each in (*written[lang], *_reports(site, lang))]
    if "en" in written:
        alone = (each for each in written["zh"] if each.address in site.extra["alone"])
        of_pages += (replace(each, kind=PAGES["en"]) for each in alone)
    names = {*site.library.kinds, *(PAGES[lang] for lang in written)}
    kinds = [*(each for each in _FIRST if each in names), *sorted(names.difference(_FIRST))]
    with no_search_for_cycles():
        write_index([*of_pages, *records], site.library, kinds, output)


def _reports(site: Site, lang: Lang) -> list[Document]:
    """The annual reports, which stand on no written page."""
    return [
        Document(
            PAGES[lang],
            name,
            say("pages.report.title", lang, place=report.label, year=report.year),
            f"reports/{name}/",
            (),
            date=str(report.year),
        )
        for name, report in sorted(site.reports.items())
    ]
