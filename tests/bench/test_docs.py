"""The pages show what the committed JSON says, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bench.docs import BENCH_JSON, GROWTH_JSON, filled, pages


def test_the_pages_show_what_was_last_measured(root: Path) -> None:
    wanted = pages(root, BENCH_JSON, GROWTH_JSON)
    assert {name.as_posix() for name in wanted} == {
        "README.md",
        "README.zh-CN.md",
        "site/handbook/speed/index.md",
    }
    for name, text in wanted.items():
        assert (root / name).read_text(encoding="utf-8") == text, "make bench-docs"


def test_only_what_is_between_the_markers_changes() -> None:
    text = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n"
    once = filled(text, {"x": "new"})
    assert once == "a\n<!-- x -->\n\nnew\n\n<!-- /x -->\nb\n"
    assert filled(once, {"x": "new"}) == once


@pytest.mark.parametrize("text", ["", "<!-- x -->\n", "<!-- /x -->"])
def test_a_missing_marker_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="no marker x"):
        filled(text, {"x": "new"})
