"""A page about every code, as Markdown: what it means, what to do, a bad example and a good one.

The examples are those that the tests run, so a page cannot say what the check does not do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gongshi.checks.shown import clean
from gongshi.records.pictures import is_picture
from gongshi.words import Lang, finding_words, say

_SLOT = re.compile(r"\{\w+\}")
_TICKS = re.compile("`+")


def codes() -> list[str]:
    """Every code, in order."""
    return list(finding_words())


def code_title(code: str, lang: Lang) -> str:
    """What the code says, with an ellipsis for every particular."""
    return _open(finding_words()[code]["title"][lang])


def code_page(code: str, lang: Lang, examples: Path) -> str:
    """The page about `code` as Markdown; `examples` is the folder with `bad/` and `good/`.

    Of a few codes the example cannot be kept as small files: the tests make it, and the page shows
    no more than what is reported. A repository without examples has pages without them.
    """
    words = finding_words()[code]
    waiver = "waivable" if words.get("waivable", False) else "not_waivable"
    severity = say(f"cli.findings.severity.{words['severity']}", lang)
    lines = [
        f"# {code} {code_title(code, lang)}",
        f"{say('cli.findings.page.severity', lang)}: {severity} (`{words['name']}`)",
        f"**{say('cli.findings.reason', lang)}** {_open(words['reason'][lang])}",
        f"**{say('cli.findings.remedy', lang)}** {_open(words['remedy'][lang])}",
        say(f"cli.findings.page.{waiver}", lang),
    ]
    bad, good = examples / "bad" / code, examples / "good" / code
    if bad.is_dir():
        report = (bad / f"expected.{lang}.txt").read_text(encoding="utf-8")
        lines += [f"## {say('cli.findings.page.example_bad', lang)}", _fenced(report, "text")]
        mended = list(_mended(bad, good))
        if mended:
            lines.append(f"## {say('cli.findings.page.example_good', lang)}")
        for path in mended:
            name = path.relative_to(good).as_posix()
            lines.append(f"`{name}`")
            if not is_picture(name):
                lines.append(_fenced(path.read_bytes().decode("utf-8", "replace"), "yaml"))
    return "\n\n".join(lines) + "\n"


def _mended(bad: Path, good: Path) -> Iterator[Path]:
    """The files of the good example that make the difference: changed ones, else renamed ones."""
    theirs = {path.relative_to(bad): path for path in bad.rglob("records/**/*") if path.is_file()}
    ours = {path.relative_to(good): path for path in good.rglob("records/**/*") if path.is_file()}
    changed = [
        name
        for name in ours.keys() & theirs.keys()
        if ours[name].read_bytes() != theirs[name].read_bytes()
    ]
    gone = {name.parent for name in theirs.keys() - ours.keys()}
    renamed = [name for name in ours.keys() - theirs.keys() if name.parent in gone]
    for name in sorted(changed or renamed or ours):
        yield ours[name]


def _open(phrase: str) -> str:
    return _SLOT.sub("…", phrase)


def _fenced(text: str, language: str) -> str:
    fence = "`" * max(3, *(len(ticks) + 1 for ticks in _TICKS.findall(text)), 0)
    return f"{fence}{language}\n{clean(text).rstrip()}\n{fence}"
