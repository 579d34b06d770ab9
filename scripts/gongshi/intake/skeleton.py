"""A new record to fill in: every property explained, the places that must be filled marked.

A place to fill is left empty, so that `gongshi check` points at each (Y018) and at nothing else.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs

from gongshi.intake.conditions import special_conditions
from gongshi.kinds import NOT_BLANK, Kind, Schema
from gongshi.records.canonical import to_yaml, write_atomic
from gongshi.words import Lang, say

Refusal = Literal["exists", "bad_id"]

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # of random parts, as the schemas have it
# Patterns of ids that hold a letter, perhaps a date, and a random part of so many characters.
_RANDOM_ID = re.compile(r"\^([a-z])-(\[0-9\]\{8\}-)?\[0-9a-hjkmnp-tv-z\]\{(\d)\}\$")
_LETTER_ID = re.compile(r"\^([a-z])-")
_ENDS = ("to", "until")  # a last day is for the clerk to set, never today


def write_skeleton(
    root: Path, kind: Kind, record_id: str | None, today: date, lang: Lang
) -> Path | Refusal:
    """Write a new record of `kind` below `root`, and return its path.

    The id is `record_id`, or made from `today` and chance. A record of that id is never touched:
    the answer is then "exists"; "bad_id" where the kind's ids look otherwise.
    """
    chosen = record_id or new_id(kind, today)
    if not jsonschema_rs.is_valid(_local(kind.schema)["properties"]["id"], chosen):
        return "bad_id"
    path = root / "records" / kind.folder / f"{chosen}.yaml"
    if any((root / "records").rglob(path.name)):
        return "exists"
    try:
        write_atomic(path, skeleton(kind, chosen, today, lang), is_new=True)
    except FileExistsError:
        return "exists"
    return path


def new_id(kind: Kind, today: date) -> str:
    """An id that the schema of `kind` allows, of the date and chance where it asks for no more."""
    pattern = _local(kind.schema)["properties"]["id"]["pattern"]
    if made := _random_id(pattern, today):
        return made
    letter = _LETTER_ID.match(pattern)
    return f"{letter[1]}-{_chance(5)}" if letter else f"{kind.name}-{today:%Y%m%d}-{_chance(5)}"


def skeleton(kind: Kind, record_id: str, today: date, lang: Lang) -> str:
    """The text of a new local record: what must be filled is empty, what may be is a comment."""
    writer = _Writer(kind, record_id, today, lang)
    head = (
        say(
            "intake.skeleton.head", lang, title=kind.title[lang], description=kind.description[lang]
        ),
        say("intake.skeleton.how", lang),
        say("intake.skeleton.then", lang),
    )
    return "\n".join([*(f"# {line}" for line in head), *writer.record()]) + "\n"


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one skeleton."""

    kind: Kind
    record_id: str
    today: date
    lang: Lang

    def record(self) -> Iterator[str]:
        """The lines of the record, a blank one before each property."""
        schema = _local(self.kind.schema)
        days = [n for n, each in schema["properties"].items() if each.get("format") == "date"]
        given = {name: self.today.isoformat() for name in days if name not in _ENDS}
        given |= {"id": self.record_id, "basis": "local"}
        for name, spec in schema["properties"].items():
            yield ""
            yield from self._property(name, spec, schema, given.get(name))

    def _property(
        self, name: str, spec: Schema, holder: Schema, given: str | None = None
    ) -> Iterator[str]:
        """A property's lines: what it is, then the start of its value or an example as comment."""
        must = name in _required(holder)
        yield from (f"# {line}" for line in self._explanation(name, spec, must, holder))
        if must:
            yield from self._start(name, spec, given)
        else:
            yield from (f"# {line}" for line in self._written(name, self._example(spec)))

    def _explanation(self, name: str, spec: Schema, must: bool, holder: Schema) -> Iterator[str]:
        word = "must" if must else "may"
        title = _word(spec, "title", self.lang)
        description = _word(spec, "description", self.lang)
        yield say(f"intake.skeleton.{word}", self.lang, title=title, description=description)
        between = say("intake.skeleton.between", self.lang)
        if reasons := list(special_conditions(name, holder, self.lang)):
            yield between.join(reasons)
        value = spec.get("items", spec)
        if "x-enum" in value and "const" not in value:
            at = 0 if self.lang == "zh" else 1
            choices = [
                say("intake.skeleton.choice", self.lang, value=each, words=words[at])
                for each, words in value["x-enum"].items()
            ]
            yield say("intake.skeleton.choices", self.lang, choices=between.join(choices))
        if "x-refers-to" in value:
            kinds = between.join(value["x-refers-to"])
            yield say("intake.skeleton.refers", self.lang, kinds=kinds)

    def _start(self, name: str, spec: Schema, given: str | None) -> Iterator[str]:
        """A required property as the clerk finds it."""
        place = say("intake.skeleton.place", self.lang, title=_word(spec, "title", self.lang))
        if given is None and "x-refers-to" not in spec:
            given = _random_id(spec.get("pattern", ""), self.today)
        if given is not None:
            yield from self._written(name, given)
        elif spec["type"] == "object":
            yield f"{name}:"
            yield from (f"  {line}" for line in self._object(spec))
        elif spec["type"] == "array" and spec["items"]["type"] == "object":
            yield f"{name}:"
            yield from _as_item(self._object(spec["items"]))
        elif spec["type"] == "array":
            yield from (f"{name}:", f"  -  # {place}")
        else:
            yield f"{name}:  # {place}"

    def _object(self, spec: Schema) -> list[str]:
        """The lines of an object inside the record, what must be filled first.

        A choice on which other properties hang is made, as it is made most often.
        """
        likeliest = _likeliest(spec)
        rules = spec.get("allOf", ())
        given = {
            name: choice
            for name, choice in likeliest.items()
            if any(_asks(rule, name) for rule in rules)
        }
        holder = _resolved(spec, likeliest)
        required = _required(holder)
        names = sorted(spec["properties"], key=lambda name: name not in required)
        return [
            line
            for name in names
            for line in self._property(name, holder["properties"][name], holder, given.get(name))
        ]

    def _example(self, spec: Schema) -> Any:
        return example(spec, self.today, self.lang)

    def _written(self, name: str, value: Any) -> list[str]:
        return to_yaml({name: value}, self.kind).splitlines()


