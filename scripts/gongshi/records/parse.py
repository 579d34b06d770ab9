"""Ring two, language: from a sound file's bytes to plain Python values.

The language is YAML 1.2 core, a strict subset (design: one document, one mapping, string keys, no
anchors, tags or merge keys, nothing that readers of YAML 1.1 and 1.2 understand differently).
`_fast` alone knows which library parses.
"""

from __future__ import annotations

from typing import Any

import yaml_rs

from gongshi.findings import Finding, Span
from gongshi.records.guards import is_suspect
from gongshi.records.language import judge
from gongshi.records.syntax import wide_colon

Record = dict[str, Any]


def parse(file: str, raw: bytes) -> tuple[Record | None, list[Finding]]:
    """The record in `raw` (which has passed `guards.faults`), or the findings that refuse it."""
    text = raw.decode("utf-8")
    if is_suspect(raw):
        findings = judge(file, text)
        if findings:
            return None, findings
    value, failed = _fast(text)
    if failed:
        return None, judge(file, text) or [_unreadable(file)]
    if isinstance(value, dict):
        return value, []
    return None, judge(file, text) or [_no_mapping(file, text)]


def _fast(text: str) -> tuple[Any, bool]:
    """The parser's value, and whether it failed."""
    try:
        return yaml_rs.loads(text, parse_datetime=False), False
    except yaml_rs.YAMLDecodeError:
        return None, True
    except BaseException as error:
        # A panic in the parser's native code arrives as a BaseException of its own name.
        if type(error).__name__ != "PanicException":
            raise
        return None, True


def _unreadable(file: str) -> Finding:
    """One of our two readers accepts the file, the other does not: refuse it, it is unclear."""
    return Finding(file, "Y023", span=Span(1, 1, 1, 1))


def _no_mapping(file: str, text: str) -> Finding:
    """The file's content is empty, a list or bare text: no `key: value` at all."""
    lines = text.split("\n")
    wide = wide_colon(lines, len(lines) - 1)
    if wide is not None:
        return Finding(file, "Y003", args={"text": lines[wide.line - 1].strip()}, span=wide)
    return Finding(file, "Y020", span=Span(1, 1, 1, 1))
