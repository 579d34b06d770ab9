"""Builds the whole website into a folder, or leaves the folder as it was."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.publish import formats, shell
from gongshi.publish.data import write_data
from gongshi.publish.library import Key, Library, build_library
from gongshi.publish.links import BadLink, bad_links
from gongshi.publish.pages import Pages, Site, title_of
from gongshi.publish.stamp import Stamper, stamp
from gongshi.words import Lang, say

_SLOT = re.compile(r"<!-- gongshi:([a-z]+) -->")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: pages written, or why nothing was (`errors` of the check, `bad_links`)."""

    pages: int
    errors: Sequence[Finding] = ()
    bad_links: Sequence[BadLink] = ()

    @property
    def done(self) -> bool:
        return not self.errors and not self.bad_links


@dataclass(frozen=True)
class Material:
    """What a site is made of: the repository's checked records and where they come from.

    `records` is kind → id → record, `files` the path of each; `errors` are the check's findings
    that forbid publishing; `changes` the last change of each path, `head` that of the repository.
    """

    root: Path
    kinds: Mapping[str, Kind]
    records: Mapping[str, Mapping[str, Mapping[str, Any]]]
    files: Mapping[Key, str]
    errors: Sequence[Finding]
    changes: Mapping[str, Any]
    head: Any | None


def build(material: Material, out: Path, lang: Lang = "zh", workers: int | None = None) -> Built:
    """Build the site of `material` into `out`.

    Refuses while the check has errors. Everything is written beside `out` and put in its place
    only when it is whole and its links hold, so that a failed build leaves the last good site.
    The same commit gives the same bytes.
    """
    if material.errors:
        return Built(pages=0, errors=tuple(material.errors))
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as scratch:
        fresh = Path(scratch) / "site"
        pages = _write(material, fresh, Path(scratch), lang, workers or os.cpu_count() or 1)
        bad = bad_links(fresh)
        if bad:
            return Built(pages=pages, bad_links=tuple(bad))
        fresh.chmod(0o755)
        _put_in_place(fresh, out, Path(scratch) / "old")
    return Built(pages=pages)


def _write(material: Material, out: Path, scratch: Path, lang: Lang, workers: int) -> int:
    library = build_library(material.kinds, material.records, material.files)
    sections = {kind.folder: _section(kind, lang) for kind in material.kinds.values()}
    epoch = material.head.epoch if material.head else 0
    config = shell.render(material.root, out, scratch, sections, max(epoch, 1), lang)
    site = Site(
        library=library,
        templates=material.root / "site" / "templates",
        extra=config.extra,
        changes=material.changes,
        head=material.head,
        lang=lang,
    )
    _fill_written(out, site)
    shells = shell.take_shells(out, sections)
    written = sum(1 for _ in out.rglob("*.html"))
    write_data(library, out / "data")
    return written + stamp(Stamper(site, shells, out), workers)


def _section(kind: Kind, lang: Lang) -> str:
    """The list page of a kind that has no written one."""
    return f"# {title_of(kind, lang)}\n\n{kind.description[lang]}\n\n<!-- gongshi:list -->\n"


def _fill_written(out: Path, site: Site) -> None:
    """Put the version, and what the written pages ask for, into every page the generator made."""
    pages = Pages(site)
    by_folder = {kind.folder: kind for kind in site.library.kinds.values()}
    version = escape(_version(site))
    for path in sorted(out.rglob("*.html")):
        relative = path.relative_to(out)
        kind = by_folder.get(relative.parent.as_posix())
        root = "../" * (len(relative.parts) - 1) or "./"
        html = path.read_text(encoding="utf-8").replace(shell.VERSION, version)
        path.write_text(
            _SLOT.sub(lambda slot: pages.fill(slot.group(1), kind, root), html),  # noqa: B023
            encoding="utf-8",
        )


def _version(site: Site) -> str:
    if site.head is None:
        return say("pages.record.unchanged", site.lang)
    date = formats.date(site.head.date, site.lang)
    return say("pages.record.changed_line", site.lang, date=date, sha=site.head.sha[:10])


def _put_in_place(fresh: Path, out: Path, old: Path) -> None:
    """Swap the finished site in; if that fails midway, the former one is put back."""
    former = out.exists()
    if former:
        out.rename(old)
    try:
        fresh.rename(out)
    except OSError:
        if former:
            old.rename(out)
        raise
    if former:
        shutil.rmtree(old)
