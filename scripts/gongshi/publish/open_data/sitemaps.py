"""Sitemaps, where the site's own address is configured: they must hold whole addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote

MOST = 50_000  # addresses that a sitemap may hold (sitemaps.org)
NAME = "sitemap.xml"
_INDEX = "index.html"
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemaps(names: Iterable[str], address: str) -> Iterator[tuple[str, str]]:
    """The sitemaps of a site with files of these names, and their texts; none without an address.

    One is NAME itself; of several that is the list. `address` is where the site's root is.
    """
    root = f"{address.rstrip('/')}/"
    pages = sorted(each for each in names if each.rpartition("/")[2] == _INDEX)
    parts = [pages[at : at + MOST] for at in range(0, len(pages), MOST)]
    if not address or not parts:
        return
    if len(parts) == 1:
        yield NAME, _told("urlset", "url", root, parts[0])
        return
    files = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield NAME, _told("sitemapindex", "sitemap", root, files)
    for file, part in zip(files, parts, strict=True):
        yield file, _told("urlset", "url", root, part)


def _told(top: str, each: str, root: str, names: Sequence[str]) -> str:
    found = (escape(root + quote(name.removesuffix(_INDEX))) for name in names)
    lines = [f"<{each}><loc>{address}</loc></{each}>" for address in found]
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{top} xmlns="{_SPACE}">'
    return "\n".join([head, *lines, f"</{top}>", ""])
