"""Every code has a bad example and a good one, with the exact text that is shown for each."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from gongshi.checks import run_check
from gongshi.checks.render import as_text
from gongshi.checks.shown import show
from gongshi.findings import Severity
from gongshi.kinds import Kind
from gongshi.words import Lang, finding_words

EXAMPLES = Path(__file__).parent.parent / "examples"
# Not to be had as a small committed file: special files, great sizes, broken machines, two commits.
WITHOUT = {"B004", "B005", "B015", "B016", "B017", "S026", "S034", "S035", "S036", "L001", "L002"}
CODES = sorted(set(finding_words()) - WITHOUT)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("side", ["bad", "good"])
def test_example_is_shown_exactly_so(side: str, code: str, kinds: dict[str, Kind]) -> None:
    example = EXAMPLES / side / code
    result = run_check(example, kinds)
    assert {each.code for each in result.findings} == ({code} if side == "bad" else set())
    for lang in get_args(Lang):
        text = as_text(result, show(result.findings, example, lang), lang).plain
        assert text == (example / f"expected.{lang}.txt").read_text(encoding="utf-8")


def test_there_is_no_example_of_no_code() -> None:
    for side in ("bad", "good"):
        assert {path.name for path in (EXAMPLES / side).iterdir()} == set(CODES)


@pytest.mark.parametrize("code", finding_words())
def test_words_are_whole(code: str) -> None:
    words = finding_words()[code]
    assert words["severity"] in get_args(Severity)
    for part in ("title", "reason", "remedy"):
        for lang in get_args(Lang):
            assert words[part][lang].strip()
    assert set(words) <= {
        "name", "severity", "title", "reason", "remedy", "waivable", "secret",
    }  # fmt: skip


def test_names_are_used_once() -> None:
    names = [words["name"] for words in finding_words().values()]
    assert len(names) == len(set(names))
