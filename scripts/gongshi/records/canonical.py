"""Records out: the one way of writing a record, and writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gongshi.kinds import Field, Kind
from gongshi.records.language import type_of

# Characters that a plain scalar may not begin with, and pieces it may not hold.
_OPENERS = frozenset("-?:,[]{}#&*!|>'\"%@` .=<~")
_PIECES = (": ", " #", "- ", "? ")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def to_yaml(record: Mapping[str, Any], kind: Kind) -> str:
    """`record` in canonical form: keys in the schema's order, a key or item a line, quotes only
    where needed, a final newline. Reading it again gives the same record.

    Keys the schema does not have come last, in their own order, so that a faulty record can be
    written too.
    """
    return "".join(f"{line}\n" for line in _mapping(record, kind.fields))


def write_atomic(path: Path, text: str | bytes, *, is_new: bool = False) -> None:
    """Write `text`, as UTF-8, to `path`, making its folders; readers see the old file or the new.

    With `is_new` raises FileExistsError where there is a file already: of two who write at once,
    the second is told.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)
            file.flush()
            os.fsync(file.fileno())
        # A temporary file is private; a record is as readable as its neighbours.
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        temporary.chmod(mode)
        if is_new:
            _give_name(temporary, path)
        else:
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _give_name(temporary: Path, path: Path) -> None:
    """Rename a file to a name that nobody has."""
    try:
        path.hardlink_to(temporary)
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        temporary.replace(path)  # a file system without links
    else:
        temporary.unlink()


def _mapping(record: Mapping[str, Any], fields: Sequence[Field]) -> Iterator[str]:
    known = {field.name: field for field in fields}
    names = [name for name in known if name in record]
    for name in [*names, *(name for name in record if name not in known)]:
        field = known.get(name)
        lines = _value(record[name], field)
        yield f"{_scalar(name)}:{lines[0]}"
        yield from lines[1:]


def _value(value: Any, field: Field | None) -> list[str]:
    """The lines of a value: the first goes on the line of its key."""
    if isinstance(value, Mapping) and value:
        inner = _mapping(value, field.fields if field else ())
        return ["", *(f"  {line}" for line in inner)]
    if isinstance(value, list) and value:
        item = field.item if field else None
        return ["", *(line for each in value for line in _item(each, item))]
    return [f" {_scalar(value)}"]


def _item(value: Any, field: Field | None) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        lines = list(_mapping(value, field.fields if field else ()))
    elif isinstance(value, list) and value:
        lines = [line for each in value for line in _item(each, field.item if field else None)]
    else:
        lines = [_scalar(value)]
    yield f"  - {lines[0]}"
    yield from (f"    {line}" for line in lines[1:])


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if value in ({}, []):
        return "{}" if value == {} else "[]"
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} cannot stand in a record")
    if any(each in value for each in "\n\t"):
        return '"' + "".join(_ESCAPES.get(each, each) for each in value) + '"'
    if type_of(value) != "string" or _needs_quotes(value):
        return "'" + value.replace("'", "''") + "'"
    return value


def _needs_quotes(text: str) -> bool:
    """Whether text that is not empty could be taken for something else without quotes."""
    return (
        text[0] in _OPENERS
        or text[-1] in " :"
        or any(piece in text for piece in _PIECES)
        or any(each in text for each in "{}[],")
    )
