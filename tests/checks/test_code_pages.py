"""Every code has a page, made of its words and its examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongshi.checks.code_pages import code_page, code_title, codes
from gongshi.words import finding_words

EXAMPLES = Path(__file__).parent.parent / "examples"


def test_every_code_has_a_page_in_both_languages() -> None:
    assert codes() == list(finding_words())
    for code in codes():
        chinese, english = code_page(code, "zh", EXAMPLES), code_page(code, "en", EXAMPLES)
        assert chinese.startswith(f"# {code} ")
        assert chinese != english
        assert chinese.count("```") % 2 == 0


def test_a_page_shows_what_is_reported_and_how_it_is_right() -> None:
    page = code_page("X009", "zh", EXAMPLES)
    assert "登记人和核实人都是「s-demo-01」" in page
    assert "verified_by: s-demo-02" in page
    # Only the files that make the difference.
    assert "roster" not in page


@pytest.mark.parametrize("code", ["B001", "X001"])
def test_a_file_whose_name_was_wrong_is_shown_under_its_right_name(code: str) -> None:
    page = code_page(code, "zh", EXAMPLES)
    assert page.count("```yaml") == 1


def test_an_example_without_files_shows_what_is_reported() -> None:
    page = code_page("B005", "zh", EXAMPLES)
    assert "错误[B005 file-too-large]" in page
    assert page.count("## ") == 1


def test_without_examples_there_is_a_page_still(tmp_path: Path) -> None:
    assert "```" not in code_page("B001", "zh", tmp_path)


def test_a_title_has_no_open_slot() -> None:
    assert all("{" not in code_title(code, lang) for code in codes() for lang in ("zh", "en"))
