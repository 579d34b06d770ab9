"""Findings on paper: text for people, JSON for programs, workflow commands for GitHub.

Text is a header `file:line:column: level[code name] title`, an excerpt with carets (a Chinese
character is two columns wide), reason, remedy, suggestion, second place and a page about the code.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from gongshi.checks.run import CheckResult
from gongshi.checks.shown import Shown, show
from gongshi.words import Lang, say

if TYPE_CHECKING:
    from rich.text import Text

JSON_VERSION = 1
MOST_ANNOTATIONS = 10  # GitHub drops more than ten of a level in one step
_STYLE = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
_LEVEL = {"error": "error", "warning": "warning", "note": "notice"}


def render(result: CheckResult, root: Path, form: str, lang: Lang, stream: TextIO) -> None:
    """Write the findings of `result`, whose records lie below `root`, to `stream`.

    `form` is one of `text` (in colour on a terminal), `json` and `github`.
    """
    shown = show(result.findings, root, lang)
    if form == "json":
        stream.write(as_json(result, shown))
    elif form == "github":
        stream.write(as_github(result, shown, lang))
    elif shown:
        from rich.console import Console  # not loaded where there is nothing to colour

        console = Console(file=stream, soft_wrap=True, highlight=False)
        console.print(as_text(result, shown, lang), end="")
    else:
        stream.writelines(_summary(result, lang))


def as_text(result: CheckResult, shown: Sequence[Shown], lang: Lang) -> Text:
    """Every finding and the summary, for a person to read."""
    from rich.text import Text

    text = Text()
    for each in shown:
        _append(text, each, lang)
        text.append("\n")
    return text.append("".join(_summary(result, lang)))


def as_json(result: CheckResult, shown: Sequence[Shown]) -> str:
    """Every finding and the counts, as JSON whose keys do not change within a version.

    Lines and columns count from 1 in characters; the end is exclusive.
    """
    counts = result.counts
    document = {
        "version": JSON_VERSION,
        "findings": [_object(each) for each in shown],
        "summary": {
            "files": counts.files,
            "errors": counts.errors,
            "warnings": counts.warnings,
            "notes": counts.notes,
            "hanging": counts.hanging,
            "waived": counts.waived,
            "unread": counts.unread,
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _alike(_: Shown) -> int:
    """All are as useful."""
    return 0


def as_github(result: CheckResult, shown: Sequence[Shown], lang: Lang) -> str:
    """Annotations for the most useful findings, then all of them as plain text.

    The text holds what records hold, so commands are switched off around it, by a token that no
    text can contain: its own digest.
    """
    lines = as_annotations(shown, lang)
    return "\n".join([*lines, without_commands(as_text(result, shown, lang).plain)])


def as_annotations(
    shown: Sequence[Shown], lang: Lang, rank: Callable[[Shown], int] = _alike
) -> list[str]:
    """A command for each of the most useful findings, and a line that counts the rest.

    Those of the lowest `rank` come first.
    """
    chosen = _most_useful(shown, rank)
    lines = [_annotation(each, lang) for each in chosen]
    if len(chosen) < len(shown):
        lines.append(say("cli.findings.more", lang, most=MOST_ANNOTATIONS, all=len(shown)))
    return lines


def without_commands(text: str) -> str:
    """Text for a log that obeys commands, with these switched off by a token it cannot hold."""
    token = hashlib.sha256(text.encode()).hexdigest()
    return f"::stop-commands::{token}\n{text}::{token}::\n"


def _append(text: Text, each: Shown, lang: Lang) -> None:
    def label(name: str) -> str:
        return say(f"cli.findings.{name}", lang) + ("：" if lang == "zh" else ": ")

    severity = say(f"cli.findings.severity.{each.severity}", lang)
    style = _STYLE[each.severity]
    text.append(each.place, "bold").append(": ")
    text.append(f"{severity}[{each.finding.code} {each.name}]", style)
    text.append(f" {each.title}\n", "bold")
    gutter = max((len(str(line.number)) for line in each.excerpt), default=0) + 2
    for line in each.excerpt:
        text.append(f"{line.number:>{gutter}} | ", "dim").append(f"{line.text}\n".lstrip("\r"))
        if line.mark is not None:
            column, width = line.mark
            text.append(f"{'':>{gutter}} | ", "dim").append(f"{' ' * column}{'^' * width}\n", style)
    text.append(f"  {label('reason')}{each.reason}\n")
    text.append(f"  {label('remedy')}{each.remedy}\n", "green")
    if "suggestion" in each.finding.args:
        text.append(f"  {label('suggestion')}{each.finding.args['suggestion']}\n", "bold green")
    if each.related is not None:
        text.append(f"  {label('related')}{each.related}\n")
    text.append(f"  {label('docs')}{each.docs}\n", "dim")


def _summary(result: CheckResult, lang: Lang) -> Iterator[str]:
    counts = result.counts
    slots = {name: getattr(counts, name) for name in counts.__slots__}
    names = ["summary" if result.findings else "clean"]
    names += [name for name in ("unread", "hanging", "waived") if slots[name]]
    for name in names:
        yield f"{say(f'cli.findings.{name}', lang, **slots)}\n"


def _object(each: Shown) -> dict[str, Any]:
    finding, span = each.finding, each.span
    return {
        "code": finding.code,
        "name": each.name,
        "severity": each.severity,
        "file": finding.file,
        "line": span.line,
        "column": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
        "pointer": finding.pointer,
        "title": each.title,
        "reason": each.reason,
        "remedy": each.remedy,
        "related": each.related,
        "args": dict(sorted(finding.args.items())),
        "docs": each.docs,
    }


def _most_useful(shown: Sequence[Shown], rank: Callable[[Shown], int]) -> list[Shown]:
    """At most ten of a level: by rank, one of every code before a second of any, then by place."""
    seen: Counter[tuple[int, str]] = Counter()
    ranked: list[tuple[int, int, int, Shown]] = []
    for place, each in enumerate(shown):
        key = (rank(each), each.finding.code)
        ranked.append((key[0], seen[key], place, each))
        seen[key] += 1
    ranked.sort(key=lambda row: row[:3])
    return [
        each
        for level in _LEVEL
        for each in [row[3] for row in ranked if row[3].severity == level][:MOST_ANNOTATIONS]
    ]


def _annotation(each: Shown, lang: Lang) -> str:
    span = each.span
    place = {"file": each.finding.file, "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        # GitHub refuses columns for a place of several lines.
        place |= {"col": span.column, "endColumn": span.end_column}
    place["title"] = f"{each.finding.code} {each.title}"
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in place.items())
    message = f"{each.reason}\n{each.remedy}"
    if "suggestion" in each.finding.args:
        label = say("cli.findings.suggestion", lang)
        message += f"\n{label} {each.finding.args['suggestion']}"
    return f"::{_LEVEL[each.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
