"""Every page of the repository's own site is well-formed HTML; no browser is needed for that."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from tinyhtml5.parser import HTMLParser

if TYPE_CHECKING:
    from pathlib import Path

# Of pages stamped by the hundred, the first ones of each folder are read.
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


def pages(site: Path) -> list[Path]:
    written = [site / "index.html", site / "404.html", *sorted(site.glob("*/index.html"))]
    stamped = [
        page
        for folder in sorted(path for path in site.iterdir() if path.is_dir())
        for page in sorted(folder.glob("*/index.html"))[:EACH]
    ]
    return [*written, *stamped]
