"""Medians, spreads, ratios, budgets; what is kept is what was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.bench.__main__ import GROUPS, main
from tests.bench.results import (
    Asked,
    Middle,
    Result,
    Sample,
    asked,
    is_kept,
    middle,
    of_json,
    ratio,
    to_json,
)


def runs(*walls: float) -> tuple[Sample, ...]:
    return tuple(Sample(wall, wall / 2) for wall in walls)


MEASURED = Result(
    *("check", "city", runs(4, 2, 9), runs(8, 8, 10)), {"files": 3}, 1.5, "0123456789", "2026-11-22"
)
ASKED = Asked("check", "check", {}, {}, {}, "s", 0.5, None, None)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [([3], Middle(3, 3, 3)), ([5, 1, 2], Middle(2, 1, 5)), ([1, 2, 3, 10], Middle(2.5, 1, 10))],
)
def test_the_middle(values: list[float], wanted: Middle) -> None:
    assert middle(values) == wanted


def test_a_ratio_is_of_the_medians_and_spreads_over_runs_side_by_side() -> None:
    assert ratio(MEASURED) == Middle(4 / 8, 2 / 8, 9 / 10)


def test_without_a_peer_there_is_no_ratio() -> None:
    assert ratio(replace(MEASURED, peer=())) is None


def test_runs_that_do_not_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratio(replace(MEASURED, peer=runs(1)))


@pytest.mark.parametrize(
    ("result", "wanted", "kept"),
    [
        (MEASURED, ASKED, True),
        (MEASURED, replace(ASKED, at_most=0.49), False),
        (MEASURED, replace(ASKED, at_most=None), None),
        (MEASURED, replace(ASKED, at_scale="city"), True),
        (replace(MEASURED, scale="town"), replace(ASKED, at_scale="city"), None),
        (replace(MEASURED, peer=()), replace(ASKED, at_most=4, peer=None), True),
        (replace(MEASURED, peer=()), replace(ASKED, at_most=3.9, peer=None), False),
    ],
)
def test_the_budget_bounds_the_ratio_or_the_figure(
    result: Result, wanted: Asked, kept: bool | None
) -> None:
    assert is_kept(result, wanted) is kept


def test_what_is_kept_is_what_was_measured() -> None:
    alone = replace(MEASURED, key="start", peer=())
    text = to_json({"cores": 2}, [MEASURED, alone])
    assert of_json(text) == ({"cores": 2}, {"check": MEASURED, "start": alone})
    assert '"ratio": 0.5' in text


@pytest.mark.parametrize("words", [["--only", "chek"], ["--growth", "--only", "check"]])
def test_a_group_that_is_not_known_is_told(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert f"--only: {words[-1]} (" in capsys.readouterr().err


def test_every_comparison_is_of_a_group_that_runs() -> None:
    known = asked()
    assert {each.group for each in known.values()} == set(GROUPS)
    for each in known.values():
        words = [each.work, each.ours, *(said for said in (each.peer, each.counted) if said)]
        assert all(set(said) == {"zh", "en"} for said in words), each.key
