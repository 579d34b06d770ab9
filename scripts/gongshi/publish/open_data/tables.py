"""Open data: every kind as CSV, JSON Lines and Parquet, of published fields only.

Below `data/` of the site stand, for every kind,

    KIND.csv         UTF-8 without a byte-order mark, which Python and the shell read as it is
    excel/KIND.csv   the same with the mark, without which Excel takes it for another encoding
    KIND.jsonl       a record a line, whole
    KIND.parquet     the same in columns

Records are read out of their columns some at a time, so that a city's need no more room.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from io import StringIO
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongshi.kinds import Field, Kind
from gongshi.publish.catalogue import Shelf
from gongshi.publish.kept_files import KeptFiles, digest_of
from gongshi.publish.library import Library
from gongshi.publish.output import Output
from gongshi.records.gate import OPEN, WITHDRAWN
from gongshi.records.tables import SCALARS, as_read

FOLDER = "data"
EXCEL = "excel"  # the folder of the copies with a mark
LINES = "{}.jsonl"
MARK = "\ufeff"
BETWEEN = " | "  # the values of a list of scalars in a cell
ROWS = 1000  # records read at once
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_data(kept: KeptFiles, library: Library) -> None:
    """Write the files of every kind, in the order of ids."""
    for kind in library.kinds.values():
        shelf = library.shelves.get(kind.name)
        write = partial(_write_kind, kept.output, kind, shelf)
        kept.make(f"data {kind.name}", digest_of(shelf), write)


def _write_kind(output: Output, kind: Kind, shelf: Shelf | None) -> list[str]:
    rows = _opened(kind, shelf)
    path = f"{FOLDER}/{kind.name}.parquet"
    pq.write_table(_table(kind, rows), output.path(path), compression="zstd")
    return [path, *_write_rows(kind, rows, output)]


def _opened(kind: Kind, shelf: Shelf | None) -> pa.StructArray:
    """The records of a kind in the columns that may be published, without the withdrawn ones."""
    wanted = _open_type(kind.fields)
    if shelf is None:
        return pa.array([], wanted)
    there = shelf.structs
    if WITHDRAWN in there.type.names:
        there = there.filter(pc.is_null(pc.struct_field(there, WITHDRAWN)))
    return there.cast(wanted)


def _read(rows: pa.StructArray) -> Iterator[dict[str, Any]]:
    """The records in such columns, one after another, absent fields left out."""
    for at in range(0, len(rows), ROWS):
        yield from as_read(rows.slice(at, ROWS))


def columns(kind: Kind) -> Sequence[Field]:
    """The columns of a kind's table."""
    return [each for each in kind.fields if each.publish in OPEN]


def _open_type(fields: Sequence[Field]) -> pa.StructType:
    """The type of `tables.struct_of`, of published fields alone."""
    shown = [each for each in fields if each.publish in OPEN]
    return pa.struct([pa.field(each.name, _type_of(each)) for each in shown])


def _type_of(field: Field) -> pa.DataType:
    if field.fields:
        return _open_type(field.fields)
    if field.item is not None:
        return pa.list_(_type_of(field.item))
    return SCALARS[field.type]


def _table(kind: Kind, rows: pa.StructArray) -> pa.Table:
    names = [each.name for each in columns(kind)]
    return pa.Table.from_arrays(rows.flatten(), names=names)


def _write_rows(kind: Kind, rows: pa.StructArray, output: Output) -> list[str]:
    """Write the texts of a kind, each record read once for all of them."""
    shown = columns(kind)
    paths = [
        f"{FOLDER}/{name.format(kind.name)}" for name in ("{}.csv", f"{EXCEL}/{{}}.csv", LINES)
    ]
    with ExitStack() as stack:
        plain, excel, lines = (
            stack.enter_context(output.path(path).open("w", encoding="utf-8", newline=""))
            for path in paths
        )
        excel.write(MARK + _row(each.name for each in shown))
        plain.write(_row(each.name for each in shown))
        for record in _read(rows):
            row = _row(_cell(each, record.get(each.name)) for each in shown)
            plain.write(row)
            excel.write(row)
            lines.write(in_line(record) + "\n")
    return paths


def _row(cells: Iterable[str]) -> str:
    """A line of a CSV file."""
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def in_line(row: Mapping[str, Any]) -> str:
    """A row as JSON; what JSON has no form for, such as decimals, as text."""
    return _ENCODER.encode(row)


def in_lines(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as a JSON list, one a line."""
    lines = ",\n".join(map(in_line, rows))
    return f"[\n{lines}\n]\n" if lines else "[]\n"


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)


def _cell(field: Field, value: Any) -> str:
    """A value as a cell: lists of scalars joined by BETWEEN, deeper values as JSON, no formulas.

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
        text = BETWEEN.join(str(each) for each in value)
    elif isinstance(value, str):
        text = value
    else:
        text = in_line(value)
    plain_number = text.removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(_FORMULA) and not plain_number else text
