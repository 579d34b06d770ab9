"""The pages show what the committed JSON says, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bench.docs import BENCH_JSON, GROWTH_JSON, filled, html, pages


def test_the_pages_show_what_was_last_measured(root: Path) -> None:
    wanted = pages(root, BENCH_JSON, GROWTH_JSON)
    assert {name.as_posix() for name in wanted} == {
        "README.md",
        "README.zh-CN.md",
        "site/handbook/speed/index.md",
    }
    for name, text in wanted.items():
        assert (root / name).read_text(encoding="utf-8") == text, "make bench-docs"


def test_a_table_of_the_site_escapes_its_cells() -> None:
    table = html(["a"], [["1 < 2"], ["3"]])
    assert "<td>1 &lt; 2</td>" in table
    assert table.count("<tr>") == 3
    assert "\n\n" not in table


def test_only_what_is_between_the_markers_changes() -> None:
    text = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n"
    once = filled(text, {"x": "new"})
    assert once == "a\n<!-- x -->\n\nnew\n\n<!-- /x -->\nb\n"
    assert filled(once, {"x": "new"}) == once


@pytest.mark.parametrize("text", ["", "<!-- x -->\n", "<!-- /x -->"])
def test_a_missing_marker_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="no marker x"):
        filled(text, {"x": "new"})
