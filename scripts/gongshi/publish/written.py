"""Written pages that are generated: what every finding means, and the words kept beside persons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gongshi.checks.code_pages import code_page, code_title, codes
from gongshi.checks.sensitive import title_of, word_list
from gongshi.words import Lang, finding_words, say

FOLDER = "findings"


def generated_pages(root: Path, lang: Lang) -> dict[str, str]:
    """Markdown by its path below `site/`: a list of all findings, a page each, the word list."""
    examples = root / "tests" / "examples"
    pages = {f"{FOLDER}/{code}.md": code_page(code, lang, examples) for code in codes()}
    return pages | {
        f"{FOLDER}/index.md": "\n".join(_index(lang)),
        f"{FOLDER}/words.md": "\n".join(_words(lang)),
    }


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
    yield f"# {title}\n\n{intro}\n"
    for name, group in word_list()["groups"].items():
        yield f"## {title_of(name)[lang]}\n"
        for sort in ("person", "group"):
            if sort in group:
                yield f"**{say(f'pages.findings.words_{sort}', lang)}** {'、'.join(group[sort])}\n"
        if "forms" in group:
            yield f"{say('pages.findings.words_forms', lang)}\n"
