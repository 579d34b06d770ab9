"""Findings in the files that forges read: SARIF 2.1.0, JUnit, GitLab's Code Quality."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as Xml

from gongshi import __version__
from gongshi.checks.code_pages import code_title
from gongshi.checks.shown import Shown
from gongshi.findings import Severity
from gongshi.forges.judge import Outcome
from gongshi.words import Lang, say

# GitHub refuses a file of more results than this.
MOST_RESULTS = 25_000
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_QUALITY: Mapping[Severity, str] = {"error": "critical", "warning": "minor", "note": "info"}


def message(each: Shown, lang: Lang) -> str:
    """A finding in one piece: what is wrong, why, what to do."""
    return say("forges.message", lang, title=each.title, reason=each.reason, remedy=each.remedy)


def as_sarif(outcome: Outcome, lang: Lang) -> str:
    """The findings as SARIF 2.1.0, those first that a reader of the change needs first.

    Where there are more than may be, the rest is counted in a notification.
    """
    ranked = sorted(outcome.shown, key=outcome.rank)
    told = ranked[:MOST_RESULTS]
    codes = sorted({each.finding.code for each in told})
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if len(told) < len(ranked):
        text = say("forges.cut", lang, most=len(told), all=len(ranked))
        invocation["toolExecutionNotifications"] = [{"message": {"text": text}, "level": "note"}]
    first = {each.finding.code: each for each in reversed(told)}
    run = {
        "tool": {
            "driver": {
                "name": "gongshi",
                "version": __version__,
                "rules": [_rule(first[code], lang) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [_result(each, codes, outcome, lang) for each in told],
    }
    return _json({"$schema": _SARIF, "version": "2.1.0", "runs": [run]})


def as_junit(outcome: Outcome, lang: Lang) -> str:
    """A test for every finding, failed where it is an error; where nothing is wrong, one passed."""
    errors = sum(each.severity == "error" for each in outcome.shown)
    tests = max(len(outcome.shown), 1)
    counts = {"tests": str(tests), "failures": str(errors), "errors": "0"}
    suites = Xml.Element("testsuites", {"name": "gongshi", **counts})
    suite = Xml.SubElement(suites, "testsuite", {"name": "gongshi check", "skipped": "0", **counts})
    if not outcome.shown:
        name = say("cli.findings.clean", lang, files=outcome.checked.counts.files)
        Xml.SubElement(suite, "testcase", classname="records", name=name)
    for each in outcome.shown:
        name = f"{each.finding.code} {each.title} ({each.place})"
        case = Xml.SubElement(suite, "testcase", classname=each.file, name=name)
        if each.severity == "error":
            kind = f"{each.finding.code} {each.name}"
            failure = Xml.SubElement(case, "failure", message=each.title, type=kind)
            failure.text = f"{each.place}\n{message(each, lang)}"
        else:
            Xml.SubElement(case, "system-out").text = message(each, lang)
    Xml.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(suites, "unicode")}\n'


def as_code_quality(outcome: Outcome, lang: Lang) -> str:
    """The findings as GitLab's Code Quality report, each told apart from all others."""
    return _json(
        [
            {
                "description": f"{each.finding.code} {message(each, lang)}",
                "check_name": f"{each.finding.code} {each.name}",
                "fingerprint": mark,
                "severity": _QUALITY[each.severity],
                "location": {"path": each.finding.file, "lines": {"begin": each.span.line}},
            }
            for each, mark in zip(outcome.shown, _marks(outcome.shown), strict=True)
        ]
    )


def _rule(each: Shown, lang: Lang) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": each.finding.code,
        "name": each.name,
        "shortDescription": {"text": code_title(each.finding.code, lang)},
        "defaultConfiguration": {"level": each.severity},
    }
    if each.docs.startswith("http"):
        rule["helpUri"] = each.docs
    return rule


def _result(each: Shown, codes: Sequence[str], outcome: Outcome, lang: Lang) -> dict[str, Any]:
    span = each.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    place = {"artifactLocation": {"uri": quote(each.finding.file)}, "region": region}
    result: dict[str, Any] = {
        "ruleId": each.finding.code,
        "ruleIndex": codes.index(each.finding.code),
        "level": each.severity,
        "message": {"text": message(each, lang)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"gongshi/v1": _mark(each)},
    }
    if outcome.report is not None:
        result["baselineState"] = "unchanged" if outcome.rank(each) == 2 else "new"
    return result


def _mark(each: Shown) -> str:
    """What tells a finding from others, whatever line it stands in."""
    finding = each.finding
    told = [finding.file, finding.code, finding.pointer, sorted(finding.args.items())]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]


def _marks(shown: Sequence[Shown]) -> list[str]:
    """The marks of findings, numbered where several would have the same."""
    seen: dict[str, int] = {}
    marks = []
    for each in shown:
        mark = _mark(each)
        seen[mark] = seen.get(mark, 0) + 1
        marks.append(mark if seen[mark] == 1 else f"{mark}-{seen[mark]}")
    return marks


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
