"""The catalogue: every phrase in both languages, with the same slots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest

from gongshi.words import finding_words, room, say

ROOMS = sorted(
    each.name.removesuffix(".yaml")
    for each in files("gongshi.words").iterdir()
    if each.name.endswith(".yaml")
)


def phrases(node: Mapping[str, Any], at: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every phrase below `node`, with its path."""
    if isinstance(node.get("zh", node.get("en")), str):
        yield at, node
        return
    for key, each in node.items():
        if isinstance(each, Mapping):
            yield from phrases(each, f"{at}.{key}")


def slots(phrase: str) -> set[str]:
    """The arguments a phrase asks for; `…_zh` and `…_en` are the same one in two languages."""
    return {re.sub("_(zh|en)$", "", name) for name in re.findall(r"\{(\w*)", phrase)}


@pytest.mark.parametrize("name", ROOMS)
def test_phrases_say_the_same_in_both_languages(name: str) -> None:
    found = dict(phrases(room(name), name))
    assert found
    for at, phrase in found.items():
        assert set(phrase) == {"zh", "en"}, at
        # What stands between two sentences is blank in both; every other phrase is in neither.
        assert bool(phrase["zh"].strip()) == bool(phrase["en"].strip()), at
        assert slots(phrase["zh"]) == slots(phrase["en"]), at


def test_findings_are_in_the_order_of_their_codes() -> None:
    words = finding_words()
    assert list(words) == sorted(words)
    rooms = [name for name in ROOMS if name.startswith("findings_")]
    assert len(words) == sum(len(room(name)) for name in rooms)


def test_say_fills_slots_and_knows_no_other_phrase() -> None:
    assert say("cli.written", "en", path="a{b}.yaml") == "Written: a{b}.yaml"
    with pytest.raises(KeyError):
        say("cli.nowhere", "zh")
