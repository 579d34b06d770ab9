"""Ring two, language: from a sound file's bytes to plain Python values.

The language is YAML 1.2 core, a strict subset (design: one document, one mapping, string keys, no
anchors, tags or merge keys, nothing that readers of YAML 1.1 and 1.2 understand differently).
`_fast` alone knows which library parses.
"""

from __future__ import annotations

from typing import Any

import yaml
import yaml_rs

from gongshi.findings import Finding, Span
from gongshi.records.guards import has_block_text, is_suspect
from gongshi.records.language import judge, second_reading
from gongshi.records.syntax import wide_colon

Record = dict[str, Any]


def parse(file: str, raw: bytes, *, is_plain: bool = False) -> tuple[Record | None, list[Finding]]:
    """The record in `raw` (which has passed `guards.faults`), or the findings that refuse it.

    `is_plain` says that it is (`plain`), so that it need not be asked again.
    Two faults are left to the shape, which meets every key and value anyway: a key that is no
    text, and an empty value.
    """
    text = raw.decode("utf-8")
    is_unsure = not is_plain and is_suspect(raw)
    events: list[yaml.Event] = []
    findings = judge(file, text, events.append) if is_unsure else []
    if findings:
        return None, findings
    value, failed = _fast(text)
    if failed:
        return None, judge(file, text) or [_unclear(file)]
    if not isinstance(value, dict):
        return None, judge(file, text) or [_no_mapping(file, text)]
    if is_unsure and not _same(value, second_reading(events)):
        return None, [_unclear(file)]
    if has_block_text(raw) and _holds_blank(value):
        # Parsers differ on an empty block text, so such a one is an empty value.
        findings = judge(file, text)
    return (None, findings) if findings else (value, [])


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


def _holds_blank(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_blank(each) for each in value.values())
    if isinstance(value, list):
        return any(_holds_blank(each) for each in value)
    return isinstance(value, str) and not value.strip("\n")


def _same(one: Any, other: Any) -> bool:
    """Equality that tells true from 1, as Python's own does not."""
    return bool(one == other) and repr(one) == repr(other)


def _unclear(file: str) -> Finding:
    """Our two readers do not agree on the file."""
    return Finding(file, "Y023", span=Span(1, 1, 1, 1))


def _no_mapping(file: str, text: str) -> Finding:
    """The file's content is empty, a list or bare text: no `key: value` at all."""
    lines = text.split("\n")
    wide = wide_colon(lines, len(lines) - 1)
    if wide is not None:
        return Finding(file, "Y003", args={"text": lines[wide.line - 1].strip()}, span=wide)
    return Finding(file, "Y020", span=Span(1, 1, 1, 1))