def example(spec: Schema, today: date, lang: Lang, nth: int = 1) -> Any:
    """A value that a property's schema `spec` allows, to show its form; the `nth` of several."""
    if "enum" in spec:
        return spec["enum"][0]
    if spec["type"] == "array":
        titles = {word: spec[word] for word in ("title", "x-title-en") if word in spec}
        item = {**titles, **spec["items"]}
        return [example(item, today, lang, n + 1) for n in range(spec.get("minItems", 1))]
    if spec["type"] == "object":
        forbidden = {
            name
            for branch in _branches(spec, _likeliest(spec))
            for name, narrower in branch.get("properties", {}).items()
            if narrower is False
        }
        return {
            name: example(each, today, lang)
            for name, each in spec["properties"].items()
            if name not in forbidden
        }
    if spec["type"] == "boolean":
        return True
    if spec["type"] == "integer":
        least = int(spec.get("minimum", 1))
        return today.year if least > 1000 else max(least, 1)  # from 1000 on it is a year
    if spec.get("pattern", NOT_BLANK) == NOT_BLANK:
        return say("intake.skeleton.place", lang, title=_word(spec, "title", lang))
    return next(
        each for each in _forms(spec, today, nth) if jsonschema_rs.is_valid(dict(spec), each)
    )


def _forms(spec: Schema, today: date, nth: int) -> Iterator[str]:
    """Texts of fixed form; where several fit a pattern, the first is the likeliest."""
    if found := _RANDOM_ID.match(spec.get("pattern", "")):
        letter, dated, length = found.groups()
        yield f"{letter}-{f'{today:%Y%m%d}-' if dated else ''}{nth:0{length}}"
    yield from (
        f"bianhao-{nth}",
        f"s-{nth}",
        today.isoformat(),
        f"{today:%Y-%m}",
        "12-31",
        "09:00",
        "10",
        "4",
        "0000-0000000",
        "X003",
        "/name",
        "0" * 64,
        "0" * 32,
        f"{today.isoformat()}T09:00",
        f"{today:%Y}-Q1",
        "ssh-ed25519 AAAA",
        f"bianhao-{nth}.jpg",
    )


def _as_item(lines: Sequence[str]) -> Iterator[str]:
    """An object's lines as a list's only item: the first that is no comment has the dash."""
    first = next(at for at, line in enumerate(lines) if not line.startswith("#"))
    for at, line in enumerate(lines):
        yield ("  - " if at == first else "  " if at < first else "    ") + line


def _local(schema: Schema) -> dict[str, Any]:
    """`schema` as it binds a new local record: what hangs on the basis is settled."""
    start: dict[str, Any] = dict.fromkeys(schema.get("required", ()))
    if "basis" in schema["properties"]:
        start["basis"] = "local"
    rules = [each for each in schema.get("allOf", ()) if not _asks(each, "basis")]
    return {**_resolved(schema, start), "allOf": rules}


def _resolved(schema: Schema, start: Mapping[str, Any]) -> dict[str, Any]:
    """`schema` as it binds an object that holds `start`: conditions that hold, written out."""
    required, properties = set(schema.get("required", ())), dict(schema["properties"])
    for branch in _branches(schema, start):
        required |= set(branch.get("required", ()))
        for name, narrower in branch.get("properties", {}).items():
            if narrower is not False:
                properties[name] = {**properties[name], **narrower}
    return {**schema, "required": sorted(required), "properties": properties}


def _branches(schema: Schema, start: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the conditional rules of `schema` ask of an object that holds `start`."""
    return [
        rule.get("then" if jsonschema_rs.is_valid(rule["if"], start) else "else", {})
        for rule in schema.get("allOf", ())
    ]


def _likeliest(schema: Schema) -> dict[str, Any]:
    """What a new object of `schema` must hold: of choices the first, which is the likeliest."""
    given = {
        name: schema["properties"][name].get("enum", [None]) for name in schema.get("required", ())
    }
    return {name: choices[0] for name, choices in given.items()}


def _asks(rule: Mapping[str, Any], name: str) -> bool:
    return name in rule["if"].get("properties", {})


def _required(schema: Schema) -> list[str]:
    """What must be there; where one of several must, the first of them."""
    either = [branch for key in ("oneOf", "anyOf") for branch in schema.get(key, ())[:1]]
    return [*schema.get("required", ()), *chain.from_iterable(b["required"] for b in either)]


def _random_id(pattern: str, today: date) -> str | None:
    """A new id for a pattern that wants a random part; None for any other pattern."""
    found = _RANDOM_ID.match(pattern)
    if found is None:
        return None
    letter, dated, length = found.groups()
    return f"{letter}-{f'{today:%Y%m%d}-' if dated else ''}{_chance(int(length))}"


def _chance(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _word(spec: Schema, word: str, lang: Lang) -> str:
    chinese = str(spec.get(word, ""))
    return chinese if lang == "zh" else str(spec.get(f"x-{word}-en", chinese))
