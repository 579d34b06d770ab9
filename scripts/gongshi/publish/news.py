"""All changes of the records, by day and in words: pages, and a feed of the newest.

Of a commit it is told when it was, by whom of staff, why, and what became of which records; values
are on the records' own pages. Nothing is named that is there no more or was withdrawn: of such
records only the number is told. Subjects pass the scanner of `changes.Teller`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from gongshi.publish import atom
from gongshi.publish.changes import WITHIN, Past, Teller
from gongshi.publish.library import Entry, Library
from gongshi.publish.shell import BELOW
from gongshi.records.history import Committed
from gongshi.words import Lang, say

FOLDER = "changes"
FEED = f"{FOLDER}/feed.xml"
PAGE = 50  # commits on a page; the newest page, which grows, holds up to twice as many
IN_FEED = 50
_LISTED = 8  # records of a kind that a commit names
_FIELDS = 6  # fields of a record that are named
_STATES = ("added", "changed", "moved", "removed")


@dataclass(frozen=True, slots=True)
class Record:
    """A record that a commit changed, with the titles of the fields that are told of it."""

    entry: Entry
    fields: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Group:
    """The records of a kind of which one thing became: `count` in all, of which some are named."""

    state: str
    kind: str
    count: int
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class News:
    """A commit in words; `by` is a staff id or "", `why` None where it is not told."""

    sha: str
    epoch: int
    date: str
    by: str
    why: str | None
    merged: bool
    is_cut: bool
    groups: tuple[Group, ...]


class Newspaper:
    """Tells the changes of one library, a page at a time.

    Pages are counted from the first commit on, so that old ones never change; the newest page, at
    the folder's own address, holds what no other page does.
    """

    def __init__(self, past: Past, library: Library, teller: Teller, lang: Lang) -> None:
        self._past, self._history, self._library = past, past.history, library
        self._teller, self._lang = teller, lang
        self._kinds = {kind.folder: kind for kind in library.kinds.values()}

    @cached_property
    def older(self) -> int:
        """How many pages there are besides the newest; their numbers begin with 1."""
        return max(0, self._history.count() // PAGE - 1)

    def page(self, number: int) -> list[tuple[str, list[News]]]:
        """The changes on an older page by day, the newest first."""
        return _by_day(self._told((number - 1) * PAGE, PAGE))

    def newest(self) -> list[tuple[str, list[News]]]:
        """The changes on the newest page by day, the newest first."""
        return _by_day(self._latest[: self._history.count() - self.older * PAGE])

    @cached_property
    def _latest(self) -> Sequence[News]:
        """The changes on the newest page and those in the feed, the newest first."""
        count = self._history.count()
        start = max(0, min(self.older * PAGE, count - IN_FEED))
        return self._told(start, count - start)

    def feed(self, *, title: str, author: str, site: str) -> str:
        """The feed of the newest changes; `site` is where the pages of its language are."""
        entries = [
            atom.Entry(
                about=f"{BELOW[self._lang]}commit/{each.sha}",
                title=self._line(each),
                epoch=each.epoch,
                address=f"{FOLDER}/#c-{each.sha[:10]}",
                text="\n".join(self._lines(each)),
            )
            for each in self._latest[:IN_FEED]
        ]
        about = f"{BELOW[self._lang]}changes/{self._past.origin}"
        lang = "zh-CN" if self._lang == "zh" else "en"
        return atom.feed(about, title, FEED, entries, author=author, lang=lang, site=site)

    def _told(self, start: int, most: int) -> list[News]:
        """At most so many of the changes from the first on, the newest first."""
        return [self._news(each) for each in reversed(self._history.commits(start, most))]

    def _news(self, committed: Committed) -> News:
        why = "" if committed.merged else self._teller.subject(committed.subject)
        return News(
            sha=committed.commit.sha,
            epoch=committed.commit.epoch,
            date=committed.commit.date,
            by=committed.by,
            why=why,
            merged=committed.merged,
            is_cut=committed.is_cut,
            groups=() if committed.is_cut else tuple(self._groups(committed)),
        )

    def _groups(self, committed: Committed) -> list[Group]:
        found: dict[tuple[int, str], list[str]] = {}
        for path, state in committed.changes.items():
            kind = self._kinds.get(path.split("/")[1])
            if kind is not None:
                found.setdefault((_STATES.index(state), kind.name), []).append(path)
        return [
            Group(
                state=_STATES[state],
                kind=kind,
                count=len(paths),
                records=tuple(self._records(paths, committed.commit.sha)),
            )
            for (state, kind), paths in sorted(found.items())
        ]

    def _records(self, paths: Sequence[str], sha: str) -> list[Record]:
        entries = (self._library.by_file.get(path) for path in paths)
        shown = [each for each in entries if each is not None and not each.withdrawn][:_LISTED]
        return [self._record(each, sha) for each in shown]

    def _record(self, entry: Entry, sha: str) -> Record:
        lines = (each.lines for each in self._teller.changes(entry) if each.sha == sha)
        # Of a field its own name is enough here, and nobody is singled out by number.
        fields = list(dict.fromkeys(line.field.split(WITHIN)[0] for line in next(lines, ())))
        return Record(entry, tuple(fields[:_FIELDS]), max(0, len(fields) - _FIELDS))

    def _line(self, news: News) -> str:
        """What happened, on one line."""
        if news.is_cut:
            return say("pages.past.cut", self._lang)
        told = [self.group_in_words(each) for each in news.groups]
        return say("pages.semicolon", self._lang).join(told)

    def _lines(self, news: News) -> list[str]:
        """What happened, with the records and the reason."""
        lines, colon = [], say("pages.colon", self._lang)
        if news.why:
            lines.append(f"{say('pages.past.why', self._lang)}{colon}{news.why}")
        for group in news.groups:
            lines.append(self.group_in_words(group))
            for each in group.records:
                fields = say("pages.comma", self._lang).join(each.fields)
                lines.append(f"· {each.entry.label}{colon + fields if fields else ''}")
        return lines

    def group_in_words(self, group: Group) -> str:
        """What became of how many records of which kind."""
        title = self._library.kinds[group.kind].title[self._lang]
        return say(f"pages.changes.{group.state}", self._lang, kind=title, count=f"{group.count:,}")


def _by_day(news: Iterable[News]) -> list[tuple[str, list[News]]]:
    return [(day, list(of)) for day, of in groupby(news, key=lambda each: each.date)]
