"""The leak scanner: what a public record must not tell about a person (codes P).

It reads every published free text and every record's id. Numbers and addresses that lead to one
person are errors wherever they stand, but for phones and e-mail in an organisation's contact field;
so are sensitive words beside a person, which a reviewer may waive: for certain (P005) or where
something only looks like a name (P006). Of those who are served nothing may be said at all, nor who
they are (O019), and for them no money is asked (O021).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import duckdb

from gongshi.checks.numbers import EMAIL, MOBILE, traces
from gongshi.checks.sensitive import Hit, Reader, title_of, worth_reading
from gongshi.findings import Finding
from gongshi.kinds import Kind

SAID_OF_PERSON, SAID_OF_A_NAME = "P005", "P006"
RECIPIENT_NAMED, MONEY_ASKED = "O019", "O021"

# The engine looks for what is worth reading, so that Python sees few of very many texts.
_TEXTS = """
    WITH text AS (
        SELECT file, pointer, kind, value, is_contact FROM free_text
        UNION ALL
        SELECT file, '/id', kind, id, FALSE FROM record
    )
    SELECT * FROM text
    WHERE list_contains(?, kind) OR regexp_matches(value, ?) ORDER BY file, pointer
"""
_DIGIT = "[0-9０-９]"
_MANY_DIGITS = f"{_DIGIT}(?:[^0-9０-９]{{0,3}}{_DIGIT}){{10}}"
# Characters that NFKC makes into others: digits in circles, full-width letters, radicals, …
_FOLDED = "[@²³¹⁰-ₜ①-⓿⺀-⿟㈀-㏿豈-﫿０-９＠-Ｚａ-ｚ𝐀-𝟿]"
_LATER_DIGITS = re.compile("(?<=[0-9]{3})[0-9]")  # a report is read by others, too
_PERSONS = "SELECT DISTINCT value FROM free_text WHERE is_person_name AND length(value) > 1"
_ORGANISATIONS = """
    SELECT name FROM body UNION SELECT name FROM team UNION SELECT name FROM unit
"""
_HONORED = "SELECT h.file FROM honor AS h JOIN profile AS p ON p.id = h.recipient"


def leaks(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[str], kinds: Mapping[str, Kind]
) -> Iterator[Finding]:
    """Every finding in the published texts of the records."""
    reader = Reader(_column(connection, _PERSONS), _column(connection, _ORGANISATIONS))
    honored = frozenset(_column(connection, _HONORED))
    served = [name for name, kind in kinds.items() if kind.of_recipient]
    worth = f"{_MANY_DIGITS}|{_FOLDED}|{worth_reading()}"
    texts = connection.execute(_TEXTS, [served, worth]).fetchall()
    for file, pointer, kind, value, is_contact in texts:
        for trace in traces(value):
            if not (is_contact and trace.code in (MOBILE, EMAIL)):
                yield Finding(paths[file], trace.code, pointer, args={"masked": trace.masked})
        describes_person = kinds[kind].describes_person or file in honored
        of_recipient = kinds[kind].of_recipient and pointer != "/id"
        hits = reader.hits(value, describes_person=describes_person, of_recipient=of_recipient)
        for name in dict.fromkeys(hit.name for hit in hits):
            said = [hit for hit in hits if hit.name == name]
            yield _of_person(paths[file], pointer, name, said)
        if of_recipient:
            for word in reader.recipients(value):
                if not traces(word):  # told already
                    word = _LATER_DIGITS.sub("*", word)
                    yield Finding(paths[file], RECIPIENT_NAMED, pointer, args={"word": word})
            if asked := reader.money(value):
                yield Finding(paths[file], MONEY_ASKED, pointer, args={"word": "、".join(asked)})


def _of_person(file: str, pointer: str, name: str | None, said: Sequence[Hit]) -> Finding:
    """One finding for all that one text says of one person."""
    args = {"word": said[0].word}
    titles = [title_of(group) for group in dict.fromkeys(hit.group for hit in said)]
    for lang, comma in (("zh", "、"), ("en", ", ")):
        args[f"words_{lang}"] = comma.join(dict.fromkeys(hit.word for hit in said))
        args[f"groups_{lang}"] = comma.join(title[lang] for title in titles)
    if name is None:
        return Finding(file, SAID_OF_PERSON, pointer, args=args)
    return Finding(file, SAID_OF_A_NAME, pointer, args={**args, "name": name})


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [row[0] for row in connection.execute(query).fetchall()]
