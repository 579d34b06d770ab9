"""The lists that say which record, rule, page or command expresses each mechanism of the texts.

`site/coverage/mechanisms.yaml` and `site/systems/systems.yaml` belong to this repository's own
site; another county leaves them out, and with them the two pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongshi.publish.library import Entry, Library
from gongshi.publish.shell import SourceError
from gongshi.records.parse import parse

MECHANISMS = Path("coverage/mechanisms.yaml")
SYSTEMS = Path("systems/systems.yaml")


@dataclass(frozen=True)
class Coverage:
    """The mechanisms by id, in groups as listed, and the systems that are made of them.

    A mechanism has `zh` and `en`, and any of `records` (kind/id), `rules` (policy#rule, or the
    policy alone), `pages`, `commands`, `checks`; `limit` says what of it is not expressed, and why.
    """

    groups: Sequence[Mapping[str, Any]]
    systems: Sequence[Mapping[str, Any]]

    @property
    def mechanisms(self) -> dict[str, Mapping[str, Any]]:
        """Every mechanism by its id."""
        return {each["id"]: each for group in self.groups for each in group["mechanisms"]}


def read_coverage(site: Path) -> Coverage:
    """The lists below the folder `site`, empty where there are none; raises SourceError."""
    return Coverage(_read(site / MECHANISMS, "groups"), _read(site / SYSTEMS, "systems"))


def _read(path: Path, name: str) -> Sequence[Mapping[str, Any]]:
    if not path.is_file():
        return ()
    read, findings = parse(path.name, path.read_bytes())
    if read is None:
        span = findings[0].span
        raise SourceError(f"{path.name}:{span.line if span else 1}: {findings[0].code}")
    rows: Sequence[Mapping[str, Any]] = read[name]
    return rows


def entries(library: Library, names: Iterable[str]) -> list[Entry]:
    """The records named kind/id that the library has."""
    keys = (tuple(name.split("/", 1)) for name in names)
    return [library.entries[kind, id] for kind, id in keys if (kind, id) in library.entries]
