"""The commands; each calls one function of the rooms below and prints what it returns.

Exit status: 0 clean, 1 the records have errors, 2 the command was used wrongly, 3 our own bug,
4 committed and not pushed (submit), 130 stopped by Ctrl-C.
Heavy libraries load inside the command that needs them, so that `--help` stays quick.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from gongshi import __version__
from gongshi.cli.common import (
    BUG,
    CLEAN,
    ERRORS,
    SITE,
    STOPPED,
    USAGE,
    ActorOption,
    AsOfOption,
    Format,
    LangOption,
    RootOption,
    accepted,
    asked_day,
    base_of,
    fail,
    good_records,
    help_of,
    kinds_of,
    lang_of,
    locale_language,
    tallied,
    tally_of,
    today,
    told_of_site,
)
from gongshi.cli.forges import commands as forge_commands
from gongshi.cli.only import leave_only
from gongshi.cli.paper import commands as paper_commands
from gongshi.cli.progress import progress
from gongshi.cli.push import commands as push_commands
from gongshi.cli.review import commands as review_commands
from gongshi.cli.synth import commands as synth_commands
from gongshi.words import say

app = typer.Typer(
    help=help_of("app"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich would take as long to load as all the rest
)
schema_app = typer.Typer(help=help_of("schema"), no_args_is_help=True)
app.add_typer(schema_app, name="schema")
export_app = typer.Typer(help=help_of("export"), no_args_is_help=True)
app.add_typer(export_app, name="export")
app.add_typer(forge_commands)
app.add_typer(paper_commands)
app.add_typer(push_commands)
app.add_typer(review_commands)
app.add_typer(synth_commands)


@app.command(help=help_of("check"))
def check(
    root: RootOption = Path(),
    lang: LangOption = None,
    form: Annotated[Format, typer.Option("--format", help=help_of("format"))] = Format.text,
    base: Annotated[str | None, typer.Option("--base", metavar="REF", help=help_of("base"))] = None,
    actor: ActorOption = "",
    changed: Annotated[bool, typer.Option("--changed", help=help_of("changed"))] = False,
) -> None:
    """Check every record and show all that is wrong."""
    from gongshi.checks.changed import check_changed

    kinds = kinds_of(root, lang)
    if changed and base is not None:
        fail("base_or_changed", lang, USAGE)
    before = None if base is None else base_of(root, kinds, lang, base, actor)
    with progress(lang_of(lang)) as watch:
        if changed:
            result = check_changed(root, kinds, watch)
        else:
            from gongshi.checks.run import run_check

            result = run_check(root, kinds, before, watch, asked_day(root, lang, None)[0])
    if result is None:
        fail("no_git", lang, USAGE, root=root)
    from gongshi.checks.render import render

    render(result, root, form.value, lang_of(lang), sys.stdout)
    raise typer.Exit(ERRORS if result.has_errors else CLEAN)


@app.command(help=help_of("tally"))
def tally(root: RootOption = Path(), lang: LangOption = None, as_of: AsOfOption = None) -> None:
    """Print hours, points, stars and quotas as of a date."""
    from gongshi.tally.figures import figures_of, keep_figures, kept_figures
    from gongshi.tally.report import render_totals

    kinds = kinds_of(root, lang)
    day, commit = asked_day(root, lang, as_of)
    result = good_records(root, kinds, lang, day)
    state = result.loaded.state
    figures = None if state is None else kept_figures(root, state, day)
    if figures is None:
        figures = figures_of(tally_of(result, root, kinds, lang, as_of))
        if state is not None:
            keep_figures(root, state, figures)
    sys.stdout.write(render_totals(figures, commit, lang_of(lang), kinds))


@app.command(help=help_of("explain"))
def explain(
    id: Annotated[str, typer.Argument(metavar="ID", help=help_of("explain_id"))],
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Print how a total came about: its lines, the rules in words, the sum."""
    from gongshi.tally.explain import explain as explained
    from gongshi.tally.report import render_explanation

    explanation = explained(tallied(root, lang, as_of), id, lang_of(lang))
    if explanation is None:
        fail("unknown_id", lang, USAGE, id=id)
    sys.stdout.write(render_explanation(explanation, lang_of(lang)))


