"""What all commands share: languages, options, and the way from a repository to its tally.

Exit status: 0 clean, 1 the records have errors, 2 the command was used wrongly, 3 our own bug,
4 committed and not pushed (submit), 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from gongshi import CHINA_TIME
from gongshi.cli.progress import progress
from gongshi.words import Lang, say

if TYPE_CHECKING:
    from gongshi.checks.base import Base
    from gongshi.checks.run import CheckResult
    from gongshi.intake.refusal import Refusal
    from gongshi.kinds import Kind
    from gongshi.review import Sides
    from gongshi.tally import Tally

CLEAN, ERRORS, USAGE, BUG, UNSENT, STOPPED = 0, 1, 2, 3, 4, 130
SITE = Path("build/site")

T = TypeVar("T")


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


def help_of(name: str) -> str:
    """The help of a command or option, in the language of the locale."""
    return say(f"cli.help.{name}", locale_language())


LangOption = Annotated[Language | None, typer.Option("--lang", help=help_of("lang"))]
RootOption = Annotated[
    Path, typer.Option("--root", help=help_of("root"), exists=True, file_okay=False)
]
ActorOption = Annotated[str, typer.Option("--actor", metavar="ACCOUNT", help=help_of("actor"))]
AsOfOption = Annotated[str | None, typer.Option("--as-of", help=help_of("as_of"), metavar="DATE")]


def lang_of(lang: Language | None) -> Lang:
    """The language asked for, else that of the locale."""
    return lang.value if lang else locale_language()


def kinds_of(root: Path, lang: Language | None) -> dict[str, Kind]:
    """The kinds of the repository at `root`, or an end where there is none."""
    from gongshi.kinds import load_kinds

    if not (root / "schemas").is_dir() or not (root / "records").is_dir():
        fail("no_repository", lang, USAGE, root=root)
    return load_kinds(root / "schemas")


def good_records(
    root: Path,
    kinds: dict[str, Kind],
    lang: Language | None,
    day: date | None = None,
) -> CheckResult:
    """The checked records, or an end with every finding shown; `day` as in `run_check`."""
    from gongshi.checks.run import run_check

    with progress(lang_of(lang)) as watch:
        result = run_check(root, kinds, watch=watch, day=day)
    if result.has_errors:
        from gongshi.checks.render import render

        render(result, root, Format.text.value, lang_of(lang), sys.stderr)
        fail("has_errors", lang, ERRORS)
    return result


def sides_of(
    root: Path,
    kinds: dict[str, Kind],
    lang: Language | None,
    base: str,
    head: str | None,
    actor: str = "",
    *,
    straight: bool = False,
) -> Sides:
    """The sides of a change as `read_sides` gives them, or an end where a commit is unknown."""
    from gongshi.review import read_sides

    sides = read_sides(root, kinds, base, head, actor, straight=straight)
    if sides is None:
        fail("no_git", lang, USAGE, root=root)
    if isinstance(sides, str):
        fail("unknown_base", lang, USAGE, base=sides)
    return sides


def base_of(
    root: Path, kinds: dict[str, Kind], lang: Language | None, ref: str, actor: str
) -> Base:
    """What a commit held, or an end where it is unknown."""
    from gongshi.checks.base import read_base

    base = read_base(root, ref, kinds, actor)
    if base is None:
        fail("unknown_base", lang, USAGE, base=ref)
    return base


def tallied(root: Path, lang: Language | None, as_of: str | None) -> Tally:
    """The tally of good records, or an end with every finding shown."""
    kinds = kinds_of(root, lang)
    return tally_of(good_records(root, kinds, lang), root, kinds, lang, as_of)


def tally_of(
    result: CheckResult,
    root: Path,
    kinds: dict[str, Kind],
    lang: Language | None,
    as_of: str | None,
    *,
    keeps: bool = False,
) -> Tally:
    """The tally of good records as of `asked_day`; one that `keeps` its answers, if asked."""
    from gongshi.tally import run_tally
    from gongshi.tally.kept import Answers

    day, commit = asked_day(root, lang, as_of)
    with progress(lang_of(lang)) as watch:
        watch("tallying", 0, 0)
        answers = Answers(root, kinds) if keeps else None
        return run_tally(result.loaded, kinds, day, commit, answers=answers)


def asked_day(root: Path, lang: Language | None, as_of: str | None) -> tuple[date, str | None]:
    """The day asked for, else that of the newest commit, else today (no Git); and that commit."""
    from gongshi.records.history import head_commit

    head = head_commit(root)
    try:
        day = date.fromisoformat(as_of or (head.date if head else today().isoformat()))
    except ValueError:
        fail("bad_date", lang, USAGE, date=as_of)
    return day, head.sha if head else None


def told_of_site(problems: Sequence[str], out: Path, lang: Language | None) -> None:
    """Say where the site was built, or end with the problems for which it was not."""
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        fail("build_failed", lang, ERRORS, out=out)
    typer.echo(say("cli.built", lang_of(lang), out=out))


def today() -> date:
    """Today in China."""
    from datetime import datetime

    return datetime.now(CHINA_TIME).date()


def accepted(made: T | Refusal, lang: Language | None) -> T:
    """What a command made, or an end with the reason why it made nothing."""
    from gongshi.intake.refusal import Refusal

    if isinstance(made, Refusal):
        fail(made.word, lang, USAGE, **made.slots)
    return made


def fail(word: str, lang: Language | None, status: int, **slots: object) -> NoReturn:
    """Say `cli.<word>` on the error stream and end with `status`."""
    typer.echo(say(f"cli.{word}", lang_of(lang), **slots), err=True)
    raise typer.Exit(status)
