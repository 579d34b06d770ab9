"""A feed of news in the form of Atom (RFC 4287), the same bytes for the same news.

Ids are made from what the news is about, never from a place or a time, so that a reader that has
seen an entry knows it again wherever the site moves. Where the site's own address is not
configured, links are relative to the feed, as the form allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from gongshi import CHINA_TIME
from gongshi.checks.shown import clean

TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news.

    `about` names what it is about for ever, such as `commit/<sha>`; `epoch` (seconds) is when it
    came; `address` is a page or place on one, below the site's root; `text` is plain text.
    """

    about: str
    title: str
    epoch: int
    address: str
    text: str


def feed(
    about: str,
    title: str,
    name: str,
    entries: Sequence[Entry],
    *,
    author: str,
    lang: str,
    site: str = "",
    epoch: int = 0,
) -> str:
    """The feed that stands at `name` below the site's root, such as `changes/feed.xml`.

    `about` names the feed for ever; `author` is who runs the site; `site` is its configured
    address, "" where there is none. An empty feed was last changed at `epoch`.
    """
    top = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": lang})
    root = f"{site.rstrip('/')}/" if site else "../" * name.count("/")
    _add(top, "id", _id(about))
    _add(top, "title", title)
    _add(top, "updated", _time(max((each.epoch for each in entries), default=epoch)))
    _add(_add(top, "author"), "name", author)
    own = root + name if site else name.rpartition("/")[2]
    _add(top, "link", rel="self", href=own, type=TYPE)
    _add(top, "link", rel="alternate", href=root + name.rpartition("/")[0] + "/", type="text/html")
    for each in entries:
        entry = _add(top, "entry")
        _add(entry, "id", _id(each.about))
        _add(entry, "title", each.title)
        _add(entry, "updated", _time(each.epoch))
        _add(entry, "link", rel="alternate", href=root + each.address, type="text/html")
        _add(entry, "content", each.text, type="text")
    ElementTree.indent(top, " ")
    told = ElementTree.tostring(top, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{told}\n'


def _add(
    parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, tag, attributes)
    # What XML cannot hold becomes a mark; lines stay lines.
    made.text = None if text is None else clean(text)
    return made


def _id(about: str) -> str:
    return uuid5(NAMESPACE_URL, f"gongshi:{about}").urn


def _time(epoch: int) -> str:
    return datetime.fromtimestamp(epoch, CHINA_TIME).isoformat()
