"""The files of the search, below `search/`, read by site/scripts/find.js; all are gzip.

- `meta.json.gz`: the groups (a kind, invented or not) in the order in which they are shown, each
  with the number of its documents, where years and blocks begin among them; the places; and how
  large each file of terms is, so that of a long phrase the small ones are read.
- `words-NNN.gz`: a line a term: its documents, by whether it begins the title, stands in the title,
  or in the text alone. A document is `group * 2**20 + n`; a list holds the differences, base 36.
- `texts-G-N.gz`: a block of documents of a group, for excerpts and to compare a phrase with.
- `places.json.gz`: of every document the place, read when a place is asked for.
- `made.json`: by which rules these files were made, and of what; the next site starts from them.
- `list-KIND.json.gz`: every record of a kind that has pages of its own, for site/scripts/lists.js.

In a group documents go from the oldest to the newest, so that what is new is added at the end and
most files stay as they were. How many files there are grows with the texts, up to some 1,450.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gongshi.publish.library import Library
from gongshi.publish.search.documents import Document
from gongshi.publish.search.files import Files, block_name, block_of, json_of
from gongshi.publish.search.postings import RULES, Group, anew, changed

FOLDER = "search"
_BLOCKS = 900
_BLOCK = 12_000  # bytes of a block of texts, about, unless there were more than so many


def write_index(
    documents: Iterable[Document],
    library: Library,
    kinds: Mapping[str, str],
    folder: Path,
    before: Path | None = None,
) -> None:
    """Write the files of the search for `documents` into `folder`.

    `kinds` are the titles of the kinds in the order in which they are shown. Of the files of the
    last site, in the folder `before`, those are taken over that stay as they are.
    """
    groups = grouped(documents, list(kinds), library.chains)
    places = _places(library)
    at = {id: n for n, (id, _, _) in enumerate(places)}
    files = Files(folder, before)
    terms = changed(groups, files) or anew(groups)
    for n, text in enumerate(terms):
        files.write(f"words-{n:03d}.gz", text)
    meta = {
        "shards": [files.sizes[f"words-{n:03d}.gz"] // 100 for n in range(len(terms))],
        "kinds": [[name, title] for name, title in kinds.items()],
        "places": places,
        "groups": _write_texts(groups, list(kinds), at, files),
    }
    files.write("meta.json.gz", json_of(meta))
    columns = [[at.get(each.place, -1) for each in group.documents] for group in groups]
    files.write("places.json.gz", json_of(columns))
    for name, kind in library.kinds.items():
        of = [each for group in groups if group.kind == name for each in group.documents]
        if of and not kind.book:
            files.write(f"list-{name}.json.gz", json_of(_list(of, places, at)))
    files.seal(RULES)


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
    groups: Sequence[Group], kinds: Sequence[str], at: Mapping[str, int], files: Files
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
                files.write(block_name(g, len(starts) - 1), block_of(rows))
                starts.append(n)
                rows, length = [], 0
            place = at.get(each.place, -1)
            rows.append(json_of([each.title, each.address, place, each.date, each.text]))
            length += _length(each)
        files.write(block_name(g, len(starts) - 1), block_of(rows))
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
