"""Open data: every kind as CSV, JSON Lines and Parquet, of published fields only.

Below `data/` of the site stand, for every kind,

    KIND.csv         UTF-8 without a byte-order mark, which Python and the shell read as it is
    excel/KIND.csv   the same with the mark, without which Excel takes it for another encoding
    KIND.jsonl       a record a line, whole
    KIND.parquet     the same in columns

Records are read out of their columns some at a time, so that a city's need no more room.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongshi.kinds import Field, Kind
from gongshi.publish.catalogue import Shelf
from gongshi.publish.kept_files import KeptFiles, digest_of
from gongshi.publish.library import Library
from gongshi.publish.output import Output
from gongshi.publish.texts import joined, joint, listed, said
from gongshi.records.gate import OPEN, WITHDRAWN
from gongshi.records.tables import SCALARS

FOLDER = "data"
EXCEL = "excel"  # the folder of the copies with a mark
LINES = "{}.jsonl"
MARK = "\ufeff"
BETWEEN = " | "  # the values of a list of scalars in a cell
ROWS = 1000  # records read at once
END = "\r\n"  # of a line of a CSV file (RFC 4180)
_QUOTED = re.compile(r'[",\r\n]')
_ESCAPED = r'["\\\x00-\x1f]'  # in JSON
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
    """Write the texts of a kind."""
    shown = columns(kind)
    paths = [
        f"{FOLDER}/{name.format(kind.name)}" for name in ("{}.csv", f"{EXCEL}/{{}}.csv", LINES)
    ]
    with ExitStack() as stack:
        plain, excel, lines = (stack.enter_context(output.path(path).open("wb")) for path in paths)
        head = ",".join(each.name for each in shown) + END
        plain.write(head.encode())
        excel.write((MARK + head).encode())
        for at in range(0, len(rows), ROWS):
            some = rows.slice(at, ROWS).flatten()
            told = list(map(_json, some))
            cells = map(_cells, shown, some, told)
            table = _whole(pc.binary_join_element_wise(*cells, ","), END)
            plain.write(table)
            excel.write(table)
            lines.write(_whole(_objects([each.name for each in shown], told), "\n"))
    return paths


def _whole(texts: pa.Array, end: str) -> pa.Buffer:
    """All texts in one, each with its end, in UTF-8."""
    return joined(pa.array([len(texts)]), joint(texts, end), "")[0].as_buffer()


def _json(values: pa.Array) -> pa.Array:
    """Values as JSON, absent fields left out; nothing of nothing."""
    if isinstance(values, pa.StructArray):
        return _where(values, _objects(values.type.names, list(map(_json, values.flatten()))))
    if isinstance(values, pa.ListArray):
        return _where(values, joint("[", _items(values, _json(values.flatten()), ", "), "]"))
    if not pa.types.is_string(values.type):
        return values.cast(pa.string())
    if pc.any(pc.match_substring_regex(values, _ESCAPED)).as_py():
        return said(values.dictionary_encode(), in_line)
    return joint('"', values, '"')


def _objects(names: Sequence[str], values: Sequence[pa.Array]) -> pa.Array:
    """Objects of which the values are told in JSON."""
    members = (joint(f'"{name}": ', each) for name, each in zip(names, values, strict=True))
    return joint("{", listed(members), "}")


def _items(lists: pa.ListArray, texts: pa.Array, between: str) -> pa.Array:
    """The texts of the items of each list in one."""
    return joined(lists.value_lengths().fill_null(0), texts, between)


def _where(there: pa.Array, texts: pa.Array) -> pa.Array:
    return pc.if_else(there.is_valid(), texts, None)


def _cells(field: Field, values: pa.Array, told: pa.Array) -> pa.Array:
    """A column of a CSV file: lists of scalars joined by BETWEEN, deeper values as JSON (`told`).

    Nothing is an empty cell.
    """
    if field.fields or (field.item is not None and field.item.fields):
        quoted = pc.replace_substring(told, '"', '""')
        return joint('"', quoted, '"').fill_null("")
    if field.item is not None:
        values = _where(values, _items(values, values.flatten().cast(pa.string()), BETWEEN))
    return said(values.cast(pa.string()).dictionary_encode(), _cell).fill_null("")


def _cell(text: str) -> str:
    """A text as a cell of a CSV file, quoted where it must be, and no formula.

    One that a spreadsheet would take for a formula gets an apostrophe in front; plain negative
    numbers stay as they are.
    """
    if text.startswith(_FORMULA) and not text.removeprefix("-").replace(".", "", 1).isdigit():
        text = f"'{text}"
    return '"{}"'.format(text.replace('"', '""')) if _QUOTED.search(text) else text


def in_line(row: Mapping[str, Any]) -> str:
    """A row as JSON; what JSON has no form for, such as decimals, as text."""
    return _ENCODER.encode(row)


def in_lines(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as a JSON list, one a line."""
    lines = ",\n".join(map(in_line, rows))
    return f"[\n{lines}\n]\n" if lines else "[]\n"


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
