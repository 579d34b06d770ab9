"""The site generator, and the only module that knows it: written pages in, HTML and shells out.

MkDocs with the Material theme renders the pages of `site/` and, for each section, one hidden
*shell*: a page whose title, description, name and body are tokens. Record pages are then stamped
from the shell (`stamp`), which is far faster than rendering each with the generator and keeps
records out of its navigation. What is written in English stands in `site/en/` as on the site.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from gongshi.kinds import Kind
from gongshi.publish.kept import key_of_pages
from gongshi.publish.output import files_of
from gongshi.records.cache import get, put
from gongshi.words import Lang, room

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

TITLE = "@@gongshi-title@@"
DESCRIPTION = "@@gongshi-description@@"
BODY = "@@gongshi-body@@"
NAMING = "@@gongshi-naming@@"

# Where the pages of each language stand below the site's root.
BELOW: Mapping[Lang, str] = {"zh": "", "en": "en/"}

_STEM = "gongshi-shell"  # stands where the name of a stamped page will
_TOKENS = re.compile(f"({TITLE}|{DESCRIPTION}|{BODY}|{_STEM})")
_CACHE = "rendered"
_ALONE = "/alone"  # goes with the files, and has no name that one of them could have
# What renders beside the toolkit itself.
_LIBRARIES = ("jinja2", "markdown", "mkdocs", "mkdocs-material", "pymdown-extensions")
_WRITTEN = ("**/*.md", "styles/**/*", "scripts/**/*", "images/**/*")
# In the theme's minified stylesheet: a rule, a block that holds none any more, and what selects
# something that only the theme's own templates and extensions make.
_RULE = re.compile(r"([^{}]+)\{[^{}]*\}")
_EMPTY = re.compile(r"@[^{};]*\{\s*\}")
_FOREIGN = re.compile(r"\.(?:md-(?!typeset\b)|highlight|tabbed-|task-list)|\[data-md-")


class SourceError(ValueError):
    """`mkdocs.yml` or a written page is at fault; says how, in the generator's words."""


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a section's record pages, cut at its tokens; one level below the section."""

    pieces: Sequence[str]

    def page(self, title: str, description: str, name: str, body: str) -> str:
        """A whole page; title, description and body are HTML, `name` is its folder's."""
        parts = {TITLE: title, DESCRIPTION: description, _STEM: name, BODY: body}
        return "".join([parts.get(piece, piece) for piece in self.pieces])


