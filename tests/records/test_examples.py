"""Every code of the reading room has a bad example, found exactly where it is, and a good one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gongshi.kinds import load_kinds
from gongshi.records.load import load
from gongshi.records.positions import locate
from gongshi.words import room

EXAMPLES = Path(__file__).parent.parent / "examples"
# Not to be had as a small committed file; their tests are in test_load, test_walk and test_shape.
ELSEWHERE = {"B004", "B005", "B015", "B016", "B017", "S026", "S034", "S035", "S036"}
CODES = sorted(set(room("findings_bytes_shape")) - ELSEWHERE)


@pytest.mark.parametrize("code", CODES)
def test_bad_example(code: str, root: Path) -> None:
    example = EXAMPLES / "bad" / code
    found = []
    for each in load(example, load_kinds(root / "schemas")).findings:
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
    assert {each["code"] for each in found} == {code}


@pytest.mark.parametrize("code", CODES)
def test_good_example(code: str, root: Path) -> None:
    loaded = load(EXAMPLES / "good" / code, load_kinds(root / "schemas"))
    assert loaded.findings == []
    assert loaded.paths


def test_every_finding_fills_its_words(root: Path) -> None:
    """No slot of a code's words is without an argument, in either language."""
    words = room("findings_bytes_shape")
    kinds = load_kinds(root / "schemas")
    for code in CODES:
        for each in load(EXAMPLES / "bad" / code, kinds).findings:
            for part in ("title", "reason", "remedy"):
                for lang in ("zh", "en"):
                    assert words[each.code][part][lang].format_map(each.args)
