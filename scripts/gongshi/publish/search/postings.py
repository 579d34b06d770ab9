"""Which documents hold a term: a line a term, in files by the term; made anew, or from the last.

A line holds the term and three lists of documents, parted by tabs: those whose title it begins,
in whose title it stands, in whose text alone. Lists are written as differences in base 36. A place
and all above it are terms of a document, too: `@` and the id of the place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub

from gongshi.publish.search.documents import Document
from gongshi.publish.search.files import Files
from gongshi.publish.search.terms import first_of, in_order, shard_of, terms

GROUP = 1 << 20  # documents that a group has room for
_SHARDS = (16, 2048)  # files of terms, at least and at most; a power of two
_SHARD = 24_000  # characters of a file of terms, unless there are the most
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NONE = frozenset[str]()

Lists = dict[str, list[list[int]]]  # by term, lists of documents
Sorted = tuple[
    frozenset[str], frozenset[str], frozenset[str]
]  # terms that begin a title, stand in it, in the text


@dataclass(frozen=True)
class Group:
    """The documents of one kind, those of the invented place apart, oldest first."""

    kind: str
    demo: bool
    documents: Sequence[Document]


def write_anew(
    groups: Sequence[Group], chains: Mapping[str, Sequence[str]], files: Files
) -> tuple[int, int]:
    """Write the files of terms; gives how many there are, and the characters of all lines."""
    lines = list(_lines(groups, chains))
    size = sum(len(line) for _, line in lines)
    shards = _shards(size)
    parts: list[list[str]] = [[] for _ in range(shards)]
    for term, line in lines:
        parts[shard_of(term, shards)].append(line)
    for n, part in enumerate(parts):
        files.write(shard_name(n), "\n".join(part))
    return shards, size


def _lines(
    groups: Sequence[Group], chains: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """Every term and its line, in order. Each text is taken apart once, however many have it."""
    first, titled, said = _lists(groups, chains)
    for term in sorted(first.keys() | titled.keys() | said.keys()):
        begins, stands = _union(first.get(term, ())), _union(titled.get(term, ()))
        alone = _union(said.get(term, ()))
        if begins or stands:
            alone = sorted(set(alone).difference(begins, stands))
        yield term, f"{term}\t{_written(begins)}\t{_written(stands)}\t{_written(alone)}"


def _lists(
    groups: Sequence[Group], chains: Mapping[str, Sequence[str]]
) -> tuple[Lists, Lists, Lists]:
    titles, texts, places = (defaultdict[str, list[int]](list) for _ in range(3))
    for g, group in enumerate(groups):
        for number, each in enumerate(group.documents, g * GROUP):
            titles[each.title].append(number)
            for line in each.lines:
                texts[line].append(number)
            places[each.place].append(number)
    first, titled, said = (defaultdict[str, list[list[int]]](list) for _ in range(3))
    for title, of in titles.items():
        begins, stands = _of_title(title)
        for term in begins:
            first[term].append(of)
        for term in stands:
            titled[term].append(of)
    for text, of in texts.items():
        for term in terms(text):
            said[term].append(of)
    for place, of in places.items():
        for term in within(place, chains):
            said[term].append(of)
    return first, titled, said


def _union(lists: Sequence[list[int]]) -> list[int]:
    if len(lists) < 2:
        return lists[0] if lists else []
    return sorted(set().union(*lists))


def _of_title(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """The terms that a title begins with, and its others."""
    found = in_order(title)
    begins = frozenset(first_of(found))
    return begins, frozenset(found) - begins


def within(place: str, chains: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The terms of what belongs to a place."""
    return frozenset(f"@{id}" for id in chains.get(place, ()))


def sorted_terms(title: str, lines: Iterable[str], places: frozenset[str]) -> Sorted:
    """The terms of a document; `places` are those of where it belongs."""
    begins, stands = _of_title(title)
    return begins, stands, _NONE.union(places, *map(terms, lines)) - begins - stands


def write_changed(
    moved: Iterable[tuple[int, Sorted, Sorted]], files: Files, shards: int, size: int
) -> int:
    """Write the files of terms after documents have changed theirs; gives the size of all lines.

    `moved` are their numbers, with the terms before and after. Nothing is written, and 0 given,
    where other files would have to be: of another number.
    """
    change: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
    for number, before, after in moved:
        for place, (had, has) in enumerate(zip(before, after, strict=True)):
            for term in has - had:
                change[term].append((place, number, True))
            for term in had - has:
                change[term].append((place, number, False))
    touched: dict[int, list[str]] = defaultdict(list)
    for term in change:
        touched[shard_of(term, shards)].append(term)
    texts = {}
    for n, moved_terms in touched.items():
        text = files.last(shard_name(n))
        lines = {line.partition("\t")[0]: line for line in text.split("\n") if line}
        size -= sum(map(len, lines.values()))
        for term in moved_terms:
            line = _line(term, lines.pop(term, f"{term}\t\t\t"), change[term])
            if line:
                lines[term] = line
        size += sum(map(len, lines.values()))
        texts[n] = "\n".join(lines[term] for term in sorted(lines))
    if _shards(size) != shards:
        return 0
    for n in range(shards):
        if n in texts:
            files.write(shard_name(n), texts[n])
        else:
            files.take(shard_name(n))
    return size


def _line(term: str, line: str, change: Sequence[tuple[int, int, bool]]) -> str:
    """The line of a term after some documents have been added or taken out; "" if none is left."""
    lists = [list(_read(written)) for written in line.split("\t")[1:]]
    for place, number, added in change:
        at = bisect_left(lists[place], number)
        lists[place][at : at if added else at + 1] = [number] if added else []
    return "\t".join((term, *map(_written, lists))) if any(lists) else ""


def shard_name(n: int) -> str:
    """The file of terms of this number."""
    return f"words-{n:03d}.gz"


def _read(written: str) -> Iterator[int]:
    return accumulate(int(by, 36) for by in written.split())


def _written(numbers: Sequence[int]) -> str:
    if len(numbers) < 2:
        return _BASE36[numbers[0]] if numbers else ""
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
