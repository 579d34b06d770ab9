"""The commands; each calls one function of the rooms below and prints what it returns.

Exit status: 0 clean, 1 the records have errors, 2 the command was used wrongly, 3 our own bug.
Heavy libraries load inside the command that needs them, so that `--help` stays quick.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from gongshi import __version__
from gongshi.words import Lang, say

if TYPE_CHECKING:
    from gongshi.checks import CheckResult
    from gongshi.kinds import Kind
    from gongshi.tally import Tally

CLEAN, ERRORS, USAGE, BUG = 0, 1, 2, 3


class Language(StrEnum):
    """The languages of messages."""

    zh = "zh"
    en = "en"


class Format(StrEnum):
    """The forms in which findings are shown."""

    text = "text"
    json = "json"
    github = "github"


def locale_language() -> Lang:
    """Chinese, unless the locale asks for English."""
    asked = next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), "")
    return "en" if asked.lower().startswith("en") else "zh"


def _help(name: str) -> str:
    return say(f"cli.help.{name}", locale_language())


app = typer.Typer(
    help=_help("app"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
schema_app = typer.Typer(help=_help("schema"), no_args_is_help=True)
app.add_typer(schema_app, name="schema")
export_app = typer.Typer(help=_help("export"), no_args_is_help=True)
app.add_typer(export_app, name="export")

LangOption = Annotated[Language | None, typer.Option("--lang", help=_help("lang"))]
RootOption = Annotated[
    Path, typer.Option("--root", help=_help("root"), exists=True, file_okay=False)
]
AsOfOption = Annotated[str | None, typer.Option("--as-of", help=_help("as_of"), metavar="DATE")]


@app.command(help=_help("check"))
def check(
    root: RootOption = Path(),
    lang: LangOption = None,
    form: Annotated[Format, typer.Option("--format", help=_help("format"))] = Format.text,
    base: Annotated[str | None, typer.Option("--base", metavar="REF", help=_help("base"))] = None,
) -> None:
    """Check every record and show all that is wrong."""
    from gongshi.checks import read_base, run_check
    from gongshi.checks.render import render

    kinds = _kinds(root, lang)
    before = None if base is None else read_base(root, base, kinds)
    if base is not None and before is None:
        _fail("unknown_base", lang, USAGE, base=base)
    result = run_check(root, kinds, before)
    render(result, root, form.value, _lang(lang), sys.stdout)
    raise typer.Exit(ERRORS if result.has_errors else CLEAN)


@app.command(help=_help("tally"))
def tally(root: RootOption = Path(), lang: LangOption = None, as_of: AsOfOption = None) -> None:
    """Print hours, points, stars and quotas as of a date."""
    from gongshi.tally.report import render_totals

    sys.stdout.write(render_totals(_tallied(root, lang, as_of), _lang(lang)))


@app.command(help=_help("explain"))
def explain(
    id: Annotated[str, typer.Argument(metavar="ID", help=_help("explain_id"))],
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Print how a total came about: its lines, the rules in words, the sum."""
    from gongshi.tally import explain as explained
    from gongshi.tally.report import render_explanation

    explanation = explained(_tallied(root, lang, as_of), id, _lang(lang))
    if explanation is None:
        _fail("unknown_id", lang, USAGE, id=id)
    sys.stdout.write(render_explanation(explanation, _lang(lang)))


@app.command(help=_help("build"))
def build(
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
    out: Annotated[Path, typer.Option("--out", help=_help("out"))] = Path("build/site"),
) -> None:
    """Check, tally, and write the website; the last good site stays if anything fails."""
    from gongshi.publish.build import build as build_site

    kinds = _kinds(root, lang)
    result = _good(root, kinds, lang)
    sums = _tally(result, root, kinds, lang, as_of)
    problems = build_site(root, kinds, result, sums, root / out)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        _fail("build_failed", lang, ERRORS, out=out)
    typer.echo(say("cli.built", _lang(lang), out=out))


@app.command(help=_help("new"))
def new(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=_help("new_kind"))],
    root: RootOption = Path(),
    lang: LangOption = None,
    id: Annotated[str | None, typer.Option("--id", help=_help("new_id"))] = None,
) -> None:
    """Write a commented skeleton of a new record."""
    from gongshi.intake.skeleton import write_skeleton

    kinds = _kinds(root, lang)
    if kind not in kinds:
        _fail("unknown_kind", lang, USAGE, kind=kind, kinds=" ".join(kinds))
    path = write_skeleton(root, kinds[kind], id, _today(), _lang(lang))
    if isinstance(path, str):  # the reason why there is none
        _fail(path, lang, USAGE, id=id)
    typer.echo(say("cli.written", _lang(lang), path=path))


