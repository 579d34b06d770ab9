"""A report as a forge's comment (Markdown), for a terminal, and for a program (JSON)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import accumulate

from gongshi.checks.shown import Shown, clean
from gongshi.kinds import Kind
from gongshi.review.in_words import Section, Words
from gongshi.review.records_in_words import Line
from gongshi.review.report import Report
from gongshi.words import Lang, say

JSON_VERSION = 1
MOST_OF_A_COMMENT = 65_000  # characters: a comment of GitHub holds 65,536
_OPEN = ("found", "gates", "pictures", "policies", "recognition")  # sections that are not folded
_FEW = 12  # lines that need no folding
_BETWEEN = 10  # characters: the blank line before a section, and the number of lines that were cut


def as_text(report: Report, shown: Sequence[Shown], kinds: Mapping[str, Kind], lang: Lang) -> str:
    """The report for a person at a terminal."""
    words = Words(report, kinds, lang, _plain, _plain)
    lines = [words.title(), *words.head()]
    for section in words.sections(shown):
        lines += ["", section.title]
        for line in section.lines:
            lines += [f"  {line.text}", *(f"    {each}" for each in line.below)]
    return "\n".join(lines) + "\n"


def as_markdown(
    report: Report,
    shown: Sequence[Shown],
    kinds: Mapping[str, Kind],
    lang: Lang,
    most: int = MOST_OF_A_COMMENT,
) -> str:
    """The report as a comment of at most `most` characters, long sections folded and then cut."""
    words = Words(report, kinds, lang, code, _text)
    head = "\n\n".join([f"## {words.title()}", *words.head()])
    sections = words.sections(shown)
    left = most - len(head) - 1
    left -= sum(len("".join(_around(each, lang))) + _BETWEEN for each in sections)
    parts = [head]
    for at, section in enumerate(sections):
        opening, more, closing = _around(section, lang)
        # Each section may have its share of what is left, and what others do not need.
        share = left // (len(sections) - at)
        kept = list(_fitting(section.lines, share, lang))
        left -= sum(map(len, kept))
        cut = len(section.lines) - len(kept)
        note = more if cut else ""
        parts.append(opening + "".join(kept) + note.replace("{}", str(cut)) + closing)
    return "\n\n".join(parts) + "\n"


def finding_as_markdown(each: Shown, lang: Lang) -> str:
    """A finding as a remark on its line."""
    words = {name: _text(getattr(each, name)) for name in ("title", "reason", "remedy")}
    return say("review.remark", lang, code=each.finding.code, **words)


def as_json(report: Report, shown: Sequence[Shown]) -> str:
    """The report with stable keys; fields and figures as the records and the tally hold them."""
    document = {
        "version": JSON_VERSION,
        "base": report.base,
        "head": report.head,
        "asOf": report.day,
        "records": [
            {
                "kind": each.kind,
                "id": each.id,
                "state": each.state,
                "was": each.was or None,
                "closedFieldsChanged": each.is_closed,
                "fields": [
                    {"path": field.path, "before": field.before, "after": field.after}
                    for field in each.fields
                ],
            }
            for each in report.changed
        ],
        "figures": [asdict(each) for each in report.effects],
        "peopleWithheld": report.withheld,
        "policies": dict(sorted(report.policies.items())),
        "findings": [
            {
                "code": each.finding.code,
                "severity": each.severity,
                "file": each.finding.file,
                "line": each.span.line,
                "column": each.span.column,
                "title": each.title,
                "reason": each.reason,
                "remedy": each.remedy,
            }
            for each in shown
        ],
        "findingsBefore": report.standing,
        "figuresCompared": report.is_tallied,
        "otherFiles": list(report.elsewhere),
        "pictures": list(report.pictures),
        "pages": [asdict(each) for each in report.pages],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _around(section: Section, lang: Lang) -> tuple[str, str, str]:
    """What stands before a section's lines, what says that some were cut, and what ends it."""
    more = f"- {say('review.more', lang, count='{}')}\n"
    if section.name in _OPEN or len(section.lines) <= _FEW:
        return f"### {section.title}\n\n", more, ""
    return f"<details><summary>{section.title}</summary>\n\n", more, "\n</details>"


def _fitting(lines: Sequence[Line], most: int, lang: Lang) -> Iterator[str]:
    """The first lines as list items that together are no longer than `most`.

    Of one that is too long by what hangs under it, as much of that as fits.
    """
    for line in lines:
        text = f"- {line.text}\n"
        below = [f"  - {each}\n" for each in line.below]
        if len(text) + sum(map(len, below)) > most:
            note = f"  - {say('review.more_below', lang, count=len(below))}\n"
            if len(text) + len(note) <= most:
                room = most - len(text) - len(note)
                fits = [size <= room for size in accumulate(map(len, below))].index(False)
                note = f"  - {say('review.more_below', lang, count=len(below) - fits)}\n"
                yield text + "".join(below[:fits]) + note
            return
        text += "".join(below)
        most -= len(text)
        yield text


def _plain(text: str) -> str:
    return clean(text.replace("\n", " "))


def code(text: str) -> str:
    """Text from a record as code: no mention, no link, no tag."""
    return f"<code>{_numbered(text)}</code>" if text else ""


def _text(text: str) -> str:
    """A sentence as it is; what would call somebody or something is parted from what follows."""
    return _numbered(text).replace("&#64;", "&#64;<!-- -->").replace("&#35;", "&#35;<!-- -->")


def _numbered(text: str) -> str:
    """Every sign that Markdown could heed, written as its number."""
    return "".join(
        each if each.isalnum() or each in " ,.;" or not each.isascii() else f"&#{ord(each)};"
        for each in _plain(text)
    )
