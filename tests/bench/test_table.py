"""The tables say every figure with its unit, spread, ratio and budget."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.bench.results import Asked, Result, Sample
from tests.bench.table import budget, counted, head, machine_in_words, markdown, rows, times

WORDS = {"zh": "工作", "en": "work"}
ASKED = Asked(
    "a", "g", WORDS, {"zh": "我", "en": "we"}, {"zh": "它", "en": "it"}, "s", 1, None, None
)
BESIDE = Result("a", "city", [Sample(1.5, 1), Sample(2.5, 1), Sample(12, 1)], [Sample(5, 1)] * 3)
ALONE = replace(ASKED, key="b", peer=None, unit="GiB", at_most=1.5, at_scale="city")
KNOWN = {"a": ASKED, "b": ALONE}
MACHINE = {
    "processor": "P",
    "cores": 2,
    "memory_gib": 24,
    "kernel": "Linux 6",
    "python": "3.11",
    "versions": {"hugo": "1", "hledger": ""},
}


def test_rows_stand_in_the_order_of_the_list() -> None:
    alone = Result("b", "city", [Sample(2, 0)])
    assert rows([alone, BESIDE], KNOWN, "en") == [
        ["work", "we", "2.50 s (1.50–12.0)", "it", "5.00 s", "0.50 (0.30–2.40)", "≤ 1"],
        ["work", "we", "2.00 GiB", "", "", "", "≤ 1.5 GiB (city), missed"],
    ]


@pytest.mark.parametrize(
    ("value", "said"), [(2.493, "2.49"), (0.1, "0.10"), (0.0191, "1/52"), (0.025, "1/40")]
)
def test_a_small_ratio_is_a_fraction(value: float, said: str) -> None:
    assert times(value) == said


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (ASKED, "≤ 1"),
        (replace(ASKED, at_most=0.025), "≤ 1/40"),
        (replace(ASKED, at_most=None), ""),
        (ALONE, "≤ 1.5 GiB (city)"),
    ],
)
def test_the_budget_in_words(wanted: Asked, said: str) -> None:
    assert budget(wanted) == said


def test_markdown() -> None:
    first, rule, row = markdown(head("zh"), rows([BESIDE], KNOWN, "zh")).splitlines()
    assert first.startswith("| 工作 | 本工具 |")
    assert set(rule) == {"|", "-", " "}
    assert row.startswith("| 工作 | 我 | 2.50 s (1.50–12.0) | 它 |")


def test_what_was_counted() -> None:
    said = {"zh": "{files} 个文件", "en": "{files} files"}
    known = {"a": replace(ASKED, counted=said), "b": replace(ALONE, counted=said)}
    found = [replace(BESIDE, facts={"files": 65416})]
    assert counted(found, known, "zh") == "65,416 个文件。"
    assert counted(found, known, "en") == "65,416 files."
    assert counted(found, KNOWN, "en") == ""


def test_the_machine_in_words_is_that_of_all_runs() -> None:
    at = [
        replace(BESIDE, load=0.5, commit="aaa", day="2026-11-22"),
        replace(BESIDE, load=2.0, commit="bbb", day="2026-11-23", scale="town"),
    ]
    said = machine_in_words(MACHINE, at, "en")
    assert said.startswith("2026-11-22–2026-11-23, commit aaa, bbb; 2 cores (P), 24 GiB, Linux 6, ")
    assert "hugo 1." in said
    assert "hledger" not in said
    assert "Scale city, town; 3 runs" in said
    assert said.endswith("0.5–2.")
