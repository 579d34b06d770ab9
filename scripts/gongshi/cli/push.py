"""The commands before and around a push: fmt, submit, diff-release."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongshi.cli.common import (
    CLEAN,
    ERRORS,
    UNSENT,
    USAGE,
    LangOption,
    Language,
    RootOption,
    accepted,
    fail,
    help_of,
    kinds_of,
    lang_of,
    sides_of,
)
from gongshi.words import say

if TYPE_CHECKING:
    from git import Repo

    from gongshi.intake.submit import Target
    from gongshi.kinds import Kind

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


@commands.command("submit", help=help_of("submit"))
def submit(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help=help_of("submit_paths"))
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help=help_of("why"))] = "",
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help=help_of("submit_title"))
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="STAFF", help=help_of("submit_by"))] = "",
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="NAME", help=help_of("branch"))
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="NAME", help=help_of("base_branch"))
    ] = None,
    remote: Annotated[
        str | None, typer.Option("--remote", metavar="NAME", help=help_of("remote"))
    ] = None,
    no_push: Annotated[bool, typer.Option("--no-push", help=help_of("no_push"))] = False,
    root: RootOption = Path(),
    lang: LangOption = None,
) -> None:
    """Commit changed records to a branch of their own, push it, and say where to propose it."""
    from gongshi.intake import submit as of
    from gongshi.records.repository import repository

    kinds = kinds_of(root, lang)
    asked = below(root, paths or [], lang)
    with repository(root) as repo:
        if repo is None:
            fail("no_git", lang, USAGE, root=root)
        changed = of.changed_paths(repo, asked) if repo.head.is_valid() else []
        to = accepted(of.target(repo, changed, branch, base, remote), lang)
        for each in asked:
            if not any(path == each or path.startswith(f"{each}/") for path in changed):
                fail("unchanged", lang, USAGE, path=each)
        if changed:
            made = _committed(repo, root, kinds, to, changed, (why, title, by), lang)
            to = replace(to, head=made, is_new=False)
        elif not of.unsent(repo, to):
            fail("nothing_changed", lang, USAGE)
        if no_push:
            typer.echo(say("push.submit.later", lang_of(lang)))
        elif not to.remote:
            typer.echo(say("push.submit.no_remote", lang_of(lang)), err=True)
            raise typer.Exit(UNSENT)
        else:
            _push(repo, to, lang)


class NotesForm(StrEnum):
    """The forms of release notes."""

    markdown = "markdown"
    json = "json"


@commands.command("diff-release", help=help_of("diff_release"))
def diff_release(
    base: Annotated[str, typer.Argument(metavar="FROM", help=help_of("release_from"))],
    head: Annotated[str, typer.Argument(metavar="[TO]", help=help_of("release_to"))] = "HEAD",
    root: RootOption = Path(),
    lang: LangOption = None,
    form: Annotated[
        NotesForm, typer.Option("--format", help=help_of("release_format"))
    ] = NotesForm.markdown,
) -> None:
    """Print which records are not the same between two commits."""
    from gongshi.review.release import as_json, as_markdown, release
    from gongshi.review.render import code

    kinds = kinds_of(root, lang)
    notes = release(sides_of(root, kinds, lang, base, head, straight=True), kinds)
    if form is NotesForm.json:
        sys.stdout.write(as_json(notes, (base, head)))
    else:
        sys.stdout.write(as_markdown(notes, kinds, (base, head), lang_of(lang), code))


def _committed(
    repo: Repo,
    root: Path,
    kinds: dict[str, Kind],
    to: Target,
    paths: Sequence[str],
    words: tuple[str, str, str],
    lang: Language | None,
) -> str:
    """The commit of these files, on its branch; ends where their review finds errors."""
    from gongshi.checks.change import CLASHING
    from gongshi.checks.render import as_text as findings_in_words
    from gongshi.checks.shown import clean, show
    from gongshi.intake import submit as of
    from gongshi.intake.formatting import formatted
    from gongshi.review import review
    from gongshi.review.changed import agreed_by, changed
    from gongshi.review.message import commit_message, tells_too_much

    why, title, by = (clean(each.strip()) for each in words)
    title = " ".join(title.split())
    if told := tells_too_much(f"{title}\n{why}"):
        fail("why_tells", lang, USAGE, words=" ".join(told))
    if not why and not sys.stdin.isatty():
        fail("no_why", lang, USAGE)
    change = of.taken_in(repo, to.head, paths)
    if not change.entries:
        fail("nothing_changed", lang, USAGE)
    typer.echo(say("push.submit.changed", lang_of(lang), count=len(change.entries)))
    for path in change.entries:
        typer.echo(f"  {clean(path)}")
    # The commit is judged as the gate on the forge will judge it, before any branch has it.
    draft = accepted(of.committed(repo, change, to.head, "gongshi submit\n"), lang)
    sides = sides_of(root, kinds, lang, to.against, draft)
    if by and by not in sides.after.records["staff"]:
        fail("unknown_staff", lang, USAGE, staff=by)
    report = review(sides, kinds)
    if report.found:
        shown = show(report.found, root, lang_of(lang), sides.contents)
        typer.echo(
            findings_in_words(report.checked, shown, lang_of(lang)).plain, err=True, nl=False
        )
    # What the base has changed, too, is merged in more safely once this is committed.
    rest = tuple(each for each in report.found if each.code != CLASHING)
    if replace(report, found=rest).has_errors:
        typer.echo(say("push.submit.errors", lang_of(lang)), err=True)
        raise typer.Exit(ERRORS)
    odd = [each.path for each in formatted(root, kinds, paths) if each.is_changed]
    if odd:
        typer.echo(say("push.submit.not_canonical", lang_of(lang), paths=" ".join(odd)))
    if more := of.ahead(repo, to) if to.is_new else 0:
        slots = {"branch": "HEAD", "count": more, "base": to.base}
        typer.echo(say("push.submit.along", lang_of(lang), **slots))
    if not why:
        why = clean(typer.prompt(say("push.submit.ask_why", lang_of(lang))).strip())
        if told := tells_too_much(why):
            fail("why_tells", lang, USAGE, words=" ".join(told))
    if not why:
        fail("no_why", lang, USAGE)
    records = report.changed
    if to.head != sides.base:  # the branch has more than this commit
        own = sides_of(root, kinds, lang, to.head, draft)
        records = tuple(changed(own, kinds, agreed_by(own)))
    message = commit_message(records, kinds, why, title, by, lang_of(lang))
    made = accepted(of.committed(repo, change, to.head, message), lang)
    refused = of.keep(repo, to, change, made)
    if refused is not None:
        accepted(refused, lang)
    typer.echo(say("push.submit.made", lang_of(lang), branch=to.branch, commit=made[:10]))
    if to.is_new:
        typer.echo(say("push.submit.switched", lang_of(lang), base=to.base))
    return made


def _push(repo: Repo, to: Target, lang: Language | None) -> None:
    """Push the branch and say where to open the pull request; ends with UNSENT where it fails."""
    from gongshi.checks.shown import clean
    from gongshi.intake import addresses
    from gongshi.intake import submit as of

    is_sent, answer = of.pushed(repo, to, may_ask=sys.stdin.isatty())
    slots = {"branch": to.branch, "base": to.base, "remote": to.remote}
    if not is_sent:
        reason = clean(addresses.without_credentials(of.last_words(answer)))
        word = "rejected" if "rejected]" in answer else "not_pushed"
        typer.echo(say(f"push.submit.{word}", lang_of(lang), reason=reason, **slots), err=True)
        raise typer.Exit(UNSENT)
    typer.echo(say("push.submit.pushed", lang_of(lang), remote=to.remote))
    url = str(repo.git.remote("get-url", "--push", to.remote))
    page = addresses.web_address(url)
    address = addresses.told_by_server(answer, to.branch)
    if address is None and page is not None:
        forge = str(repo.config_reader().get_value("gongshi", "forge", "") or "")
        forge = forge if forge in addresses.FORGES else addresses.forge_of(page) or ""
        if forge:
            address = addresses.pull_request_address(page, forge, to.branch, to.base)
    if address is not None:
        typer.echo(say("push.submit.open", lang_of(lang)))
        typer.echo(f"  {clean(address)}")
        typer.echo(say("push.submit.same_request", lang_of(lang)))
    elif page is not None:
        forges = ", ".join(addresses.FORGES)
        said = say("push.submit.unknown_forge", lang_of(lang), address=page, forges=forges, **slots)
        typer.echo(said)
    else:
        typer.echo(say("push.submit.local_remote", lang_of(lang), **slots))


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
