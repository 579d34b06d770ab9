"""Counts by place: what speaks of few is told nowhere, and cannot be had by taking away."""

from __future__ import annotations

from itertools import compress, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshi.tally.people import star_counts
from gongshi.tally.results import FEWEST
from gongshi.tally.small_groups import told

TREE = {"hill": None, "hill-east": "hill", "hill-east-lane": "hill-east", "hill-west": "hill"}
OWN = st.fixed_dictionaries(dict.fromkeys(TREE, st.integers(0, 12)))


def added(own: dict[str, int]) -> dict[tuple[str, str], int]:
    """The counts of each place with all below it."""
    sums = dict.fromkeys(TREE, 0)
    for place, count in own.items():
        up: str | None = place
        while up:
            sums[up] += count
            up = TREE[up]
    return {("star", place): count for place, count in sums.items()}


def chain(place: str) -> list[str]:
    """A place and those above it."""
    up = TREE[place]
    return [place, *(chain(up) if up else ())]


@pytest.fixture
def tally(county: Any) -> Any:
    county.add("place", id="hill-west", name="西街道", level="town", parent="hill")
    county.add("place", id="hill-east-lane", name="巷社区", level="community", parent="hill-east")
    return county.tally()


@given(own=OWN)
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_difference_tells_of_few(own: dict[str, int], tally: Any) -> None:
    counts = added(own)
    shown = {place: count for (_, place), count in told(tally, counts).items()}
    assert all(counts["star", place] == count >= FEWEST for place, count in shown.items())
    for place, count in shown.items():
        below = [each for each in shown if each != place and place in chain(each)]
        for taken in product((False, True), repeat=len(below)):
            apart = list(compress(below, taken))
            if not any(one in chain(other)[1:] for one in apart for other in apart):
                rest = count - sum(shown[each] for each in apart)
                assert rest == 0 or rest >= FEWEST, (shown, place, apart)


def test_the_higher_place_is_told_and_the_smallest_below_hidden(tally: Any) -> None:
    own = {"hill": 3, "hill-east": 9, "hill-east-lane": 0, "hill-west": 6}
    assert told(tally, added(own)) == {("star", "hill"): 18, ("star", "hill-east"): 9}


def test_stars_are_counted_as_enough_and_as_granted(county: Any) -> None:
    county.policy("ladder", "stars", [{"star": 1, "minutes": 60}, {"star": 2, "minutes": 600}])
    numbers = [county.volunteer(f"v-{at:06}") for at in range(2, 10)]
    served = dict.fromkeys(numbers, 90)
    county.activity("2024-03-01", served | {numbers[0]: 700})
    results = [{"class": "all", "number": number, "star": 1} for number in numbers[:5]]
    fields = {"grants": "star", "appraises": "2024", "classes": [{"id": "all", "name": "全部"}]}
    about = {"name": "星级评定", "place": "hill", "date": "2025-01-20"}
    county.add("award", id="round", **(about | fields), results=results)
    found = {(each.place, each.star): each for each in star_counts(county.tally())}
    for place in ("hill", "hill-east"):
        assert (found[place, 1].eligible, found[place, 1].granted) == (7, 5)
        assert (found[place, 2].eligible, found[place, 2].granted) == (None, 0)
