"""What stands on each sheet of paper, as HTML; closed fields only where the holder is handed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from gongshi.publish.library import Entry, Library
from gongshi.publish.paper.output import qr, render
from gongshi.publish.passbooks import rows
from gongshi.publish.report import Report
from gongshi.tally import formats
from gongshi.tally.amounts import number_in_words
from gongshi.tally.certified import Service
from gongshi.tally.in_words import amount_in_words
from gongshi.tally.notices import NoticeRun
from gongshi.tally.results import Line, Passbook
from gongshi.words import Lang, say

_A_PAGE, _SPARE = 16, 6  # lines of a sign sheet; blank ones that a prepared sheet has at least
_MEASURES = ("minutes", "points", "credit_minutes")

Record = Mapping[str, Any]


def site_address(root: Path) -> str:
    """Where the site is published, by `extra.address` of mkdocs.yml; "" where it does not say."""
    try:
        text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    settings: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader) or {}
    address = str((settings.get("extra") or {}).get("address") or "")
    return f"{address.rstrip('/')}/" if address else ""


def certificate(
    library: Library,
    record: Record,
    services: Sequence[Service],
    code: str,
    address: str,
    name: str | None,
    lang: Lang,
    *,
    times_told: bool,
) -> str:
    """A certificate of service; `address` is that of the site, "" if none, `name` to be printed.

    `times_told` says whether the check page tells time and count, as the holder's consent has it.
    Without an address the QR code holds the path of the check page and the digest.
    """
    unit = library.entries["unit", record["unit"]]
    path = f"certificates/{record['id']}/"
    return render(
        "certificate.html",
        lang,
        sheet="certificate",
        title=say("paper.certificate.title", lang),
        fictitious=unit.demo,
        record=record,
        services=[{"service": each, **_activity_named(library, each.entry)} for each in services],
        unit=unit.label,
        name=name,
        times_told=times_told,
        code=code,
        address=f"{address or '/'}{path}",
        qr=qr(f"{address}{path}" if address else f"{path} {record['digest']}"),
    )


def _activity_named(library: Library, id: str) -> dict[str, str]:
    entry = library.entries["activity", id]
    team = library.find(["team"], str(entry.record.get("team", "")))
    return {"what": entry.label, "team": team.label if team else ""}


def sign_sheet(library: Library, activity: Record | None, lang: Lang) -> str:
    """A sign sheet for an activity (as recorded, with its numbers), or a blank one for None.

    For one's own office: it holds every participant's number, whether published or not.
    """
    head: dict[str, Any] = {}
    numbers: list[str] = []
    if activity is not None:
        team = library.find(["team"], activity["team"])
        place = library.find(["place"], activity["place"])
        head = {
            **activity,
            "team": team.label if team else "",
            "place": place.label if place else "",
        }
        numbers = [each["number"] for each in activity["participants"]]
    lines = max(_A_PAGE, len(numbers) + _SPARE) if numbers else _A_PAGE
    return render(
        "sheet.html",
        lang,
        sheet="sheet",
        title=say("paper.sheet.title", lang),
        fictitious=activity is not None and library.entries["activity", activity["id"]].demo,
        activity={name: head.get(name) for name in _HEAD},
        rows=numbers + [""] * (lines - len(numbers)),
    )


_HEAD = ("id", "name", "team", "place", "date", "start", "content")


def passbook(
    library: Library, book: Passbook, as_of: str, lang: Lang, name: str | None = None
) -> str:
    """A page of somebody's passbook, to be handed to them: for looking up, no certificate.

    Without a `name` its line is left for the holder's own hand.
    """
    team = library.entries["team", book.team]
    by_file = {entry.file: entry for entry in library.entries.values()}

    def what(line: Line) -> str:
        entry = by_file.get(line.path)
        named = entry is not None and entry.kind == "activity"
        return entry.label if entry and named else say(f"pages.event.{line.event}", lang)

    shown = []
    for row in rows(book.lines):
        shown.append(_shown(row.first.served_on, what(row.first), row.lines))
        for fix in row.fixes:
            text = say("paper.passbook.correction", lang, what=what(row.first))
            shown.append(_shown(fix.first.booked_on, text, fix.lines))
    return render(
        "passbook.html",
        lang,
        sheet="passbook",
        title=say("paper.passbook.title", lang),
        fictitious=team.demo,
        book=book,
        name=name,
        team=team.label,
        as_of=as_of,
        rows=shown,
    )


def _shown(day: str, what: str, lines: Sequence[Line]) -> dict[str, Any]:
    amounts = {
        measure: number_in_words(sum(of, Decimal(0)))
        for measure in _MEASURES
        if (of := [line.amount for line in lines if line.measure == measure])
    }
    return {"day": day, "what": what, "amounts": amounts, "entry": lines[0].entry}


def notice(
    library: Library, run: NoticeRun, lang: Lang, names: Mapping[str, str] | None = None
) -> str:
    """A notice to post: what the site publishes of it, the numbers that consent allows included.

    `run` is how it runs (`tally.notice_runs`); `names` are those that it may show, by number.
    """
    named_people = {
        number: say("paper.notice.person", lang, name=name, number=number)
        for number, name in (names or {}).items()
    }
    entry = library.entries["notice", run.notice]
    record, kind = entry.record, library.kinds["notice"]
    issuer = library.find(["body", "unit"], str(record["issued_by"]))
    wanted = kind.field("about")
    kinds = wanted.item.refers_to if wanted and wanted.item else ()
    about = [library.target(kinds, each) for each in record.get("about", ())]
    named = [each for each in about if each is not None]
    awards = [each for each in named if each.kind == "award" and "results" in each.record]
    closings = [each for each in named if each.kind == "closing"]
    rounds = {each.record["id"] for each in awards}
    honors = [
        each for each in named if each.kind == "honor" and each.record.get("award") not in rounds
    ]
    tables = [_results(library, each, named_people, lang) for each in awards]
    if honors:
        tables.append(_recipients(library, honors, lang))
    if closings:
        tables.append(_sums(closings, lang))
    return render(
        "notice.html",
        lang,
        sheet="notice",
        title=entry.label,
        fictitious=entry.demo,
        record={name: record.get(name) for name in (*record, "subject", "posted_at")},
        people=[named_people.get(each, each) for each in record.get("numbers", ())],
        about=list(dict.fromkeys(each.label for each in named if each not in closings)),
        tables=tables,
        issuer=issuer.label if issuer else "",
        days=run.working_days,
    )


Table = tuple[list[str], list[list[str]]]  # its head, and its rows


def _results(library: Library, award: Entry, people: Mapping[str, str], lang: Lang) -> Table:
    """The results of an award round; a number that is not published is not told here either."""
    fields = {each.name: each for each in library.kinds["award"].fields}
    classes = {each["id"]: each["name"] for each in award.record.get("classes", ())}
    winner = fields["results"].child("winner")
    rows = []
    for each in award.record["results"]:
        found = library.target(winner.refers_to if winner else (), str(each.get("winner", "")))
        number = each.get("number", say("paper.notice.closed", lang))
        won = found.label if found else people.get(number, number)
        rows.append([classes.get(each["class"], each["class"]), won, each.get("category", "")])
    head = [fields["classes"].title[lang], say("paper.notice.winner", lang)]
    if any(row[2] for row in rows):
        return [*head, say("paper.notice.category", lang)], rows
    return head, [row[:2] for row in rows]


def _recipients(library: Library, honors: Sequence[Entry], lang: Lang) -> Table:
    """Who is to receive honors that come from no round in the same notice."""
    kind = library.kinds["honor"]
    field = kind.field("recipient")
    wanted = field.refers_to if field else ()
    found = [(each.label, library.target(wanted, each.record["recipient"])) for each in honors]
    head = [kind.title[lang], say("paper.notice.winner", lang)]
    return head, [[name, to.label if to else ""] for name, to in found]


def _sums(closings: Sequence[Entry], lang: Lang) -> Table:
    """The sums of closed months, a row each."""
    by_month = {
        str(closing.record["period"]): {
            each["measure"]: amount_in_words(each["measure"], Decimal(each["amount"]), lang)
            for each in closing.record.get("totals", ())
        }
        for closing in closings
    }
    shown = [each for each in (*_MEASURES, "fen") if any(each in of for of in by_month.values())]
    head = [say("pages.report.month_booked", lang)]
    return [*head, *(say(f"pages.derived.{each}", lang) for each in shown)], [
        [formats.date(month, lang), *(of.get(each, "") for each in shown)]
        for month, of in sorted(by_month.items())
    ]


def annual_report(made: Report, lang: Lang) -> str:
    """An annual report on paper; the site's page has the same sections with their links."""
    return render(
        "report.html",
        lang,
        sheet="report",
        title=say("paper.report.title", lang, place=made.label, year=made.year),
        fictitious=made.demo,
        as_of=made.as_of,
        sections=made.sections,
    )
