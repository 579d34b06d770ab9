"""The tally of files that are made up and stand nowhere yet."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from gongshi.kinds import Kind
from gongshi.records.load import load
from gongshi.tally import Tally, run_tally


def tally_of(files: Mapping[str, str], kinds: Mapping[str, Kind], as_of: date) -> Tally:
    """The tally of `files` (text by path below a repository's top) at the end of a day."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text, encoding="utf-8")
        return run_tally(load(Path(folder), kinds), kinds, as_of)
