"""What was measured, as values: medians, spreads, ratios, and the JSON that keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: seconds on the clock, and seconds of processor with all processes it waited for."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of some figures, with the least and the most."""

    value: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Result:
    """A comparison as measured at a scale: our runs, and the peer's, by turns.

    `key` is its name in `comparisons.yaml`; where that has no peer, the figure stands for itself.
    `facts` say what was counted (files, pages), `load` how busy the machine was before the first
    run (processes that wanted to run, over the last minute), `commit` the toolkit's, and `day`.
    """

    key: str
    scale: str
    ours: Sequence[Sample]
    peer: Sequence[Sample] = ()
    facts: Mapping[str, int | str] = field(default_factory=dict)
    load: float = 0.0
    commit: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What `comparisons.yaml` says of a comparison.

    `at_most` bounds the ratio, or the figure where there is no peer; `counted` says the facts.
    """

    key: str
    group: str
    work: Mapping[str, str]
    ours: Mapping[str, str]
    peer: Mapping[str, str] | None
    unit: str
    at_most: float | None
    at_scale: str | None
    counted: Mapping[str, str] | None


def asked() -> dict[str, Asked]:
    """Every comparison, in the order in which it is shown."""
    text = (HERE / "comparisons.yaml").read_text(encoding="utf-8")
    empty: dict[str, Any] = {"unit": "s"}
    empty |= dict.fromkeys(("peer", "at_most", "at_scale", "counted"))
    return {key: Asked(key, **(empty | said)) for key, said in yaml.safe_load(text).items()}


def middle(values: Iterable[float]) -> Middle:
    """Of at least one figure."""
    known = sorted(values)
    return Middle(median(known), known[0], known[-1])


def ratio(result: Result) -> Middle | None:
    """Ours over the peer's on the clock: of the medians; least and most among runs side by side."""
    if not result.peer:
        return None
    pairs = [a.wall / b.wall for a, b in zip(result.ours, result.peer, strict=True)]
    of = median(each.wall for each in result.ours) / median(each.wall for each in result.peer)
    return Middle(of, min(*pairs, of), max(*pairs, of))


def is_kept(result: Result, wanted: Asked) -> bool | None:
    """Whether the budget was kept; None where there is none, or only for another scale."""
    if wanted.at_most is None or wanted.at_scale not in (None, result.scale):
        return None
    by = ratio(result) or middle(each.wall for each in result.ours)
    return by.value <= wanted.at_most


def to_json(machine: Mapping[str, Any], results: Iterable[Result]) -> str:
    """What is kept of some runs; medians and ratios are written for readers, never read."""
    said = []
    for result in results:
        by = ratio(result)
        summary = {"ours": middle(each.wall for each in result.ours).value}
        if by:
            summary |= {"peer": middle(each.wall for each in result.peer).value, "ratio": by.value}
        said.append(asdict(result) | {"summary": {k: round(v, 4) for k, v in summary.items()}})
    return json.dumps({"machine": machine, "results": said}, indent=1, ensure_ascii=False) + "\n"


def of_json(text: str) -> tuple[dict[str, Any], dict[str, Result]]:
    """The machine, and the results by key."""
    said = json.loads(text)
    results = {each["key"]: _result(each) for each in said["results"]}
    return said["machine"], results


def _result(said: dict[str, Any]) -> Result:
    runs = {name: tuple(Sample(**each) for each in said[name]) for name in ("ours", "peer")}
    known = {name: value for name, value in said.items() if name != "summary"}
    return Result(**(known | runs))
