"""Writes what was measured into the READMEs and the site's page: `make bench-docs`.

The pages are made from the JSON of the last real runs, `bench.json` and `growth.json` beside this
module, which it first takes from `build/bench` where there are newer ones.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path

from tests.bench import growth
from tests.bench.plot import plot
from tests.bench.results import HERE, asked, of_json
from tests.bench.run import ROOT
from tests.bench.table import Lang, counted, head, machine_in_words, markdown, rows
from tests.bench.trees import BENCH

from gongshi.records.canonical import write_atomic

BENCH_JSON, GROWTH_JSON = HERE / "bench.json", HERE / "growth.json"
PAGE = Path("site", "handbook", "speed", "index.md")
_TABLE = "测得的结果"
_GROWN = "规模增长时测得的结果"
Grid = Callable[[Iterable[str], Iterable[Iterable[str]]], str]
_PLOTS = {
    "time": ("用时随规模的增长", "秒", ("check", "build")),
    "memory": ("内存随规模的增长", "GiB", ("memory_check", "memory_build")),
}


def pages(root: Path, bench: Path, grown: Path) -> dict[Path, str]:
    """Each page that shows what was measured, as it should read."""
    parts = {"README.md": {"bench": compared(bench, "en")}}
    parts["README.zh-CN.md"] = {"bench": compared(bench, "zh")}
    parts[PAGE.as_posix()] = {"bench": compared(bench, "zh", html), "growth": growing(grown)}
    return {
        Path(name): filled((root / name).read_text(encoding="utf-8"), of)
        for name, of in parts.items()
    }


def filled(text: str, parts: Mapping[str, str]) -> str:
    """`text` with each part between its markers, `<!-- part -->` and `<!-- /part -->`.

    Raises ValueError where a marker is missing.
    """
    for name, part in parts.items():
        before, opened, rest = text.partition(f"<!-- {name} -->\n")
        _, closed, after = rest.partition(f"<!-- /{name} -->")
        if not opened or not closed:
            raise ValueError(f"no marker {name}")
        text = f"{before}{opened}\n{part}\n\n{closed}{after}"
    return text


def compared(bench: Path, lang: Lang, written: Grid = markdown) -> str:
    """The table of comparisons, and what it was measured on."""
    here, results = of_json(bench.read_text(encoding="utf-8"))
    table = written(head(lang), rows(results.values(), asked(), lang))
    said = counted(results.values(), asked(), lang)
    on = machine_in_words(here, results.values(), lang)
    return "\n\n".join(filter(None, [table, said, on]))


def growing(grown: Path) -> str:
    """The plots and the table of growth."""
    here, points = growth.of_json(grown.read_text(encoding="utf-8"))
    known = list(points.values())
    table = html(*growth.rows(known, "zh"), _GROWN)
    plots = [_figure(known, *of) for of in _PLOTS.values()]
    return "\n\n".join([*plots, table, growth.machine_in_words(here, known)])


def html(first: Iterable[str], body: Iterable[Iterable[str]], label: str = _TABLE) -> str:
    """A table as the site's own are: where it is too wide, it can be scrolled with the keyboard."""
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in first)
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in body)
    filled_in = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f'<div class="gs-scroll" role="region" aria-label="{label}" tabindex="0">\n'
        f'<table class="gs-table gs-measured"><thead><tr>{names}</tr></thead>\n'
        f"<tbody>\n{filled_in}\n</tbody></table>\n</div>"
    )


def _figure(points: list[growth.Point], title: str, unit: str, names: tuple[str, ...]) -> str:
    series = {
        growth.MEASURES[name][0][0]: [(each.files, each.middle(name).value) for each in points]
        for name in names
    }
    about = f"{title}：横轴是文件数，纵轴是{unit}，两轴都按对数。数字见下面的表。"
    drawn = plot(title, about, ("文件数", unit), series)
    caption = f"<figcaption>{title}（两轴按对数）</figcaption>"
    return f'<figure class="gs-plot">\n{drawn}\n{caption}\n</figure>'


def main() -> None:
    """See above."""
    for kept in (BENCH_JSON, GROWTH_JSON):
        if (BENCH / kept.name).is_file():
            shutil.copyfile(BENCH / kept.name, kept)
    for name, text in pages(ROOT, BENCH_JSON, GROWTH_JSON).items():
        write_atomic(ROOT / name, text)


if __name__ == "__main__":
    main()
