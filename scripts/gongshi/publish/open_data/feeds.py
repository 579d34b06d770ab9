"""Feeds of notices and honors: what was put up or changed last, each record once.

An entry is dated by the commit that changed its record last; before there is one, by the day it is
listed under. It tells no more than the record's own page does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial
from typing import Any

from gongshi import CHINA_TIME
from gongshi.kinds import Field
from gongshi.publish import atom
from gongshi.publish.library import Entry
from gongshi.publish.pages import Site
from gongshi.publish.titles import title_of
from gongshi.tally import formats
from gongshi.words import say

NAME = "feed.xml"  # in the folder of a kind's section
NEWEST = 50
# Of each kind what an entry tells, in this order.
_TELLS = {
    "honor": (
        *("recipient", "category", "level", "granted_by", "granted_on", "summary"),
        *("revoked_on", "revoked_reason"),
    ),
    "notice": (
        *("issued_by", "subject", "from", "to", "channel", "posted_at"),
        *("outcome", "closed_on"),
    ),
}


def has_feed(kind: str) -> bool:
    """Whether there is a feed of a kind."""
    return kind in _TELLS


def feeds(site: Site) -> Iterator[tuple[str, str]]:
    """The feed of each kind that has one: its path below the site's root, and its text."""
    for kind in _TELLS:
        if kind in site.library.kinds:
            name = f"{site.library.kinds[kind].folder}/{NAME}"
            yield site.below + name, _feed(site, kind, name)


def epoch_of(site: Site, entry: Entry) -> int:
    """When a record was changed last, in seconds."""
    change = site.changes.get(entry.file)
    return change.epoch if change is not None else _start_of(entry.when or site.derived.as_of)


def told(site: Site, entry: Entry, names: tuple[str, ...]) -> str:
    """These fields of a record in words, a line each, under what it is said to be."""
    kind, lang, record = site.library.kinds[entry.kind], site.lang, entry.record
    lines = [say("pages.seal.demo", lang)] if entry.demo else []
    for field in map(kind.field, names):
        if field is not None and field.name in record:
            words = _in_words(site, field, record[field.name])
            lines.append(f"{field.title[lang]}{say('pages.colon', lang)}{words}")
    return "\n".join(lines)


def _in_words(site: Site, field: Field, value: Any) -> str:
    """A value that is no object in words, references by what they lead to."""
    return formats.composed(field, value, site.lang, partial(_one, site)) or ""


def _one(site: Site, field: Field, value: Any) -> str:
    target = site.library.target(field.refers_to, value) if field.refers_to else None
    return target.label if target else formats.scalar(field, value, site.lang)


def _feed(site: Site, kind: str, name: str) -> str:
    found = [(epoch_of(site, each), each) for each in site.library.all(kind)]
    found.sort(key=lambda pair: (-pair[0], pair[1].id))
    return atom.feed(
        about=f"{site.past.origin}/{site.below}{kind}",
        title=f"{title_of(site.library.kinds[kind], site.lang)} · {site.extra['site_name']}",
        name=name,
        entries=[_entry(site, epoch, each) for epoch, each in found[:NEWEST]],
        author=site.operator,
        lang="zh-CN" if site.lang == "zh" else "en",
        site=site.home,
        epoch=_start_of(site.derived.as_of),
    )


def _entry(site: Site, epoch: int, entry: Entry) -> atom.Entry:
    recipient = site.library.kinds[entry.kind].field("recipient")
    title = entry.label
    if recipient is not None and "recipient" in entry.record:
        title += say("pages.colon", site.lang) + _in_words(
            site, recipient, entry.record["recipient"]
        )
    return atom.Entry(
        about=f"{site.past.origin}/{site.below}{entry.kind}/{entry.id}",
        title=title,
        epoch=epoch,
        address=entry.address,
        text=told(site, entry, _TELLS[entry.kind]),
    )


def _start_of(day: str) -> int:
    """The first second of a day, month or year in China."""
    first = date.fromisoformat(f"{day}-01-01"[:10])
    return int(datetime.combine(first, time(), CHINA_TIME).timestamp())
