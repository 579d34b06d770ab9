"""What a run leaves behind: one folder of files, to be kept as one artifact.

`comment.md` for the pull request, `summary.md` for the run's page, `lines.json` for the changed
lines, `findings.json`, `review.json`, `gongshi.sarif`, `junit.xml`, `code-quality.json`, `log.txt`,
and `pages.json`: the pages that will be otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

from gongshi.checks.render import as_json as findings_as_json
from gongshi.checks.render import as_text as findings_as_text
from gongshi.forges.files import as_code_quality, as_junit, as_sarif
from gongshi.forges.judge import Outcome
from gongshi.kinds import Kind
from gongshi.records.canonical import write_atomic
from gongshi.review import (
    MOST_OF_A_COMMENT,
    Report,
    as_json,
    as_markdown,
    as_text,
    finding_as_markdown,
)
from gongshi.words import Lang, say

LOG, COMMENT, SUMMARY, LINES = "log.txt", "comment.md", "summary.md", "lines.json"
# Begins every comment of ours, so that the next one takes its place.
MARKER = "<!-- gongshi -->"
MOST_OF_A_SUMMARY = 300_000  # characters, of three bytes most: GitHub's hold 1 MiB
MOST_LINES = 30  # remarks on lines in one review
_OF_A_REPORT = (COMMENT, LINES, "review.json", "pages.json")


def write_folder(
    folder: Path, outcome: Outcome, kinds: Mapping[str, Kind], lang: Lang
) -> dict[str, str]:
    """Write all files of a run and give their texts by name; those of an earlier run go."""
    report, checked = outcome.report, outcome.checked
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        LOG: _log(outcome, kinds, lang),
        SUMMARY: summary(outcome, kinds, lang),
        "findings.json": findings_as_json(checked, outcome.shown),
        "gongshi.sarif": as_sarif(outcome, lang),
        "junit.xml": as_junit(outcome, lang),
        "code-quality.json": as_code_quality(outcome, lang),
    }
    if report is not None:
        files |= {
            COMMENT: f"{MARKER}\n{_in_markdown(outcome, report, kinds, lang, MOST_OF_A_COMMENT)}",
            LINES: _remarks(outcome, lang),
            "review.json": as_json(report, outcome.new),
            "pages.json": _pages(report),
        }
    for name in _OF_A_REPORT:
        (folder / name).unlink(missing_ok=True)
    for name, text in files.items():
        write_atomic(folder / name, text)
    return files


def _log(outcome: Outcome, kinds: Mapping[str, Kind], lang: Lang) -> str:
    """All that is to be said, for a person who reads the log."""
    parts = [verdict(outcome, lang)]
    if outcome.report is not None:
        parts.append(as_text(outcome.report, outcome.new, kinds, lang))
    parts.append(findings_as_text(outcome.checked, outcome.shown, lang).plain)
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def summary(outcome: Outcome, kinds: Mapping[str, Kind], lang: Lang) -> str:
    """What stands on the run's page, as Markdown; where there is no base, the findings alone."""
    if outcome.report is not None:
        return _in_markdown(outcome, outcome.report, kinds, lang, MOST_OF_A_SUMMARY)
    text = findings_as_text(outcome.checked, outcome.shown, lang).plain
    kept = text[: MOST_OF_A_SUMMARY // 6]  # an escaped character is up to six
    rest = f"\n{say('forges.longer', lang)}\n" if len(kept) < len(text) else ""
    return f"**{verdict(outcome, lang)}**\n\n<pre>\n{escape(kept)}</pre>\n{rest}"


def verdict(outcome: Outcome, lang: Lang) -> str:
    """Whether the change may land, in a sentence; and who judged, where that matters."""
    counts = outcome.checked.counts
    word = "refused" if outcome.has_errors else "passed"
    said = say(f"forges.{word}", lang, errors=counts.errors)
    return f"{said}{say('forges.own_judge', lang)}" if outcome.is_own_judge else said


def _in_markdown(
    outcome: Outcome, report: Report, kinds: Mapping[str, Kind], lang: Lang, most: int
) -> str:
    head = f"**{verdict(outcome, lang)}**\n\n"
    left = most - len(MARKER) - len(head) - 1
    return head + as_markdown(report, outcome.new, kinds, lang, left)


def _remarks(outcome: Outcome, lang: Lang) -> str:
    """The findings on lines that the change wrote, the gravest first, as remarks on these."""
    severities = ("error", "warning", "note")
    on_lines = [each for each in outcome.shown if outcome.rank(each) == 0]
    on_lines.sort(key=lambda each: severities.index(each.severity))
    remarks = [
        {
            "path": each.finding.file,
            "line": each.span.line,
            "body": finding_as_markdown(each, lang),
        }
        for each in on_lines[:MOST_LINES]
    ]
    return json.dumps(remarks, ensure_ascii=False, indent=2) + "\n"


def _pages(report: Report) -> str:
    """The addresses of pages that appear, vanish or read otherwise."""
    pages = [{"address": f"/{each.address}", "state": each.state} for each in report.pages]
    return json.dumps({"version": 1, "pages": pages}, ensure_ascii=False, indent=2) + "\n"
