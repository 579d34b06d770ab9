"""What the site tells of a record's past: who changed which field, when and why.

Every old version passes the gate with the consents of today, so that nothing is told of a number
that withholds itself now. Beyond that an old value is told only where nobody may have had a reason
to take it away: no old name or contact, no old place or text of a person; no reference to what is
gone; no text in which the leak scanner finds anything, read as if it were about a person, or in
which a name stands that no record holds any more. A record that was withdrawn has no past. Subjects
of commits are scanned like texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from typing import Any

from gongshi.checks.numbers import traces
from gongshi.checks.sensitive import Reader
from gongshi.checks.shown import clean
from gongshi.kinds import Field, Kind, walk
from gongshi.publish.library import NAMED_UNTIL, Entry, Library
from gongshi.records.differences import differences, steps_to
from gongshi.records.gate import NUMBER, PERSON, WITHHELD, published
from gongshi.records.history import FieldHistory, Version, people_in
from gongshi.tally import formats
from gongshi.words import Lang

WITHIN = " · "  # between a field and what lies in it
LONGEST = 40  # characters of a value that are told
_LONGEST_SUBJECT = 80
_ORGANISATIONS = ("body", "team", "unit")


@dataclass(frozen=True, slots=True)
class Line:
    """A field that changed; what it was and is: "" absent, None not told."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A commit's change of one record. `by` is a staff id or "", `why` None where not told.

    `state` is `changed`, with `lines`; or `began`, `cut` (what was before is not in this copy),
    `same` (only written otherwise), `closed` (nothing that is published) or `unread`.
    """

    date: str
    sha: str
    by: str
    why: str | None
    merged: bool
    state: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Past:
    """What a `Teller` needs, so made that worker processes can have it.

    `gone` are names that stood in records and stand in none now; `agreed` the
    numbers that may be told; `accounts` those of staff, which may not.
    """

    history: FieldHistory
    gone: frozenset[str]
    agreed: frozenset[str]
    accounts: frozenset[str]

    @cached_property
    def origin(self) -> str:
        """The first commit that the repository tells of, "" without any."""
        return next((each.commit.sha for each in self.history.commits(0, 1)), "")


def past_of(history: FieldHistory, library: Library, staff: Iterable[Mapping[str, Any]]) -> Past:
    """The past of the records of a library; `staff` are theirs as read, ungated."""
    return Past(
        history=history,
        gone=frozenset(each for each in history.names() - _people(library) if len(each) > 1),
        agreed=library.agreed,
        accounts=frozenset(
            str(each["forge_account"]).casefold() for each in staff if "forge_account" in each
        ),
    )


class Teller:
    """Tells the past of the records of one library, in one language."""

    def __init__(self, past: Past, library: Library, as_of: str, lang: Lang) -> None:
        self._past, self._library, self._as_of, self._lang = past, library, as_of, lang
        organisations = [e.label for kind in _ORGANISATIONS for e in library.all(kind)]
        library.notes.answered("subject", self.subject)
        library.notes.answered("harmless", self._harmless_again)
        library.notes.answered("agreed", lambda: sorted(past.agreed))
        self._reader = Reader(_people(library) | past.gone, organisations)

    def changes(self, entry: Entry) -> list[Change]:
        """The changes of a record, the newest first; none of one that was withdrawn."""
        if entry.withdrawn:
            return []
        versions = self._past.history.of(entry.file)
        standing = frozenset(_strings(entry.record)) if len(versions) > 1 else frozenset()
        return [self._change(entry, each, standing) for each in versions]

    def _change(self, entry: Entry, version: Version, standing: frozenset[str]) -> Change:
        state, lines = self._told(entry, version, standing)
        return Change(
            date=version.commit.date,
            sha=version.commit.sha,
            by=version.by,
            why="" if version.merged else self.subject(version.subject),
            merged=version.merged,
            state=state,
            lines=lines,
        )

    def _told(
        self, entry: Entry, version: Version, standing: frozenset[str]
    ) -> tuple[str, tuple[Line, ...]]:
        if version.began:
            return ("cut" if version.is_cut else "began"), ()
        parts = version.before_after
        if parts is None:
            return "unread", ()
        kind = self._library.kinds[entry.kind]
        over = entry.record.get(NAMED_UNTIL, self._as_of) < self._as_of
        agreed = frozenset() if over else self._past.agreed
        self._library.notes.ask("agreed")
        old, new = (published(kind, part, agreed) for part in parts[:2])
        lines = tuple(self._lines(kind, old, new, standing))
        return ("changed" if lines else "same" if parts[2] else "closed"), lines

    def _lines(
        self, kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any], standing: frozenset[str]
    ) -> Iterator[Line]:
        for pointer, before, after in differences(old, new):
            label, field = self._field(kind, pointer, new)
            told = [
                "" if each is None else self._words(kind, field, each, standing)
                for each in (before, after)
            ]
            yield Line(label, *_shortened(*map(_plain, told)))

    def _field(self, kind: Kind, pointer: str, record: Mapping[str, Any]) -> tuple[str, Field]:
        """What a pointer into a record is called, and the field it points at."""
        names = []
        for field, at, key in steps_to(kind, pointer, record):
            if at is None:
                names.append(field.title[self._lang])
            elif key is not None and self._is_harmless(key):
                names.append(key)
        return WITHIN.join(names), field

    def _words(self, kind: Kind, field: Field, value: Any, standing: frozenset[str]) -> str | None:
        return formats.composed(field, value, self._lang, partial(self._one, kind, standing))

    def _one(self, kind: Kind, standing: frozenset[str], field: Field, value: Any) -> str | None:
        """One value that is neither an object nor a list; None where it may not be told."""
        if isinstance(value, str) and not self._may_be_told(kind, field, value, standing):
            return None
        target = self._library.target(field.refers_to, value) if field.refers_to else None
        return formats.as_it_stood(field, value, self._lang) if target is None else target.label

    def _may_be_told(self, kind: Kind, field: Field, value: str, standing: frozenset[str]) -> bool:
        if value in standing or value == WITHHELD:
            return True
        if field.person or field.contact:
            return False
        is_of_person = kind.describes_person or kind.of_recipient
        if is_of_person and (field.free_text or "place" in field.refers_to):
            return False
        if field.refers_to and PERSON not in field.refers_to:
            target = self._library.target(field.refers_to, value)
            return target is not None and not target.withdrawn
        return self._is_harmless(value, describes_person=True)

    def _is_harmless(self, text: str, *, describes_person: bool = False) -> bool:
        self._library.notes.ask("harmless", text, str(describes_person))
        return not (
            traces(text)
            or any(name in text for name in self._past.gone)
            or any(number not in self._past.agreed for number in NUMBER.findall(text))
            or self._reader.hits(text, describes_person=describes_person)
        )

    def _harmless_again(self, text: str, of_person: str) -> bool:
        return self._is_harmless(text, describes_person=of_person == str(True))

    def subject(self, subject: str) -> str | None:
        """Why something was changed, in the words of who did; None where they tell too much."""
        self._library.notes.ask("subject", subject)
        folded = subject.casefold()
        tells_account = "@" in folded or any(each in folded for each in self._past.accounts)
        if tells_account or not self._is_harmless(subject):
            return None
        return _cut(_plain(subject), 0, _LONGEST_SUBJECT)


def as_json(changes: Sequence[Change]) -> str:
    """The whole past of a record; `null` for what is not told."""
    rows = [asdict(each) for each in changes]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _plain(text: str | None) -> str | None:
    """A text on one line, without what cannot be seen."""
    return None if text is None else clean(text.replace("\n", " ")).strip()


def _shortened(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Two texts cut to where they begin to differ, if one is long."""
    start = 0
    if before and after and max(len(before), len(after)) > LONGEST:
        same = next(
            (
                at
                for at, (one, other) in enumerate(zip(before, after, strict=False))
                if one != other
            ),
            min(len(before), len(after)),
        )
        start = max(0, same - LONGEST // 4)
    return _cut(before, start, LONGEST), _cut(after, start, LONGEST)


def _cut(text: str | None, start: int, longest: int) -> str | None:
    if not text:
        return text
    head = "…" if start else ""
    rest = text[start:]
    return head + (rest if len(rest) <= longest else f"{rest[: longest - 1]}…")


def _strings(value: Any) -> Iterator[str]:
    """Every text that stands in a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def _people(library: Library) -> frozenset[str]:
    """The names of persons that records hold now."""
    kinds = [
        kind
        for kind in library.kinds.values()
        if any(
            each.person or (each.item is not None and each.item.person)
            for _, each in walk(kind.fields)
        )
    ]
    return frozenset(
        name
        for kind in kinds
        for entry in library.every(kind.name)
        for name in people_in(kind.fields, entry.record)
    )