@app.command("match", help=help_of("match"))
def match_skills(
    of: Annotated[str, typer.Argument(metavar="NEED|CATEGORY", help=help_of("match_of"))],
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Print which teams have people with the skills that a need asks for."""
    from gongshi.tally.people import categories, category_of, render_match

    sums = tallied(root, lang, as_of)
    of_need = category_of(sums, of)
    category = of_need or of
    if category not in categories(sums):
        fail("unknown_category", lang, USAGE, of=of, known=", ".join(categories(sums)))
    sys.stdout.write(render_match(sums, category, lang_of(lang), of if of_need else None))


@app.command(help=help_of("build"))
def build(
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
    out: Annotated[Path, typer.Option("--out", help=help_of("out"))] = SITE,
    names: Annotated[
        Path | None, typer.Option("--names", metavar="FILE", help=help_of("names"))
    ] = None,
) -> None:
    """Check, tally, and write the website; the last good site stays if anything fails."""
    from gongshi.publish.build import build as build_site
    from gongshi.publish.names import not_shown, read_names
    from gongshi.publish.placing import mend

    kinds = kinds_of(root, lang)
    mend(root / out)
    known = read_names(names, root / out, lang_of(lang)) if names else None
    if isinstance(known, list):
        for problem in known:
            typer.echo(problem, err=True)
        fail("build_failed", lang, USAGE, out=out)
    result = good_records(root, kinds, lang)
    sums = tally_of(result, root, kinds, lang, as_of, keeps=True)
    if known:
        rosters = list(result.loaded.records["roster"].values())
        for note in not_shown(known, rosters, lang_of(lang)):
            typer.echo(note, err=True)
    given = known.names if known else None
    with progress(lang_of(lang)) as watch:
        watch("building", 0, 0)
        problems = build_site(root, kinds, result, sums, root / out, names=given)
    told_of_site(problems, out, lang)


@app.command(help=help_of("new"))
def new(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=help_of("new_kind"))],
    root: RootOption = Path(),
    lang: LangOption = None,
    id: Annotated[str | None, typer.Option("--id", help=help_of("new_id"))] = None,
) -> None:
    """Write a commented skeleton of a new record."""
    from gongshi.intake.skeleton import write_skeleton

    kinds = kinds_of(root, lang)
    if kind not in kinds:
        fail("unknown_kind", lang, USAGE, kind=kind, kinds=" ".join(kinds))
    path = write_skeleton(root, kinds[kind], id, today(), lang_of(lang))
    if isinstance(path, str):  # the reason why there is none
        fail(path, lang, USAGE, id=id)
    typer.echo(say("cli.written", lang_of(lang), path=path))


@app.command(help=help_of("close"))
def close(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help=help_of("close_period"))],
    place: Annotated[str, typer.Option("--place", metavar="ID", help=help_of("close_place"))],
    by: Annotated[str, typer.Option("--by", metavar="STAFF", help=help_of("by"))],
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Seal a month: its count, sums and digest."""
    from gongshi.intake.closing import close_period

    kinds = kinds_of(root, lang)
    result = good_records(root, kinds, lang)
    sums = tally_of(result, root, kinds, lang, as_of or today().isoformat())
    path = accepted(close_period(root, kinds, result.loaded, sums, place, period, by), lang)
    typer.echo(say("cli.written", lang_of(lang), path=path))


@app.command(help=help_of("correct"))
def correct(
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help=help_of("correct_entry"))],
    reason: Annotated[
        str, typer.Option("--reason", metavar="CODE", help=help_of("correct_reason"))
    ],
    by: Annotated[str, typer.Option("--by", metavar="STAFF", help=help_of("by"))],
    number: Annotated[
        str | None, typer.Option("--number", metavar="V-…", help=help_of("correct_number"))
    ] = None,
    root: RootOption = Path(),
    lang: LangOption = None,
) -> None:
    """Write a correction that reverses a verified entry, to be verified by somebody else."""
    from gongshi.intake.correction import write_correction
    from gongshi.records.load import load

    kinds = kinds_of(root, lang)
    made = write_correction(root, kinds, load(root, kinds), entry, number, reason, by, today())
    path = accepted(made, lang)
    typer.echo(say("cli.written", lang_of(lang), path=path))
    typer.echo(say("cli.corrected", lang_of(lang)))


@app.command(help=help_of("withdraw"))
def withdraw(
    number: Annotated[str, typer.Argument(metavar="V-…", help=help_of("withdraw_number"))],
    by: Annotated[str, typer.Option("--by", metavar="STAFF", help=help_of("by"))],
    root: RootOption = Path(),
    lang: LangOption = None,
) -> None:
    """Close a volunteer's publication everywhere, and say what is left to do."""
    from gongshi.intake.withdrawing import withdraw as withdraw_person
    from gongshi.records.load import load

    kinds = kinds_of(root, lang)
    done = accepted(withdraw_person(root, kinds, load(root, kinds), number, by, today()), lang)
    for line in done.in_words(lang_of(lang)):
        typer.echo(line)


