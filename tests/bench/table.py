"""The results as tables: for a terminal, and in Markdown for the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from rich.table import Table
from tests.bench.results import Asked, Middle, Result, is_kept, middle, ratio

Lang = Literal["zh", "en"]

_HEAD = {
    "zh": ("工作", "本工具", "用时", "对照", "用时", "本工具 ÷ 对照", "要求"),
    "en": ("Work", "Gongshi", "took", "Beside", "took", "Gongshi ÷ beside", "Budget"),
}
_MISSED = {"zh": "，未达到", "en": ", missed"}
_MACHINE = {
    "zh": "{day}，提交 {toolkit}；{cores} 核（{processor}），内存 {memory} GiB，{kernel}，"
    "Python {python}，{versions}。规模 {scales}；与对照轮流各跑 {runs} 次，文件已在内存中，"
    "数字是中位数，括号里是最小和最大。各组开始时系统负载 {load}。",
    "en": "{day}, commit {toolkit}; {cores} cores ({processor}), {memory} GiB, {kernel}, "
    "Python {python}, {versions}. Scale {scales}; {runs} runs by turns, page cache warm; medians, "
    "least and most in brackets. Load when the groups began: {load}.",
}


def rows(results: Iterable[Result], known: Mapping[str, Asked], lang: Lang) -> list[list[str]]:
    """One row a result, in the order of `comparisons.yaml`."""
    order = list(known)
    ordered = sorted(results, key=lambda each: order.index(each.key))
    return [_row(each, known[each.key], lang) for each in ordered]


def _row(result: Result, wanted: Asked, lang: Lang) -> list[str]:
    by = ratio(result)
    both = (result.ours, result.peer)
    ours, theirs = (middle(each.wall for each in runs) if runs else None for runs in both)
    missed = is_kept(result, wanted) is False
    return [
        wanted.work[lang],
        wanted.ours[lang],
        _spread(ours, _figure, f" {wanted.unit}"),
        wanted.peer[lang] if wanted.peer else "",
        _spread(theirs, _figure, f" {wanted.unit}"),
        _spread(by, times),
        budget(wanted) + (_MISSED[lang] if missed else ""),
    ]


def _spread(of: Middle | None, say: Callable[[float], str], unit: str = "") -> str:
    if of is None:
        return ""
    value, least, most = say(of.value), say(of.least), say(of.most)
    return f"{value}{unit}" if least == most else f"{value}{unit} ({least}–{most})"


def _figure(value: float) -> str:
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def times(value: float) -> str:
    """A ratio: `0.83`, and where it is small `1/52`."""
    return f"{value:.2f}" if value >= 0.1 else f"1/{round(1 / value)}"


def budget(wanted: Asked) -> str:
    """What was asked: `≤ 1/40`, `≤ 90 s (city)`, or nothing."""
    if wanted.at_most is None:
        return ""
    if wanted.peer:
        text = f"≤ {times(wanted.at_most)}" if wanted.at_most < 0.1 else f"≤ {wanted.at_most:g}"
    else:
        text = f"≤ {wanted.at_most:g} {wanted.unit}"
    return f"{text} ({wanted.at_scale})" if wanted.at_scale else text


def for_terminal(results: Iterable[Result], known: Mapping[str, Asked], lang: Lang) -> Table:
    """The table that the command prints."""
    table = Table(*_HEAD[lang], show_lines=True)
    for row in rows(results, known, lang):
        table.add_row(*row)
    return table


def head(lang: Lang) -> tuple[str, ...]:
    """What stands above the columns of `rows`."""
    return _HEAD[lang]


def markdown(first: Iterable[str], body: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    lines = [list(first), *map(list, body)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def counted(results: Iterable[Result], known: Mapping[str, Asked], lang: Lang) -> str:
    """What the runs counted, one sentence a result that has something to say; "" if none has."""
    found = {each.key: each for each in results}
    said = [
        wanted.counted[lang].format(**{k: _grouped(v) for k, v in found[key].facts.items()})
        for key, wanted in known.items()
        if wanted.counted and key in found
    ]
    if not said:
        return ""
    return "；".join(said) + "。" if lang == "zh" else ". ".join(said) + "."


def _grouped(value: int | str) -> str:
    return f"{value:,}" if isinstance(value, int) else value


def machine_in_words(machine: Mapping[str, Any], results: Iterable[Result], lang: Lang) -> str:
    """What it ran on, how often and how large, in a sentence or two."""
    known = list(results)
    loads = sorted(each.load for each in known)
    return _MACHINE[lang].format(
        **{name: machine[name] for name in ("cores", "processor", "kernel", "python")},
        day="–".join(sorted({each.day for each in known})),
        toolkit=", ".join(sorted({each.commit for each in known})),
        memory=machine["memory_gib"],
        versions=", ".join(f"{name} {of}" for name, of in machine["versions"].items() if of),
        scales=", ".join(sorted({each.scale for each in known})),
        runs="–".join(map(str, sorted({len(each.ours) for each in known}))),
        load=f"{loads[0]:g}–{loads[-1]:g}",
    )
