"""The schemas keep to what tables can hold and to words that all their readers understand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from gongshi.kinds import Kind, load_kinds, walk
from gongshi.records.shape import Shape

SCHEMAS = Path(__file__).parent.parent / "schemas"
KINDS = load_kinds(SCHEMAS)
# The keywords on which the judge of records and its oracle agree (tests/records/test_shape.py).
KEYWORDS = {
    *("type", "enum", "const", "pattern", "format", "maxLength", "minLength", "minimum", "maximum"),
    *("properties", "required", "additionalProperties", "items", "minItems", "maxItems"),
    *("uniqueItems", "allOf", "anyOf", "oneOf", "if", "then", "else"),
}
NOTES = {"$schema", "title", "description"}
OURS = {
    *("x-folder", "x-label", "x-title-en", "x-description-en", "x-publish", "x-refers-to"),
    *("x-items", "x-person", "x-describes-person", "x-of-recipient", "x-contact", "x-picture"),
    *("x-enum", "x-in-order", "x-book", "x-settled-if", "x-when-settled"),
    *("x-kept", "x-stays", "x-once-posted", "x-moves"),
}
MOST = 2**63 - 1  # the greatest BIGINT

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def nodes(schema: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside `schema`, itself first, with its place."""
    if not isinstance(schema, dict):
        return
    yield at, schema
    for word in ("items", "additionalProperties", "if", "then", "else", "not"):
        yield from nodes(schema.get(word), f"{at}/{word}")
    for word in ("allOf", "anyOf", "oneOf"):
        for number, each in enumerate(schema.get(word, ())):
            yield from nodes(each, f"{at}/{word}/{number}")
    for name, each in schema.get("properties", {}).items():
        yield from nodes(each, f"{at}/properties/{name}")


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_schema_is_a_schema(path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(yaml.safe_load(path.read_text("utf-8")))


@every_kind
def test_a_kind_is_a_schema_when_written_out(kind: Kind) -> None:
    """With every `$ref` replaced, which no schema that refers to itself could be."""
    jsonschema.Draft202012Validator.check_schema(kind.schema)
    assert not any("$ref" in schema for _, schema in nodes(kind.schema))


@every_kind
def test_only_agreed_keywords(kind: Kind) -> None:
    other = {
        f"{at}: {word}"
        for at, schema in nodes(kind.schema)
        for word in set(schema) - KEYWORDS - NOTES - OURS
    }
    assert other == set()


@every_kind
def test_every_value_has_one_type_that_a_column_can_have(kind: Kind) -> None:
    for pointer, field in walk(kind.fields):
        for each in (field, field.item):
            if each is None:
                continue
            assert each.type in ("string", "integer", "boolean", "object", "array"), pointer
            assert each.type != "array" or each.item is not None, pointer
    for at, schema in nodes(kind.schema):
        # A choice is between what must be there, never between types.
        for branch in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
            assert set(branch) == {"required"}, at
        for rule in schema.get("allOf", ()):
            assert set(rule) <= {"if", "then", "else"}, at


@every_kind
def test_objects_name_all_their_properties(kind: Kind) -> None:
    for at, schema in nodes(kind.schema):
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False, at
            assert schema["properties"], at
            assert set(schema.get("required", ())) <= set(schema["properties"]), at


@every_kind
def test_what_stands_once_posted_is_among_its_properties(kind: Kind) -> None:
    posted = kind.once_posted
    if posted is not None:
        names = {field.name for field in kind.fields}
        assert {posted.since} | posted.later <= posted.stands <= names


@every_kind
def test_integers_fit_their_column(kind: Kind) -> None:
    for at, schema in nodes(kind.schema):
        if schema.get("type") == "integer":
            assert -MOST <= schema["minimum"] <= schema["maximum"] <= MOST, at


@every_kind
def test_decimals_are_strings_that_fit_their_column(kind: Kind) -> None:
    for pointer, field in walk(kind.fields):
        pattern = field.schema.get("pattern", "")
        if not pattern or field.free_text or not re.search(pattern, "8.7"):
            continue
        for text in ("1e5", "8.", ".5", "8.7.1", "8,7", " 8.7", "+8.7", "08.7", "", "８.7", "x"):
            assert not re.search(pattern, text), (pointer, text)
        # DECIMAL(18, 4) holds no more than fourteen digits before the point and four behind it.
        assert not re.search(pattern, "1" * 15), pointer
        assert not re.search(pattern, "1.00000"), pointer


@every_kind
def test_patterns_mean_the_same_to_every_engine(kind: Kind) -> None:
    r"""`\d`, `\w` and `\s` differ on letters beyond ASCII; a pattern without ends finds parts."""
    for at, schema in nodes(kind.schema):
        pattern = schema.get("pattern")
        if pattern is not None and pattern != r"\S":
            assert pattern.startswith("^"), at
            assert pattern.endswith("$"), at
            assert not re.search(r"\\[^./-]|\(\?", pattern), at
        assert schema.get("format", "date") == "date", at


@every_kind
def test_no_property_bears_the_name_of_a_child_table_s_key(kind: Kind) -> None:
    names = [pointer for pointer, _ in walk(kind.fields) if "*" in pointer]
    assert [each for each in names if each.endswith(("/file", "/parent", "/ord"))] == []


@every_kind
def test_what_a_kind_says_of_itself_is_so(kind: Kind) -> None:
    known = {*KINDS, *(items.item for each in KINDS.values() for items in each.items)}
    for pointer, field in walk(kind.fields):
        for each in (field, field.item):
            if each is not None:
                assert set(each.refers_to) <= known, pointer
                assert each.publish in ("public", "consent", "closed"), pointer
    assert kind.field(kind.label) is not None
    for items in kind.items:
        array = kind.field(items.array)
        assert array is not None
        assert array.child(items.id) is not None
    pointers = {pointer for pointer, _ in walk(kind.fields)}
    for chain in kind.in_order:
        assert {f"/{name.replace('.', '/')}" for name in chain} <= pointers


def test_folders_are_used_once() -> None:
    assert len({kind.folder for kind in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize(("founded", "codes"), [("2024-02-30", ["S020"]), ("2024-02", [])])
def test_a_day_of_a_partial_date_exists(founded: str, codes: list[str]) -> None:
    team = {
        "id": "x",
        "basis": "reported",
        "name": "一队",
        "place": "demo",
        "founded": founded,
        "sources": ["y"],
    }
    faults = Shape(KINDS["team"]).faults("records/teams/x.yaml", team)
    assert [each.code for each in faults] == codes
