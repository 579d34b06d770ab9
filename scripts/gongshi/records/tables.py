"""Records as Arrow tables: one a kind, and one for each array inside it.

Nothing here knows a field by name; names and types come from the kinds alone:

- a kind's table has `file` (index into the list of paths) and the record's scalar properties;
- a nested object is flattened with `_`: `notice: {from: …}` is the column `notice_from`;
- an array is a child table, `activity__participants`, with `file`, `parent` (`ord` of the
  enclosing array's row, 0 at the first level), `ord` (index in the array), and the scalar
  properties of its objects, or `value` where the array holds scalars.

A property that bears the name of one of these keys takes a trailing `_` (`file_`). Every column
a schema names exists, even when no record fills it; absent is NULL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.kinds import Field, Kind

SCALARS: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A scalar column: `pointer` is its JSON pointer pattern, `*` standing for an array index.

    `within` are the enclosing fields, outermost first, the column's own field last.
    """

    name: str
    pointer: str
    field: Field
    within: tuple[Field, ...]


def struct_of(fields: Sequence[Field]) -> pa.StructType:
    """The Arrow type that holds a record (or object) of these fields without loss."""
    return pa.struct([pa.field(each.name, _type_of(each)) for each in fields])


def layout(kind: Kind) -> dict[str, list[Column]]:
    """The tables of a kind by name, with their scalar columns; `file`, `parent`, `ord` apart."""
    tables: dict[str, list[Column]] = {}
    for table, column in _columns(kind.name, "", "", kind.fields, ()):
        columns = tables.setdefault(table, [])
        if column is not None:
            columns.append(column)
    return tables


def tables_of(kind: Kind, records: pa.StructArray, files: pa.Array) -> dict[str, pa.Table]:
    """The tables of `kind`; `files[i]` (int64) is the file of `records[i]`."""
    tables: dict[str, pa.Table] = {}
    _lay_out(tables, kind.name, kind.fields, records, {"file": files})
    return tables


def stream(batch: pa.RecordBatch) -> pa.Buffer:
    """A batch as an Arrow IPC stream; measured first, since a buffer that grows is copied often."""
    measure = pa.MockOutputStream()
    _write(measure, batch)
    buffer = pa.allocate_buffer(measure.size())
    _write(pa.FixedSizeBufferWriter(buffer), batch)
    return buffer


def in_one_batch(table: pa.Table) -> pa.RecordBatch:
    """A table in one piece."""
    columns = [column.combine_chunks() for column in table.columns]
    return pa.record_batch(columns, schema=table.schema)


def as_read(records: pa.StructArray) -> list[dict[str, Any]]:
    """Records as read, from Arrow: absent properties left out again."""
    found: list[dict[str, Any]] = [{} for _ in range(len(records))]
    for field, values in zip(records.type, records.flatten(), strict=True):
        name = field.name
        if values.null_count == 0:
            for each, value in zip(found, values_as_read(values), strict=True):
                each[name] = value
        elif values.null_count < len(values):
            for each, value in zip(found, values_as_read(values), strict=True):
                if value is not None:
                    each[name] = value
    return found


def values_as_read(values: pa.Array) -> list[Any]:
    """The values of one property, None where it is absent."""
    if isinstance(values, pa.StructArray):
        found = as_read(values)
        if values.null_count == 0:
            return found
        present = values.is_valid().to_pylist()
        return [each if there else None for each, there in zip(found, present, strict=True)]
    if isinstance(values, pa.ListArray):
        entries = values_as_read(values.flatten())
        lists: list[Any] = []
        start = 0
        for length in values.value_lengths().to_pylist():
            if length is None:
                lists.append(None)
            else:
                lists.append(entries[start : start + length])
                start += length
        return lists
    return values.to_pylist()  # type: ignore[no-any-return]


def _write(sink: pa.NativeFile, batch: pa.RecordBatch) -> None:
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)


def _column_name(table: str, name: str) -> str:
    keys = ("file", "parent", "ord") if "__" in table else ("file",)
    return f"{name}_" if name in keys else name


def _type_of(field: Field) -> pa.DataType:
    if field.type == "object":
        return struct_of(field.fields)
    if field.type == "array":
        if field.item is None:
            raise ValueError(f"array {field.name!r} has no items")
        return pa.list_(_type_of(field.item))
    return SCALARS[field.type]


def _columns(
    table: str, prefix: str, pointer: str, fields: Sequence[Field], within: tuple[Field, ...]
) -> Iterator[tuple[str, Column | None]]:
    """Every (table, column) of these fields; (table, None) announces a table before its columns."""
    if not prefix:
        yield table, None
    for each in fields:
        name, at, chain = f"{prefix}{each.name}", f"{pointer}/{each.name}", (*within, each)
        if each.type == "object":
            yield from _columns(table, f"{name}_", at, each.fields, chain)
        elif each.item is None:
            yield table, Column(_column_name(table, name), at, each, chain)
        elif each.item.type == "object":
            yield from _columns(f"{table}__{name}", "", f"{at}/*", each.item.fields, chain)
        else:
            yield f"{table}__{name}", None
            yield f"{table}__{name}", Column("value", f"{at}/*", each.item, (*chain, each.item))


def _lay_out(
    tables: dict[str, pa.Table],
    name: str,
    fields: Sequence[Field],
    rows: pa.StructArray,
    keys: Mapping[str, pa.Array],
) -> None:
    columns = dict(keys)
    arrays: list[tuple[str, Field, pa.Array]] = []
    _flatten(name, columns, arrays, "", fields, rows)
    tables[name] = pa.table(columns)
    for suffix, item, lists in arrays:
        child = f"{name}__{suffix}"
        entries, child_keys = _entries(lists, keys)
        if item.type == "object":
            _lay_out(tables, child, item.fields, entries, child_keys)
        else:
            tables[child] = pa.table({**child_keys, "value": entries})


def _flatten(
    table: str,
    columns: dict[str, pa.Array],
    arrays: list[tuple[str, Field, pa.Array]],
    prefix: str,
    fields: Sequence[Field],
    rows: pa.StructArray,
) -> None:
    # StructArray.flatten carries an absent object's absence into its properties.
    for each, values in zip(fields, rows.flatten(), strict=True):
        name = f"{prefix}{each.name}"
        if each.type == "object":
            _flatten(table, columns, arrays, f"{name}_", each.fields, values)
        elif each.item is not None:
            arrays.append((name, each.item, values))
        elif (column := _column_name(table, name)) in columns:
            raise ValueError(f"two properties share the column {column!r}")
        else:
            columns[column] = values


def _entries(
    lists: pa.ListArray, keys: Mapping[str, pa.Array]
) -> tuple[pa.Array, dict[str, pa.Array]]:
    """The entries of all arrays in one, and the keys of each entry's row."""
    entries = lists.flatten()
    rows = pc.list_parent_indices(lists).cast(pa.int64())
    lengths = pc.fill_null(pc.list_value_length(lists), 0).cast(pa.int64())
    starts = pc.subtract(pc.cumulative_sum(lengths), lengths)
    order = pc.subtract(pa.arange(0, len(entries)), starts.take(rows))
    parent = keys["ord"].take(rows) if "ord" in keys else pc.subtract(order, order)
    return entries, {"file": keys["file"].take(rows), "parent": parent, "ord": order}