@dataclass(frozen=True, slots=True)
class Source:
    """What `mkdocs.yml` says, and the languages of the site, the first of them at its root."""

    root: Path
    languages: Sequence[Lang]
    extra: Mapping[str, Any]
    config: MkDocsConfig

    def settings(self, lang: Lang) -> dict[str, Any]:
        """`extra` of `mkdocs.yml`, and the site's name in a language."""
        extra = self.extra
        name = extra.get("site_name_en") if lang == "en" else None
        repository = str(extra.get("repository") or "").rstrip("/")
        return {**extra, "site_name": name or self.config.site_name, "repository": repository}


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the generator makes: all files by path, and apart from them the shells by section.

    In all of them it may stand that the site shows names (NAMING). `alone` are the addresses of
    the pages that there are in one language only, below where these stand.
    """

    files: Mapping[str, bytes]
    shells: Mapping[str, str]
    alone: Sequence[str]


def read_source(root: Path) -> Source:
    """The source of the site in `root`. Raises SourceError."""
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    with _quiet():
        try:
            config = load_config(str(root / "mkdocs.yml"), strict=True)
        except MkDocsException as error:
            raise SourceError(str(error)) from error
    languages = tuple(config.extra.get("languages") or get_args(Lang))
    if languages not in (("zh",), ("zh", "en")):
        raise SourceError(f"mkdocs.yml: extra.languages: {list(languages)}: [zh] / [zh, en]")
    return Source(root, languages, dict(config.extra), config)


def rendered(
    source: Source, kinds: Mapping[str, Kind], pages: Mapping[str, str], sections: Collection[str]
) -> Rendered:
    """What `render` gives; of the same source that is what it gave for the last site."""
    said = [f"{each} {version(each)}" for each in _LIBRARIES]
    said += [*sections, *map(repr, sorted(pages.items()))]
    folders = [source.root / "mkdocs.yml", source.root / "site"]
    key = key_of_pages(source.root, kinds, folders, said)
    if parts := get(source.root, _CACHE, key):
        made = {name: content.to_pybytes() for name, content in parts.items()}
    else:
        made = render(source, pages, sections)
        put(source.root, _CACHE, key, made)
    alone = json.loads(made.pop(_ALONE))
    shells = {each: made.pop(_shell_of(each)).decode() for each in sections}
    return Rendered(made, shells, alone)


def render(source: Source, pages: Mapping[str, str], sections: Collection[str]) -> dict[str, bytes]:
    """The files of the written pages of the site, the shells of its `sections`, and _ALONE.

    `pages` are more pages, Markdown by path below `site/`; one that is written there wins.
    `sections` are the folders of stamped pages. Raises SourceError.
    """
    from mkdocs.commands.build import build
    from mkdocs.exceptions import MkDocsException

    config = source.config
    with tempfile.TemporaryDirectory() as scratch, _quiet():
        docs, out = Path(scratch, "docs"), Path(scratch, "site")
        _lay_out(source, docs, pages, sections)
        config.docs_dir = str(docs)
        config.site_dir = str(out)
        rooms = ("frame", "channel", "footer")
        config.extra["words"] = {
            lang: {
                name: {key: phrase[lang] for key, phrase in room("pages")[name].items()}
                for name in rooms
            }
            for lang in source.languages
        }
        config.extra["below"] = BELOW
        config.extra["alone"] = alone = _alone(docs)
        try:
            build(config)
        except MkDocsException as error:
            raise SourceError(str(error)) from error
        _join_styles(out)
        files = {name: (out / name).read_bytes() for name in sorted(files_of(out))}
    for unused in ("sitemap.xml", "sitemap.xml.gz"):
        files.pop(unused, None)
    return files | {_ALONE: json.dumps(alone).encode()}


def _shell_of(section: str) -> str:
    return f"{section}/{_STEM}/index.html"


def _lay_out(source: Source, docs: Path, pages: Mapping[str, str], sections: Iterable[str]) -> None:
    """Put the pages into `docs`, those written in `site` last, and the shell of each section."""
    for name, markdown in pages.items():
        _write(docs / name, markdown)
    site = source.root / "site"
    left_out = {"overrides", "templates", *(BELOW.keys() - set(source.languages))}
    for pattern in _WRITTEN:
        for written in sorted(site.glob(pattern)):
            relative = written.relative_to(site)
            if written.is_file() and relative.parts[0] not in left_out:
                (docs / relative).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(written, docs / relative)
    shell = f"---\ntemplate: shell.html\ntitle: '{TITLE}'\ndescription: '{DESCRIPTION}'\n---\n"
    for folder in sections:
        _write(docs / folder / f"{_STEM}.md", shell)


def _alone(docs: Path) -> list[str]:
    """The addresses of the pages that there are in one language only, below where these stand."""
    below = BELOW["en"]
    names = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    english = {name.removeprefix(below) for name in names if name.startswith(below)}
    chinese = {name for name in names if not name.startswith(below)}
    return sorted(re.sub(r"index\.md$|\.md$", _to_address, name) for name in chinese ^ english)


def _to_address(ending: re.Match[str]) -> str:
    return "" if ending[0] == "index.md" else "/"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def cut(html: str) -> Shell:
    """`html` divided at its tokens; title, description and body must stand in it exactly once."""
    for token in (TITLE, DESCRIPTION, BODY):
        if html.count(token) != 1:
            raise ValueError(f"shell: {token} must stand once")
    return Shell(_TOKENS.split(html))


def _join_styles(out: Path) -> None:
    """Put the theme's stylesheet under the site's own, as a cascade layer, in one file.

    A layer loses to every rule outside it, so that the site's rules need not outbid the theme's
    selectors. The theme's scripts, icons and palettes are not used, and are removed, and so are
    its rules for what no page has: most of what a phone would load of them.
    """
    theme = next(iter(sorted(out.glob("assets/stylesheets/main.*.min.css"))))
    base = re.sub(r"@charset[^;]*;|/\*# sourceMappingURL=.*?\*/", "", theme.read_text("utf-8"))
    base = _EMPTY.sub("", _RULE.sub(lambda rule: rule[0] if _applies(rule[1]) else "", base))
    own = out / "styles" / "site.css"
    own.write_text(f"@layer theme{{{base}}}\n{own.read_text('utf-8')}", encoding="utf-8")
    shutil.rmtree(out / "assets")


def _applies(selectors: str) -> bool:
    """Whether one of these selectors may choose something on the site's pages."""
    return any(not _FOREIGN.search(each) for each in selectors.split(","))


@contextmanager
def _quiet() -> Iterator[None]:
    """MkDocs takes the time and a switch from the environment, and logs; contain both.

    No page tells the time.
    """
    wanted = {"SOURCE_DATE_EPOCH": "1", "NO_MKDOCS_2_WARNING": "1"}
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
