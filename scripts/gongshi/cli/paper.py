"""The commands for reports and paper: report, sample, certificate, print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongshi.cli.common import (
    SITE,
    USAGE,
    AsOfOption,
    LangOption,
    Language,
    RootOption,
    accepted,
    fail,
    good_records,
    help_of,
    kinds_of,
    lang_of,
    tally_of,
    today,
)
from gongshi.words import say

if TYPE_CHECKING:
    from gongshi.checks.run import CheckResult
    from gongshi.kinds import Kind
    from gongshi.publish.library import Library
    from gongshi.publish.paper.output import Paper
    from gongshi.records.load import Loaded
    from gongshi.tally import Tally

commands = typer.Typer()
print_app = typer.Typer(help=help_of("print"), no_args_is_help=True)
commands.add_typer(print_app, name="print")

PlaceOption = Annotated[
    str | None, typer.Option("--place", metavar="ID", help=help_of("local_place"))
]

NamesOption = Annotated[
    Path | None, typer.Option("--names", metavar="FILE", help=help_of("print_names"))
]


@commands.command(help=help_of("report"))
def report(
    year: Annotated[str, typer.Argument(metavar="YEAR", help=help_of("report_year"))],
    place: PlaceOption = None,
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Write the annual report of a place."""
    from gongshi.publish.derived import derive
    from gongshi.publish.paper import output, sheets
    from gongshi.publish.report import report as report_of

    if not (len(year) == 4 and year.isascii() and year.isdigit()):
        fail("bad_year", lang, USAGE, year=year)
    loaded, library, tally = _opened(root, lang, as_of)
    chosen = _place(loaded, place, lang)
    derived = derive(root, tally, loaded.records, (lang_of(lang),))[lang_of(lang)]
    if year not in (each.period for each in derived.years(("place", chosen))):
        fail("no_report", lang, USAGE, place=chosen, year=year)
    made = report_of(tally, library, derived, library.entries["place", chosen], year, lang_of(lang))
    html = sheets.annual_report(made, lang_of(lang))
    _told(output.write(root, output.FOLDER, f"report-{made.name}", html), lang)


@commands.command(help=help_of("sample"))
def sample(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help=help_of("sample_period"))],
    seed: Annotated[str, typer.Option("--seed", metavar="S", help=help_of("seed"))],
    size: Annotated[int, typer.Option("--size", metavar="N", help=help_of("size"))] = 10,
    place: PlaceOption = None,
    record: Annotated[
        str | None, typer.Option("--record", metavar="ID", help=help_of("record_sample"))
    ] = None,
    seed_from: Annotated[
        str | None, typer.Option("--seed-from", metavar="TEXT", help=help_of("seed_from"))
    ] = None,
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Draw verified entries for spot checks."""
    from gongshi.intake.sampling import record_sample
    from gongshi.intake.sampling import sample as drawn_by

    if record is not None and not (seed_from or "").strip():
        fail("no_seed_from", lang, USAGE)
    loaded, library, tally = _opened(root, lang, as_of or today().isoformat())
    chosen = _place(loaded, place, lang)
    drawn = accepted(drawn_by(tally, loaded, chosen, period, seed, size), lang)
    slots = {"period": period, "seed": seed, "drawn_from": drawn.drawn_from}
    typer.echo(say("cli.sample.head", lang_of(lang), size=len(drawn.entries), **slots))
    for entry in drawn.entries:
        typer.echo(entry)
    typer.echo(say("cli.sample.how", lang_of(lang)), err=True)
    typer.echo(f"printf '%s' '{seed}:{drawn.entries[0]}' | sha256sum", err=True)
    if record is not None:
        kind, day = library.kinds["inspection"], tally.as_of.isoformat()
        made = record_sample(
            root, kind, loaded, drawn, chosen, period, seed, record, str(seed_from), day
        )
        typer.echo(say("cli.written", lang_of(lang), path=accepted(made, lang)), err=True)


@commands.command(help=help_of("certificate"))
def certificate(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=help_of("certificate_number"))],
    by: Annotated[str, typer.Option("--by", metavar="STAFF", help=help_of("by"))],
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=help_of("certificate_from"))
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help=help_of("certificate_to"))
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help=help_of("certificate_name"))] = None,
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Write a certificate of service and enter it in the register."""
    from gongshi.intake.certificate import write_certificate
    from gongshi.publish.paper import output, sheets
    from gongshi.records.gate import consenting, published

    loaded, library, tally = _opened(root, lang, as_of or today().isoformat())
    kind = library.kinds["certificate"]
    made = write_certificate(root, kind, tally, loaded, number, by, first, last)
    path, paper = accepted(made, lang)
    address = sheets.site_address(root)
    told = published(kind, paper.record, consenting(loaded.records["roster"].values()))
    html = sheets.certificate(
        library,
        paper.record,
        paper.services,
        paper.code,
        address,
        name,
        lang_of(lang),
        times_told="minutes" in told,
    )
    typer.echo(say("cli.written", lang_of(lang), path=path))
    folder = Path("build/certificates")
    _told(output.write(root, folder, str(paper.record["id"]), html), lang)
    if not address:
        typer.echo(say("cli.no_address", lang_of(lang)), err=True)
    typer.echo(say("cli.certified", lang_of(lang)))


