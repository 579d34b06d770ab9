"""The data dictionary says all that the schemas say, and the schemas say it in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongshi.intake.dictionary import DICTIONARY, dictionary
from gongshi.kinds import Kind, load_kinds, walk

ROOT = Path(__file__).parent.parent.parent
KINDS = load_kinds(ROOT / "schemas")
WORDS = ("title", "x-title-en", "description", "x-description-en")

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@every_kind
def test_every_property_has_its_words(kind: Kind) -> None:
    missing = [
        f"{pointer}: {word}"
        for pointer, field in walk(kind.fields)
        for word in WORDS
        if not str(field.schema.get(word, "")).strip()
    ]
    missing += [f"{kind.name}: {word}" for word in WORDS if not kind.schema.get(word)]
    assert missing == []


@every_kind
def test_every_choice_has_its_words(kind: Kind) -> None:
    for pointer, field in walk(kind.fields):
        value = field.item or field
        assert set(value.enum) == set(value.schema.get("enum", ())), pointer
        assert all(words["zh"] and words["en"] for words in value.enum.values()), pointer


def test_the_committed_page_is_the_one_that_is_generated() -> None:
    page = (ROOT / DICTIONARY).read_text(encoding="utf-8")
    assert page == dictionary(KINDS), "run `gongshi schema docs`"


@every_kind
def test_every_property_has_a_row(kind: Kind) -> None:
    section = _section(dictionary(KINDS), kind.name)
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert [_cells(row)[0].partition("<br>")[0] for row in rows] == [
        f"`{pointer.strip('/').replace('/*/', '[].').replace('/', '.')}`"
        for pointer, _ in walk(kind.fields)
    ]
    assert all(len(_cells(row)) == 3 for row in rows)


def test_a_row_says_form_need_level_and_choices() -> None:
    activity = _section(dictionary(KINDS), "activity")
    assert "| `team`<br>队伍 Team | 编号<br>`basis` 为 `local` 时必填<br>公开 |" in activity
    assert "| 编号<br>填了 `verified_on` 时必填<br>公开 | 不得与登记人相同" in activity
    assert "[名册 Roster](#roster)" in activity
    assert "`late` 补录" in activity
    assert "`basis` 为 `reported` 时不可填" in activity
    assert "`date` → `recorded_on` → `verified_on`" in activity
    donation = _section(dictionary(KINDS), "donation")
    assert "与 `body`、`partner` 只写一项<br>随本人意愿" in donation
    roster = _section(dictionary(KINDS), "roster")
    assert "| `members[].cohort`<br>类别 Cohort | 选项<br>不公开 |" in roster


def test_it_speaks_english_too() -> None:
    page = dictionary(KINDS, "en")
    assert page.startswith("# Data dictionary\n")
    assert "| `team`<br>Team 队伍 | Id<br>Required if `basis` is `local`<br>Public |" in page


def test_links_lead_to_sections() -> None:
    page = dictionary(KINDS)
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= set(re.findall(r"\{#(\w+)\}", page))


def _section(page: str, kind: str) -> str:
    return next(part for part in page.split("\n## ") if f"{{#{kind}}}" in part.split("\n")[0])


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
