"""The leak scanner: what a public record must not tell about a person (codes P).

It reads every published free text and every record's id. Numbers and addresses that lead to one
person are errors wherever they stand, but for phones and e-mail in an organisation's contact field;
so are sensitive words beside a person, which a reviewer may waive: for certain (P005) or where
something only looks like a name (P006). Of those who are served nothing may be said at all, nor who
they are (O019), and for them no money is asked (O021).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from gongshi.checks.numbers import EMAIL, MOBILE, traces
from gongshi.checks.sensitive import Hit, Reader, title_of, worth_reading
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.load import Loaded
from gongshi.records.tables import layout
from gongshi.records.views import is_name_of_person

SAID_OF_PERSON, SAID_OF_A_NAME = "P005", "P006"
RECIPIENT_NAMED, MONEY_ASKED = "O019", "O021"

# A text that stands in many places is read once, and the engine looks for what is worth reading, so
# that Python sees few of very many.
_TEXT = """
    WITH text AS (
        SELECT
            file, pointer, kind, value, is_contact, pointer = '/id' AS is_id,
            file IN (SELECT file FROM honored) AS is_honored
        FROM (
            SELECT file, pointer, kind, value, is_contact FROM free_text
            UNION ALL
            SELECT file, '/id', kind, id, FALSE FROM record
        )
    )
"""
_TEXTS = f"""
    {_TEXT}
    SELECT DISTINCT kind, value, is_contact, is_id, is_honored FROM text
    WHERE list_contains(?, kind) OR regexp_matches(value, ?)
"""
_PLACES = f"""
    {_TEXT}
    SELECT file, pointer, kind, value, is_contact, is_id, is_honored FROM text
    WHERE value IN (SELECT unnest(?)) ORDER BY file, pointer
"""
_MANY_DIGITS = "[0-9](?:[^0-9]?[0-9]){10}"
# What may be something else once it is folded: all but Latin and Han and their usual punctuation.
_ODD = "[^\\x00-?A-~\u3400-\u9fff\u3000、。《》【】“”‘’…—·，：；！？（）]"
_LATER_DIGITS = re.compile("(?<=[0-9]{3})[0-9]")  # a report is read by others, too
_ORGANISATIONS = ("body", "team", "unit")
# What is read beside free texts: ids, and what the glossary is made of.
READ_BESIDE = frozenset({"record", "honor", "profile", *_ORGANISATIONS})

Told = tuple[str, Mapping[str, str]]  # a finding's code and arguments


@dataclass(frozen=True, slots=True)
class _Text:
    """A published text and what must be known of where it stands to judge it."""

    kind: str
    value: str
    is_contact: bool
    is_id: bool
    is_honored: bool


@dataclass(frozen=True, slots=True)
class Glossary:
    """What must be known of all records to read one text.

    The names of persons and of organisations, and the files of honors that model volunteers have.
    """

    persons: frozenset[str]
    organisations: frozenset[str]
    honored: pa.Array

    def digest(self, paths: Sequence[str]) -> str:
        """A digest that is another where texts may be read otherwise."""
        honored = [paths[file] for file in self.honored.to_pylist()]
        said = json.dumps([sorted(self.persons), sorted(self.organisations), honored])
        return sha256(said.encode()).hexdigest()


def glossary_of(loaded: Loaded, kinds: Mapping[str, Kind]) -> Glossary:
    """What these records say of that."""
    persons: set[str] = set()
    for kind in kinds.values():
        for table, columns in layout(kind).items():
            for column in filter(is_name_of_person, columns):
                persons.update(pc.unique(loaded.tables[table][column.name]).to_pylist())
    organisations: set[str] = set()
    for name in _ORGANISATIONS:
        organisations.update(loaded.tables[name]["name"].to_pylist())
    honors, models = loaded.tables["honor"], loaded.tables["profile"]["id"]
    honored = honors["file"].filter(pc.is_in(honors["recipient"], value_set=models))
    return Glossary(
        frozenset(each for each in persons if each is not None and len(each) > 1),
        frozenset(organisations),
        honored.combine_chunks(),
    )


def leaks(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[str],
    kinds: Mapping[str, Kind],
    glossary: Glossary,
) -> Iterator[Finding]:
    """Every finding in the published texts of the records that `connection` holds."""
    connection.register("honored", pa.table({"file": glossary.honored}))
    served = [name for name, kind in kinds.items() if kind.of_recipient]
    texts = connection.execute(_TEXTS, [served, worth_looking_at()]).fetchall()
    if not texts:
        return
    reader = Reader(glossary.persons, glossary.organisations)
    told = {
        text: found
        for text in (_Text(*row) for row in texts)
        if (found := list(_told(text, reader, kinds[text.kind])))
    }
    if not told:
        return
    values = sorted({text.value for text in told})
    for file, pointer, *about in connection.execute(_PLACES, [values]).fetchall():
        for code, args in told.get(_Text(*about), ()):
            yield Finding(paths[file], code, pointer, args=args)


def worth_looking_at() -> str:
    """A pattern for the engine that is in every text in which there may be a leak."""
    return f"{_MANY_DIGITS}|@|{_ODD}|{worth_reading()}"


def _told(text: _Text, reader: Reader, kind: Kind) -> Iterator[Told]:
    """What is to be told of a text."""
    for trace in traces(text.value):
        if not (text.is_contact and trace.code in (MOBILE, EMAIL)):
            yield trace.code, {"masked": trace.masked}
    describes_person = kind.describes_person or text.is_honored
    of_recipient = kind.of_recipient and not text.is_id
    hits = reader.hits(text.value, describes_person=describes_person, of_recipient=of_recipient)
    for name in dict.fromkeys(hit.name for hit in hits):
        yield _of_person(name, [hit for hit in hits if hit.name == name])
    if of_recipient:
        for word in reader.recipients(text.value):
            if not traces(word):  # told already
                yield RECIPIENT_NAMED, {"word": _LATER_DIGITS.sub("*", word)}
        if asked := reader.money(text.value):
            yield MONEY_ASKED, {"word": "、".join(asked)}


def _of_person(name: str | None, said: Sequence[Hit]) -> Told:
    """All that one text says of one person, as one finding."""
    args = {"word": said[0].word}
    titles = [title_of(group) for group in dict.fromkeys(hit.group for hit in said)]
    for lang, comma in (("zh", "、"), ("en", ", ")):
        args[f"words_{lang}"] = comma.join(dict.fromkeys(hit.word for hit in said))
        args[f"groups_{lang}"] = comma.join(title[lang] for title in titles)
    if name is None:
        return SAID_OF_PERSON, args
    return SAID_OF_A_NAME, {**args, "name": name}
