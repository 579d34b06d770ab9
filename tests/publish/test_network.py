"""Networks drawn, shares derived, results added up: from made-up records, by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongshi.kinds import load_kinds
from gongshi.publish.library import Library, build_library
from gongshi.publish.network import below, levels, outcomes, share, units_of

LEVELS: list[dict[str, Any]] = [
    {"level": 1, "label": "站"},
    {"level": 2, "label": "岗"},
    {"level": 3, "label": "结对户", "households": True},
]


@pytest.fixture
def records() -> dict[str, dict[str, dict[str, Any]]]:
    """A place with a network of a station and two posts, figures and activities."""
    rows: dict[str, list[dict[str, Any]]] = {
        "place": [{"id": "hill", "name": "小山县"}],
        "policy": [
            {"id": "net", "name": "网络", "scope": "hill", "levels": LEVELS},
            {
                "id": "told",
                "name": "报道的网络",
                "scope": "hill",
                "levels": [{"level": 1, "label": "总", "figure": "all"}, LEVELS[2]],
            },
        ],
        "unit": [
            {"id": "station", "place": "hill", "scheme": "net", "level": 1},
            {"id": "east", "scheme": "net", "level": 2, "parent": "station"},
            {"id": "west", "scheme": "net", "level": 2, "parent": "station"},
            {"id": "else", "place": "hill", "scheme": "told", "parent": "station", "name": "别处"},
        ],
        "statistic": [
            {"id": "all", "place": "hill", "words": "593个", "value": "593"},
            {"id": "some", "place": "hill", "words": "490个", "value": "490", "share_of": "all"},
            {"id": "vague", "words": "近400个", "value": "400", "qualifier": "near"},
            {"id": "words", "words": "几百个", "share_of": "all"},
            {"id": "none", "words": "0个", "value": "0"},
        ],
        "team": [{"id": "helpers", "name": "帮忙队", "place": "hill"}],
        "activity": [],
        "correction": [],
    }
    rows["unit"][1]["paired_households"] = 8
    rows["unit"][2]["paired_households"] = 6
    rows["statistic"][2]["share_of"] = rows["statistic"][4]["share_of"] = "all"
    return {kind: {each["id"]: each for each in of} for kind, of in rows.items()}


def library(root: Path, records: dict[str, dict[str, dict[str, Any]]]) -> Library:
    return build_library(load_kinds(root / "schemas"), records, {})


def test_t10_levels_count_units_and_households(
    root: Path, records: dict[str, dict[str, dict[str, Any]]]
) -> None:
    lib = library(root, records)
    ladder = levels(lib, lib.entries["policy", "net"])
    assert [[unit.id for unit in each.units] for each in ladder] == [
        ["station"],
        ["east", "west"],
        [],
    ]
    assert [each.households for each in ladder] == [None, None, 14]


def test_b1_a_reported_network_has_the_figures_of_its_text(
    root: Path, records: dict[str, dict[str, dict[str, Any]]]
) -> None:
    del records["unit"]["else"]
    lib = library(root, records)
    top, households = levels(lib, lib.entries["policy", "told"])
    assert top.figure == lib.entries["statistic", "all"]
    assert households.households is None


def test_the_units_of_a_network_stand_below_each_other(
    root: Path, records: dict[str, dict[str, dict[str, Any]]]
) -> None:
    lib = library(root, records)
    units = units_of(lib, lib.entries["policy", "net"])
    tops = below(units, None)
    assert [each.id for each in tops] == ["station"]
    assert [each.id for each in below(units, tops[0])] == ["east", "west"]
    others = units_of(lib, lib.entries["policy", "told"])
    assert [each.id for each in below(others, None)] == ["else"]  # its parent is of another network


def test_o5_a_share_and_the_rest(root: Path, records: dict[str, dict[str, dict[str, Any]]]) -> None:
    lib = library(root, records)
    found = share(lib, lib.entries["statistic", "some"])
    assert found is not None
    assert (found.percent, found.left) == (Decimal("82.6"), Decimal(103))
    assert found.whole.id == "all"


@pytest.mark.parametrize("id", ["all", "vague", "words"])
def test_no_share_of_nothing_or_of_vague_figures(
    id: str, root: Path, records: dict[str, dict[str, dict[str, Any]]]
) -> None:
    lib = library(root, records)
    assert share(lib, lib.entries["statistic", id]) is None


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [("1348", "1867", "72.2"), ("0", "593", "0.0"), ("1", "2000", "0.1"), ("593", "593", "100.0")],
)
def test_shares_are_rounded_as_people_round(
    part: str, whole: str, percent: str, root: Path, records: dict[str, dict[str, dict[str, Any]]]
) -> None:
    records["statistic"]["all"]["value"] = whole
    records["statistic"]["some"]["value"] = part
    lib = library(root, records)
    found = share(lib, lib.entries["statistic", "some"])
    assert found is not None
    assert str(found.percent) == percent


def test_of_a_whole_of_nothing_there_is_no_share(
    root: Path, records: dict[str, dict[str, dict[str, Any]]]
) -> None:
    records["statistic"]["all"]["value"] = "0"
    lib = library(root, records)
    assert share(lib, lib.entries["statistic", "none"]) is None


def test_t27_like_results_of_verified_activities_are_added_up(
    root: Path, records: dict[str, dict[str, dict[str, Any]]]
) -> None:
    meals = {"label": "送餐", "value": "12", "unit": "份"}
    for number, outputs in enumerate(
        (
            [meals, {"label": "送餐", "value": "3", "unit": "箱"}],
            [meals | {"value": "0.5"}],
            [meals | {"value": "100", "qualifier": "many"}],
            [meals | {"value": "1000"}],
        )
    ):
        id = f"a-{number}"
        records["activity"][id] = {"id": id, "team": "helpers", "outputs": outputs}
        records["activity"][id]["verified_on"] = "2025-01-05"
    records["activity"]["a-4"] = {"id": "a-4", "team": "helpers", "outputs": [meals]}
    void = {"id": "c-1", "entry": "a-3", "verified_on": "2025-02-01"}
    one = {"id": "c-2", "entry": "a-0", "number": "v-000001", "verified_on": "2025-02-01"}
    records["correction"] = {"c-1": void, "c-2": one}
    lib = library(root, records)
    found = outcomes(lib, lib.entries["team", "helpers"])
    assert [(each.label, each.unit, each.amount, each.times) for each in found] == [
        ("送餐", "份", Decimal("12.5"), 2),
        ("送餐", "箱", Decimal(3), 1),
    ]