@print_app.command("sheet", help=help_of("print_sheet"))
def print_sheet(
    id: Annotated[str, typer.Argument(metavar="ACTIVITY", help=help_of("print_sheet_of"))],
    root: RootOption = Path(),
    lang: LangOption = None,
) -> None:
    """Write a sign sheet."""
    from gongshi.publish.paper import output, sheets

    kinds = kinds_of(root, lang)
    result = good_records(root, kinds, lang)
    library = _library(kinds, result, today().isoformat(), lang)
    activity = result.loaded.records["activity"].get(id)
    if id != "blank" and (activity is None or activity["basis"] != "local"):
        fail("no_activity", lang, USAGE, id=id)
    html = sheets.sign_sheet(library, activity, lang_of(lang))
    _told(output.write(root, output.FOLDER, f"sheet-{id}", html), lang)


@print_app.command("passbook", help=help_of("print_passbook"))
def print_passbook(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=help_of("certificate_number"))],
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
    names: NamesOption = None,
) -> None:
    """Write a passbook page for its holder."""
    from gongshi.publish.names import shown_names
    from gongshi.publish.paper import output, sheets
    from gongshi.tally.results import passbooks

    given = _given(names, root, lang)
    loaded, library, tally = _opened(root, lang, as_of)
    book = next(iter(passbooks(tally, number)), None)
    if book is None:
        fail("unknown_volunteer", lang, USAGE, number=number)
    shown = shown_names(given, loaded.records["roster"].values())
    day = tally.as_of.isoformat()
    html = sheets.passbook(library, book, day, lang_of(lang), shown.get(number))
    _counted(html, given, shown, lang)
    _told(output.write(root, output.FOLDER, f"passbook-{number}", html), lang)


@print_app.command("notice", help=help_of("print_notice"))
def print_notice(
    id: Annotated[str, typer.Argument(metavar="NOTICE", help=help_of("print_notice_of"))],
    root: RootOption = Path(),
    lang: LangOption = None,
    as_of: AsOfOption = None,
    names: NamesOption = None,
) -> None:
    """Write a notice to post, as of today: numbers and names leave it on the day that it sets."""
    from gongshi.publish.names import notice_names, shown_names
    from gongshi.publish.paper import output, sheets
    from gongshi.tally.notices import notice_runs

    given = _given(names, root, lang)
    loaded, library, tally = _opened(root, lang, as_of or today().isoformat())
    run = next((each for each in notice_runs(tally) if each.notice == id), None)
    if run is None:
        fail("no_notice", lang, USAGE, id=id)
    record = library.entries["notice", id].record
    consented = shown_names(given, loaded.records["roster"].values())
    shown = notice_names(consented, record, tally.as_of.isoformat())
    html = sheets.notice(library, run, lang_of(lang), shown)
    _counted(html, given, shown, lang)
    _told(output.write(root, output.FOLDER, f"notice-{id}", html), lang)


def _opened(root: Path, lang: Language | None, as_of: str | None) -> tuple[Loaded, Library, Tally]:
    """Good records, what may be published of them, and their tally."""
    kinds = kinds_of(root, lang)
    result = good_records(root, kinds, lang)
    tally = tally_of(result, root, kinds, lang, as_of)
    return result.loaded, _library(kinds, result, tally.as_of.isoformat(), lang), tally


def _library(
    kinds: dict[str, Kind], result: CheckResult, as_of: str, lang: Language | None
) -> Library:
    """What may be published of good records on a day."""
    from gongshi.publish.library import library_of

    return library_of(kinds, result.loaded, as_of, lang_of(lang))


def _given(path: Path | None, root: Path, lang: Language | None) -> Mapping[str, str] | None:
    """The map of names in `path`, None for none, or an end with every reason why it is refused."""
    from gongshi.publish.names import read_names

    if path is None:
        return None
    read = read_names(path, root / SITE, lang_of(lang))
    if isinstance(read, list):
        for problem in read:
            typer.echo(problem, err=True)
        typer.echo(say("names.not_printed", lang_of(lang)), err=True)
        raise typer.Exit(USAGE)
    return read.names


def _counted(
    html: str, given: Mapping[str, str] | None, shown: Mapping[str, str], lang: Language | None
) -> None:
    """Say how many of the numbers on a sheet stand with a name, where a map was given."""
    from gongshi.records.gate import NUMBER

    if given is None:
        return
    numbers = set(NUMBER.findall(html))
    named = len(numbers & shown.keys())
    text = say("names.on_paper", lang_of(lang), named=named, rest=len(numbers) - named)
    typer.echo(text, err=True)


def _place(loaded: Loaded, asked: str | None, lang: Language | None) -> str:
    """The local place asked for, else the only one that stands below no other local one."""
    local = {id: each for id, each in loaded.records["place"].items() if each["basis"] == "local"}
    if asked is not None:
        if asked not in local:
            fail("unknown_place", lang, USAGE, place=asked)
        return asked
    tops = [id for id, each in local.items() if each.get("parent") not in local]
    if len(tops) != 1:
        fail("many_places", lang, USAGE, places=" ".join(sorted(tops)))
    return tops[0]


def _told(paper: Paper, lang: Language | None) -> None:
    """Say what was written, and that there is no PDF where there is none."""
    for path in (paper.html, paper.pdf):
        if path is not None:
            typer.echo(say("cli.written", lang_of(lang), path=path))
    if paper.pdf is None:
        typer.echo(say("cli.no_pdf", lang_of(lang)), err=True)
