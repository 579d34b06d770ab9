"""Search over all that the site shows, without a server: what is found, by what, and its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gongshi.publish.pages import Pages
from gongshi.publish.search.documents import PAGE, Document, of_records
from gongshi.publish.search.index import write_index
from gongshi.records.cycles import no_search_for_cycles
from gongshi.words import say

# What stands before all else among results equally good; other kinds follow by name.
_FIRST = (
    *("place", "team", "unit", "project", "profile", "honor", "award", "notice", "need"),
    *("policy", "statistic", PAGE),
)


def write_search(
    pages: Pages, written: Sequence[Document], folder: Path, before: Path | None = None
) -> None:
    """Write the files of the search over the site of `pages` and its `written` pages.

    `before` is the folder of the search of the last site.
    """
    site = pages.site
    reports = [
        Document(
            PAGE,
            name,
            say("pages.report.title", site.lang, place=report.label, year=report.year),
            f"reports/{name}/",
            (),
            date=str(report.year),
        )
        for name, report in sorted(site.reports.items())
    ]
    names = {*site.library.kinds, PAGE}
    kinds = [*(each for each in _FIRST if each in names), *sorted(names.difference(_FIRST))]
    with no_search_for_cycles():
        documents = [*written, *reports, *of_records(site.library, site.lang)]
        write_index(documents, site.library, kinds, folder, before)
