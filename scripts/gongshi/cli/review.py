"""The command that says what a change means: review."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gongshi.cli.common import (
    CLEAN,
    ERRORS,
    ActorOption,
    LangOption,
    RootOption,
    help_of,
    kinds_of,
    lang_of,
    sides_of,
)

commands = typer.Typer()
_RANGE, _STRAIGHT = "...", ".."


class Form(StrEnum):
    """The forms in which a review is shown."""

    text = "text"
    markdown = "markdown"
    json = "json"


@commands.command(help=help_of("review"))
def review(
    change: Annotated[
        str, typer.Argument(metavar="BASE[...HEAD]", help=help_of("review_change"))
    ] = "origin/main",
    root: RootOption = Path(),
    lang: LangOption = None,
    actor: ActorOption = "",
    form: Annotated[Form, typer.Option("--format", help=help_of("review_format"))] = Form.text,
) -> None:
    """Say what a change means: records, figures, honors, pages, findings."""
    from gongshi.checks.shown import show
    from gongshi.review import as_json, as_markdown, as_text
    from gongshi.review import review as reviewed

    kinds = kinds_of(root, lang)
    is_straight = _RANGE not in change and _STRAIGHT in change
    base, _, head = change.partition(_STRAIGHT if is_straight else _RANGE)
    sides = sides_of(root, kinds, lang, base, head or None, actor, straight=is_straight)
    report = reviewed(sides, kinds)
    shown = show(report.found, root, lang_of(lang), sides.contents)
    if form is Form.json:
        sys.stdout.write(as_json(report, shown))
    elif form is Form.markdown:
        sys.stdout.write(as_markdown(report, shown, kinds, lang_of(lang)))
    else:
        sys.stdout.write(as_text(report, shown, kinds, lang_of(lang)))
    raise typer.Exit(ERRORS if report.has_errors else CLEAN)
