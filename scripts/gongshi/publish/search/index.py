"""The files of the search, below `search/`, read by site/scripts/find.js; all are gzip.

- `meta.json.gz`: the groups (a kind, invented or not) in the order in which they are shown, each
  with the number of its documents, where years and blocks begin among them; the places; and how
  large each file of terms and texts is (in hundreds of bytes), so that no query reads too much.
- `words-NNN.gz`: a line a term: its documents, by whether it begins the title, stands in the title,
  or in the text alone. A document is `group * 2**20 + n`; a list holds the differences, base 36.
  A place is a term of all that belongs to it or to one below it.
- `texts-G-N.gz`: a block of documents of a group, for excerpts and to compare a phrase with.
- `made.json`: by which rules these files were made, and of what; the next site starts from them.
- `list-KIND.json.gz`: every record of a kind that has pages of its own, for site/scripts/lists.js.

In a group documents go from the oldest to the newest, so that what is new is added at the end and
most files stay as they were. How many files there are grows with the texts: a city has 1,300.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import unidata_version
from zlib import ZLIB_RUNTIME_VERSION

from gongshi.publish.library import Library
from gongshi.publish.output import Output
from gongshi.publish.search.documents import Document
from gongshi.publish.search.files import Files, block_name, block_of, json_of
from gongshi.publish.search.postings import (
    GROUP,
    Group,
    Sorted,
    shard_name,
    sorted_terms,
    within,
    write_anew,
    write_changed,
)

_META = "meta.json.gz"
_BLOCKS = 900
_BLOCK = 12_000  # bytes of a block of texts, about, unless there were more than so many
_FEW = 2_000  # documents; when more have changed, all terms are written anew

# What the files depend on beside the documents.
RULES = sha256(
    f"{unidata_version} {ZLIB_RUNTIME_VERSION}".encode()
    + b"".join(
        (Path(__file__).parent / name).read_bytes()
        for name in ("files.py", "index.py", "postings.py", "terms.py")
    )
).hexdigest()

Row = list[Any]  # title, address, number of the place, date, text, and whose it is if that is told


@dataclass
class Texts:
    """The texts as they were written: what `meta.json` says of each group, and what changed.

    `before` and `after` are the rows of those blocks that differ from the last site's, by document.
    """

    told: list[dict[str, Any]] = field(default_factory=list)
    before: dict[int, Row] = field(default_factory=dict)
    after: dict[int, Row] = field(default_factory=dict)


def write_index(
    documents: Iterable[Document],
    library: Library,
    kinds: Sequence[str],
    output: Output,
) -> None:
    """Write the files of the search for `documents` into a site.

    `kinds` are in the order in which they are shown. Of the files of the last site those are taken
    over that stay as they are.
    """
    groups = grouped(documents, kinds, library.chains)
    places = _places(library)
    at = {id: n for n, (id, _, _) in enumerate(places)}
    files = Files(output, RULES)
    last = _last(files, groups, places)
    texts = _write_texts(groups, kinds, at, files, last)
    shards, size = _write_terms(texts, places, library.chains, files, last) if last else (0, 0)
    if not size:
        shards, size = write_anew(groups, library.chains, files)
    meta = {
        "shards": [files.hundreds(shard_name(n)) for n in range(shards)],
        "kinds": list(kinds),
        "places": places,
        "groups": texts.told,
    }
    files.write(_META, json_of(meta))
    for name, kind in library.kinds.items():
        of = [each for group in groups if group.kind == name for each in group.documents]
        if of and not kind.book:
            files.write(f"list-{name}.json.gz", json_of(_list(of, places, at)))
    files.seal(size)


def _last(
    files: Files, groups: Sequence[Group], places: Sequence[Sequence[Any]]
) -> dict[str, Any] | None:
    """`meta.json` of the last site, if that can be built upon: the same groups and places."""
    if not files.last_size:
        return None
    meta: dict[str, Any] = json.loads(files.last(_META))
    of = [(meta["kinds"][each["kind"]], each["demo"]) for each in meta["groups"]]
    same = of == [(each.kind, each.demo) for each in groups] and meta["places"] == places
    return meta if same else None


def _write_terms(
    texts: Texts,
    places: Sequence[Sequence[Any]],
    chains: Mapping[str, Sequence[str]],
    files: Files,
    last: Mapping[str, Any],
) -> tuple[int, int]:
    """Write the files of terms from the last; gives how many, and what their lines hold.

    The latter is 0 where they are to be written anew.
    """
    shards = len(last["shards"])
    numbers = texts.before.keys() | texts.after.keys()
    told = {n: (texts.before.get(n), texts.after.get(n)) for n in sorted(numbers)}
    moved = {n: both for n, both in told.items() if _searched(both[0]) != _searched(both[1])}
    if len(moved) > _FEW:
        return shards, 0

    def found(row: Row | None) -> Sorted:
        if row is None:
            return frozenset(), frozenset(), frozenset()
        place = places[row[2]][0] if row[2] >= 0 else ""
        return sorted_terms(row[0], row[4].split("\n"), within(place, chains))

    terms = ((number, found(was), found(now)) for number, (was, now) in moved.items())
    return shards, write_changed(terms, files, shards, files.last_size)


def _searched(row: Row | None) -> Row | None:
    """What of a document it is found by: title, place and text."""
    return row and [row[0], row[2], row[4]]


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


def _write_texts(
    groups: Sequence[Group],
    kinds: Sequence[str],
    at: Mapping[str, int],
    files: Files,
    last: Mapping[str, Any] | None,
) -> Texts:
    """Write the blocks of texts."""
    lengths = [list(map(_length, group.documents)) for group in groups]
    total = sum(map(sum, lengths))
    size = _BLOCK
    while total > size * _BLOCKS:
        size += size // 4
    texts = Texts()
    for g, group in enumerate(groups):
        rows = [
            [each.title, each.address, at.get(each.place, -1), each.date, each.text]
            + ([each.of] if each.of else [])
            for each in group.documents
        ]
        starts = _starts(lengths[g], size)
        ends = [*starts[1:], len(rows)]
        old = last["groups"][g]["blocks"] if last else []
        names = [block_name(g, n) for n in range(max(len(starts), len(old)))]
        sizes = []
        for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
            same = files.write(names[n], block_of(rows[start:end]))
            sizes.append(files.hundreds(names[n]))
            if last and not (same and old[n : n + 1] == [start]):
                texts.after.update(enumerate(rows[start:end], g * GROUP + start))
                if n < len(old):
                    texts.before.update(_rows(files, names[n], g * GROUP + old[n]))
        for n in range(len(starts), len(old)):
            texts.before.update(_rows(files, names[n], g * GROUP + old[n]))
        texts.told.append(
            {
                "kind": kinds.index(group.kind),
                "demo": group.demo,
                "count": len(rows),
                "years": _years(group.documents),
                "blocks": starts,
                "sizes": sizes,
            }
        )
    return texts


def _rows(files: Files, name: str, first: int) -> dict[int, Row]:
    """The rows of a block of the last site, by document; `first` is that of the first."""
    return dict(enumerate(json.loads(files.last(name)), first))


def _starts(lengths: Sequence[int], size: int) -> list[int]:
    """Where blocks of about a size begin, of documents of these lengths."""
    starts, length = [0], 0
    for n, each in enumerate(lengths):
        if length > size:
            starts.append(n)
            length = 0
        length += each
    return starts


def _years(documents: Sequence[Document]) -> list[tuple[str, int]]:
    """Where each year begins, "" before all for what has none."""
    years: list[tuple[str, int]] = []
    for n, each in enumerate(documents):
        if not years or years[-1][0] != each.date[:4]:
            years.append((each.date[:4], n))
    return years


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
    return 60 + 2 * sum(map(len, document.lines)) + len(document.lines)
