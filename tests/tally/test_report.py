"""The tally and its explanations on the terminal."""

from __future__ import annotations

from typing import Any

import pytest

from gongshi.tally.explain import explain
from gongshi.tally.figures import figures_of
from gongshi.tally.report import render_explanation, render_totals
from gongshi.words import Lang

V = "v-000001"
County = Any


@pytest.fixture
def full(county: County, monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setenv("COLUMNS", "200")
    county.policy("e1", "stars", [{"star": 1, "minutes": 100}])
    target = [{"id": "year", "measure": "points", "amount": "10"}]
    county.policy("quota", "quotas", target, since="2025-01-01")
    county.activity("2025-05-01", {V: 6300 // 5})
    county.gift("2025-05-02", 25000, number=V)
    return county


def test_totals(full: County) -> None:
    tally = full.tally("2025-12-31")
    said = render_totals(figures_of(tally), "0a1b2c3", "zh", tally.kinds)
    assert said.startswith("截至 2025-12-31  提交 0a1b2c3\n")
    for piece in ("小山东街道", "1,260 分钟 = 21 小时", "30 积分", "250 元", "一星：1 人"):
        assert piece in said
    hidden = "计入人员人数太少，或者人不多而结果都一样，为保护个人，不显示完成情况。"
    assert f"网点 counter  2025 年：{hidden}" in said
    assert V not in said


@pytest.mark.parametrize(
    ("lang", "pieces"),
    [
        ("zh", ("合计", "明细（3 行", "250 元，计 2 次 × 10 积分 = 20 积分", "[2]", "《规则p1》")),
        ("en", ("Sums", "Lines (3", "CNY 250: 2 × 10 points = 20 points", "[2]", "规则p1, from")),
    ],
)
def test_an_explanation(full: County, lang: Lang, pieces: tuple[str, ...]) -> None:
    explanation = explain(full.tally("2025-12-31", "0a1b2c3"), V, lang)
    assert explanation is not None
    said = render_explanation(explanation, lang)
    for piece in (V, "0a1b2c3", "2025-05-01", *pieces):
        assert piece in said
    assert all(line == line.rstrip() for line in said.splitlines())


def test_an_explanation_of_a_place_shows_its_parts_and_whose_the_lines_are(full: County) -> None:
    explanation = explain(full.tally(), "hill", "zh")
    assert explanation is not None
    said = render_explanation(explanation, "zh")
    assert "由下列各项相加" in said
    assert said.count(V) == 4  # minutes, points, the gift's points, the gift


def test_text_of_a_record_is_no_markup(full: County) -> None:
    entry = full.activity("2025-06-01", {V: 60}, name="[red]打扫[/red] :smile:")
    explanation = explain(full.tally(), entry, "zh")
    assert explanation is not None
    assert "[red]打扫[/red] :smile:" in render_explanation(explanation, "zh")


def test_without_local_records_there_is_nothing_to_tally(new_county: Any) -> None:
    tally = new_county().tally()
    assert "没有本地记录可统计" in render_totals(figures_of(tally), None, "zh", tally.kinds)
