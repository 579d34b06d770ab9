"""The data dictionary says all that the schemas say, and the schemas say it in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongshi.intake.dictionary import DICTIONARY, dictionary
from gongshi.kinds import Kind, load_kinds, walk
from gongshi.words import Lang

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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_committed_pages_are_the_ones_that_are_generated(lang: Lang) -> None:
    folder = ROOT / DICTIONARY[lang]
    committed = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert committed == dictionary(KINDS, lang), "run `gongshi schema docs`"


@every_kind
def test_every_property_has_a_row_where_it_stands(kind: Kind) -> None:
    rows = re.findall(r"^( *)- `(\w+)` ", dictionary(KINDS)[f"{kind.name}.md"], re.MULTILINE)
    assert [(len(indent) // 4, name) for indent, name in rows] == [
        (pointer.replace("/*", "").count("/") - 1, field.name)
        for pointer, field in walk(kind.fields)
    ]


def test_a_row_says_form_need_level_and_choices() -> None:
    pages = dictionary(KINDS)
    activity = pages["activity.md"]
    assert "\n- `team` **队伍** Team<br>编号 · `basis` 为 `local` 时必填 · 公开<br>" in activity
    assert "编号 · 填了 `verified_on` 时必填 · 公开<br>不得与登记人相同" in activity
    assert "[名册 Roster](roster.md)" in activity
    assert "`late` 补录" in activity
    assert "`basis` 为 `reported` 时不可填" in activity
    assert "`date` → `recorded_on` → `verified_on`" in activity
    assert "与 `body`、`partner` 只写一项 · 随本人意愿" in pages["donation.md"]
    assert "\n    - `cohort` **类别** Cohort<br>选项 · 不公开<br>" in pages["roster.md"]


def test_rules_inside_a_list_are_told_where_they_bind() -> None:
    withdrawal = dictionary(KINDS)["withdrawal.md"]
    assert "\n    - `to` **赠与谁** To<br>编号 · `for` 为 `gift` 时必填 · " in withdrawal
    assert " · `for` 不为 `gift` 时不可填 · " in withdrawal
    assert "`for` 为 `self`、`family` 时必填 · `for` 为 `gift`、`donation` 时不可填" in withdrawal


def test_it_speaks_english_too() -> None:
    pages = dictionary(KINDS, "en")
    assert pages["index.md"].startswith("# Data dictionary\n")
    assert (
        "`team` **Team** 队伍<br>Id · Required if `basis` is `local` · Public"
        in (pages["activity.md"])
    )


def test_links_lead_to_pages() -> None:
    pages = dictionary(KINDS)
    linked = {name for page in pages.values() for name in re.findall(r"\]\((\w+\.md)\)", page)}
    assert linked == set(pages)


def test_a_choice_between_groups_names_the_groups() -> None:
    lines = [each for each in dictionary(KINDS)["profile.md"].split("\n") if "`means` **" in each]
    assert lines
    for line in lines:
        assert "`given_on`、`means`、`scope`或者`legal_basis`，至少写全一组" in line
