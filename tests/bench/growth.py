"""Time and memory against size: measured at each scale, with the exponent of the growth."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import log
from typing import Any

from rich.table import Table
from tests.bench import building, checking
from tests.bench.machine import commit, load, today
from tests.bench.results import Middle, Sample, middle
from tests.bench.run import Tell, timed
from tests.bench.table import Lang
from tests.bench.trees import cold, files_of, tree

SCALES = ("town", "county", "city", "cities")
# What is measured at each size, in the order of the tables; name in both languages, unit.
MEASURES = {
    "check": (("从零检查并统计", "check and tally from nothing"), "s"),
    "build": (("从零生成网站", "build the site from nothing"), "s"),
    "memory_check": (("检查并统计时的内存", "memory of check and tally"), "GiB"),
    "memory_build": (("生成网站时的内存", "memory of the build"), "GiB"),
}
_NAMES = {
    "town": ("一个镇", "a town"),
    "county": ("一个县", "a county"),
    "city": ("一个市", "a city"),
    "cities": ("三个市", "three cities"),
}
_HEAD = {
    "zh": ("规模", "文件", "大小"),
    "en": ("Size", "Files", "Bytes"),
}
_MACHINE = (
    "{day}，提交 {toolkit}；{cores} 核（{processor}），内存 {memory} GiB，{kernel}，"
    "Python {python}。每个规模跑 {runs} 次，取中位数；开始时系统负载 {load}。"
)
_EXPONENT = {"zh": "增长指数", "en": "exponent"}


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured at a scale: `figures` by measure, each of several runs."""

    scale: str
    files: int
    size: int
    figures: Mapping[str, Sequence[float]]
    load: float
    commit: str
    day: str

    def middle(self, measure: str) -> Middle:
        """Of the runs of a measure."""
        return middle(self.figures[measure])


def measure(scale: str, runs: int, tell: Tell) -> Point:
    """All measures at a scale."""
    busy = load()
    root = tree(scale, tell)
    paths = [path for of in files_of(root).values() for path in of]
    figures: dict[str, list[float]] = {name: [] for name in MEASURES}
    for run in range(runs):
        cold(root)
        figures["check"].append(checking.check_and_tally(root).wall)
        figures["build"].append(_built(root).wall)
        figures["memory_check"].append(max(checking.memory(root).values()))
        figures["memory_build"].append(building.memory(root))
        tell(f"{scale} {run + 1}/{runs}")
    size = sum(path.stat().st_size for path in paths)
    rounded = {name: [round(value, 4) for value in of] for name, of in figures.items()}
    return Point(scale, len(paths), size, rounded, busy, commit(), today())


def _built(root: Any) -> Sample:
    building.cold_site(root)
    return timed(building.building(root)).sample


def exponent(points: Sequence[Point], name: str) -> float:
    """By what power of the number of files a measure grows: least squares on logarithms.

    1 is in proportion, less is slower; of fewer than two sizes there is none (ValueError).
    """
    known = [(log(each.files), log(each.middle(name).value)) for each in points]
    if len(known) < 2:
        raise ValueError("growth has no exponent at one size")
    x, y = (sum(each[axis] for each in known) / len(known) for axis in (0, 1))
    return sum((a - x) * (b - y) for a, b in known) / sum((a - x) ** 2 for a, _ in known)


def to_json(machine: Mapping[str, Any], points: Iterable[Point]) -> str:
    """The machine and the points, smallest first."""
    ordered = sorted(points, key=lambda each: each.files)
    return (
        json.dumps({"machine": machine, "points": [asdict(each) for each in ordered]}, indent=1)
        + "\n"
    )


def of_json(text: str) -> tuple[dict[str, Any], dict[str, Point]]:
    """The machine, and the points by scale, smallest first."""
    said = json.loads(text)
    return said["machine"], {each["scale"]: Point(**each) for each in said["points"]}


def rows(points: Sequence[Point], lang: Lang) -> tuple[list[str], list[list[str]]]:
    """The head, and a row a size, the last of them the exponents."""
    at = 0 if lang == "zh" else 1
    head = [*_HEAD[lang], *(names[at] for names, _ in MEASURES.values())]
    body = [
        [
            _NAMES[each.scale][at],
            f"{each.files:,}",
            f"{each.size / 1e6:.0f} MB",
            *(f"{each.middle(name).value:.2f} {unit}" for name, (_, unit) in MEASURES.items()),
        ]
        for each in points
    ]
    if len(points) > 1:
        grown = (f"{exponent(points, name):.2f}" for name in MEASURES)
        body.append([_EXPONENT[lang], "", "", *grown])
    return head, body


def machine_in_words(machine: Mapping[str, Any], points: Sequence[Point]) -> str:
    """What it ran on and how often, in Chinese."""
    loads = sorted(each.load for each in points)
    return _MACHINE.format(
        **{name: machine[name] for name in ("cores", "processor", "kernel", "python")},
        memory=machine["memory_gib"],
        day="–".join(sorted({each.day for each in points})),
        toolkit="、".join(sorted({each.commit for each in points})),
        runs="–".join(map(str, sorted({len(each.figures["check"]) for each in points}))),
        load=f"{loads[0]:g}–{loads[-1]:g}",
    )


def for_terminal(points: Sequence[Point], lang: Lang) -> Table:
    """The table that the command prints."""
    head, body = rows(points, lang)
    table = Table(*head)
    for row in body:
        table.add_row(*row)
    return table
