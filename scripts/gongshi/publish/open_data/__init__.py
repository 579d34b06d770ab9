"""What the site offers to other programs: open data, an interface, feeds and calendars."""

from __future__ import annotations

from gongshi.publish.kept_files import KeptFiles
from gongshi.publish.library import Library
from gongshi.publish.open_data import calendars, feeds
from gongshi.publish.open_data.api import write_api, write_lists
from gongshi.publish.open_data.package import write_datapackage
from gongshi.publish.open_data.tables import write_data
from gongshi.publish.output import Output
from gongshi.publish.pages import Site
from gongshi.publish.shell import BELOW
from gongshi.words import Lang, say


def write_records(library: Library, kept: KeptFiles) -> None:
    """Write into the site all records as files, once, whatever the language."""
    write_data(kept, library)
    write_lists(kept, library)


def write_offers(site: Site, output: Output) -> None:
    """Write into the site what else there is once; of the files of `write_records` it tells."""
    kinds, title = site.library.kinds, str(site.extra["site_name"])
    write_datapackage(output, kinds, title, site.derived.as_of, site.address, site.lang)
    write_api(site, output)
    for name, text in calendars.calendars(site):
        output.write(name, text)


def write_feeds(site: Site, output: Output) -> None:
    """Write the feeds of a language into the site."""
    for name, text in feeds.feeds(site):
        output.write(name, text)


def of_section(library: Library, kind: str, lang: Lang) -> tuple[str, str]:
    """What the written page of a kind's section says of its feed and calendar, in Markdown.

    The head of the page, which has every reader of feeds find it, and the links for its text. A
    calendar is there once, whatever the language of the page.
    """
    folder = library.kinds[kind].folder
    there = f"../../{folder}/" if BELOW[lang] else ""
    head, links = "", []
    if feeds.has_feed(kind):
        head = f"---\nfeeds: [{BELOW[lang]}{folder}/{feeds.NAME}]\n---\n"
        links.append(f"[{say('data.feed', lang)}]({feeds.NAME})")
    if calendars.has_calendar(library, kind):
        links.append(f"[{say('data.calendar', lang)}]({there}{calendars.NAME})")
    return head, " · ".join(links)