@app.command(help=_help("close"))
def close(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help=_help("close_period"))],
    place: Annotated[str, typer.Option("--place", metavar="ID", help=_help("close_place"))],
    by: Annotated[str, typer.Option("--by", metavar="STAFF", help=_help("by"))],
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Seal a month: its count, sums and digest."""
    from gongshi.intake.closing import close_period
    from gongshi.intake.refusal import Refusal

    kinds = _kinds(root, lang)
    result = _good(root, kinds, lang)
    sums = _tally(result, root, kinds, lang, as_of or _today().isoformat())
    path = close_period(root, kinds, result.loaded, sums, place, period, by)
    if isinstance(path, Refusal):
        _fail(path.word, lang, USAGE, **path.slots)
    typer.echo(say("cli.written", _lang(lang), path=path))


@app.command(help=_help("correct"))
def correct(
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help=_help("correct_entry"))],
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help=_help("correct_reason"))],
    by: Annotated[str, typer.Option("--by", metavar="STAFF", help=_help("by"))],
    number: Annotated[
        str | None, typer.Option("--number", metavar="V-…", help=_help("correct_number"))
    ] = None,
    root: RootOption = Path(),
    lang: LangOption = None,
) -> None:
    """Write a correction that reverses a verified entry, to be verified by somebody else."""
    from gongshi.intake.correction import write_correction
    from gongshi.intake.refusal import Refusal
    from gongshi.records.load import load

    kinds = _kinds(root, lang)
    path = write_correction(root, kinds, load(root, kinds), entry, number, reason, by, _today())
    if isinstance(path, Refusal):
        _fail(path.word, lang, USAGE, **path.slots)
    typer.echo(say("cli.written", _lang(lang), path=path))
    typer.echo(say("cli.corrected", _lang(lang)))


@schema_app.command("docs", help=_help("schema_docs"))
def schema_docs(root: RootOption = Path(), lang: LangOption = None) -> None:
    """Write the data dictionary, generated from the schemas."""
    from gongshi.intake.dictionary import DICTIONARY, dictionary
    from gongshi.records.canonical import write_atomic

    for name, text in dictionary(_kinds(root, lang)).items():
        write_atomic(root / DICTIONARY / name, text)
    typer.echo(say("cli.written", _lang(lang), path=DICTIONARY))


@export_app.command("hledger", help=_help("export_hledger"))
def export_hledger(
    root: RootOption = Path(), lang: LangOption = None, as_of: AsOfOption = None
) -> None:
    """Print the whole ledger as a journal for hledger."""
    from gongshi.publish.audit.journal import journal

    sys.stdout.write(journal(_tallied(root, lang, as_of)))


@app.command(help=_help("verify"))
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_help("verify_dir"))],
    lang: LangOption = None,
) -> None:
    """Compute a downloaded copy of the site again and say what agrees."""
    from gongshi.publish.audit.verify import in_words
    from gongshi.publish.audit.verify import verify as verified

    if not (folder / "data").is_dir():
        _fail("no_copy", lang, USAGE, folder=folder)
    verdict = verified(folder)
    sys.stdout.write(in_words(verdict, _lang(lang)))
    raise typer.Exit(ERRORS if verdict.differences else CLEAN)


@app.command(help=_help("version"))
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """The `gongshi` command: whatever goes wrong in our own code says so and exits with 3."""
    try:
        app()
    except Exception:
        import traceback

        traceback.print_exc()
        typer.echo(say("cli.bug", locale_language(), version=__version__), err=True)
        sys.exit(BUG)


def _lang(lang: Language | None) -> Lang:
    return lang.value if lang else locale_language()


def _kinds(root: Path, lang: Language | None) -> dict[str, Kind]:
    from gongshi.kinds import load_kinds

    if not (root / "schemas").is_dir() or not (root / "records").is_dir():
        _fail("no_repository", lang, USAGE, root=root)
    return load_kinds(root / "schemas")


def _good(root: Path, kinds: dict[str, Kind], lang: Language | None) -> CheckResult:
    """The checked records, or an end with every finding shown."""
    from gongshi.checks import run_check

    result = run_check(root, kinds)
    if result.has_errors:
        from gongshi.checks.render import render

        render(result, root, Format.text.value, _lang(lang), sys.stderr)
        _fail("has_errors", lang, ERRORS)
    return result


def _tallied(root: Path, lang: Language | None, as_of: str | None) -> Tally:
    kinds = _kinds(root, lang)
    return _tally(_good(root, kinds, lang), root, kinds, lang, as_of)


def _tally(
    result: CheckResult,
    root: Path,
    kinds: dict[str, Kind],
    lang: Language | None,
    as_of: str | None,
) -> Tally:
    """The tally as of the day asked for, else that of the newest commit, else today (no Git)."""
    from gongshi.records.history import head_commit
    from gongshi.tally import run_tally

    head = head_commit(root)
    try:
        day = date.fromisoformat(as_of or (head.date if head else _today().isoformat()))
    except ValueError:
        _fail("bad_date", lang, USAGE, date=as_of)
    return run_tally(result.loaded, kinds, day, head.sha if head else None)


def _today() -> date:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _fail(word: str, lang: Language | None, status: int, **slots: object) -> NoReturn:
    typer.echo(say(f"cli.{word}", _lang(lang), **slots), err=True)
    raise typer.Exit(status)
