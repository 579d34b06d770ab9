"""Findings made ready to be shown: placed in their files, said in a language, with an excerpt.

What a record holds is hostile until shown otherwise: an excerpt has no control characters, no
overlong lines, and no digit of a number that must not be spread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from gongshi.findings import Finding, Severity, Span
from gongshi.records.pictures import is_picture
from gongshi.records.positions import locate
from gongshi.records.walk import read
from gongshi.words import Lang, finding_words

WIDTH = 96  # columns of a line that are shown
_MOST_LINES = 3  # lines of one place that are shown
_MOST_OF_A_WORD = 400  # characters of an argument that are shown
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_SECRET = re.compile("[0-9A-Za-z０-９]")
_SITE_URL = re.compile(r"^site_url:\s*['\"]?(https?://\S+?)['\"]?\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an excerpt; `mark` is the column (from 0) and width of its carets, in cells."""

    number: int
    text: str
    mark: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding in words. `related` is `file:line:column` of the second place."""

    finding: Finding
    span: Span
    name: str
    severity: Severity
    title: str
    reason: str
    remedy: str
    related: str | None
    docs: str
    excerpt: tuple[Line, ...]

    @property
    def file(self) -> str:
        """The file it is in, on one line, whatever its name holds."""
        return _on_a_line(self.finding.file)

    @property
    def place(self) -> str:
        """Where it is (`file:line:column`), likewise."""
        return f"{self.file}:{self.span.line}:{self.span.column}"


def show(
    findings: Sequence[Finding],
    root: Path,
    lang: Lang,
    contents: Mapping[str, bytes | None] | None = None,
) -> list[Shown]:
    """The findings in the order of files and places; each file is read once.

    `contents` are the files that are otherwise than below `root`; None where there is none.
    """
    sources = _Sources(root, findings, contents or {})
    base = _site_url(root)
    shown = [_shown(finding, sources, base, lang) for finding in findings]
    return sorted(
        shown, key=lambda each: (each.finding.file, each.span, each.finding.code, each.title)
    )


def words_of(finding: Finding, lang: Lang) -> dict[str, str]:
    """Title, reason and remedy with the finding's arguments filled in.

    An argument `…_zh` or `…_en` also fills the slot without the ending, in its own language.
    """
    slots = {key: _clip(value) for key, value in finding.args.items()}
    slots |= {key.removesuffix(f"_{lang}"): value for key, value in slots.items()}
    words = finding_words()[finding.code]
    return {key: words[key][lang].format_map(slots) for key in ("title", "reason", "remedy")}


class _Sources:
    """The texts of the files that findings name, and where in them the findings stand."""

    def __init__(
        self, root: Path, findings: Sequence[Finding], contents: Mapping[str, bytes | None]
    ) -> None:
        places: dict[str, set[tuple[str, Any]]] = {}
        for finding in findings:
            places.setdefault(finding.file, set())
            if finding.span is None:
                places[finding.file].add((finding.pointer, finding.part))
            if finding.related is not None:
                file, _, pointer = finding.related.partition("#")
                places.setdefault(file, set()).add((pointer, "value"))
        self._lines: dict[str, list[str]] = {}
        self._spans: dict[tuple[str, str, str], Span] = {}
        for file, wanted in sorted(places.items()):
            if is_picture(file):
                data = b""  # has no lines to show
            else:
                data = (contents[file] or b"") if file in contents else _data(root, file)
            self._lines[file] = clean(data.decode("utf-8", "replace")).split("\n")
            for (pointer, part), span in locate(data, wanted).items():
                self._spans[file, pointer, part] = span
        secrets = [each for each in findings if finding_words()[each.code].get("secret", False)]
        # From which column on a line is not shown again.
        self._secret: dict[tuple[str, int], int] = {}
        for finding in secrets:
            span = self.span(finding)
            self._secret[finding.file, span.line] = span.column - 1
            for number in range(span.line + 1, span.end_line + 1):
                self._secret[finding.file, number] = 0

    def span(self, finding: Finding) -> Span:
        """Where the finding stands; only the word it is about, where it is about one."""
        span = finding.span or self._spans[finding.file, finding.pointer, finding.part]
        word = finding.args.get("word")
        for number in range(span.line, span.end_line + 1) if word else ():
            at = self._line(finding.file, number).find(str(word))
            if at >= 0:
                return Span(number, at + 1, number, at + 1 + len(str(word)))
        return span

    def related(self, finding: Finding) -> str | None:
        if finding.related is None:
            return None
        file, _, pointer = finding.related.partition("#")
        span = self._spans[file, pointer, "value"]
        return f"{file}:{span.line}:{span.column}"

    def excerpt(self, file: str, span: Span) -> Iterator[Line]:
        """The lines of `span` and the one before it."""
        if self._lines[file] == [""]:
            return
        last = span.end_line - (span.end_column == 1 and span.end_line > span.line)
        for number in range(max(1, span.line - 1), min(last, span.line + _MOST_LINES - 1) + 1):
            text = self._line(file, number)
            secret = self._secret.get((file, number), len(text))
            text = text[:secret] + _SECRET.sub("*", text[secret:])
            if number < span.line:
                yield Line(number, _window(text, 0)[0], None)
                continue
            start = span.column - 1 if number == span.line else len(text) - len(text.lstrip())
            end = span.end_column - 1 if number == span.end_line else len(text)
            clipped, cut = _window(text, start)
            column = cell_len(clipped[: start - cut])
            width = cell_len(clipped[start - cut : max(end, start) - cut])
            yield Line(number, clipped, (column, max(width, 1)))

    def _line(self, file: str, number: int) -> str:
        lines = self._lines[file]
        return lines[number - 1] if number <= len(lines) else ""


def _shown(finding: Finding, sources: _Sources, base: str, lang: Lang) -> Shown:
    words = finding_words()[finding.code]
    span = sources.span(finding)
    return Shown(
        finding=finding,
        span=span,
        name=words["name"],
        severity=words["severity"],
        **words_of(finding, lang),
        related=sources.related(finding),
        docs=f"{base}findings/{finding.code}/",
        excerpt=tuple(sources.excerpt(finding.file, span)),
    )


def _data(root: Path, file: str) -> bytes:
    """The bytes of a file, or none where it is nothing that may be read."""
    path = root / file
    outside = any(each.is_symlink() for each in (path, *path.parents) if root in each.parents)
    if outside or not path.is_file():
        return b""
    data = read(root, file)
    return b"" if isinstance(data, Finding) else data


def _window(text: str, start: int) -> tuple[str, int]:
    """As much of a line as is shown, and how many characters before it are left out.

    The character at `start` is always within.
    """
    cut = 0
    if cell_len(text[:start]) > WIDTH // 2:
        cut = start
        while cut > start - WIDTH and cell_len(text[cut - 1 : start]) <= WIDTH // 4:
            cut -= 1
    end = min(len(text), cut + WIDTH)
    while cell_len(text[cut:end]) > WIDTH:
        end -= 1
    head, tail = "…" if cut else "", "…" if end < len(text) else ""
    return head + text[cut:end] + tail, cut - len(head)


def clean(text: str) -> str:
    """The text with a mark in place of what cannot be seen or would steer a terminal."""
    return _UNSEEN.sub("\ufffd", text)


def _on_a_line(text: str) -> str:
    return clean(text.replace("\n", " "))


def _clip(value: str) -> str:
    text = _on_a_line(value)
    return text if len(text) <= _MOST_OF_A_WORD else text[: _MOST_OF_A_WORD - 1] + "…"


def _site_url(root: Path) -> str:
    """The address of the published site, as `mkdocs.yml` states it; empty where it states none."""
    configuration = root / "mkdocs.yml"
    text = configuration.read_text(encoding="utf-8") if configuration.is_file() else ""
    stated = _SITE_URL.search(text)
    return stated[1].rstrip("/") + "/" if stated else ""
