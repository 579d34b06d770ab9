"""What a check found, kept so that it is not asked again of records that are as they were.

`records.load` gives the state of all files, schemas and the toolkit as a digest. What is kept is
for that state alone; the next state takes its place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from gongshi.findings import Finding
from gongshi.records.cache import get, packed, put, unpacked

NAME = "verdict"


def verdict(root: Path, state: str) -> tuple[Sequence[Finding], Mapping[str, int]] | None:
    """The findings and the counts of a check of this state, if they are kept."""
    parts = get(root, NAME, state)
    if parts is None:
        return None
    counts: Mapping[str, int] = json.loads(parts["counts"].to_pybytes())
    return list(unpacked(parts["findings"].to_pybytes())), counts


def keep_verdict(
    root: Path, state: str, findings: Sequence[Finding], counts: Mapping[str, int]
) -> None:
    """Keep what a check of this state found."""
    parts = {"findings": packed(findings).encode(), "counts": json.dumps(counts).encode()}
    put(root, NAME, state, parts)
