"""Ring two, shape: one record against the schema of its kind.

`jsonschema-rs` alone decides; this module says what it decided in findings of our own (codes S…),
all of a record, one cause once.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import jsonschema_rs

from gongshi.findings import Finding, Part
from gongshi.kinds import NOT_BLANK, Kind
from gongshi.records.guards import MOST
from gongshi.records.positions import escape

# A pattern is told by what it matches, so that a schema may write it as it likes:
# (code, texts it must match, texts it must not match), the narrower form first.
_FORMS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("S011", ("2026-03-15",), ("2026-03", "2026", "x1")),
    ("S012", ("2026", "2026-03", "2026-03-15"), ("8.7", "x1")),
    ("S013", ("09:30",), ("9",)),
    ("S014", ("10", "8.7"), ("x",)),
    ("S015", ("v-0a1b2c",), ("a-b",)),
    ("S016", ("a-b", "x1"), ("A", "a b")),
    ("S017", ("0578-5050505",), ("x",)),
)
_WANTED_TYPE = {"integer": "S005", "boolean": "S006", "array": "S007", "object": "S008"}
_LIMITS = {
    "maxLength": "S022",
    "minimum": "S023",
    "exclusiveMinimum": "S023",
    "maximum": "S024",
    "exclusiveMaximum": "S024",
    "minItems": "S025",
    "maxItems": "S026",
    "minLength": "S035",
}
# Where one value breaks several rules, the first of these tells the cause.
_FIRST = {code: rank for rank, code in enumerate(["Y018", "S033", "S021", "S009", "S010"])}


class Shape:
    """A kind's schema, compiled once and asked of many records."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._validator = jsonschema_rs.Draft202012Validator(
            dict(kind.schema), validate_formats=True
        )

    def faults(self, file: str, record: Mapping[str, Any]) -> list[Finding]:
        """The faults of `record`, whose file is `file`; empty where the schema is met.

        Of very many, somewhat more than `MOST` are told, which `reading` cuts.

        Raises ValueError for a record with a key that is no string: language, not shape.
        """
        found: list[Finding] = []
        if not self._validator.is_valid(record):
            errors = list(islice(self._validator.iter_errors(record), MOST + 1))
            blamed = {tuple(error.instance_path) for error in errors}
            blamed |= {
                (*error.instance_path, error.kind.as_dict()["property"])
                for error in errors
                if error.kind.name == "required"
            }
            for error in errors:
                if not self._is_consequence(error, blamed):
                    found.extend(self._of(file, error))
        stem = file.rpartition("/")[2].removesuffix(".yaml")
        if isinstance(record.get("id"), str) and record["id"] != stem:
            args = {"id": record["id"], "stem": stem}
            found.append(Finding(file, "S032", "/id", args=args))
        return _one_cause_once(found) if found else found

    def _is_consequence(
        self, error: jsonschema_rs.ValidationError, blamed: set[tuple[str | int, ...]]
    ) -> bool:
        """Whether a condition (`if`) led here whose own property is already at fault."""
        path = list(error.schema_path)
        for at, step in enumerate(path):
            if step in ("then", "else"):
                condition = _step_into(self.kind.schema, path[:at]).get("if", {})
                asked = {*condition.get("properties", {}), *condition.get("required", ())}
                here = tuple(error.instance_path)
                if any((*here[:cut], key) in blamed for key in asked for cut in (0, len(here))):
                    return True
        return False

    def _of(self, file: str, error: jsonschema_rs.ValidationError) -> Iterator[Finding]:
        details: Any = error.kind
        instance: Any = error.instance
        path = list(error.instance_path)
        pointer = "".join(f"/{escape(str(step))}" for step in path)
        name = details.name
        if name == "required":
            key = details.property
            code = "S028" if {"then", "else"} & set(error.schema_path) else "S001"
            args = {"key": key, **self._titles([*path, key])}
            yield Finding(file, code, pointer, args=args)
        elif name in ("additionalProperties", "unevaluatedProperties"):
            known = list(self._spec(path).get("properties", {}))
            for key in details.unexpected[: MOST + 1]:
                args = {"key": key, **_suggest(key, [k for k in known if k not in instance])}
                yield Finding(file, "S002", f"{pointer}/{escape(key)}", "key", args)
        else:
            code, args = self._value_fault(error, path)
            part: Part = "key" if code == "S029" else "value"
            args = {"key": _last_name(path) or self.kind.name, **self._titles(path), **args}
            yield Finding(file, code, pointer, part, args)

    def _value_fault(
        self, error: jsonschema_rs.ValidationError, path: Sequence[str | int]
    ) -> tuple[str, dict[str, str]]:
        details: Any = error.kind
        value: Any = error.instance
        name = details.name
        text = {"text": _clip(value)}
        if name == "type":
            return _type_fault(value, details.types)
        if name == "enum":
            choices = [str(each) for each in details.options]
            words: Mapping[str, Sequence[str]] = self._spec(path).get("x-enum", {})
            zh = "，".join(
                f"{each}（{words[each][0]}）" if each in words else each for each in choices
            )
            en = ", ".join(
                f"{each} ({words[each][1]})" if each in words else each for each in choices
            )
            shown = {"choices_zh": zh, "choices_en": en}
            return "S009", {**text, **shown, **_suggest(str(value), choices, words)}
        if name == "const":
            return "S010", {**text, "wanted": str(details.expected_value)}
        if name == "pattern":
            return _form_fault(str(value), details.pattern)
        if name == "format":
            return ("S020" if details.format == "date" else "S034"), text
        if name in _LIMITS:
            return _LIMITS[name], {**text, "limit": str(details.limit), "size": _size(value)}
        if name == "uniqueItems":
            return "S027", {"text": _clip(_repeated(value))}
        if name == "falseSchema":
            return "S029", text
        if name in ("anyOf", "oneOf"):
            branches = _step_into(self.kind.schema, list(error.schema_path)[:-1]).get(name, ())
            keys = [key for branch in branches for key in branch.get("required", ())]
            several = type(details).__name__ == "OneOfMultipleValid"
            return ("S031" if several else "S030"), {"keys": ", ".join(dict.fromkeys(keys))}
        return "S034", text

    def _spec(self, path: Sequence[str | int]) -> Mapping[str, Any]:
        """The schema of the property at `path`; empty where the kind describes none."""
        spec: Any = self.kind.schema
        for step in path:
            spec = spec.get("items", {}) if isinstance(step, int) else _property(spec, step)
        return spec if isinstance(spec, Mapping) else {}

    def _titles(self, path: Sequence[str | int]) -> dict[str, str]:
        names = [at for at, step in enumerate(path) if isinstance(step, str)]
        spec = self._spec(path[: names[-1] + 1]) if names else self.kind.schema
        title = str(spec.get("title", path[names[-1]] if names else self.kind.name))
        description = str(spec.get("description", title))
        return {
            "title_zh": title,
            "title_en": str(spec.get("x-title-en", title)),
            "description_zh": description,
            "description_en": str(spec.get("x-description-en", spec.get("x-title-en", title))),
        }


