"""The site generator, and the only module that knows it: written pages in, HTML and shells out.

MkDocs with the Material theme renders the pages of `site/` and, for each section, one hidden
*shell*: a page whose title, description and body are tokens. Record pages are then stamped from
the shell (`stamp`), which is far faster than rendering each with the generator and keeps records
out of its navigation.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongshi.words import Lang, room

TITLE = "@@gongshi-title@@"
DESCRIPTION = "@@gongshi-description@@"
BODY = "@@gongshi-body@@"
NAMING = "@@gongshi-naming@@"

_STEM = "gongshi-shell"
_WRITTEN = ("**/*.md", "styles/**/*", "scripts/**/*", "images/**/*")


class SourceError(ValueError):
    """`mkdocs.yml` or a written page is at fault; says how, in the generator's words."""


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a section's record pages, cut at its tokens; one level below the section."""

    before_title: str
    before_description: str
    before_body: str
    after_body: str

    def page(self, title: str, description: str, body: str) -> str:
        """A whole page; the three parts are HTML, already escaped."""
        return "".join(
            (
                self.before_title,
                title,
                self.before_description,
                description,
                self.before_body,
                body,
                self.after_body,
            )
        )


def render(
    root: Path,
    out: Path,
    pages: Mapping[str, str],
    sections: Iterable[str],
    epoch: int,
    lang: Lang,
) -> dict[str, Any]:
    """Render the written pages of `root/site` into `out`; gives `extra` of `mkdocs.yml`
    and the site's name.

    `pages` are more pages, Markdown by path below `site/`; one that is written there wins.
    `sections` are the folders of stamped pages. `epoch` (seconds) stands for the time of the
    build. Shells are left in `out` until `take_shells` reads and removes them. Raises SourceError.
    """
    with tempfile.TemporaryDirectory() as scratch, _quiet(epoch):
        from mkdocs.commands.build import build
        from mkdocs.config import load_config
        from mkdocs.exceptions import MkDocsException

        docs = Path(scratch)
        _lay_out(root / "site", docs, pages, sections)
        try:
            config = load_config(
                str(root / "mkdocs.yml"),
                docs_dir=str(docs),
                site_dir=str(out.absolute()),  # else it is taken from where mkdocs.yml lies
                strict=True,
            )
            config.extra["words"] = {
                name: {key: phrase[lang] for key, phrase in room("pages")[name].items()}
                for name in ("frame", "channel", "footer")
            }
            build(config)
        except MkDocsException as error:
            raise SourceError(str(error)) from error
    _join_styles(out)
    for unused in out.glob("sitemap.xml*"):
        unused.unlink()
    named = {**config.extra, "site_name": config.site_name}
    return {**named, "repository": str(config.extra.get("repository", "")).rstrip("/")}


def _lay_out(site: Path, docs: Path, pages: Mapping[str, str], sections: Iterable[str]) -> None:
    """Put the pages into `docs`, those written in `site` last, and the shell of each section."""
    for name, markdown in pages.items():
        _write(docs / name, markdown)
    for pattern in _WRITTEN:
        for source in sorted(site.glob(pattern)):
            relative = source.relative_to(site)
            if source.is_file() and relative.parts[0] not in ("overrides", "templates", "en"):
                (docs / relative).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, docs / relative)
    shell = f"---\ntemplate: shell.html\ntitle: '{TITLE}'\ndescription: '{DESCRIPTION}'\n---\n"
    for folder in sections:
        _write(docs / folder / f"{_STEM}.md", shell)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def take_shells(out: Path, folders: Iterable[str]) -> dict[str, Shell]:
    """The shell of each section in `folders`, its page removed from `out`."""
    shells = {}
    for folder in folders:
        page = out / folder / _STEM / "index.html"
        shells[folder] = cut(page.read_text(encoding="utf-8"))
        page.unlink()
        page.parent.rmdir()
    return shells


def cut(html: str) -> Shell:
    """`html` divided at its tokens, each of which must stand in it exactly once, in this order."""
    pieces = []
    rest = html
    for token in (TITLE, DESCRIPTION, BODY):
        if html.count(token) != 1 or token not in rest:
            raise ValueError(f"shell: {token} must stand once and in order")
        piece, rest = rest.split(token)
        pieces.append(piece)
    before_title, before_description, before_body = pieces
    return Shell(before_title, before_description, before_body, rest)


def _join_styles(out: Path) -> None:
    """Put the theme's stylesheet under the site's own, as a cascade layer, in one file.

    A layer loses to every rule outside it, so that the site's rules need not outbid the theme's
    selectors. The theme's scripts, icons and palettes are not used, and are removed.
    """
    theme = next(iter(sorted(out.glob("assets/stylesheets/main.*.min.css"))))
    base = re.sub(r"@charset[^;]*;|/\*# sourceMappingURL=.*?\*/", "", theme.read_text("utf-8"))
    own = out / "styles" / "site.css"
    own.write_text(f"@layer theme{{{base}}}\n{own.read_text('utf-8')}", encoding="utf-8")
    shutil.rmtree(out / "assets")


@contextmanager
def _quiet(epoch: int) -> Iterator[None]:
    """MkDocs takes the time and a switch from the environment, and logs; contain both."""
    wanted = {"SOURCE_DATE_EPOCH": str(epoch), "NO_MKDOCS_2_WARNING": "1"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    logger = logging.getLogger("mkdocs")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
