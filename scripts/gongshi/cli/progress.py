"""What a person at a terminal sees of long work: what is being done, and how far it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gongshi.words import Lang, say

# The stage, a key of `cli.progress`; how much of it is done, of how much (0: nobody knows).
Watch = Callable[[str, int, int], None]


@contextmanager
def progress(lang: Lang) -> Iterator[Watch]:
    """A line on the error stream while the work goes on; nothing in CI, or where nobody looks."""
    if not sys.stderr.isatty() or "CI" in os.environ:
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, count="")

        def watch(stage: str, done: int, of: int) -> None:
            count = f"{done}/{of}" if of else ""
            said = say(f"cli.progress.{stage}", lang)
            bar.update(task, description=said, completed=done, total=of or None, count=count)

        yield watch
