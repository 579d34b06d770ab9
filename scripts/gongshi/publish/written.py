"""Written pages: those that are generated, and what all of them ask for put into them.

Generated are what findings mean, the words kept beside persons, and the contents of the handbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from gongshi.checks.code_pages import code_page, code_title, codes
from gongshi.checks.sensitive import title_of, word_list
from gongshi.publish.links import Links
from gongshi.publish.output import Output
from gongshi.publish.pages import Pages, Site
from gongshi.publish.shell import BELOW, BODY, NAMING, Shell, SourceError, cut
from gongshi.words import Lang, finding_words, say

FOLDER = "findings"
HANDBOOK = "handbook"
_SENTENCE = re.compile(r".*?(?:。|[.:](?= |$))")
# Of what written pages ask for, that which only shows records.
_LISTING = (
    *("list", "hall", "wishes", "orders", "punctuality", "search"),
    *(f"honorsby{each}" for each in ("body", "category", "level", "year")),
)
_SLOT = re.compile(r"<!-- gongshi:([a-z]+) -->")
MORE = ("dictionary", "coverage", "systems", "verify")  # further pages for keepers and readers


def generated_pages(root: Path, lang: Lang) -> dict[str, str]:
    """Markdown by its path below `site/`: a list of all findings, a page each, the word list."""
    examples = root / "tests" / "examples"
    pages = {f"{FOLDER}/{code}.md": code_page(code, lang, examples) for code in codes()}
    return pages | {
        f"{FOLDER}/index.md": "\n".join(_index(lang)),
        f"{FOLDER}/words.md": "\n".join(_words(lang)),
        f"{HANDBOOK}/index.md": "\n".join(_handbook(root / "site" / BELOW[lang], lang)),
    }


def _handbook(site: Path, lang: Lang) -> Iterator[str]:
    """The contents of the handbook: each page by its heading and first sentence."""
    yield f"# {say('pages.handbook.title', lang)}\n\n{say('pages.handbook.intro', lang)}\n"
    for page in sorted(site.glob(f"{HANDBOOK}/*/index.md")):
        lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line]
        title = next(line[2:] for line in lines if line.startswith("# "))
        text = next((line for line in lines if line[0] not in "#-<*"), "")
        first = _SENTENCE.match(text)
        about = f"<br>{first[0]}" if first and "](" not in first[0] else ""
        yield f"- [**{title}**]({page.parent.name}/index.md){about}"
    yield f"\n## {say('pages.handbook.more', lang)}\n"
    for folder in (FOLDER, *MORE):
        name = say(f"pages.handbook.page.{folder}", lang)
        yield f"- [{name}](../{folder}/index.md)"
    yield ""


def _index(lang: Lang) -> Iterator[str]:
    yield f"# {say('pages.findings.title', lang)}\n\n{say('pages.findings.intro', lang)}\n"
    yield f"[{say('pages.findings.words_title', lang)}](words.md)"
    group = ""
    for code in codes():
        if code[0] != group:
            group = code[0]
            yield f"\n## {say(f'pages.findings.group.{group}', lang)}\n"
        severity = say(f"cli.findings.severity.{finding_words()[code]['severity']}", lang)
        yield f"- [{code} {code_title(code, lang)}]({code}.md) {severity}"
    yield ""


def _words(lang: Lang) -> Iterator[str]:
    title, intro = (say(f"pages.findings.words_{each}", lang) for each in ("title", "intro"))
    comma = say("pages.comma", lang)
    yield f"# {title}\n\n{intro}\n"
    for name, group in word_list()["groups"].items():
        yield f"## {title_of(name)[lang]}\n"
        for sort in ("person", "group"):
            if sort in group:
                yield f"**{say(f'pages.findings.words_{sort}', lang)}** {comma.join(group[sort])}\n"
        if "forms" in group:
            yield f"{say('pages.findings.words_forms', lang)}\n"


def fill_written(
    files: Mapping[str, bytes], pages: Pages, output: Output, links: Links
) -> dict[str, str]:
    """Write the files that the generator made for a language, with what its pages ask for.

    Their links are noted. Gives by address what of each page can be searched; the records that one
    lists are found as such.
    """
    site = pages.site
    by_folder = {kind.folder: kind for kind in site.library.kinds.values()}
    searched = {}
    for name, content in files.items():
        if _language(name) != site.lang:
            continue
        if name.endswith(".html"):
            address = name.removeprefix(site.below)
            folder, _, file = address.rpartition("/")
            html = _named(content.decode(), site)
            root = "../" * address.count("/") or "./"
            filled = {}
            for slot in _SLOT.findall(html):
                if not pages.has(slot):
                    raise SourceError(f"{address}: <!-- gongshi:{slot} -->")
                filled[slot] = pages.fill(slot, by_folder.get(folder), root)
            content = site.in_language(_put(filled, html)).encode()
            if file == "index.html" and folder and BODY not in html:
                searched[f"{folder}/"] = _put(filled | dict.fromkeys(_LISTING, ""), html)
        output.write(name, content)
        links.read_file(name, content)
    return searched


def shells_of(shells: Mapping[str, str], pages: Pages) -> dict[str, Shell]:
    """The frames of stamped pages in a language."""
    site = pages.site
    return {
        section: cut(site.in_language(_named(html, site)))
        for section, html in shells.items()
        if _language(section) == site.lang
    }


def _language(name: str) -> Lang:
    """Of which language a file of the site is; what is of none counts as of the first."""
    return "en" if name.startswith(BELOW["en"]) else "zh"


def _put(filled: Mapping[str, str], html: str) -> str:
    return _SLOT.sub(lambda slot: filled[slot[1]], html)


def _named(html: str, site: Site) -> str:
    """HTML with the words that this copy of the site shows names, where it does."""
    words = f" · {say('pages.naming.footer', site.lang)}" if site.names else ""
    return html.replace(NAMING, escape(words))
