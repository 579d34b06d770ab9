"""From a template to a sheet of paper: HTML, PDF by WeasyPrint, QR codes by segno."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from gongshi.records.canonical import write_atomic
from gongshi.tally import formats
from gongshi.tally.in_words import amount_in_words
from gongshi.words import Lang, say

FOLDER = Path("build/paper")


@dataclass(frozen=True, slots=True)
class Paper:
    """Where a sheet was written; `pdf` is None where this machine cannot make one."""

    html: Path
    pdf: Path | None


def render(template: str, lang: Lang, **values: Any) -> str:
    """A sheet as HTML, every value escaped; `values` are what the template asks for."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("gongshi.publish.paper"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        lang=lang,
        say=lambda path, **slots: say(f"paper.{path}", lang, **slots),
        date=lambda day: formats.date(day, lang),
        minutes=lambda value: formats.minutes(int(value), lang),
        amount=lambda measure, value: amount_in_words(measure, value, lang),
        grouped=lambda text: " ".join(text[at : at + 8] for at in range(0, len(text), 8)),
    )
    return environment.get_template(template).render(values)


def qr(text: str) -> str:
    """A QR code as SVG, to stand inside HTML: squares alone, nothing of the text."""
    import segno

    code = segno.make(text, error="m", micro=False)
    return str(code.svg_inline(scale=1, border=0, omitsize=True, svgclass="qr", lineclass=None))


def write(root: Path, folder: Path, name: str, html: str) -> Paper:
    """Write `<name>.html` and `<name>.pdf` into `folder` below `root`; both are whole or absent."""
    (root / folder).mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.html"
    write_atomic(root / path, html)
    made = pdf(html)
    if made is None:
        return Paper(path, None)
    with tempfile.TemporaryDirectory(dir=root / folder) as scratch:
        whole = Path(scratch) / "whole.pdf"
        whole.write_bytes(made)
        whole.replace(root / path.with_suffix(".pdf"))
    return Paper(path, path.with_suffix(".pdf"))


def pdf(html: str) -> bytes | None:
    """`html` as PDF; None where the system libraries for it are missing. It loads nothing."""
    try:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError:
        return None
    nothing = URLFetcher(allowed_protocols=())
    made = HTML(string=html, url_fetcher=nothing).write_pdf(font_config=FontConfiguration())
    return bytes(made)
