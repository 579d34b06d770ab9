"""A downloaded copy of a site, checked by itself: its files, its figures, its pages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from html import escape
from itertools import chain, zip_longest
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from gongshi import __version__
from gongshi.publish.audit.journal import IN_MONTH, booked, choose, head, months, paths_of
from gongshi.publish.audit.manifest import MANIFEST, Manifest, digests, read_manifest
from gongshi.publish.audit.recompute import (
    FIGURES,
    JOURNAL,
    JOURNAL_OF,
    LEDGER,
    SUMS,
    TABLES,
    sql_files,
)
from gongshi.publish.audit.transactions import transactions
from gongshi.publish.shell import BELOW
from gongshi.records.database import open_tables
from gongshi.tally.in_words import sum_in_words
from gongshi.words import Lang, room, say

SHOWN = 20  # differences of one sort that are told; the rest are counted


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure or file (`figure`) that is not what it should be.

    `what` is `changed`, `missing` or `added` (a file, against the manifest), `manifest`, `sql` (a
    statement unlike ours), `unreadable` (the data cannot be computed with), `page` (it does not
    show the sum), `journal` (a line unlike the one the published ledger gives), or a `what` of
    sql/compare.sql.
    """

    what: str
    figure: str
    published: str | None = None
    computed: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found; `beyond` counts, by (what, why), what published data cannot answer."""

    manifest: Manifest | None
    agreeing: Mapping[str, int]
    beyond: Mapping[tuple[str, str], int]
    differences: Sequence[Difference]


def verify(folder: Path) -> Verdict:
    """Check the copy of a site in `folder` against its manifest, and compute its figures again.

    The SQL that runs is this program's own; that of the copy must be the same text. Nothing in
    the copy is trusted, and nothing outside it is read.
    """
    differences: list[Difference] = []
    agreeing: Counter[str] = Counter()
    beyond: Counter[tuple[str, str]] = Counter()
    found = digests(folder)
    manifest: Manifest | None = None
    try:
        manifest = read_manifest(folder)
        differences += _files(manifest.files, found)
        agreeing["file"] = sum(found.get(path) == sha for path, sha in manifest.files.items())
    except (OSError, ValueError) as error:
        differences.append(Difference("manifest", MANIFEST, computed=_first_line(error)))
    for name, text in sql_files().items():
        if found.get(f"data/sql/{name}") == sha256(text.encode()).hexdigest():
            agreeing["sql"] += 1
        else:
            differences.append(Difference("sql", f"data/sql/{name}"))
    try:
        connection = _computed(folder / "data")
        agreeing.update(dict(connection.execute(_AGREEING).fetchall()))
        for what, reason, count in connection.execute(_BEYOND).fetchall():
            beyond[what, reason] = count
        for row in connection.execute(_DIFFERENT).fetchall():
            differences.append(Difference(*row))
        for page, words, is_there in _pages(folder, found):
            if is_there:
                agreeing["page"] += 1
            else:
                differences.append(Difference("page", page, computed=words))
        lines, unlike = _journals(connection, folder / "data", manifest)
        differences += unlike
        agreeing["journal"] = lines
    except _UNREADABLE as error:
        differences.append(Difference("unreadable", "data", computed=_first_line(error)))
    return Verdict(manifest, agreeing, beyond, differences)


# What reading or computing with data that is not as it should be may raise.
_UNREADABLE = (
    *(OSError, ValueError, TypeError, KeyError, AttributeError, ArithmeticError),
    *(duckdb.Error, pa.ArrowException),
)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _files(listed: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Difference]:
    for path in sorted(listed.keys() | found.keys()):
        if path not in found:
            yield Difference("missing", path)
        elif path not in listed:
            yield Difference("added", path)
        elif listed[path] != found[path]:
            yield Difference("changed", path)


# Of what was compared all that agrees is counted, for of a city that is millions of figures.
_AGREEING = "SELECT what, COUNT(*) FROM comparison WHERE agrees GROUP BY what"
_BEYOND = """
SELECT what, beyond, COUNT(*) FROM comparison
WHERE NOT agrees AND beyond IS NOT NULL GROUP BY what, beyond
"""
_DIFFERENT = """
SELECT what, figure, published, recomputed FROM comparison
WHERE NOT agrees AND beyond IS NULL ORDER BY what, figure
"""


def _computed(data: Path) -> duckdb.DuckDBPyConnection:
    """What our statements make of the copy's tables."""
    tables = {name: pq.read_table(data / "tables" / f"{name}.parquet") for name in TABLES}
    parts = [pq.read_table(path) for path in sorted((data / LEDGER).glob("*.parquet"))]
    tables["published_ledger"] = pa.concat_tables(parts)
    tables["published_entry_sum"] = pq.read_table(data / SUMS)
    for name, figures in FIGURES.items():
        rows = json.loads((data / figures.file).read_text(encoding="utf-8"))
        schema = pa.schema(list(figures.columns.items()))
        tables[f"published_{name}"] = pa.Table.from_pylist(rows, schema=schema)
    connection = open_tables(tables)
    for name, text in sql_files().items():
        if name != "00_tables.sql":  # reads the same files by itself
            connection.execute(text)
    return connection


