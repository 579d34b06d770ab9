"""`gongshi match`: for a need or a category, the teams with the skills, as counts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gongshi.cli import app


def _run(root: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["match", *arguments, "--root", str(root), "--lang", "zh"])
    return result.exit_code, result.output


def test_a_category_and_a_need_of_it_get_the_same_answer(root: Path) -> None:
    status, by_category = _run(root, "repair")
    assert status == 0
    assert by_category.startswith("便民维修用得上：小家电维修、木工、缝纫（demo-membership）\n")
    assert "演示县月湾巧手便民队 demo-repair：" in by_category
    assert not re.search(r"v-[0-9a-z]{6}\b", by_category)
    need = next(
        path.stem
        for path in sorted((root / "records" / "needs").glob("n-*.yaml"))
        if "category: repair\n" in path.read_text(encoding="utf-8")
    )
    assert _run(root, need) == (0, by_category)


@pytest.mark.parametrize("word", ["n-20240101-00000", "plumbing"])
def test_what_is_neither_need_nor_category_is_refused_in_words(root: Path, word: str) -> None:
    status, said = _run(root, word)
    assert status == 2
    assert f"“{word}”不是需求编号，也不是需求类别" in said
    assert "repair" in said
