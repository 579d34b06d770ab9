"""What stands in public passbooks: who holds them, and the tables that they are made from.

Only numbers whose roster line consents are told. What a passbook holds is told by a digest, so
that the tables are read of those alone that are written. Its rows are put into words by the query
that reads them: a city has a million.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.records.database import with_tables
from gongshi.tally import Tally
from gongshi.tally.in_words import amount_in_words, working_in_words
from gongshi.tally.recognition import (
    Badge,
    GrantedStar,
    RevokedStar,
    Star,
    badges,
    granted_stars,
    revoked_stars,
)
from gongshi.tally.results import IS_PUBLIC, Line
from gongshi.words import Lang, room

T = TypeVar("T", Badge, RevokedStar)

PREFIX = "v-"  # what every number begins with
MOST = 150  # passbooks in a file, or so
_ALPHABET = 31  # letters and digits that numbers are made of
_HOLDERS = f"SELECT number, team, unit, consent FROM member WHERE {IS_PUBLIC} ORDER BY number"
# A digest of all that the passbooks of a file rest on; a line's file goes by what is told of it.
_DIGESTS = f"""
SELECT SUBSTR(said.number, ?, ?) AS name, CAST(SUM(said.digest) AS VARCHAR) AS digest
FROM (
  SELECT number, hash(line) AS digest FROM (
    SELECT ledger.* EXCLUDE (file, team, unit, place, fund), source.* EXCLUDE (file)
    FROM ledger JOIN source USING (file) WHERE measure <> 'fen'
  ) AS line
  UNION ALL
  SELECT number, hash(entry, label) FROM ledger JOIN goods USING (entry)
  UNION ALL
  SELECT number, hash(star) FROM star
  UNION ALL
  SELECT number, hash(number, team, unit, consent) FROM member
) AS said
JOIN member ON member.number = said.number
WHERE {IS_PUBLIC}
GROUP BY name
"""
# The columns of a line that a sentence on how its amount came about is made of.
LINE = (
    *("event", "measure", "amount", "raw_amount"),
    *("quantity", "times", "unit_amount", "coefficient"),
)
STAR = tuple(Star.__dataclass_fields__)
# The entries of the passbooks in `asked`, each with what corrects it right under it.
_BOOKED = """
CREATE TABLE booked AS
SELECT number, corrects, entry, MIN(event) AS event, MIN(served_on) AS served_on,
  MIN(booked_on) AS booked_on, MIN(file) AS file, MAX(amount) < 0 AS is_out,
  SUM(amount) FILTER (measure = 'minutes') AS minutes,
  SUM(amount) FILTER (measure = 'points') AS points,
  SUM(amount) FILTER (measure = 'credit_minutes') AS credit_minutes
FROM ledger WHERE number IN (SELECT number FROM asked) AND measure <> 'fen'
GROUP BY number, corrects, entry
"""
MEASURES = ("minutes", "points", "credit_minutes")  # in the order of a row's amounts
_AMOUNTS = " UNION ".join(
    f"SELECT '{each}' AS measure, {each} AS amount FROM booked WHERE {each} IS NOT NULL"
    for each in MEASURES
)
_SAID = " || ',' || ".join(f"COALESCE({each}_said.text, '\"\"')" for each in MEASURES)
_JOINED = "\n".join(
    f"LEFT JOIN said AS {each}_said ON {each}_said.measure = '{each}'"
    f" AND {each}_said.amount = booked.{each}"
    for each in MEASURES
)
# Lines of which more is told than the amount: gifts, goods, what a cap cut off.
_MORE = """
SELECT * FROM ledger
WHERE number IN (SELECT number FROM asked) AND measure <> 'fen' AND corrects IS NULL
  AND (amount <> raw_amount OR event IN ('money', 'goods', 'redemption'))
"""
_LINES = f"SELECT DISTINCT {', '.join(LINE)} FROM ({_MORE}) AS more"
_SAME = " AND ".join(f"working.{each} IS NOT DISTINCT FROM more.{each}" for each in LINE)
# What is told of the passbooks in `asked`, each table beginning with the number.
_QUERIES = {
    "move": """
