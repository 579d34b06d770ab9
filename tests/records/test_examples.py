"""What the reading room refuses is found exactly where it is, to the end of the place.

`tests/checks/test_examples.py` holds every code to its examples; here their pointers and spans.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gongshi.kinds import Kind, load_kinds
from gongshi.records.load import load
from gongshi.records.positions import locate

BAD = Path(__file__).parent.parent / "examples" / "bad"


@pytest.fixture(scope="module")
def all_kinds(root: Path) -> dict[str, Kind]:
    return load_kinds(root / "schemas")


@pytest.mark.parametrize("code", sorted(path.parent.name for path in BAD.glob("*/expected.json")))
def test_bad_example(code: str, all_kinds: dict[str, Kind]) -> None:
    example = BAD / code
    found = []
    for each in load(example, all_kinds).findings:
        place = (each.pointer, each.part)
        span = each.span or locate((example / each.file).read_bytes(), [place])[place]
        found.append(
            {
                "file": each.file,
                "code": each.code,
                "pointer": each.pointer,
                "line": span.line,
                "column": span.column,
                "end_line": span.end_line,
                "end_column": span.end_column,
            }
        )
    assert found == json.loads((example / "expected.json").read_text("utf-8"))
