"""Open data: one CSV and one JSON file a kind, of published fields only."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from gongshi.kinds import Field
from gongshi.publish.library import Library
from gongshi.records.gate import OPEN

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_data(library: Library, folder: Path) -> None:
    """Write `folder/<kind>.csv` and `folder/<kind>.json` for every kind, in the order of ids."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in library.kinds.values():
        records = [entry.record for entry in library.all(kind.name)]
        columns = [each for each in kind.fields if each.publish in OPEN]
        table = StringIO()
        rows = csv.writer(table, lineterminator="\r\n")
        rows.writerow(each.name for each in columns)
        for record in records:
            rows.writerow(_cell(each, record.get(each.name)) for each in columns)
        (folder / f"{kind.name}.csv").write_text(table.getvalue(), encoding="utf-8", newline="")
        (folder / f"{kind.name}.json").write_text(in_lines(records), encoding="utf-8")


def in_lines(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as a JSON list, one a line; what JSON has no form for, such as decimals, as text."""
    lines = ",\n".join(_ENCODER.encode(each) for each in rows)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)


def _cell(field: Field, value: Any) -> str:
    """A value as a cell: lists of scalars joined by ` | `, deeper values as JSON, no formulas.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front; plain
    negative numbers stay as they are.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if field.item is not None and not field.item.fields:
        text = " | ".join(str(each) for each in value)
    elif isinstance(value, str):
        text = value
    else:
        text = json.dumps(value, ensure_ascii=False)
    plain_number = text.removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(_FORMULA) and not plain_number else text
