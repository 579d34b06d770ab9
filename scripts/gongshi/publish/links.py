"""Checks the finished site: every inner link resolves, and nothing is asked of another host.

All text on the pages is escaped, quotes included, so that attributes can be read by pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

_TAG = re.compile(r"<([a-z][a-z0-9]*)\b([^>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(r'\b(?:href|src|srcset|action|poster|data)="([^"]*)"')
_ID = re.compile(r'\bid="([^"]*)"')
_CSS = re.compile(r"@import\s+[^;]+|url\(\s*['\"]?([^'\")]+)")


@dataclass(frozen=True, slots=True, order=True)
class BadLink:
    """`address` on `page` (or in a style sheet) leads nowhere, or fetches from another host."""

    page: str
    address: str
    foreign: bool


def bad_links(out: Path) -> list[BadLink]:
    """Every bad link of the site in the folder `out`, sorted."""
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    pages = {
        name: (out / name).read_text(encoding="utf-8") for name in files if name.endswith(".html")
    }
    anchors = {name: frozenset(_ID.findall(html)) for name, html in pages.items()}
    found: set[BadLink] = set()
    for name, html in pages.items():
        for tag, address in _addresses(html):
            if _foreign(address):
                if tag != "a":
                    found.add(BadLink(name, address, foreign=True))
            elif not _resolves(name, address, files, anchors):
                found.add(BadLink(name, address, foreign=False))
    for name in files:
        if name.endswith((".css", ".svg")):
            found.update(_foreign_in_styles(name, (out / name).read_text(encoding="utf-8")))
    return sorted(found)


def _addresses(html: str) -> Iterator[tuple[str, str]]:
    for tag, attributes in _TAG.findall(html):
        for address in _ADDRESS.findall(attributes):
            yield tag.lower(), unescape(address)


def _foreign(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in ("", "data")


def _resolves(page: str, address: str, files: set[str], anchors: dict[str, frozenset[str]]) -> bool:
    parts = urlsplit(address)
    if parts.scheme == "data":
        return True
    path = unquote(parts.path)
    base = "" if path.startswith("/") else dirname(page)
    target = normpath(join(base, path.lstrip("/"))) if path else page
    if target == ".." or target.startswith("../"):
        return False
    if target not in files:
        target = normpath(join(target, "index.html"))
    if target not in files:
        return False
    fragment = unquote(parts.fragment)
    return not fragment or target not in anchors or fragment in anchors[target]


def _foreign_in_styles(name: str, text: str) -> Iterator[BadLink]:
    for match in _CSS.finditer(text):
        address = match.group(1) or match.group(0)
        if match.group(1) is None or _foreign(address):
            yield BadLink(name, address, foreign=True)
