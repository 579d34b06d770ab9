"""What can be found: the records as the gate lets them out, in words, and the written pages.

Of a record this is its label and all that its page says of it: texts, words of codes, dates, and
what the records are called that it refers to. Names of volunteers are never among it, not even
where pages show them: an index is a list, and nobody agreed to stand in one. A number leads to its
passbook without any search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from gongshi.kinds import Field
from gongshi.publish.library import Entry, Library
from gongshi.records.gate import PERSON
from gongshi.tally import formats
from gongshi.words import Lang

PAGE = "page"  # the kind of what is no record
_MANY = 100_000  # values kept in words
LONGEST = 60_000  # characters of a written page

_UNTAGGED = ("basis", "recorded_how", "qualifier", "revoked_reason")
_SAYS_NOTHING = ("basis", "sources")  # all have them; what a source is called finds the source
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}T.*", re.ASCII)
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
    """Every record but those withdrawn."""
    tagged = {
        name: [each for each in kind.fields if each.enum and each.name not in _UNTAGGED]
        for name, kind in library.kinds.items()
    }
    reader = _Reader(library, lang)
    for entry in library.entries.values():
        if entry.withdrawn:
            continue
        record = entry.record
        lines = reader.lines(entry)
        yield Document(
            entry.kind,
            entry.id,
            entry.label,
            entry.address,
            tuple(lines),
            entry.place,
            _day_of(entry),
            entry.demo,
            tuple(
                formats.scalar(each, record[each.name], lang)
                for each in tagged[entry.kind]
                if each.name in record
            ),
            _whose(library, entry.kind, record),
        )


def _whose(library: Library, kind: str, record: Mapping[str, Any]) -> str:
    """Who received an honor."""
    field = library.kinds[kind].field("recipient")
    id = str(record.get("recipient", ""))
    found = library.target(field.refers_to, id) if field and id else None
    return found.label if found else ""


def of_page(address: str, html: str) -> Document:
    """A written page; `html` is the whole of it."""
    reader = _Page()
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t\r\f\v]*\n\s*", "\n", "".join(reader.text))[:LONGEST]
    lines = dict.fromkeys(each.strip() for each in text.split("\n") if each.strip())
    title = "".join(reader.title).strip() or address
    lines.pop(title, None)
    return Document(PAGE, address, title, address, tuple(lines))


def _day_of(entry: Entry) -> str:
    """The day, month or year a record is found under: of an event its own, else its beginning."""
    record = entry.record
    steps = record.get("events")
    if isinstance(steps, list) and steps:
        return str(steps[0].get("at", ""))[:10]
    found = entry.when or next((str(record[name]) for name in _DAYS if name in record), "")
    return found if found[:4].isdigit() else ""


class _Reader:
    """Collects the words of records; what the same value of a field is in words is told once."""

    def __init__(self, library: Library, lang: Lang) -> None:
        self._library, self._lang = library, lang
        self._known: dict[int, dict[str, Field]] = {}  # by the identity of the kinds' own fields
        self._said: dict[tuple[int, str], str] = {}
        self._lines: dict[str, None] = {}

    def lines(self, entry: Entry) -> dict[str, None]:
        """The lines of a record, each once."""
        self._lines = {entry.id: None}
        self._read(self._library.kinds[entry.kind].fields, entry.record)
        self._lines.pop(entry.label, None)
        self._lines.pop("", None)
        return self._lines

    def _read(self, known: Sequence[Field], record: Mapping[str, Any]) -> None:
        fields = self._known.get(id(known))
        if fields is None:
            fields = self._known[id(known)] = {
                each.name: each for each in known if each.name not in _SAYS_NOTHING and _tells(each)
            }
        for name, value in record.items():
            each = fields.get(name)
            if each is None:
                continue
            if each.fields:
                self._read(each.fields, value)
            elif each.item is None:
                self._value(each, value)
            elif each.item.fields:
                for row in value:
                    self._read(each.item.fields, row)
            else:
                for one in value:
                    self._value(each.item, one)

    def _value(self, field: Field, value: Any) -> None:
        if type(value) is not str:
            return
        key = (id(field), value)
        said = self._said.get(key)
        if said is None:
            if len(self._said) > _MANY:
                self._said.clear()
            said = self._said[key] = self._in_words(field, value)
        self._lines[said] = None

    def _in_words(self, field: Field, value: str) -> str:
        """A value as the page says it, "" for a clock and for what leads nowhere."""
        if field.refers_to:
            target = self._library.target(field.refers_to, value)
            return target.label if target is not None else ""
        if _CLOCK.fullmatch(value):
            return ""
        return formats.scalar(field, value, self._lang)


def _tells(field: Field) -> bool:
    """Whether a field says anything in words, beside the numbers of people."""
    return (
        (field.type == "string" and PERSON not in field.refers_to)
        or any(map(_tells, field.fields))
        or (field.item is not None and _tells(field.item))
    )


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