_LINES = "SELECT * FROM published_ledger"


def _journals(
    connection: duckdb.DuckDBPyConnection, data: Path, manifest: Manifest | None
) -> tuple[int, list[Difference]]:
    """How many lines of the journal agree, and of each file the first that does not.

    The first line of all says the commit, which the manifest alone says too.
    """
    (as_of,) = pq.read_table(data / "tables" / "as_of.parquet")["day"].to_pylist()
    commit = manifest.commit if manifest else None
    of = months(connection, _LINES) or [as_of[:7]]

    def ask(query: str) -> pa.Table:
        return connection.sql(query).to_arrow_table()

    names = [JOURNAL_OF.format(month) for month in of]
    first = head(ask, _LINES, as_of, commit, names)
    found = [_journal(data, JOURNAL, [first], 0 if manifest else 1)]
    paths = paths_of(ask)
    for month, name in zip(of, names, strict=True):
        choose(connection, month)
        pieces = transactions(booked(connection, IN_MONTH.format(_LINES)), paths)
        found.append(_journal(data, name, pieces))
    return sum(lines for lines, _ in found), [unlike for _, unlike in found if unlike]


def _journal(
    data: Path, name: str, pieces: Iterable[str], unknown: int = 0
) -> tuple[int, Difference | None]:
    """How many lines a file has that should be these, 0 if they are not, and the first unlike.

    What so many lines at its beginning should say is `unknown`.
    """
    computed = chain.from_iterable(piece.removesuffix("\n").split("\n") for piece in pieces)
    number = 0
    with (data / name).open(encoding="utf-8", newline="") as file:
        published = (line.removesuffix("\n") for line in file)
        for number, (theirs, ours) in enumerate(zip_longest(published, computed), 1):
            if theirs != ours and number > unknown:
                return 0, Difference("journal", f"data/{name}:{number}", theirs, ours)
    return number, None


def _pages(folder: Path, found: Collection[str]) -> Iterator[tuple[str, str, bool]]:
    """Each sum over all time with the page that must show it, in words, and whether it does.

    A copy that has an English home page has all pages in English, too.
    """
    languages = [lang for lang in BELOW if lang == "zh" or f"{BELOW[lang]}index.html" in found]
    sums: dict[tuple[str, str, str], Decimal] = {}
    for row in json.loads((folder / "data" / "totals.json").read_text(encoding="utf-8")):
        if row["period"] == "all":
            key = (row["kind"], row["id"], row["measure"])
            sums[key] = sums.get(key, Decimal(0)) + Decimal(row["amount"])
    for (kind, id, measure), amount in sorted(sums.items()):
        for lang in languages:
            page = f"{BELOW[lang]}ledgers/{kind}-{id}/index.html"
            html = (folder / page).read_text(encoding="utf-8") if page in found else ""
            said = sum_in_words(measure, amount, lang)
            yield page, said, f">{escape(said)}<" in html


def in_words(verdict: Verdict, lang: Lang) -> str:
    """The verdict as text, the differences first told, then counted."""
    lines = []
    if verdict.manifest:
        made = verdict.manifest
        lines.append(_say("made", lang, as_of=made.as_of, commit=made.commit or "–"))
        lines.append(_say("digest", lang, sha256=made.sha256))
    lines += [
        _say("agrees", lang, what=_say(f"what.{what}", lang), count=f"{count:,}")
        for what in room("audit")["what"]
        if (count := verdict.agreeing.get(what))
    ]
    lines += [
        _say(
            "beyond",
            lang,
            what=_say(f"what.{what}", lang),
            count=f"{count:,}",
            why=_say(f"why.{why}", lang),
        )
        for (what, why), count in sorted(verdict.beyond.items())
    ]
    told: Counter[str] = Counter()
    for each in verdict.differences:
        told[each.what] += 1
        if told[each.what] <= SHOWN:
            lines.append(_difference(each, lang))
    lines += [
        _say("more", lang, what=_say(f"what.{what}", lang), count=f"{count - SHOWN:,}")
        for what, count in told.items()
        if count > SHOWN
    ]
    if verdict.manifest and verdict.manifest.version != __version__:
        lines.append(_say("version", lang, theirs=verdict.manifest.version, ours=__version__))
    count = len(verdict.differences)
    lines.append(_say("differ" if count else "all_agree", lang, count=f"{count:,}"))
    return "\n".join(lines) + "\n"


def _difference(each: Difference, lang: Lang) -> str:
    if each.what in ("changed", "missing", "added", "manifest", "sql", "unreadable", "page"):
        return _say(f"found.{each.what}", lang, figure=each.figure, computed=each.computed)
    absent = _say("absent", lang)
    return _say(
        "found.figure",
        lang,
        what=_say(f"what.{each.what}", lang),
        figure=each.figure,
        published=each.published or absent,
        computed=each.computed or absent,
    )


def _say(key: str, lang: Lang, **slots: object) -> str:
    return say(f"audit.{key}", lang, **{name: _plain(value) for name, value in slots.items()})


def _plain(value: object) -> str:
    """What a copy says may hold anything; nothing but print reaches the terminal."""
    return "".join(each if each.isprintable() else "\ufffd" for each in str(value))
