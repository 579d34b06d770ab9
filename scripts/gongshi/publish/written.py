"""Written pages that are generated: what findings mean, words kept beside persons, the handbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gongshi.checks.code_pages import code_page, code_title, codes
from gongshi.checks.sensitive import title_of, word_list
from gongshi.publish.shell import BELOW
from gongshi.words import Lang, finding_words, say

FOLDER = "findings"
HANDBOOK = "handbook"
_SENTENCE = re.compile(r".*?(?:。|[.:](?= |$))")
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