SELECT number, measure, class, origin, SUM(amount) AS amount
FROM ledger WHERE number IN (SELECT number FROM asked) AND measure <> 'fen'
GROUP BY number, measure, class, origin
ORDER BY number, measure, class, MIN(booked_on), origin""",
    # All entries as JSON, in the order booked: of each its name, address, day, how its amounts
    # came about, the amounts, and what corrects it. That is a row of the same shape without more.
    "row": f"""
WITH
  told AS (
    SELECT booked.*, '[' || {_SAID} || ']' AS amounts FROM booked {_JOINED}
  ),
  worked AS (
    SELECT number, entry, '[' || STRING_AGG(
      working.text, ',' ORDER BY booked_on, more.amount < 0, more.measure, pointer, rule NULLS FIRST
    ) || ']' AS text
    FROM ({_MORE}) AS more JOIN working ON {_SAME}
    GROUP BY number, entry
  ),
  fixed AS (
    SELECT number, corrects AS entry, ',[' || STRING_AGG(
      '[' || to_json(event.said) || ',' || to_json('corrections/' || entry || '/') || ','
        || to_json(booked_on) || ',[],' || amounts || ']',
      ',' ORDER BY booked_on, is_out, entry
    ) || ']' AS text
    FROM told JOIN event ON event.event = 'correction'
    WHERE corrects IS NOT NULL
    GROUP BY number, corrects
  )
SELECT told.number, '[' || STRING_AGG(
  '[' || CASE
    WHEN source.kind = 'activity' THEN source.link
    WHEN source.kind IS NULL THEN to_json(event.said) || ',""'
    WHEN source.kind = 'policy' THEN to_json(event.said) || ',' || to_json(source.address)
    ELSE to_json(event.said || COALESCE(' ' || goods.label, '')) || ','
      || to_json(source.page || '#' || told.entry)
  END || ',' || COALESCE(to_json(served_on), 'null') || ',' || COALESCE(worked.text, '[]')
    || ',' || amounts || COALESCE(fixed.text, '') || ']',
  ',' ORDER BY booked_on, is_out, told.entry
) || ']' AS text
FROM told
LEFT JOIN (
  SELECT *, to_json(label) || ',' || to_json(address) AS link FROM source
) AS source USING (file)
LEFT JOIN event USING (event)
LEFT JOIN goods ON goods.entry = told.entry
LEFT JOIN worked ON worked.number = told.number AND worked.entry = told.entry
LEFT JOIN fixed ON fixed.number = told.number AND fixed.entry = told.entry
WHERE told.corrects IS NULL
GROUP BY told.number ORDER BY told.number""",
    # What caps cut off.
    "cut": """
SELECT number, measure, amount, raw_amount, corrects FROM ledger
WHERE number IN (SELECT number FROM asked) AND measure <> 'fen' AND amount <> raw_amount
ORDER BY number, booked_on, amount < 0, entry, measure, pointer, rule NULLS FIRST""",
    "rule": """
SELECT DISTINCT number, policy, rule FROM ledger
WHERE number IN (SELECT number FROM asked) AND measure <> 'fen'
  AND policy IS NOT NULL AND rule IS NOT NULL
ORDER BY number, policy, rule""",
    "star": f"""
