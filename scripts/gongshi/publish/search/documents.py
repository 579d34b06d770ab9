"""What can be found: the records as the gate lets them out, in words, and the written pages.

Of a record this is its label and all that its page says of it: texts, words of codes, dates, and
what the records are called that it refers to. Names of volunteers are never among it, not even
where pages show them: an index is a list, and nobody agreed to stand in one. A number leads to its
passbook without any search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.kinds import Field
from gongshi.publish.catalogue import Shelf
from gongshi.publish.library import Entry, Library
from gongshi.publish.titles import PAGES
from gongshi.records.gate import PERSON
from gongshi.tally import formats
from gongshi.words import Lang

LONGEST = 60_000  # characters of a written page

_UNTAGGED = ("basis", "recorded_how", "qualifier", "revoked_reason")
_SAYS_NOTHING = ("basis", "sources")  # all have them; what a source is called finds the source
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}T.*", re.ASCII)
_STEPS = "events"
_DAYS = ("from", "received", "as_of", "period", "year", "posted_on", "drafted_on")


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to be found, with the lines of its text; `place` and `date` are "" without any.

    `tags` are the words that stand beside its name in a list, and `of` whose it is.
    """

    kind: str
    id: str
    title: str
    address: str
    lines: tuple[str, ...]
    place: str = ""
    date: str = ""
    demo: bool = False
    tags: tuple[str, ...] = ()
    of: str = ""

    @property
    def text(self) -> str:
        """Its lines in one."""
        return "\n".join(self.lines)


def of_records(library: Library, lang: Lang) -> Iterator[Document]:
    """Every record but those withdrawn, a kind at a time out of its columns."""
    entries = iter(library.entries.values())
    for shelf in library.shelves.values():
        of = list(islice(entries, len(shelf.ids)))
        lines: list[dict[str, None]] = [{each.id: None} for each in of]
        at = pa.arange(0, len(of))
        for rows, said in _told(shelf.kind.fields, shelf.structs, at, library, lang):
            for row, line in zip(rows, said, strict=True):
                lines[row][line] = None
        days, tags, whose = _days(shelf, of), _tags(shelf, lang), _whose(shelf, library)
        for each, its, day, tagged, whom in zip(of, lines, days, tags, whose, strict=True):
            if each.withdrawn:
                continue
            its.pop(each.label, None)
            its.pop("", None)
            yield Document(
                each.kind,
                each.id,
                each.label,
                each.address,
                tuple(its),
                each.place,
                day,
                each.demo,
                tagged,
                whom,
            )


def _told(
    fields: Sequence[Field], rows: pa.StructArray, at: pa.Array, library: Library, lang: Lang
) -> Iterator[tuple[list[int], list[str]]]:
    """What objects say in words, a field at a time: for whom of `at`, and the line."""
    for each, values in zip(fields, rows.flatten(), strict=True):
        if each.name in _SAYS_NOTHING or values.null_count == len(values) or not _tells(each):
            continue
        if each.fields:
            yield from _told(each.fields, values, at, library, lang)
            continue
        field, of = each, at
        if each.item is not None:
            field, of = each.item, at.take(pc.list_parent_indices(values))
            values = values.flatten()
        if field.fields:
            yield from _told(field.fields, values, of, library, lang)
            continue
        present = values.is_valid()
        found = values.filter(present).dictionary_encode()
        said = [_in_words(field, value, library, lang) for value in found.dictionary.to_pylist()]
        yield of.filter(present).to_pylist(), [said[n] for n in found.indices.to_pylist()]


def _in_words(field: Field, value: str, library: Library, lang: Lang) -> str:
    """A value as the page says it, "" for a clock and for what leads nowhere."""
    if field.refers_to:
        target = library.target(field.refers_to, value)
        return target.label if target is not None else ""
    if _CLOCK.fullmatch(value):
        return ""
    return formats.scalar(field, value, lang)


def _tells(field: Field) -> bool:
    """Whether a field says anything in words, beside the numbers of people."""
    return (
        (field.type == "string" and PERSON not in field.refers_to)
        or any(map(_tells, field.fields))
        or (field.item is not None and _tells(field.item))
    )


def _days(shelf: Shelf, entries: Sequence[Entry]) -> list[str]:
    """The day, month or year each is found under: of an event its own, else its beginning."""
    days = [each.when for each in entries]
    for name in _DAYS:
        if shelf.kind.field(name) is not None:
            for at, value in enumerate(shelf.column(name)):
                if not days[at] and value is not None:
                    days[at] = str(value)
    if shelf.kind.field(_STEPS) is not None:
        steps = pc.list_slice(pc.struct_field(shelf.structs, _STEPS), 0, 1)
        first = pc.struct_field(steps.flatten(), "at").to_pylist()
        for at, value in zip(pc.list_parent_indices(steps).to_pylist(), first, strict=True):
            days[at] = str(value or "")[:10]
    return [day if day[:4].isdigit() else "" for day in days]


def _tags(shelf: Shelf, lang: Lang) -> Iterator[tuple[str, ...]]:
    """The words of codes that stand beside the name of each in a list."""
    tagged = [each for each in shelf.kind.fields if each.enum and each.name not in _UNTAGGED]
    columns = [shelf.column(each.name) for each in tagged]
    for at in range(len(shelf.ids)):
        yield tuple(
            formats.scalar(each, column[at], lang)
            for each, column in zip(tagged, columns, strict=True)
            if column[at] is not None
        )


def _whose(shelf: Shelf, library: Library) -> Iterator[str]:
    """Who received each honor."""
    field = shelf.kind.field("recipient")
    for id in shelf.column("recipient"):
        found = library.target(field.refers_to, id) if field and id else None
        yield found.label if found else ""


def of_page(address: str, html: str, lang: Lang) -> Document:
    """A written page in a language; `html` is the whole of it."""
    reader = _Page()
    start, end = html.find("<article"), html.rfind("</article")
    reader.feed(html[max(start, 0) : max(end, 0)])  # most of a page stands on every page
    reader.close()
    text = re.sub(r"[ \t\r\f\v]*\n\s*", "\n", "".join(reader.text))[:LONGEST]
    lines = dict.fromkeys(each.strip() for each in text.split("\n") if each.strip())
    title = "".join(reader.title).strip() or address
    lines.pop(title, None)
    return Document(PAGES[lang], address, title, address, tuple(lines))


class _Page(HTMLParser):
    """Reads what stands in the article of a page, but for where one is and what one may do."""

    _LEFT_OUT = ("nav", "script", "style", "form", "button", "noscript", "template", "svg")
    _INLINE = ("a", "strong", "em", "code", "small", "span", "b", "i", "mark", "abbr", "sup", "sub")

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.title: list[str] = []
        self._inside = self._left_out = self._heading = 0

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self._count(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        self._count(tag, -1)

    def _count(self, tag: str, by: int) -> None:
        if tag == "article":
            self._inside += by
        elif tag in self._LEFT_OUT:
            self._left_out += by
        elif tag == "h1":
            self._heading += by
        if tag not in self._INLINE:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._inside or self._left_out:
            return
        (self.title if self._heading else self.text).append(data)
