"""What a page rests on, in words: its record's basis, and the commit that the site is of."""

from __future__ import annotations

from gongshi.publish.library import Entry, Library
from gongshi.records.history import Commit
from gongshi.tally import formats
from gongshi.words import Lang, say


def version_in_words(head: Commit | None, lang: Lang) -> str:
    """When the newest commit was made, and which it is."""
    if head is None:
        return say("pages.record.unchanged", lang)
    date = formats.date(head.date, lang)
    return say("pages.record.changed_line", lang, date=date, sha=head.sha[:10])


def basis(library: Library, entry: Entry, lang: Lang) -> str:
    """The basis line: as reported until the newest source's date, or a local record."""
    basis = entry.record.get("basis")
    if basis is None:
        return say("pages.record.basis_none", lang)
    if entry.demo:
        return say("pages.seal.demo", lang)
    if basis == "local":
        return say("pages.record.basis_local", lang)
    dates = [_published(library, id) for id in entry.record.get("sources", ())]
    if not any(dates):
        return say("pages.record.basis_reported_undated", lang)
    return say("pages.record.basis_reported", lang, date=formats.date(max(dates), lang))


def _published(library: Library, source: str) -> str:
    """When a source was published, by its own record or by that of the page that holds it."""
    found = library.find(["source"], source)
    if found is None:
        return ""
    whole = library.find(["source"], str(found.record.get("part_of", "")))
    return str(
        found.record.get("published") or (whole.record.get("published", "") if whole else "")
    )
