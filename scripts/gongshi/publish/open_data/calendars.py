"""Calendars (iCalendar, RFC 5545) of notices, activities, trainings and campaigns.

A notice stands on its last day for objections; what took place on its own days. An event of which
the record says the hour begins then, in UTC; any other is of whole days. Nothing is told that the
record's page does not show, and no reminder is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from gongshi import CHINA_TIME
from gongshi.checks.shown import clean
from gongshi.publish.library import Entry, Library
from gongshi.publish.open_data.feeds import epoch_of, told
from gongshi.publish.pages import Site
from gongshi.publish.titles import title_of
from gongshi.words import say

NAME = "calendar.ics"  # in the folder of a kind's section
NEWEST = 500  # events in a calendar
# Of each kind the fields of its first and last day, and what an event tells.
_OF = {
    "activity": ("date", "until", ("team", "unit", "project", "campaign", "content")),
    "campaign": ("from", "to", ("summary",)),
    "notice": ("to", "to", ("issued_by", "subject", "from", "channel", "posted_at", "outcome")),
    "training": ("date", "until", ("held_by", "venue", "content", "audience")),
}
_DAY = len("2026-03-15")


def has_calendar(library: Library, kind: str) -> bool:
    """Whether there is a calendar of a kind: without an event it would be none (RFC 5545, 3.6)."""
    return kind in _OF and bool(_dated(library, kind))


def calendars(site: Site) -> Iterator[tuple[str, str]]:
    """The calendar of each kind that has one: its path below the site's root, and its text."""
    for name in _OF:
        if name in site.library.kinds and has_calendar(site.library, name):
            yield f"{site.library.kinds[name].folder}/{NAME}", _calendar(site, name)


def _dated(library: Library, kind: str) -> list[Entry]:
    """The records of which the day is told, the newest first."""
    days = library.column(kind, _OF[kind][0])
    dated = [each for each in library.all(kind) if len(str(days.get(each.id, ""))) == _DAY]
    return sorted(dated, key=lambda each: (str(days[each.id]), each.id), reverse=True)


def _calendar(site: Site, kind: str) -> str:
    title = f"{title_of(site.library.kinds[kind], site.lang)} · {site.extra['site_name']}"
    made = Calendar()
    made.add("prodid", "-//gongshi//gongshi//ZH")
    made.add("version", "2.0")
    made.add("name", title)
    made.add("x-wr-calname", title)  # what readers older than NAME call it by
    for entry in _dated(site.library, kind)[:NEWEST]:
        made.add_component(_event(site, entry))
    return str(made.to_ical(sorted=True), "utf-8")


def _event(site: Site, entry: Entry) -> Event:
    first, last, tells = _OF[entry.kind]
    record = entry.record
    begins = date.fromisoformat(record[first])
    event = Event()
    about = f"gongshi:{site.past.origin}/{entry.kind}/{entry.id}"
    event.add("uid", f"{uuid5(NAMESPACE_URL, about)}@gongshi")
    event.add("dtstamp", datetime.fromtimestamp(epoch_of(site, entry), UTC))
    if "start" in record:
        at = datetime.combine(begins, time.fromisoformat(record["start"]), CHINA_TIME)
        event.add("dtstart", at.astimezone(UTC))
    else:
        until = str(record.get(last, ""))
        ends = date.fromisoformat(until) if len(until) == _DAY else begins
        event.add("dtstart", begins)
        event.add("dtend", ends + timedelta(days=1))  # the first day after it
    label = clean(entry.label)
    if entry.kind == "notice":
        label = say("data.deadline", site.lang, label=label)
    event.add("summary", label)
    event.add("description", clean(told(site, entry, tells)))
    if site.address:
        event.add("url", f"{site.address.rstrip('/')}/{entry.address}")
    event.add("transp", "TRANSPARENT")  # it takes nobody's time by itself
    return event
