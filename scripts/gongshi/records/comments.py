"""Comments of a record file: taken off one writing of a record and put onto another.

The parser's events say where every scalar stands; whatever `#` stands between two of them begins a
comment. A comment belongs to an entry, which is a key with its value or an item of a list: to the
one beside or below it, or to the end of the list or object that it closes (told by how far it is
indented). Blank lines stay where they part comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import yaml

from gongshi.records.positions import LOADER, Open

_IN_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\n]*)")  # of a block text
_ANY = re.compile(r"#[^\n]*")
_CLOSERS = ("]", "}")


@dataclass(slots=True)
class Comments:
    """The comments of a file, by the pointer of what they belong to; "" is a blank line.

    `head` stands at the top of the file, parted from what follows. `below` stands after the last
    entry of a list or object.
    """

    head: list[str] = field(default_factory=list)
    above: dict[str, list[str]] = field(default_factory=dict)
    beside: dict[str, list[str]] = field(default_factory=dict)
    below: dict[str, list[str]] = field(default_factory=dict)

    def all(self) -> list[str]:
        """Every comment, sorted."""
        held = [self.above, self.beside, self.below]
        lines = [line for of in held for some in of.values() for line in some]
        return sorted(line for line in [*self.head, *lines] if line)


@dataclass(slots=True)
class _Closed:
    """A list or object that ends behind a scalar; `end` is the place behind its bracket."""

    pointer: str
    column: int
    in_brackets: bool
    end: int


@dataclass(slots=True)
class _Token:
    """A scalar, or an empty list or object, which takes the place of one.

    `entries` are the pointers of what begins with it, the outermost first; `closed` what ends
    behind it, the innermost first. Places count characters, lines from 0.
    """

    pointer: str
    start: int
    end: int
    line: int
    is_block_text: bool = False
    is_empty: bool = False
    entries: list[str] = field(default_factory=list)
    closed: list[_Closed] = field(default_factory=list)


def comments_of(text: str) -> Comments:
    """The comments of a text that our reader accepts."""
    found = Comments()
    if "#" not in text:
        return found
    tokens = list(_tokens(text))
    if not tokens:
        return found
    for at, token in enumerate([*tokens, None]):
        before = tokens[at - 1] if at else None
        _between(text, before, token, found)
        if token is not None and (token.is_block_text or token.is_empty):
            _inside(text, token, found)
    first = found.above.get(tokens[0].entries[0] if tokens[0].entries else "", [])
    if "" in first:
        last = len(first) - first[::-1].index("")
        found.head, first[:last] = first[:last], []
    return found


def with_comments(canonical: str, comments: Comments) -> str:
    """The canonical writing of a record (each scalar on a line) with comments set into it.

    Of several that would stand beside one line, all but the last go above it.
    """
    above: dict[int, list[str]] = {}
    beside: dict[int, list[str]] = {}
    below: dict[int, list[str]] = {}
    lines = canonical.split("\n")[:-1]
    for token in _tokens(canonical):
        at = token.line
        margin = len(lines[at]) - len(lines[at].lstrip(" "))
        for pointer in dict.fromkeys([*token.entries, token.pointer]):
            above.setdefault(at, []).extend(_set(comments.above, pointer, margin))
            beside.setdefault(at, []).extend(comments.beside.pop(pointer, ()))
        for each in token.closed:
            below.setdefault(at, []).extend(_set(comments.below, each.pointer, each.column))
    told = list(comments.head)
    for at, line in enumerate(lines):
        *more, last = beside.get(at) or [""]
        margin = len(line) - len(line.lstrip(" "))
        told += [*above.get(at, ()), *(" " * margin + each for each in more)]
        told += [f"{line}  {last}" if last else line, *below.get(at, ())]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(told)).strip("\n") + "\n"


def _set(comments: dict[str, list[str]], pointer: str, margin: int) -> Iterator[str]:
    """The lines that belong to a pointer, which then has none."""
    return (" " * margin + line if line else "" for line in comments.pop(pointer, ()))


def _tokens(text: str) -> Iterator[_Token]:
    """The scalars of a text, in order."""
    stack: list[tuple[Open, yaml.CollectionStartEvent]] = []
    entries: list[str] = []
    last: _Token | None = None
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.NodeEvent):
            pointer, part = stack[-1][0].place(event) if stack else ("", "value")
            if stack and (part == "key" or not stack[-1][0].is_mapping):
                entries.append(pointer)
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append((Open(pointer, isinstance(event, yaml.MappingStartEvent)), event))
                continue
            is_block = isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">")
            token = _token(pointer, event, event, entries, is_block_text=is_block)
        elif isinstance(event, yaml.CollectionEndEvent):
            held, began = stack.pop()
            if held.count:
                if last is not None:
                    place = _mark(began.start_mark).column
                    end = _mark(event.end_mark).index
                    brackets = bool(began.flow_style)
                    last.closed.append(_Closed(held.pointer, place, brackets, end))
                continue
            token = _token(held.pointer, began, event, entries, is_empty=True)
        else:
            continue
        if last is not None:
            yield last
        last, entries = token, []
    if last is not None:
        yield last


def _token(
    pointer: str,
    began: yaml.Event,
    ended: yaml.Event,
    entries: list[str],
    *,
    is_block_text: bool = False,
    is_empty: bool = False,
) -> _Token:
    start, end = _mark(began.start_mark), _mark(ended.end_mark)
    return _Token(pointer, start.index, end.index, start.line, is_block_text, is_empty, entries)


def _mark(mark: Any) -> yaml.Mark:
    """The mark of an event that comes from a text: it has one."""
    return cast(yaml.Mark, mark)


def _between(text: str, before: _Token | None, after: _Token | None, found: Comments) -> None:
    """Take the comments that stand behind one scalar and before the next."""
    start = before.end if before else 0
    gap = text[start : after.start if after else len(text)]
    if "#" not in gap:
        return
    lines = gap.split("\n")
    goes_on = start > 0 and text[start - 1] != "\n"  # the first piece is the rest of a line
    blank = False
    home: list[str] | None = None  # where the comment before went
    for at, line in enumerate(lines):
        said, mark, rest = line.partition("#")
        if not mark:
            is_blank = not line.strip() and at < len(lines) - 1 and not (goes_on and at == 0)
            if is_blank and home is not None:
                home.append("")
            blank = blank or (is_blank and home is None)
            continue
        comment = f"#{rest.rstrip()}"
        place = start + sum(len(each) + 1 for each in lines[:at]) + len(said)
        of = _bracket_closed(before, place) if said.strip().endswith(_CLOSERS) else None
        if of is None and goes_on and at == 0 and before is not None:
            of = before.pointer
        if of is not None:
            found.beside.setdefault(of, []).append(comment)
            continue
        held = _home(text, lines[at + 1 :], len(said), place, before, after, found)
        if blank:
            held.append("")
            blank = False
        held.append(comment)
        home = held


def _bracket_closed(before: _Token | None, place: int) -> str | None:
    """The outermost list or object whose bracket closes right before a place."""
    ended = [each for each in before.closed if each.end <= place] if before else []
    return next((each.pointer for each in reversed(ended) if each.in_brackets), None)


def _home(
    text: str,
    rest: list[str],
    column: int,
    place: int,
    before: _Token | None,
    after: _Token | None,
    found: Comments,
) -> list[str]:
    """The list that a comment on a line of its own, in that column, goes to."""
    closed = before.closed if before else []
    opened = next((each for each in closed if each.in_brackets and each.end > place), None)
    if opened is not None:
        return found.below.setdefault(opened.pointer, [])
    says = [each.partition("#")[0] for each in rest]
    if after is None:
        margin = 0 if column == 0 else -1
    else:
        line = text[text.rfind("\n", 0, after.start) + 1 : after.start]
        told = next((each for each in says if each.strip()), line + "x")
        margin = len(told) - len(told.lstrip())
    ends = [each for each in closed if not each.in_brackets and each.column <= column]
    if column > margin and ends:
        deepest = max(reversed(ends), key=lambda each: each.column)  # of equals the outermost
        return found.below.setdefault(deepest.pointer, [])
    if after is None:
        return found.below.setdefault("", [])
    entries = after.entries or [after.pointer]
    dashed = any("-" in each for each in says)
    return found.above.setdefault(entries[0 if dashed else -1], [])


def _inside(text: str, token: _Token, found: Comments) -> None:
    """Take the comments that an empty pair of brackets holds, or the header of a block text."""
    held = text[token.start : token.end]
    if token.is_block_text:
        header = _IN_HEADER.match(held)
        comments = [header[1]] if header else []
    else:
        comments = _ANY.findall(held)
    if comments:
        found.beside.setdefault(token.pointer, []).extend(each.rstrip() for each in comments)
