"""The commands before and around a push: fmt."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from gongshi.cli.common import (
    CLEAN,
    ERRORS,
    USAGE,
    LangOption,
    Language,
    RootOption,
    fail,
    help_of,
    kinds_of,
    lang_of,
)
from gongshi.words import say

commands = typer.Typer()


@commands.command("fmt", help=help_of("fmt"))
def fmt(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help=help_of("fmt_paths"))
    ] = None,
    root: RootOption = Path(),
    lang: LangOption = None,
    only_look: Annotated[bool, typer.Option("--check", help=help_of("fmt_check"))] = False,
) -> None:
    """Write records in canonical form, or say which are not."""
    from gongshi.checks.shown import clean, show
    from gongshi.intake.formatting import formatted
    from gongshi.records.canonical import write_atomic

    kinds = kinds_of(root, lang)
    asked = below(root, paths or [], lang)
    for path in asked:
        if not os.path.lexists(root / path):
            fail("no_such_file", lang, USAGE, path=path)
    files = changed = left = 0
    for each in formatted(root, kinds, asked):
        files += 1
        if each.findings:
            left += 1
            first = show(each.findings[:1], root, lang_of(lang))[0]
            typer.echo(
                say(
                    "push.fmt.left_more" if len(each.findings) > 1 else "push.fmt.left",
                    lang_of(lang),
                    path=clean(each.path),
                    count=len(each.findings),
                    place=f"{first.span.line}:{first.span.column}",
                    code=first.finding.code,
                    title=first.title,
                )
            )
        elif each.is_changed:
            changed += 1
            if not only_look:
                write_atomic(root / each.path, each.text)
            word = "would_change" if only_look else "changed"
            typer.echo(say(f"push.fmt.{word}", lang_of(lang), path=each.path))
    word = "clean" if not (changed or left) else "asked" if only_look else "done"
    typer.echo(say(f"push.fmt.{word}", lang_of(lang), files=files, changed=changed, left=left))
    raise typer.Exit(ERRORS if left or (only_look and changed) else CLEAN)


def below(root: Path, paths: Sequence[Path], lang: Language | None) -> list[str]:
    """Paths as they were given on the command line, as they stand below `root`: POSIX.

    Ends where one does not lie under records/. Links are followed in folders above `root` only.
    """
    told = []
    top = Path(os.path.normpath(root.absolute()))
    for each in paths:
        here = Path(os.path.normpath(each.absolute()))
        for base in (top, top.resolve()):
            if here.is_relative_to(base / "records"):
                told.append(here.relative_to(base).as_posix())
                break
        else:
            fail("not_a_record", lang, USAGE, path=each)
    return told
