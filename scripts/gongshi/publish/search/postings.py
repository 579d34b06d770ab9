"""Which documents hold a term: a line a term, in files by the term; made anew, or from the last.

A line holds the term and three lists of documents, parted by tabs: those whose title it begins,
in whose title it stands, in whose text alone. Lists are written as differences in base 36.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from operator import sub
from pathlib import Path
from unicodedata import unidata_version

from gongshi.publish.search.documents import Document
from gongshi.publish.search.files import Files, block_name
from gongshi.publish.search.terms import in_order, shard_of, terms

GROUP = 1 << 20  # documents that a group has room for
_SHARDS = (16, 512)  # files of terms, at least and at most; a power of two
_SHARD = 24_000  # characters of a file of terms, unless there are the most
_FEW = 2_000  # documents; when more have changed, all is made anew
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NONE = frozenset[str]()

# What the files depend on beside the documents.
RULES = sha256(
    unidata_version.encode()
    + b"".join((Path(__file__).parent / name).read_bytes() for name in ("postings.py", "terms.py"))
).hexdigest()

Postings = Mapping[str, Sequence[int]]
Sorted = tuple[
    frozenset[str], frozenset[str], frozenset[str]
]  # terms that begin a title, stand in it, in the text


@dataclass(frozen=True)
class Group:
    """The documents of one kind, those of the invented place apart, oldest first."""

    kind: str
    demo: bool
    documents: Sequence[Document]


def anew(groups: Sequence[Group]) -> list[str]:
    """The texts of the files of terms."""
    postings = _postings(groups)
    found = sorted(set().union(*postings))
    lines = {
        term: "\t".join((term, *(_written(of[term]) if term in of else "" for of in postings)))
        for term in found
    }
    shards = _shards(sum(map(len, lines.values())))
    parts: list[list[str]] = [[] for _ in range(shards)]
    for term, line in lines.items():
        parts[shard_of(term, shards)].append(line)
    return ["\n".join(part) for part in parts]


def _postings(groups: Sequence[Group]) -> tuple[Postings, Postings, Postings]:
    found = tuple(defaultdict[str, list[int]](list) for _ in range(3))
    for g, group in enumerate(groups):
        for number, each in enumerate(group.documents, g * GROUP):
            for of, its in zip(found, _sorted(each.title, each.lines), strict=True):
                for term in its:
                    of[term].append(number)
    return found[0], found[1], found[2]


def _sorted(title: str, lines: Sequence[str]) -> Sorted:
    titled = in_order(title)
    first, known = frozenset(titled[:1]), frozenset(titled)
    return first, known - first, _NONE.union(*map(terms, lines)) - known


def changed(groups: Sequence[Group], files: Files) -> list[str]:
    """The same from the files of the last site, where few documents have changed since.

    Nothing where that cannot be: no such files, other rules or groups, or too much that changed.
    """
    if not files.is_sound(RULES):
        return []
    meta = json.loads(files.last("meta.json.gz"))
    names = [each[0] for each in meta["kinds"]]
    if [(names[each["kind"]], each["demo"]) for each in meta["groups"]] != [
        (each.kind, each.demo) for each in groups
    ]:
        return []
    moved: list[tuple[int, Sorted | None, Sorted]] = []
    for g, group in enumerate(groups):
        before = _last_of(files, g, len(meta["groups"][g]["blocks"]))
        if len(group.documents) < len(before):
            return []
        for n, each in enumerate(group.documents):
            was = before[n] if n < len(before) else None
            if was != (each.title, each.text):
                moved.append(
                    (
                        g * GROUP + n,
                        was and _sorted(was[0], was[1].split("\n")),
                        _sorted(each.title, each.lines),
                    )
                )
        if len(moved) > _FEW:
            return []
    return _moved(moved, files, len(meta["shards"]))


def _last_of(files: Files, group: int, blocks: int) -> list[tuple[str, str]]:
    """Title and text of the documents of a group in the last site."""
    rows = (row for n in range(blocks) for row in json.loads(files.last(block_name(group, n))))
    return [(row[0], row[4]) for row in rows]


def _moved(
    moved: Sequence[tuple[int, Sorted | None, Sorted]], files: Files, shards: int
) -> list[str]:
    """The texts of the files after documents have changed their terms."""
    change: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
    for number, was, now in moved:
        for place, its in enumerate(now):
            had = was[place] if was else _NONE
            for term in its - had:
                change[term].append((place, number, True))
            for term in had - its:
                change[term].append((place, number, False))
    touched: dict[int, list[str]] = defaultdict(list)
    for term in change:
        touched[shard_of(term, shards)].append(term)
    texts = [files.last(f"words-{n:03d}.gz") for n in range(shards)]
    for n, moved_terms in touched.items():
        lines = {line.partition("\t")[0]: line for line in texts[n].split("\n") if line}
        for term in moved_terms:
            line = _line(term, lines.pop(term, f"{term}\t\t\t"), change[term])
            if line:
                lines[term] = line
        texts[n] = "\n".join(lines[term] for term in sorted(lines))
    size = sum(len(text) - text.count("\n") for text in texts)
    return texts if _shards(size) == shards else []


def _line(term: str, line: str, change: Sequence[tuple[int, int, bool]]) -> str:
    """The line of a term after some documents have been added or taken out; "" if none is left."""
    lists = [list(_read(written)) for written in line.split("\t")[1:]]
    for place, number, added in change:
        at = bisect_left(lists[place], number)
        lists[place][at : at if added else at + 1] = [number] if added else []
    return "\t".join((term, *map(_written, lists))) if any(lists) else ""


def _read(written: str) -> Iterator[int]:
    return accumulate(int(by, 36) for by in written.split())


def _written(numbers: Sequence[int]) -> str:
    return " ".join(map(_BASE36.__getitem__, map(sub, numbers, [0, *numbers[:-1]])))


class _Base36(dict[int, str]):
    """Numbers in base 36, each written once."""

    def __missing__(self, number: int) -> str:
        higher, last = divmod(number, 36)
        written = (self[higher] if higher else "") + _DIGITS[last]
        self[number] = written
        return written


_BASE36 = _Base36()


def _shards(size: int) -> int:
    least, most = _SHARDS
    shards = least
    while shards < most and size > shards * _SHARD:
        shards *= 2
    return shards
