"""The views over the tables that cross-record checks speak of, as SQL made from the kinds.

=========================================================================  =======================
`reference(file, pointer, wanted, target)`                                  every value under
                                                                            `x-refers-to`
`wanted_kind(wanted, kind)`                                                 `wanted` taken apart
`part_of(file, pointer, kind, whole)`                                       references to records
                                                                            of the own kind
`identity(kind, id, file, pointer)`                                         who bears which id
`date_pair(file, earlier_pointer, earlier, later_pointer, later)`           from `x-in-order`
`free_text(file, pointer, kind, value, is_person_name, is_contact)`         published free text
=========================================================================  =======================

The text keeps to the portable subset of SQL (no lists, no string_agg, no vendor functions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from gongshi.kinds import Kind
from gongshi.records.lazily import Lazily
from gongshi.records.tables import Column, layout

PARTED = "\nUNION ALL "  # between the parts of a view, each of which reads one table


def views(kinds: Mapping[str, Kind]) -> Mapping[str, str]:
    """The query of each view by name, over the tables of `tables.layout` and `record`."""
    return Lazily(_MADE_OF, lambda name: _union(*_SHAPES[name], _MADE_OF[name](kinds)))


def is_name_of_person(column: Column) -> bool:
    """Whether the column holds free text that may reach a reader and is a person's name."""
    is_person = any(each.person for each in column.within)
    return is_person and column.field.free_text and is_published(column)


def is_published(column: Column) -> bool:
    """Whether the column's value may reach a reader: itself or a field around it has a level."""
    return any(each.publish != "closed" for each in column.within)


def _references(kinds: Mapping[str, Kind]) -> Iterator[str]:
    for _kind, table, column in _all_columns(kinds):
        if column.field.refers_to:
            wanted = "|".join(column.field.refers_to)
            yield (
                f"SELECT file, {_pointer(column.pointer)}, {_text(wanted)}, {_name(column.name)}"
                f" FROM {table} WHERE {_name(column.name)} IS NOT NULL"
            )


def _parts(kinds: Mapping[str, Kind]) -> Iterator[str]:
    for kind, table, column in _all_columns(kinds):
        if column.field.refers_to == (kind.name,):
            yield (
                f"SELECT file, {_pointer(column.pointer)}, {_text(kind.name)}, "
                f"{_name(column.name)} FROM {table} WHERE {_name(column.name)} IS NOT NULL"
            )


def _wanted(kinds: Mapping[str, Kind]) -> Iterator[str]:
    sets = {column.field.refers_to for _, _, column in _all_columns(kinds)}
    for refers_to in sorted(sets):
        for kind in refers_to:
            yield f"SELECT {_text('|'.join(refers_to))}, {_text(kind)}"


def _identities(kinds: Mapping[str, Kind]) -> Iterator[str]:
    yield "SELECT kind, id, file, '/id' FROM record"
    for kind in kinds.values():
        for items in kind.items:
            table = f"{kind.name}__{items.array}"
            pointer = _pointer(f"/{items.array}/*/{items.id}")
            yield (
                f"SELECT {_text(items.item)}, {_name(items.id)}, file, {pointer}"
                f" FROM {table} WHERE {_name(items.id)} IS NOT NULL"
            )


def _date_pairs(kinds: Mapping[str, Kind]) -> Iterator[str]:
    """Neighbours in a chain, where those between are absent: one cause makes one row."""
    for kind in kinds.values():
        for chain in kind.in_order:
            names = [each.replace(".", "_") for each in chain]
            for first, last in combinations(range(len(names)), 2):
                earlier, later = _name(names[first]), _name(names[last])
                absent = [f"{_name(each)} IS NULL" for each in names[first + 1 : last]]
                present = [f"{earlier} IS NOT NULL", f"{later} IS NOT NULL"]
                pointers = [f"'/{chain[each].replace('.', '/')}'" for each in (first, last)]
                yield (
                    f"SELECT file, {pointers[0]}, {earlier}, {pointers[1]}, {later}"
                    f" FROM {kind.name} WHERE {' AND '.join(present + absent)}"
                )


def _free_texts(kinds: Mapping[str, Kind]) -> Iterator[str]:
    for kind, table, column in _all_columns(kinds):
        if column.field.free_text and is_published(column):
            person = any(each.person for each in column.within)
            contact = any(each.contact for each in column.within)
            yield (
                f"SELECT file, {_pointer(column.pointer)}, {_text(kind.name)}, "
                f"{_name(column.name)}, {str(person).upper()}, {str(contact).upper()}"
                f" FROM {table} WHERE {_name(column.name)} IS NOT NULL"
            )


def _all_columns(kinds: Mapping[str, Kind]) -> Iterator[tuple[Kind, str, Column]]:
    for kind in kinds.values():
        for table, columns in layout(kind).items():
            for column in columns:
                yield kind, table, column


def _pointer(pattern: str) -> str:
    """SQL that makes the JSON pointer of a row: the last `*` is `ord`, one before it `parent`."""
    pieces = pattern.split("*")
    indices = ["ord", "parent"][: len(pieces) - 1][::-1]
    if len(pieces) - 1 > len(indices):
        raise ValueError(f"{pattern}: arrays may nest two deep, no more")
    parts = [_text(pieces[0])]
    for index, piece in zip(indices, pieces[1:], strict=True):
        parts.append(f"CAST({index} AS STRING)")
        if piece:
            parts.append(_text(piece))
    return " || ".join(parts)


def _union(columns: str, types: tuple[str, ...], selects: Iterator[str]) -> str:
    """One query of all `selects`; its first, empty branch gives the columns names and types."""
    names = columns.split(", ")
    typed = ", ".join(f"CAST(NULL AS {t}) AS {n}" for n, t in zip(names, types, strict=True))
    return PARTED.join([f"SELECT {typed} WHERE 1 = 0", *selects])


def _name(column: str) -> str:
    return f'"{column}"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


# By view its columns with their types, and what makes its parts.
_SHAPES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "reference": ("file, pointer, wanted, target", ("BIGINT", *["STRING"] * 3)),
    "wanted_kind": ("wanted, kind", ("STRING", "STRING")),
    "part_of": ("file, pointer, kind, whole", ("BIGINT", *["STRING"] * 3)),
    "identity": ("kind, id, file, pointer", ("STRING", "STRING", "BIGINT", "STRING")),
    "date_pair": (
        "file, earlier_pointer, earlier, later_pointer, later",
        ("BIGINT", *["STRING"] * 4),
    ),
    "free_text": (
        "file, pointer, kind, value, is_person_name, is_contact",
        ("BIGINT", "STRING", "STRING", "STRING", "BOOLEAN", "BOOLEAN"),
    ),
}
_MADE_OF: Mapping[str, Callable[[Mapping[str, Kind]], Iterator[str]]] = {
    "reference": _references,
    "wanted_kind": _wanted,
    "part_of": _parts,
    "identity": _identities,
    "date_pair": _date_pairs,
    "free_text": _free_texts,
}
