"""Checks the finished site: every inner link resolves, and nothing is asked of another host.

All text on the pages is escaped, quotes included, so that attributes can be read by pattern.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

_TAG = re.compile(r"<([a-z][a-z0-9]*)\b([^>]*)>", re.IGNORECASE)
# After a plain blank, which is found many times as fast as any white space; `read` makes one of all
# that HTML takes for such.
_ADDRESS = re.compile(r' (?:href|src|action|poster|data)="([^"]*)"')
_SIZES = re.compile(r' srcset="([^"]*)"')  # addresses, each with a width
_ID = re.compile(r' id="([^"]*)"')
_CSS = re.compile(r"@import\s+[^;]+|url\(\s*['\"]?([^'\")]+)")
_BLANKS = "\n\t\r\f"
_PLAIN = re.compile(r"[\w./#?=-]*", re.ASCII)  # an address in which nothing is written otherwise


@dataclass(frozen=True, slots=True, order=True)
class BadLink:
    """`address` on `page` (or in a style sheet) leads nowhere, or fetches from another host."""

    page: str
    address: str
    foreign: bool


@dataclass
class Links:
    """Where the pages read so far lead, and what can be led to on each.

    `targets` are files or folders below the root, with `#` and a place in them, each with one page
    and address that lead there; `anchors` the ids on each page.
    """

    targets: dict[str, tuple[str, str]] = field(default_factory=dict)
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    bad: set[BadLink] = field(default_factory=set)

    def read(self, page: str, html: str) -> None:
        """Note the links and ids of a page, or of the part of it that is its own."""
        for blank in _BLANKS:
            html = html.replace(blank, " ")
        self.anchors[page] = self.anchors.get(page, frozenset()) | frozenset(_ID.findall(html))
        folder = dirname(page)
        for address in set(_addresses(html)):
            if _PLAIN.fullmatch(address) and not address.startswith("//"):
                self._lead(page, folder, address, *_parts(address))
            else:
                self._read_slowly(page, folder, address, html)

    def read_file(self, name: str, content: bytes) -> None:
        """Note what a file holds of links: a page, a style sheet or a drawing."""
        if name.endswith(".html"):
            self.read(name, content.decode())
        elif name.endswith((".css", ".svg")):
            self.bad.update(_foreign_in_styles(name, content.decode()))

    def read_frame(self, section: str, html: str) -> None:
        """Note the links of the frame of all pages right below a section.

        `html` is that of a page of the name `page`; those to itself, and to the same page in
        another language, are left out.
        """
        page = f"{section}/page/index.html"
        frame = Links()
        frame.read(page, html)
        for target, source in frame.targets.items():
            if target.partition("#")[0] != page and not target.endswith("/page"):
                self.targets.setdefault(target, source)
        self.bad |= frame.bad

    def _read_slowly(self, page: str, folder: str, raw: str, html: str) -> None:
        address = unescape(raw)
        parts = urlsplit(address)
        if parts.netloc or parts.scheme not in ("", "data"):
            if any(
                tag.lower() != "a"
                for tag, attributes in _TAG.findall(html)
                if raw in _addresses(attributes)
            ):
                self.bad.add(BadLink(page, address, foreign=True))
        elif parts.scheme != "data":
            self._lead(page, folder, address, unquote(parts.path), unquote(parts.fragment))

    def _lead(self, page: str, folder: str, address: str, path: str, place: str) -> None:
        if not path:
            target = page
        elif path.startswith("../../") and folder.count("/") == 1 and ".." not in path[6:]:
            target = path[6:].rstrip("/") or "."
        elif path.startswith("/"):
            target = normpath(path.lstrip("/"))
        else:
            target = normpath(join(folder, path))
        self.targets.setdefault(f"{target}#{place}" if place else target, (page, address))

    def join(self, other: Links) -> None:
        """Take over what another has read."""
        for target, source in other.targets.items():
            self.targets[target] = min(source, self.targets.get(target, source))
        self.anchors |= other.anchors
        self.bad |= other.bad

    def bad_among(self, files: Collection[str]) -> list[BadLink]:
        """Every bad link of a site that has these files, sorted."""
        found = set(self.bad)
        for target, (page, address) in self.targets.items():
            path, _, place = target.partition("#")
            if path not in files:
                path = normpath(join(path, "index.html"))
            if path not in files or (
                place and path in self.anchors and place not in self.anchors[path]
            ):
                found.add(BadLink(page, address, foreign=False))
        return sorted(found)


def _addresses(html: str) -> list[str]:
    """Every address in a page, or in the attributes of a tag, as it is written."""
    found: list[str] = _ADDRESS.findall(html)
    if "srcset=" in html:
        sizes = (size.split() for each in _SIZES.findall(html) for size in each.split(","))
        found += [size[0] for size in sizes if size]
    return found


def _parts(address: str) -> tuple[str, str]:
    """The path and the place in it of an address that is plain; what is asked of it is left out."""
    path, _, place = address.partition("#")
    return path.partition("?")[0], place


def _foreign_in_styles(name: str, text: str) -> Iterator[BadLink]:
    for match in _CSS.finditer(text):
        address = match.group(1) or match.group(0)
        parts = urlsplit(address)
        if match.group(1) is None or parts.netloc or parts.scheme not in ("", "data"):
            yield BadLink(name, address, foreign=True)


def bad_links(out: Path) -> list[BadLink]:
    """Every bad link of the site in the folder `out`, sorted."""
    links = Links()
    files = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    for name, path in sorted(files.items()):
        links.read_file(name, path.read_bytes())
    return links.bad_among(files)
