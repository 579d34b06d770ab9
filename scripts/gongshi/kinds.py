"""What kinds of record there are, read from `schemas/`: the only description of a record.

A kind is a JSON Schema 2020-12 file (written as YAML) that names its folder with `x-folder`;
`schemas/common.yaml` holds shared definitions and is no kind. Beside the standard keywords a
schema speaks these words, all of them read here and nowhere else:

=====================  ========================================================================
`x-folder`             the folder under `records/` (plural of the kind)
`x-label`              the property that names a record on lists and in links
`x-title-en`,          the English twin of `title` and `description`
`x-description-en`
`x-publish`            `public`: on the site and in the open data; `consent`: only as far as the
                       volunteer's roster line consents; absent: closed, never published
`x-refers-to`          the kinds (or item kinds) whose id the value must be
`x-items`              on a kind: `{array: {item: name, id: property}}`, arrays whose entries
                       carry ids of their own, unique in the repository
`x-person`             the value is a person's name
`x-describes-person`   on a kind: the whole record describes a person
`x-of-recipient`       on a kind: it is of somebody served, of whom nothing whatever is said
`x-picture`            the value is the name of a file in `records/pictures`
`x-contact`            an organisation's public contact: phone numbers and e-mail may stand here
`x-enum`               `{value: [zh, en]}`, the words for each value of `enum`
`x-book`               on a kind: its records have no pages of their own, but stand together, a
                       quarter of a year a page, by the first of these properties that one has
`x-in-order`           chains of date properties that must not run backwards
`x-settled-if`         on a kind: a condition, itself a JSON Schema; a record that met it in a
                       commit that others have seen changes no more, save as its fields allow:
`x-when-settled`       of a settled record, the value `may_be_added` where there was none,
                       `may_be_removed` (of a text or list, a part of it too), or
                       `may_be_changed`; absent: it stays as it is
`x-kept`               on a kind: only the keepers of its place or unit change its local records
`x-stays`              on a kind: its local records are never removed; what became of the matter
                       is written into them
`x-once-posted`        on a kind: `{since: property, stands: [properties], later: [properties]}`;
                       of local records, once the day of `since` has come, what `stands` says is
                       as if settled, but that a day of `later` may be moved to a later one
`x-moves`              `{value: {from: [values], on: property}}`: which value of `enum` may follow
                       which; the property holds the day of the step
=====================  ========================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml_rs

Schema = Mapping[str, Any]
NOT_BLANK = r"\S"  # the one pattern that leaves a string free text


@dataclass(frozen=True, slots=True)
class Posted:
    """What stands from the day of `since` on, and which days may still become later ones."""

    since: str
    stands: frozenset[str]
    later: frozenset[str]


@dataclass(frozen=True, slots=True)
class Move:
    """A legal move to a value: from which others, and the property that holds its day."""

    sources: tuple[str, ...]
    on: str


@dataclass(frozen=True, slots=True)
class Field:
    """A property of a record, or of an object inside it.

    `type` is the JSON type; an array's `item` describes its entries; an object's `fields`
    (or those of an array's object entries, via `item.fields`) are its properties.
    """

    name: str
    type: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    required: bool
    publish: str
    refers_to: tuple[str, ...]
    person: bool
    contact: bool
    picture: bool
    enum: Mapping[str, Mapping[str, str]]
    free_text: bool
    when_settled: str
    moves: Mapping[str, Move]
    fields: tuple[Field, ...]
    item: Field | None
    schema: Schema

    def child(self, name: str) -> Field | None:
        """The property `name` of this object (or of this array's entries)."""
        holder = self.item if self.item is not None else self
        return next((f for f in holder.fields if f.name == name), None)


@dataclass(frozen=True, slots=True)
class Items:
    """An array of a kind whose entries have ids of their own, such as a roster's volunteers."""

    array: str
    item: str
    id: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its folder, its schema with every `$ref` written out, its fields."""

    name: str
    folder: str
    label: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    describes_person: bool
    of_recipient: bool
    kept: bool
    stays: bool
    items: tuple[Items, ...]
    in_order: tuple[tuple[str, ...], ...]
    book: tuple[str, ...]
    settled_if: Schema | None
    once_posted: Posted | None
    fields: tuple[Field, ...]
    schema: Schema

    def field(self, name: str) -> Field | None:
        """The top-level property `name`."""
        return next((f for f in self.fields if f.name == name), None)


def load_kinds(schemas: Path) -> dict[str, Kind]:
    """Every kind described in the folder `schemas`, by name, in alphabetical order.

    Raises ValueError for a schema that cannot be read as a kind: schemas are the toolkit's
    own sources, so a fault in them is a bug and not a finding about somebody's record.
    """
    documents = {path.name: _read(path) for path in sorted(schemas.glob("*.yaml"))}
    return {
        name.removesuffix(".yaml"): _kind(name.removesuffix(".yaml"), _inline(doc, documents, name))
        for name, doc in documents.items()
        if "x-folder" in doc
    }


def walk(fields: Sequence[Field], pointer: str = "") -> Iterator[tuple[str, Field]]:
    """Every field with its pointer pattern, parents first; `*` stands for an array index."""
    for each in fields:
        at = f"{pointer}/{each.name}"
        yield at, each
        if each.item is not None:
            yield from walk(each.item.fields, f"{at}/*")
        else:
            yield from walk(each.fields, at)


def _read(path: Path) -> dict[str, Any]:
    document = yaml_rs.loads(path.read_text(encoding="utf-8"), parse_datetime=False)
    if not isinstance(document, dict):
        raise ValueError(f"{path}: a schema must be a mapping")
    return document


def _inline(node: Any, documents: Mapping[str, Any], here: str) -> Any:
    """`node` with each `$ref` replaced by its target; words beside it win over the target's."""
    if isinstance(node, list):
        return [_inline(each, documents, here) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        file, _, pointer = str(node["$ref"]).partition("#")
        target: Any = documents[file or here]
        for step in pointer.strip("/").split("/"):
            target = target[step]
        beside = {k: _inline(v, documents, here) for k, v in node.items() if k != "$ref"}
        return {**_inline(target, documents, file or here), **beside}
    return {k: _inline(v, documents, here) for k, v in node.items() if k != "$defs"}


def _kind(name: str, schema: dict[str, Any]) -> Kind:
    return Kind(
        name=name,
        folder=schema["x-folder"],
        label=schema["x-label"],
        title=_both(schema, "title"),
        description=_both(schema, "description"),
        describes_person=schema.get("x-describes-person", False),
        of_recipient=schema.get("x-of-recipient", False),
        kept=schema.get("x-kept", False),
        stays=schema.get("x-stays", False),
        items=tuple(
            Items(array=array, item=spec["item"], id=spec["id"])
            for array, spec in schema.get("x-items", {}).items()
        ),
        in_order=tuple(tuple(chain) for chain in schema.get("x-in-order", ())),
        book=tuple(schema.get("x-book", ())),
        settled_if=schema.get("x-settled-if"),
        once_posted=_posted(schema.get("x-once-posted")),
        fields=_fields(schema),
        schema=schema,
    )


def _posted(spec: Schema | None) -> Posted | None:
    if spec is None:
        return None
    return Posted(spec["since"], frozenset(spec["stands"]), frozenset(spec.get("later", ())))


def _fields(schema: Schema) -> tuple[Field, ...]:
    required = schema.get("required", ())
    return tuple(
        _field(name, spec, name in required) for name, spec in schema.get("properties", {}).items()
    )


def _field(name: str, spec: Schema, required: bool) -> Field:
    kind = spec["type"]
    return Field(
        name=name,
        type=kind,
        title=_both(spec, "title"),
        description=_both(spec, "description"),
        required=required,
        publish=spec.get("x-publish", "closed"),
        refers_to=tuple(spec.get("x-refers-to", ())),
        person=spec.get("x-person", False),
        contact=spec.get("x-contact", False),
        picture=spec.get("x-picture", False),
        enum={
            value: {"zh": words[0], "en": words[1]}
            for value, words in spec.get("x-enum", {}).items()
        },
        free_text=kind == "string"
        and spec.get("pattern", NOT_BLANK) == NOT_BLANK
        and not any(word in spec for word in ("enum", "const", "format", "x-refers-to")),
        when_settled=spec.get("x-when-settled", ""),
        moves={
            value: Move(tuple(move["from"]), move["on"])
            for value, move in spec.get("x-moves", {}).items()
        },
        fields=_fields(spec) if kind == "object" else (),
        item=_field("", spec["items"], False) if kind == "array" else None,
        schema=spec,
    )


def _both(schema: Schema, word: str) -> dict[str, str]:
    chinese = schema.get(word, "")
    return {"zh": chinese, "en": schema.get(f"x-{word}-en", chinese)}
