"""The commands for pipelines: ci, post, codeowners."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongshi.cli.common import (
    CLEAN,
    ERRORS,
    USAGE,
    ActorOption,
    LangOption,
    Language,
    RootOption,
    fail,
    good_records,
    help_of,
    kinds_of,
    lang_of,
    tally_of,
    told_of_site,
)
from gongshi.words import say

if TYPE_CHECKING:
    from gongshi.forges.judge import Outcome
    from gongshi.kinds import Kind


class OwnersForm(StrEnum):
    """The forms of a CODEOWNERS."""

    github = "github"
    gitlab = "gitlab"
    gitea = "gitea"


commands = typer.Typer()
FOLDER = Path("build/ci")
FolderOption = Annotated[Path, typer.Option("--out", help=help_of("ci_out"), file_okay=False)]


@commands.command(help=help_of("ci"))
def ci(
    root: RootOption = Path(),
    lang: LangOption = None,
    base: Annotated[str, typer.Option("--base", metavar="REF", help=help_of("ci_base"))] = "",
    head: Annotated[str, typer.Option("--head", metavar="REF", help=help_of("ci_head"))] = "",
    actor: ActorOption = "",
    out: FolderOption = FOLDER,
    preview: Annotated[bool, typer.Option("--preview", help=help_of("ci_preview"))] = False,
) -> None:
    """Check against the base, review, and tell the forge that runs us, whichever it is."""
    from dataclasses import replace

    from gongshi.checks.render import as_annotations, without_commands
    from gongshi.forges.environment import run_of
    from gongshi.forges.folder import LOG, SUMMARY, write_folder
    from gongshi.forges.judge import judge

    told = run_of(os.environ)
    run = replace(told, base=base or told.base, head=head or told.head, actor=actor or told.actor)
    if base:
        run = replace(run, is_push=False)
    if run.is_incomplete:
        fail("incomplete_request", lang, USAGE)
    kinds = kinds_of(root, lang)
    outcome = judge(root, kinds, run, lang_of(lang))
    if isinstance(outcome, str):
        fail("unknown_base", lang, USAGE, base=outcome)
    files = write_folder(root / out, outcome, kinds, lang_of(lang))
    if run.annotates:
        for line in as_annotations(outcome.shown, lang_of(lang), outcome.rank):
            typer.echo(line)
    sys.stdout.write(without_commands(files[LOG]) if run.obeys_its_log else files[LOG])
    if run.summary is not None:
        # Some forges name a file that they never made.
        with suppress(OSError), run.summary.open("a", encoding="utf-8") as file:
            file.write(files[SUMMARY])
    if preview:
        _build_preview(root, kinds, run.head, outcome, root / out / "site", lang)
    raise typer.Exit(ERRORS if outcome.has_errors else CLEAN)


def _build_preview(
    root: Path,
    kinds: dict[str, Kind],
    head: str,
    outcome: Outcome,
    out: Path,
    lang: Language | None,
) -> None:
    """Build the site as the change would have it, with the toolkit that judged."""
    from gongshi.forges.preview import can_be_built, checked_out
    from gongshi.publish.build import build as build_site

    if not can_be_built(outcome):
        typer.echo(say("forges.no_preview", lang_of(lang)), err=True)
        return
    with checked_out(root, head) as there:
        result = good_records(there, kinds, lang)
        sums = tally_of(result, there, kinds, lang, None)
        problems = build_site(there, kinds, result, sums, out.resolve())
    told_of_site(problems, out, lang)


@commands.command(help=help_of("post"))
def post(root: RootOption = Path(), lang: LangOption = None, out: FolderOption = FOLDER) -> None:
    """Put the comment of a run on its pull request."""
    from gongshi.forges.environment import run_of
    from gongshi.forges.post import post as posted

    done = posted(run_of(os.environ), os.environ, root / out, lang_of(lang))
    typer.echo(done.words, err=not done.is_done)
    raise typer.Exit(CLEAN if done.is_done else ERRORS)


@commands.command(help=help_of("codeowners"))
def codeowners(
    root: RootOption = Path(),
    lang: LangOption = None,
    form: Annotated[
        OwnersForm, typer.Option("--form", help=help_of("codeowners_form"))
    ] = OwnersForm.github,
    guards: Annotated[
        str, typer.Option("--guards", metavar="@NAME", help=help_of("codeowners_guards"))
    ] = "",
    keepers: Annotated[
        str, typer.Option("--keepers", metavar="@NAME", help=help_of("codeowners_keepers"))
    ] = "",
    check: Annotated[bool, typer.Option("--check", help=help_of("codeowners_check"))] = False,
) -> None:
    """Write who must approve what, or hold what is written against the records."""
    from gongshi.forges.owners import (
        PATHS,
        Names,
        as_text,
        in_words,
        lines_of,
        stated_names,
        wrong_with,
    )
    from gongshi.records.canonical import write_atomic
    from gongshi.records.load import load

    kinds = kinds_of(root, lang)
    path = PATHS[form.value]
    file = root / path
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    stated = stated_names(text)
    names = Names(guards or stated.guards, keepers or stated.keepers)
    if not names.are_sound:
        said = say(
            "forges.owners.bad_names", lang_of(lang), names=f"{names.guards} {names.keepers}"
        )
        typer.echo(said, err=True)
        raise typer.Exit(USAGE)
    lines = lines_of(load(root, kinds), kinds, names)
    if names.are_placeholders:
        typer.echo(say("forges.owners.placeholder", lang_of(lang), path=path), err=True)
    if not check:
        write_atomic(file, as_text(lines, names, form.value))
        typer.echo(say("cli.written", lang_of(lang), path=path))
        return
    wrong = wrong_with(text, lines, form.value)
    for each in wrong:
        typer.echo(in_words(each, path, lang_of(lang)))
    word = "mend" if wrong else "sound"
    typer.echo(say(f"forges.owners.{word}", lang_of(lang), path=path, form=form.value))
    raise typer.Exit(ERRORS if wrong else CLEAN)