def _type_fault(value: Any, types: Sequence[str]) -> tuple[str, dict[str, str]]:
    wanted = types[0]
    text = {"text": _clip(value)}
    if value is None:
        return "Y018", {"text": ""}
    if wanted == "string":
        scalar = isinstance(value, bool | int | float)
        return ("S003", {**text, "suggestion": f"'{text['text']}'"}) if scalar else ("S004", text)
    if wanted == "integer" and isinstance(value, str):
        folded = unicodedata.normalize("NFKC", value)
        if folded != value and re.fullmatch(r"-?[0-9]+", folded):
            return "S033", {**text, "suggestion": folded}
        if re.fullmatch(r"-?[0-9]+", value):
            return "S005", {**text, "suggestion": value}
    return _WANTED_TYPE.get(wanted, "S034"), text


def _form_fault(value: str, pattern: str) -> tuple[str, dict[str, str]]:
    text = {"text": _clip(value), "pattern": pattern}
    if pattern == NOT_BLANK:
        return "S021", text
    folded = unicodedata.normalize("NFKC", value).strip()
    if folded != value and re.search(pattern, folded):
        return "S033", {**text, "suggestion": folded}
    for code, yes, no in _FORMS:
        matches = [re.search(pattern, each) is not None for each in (*yes, *no)]
        if matches == [True] * len(yes) + [False] * len(no):
            return code, text
    return "S019", text


def _one_cause_once(found: Sequence[Finding]) -> list[Finding]:
    """One finding a place; and a key that is misspelt is not also missing."""
    misspelt = {
        (each.pointer.rpartition("/")[0], each.args["suggestion"])
        for each in found
        if each.code == "S002" and "suggestion" in each.args
    }
    kept: dict[tuple[str, str, str], Finding] = {}
    for each in sorted(found, key=lambda f: (_FIRST.get(f.code, len(_FIRST)), f.code)):
        is_missing = each.code in ("S001", "S028")
        if is_missing and (each.pointer, each.args["key"]) in misspelt:
            continue
        key = each.args["key"] if is_missing else ""
        group = "keys" if each.code in ("S030", "S031") else each.part
        kept.setdefault((each.pointer, group if not key else "missing", key), each)
    return sorted(kept.values(), key=lambda f: (f.pointer, f.code, f.args.get("key", "")))


def _suggest(
    wrong: str, known: Sequence[str], words: Mapping[str, Sequence[str]] | None = None
) -> dict[str, str]:
    """The known word that was probably meant, as the argument `suggestion`, if one is near."""
    for value, names in (words or {}).items():
        if wrong in names:
            return {"suggestion": value}
    near = difflib.get_close_matches(wrong.lower(), known, n=1, cutoff=0.6)
    return {"suggestion": near[0]} if near else {}


def _repeated(values: Sequence[Any]) -> Any:
    seen: set[str] = set()
    for each in values:
        if repr(each) in seen:
            return each
        seen.add(repr(each))
    return ""


def _step_into(schema: Any, path: Sequence[str | int]) -> Mapping[str, Any]:
    for step in path:
        schema = schema[step]
    return schema if isinstance(schema, Mapping) else {}


def _property(spec: Any, name: str) -> Any:
    return spec.get("properties", {}).get(name, {}) if isinstance(spec, Mapping) else {}


def _last_name(path: Sequence[str | int]) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _size(value: Any) -> str:
    return str(len(value) if isinstance(value, str | list | dict) else value)


def _clip(value: Any) -> str:
    """A value as it might stand in a file, at most 40 characters of it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"