@app.command(help=help_of("picture"))
def picture(
    photo: Annotated[Path, typer.Argument(metavar="FILE", help=help_of("picture_file"))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=help_of("picture_name"))],
    root: RootOption = Path(),
    lang: LangOption = None,
) -> None:
    """Put a photograph among the pictures that records show, and say what to write about it."""
    from gongshi.intake.pictures import put_picture

    path = accepted(put_picture(root, photo, name), lang)
    typer.echo(say("cli.written", lang_of(lang), path=path))
    typer.echo(say("cli.picture_put", lang_of(lang), file=Path(path).name))


@schema_app.command("docs", help=help_of("schema_docs"))
def schema_docs(root: RootOption = Path(), lang: LangOption = None) -> None:
    """Write the data dictionary, generated from the schemas."""
    from gongshi.intake.dictionary import DICTIONARY, dictionary
    from gongshi.records.canonical import write_atomic

    kinds = kinds_of(root, lang)
    for written, folder in DICTIONARY.items():
        for name, text in dictionary(kinds, written).items():
            write_atomic(root / folder / name, text)
        typer.echo(say("cli.written", lang_of(lang), path=folder))


@schema_app.command("editor", help=help_of("schema_editor"))
def schema_editor(root: RootOption = Path(), lang: LangOption = None) -> None:
    """Write the settings by which VS Code completes and explains records."""
    from gongshi.intake.editor import SETTINGS, UnreadableSettingsError, to_paste, with_schemas
    from gongshi.records.canonical import write_atomic

    kinds, path = kinds_of(root, lang), root / SETTINGS
    before = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    try:
        after = with_schemas(before, kinds)
    except UnreadableSettingsError:
        fail("editor_unread", lang, USAGE, path=SETTINGS, paste=to_paste(kinds))
    if after == before:
        typer.echo(say("cli.editor_same", lang_of(lang), path=SETTINGS))
    else:
        write_atomic(path, after)
        typer.echo(say("cli.written", lang_of(lang), path=SETTINGS))
    typer.echo(say("cli.editor_extension", lang_of(lang)))


@export_app.command("hledger", help=help_of("export_hledger"))
def export_hledger(
    root: RootOption = Path(), lang: LangOption = None, as_of: AsOfOption = None
) -> None:
    """Print the whole ledger as a journal for hledger."""
    from gongshi.publish.audit.journal import journal

    sys.stdout.writelines(journal(tallied(root, lang, as_of)))


@app.command(help=help_of("verify"))
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=help_of("verify_dir"))],
    lang: LangOption = None,
) -> None:
    """Compute a downloaded copy of the site again and say what agrees."""
    from gongshi.publish.audit.verify import in_words
    from gongshi.publish.audit.verify import verify as verified

    if not (folder / "data").is_dir():
        fail("no_copy", lang, USAGE, folder=folder)
    verdict = verified(folder)
    sys.stdout.write(in_words(verdict, lang_of(lang)))
    raise typer.Exit(ERRORS if verdict.differences else CLEAN)


@app.command(help=help_of("version"))
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """The `gongshi` command: whatever goes wrong in our own code says so and exits with 3.

    Ctrl-C ends it with 130. What it interrupts may raise something else instead, as DuckDB does, so
    that it was pressed is noted.
    """
    own = os.getpid()
    was_stopped = False

    def stop(*_: object) -> None:
        nonlocal was_stopped
        if os.getpid() != own:
            os._exit(STOPPED)  # a helping process: the first one says what there is to say
        was_stopped = True
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)
    try:
        app()
    except (Exception, KeyboardInterrupt, SystemExit) as error:
        if was_stopped:
            typer.echo(say("cli.stopped", locale_language()), err=True)
            sys.exit(STOPPED)
        if isinstance(error, SystemExit):
            raise
        import traceback

        traceback.print_exc()
        typer.echo(say("cli.bug", locale_language(), version=__version__), err=True)
        sys.exit(BUG)


def run() -> NoReturn:
    """`main` as a process of its own: what it holds goes with it, and is not taken apart first.

    Of a city's records that would take as long as to start anew. Nor is what was loaded looked
    through for circles after each few new objects, a tenth of a small command.
    """
    gc.set_threshold(50_000)
    leave_only(sys.argv[1:], app)
    status = CLEAN
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else CLEAN
    with suppress(OSError):  # nobody reads on
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)
