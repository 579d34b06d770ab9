"""The generated pages: every code has one, and the list of words stands for anyone to read."""

from __future__ import annotations

from pathlib import Path

from gongshi.checks.sensitive import word_list
from gongshi.publish.written import generated_pages
from gongshi.words import finding_words


def test_every_code_has_a_page_that_the_list_names(root: Path) -> None:
    pages = generated_pages(root, "zh")
    for code in finding_words():
        assert pages[f"findings/{code}.md"].startswith(f"# {code} ")
        assert f"]({code}.md)" in pages["findings/index.md"]


def test_the_page_of_a_code_shows_what_the_check_prints(root: Path) -> None:
    page = generated_pages(root, "en")["findings/Y003.md"]
    assert (root / "tests/examples/bad/Y003/expected.en.txt").read_text("utf-8").strip() in page


def test_every_group_of_words_is_published(root: Path) -> None:
    page = generated_pages(root, "zh")["findings/words.md"]
    for group in word_list()["groups"].values():
        assert f"## {group['title']['zh']}" in page
        assert all(word in page for word in group.get("person", []))


def test_the_handbook_names_every_page_of_it(root: Path) -> None:
    page = generated_pages(root, "zh")["handbook/index.md"]
    written = sorted(each.parent.name for each in (root / "site/handbook").glob("*/index.md"))
    assert all(f"]({name}/index.md)" in page for name in written)
    assert "](../findings/index.md)" in page
