"""What sections, pages and parts of books are called."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gongshi.kinds import Kind
from gongshi.records.books import Book
from gongshi.tally import formats
from gongshi.words import Lang, room, say

# What a search takes for the kind of pages that show no record: each is found in its own language.
PAGES: dict[Lang, str] = {"zh": "page", "en": "page_en"}


def title_of(kind: Kind, lang: Lang) -> str:
    """The name of a kind's section: the channel's label, else the kind's title."""
    phrase = room("pages")["channel"].get(kind.folder)
    return str(phrase[lang]) if phrase else kind.title[lang]


def record_title(id: str, label: str, kind: Kind, lang: Lang) -> str:
    """The title of a record's page.

    In English the id comes first: a title cannot mark what is Chinese in it.
    """
    if lang == "zh" or id == label:
        return f"{label} · {kind.title[lang]}"
    return f"{kind.title[lang]} {id}: {label}"


def kind_words(kinds: Mapping[str, Kind], lang: Lang) -> dict[str, str]:
    """What the sorts of things are called that a search finds: kinds by name, and other pages."""
    titles = {name: title_of(kind, lang) for name, kind in kinds.items()}
    return {**titles, PAGES[lang]: say("pages.search.pages", lang)}


def page_title(kinds: Mapping[str, Kind], written: Path, page: str, lang: Lang) -> str:
    """What the page at an address such as `units/` is called: its section, or its heading.

    `written` is the folder of what is written in the language.
    """
    folder = page.strip("/")
    kind = next((each for each in kinds.values() if each.folder == folder), None)
    if kind:
        return title_of(kind, lang)
    text = (written / folder / "index.md").read_text(encoding="utf-8")
    return next(line[2:] for line in text.splitlines() if line.startswith("# "))


def period_in_words(book: Book, lang: Lang) -> str:
    """The period of a book's page: a quarter, a year, or all; and which part of it."""
    year, _, quarter = book.period.partition("-q")
    if quarter:
        said = say("pages.book.quarter", lang, year=year, quarter=quarter)
    else:
        said = formats.date(year, lang) if year else say("pages.book.undated", lang)
    return said + (say("pages.book.part", lang, part=book.part) if book.parts > 1 else "")
