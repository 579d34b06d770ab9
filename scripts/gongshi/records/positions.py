"""Where in a file a pointer stands: line and column, found only when a finding needs them.

Positions come from the parser's events, never from a composed tree: events arrive one by one, so
neither deep nesting nor a bomb of aliases can cost more than what has been read so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import yaml

from gongshi.findings import Part, Span

LOADER = yaml.CSafeLoader  # never the parser in Python, which hostile files can hang
Wanted = tuple[str, Part]


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar, a collection's beginning or an alias, with the place it takes in the record.

    `depth` counts the collections around it.
    """

    pointer: str
    part: Part
    depth: int
    event: yaml.NodeEvent


@dataclass(slots=True)
class Open:
    """A collection whose end has not come yet."""

    pointer: str
    is_mapping: bool
    count: int = 0
    key: str = ""

    def place(self, event: yaml.NodeEvent) -> tuple[str, Part]:
        """Pointer and part of the next node in it."""
        at, self.count = self.count, self.count + 1
        if not self.is_mapping:
            return f"{self.pointer}/{at}", "value"
        if at % 2 == 0:
            self.key = event.value if isinstance(event, yaml.ScalarEvent) else "?"
        part: Part = "key" if at % 2 == 0 else "value"
        return f"{self.pointer}/{escape(self.key)}", part


def escape(key: str) -> str:
    """A key as one step of an RFC 6901 JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def unheard(_: yaml.Event) -> None:
    """Nobody wants to know of the event."""


def nodes(text: str, heard: Callable[[yaml.Event], object] = unheard) -> Iterator[Node]:
    """Every node of every document in `text`, in the order of the file; `heard` is told each event.

    Raises yaml.YAMLError where the text stops being YAML; the nodes before it have been yielded.
    """
    stack: list[Open] = []
    for event in yaml.parse(text, Loader=LOADER):
        heard(event)
        if isinstance(event, yaml.NodeEvent):
            pointer, part = stack[-1].place(event) if stack else ("", "value")
            yield Node(pointer, part, len(stack), event)
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append(Open(pointer, isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()


def span_of(event: yaml.Event) -> Span:
    """The stretch of an event; columns count characters, from 1."""
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:  # never for events that come from a text
        return Span(1, 1, 1, 1)
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def locate(data: bytes, wanted: Iterable[Wanted]) -> dict[Wanted, Span]:
    """The span of each wanted (pointer, part) in a file's bytes.

    A collection is shown by its key, or by its first scalar where it has none (an array's entry,
    the record itself). What is not in the file is shown by the nearest enclosing place that is.
    """
    asked = list(wanted)
    if not asked:
        return {}  # a file that a guard refused is never parsed: it may be deep enough to harm
    found: dict[Wanted, Span] = {}
    unshown: list[Wanted] = []
    try:
        for node in nodes(data.decode("utf-8", "replace")):
            place = (node.pointer, node.part)
            if isinstance(node.event, yaml.CollectionStartEvent):
                key = found.get((node.pointer, "key"))
                if key is not None:
                    found.setdefault(place, key)
                else:
                    unshown.append(place)
                continue
            span = span_of(node.event)
            found.setdefault(place, span)
            for each in unshown:
                found.setdefault(each, span)
            unshown.clear()
    except yaml.YAMLError:
        pass  # what stands before the fault is known; the rest falls to an enclosing place
    return {place: _nearest(found, place) for place in asked}


def _nearest(found: dict[Wanted, Span], place: Wanted) -> Span:
    pointer = place[0]
    if place in found:
        return found[place]
    while True:
        span = found.get((pointer, "value")) or found.get((pointer, "key"))
        if span is not None:
            return span
        if not pointer:
            return Span(1, 1, 1, 1)
        pointer = pointer.rpartition("/")[0]
