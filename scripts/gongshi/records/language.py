"""The closer look at one file: what in it lies outside the strict subset of YAML, and where.

Slow and exact, so only for a file that `guards.is_suspect` or that failed to parse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import yaml

from gongshi.findings import Finding, Part, Span
from gongshi.records.guards import LONG, MAX_DEPTH, MOST, hidden
from gongshi.records.positions import LOADER, Node, nodes, span_of, unheard
from gongshi.records.syntax import clip, explain

# Plain scalars, by what readers make of them. Only one spelling of a number is allowed.
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NULL = re.compile(r"|~|null|Null|NULL")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_UNSURE = re.compile(
    r"y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|=|<<"  # 1.1 booleans, value, merge
    r"|[-+]?0[0-9_]+|[-+]?0[bB][01_]+|[-+]?0[xX][0-9a-fA-F_]+|[-+]?0[oO][0-7_]+|\+[0-9]+"
    r"|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"  # base sixty: 12:30:45
    r"|(?=.*_)(?=.*[0-9])[-+]?[0-9_.]+([eE][-+]?[0-9_]+)?"
)


def judge(file: str, text: str, heard: Callable[[yaml.Event], object] = unheard) -> list[Finding]:
    """The faults of language in `text` (codes Y… and B014), up to `MOST` and one; empty if sound.

    Of a sound text `heard` is told every event of the parser.
    A text that stops being YAML yields the faults before that place and one for the place itself.
    """
    found: list[Finding] = []
    keys: dict[str, yaml.ScalarEvent] = {}
    try:
        for finding in _markers(file, text):
            found.append(finding)
        if found:
            return found
        for node in nodes(text, heard):
            if node.depth >= MAX_DEPTH and isinstance(node.event, yaml.CollectionStartEvent):
                args = {"most": str(MAX_DEPTH)}
                return [*found, Finding(file, "B014", args=args, span=span_of(node.event))]
            found.extend(_node(file, node, keys))
            if len(found) > MOST:
                break
    except yaml.MarkedYAMLError as error:
        found.append(explain(file, text, error))
    except yaml.YAMLError:
        found.append(Finding(file, "Y001", args={"text": ""}, span=Span(1, 1, 1, 1)))
    return found


def second_reading(events: Iterable[yaml.Event]) -> Any:
    """The value of a text that `judge` found sound, by a parser of another make, which it heard."""
    stack: list[list[Any] | dict[str, Any]] = []
    keys: list[str | None] = []
    top: Any = None
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            keys.pop()
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            continue
        value = _value(event)
        if not stack:
            top = value
        elif isinstance(holder := stack[-1], list):
            holder.append(value)
        elif (key := keys[-1]) is None:
            keys[-1] = str(value)
        else:
            holder[key], keys[-1] = value, None
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append(value)
            keys.append(None)
    return top


def _value(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> Any:
    if isinstance(event, yaml.CollectionStartEvent):
        return {} if isinstance(event, yaml.MappingStartEvent) else []
    kind = type_of(event.value) if is_plain(event) else "string"
    if kind == "boolean":
        return event.value.lower() == "true"
    return int(event.value) if kind == "integer" else event.value


def is_plain(event: yaml.ScalarEvent) -> bool:
    """Whether a scalar stands in the file without quotes (and without a tag)."""
    return event.tag is None and bool(event.implicit[0]) and not event.style


@lru_cache(maxsize=4096)
def type_of(plain: str) -> str:
    """What YAML 1.2 core makes of a plain scalar that the strict subset allows."""
    if _NULL.fullmatch(plain):
        return "null"
    if _BOOLEAN.fullmatch(plain):
        return "boolean"
    if _UNSURE.fullmatch(plain):
        return "unsure"
    if _INTEGER.fullmatch(plain):
        return "integer" if len(plain) < LONG else "unsure"
    return "float" if _FLOAT.fullmatch(plain) else "string"


def _markers(file: str, text: str) -> Iterator[Finding]:
    """Directives, document markers and further documents; one cause, one finding."""
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.DocumentStartEvent) and event.explicit:
            is_directive = event.version is not None or bool(event.tags)
            yield Finding(file, "Y016" if is_directive else "Y015", span=span_of(event))
            return
        if isinstance(event, yaml.DocumentEndEvent) and event.explicit:
            yield Finding(file, "Y015", span=span_of(event))
            return
        if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            # The rest of the document is the next loop's; a second one begins with a marker,
            # and a line that looks like one inside a scalar is rare enough to be refused.
            break
    for number, line in enumerate(text.split("\n"), start=1):
        if line[:3] in ("---", "...") and line[3:4] in ("", " "):
            yield Finding(file, "Y015", span=Span(number, 1, number, 4))
            return


def _node(file: str, node: Node, keys: dict[str, yaml.ScalarEvent]) -> Iterator[Finding]:
    event = node.event
    if isinstance(event, yaml.AliasEvent):
        yield _finding(file, "Y012", node, {"name": str(event.anchor)})
        return
    if event.anchor is not None:
        yield _finding(file, "Y011", node, {"name": event.anchor})
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
        yield _finding(file, "Y013", node, {"tag": event.tag})
    if isinstance(event, yaml.ScalarEvent):
        yield from _scalar(file, node, event, keys)
    elif node.part == "key":
        yield _finding(file, "Y017", node, {"text": ""})


def _scalar(
    file: str, node: Node, event: yaml.ScalarEvent, keys: dict[str, yaml.ScalarEvent]
) -> Iterator[Finding]:
    kind = type_of(event.value) if is_plain(event) else "string"
    if event.style == '"' and (fault := hidden(event.value)) is not None:
        yield _finding(file, fault[0], node, fault[1])
        return
    if node.part == "key":
        if event.value == "<<" and kind != "string":
            yield _finding(file, "Y014", node, {})
        elif kind != "string":
            yield _finding(file, "Y017", node, {"text": clip(event.value)})
        # Pointers hide which mapping of an array of mappings a key is in only if keys repeat.
        first = keys.setdefault(node.pointer, event)
        if first is not event:
            line = str(span_of(first).line)
            yield _finding(file, "Y010", node, {"key": event.value, "line": line})
    elif kind == "null" or (event.style in ("|", ">") and not event.value.strip("\n")):
        yield _finding(file, "Y018", node, {"text": clip(event.value)})
    elif kind == "unsure":
        yield _finding(file, "Y019", node, {"text": clip(event.value)})
    elif kind == "float":
        yield _finding(file, "Y021", node, {"text": clip(event.value)})


def _finding(file: str, code: str, node: Node, args: dict[str, str]) -> Finding:
    part: Part = node.part
    return Finding(file, code, node.pointer, part, args, span_of(node.event))