SELECT {", ".join(STAR)} FROM star WHERE number IN (SELECT number FROM asked)
ORDER BY number""",
}


@dataclass(frozen=True)
class Books:
    """What passbooks are made of: who holds them, what was recognised, what they hold.

    `holders` are sorted by number, as are `tables`, which hold what was `read` last.
    """

    holders: pa.Table
    granted: Mapping[str, GrantedStar]
    revoked: Mapping[str, Sequence[RevokedStar]]
    badges: Mapping[str, Sequence[Badge]]
    _tally: Tally
    tables: dict[str, pa.Table] = field(default_factory=dict)
    _places: dict[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> Sequence[str]:
        """The numbers of all public passbooks."""
        numbers: list[str] = self.holders["number"].to_pylist()
        return numbers

    @property
    def length(self) -> int:
        """How many letters the name of a file has, by how many passbooks there are."""
        length = 1
        while len(self.numbers) > MOST * _ALPHABET**length:
            length += 1
        return length

    def digests(self, sources: Mapping[str, pa.Table]) -> Mapping[str, str]:
        """What tells one state of each file from another, but for the teams and rounds it names.

        `sources` are those of `sources_of`.
        """
        start, end = self._letters
        with self._tally.tables.beside(sources):
            lines = self._tally.rows(_DIGESTS, start + 1, end - start)
        said = {line["name"]: [line["digest"]] for line in lines}
        for of in (self.granted, self.revoked, self.badges):
            for number, each in of.items():
                if (name := number[start:end]) in said:
                    said[name].append(repr(each))
        return {name: " ".join(of) for name, of in said.items()}

    def read(
        self, shards: Iterable[Sequence[Any]], sources: Mapping[str, pa.Table], lang: Lang
    ) -> None:
        """Read what stands in the passbooks of some files, before others are made of them."""
        asked = [number for _, start, end in shards for number in self.numbers[start:end]]
        if not asked:
            return
        events = room("pages")["event"]
        words = {"event": list(events), "said": [each[lang] for each in events.values()]}
        tables = {
            **sources,
            "asked": pa.table({"number": pa.array(asked, pa.string())}),
            "event": pa.table(words),
        }
        with self._tally.tables.beside(tables, {"booked": _BOOKED}):
            connection = self._tally.tables.made(_AMOUNTS, _LINES, *_QUERIES.values())
            said = _said(connection.execute(_AMOUNTS).fetchall(), lang)
            working = _working(connection.sql(_LINES).to_arrow_table(), lang)
            with with_tables(connection, {"said": said, "working": working}):
                for name, query in _QUERIES.items():
                    table = connection.sql(query).to_arrow_table().combine_chunks()
                    self.tables[name], self._places[name] = table, _places(table, *self._letters)

    def rows(self, table: str, shard: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a table that was read, of the passbooks of one file."""
        start, end = self._places[table].get(shard, (0, 0))
        part = self.tables[table].slice(start, end - start)
        return zip(*(column.to_pylist() for column in part.columns), strict=True)

    def shards(self) -> list[tuple[str, int, int]]:
        """The name of each file, and the places in `numbers` where it begins and ends."""
        start, end = self._letters
        places = groupby(range(len(self.numbers)), key=lambda at: self.numbers[at][start:end])
        found = [(name, list(of)) for name, of in places]
        return [(name, of[0], of[-1] + 1) for name, of in found]

    @property
    def _letters(self) -> tuple[int, int]:
        """Where in a number the name of its file stands."""
        return len(PREFIX), len(PREFIX) + self.length


def books_of(tally: Tally) -> Books:
    """What the public passbooks are made of; of none it is read yet what stands in it."""
    return Books(
        holders=tally.asked(_HOLDERS),
        granted={each.number: each for each in granted_stars(tally)},
        revoked=_by_number(revoked_stars(tally)),
        badges=_by_number(badges(tally)),
        _tally=tally,
    )


def _said(amounts: Sequence[tuple[str, Decimal]], lang: Lang) -> pa.Table:
    """Amounts in words, as JSON."""
    texts = [json.dumps(amount_in_words(*each, lang), ensure_ascii=False) for each in amounts]
    return pa.table(
        {
            "measure": pa.array([measure for measure, _ in amounts], pa.string()),
            "amount": pa.array([amount for _, amount in amounts], pa.decimal128(38, 2)),
            "text": pa.array(texts, pa.string()),
        }
    )


def _working(lines: pa.Table, lang: Lang) -> pa.Table:
    """Lines with how their amounts came about, as JSON."""
    told = (working_in_words(line_of(each), lang) for each in lines.to_pylist())
    texts = [json.dumps(each, ensure_ascii=False) for each in told]
    return lines.append_column("text", pa.array(texts, pa.string()))


_NOTHING: Mapping[str, Any] = dict.fromkeys(Line.__dataclass_fields__)


def line_of(told: Mapping[str, Any]) -> Line:
    """A line of the ledger with that alone of which a sentence is made."""
    return Line(**{**_NOTHING, **told})


def _places(table: pa.Table, start: int, end: int) -> dict[str, tuple[int, int]]:
    """Where the rows of each file begin and end, in a table sorted by number."""
    names = pc.utf8_slice_codeunits(table["number"], start, end).combine_chunks()
    runs = pc.run_end_encode(names)
    ends = runs.run_ends.to_pylist()
    return dict(zip(runs.values.to_pylist(), zip([0, *ends], ends, strict=False), strict=True))


def _by_number(items: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for each in items:
        found.setdefault(each.number, []).append(each)
    return found
