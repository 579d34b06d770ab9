"""Every page of the repository's own site is well-formed HTML; no browser is needed for that."""

from __future__ import annotations

import re
from itertools import pairwise
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from tinyhtml5.parser import HTMLParser

if TYPE_CHECKING:
    from pathlib import Path

# Of pages stamped by the hundred, the first ones of each folder are read, fewer of the English.
EACH = 12


def test_pages_are_well_formed(site: Path) -> None:
    errors = {}
    for page in pages(site):
        parser = HTMLParser()
        parser.parse(page.read_text(encoding="utf-8"))
        if parser.errors:
            errors[page.relative_to(site).as_posix()] = parser.errors[:3]
    assert errors == {}


def test_no_id_stands_twice_on_a_page(site: Path) -> None:
    twice = {}
    for page in pages(site):
        ids = re.findall(r'\bid="([^"]*)"', page.read_text(encoding="utf-8"))
        if len(ids) > len(set(ids)):
            twice[page.relative_to(site).as_posix()] = sorted({i for i in ids if ids.count(i) > 1})
    assert twice == {}


def test_headings_go_down_one_step_at_a_time(site: Path) -> None:
    jumps = {}
    for page in pages(site):
        levels = [int(n) for n in re.findall(r"<h([1-6])\b", page.read_text(encoding="utf-8"))]
        if levels[:1] != [1] or any(b > a + 1 for a, b in pairwise(levels)):
            jumps[page.relative_to(site).as_posix()] = levels
    assert jumps == {}


def test_no_page_needs_what_its_policy_forbids(site: Path) -> None:
    """Scripts and styles come from files of the site; none stands in a page."""
    data = r'type="application/(?:ld\+)?json"'
    inline = re.compile(
        rf'<script(?![^>]*(?:\ssrc=|{data}))[^>]*>|<style|<[^>]+\s(?:style|on\w+)="'
    )
    faults = {}
    for page in pages(site):
        html = page.read_text(encoding="utf-8")
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
        if "default-src 'self'" not in policy or "unsafe" in policy or inline.search(html):
            faults[page.relative_to(site).as_posix()] = policy
    assert faults == {}


def test_a_plot_says_what_the_table_beside_it_says(site: Path) -> None:
    page = (site / "reports" / "demo-2025" / "index.html").read_text(encoding="utf-8")
    plot, table = page.split('<svg viewBox="0 0 360 180"')[1].split("</svg>", 1)
    drawn = re.findall(r"<rect [^>]*></rect><text[^>]*>([\d,]+)</text><text[^>]*>(\d+)<", plot)
    rows = re.findall(r"<tr>(.*?)</tr>", table.split("</table>")[0])[1:]
    told = [re.findall(r"年(\d+)月|>(?:([\d,]+) 小时)?(?: \d+ 分钟)?</td>", row) for row in rows]
    months = [next(month for month, _ in row if month) for row in told]
    hours = [next((hour for _, hour in row if hour), "0") for row in told]
    assert drawn == list(zip(hours, months, strict=True))
    assert len(drawn) == 12


def test_every_page_is_found_from_the_home_page(site: Path) -> None:
    found, edge = {"index.html"}, ["index.html"]
    while edge:
        following = set()
        for page in edge:
            text = (site / page).read_text(encoding="utf-8")
            for address in re.findall(r'href="([\w./-]*/)[?#"]', text):
                following.add(normpath(join(dirname(page), address, "index.html")))
        edge = sorted(each for each in following - found if (site / each).is_file())
        found |= set(edge)
    every = {page.relative_to(site).as_posix() for page in site.rglob("*.html")}
    # Certificates are opened by the number on the paper, and listed nowhere.
    lost = {page for page in every - found if "certificates/" not in page}
    assert lost == {"404.html"}


def pages(site: Path) -> list[Path]:
    written = [site / "index.html", site / "404.html", *sorted(site.glob("*/index.html"))]
    written += sorted((site / "en").glob("*/index.html"))
    stamped = [
        page
        for root, most in ((site, EACH), (site / "en", EACH // 4))
        for folder in sorted(path for path in root.iterdir() if path.is_dir())
        for page in sorted(folder.glob("*/index.html"))[:most]
    ]
    return [*written, *stamped]
