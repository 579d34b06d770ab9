"""The files of the search, below `search/`, read by site/scripts/search.js; all are gzip.

- `meta.json.gz`: the groups (a kind, invented or not) in the order in which they are shown, each
  with the number of its documents, where years and blocks begin among them; the places; and how
  large each file of terms is, so that of a long phrase the small ones are read.
- `words-NNN.gz`: a line a term: its documents, by whether it begins the title, stands in the title,
  or in the text alone. A document is `group * 2**20 + n`; a list holds the differences, base 36.
- `texts-G-N.gz`: a block of documents of a group, for excerpts and to compare a phrase with.
- `places.json.gz`: of every document the place, read when a place is asked for.
- `list-KIND.json.gz`: every record of a kind that has pages of its own, for site/scripts/lists.js.

In a group documents go from the oldest to the newest, so that what is new is added at the end and
most files stay as they were. How many files there are grows with the texts, up to some 1,450.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import sub
from pathlib import Path
from typing import Any

from gongshi.publish.library import Library
from gongshi.publish.search.documents import Document
from gongshi.publish.search.terms import in_order, shard_of, terms

FOLDER = "search"
GROUP = 1 << 20  # documents that a group has room for
_SHARDS = (16, 512)  # files of terms, at least and at most; a power of two
_SHARD = 24_000  # bytes of a file of terms, unless there are the most
_BLOCKS = 900
_BLOCK = 12_000  # bytes of a block of texts, about, unless there were more than so many
_NONE = frozenset[str]()
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

Postings = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Group:
    """The documents of one kind, those of the invented place apart, oldest first."""

    kind: str
    demo: bool
    documents: Sequence[Document]


def write_index(
    documents: Iterable[Document],
    library: Library,
    kinds: Mapping[str, str],
    folder: Path,
) -> None:
    """Write the files of the search for `documents` into `folder`.

    `kinds` are the titles of the kinds in the order in which they are shown.
    """
    groups = grouped(documents, list(kinds), library.chains)
    places = _places(library)
    at = {id: n for n, (id, _, _) in enumerate(places)}
    folder.mkdir(parents=True, exist_ok=True)
    sizes = _write_terms(_postings(groups), folder)
    meta = {
        "shards": sizes,
        "kinds": [[name, title] for name, title in kinds.items()],
        "places": places,
        "groups": _write_texts(groups, list(kinds), at, folder),
    }
    _write(folder / "meta.json.gz", _json(meta))
    columns = [[at.get(each.place, -1) for each in group.documents] for group in groups]
    _write(folder / "places.json.gz", _json(columns))
    for name, kind in library.kinds.items():
        of = [each for group in groups if group.kind == name for each in group.documents]
        if of and not kind.book:
            _write(folder / f"list-{name}.json.gz", _json(_list(of, places, at)))


def grouped(
    documents: Iterable[Document], kinds: Sequence[str], chains: Mapping[str, Sequence[str]]
) -> list[Group]:
    """Documents by group: kinds in this order, what is invented after all else.

    In a group they go by date, what has none before; places begin with the smallest. A list of
    results is read from the end: the newest first, and the undated in the order of their ids.
    """
    found: dict[tuple[bool, int], list[Document]] = {}
    order = {name: n for n, name in enumerate(kinds)}
    for each in documents:
        found.setdefault((each.demo, order[each.kind]), []).append(each)
    groups = []
    for (demo, kind), of in sorted(found.items()):
        of.sort(key=lambda each: each.id, reverse=True)
        of.sort(key=lambda each: (each.date, -len(chains.get(each.id, ()))))
        groups.append(Group(kinds[kind], demo, of))
    return groups


def _places(library: Library) -> list[list[Any]]:
    """Id, label and the index of the next higher place (-1 for none), each before those below it.

    The invented places come last.
    """
    below: dict[str, list[str]] = {}
    demo = {}
    for each in library.all("place"):
        below.setdefault((*library.chains[each.id][1:2], "")[0], []).append(each.id)
        demo[each.id] = each.demo
    places: list[list[Any]] = []

    def add(parent: str, above: int) -> None:
        for id in sorted(below.get(parent, ()), key=lambda id: (demo[id], id)):
            places.append([id, library.entries["place", id].label, above])
            add(id, len(places) - 1)

    add("", -1)
    return places


def _postings(groups: Sequence[Group]) -> tuple[Postings, Postings, Postings]:
    """The documents of each term: by whether it begins the title, stands in it, or in the text."""
    firsts, titles, texts = (defaultdict[str, list[int]](list) for _ in range(3))
    for g, group in enumerate(groups):
        for number, each in enumerate(group.documents, g * GROUP):
            title = in_order(each.title)
            known = set(title)
            for term in title[:1]:
                firsts[term].append(number)
            for term in known.difference(title[:1]):
                titles[term].append(number)
            for term in _NONE.union(*map(terms, each.lines)) - known:
                texts[term].append(number)
    return firsts, titles, texts


def _write_terms(postings: Sequence[Postings], folder: Path) -> list[int]:
    """Write the files of terms; gives how large each is, in hundreds of bytes."""
    found = sorted(set().union(*postings))
    lines = {
        term: "\t".join((term, *(_differences(of[term]) if term in of else "" for of in postings)))
        for term in found
    }
    shards = _shards(sum(map(len, lines.values())))
    parts: list[list[str]] = [[] for _ in range(shards)]
    for term, line in lines.items():
        parts[shard_of(term, shards)].append(line)
    return [
        _write(folder / f"words-{n:03d}.gz", "\n".join(part)) // 100 for n, part in enumerate(parts)
    ]


def _differences(numbers: Sequence[int]) -> str:
    """Rising numbers as their differences in base 36, parted by blanks."""
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


def _write_texts(
    groups: Sequence[Group], kinds: Sequence[str], at: Mapping[str, int], folder: Path
) -> list[dict[str, Any]]:
    """Write the blocks of texts; gives what `meta.json` says of each group."""
    total = sum(map(_length, (each for group in groups for each in group.documents)))
    size = _BLOCK
    while total > size * _BLOCKS:
        size += size // 4
    told = []
    for g, group in enumerate(groups):
        starts = [0]
        years: list[tuple[str, int]] = []
        rows: list[str] = []
        length = 0
        for n, each in enumerate(group.documents):
            if not years or years[-1][0] != each.date[:4]:
                years.append((each.date[:4], n))
            if length > size:
                _write_block(folder, g, len(starts) - 1, rows)
                starts.append(n)
                rows, length = [], 0
            place = at.get(each.place, -1)
            rows.append(_json([each.title, each.address, place, each.date, "\n".join(each.lines)]))
            length += _length(each)
        _write_block(folder, g, len(starts) - 1, rows)
        told.append(
            {
                "kind": kinds.index(group.kind),
                "demo": group.demo,
                "count": len(group.documents),
                "years": years,
                "blocks": starts,
            }
        )
    return told


def _list(
    documents: Sequence[Document], places: Sequence[Sequence[Any]], at: Mapping[str, int]
) -> dict[str, Any]:
    """The records of a list by id: title, address, place, date, tags, whose it is, if invented."""
    rows = [
        [each.title, each.address, at.get(each.place, -1), each.date, each.tags, each.of, each.demo]
        for each in sorted(documents, key=lambda each: (each.demo, each.id))
    ]
    return {"places": places, "rows": rows}


def _length(document: Document) -> int:
    """The bytes of a document in its block, about."""
    return 60 + sum(len(line) * 2 + 1 for line in document.lines)


def _write_block(folder: Path, group: int, block: int, rows: Sequence[str]) -> None:
    _write(folder / f"texts-{group}-{block}.gz", "[" + ",\n".join(rows) + "]")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _write(path: Path, text: str) -> int:
    return path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
