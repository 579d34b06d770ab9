"""Why a text is not YAML: from the parser's complaint to the line that caused it.

A parser notices a fault where it can go no further, often lines below the cause: an unclosed
quote is noticed at the next quote, a full-width colon at the next key. The patterns here look
back from that place. They run only on a file that has already failed.
"""

from __future__ import annotations

import re

import yaml

from gongshi.findings import Finding, Span

_ENTRY = re.compile(r"^\s*(- +)*")
_KEY = r"[A-Za-z_][A-Za-z0-9_-]*"
_WIDE_COLON = re.compile(rf"^\s*(?:- +)*{_KEY}\s*(：)")
_TIGHT_COLON = re.compile(rf"^\s*(?:- +)*{_KEY}(:)(?:\u3000|[^\s:/])")
_NEXT_KEY = re.compile(rf"^\s*(- |{_KEY}:(\s|$))")
_VALUE = re.compile(rf"^\s*(?:- +)*(?:{_KEY}:)?\s*(?P<value>\S.*)$")
_INNER_COLON = re.compile(rf"^\s*(?:- +)*{_KEY}:\s+[^\s\"'\[{{].*?(:)(\s|$)")
_LOOK_BACK = 40
_SPECIAL = (
    ("scanning an anchor", "Y011", "name"),
    ("scanning an alias", "Y012", "name"),
    ("scanning a tag", "Y013", "tag"),
)


def explain(file: str, text: str, error: yaml.MarkedYAMLError) -> Finding:
    """The finding (codes Y001–Y009) for a text the parser gave up on."""
    lines = text.split("\n")
    mark = error.problem_mark or error.context_mark
    at = min(mark.line, len(lines) - 1) if mark else 0
    column = mark.column if mark else 0
    context = error.context_mark
    problem, doing = str(error.problem or ""), str(error.context or "")
    for what, code, slot in _SPECIAL:
        if what in doing and context is not None:
            return Finding(file, code, args={slot: ""}, span=_one(context))
    if (wide := wide_colon(lines, at)) is not None:
        return Finding(file, "Y003", args={"text": lines[wide.line - 1].strip()}, span=wide)
    if (quote := _unclosed_quote(lines, at)) is not None:
        return Finding(file, "Y002", args={"text": clip(lines[quote.line - 1])}, span=quote)
    if "quoted scalar" in doing and "end of stream" in problem and context is not None:
        return Finding(file, "Y002", args={"text": clip(lines[context.line])}, span=_one(context))
    if (tight := _first(_TIGHT_COLON, lines, at)) is not None:
        return Finding(file, "Y004", args={"text": lines[tight.line - 1].strip()}, span=tight)
    if "flow" in doing and context is not None:
        return Finding(file, "Y008", args={"text": clip(lines[context.line])}, span=_one(context))
    if "cannot start any token" in problem:
        character = lines[at][column : column + 1]
        span = Span(at + 1, column + 1, at + 1, column + 2)
        return Finding(file, "Y007", args={"character": character}, span=span)
    if "escape" in problem or "hexdecimal" in problem:
        span = Span(at + 1, column + 1, at + 1, column + 2)
        return Finding(file, "Y022", args={"text": clip(lines[at])}, span=span)
    if (after := _after_quote(lines[at])) is not None:
        span = Span(at + 1, after + 1, at + 1, len(lines[at].rstrip()) + 1)
        return Finding(file, "Y005", args={"text": lines[at][after:].strip()}, span=span)
    inner = _INNER_COLON.match(lines[at])
    if "mapping values are not allowed" in problem and inner is not None:
        span = Span(at + 1, inner.start(1) + 1, at + 1, inner.end(1) + 1)
        return Finding(file, "Y006", args={"text": clip(lines[at])}, span=span)
    if "did not find expected" in problem or "not allowed" in problem:
        indent = len(lines[at]) - len(lines[at].lstrip(" "))
        span = Span(at + 1, indent + 1, at + 1, max(indent + 2, len(lines[at].rstrip()) + 1))
        return Finding(file, "Y009", args={"text": clip(lines[at])}, span=span)
    span = Span(at + 1, column + 1, at + 1, column + 2)
    return Finding(file, "Y001", args={"text": clip(lines[at])}, span=span)


def wide_colon(lines: list[str], at: int) -> Span | None:
    """The nearest full-width colon after a key, at line `at` (from 0) or above."""
    return _first(_WIDE_COLON, lines, at)


def _first(pattern: re.Pattern[str], lines: list[str], at: int) -> Span | None:
    for number in range(at, max(-1, at - _LOOK_BACK), -1):
        match = pattern.match(lines[number])
        if match is not None:
            return Span(number + 1, match.start(1) + 1, number + 1, match.end(1) + 1)
    return None


def _unclosed_quote(lines: list[str], at: int) -> Span | None:
    """A value that opens a quote and does not close it before the next key begins."""
    for number in range(at, max(-1, at - _LOOK_BACK), -1):
        match = _VALUE.match(lines[number])
        if match is None or match["value"][0] not in "\"'":
            continue
        start = match.start("value")
        is_last = number + 1 >= len(lines) or not lines[number + 1].strip()
        if _closing(match["value"]) is None and (is_last or _NEXT_KEY.match(lines[number + 1])):
            return Span(number + 1, start + 1, number + 1, len(lines[number].rstrip()) + 1)
    return None


def _after_quote(line: str) -> int | None:
    """The column (from 0) of text that follows a closed quote, which YAML does not allow."""
    match = _VALUE.match(line)
    if match is None or match["value"][0] not in "\"'":
        return None
    end = _closing(match["value"])
    if end is None:
        return None
    rest = match["value"][end + 1 :]
    if not rest.strip() or rest.lstrip().startswith(("#", ":", ",", "]", "}")):
        return None
    return match.start("value") + end + 1


def _closing(value: str) -> int | None:
    """The index of the quote that closes the one at the beginning of `value`."""
    quote, index = value[0], 1
    while index < len(value):
        if value[index] == "\\" and quote == '"':
            index += 2
        elif value[index] != quote:
            index += 1
        elif quote == "'" and value[index + 1 : index + 2] == "'":
            index += 2
        else:
            return index
    return None


def _one(mark: yaml.Mark) -> Span:
    return Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)


def clip(line: str) -> str:
    """A line without its indentation and dashes, at most 40 characters of it."""
    stripped = _ENTRY.sub("", line, count=1).strip()
    return stripped if len(stripped) <= 40 else stripped[:39] + "…"
