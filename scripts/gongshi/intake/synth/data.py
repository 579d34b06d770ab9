"""The data files of this room, and records made from those with places to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from gongshi.records.parse import parse

_SLOT = re.compile(r"\{([^{}]+)\}")


@cache
def data(name: str) -> Mapping[str, Any]:
    """A data file; nobody changes what it holds."""
    read, findings = parse(name, files(__package__).joinpath(name).read_bytes())
    if read is None:
        raise ValueError(findings)
    return read


def slots(value: Any) -> Iterator[str]:
    """The name of each `{…}` in the texts of a record."""
    if isinstance(value, str):
        yield from _SLOT.findall(value)
    elif isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from slots(each)


def filled(value: Any, by: Mapping[str, str]) -> Any:
    """A copy of a record, with each `{…}` in its texts filled in."""
    if isinstance(value, str):
        return _SLOT.sub(lambda slot: by[slot[1]], value)
    if isinstance(value, Mapping):
        return {name: filled(each, by) for name, each in value.items()}
    return [filled(each, by) for each in value] if isinstance(value, list) else value
