"""What a check asks, and how a row that it returns becomes a finding.

A check is a query `sql/<CODE>_<slug>.sql` that returns its rows ordered by file, pointer and code:

- `code`, `file` and `pointer` say what is wrong, and where;
- `related_file` and `related_pointer` name a second place;
- `hangs` says that a file that could not be read may be the only cause: such a row is counted
  and not shown, for its cause is shown already;
- a column `…_kinds` holds names of kinds joined by `|`, and `…_field` a pointer into the record;
  their titles in both languages become the arguments `…_kinds_zh`, `…_field_en` and so on;
- a column `…_number` holds a decimal, shown without trailing zeros, and `…_amount` one of the
  row's measure, shown with its unit in both languages;
- a column `…_measure` holds a measure, `…_role` a role of staff, and `…_choice` a value of the
  finding's own field, which are named in both languages;
- every other column is an argument of the finding's words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from gongshi.checks.closed import measure_words
from gongshi.checks.database import kind_of
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.database import queries_of
from gongshi.records.tables import Column, layout
from gongshi.tally.amounts import amount_in_words
from gongshi.words import Lang

UNKNOWN = "X002"
_LANGS: tuple[Lang, ...] = ("zh", "en")
Row = Mapping[str, Any]


class Paths(Protocol):
    """The path of a file by its number."""

    def __getitem__(self, file: int, /) -> str:
        """The path."""


def queries(letter: str = "") -> dict[str, str]:
    """The text of every check by its file's name, in order; of those codes only, if asked."""
    told = queries_of("gongshi.checks")
    return {name: text for name, text in told.items() if name.startswith(letter)}


def placed(row: Row, paths: Paths) -> dict[str, Any]:
    """The row with paths in place of the numbers of files."""
    places = {
        name: paths[row[name]] for name in ("file", "related_file") if row.get(name) is not None
    }
    return {**row, **places}


def finding_of(
    row: Row, kinds: Mapping[str, Kind], meant: Mapping[tuple[str, str], str] | None = None
) -> Finding:
    """The finding that a `placed` row tells; `meant` suggests other ids than the unknown ones."""
    said = dict(row)
    file, code, pointer = said.pop("file"), said.pop("code"), said.pop("pointer")
    related_file, related_pointer = said.pop("related_file", None), said.pop("related_pointer", "")
    kind = kind_of(file, {each.folder: each for each in kinds.values()})
    args: dict[str, str] = {}
    for name, value in said.items():
        if name.endswith("_kinds"):
            args |= _titles_of_kinds(name, value, kinds)
        elif name.endswith("_field") and kind is not None:
            args |= _titles_of_field(name, value, kind)
        elif name.endswith("_measure"):
            args |= {f"{name}_{lang}": measure_words(kinds)[value][lang] for lang in _LANGS}
        elif name.endswith("_role"):
            roles = kinds["staff"].field("roles")
            words = roles.item.enum[value] if roles and roles.item else {}
            args |= {f"{name}_{lang}": words[lang] for lang in _LANGS}
        elif name.endswith("_choice") and kind is not None:
            words = _column_at(pointer, kind).field.enum[value]
            args |= {f"{name}_{lang}": words[lang] for lang in _LANGS}
        elif name.endswith("_amount"):
            measure = next(row[each] for each in said if each.endswith("_measure"))
            for lang in _LANGS:
                args[f"{name}_{lang}"] = amount_in_words(measure, Decimal(value), lang)
        elif name.endswith("_number"):
            args[name] = re.sub(r"\.?0+$", "", value) if "." in value else value
        else:
            args[name] = str(value)
    if code == UNKNOWN and meant and (row["target"], row["wanted_kinds"]) in meant:
        args["suggestion"] = meant[row["target"], row["wanted_kinds"]]
    related = None if related_file is None else f"{related_file}#{related_pointer}"
    return Finding(file, code, pointer, args=args, related=related)


def _titles_of_kinds(name: str, value: str, kinds: Mapping[str, Kind]) -> dict[str, str]:
    titles = {kind.name: kind.title for kind in kinds.values()}
    for kind in kinds.values():
        for items in kind.items:
            field = kind.field(items.array)
            titles[items.item] = field.title if field else {"zh": items.item, "en": items.item}
    named = [titles[each] for each in value.split("|")]
    return {
        f"{name}_zh": "、".join(each["zh"] for each in named),
        f"{name}_en": ", ".join(each["en"] for each in named),
    }


def _titles_of_field(name: str, pointer: str, kind: Kind) -> dict[str, str]:
    field = kind.field(pointer[1:]) or _column_at(pointer, kind).field
    return {f"{name}_{lang}": each for lang, each in field.title.items()}


def _column_at(pointer: str, kind: Kind) -> Column:
    columns = (column for columns in layout(kind).values() for column in columns)
    return next(each for each in columns if each.pointer == re.sub(r"\b[0-9]+\b", "*", pointer))
