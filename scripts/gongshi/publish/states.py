"""What tells one state of a page's own content from another: one question in place of thousands.

A page of a book or of a ledger shows many rows of one thing. What is told of these is digested at
once, so that the questions asked for each row (`noting`) need not be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from gongshi.publish.holdings import Books
from gongshi.publish.library import Library
from gongshi.publish.noting import Question
from gongshi.publish.pages import Site
from gongshi.publish.sources import sources_of
from gongshi.records.books import Key
from gongshi.tally import Tally
from gongshi.tally.behind import BY_HOLDER, NAME, NAMES, opened

# Rows of one holder have an order that depends on nothing but what they say. What an entry is
# called hangs on its file, where it stands on whether it is an item, both on whether it is fixed.
_LEDGERS = f"""
WITH told AS (
  SELECT team, unit, place, fund, hash(line) AS digest
  FROM (
    SELECT piece.* EXCLUDE (file), {NAME} AS name, source.label, source.address,
      item.entry AS item, fixed.entry AS fixed
    FROM piece
    {NAMES.format("piece")}
    LEFT JOIN source ON source.file = piece.file
    LEFT JOIN item ON item.entry = piece.entry
    LEFT JOIN fixed ON fixed.entry = piece.entry
  ) AS line
)
SELECT kind, id, CAST(SUM(digest) AS VARCHAR) AS digest
FROM ({BY_HOLDER.format("told")})
GROUP BY kind, id
"""
Digests = Mapping[str, Mapping[str, int]]  # of records, by kind and id
_OF_BOOKS = ("changes", "corrections", "mentions", "derived.turnouts", "derived.costs")


@dataclass(frozen=True)
class States:
    """What tells one state from another, by a digest.

    `records` are told by kind and id, `passbooks` by the name of their file, `ledgers` by holder;
    `sources` are what the latter two are told by (`sources_of`).
    """

    records: Digests
    sources: Mapping[str, pa.Table]
    passbooks: Mapping[str, str]
    ledgers: Mapping[Key, str]


def states_of(tally: Tally, library: Library, books: Books, records: Digests) -> States:
    """The states of all `records` and of what is told of the tally's lines."""
    sources = sources_of(library, tally.paths)
    return States(
        records=records,
        sources=sources,
        passbooks=books.digests(sources),
        ledgers=_ledgers(tally, library, sources),
    )


def _ledgers(tally: Tally, library: Library, sources: Mapping[str, pa.Table]) -> dict[Key, str]:
    """A digest of what is told of the entries right under each holder, by kind and id."""
    tables = {"source": sources["source"]}
    for name, ids in (("item", library.homes), ("fixed", library.corrections)):
        tables[name] = pa.table({"entry": pa.array(ids.keys(), pa.string())})
    with opened(tally), tally.tables.beside(tables):
        rows = tally.rows(_LEDGERS)
    return {(row["kind"], row["id"]): row["digest"] for row in rows}


class BookStates:
    """What pages of books show of the records in them, and the questions that this answers."""

    def __init__(self, site: Site, states: States) -> None:
        self._site, self._digests, library = site, states.records, site.library
        self._keys = {(kind, e.name): e.keys for kind, of in library.books.items() for e in of}
        self._fixes: dict[Key, list[bytes]] = {}
        for id, of in library.corrections.items():
            key = library.homes.get(id, ("activity", id))
            self._fixes.setdefault(key, []).extend([id.encode(), *(each.face for each in of)])
        self._costs: dict[Key, list[str]] = {}
        for id, points in site.derived.costs.items():
            if id in library.homes:
                self._costs.setdefault(library.homes[id], []).append(f"{id} {points}")

    def state(self, kind: str, name: str) -> Sequence[bytes] | None:
        """What tells one state of a page from another; None for one that there is not."""
        if (kind, name) not in self._keys:
            return None
        library, changes = self._site.library, self._site.changes
        digests, turnouts = self._digests[kind], self._site.derived.turnouts
        said: list[bytes] = []
        for key in self._keys[kind, name]:
            each = library.entries[key]
            change, turnout = changes.get(each.file), turnouts.get(each.id)
            mentions = library.mentions(key)
            said += (each.face, *(other.face for other in mentions))
            rest = (
                len(mentions),
                digests[each.id],
                change and change.sha,
                self._fixes.get(key),
                self._costs.get(key),
                turnout and kind == "activity" and (turnout.people, turnout.minutes),
            )
            said.append(repr(rest).encode())
        return said

    def unanswered(self, kind: str, name: str, asked: Iterable[Question]) -> Iterable[Question]:
        """Of the questions that a page asked those that its state does not answer."""
        own = {(word, *key) for key in self._keys[kind, name] for word in ("entry", "record")}
        return (each for each in asked if each[0] not in _OF_BOOKS and each not in own)
