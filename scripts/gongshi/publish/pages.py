"""What page templates can say: the Jinja environment and the few functions it offers.

Templates receive records from the gate (`library`) and nothing else. A dot on a record reads a
field and gives none where the record has none; every other undefined name is an error. Words come
from the catalogue by `say`, values are escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2

from gongshi.kinds import Field, Kind
from gongshi.publish import coverage, formats, network, passbooks
from gongshi.publish.changes import Change, Past, Teller
from gongshi.publish.derived import Derived, entries_of
from gongshi.publish.letters import by_letter
from gongshi.publish.library import Entry, Library
from gongshi.publish.names import notice_names
from gongshi.publish.report import Report
from gongshi.records.history import Commit
from gongshi.tally import (
    Line,
    Passbook,
    amount_in_words,
    days_between,
    in_words,
    sum_in_words,
)
from gongshi.tally.rules_in_words import RULES
from gongshi.words import Lang, room, say


@dataclass(frozen=True)
class Site:
    """Everything that pages are made from; plain values, so that worker processes can have it.

    `names` are those of volunteers who agreed to be named, by number, where a map was given.
    """

    library: Library
    templates: Path
    extra: Mapping[str, Any]
    changes: Mapping[str, Commit]
    past: Past
    head: Commit | None
    lang: Lang
    derived: Derived
    reports: Mapping[str, Report]
    coverage: coverage.Coverage
    names: Mapping[str, str]


_NAMING = ("activity", "award")  # kinds whose pages show names beside numbers
# What of a policy is told in sentences, and so stands in no table.
TOLD = (*RULES, "overlap_minutes", "cohort")
PAST_SHOWN = 5  # changes, and fields of each, that a page shows of its record's past
_DAYS = ("date", "granted_on", "issued_on", "recorded_on", "published")  # what dates an event


class _Environment(jinja2.Environment):
    """Reads the fields of records (plain dicts), never their methods."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        return obj.get(attribute) if isinstance(obj, dict) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, dict) and isinstance(argument, str):
            return obj.get(argument)
        return super().getitem(obj, argument)


class Pages:
    """Renders the templates of `site/templates` for one `Site`."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._teller = Teller(site.past, site.library, site.derived.as_of, site.lang)
        self._environment = _Environment(
            loader=jinja2.FileSystemLoader(site.templates),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        library, lang = site.library, site.lang
        by_file = {entry.file: entry for entry in library.entries.values()}
        self._environment.globals.update(
            lib=library,
            lang=lang,
            extra=site.extra,
            head=site.head,
            shown_kinds=(),
            say=lambda path, **slots: say(f"pages.{path}", lang, **slots),
            scalar=lambda each, value: formats.scalar(each, value, lang),
            date=lambda value: formats.date(value, lang),
            figure=formats.figure,
            is_date=formats.is_date,
            present=_present,
            newest=_newest,
            when=when,
            in_order=in_order,
            pieces=formats.pieces,
            passbook_rows=passbooks.rows,
            rules_of=lambda lines: _rules_of(library, lines),
            corrections=lambda entry: _corrections(library, entry),
            item=lambda id: _item(library, id),
            price=lambda reward, day: _price(reward, day),
            by_letter=by_letter,
            by_place=lambda entries: _by_place(library, entries),
            names={},
            shown_names=site.names,
            featured=lambda: [e for e in library.all("place") if e.record.get("featured")],
            changed=lambda entry: site.changes.get(entry.file),
            title_of=lambda kind: title_of(kind, lang),
            basis=lambda entry: _basis(library, entry, lang),
            derived=site.derived,
            reports=site.reports,
            rule=lambda policy, each: in_words.rule_in_words(policy, each, lang, library.kinds),
            rules=lambda policy: _in_words(policy, lang, library.kinds),
            told_rules=TOLD,
            pairs=lambda mapping: list(mapping.items()),
            amount=lambda measure, value: amount_in_words(measure, Decimal(value), lang),
            whole_amount=lambda measure, value: sum_in_words(measure, Decimal(value), lang),
            working=lambda line: in_words.working_in_words(line, lang),
            star=lambda standing: in_words.star_in_words(standing, lang),
            unit_star=lambda standing: in_words.unit_star_in_words(standing, lang),
            granted=lambda star: in_words.granted_in_words(star, lang),
            days=days_between,
            star_name=lambda star: in_words.star_name(star, lang),
            in_passbook=lambda book: in_words.passbook_in_words(book, lang),
            quota=lambda each: in_words.quota_in_words(
                each, site.derived.as_of, lang, library.kinds
            ),
            entries_of=entries_of,
            entry_at=lambda path: by_file.get(path),
            levels=lambda policy: network.levels(library, policy),
            units_of=lambda policy: network.units_of(library, policy),
            below=network.below,
            share=lambda statistic: network.share(library, statistic),
            outcomes=lambda entry: network.outcomes(library, entry),
            coverage=site.coverage,
            named=lambda names: coverage.entries(library, names),
            page_title=lambda page: _page_title(site, page),
            example_figure=lambda: _example(library),
        )

    def past(self, entry: Entry) -> list[Change]:
        """What is told of how a record changed, the newest first."""
        return self._teller.changes(entry)

    def record(self, entry: Entry, past: Sequence[Change]) -> str:
        """The body of a record's page: its kind's own template, or the one for any record."""
        return self._render(
            [f"{entry.kind}.html", "record.html"],
            kind=self.site.library.kinds[entry.kind],
            entry=entry,
            record=entry.record,
            names=self._names(entry),
            past=past,
            past_shown=PAST_SHOWN,
            root="../../",
        )

    def _names(self, entry: Entry) -> Mapping[str, str]:
        """The names that a record's page may show beside numbers.

        What somebody did and was given is told with the name; what they gave, took out or redeemed
        is not. A notice tells it as long as it runs, or until the day that it sets.
        """
        if entry.kind == "notice":
            return notice_names(self.site.names, entry.record, self.site.derived.as_of)
        return self.site.names if entry.kind in _NAMING else {}

    def passbook(self, passbook: Passbook) -> str:
        """The body of a volunteer's passbook, for one whose consent allows it."""
        names = self.site.names
        return self._render(["passbook.html"], passbook=passbook, names=names, root="../../")

    def ledger(self, holder: Entry) -> str:
        """The body of the page with every entry behind a holder's derived figures."""
        ledger = self.site.derived.ledgers[holder.key]
        return self._render(["ledger.html"], ledger=ledger, entry=holder, root="../../")

    def report(self, report: Report) -> str:
        """The body of a place's annual report."""
        return self._render(["report.html"], report=report, root="../../")

    def names(self, kind: Kind) -> str:
        """The body of the page that lists a kind by name."""
        return self._render(["names.html"], kind=kind, root="../../")

    def fill(self, name: str, kind: Kind | None, root: str) -> str:
        """What a written page asks for with `<!-- gongshi:name -->`.

        A list may have a template of its own kind, such as `list-honor.html`.
        """
        wanted = [f"{name}-{kind.name}.html"] if kind else []
        return self._render([*wanted, f"{name}.html"], kind=kind, root=root)

    def has(self, name: str) -> bool:
        """Whether a written page may ask for `name`."""
        return (self.site.templates / f"{name}.html").is_file()

    def _render(self, templates: Sequence[str], **values: Any) -> str:
        return self._environment.select_template(templates).render(values)


def title_of(kind: Kind, lang: Lang) -> str:
    """The name of a kind's section: the channel's label, else the kind's title."""
    phrase = room("pages")["channel"].get(kind.folder)
    return str(phrase[lang]) if phrase else kind.title[lang]


def _page_title(site: Site, page: str) -> str:
    """What the page at an address such as `units/` is called: its section, or its heading."""
    folder = page.strip("/")
    kind = next((k for k in site.library.kinds.values() if k.folder == folder), None)
    if kind:
        return title_of(kind, site.lang)
    text = (site.templates.parent / folder / "index.md").read_text(encoding="utf-8")
    return next(line[2:] for line in text.splitlines() if line.startswith("# "))


def when(entry: Entry) -> str:
    """The day an event is listed under, "" for a record that is no event."""
    return next((str(entry.record[name]) for name in _DAYS if name in entry.record), "")


def in_order(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Events newest first, other records as they come."""
    if not any(when(each) for each in entries):
        return entries
    return sorted(sorted(entries, key=lambda e: e.id), key=when, reverse=True)


def _rules_of(
    library: Library, lines: Sequence[Line]
) -> list[tuple[Entry, list[Mapping[str, Any]]]]:
    """The rules by which lines came about, with the policies they stand in, the oldest first."""
    used = {(each.policy, each.rule) for each in lines if each.policy}
    found: list[tuple[Entry, list[Mapping[str, Any]]]] = []
    for policy in library.all("policy"):
        rules: list[Mapping[str, Any]] = [
            rule
            for array in policy.record.values()
            if isinstance(array, list)
            for rule in array
            if isinstance(rule, dict) and (policy.id, rule.get("id")) in used
        ]
        if rules:
            found.append((policy, rules))
    return sorted(found, key=lambda pair: (str(pair[0].record.get("from", "")), pair[0].id))


def _in_words(
    policy: Mapping[str, Any], lang: Lang, kinds: Mapping[str, Kind]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rules of a policy as id and sentence, by the property in which they stand."""
    told: dict[str, list[tuple[str, str]]] = {}
    for name, id, sentence in in_words.rules_in_words(policy, lang, kinds):
        told.setdefault(name, []).append((id, sentence))
    return list(told.items())


def _corrections(library: Library, entry: str) -> list[Entry]:
    """The verified corrections of an entry: an activity, or one item of a batch."""
    return [
        each
        for each in library.all("correction")
        if each.record.get("entry") == entry and "verified_on" in each.record
    ]


def _item(library: Library, id: str) -> Mapping[str, Any]:
    """The published fields of one item of a batch, such as one gift; nothing for no such item."""
    holder = library.holders.get(id)
    if holder is None:
        return {}
    rows = (
        row
        for items in library.kinds[holder.kind].items
        for row in holder.record.get(items.array, ())
        if row.get(items.id) == id
    )
    return next(rows, {})


def _price(reward: Mapping[str, Any], day: str) -> str | None:
    """The points asked for a reward on a day; None before its first price."""
    asked = [each for each in reward["prices"] if each["from"] <= day]
    return str(max(asked, key=lambda each: str(each["from"]))["points"]) if asked else None


def _present(fields: Sequence[Field], rows: Sequence[Mapping[str, Any]]) -> list[Field]:
    return [each for each in fields if any(each.name in row for row in rows)]


def _newest(entries: Sequence[Entry], name: str) -> list[Entry]:
    """Newest first by the date in field `name`; the undated last, in the order of their ids."""
    return sorted(entries, key=lambda e: str(e.record.get(name, "")), reverse=True)


def _by_place(library: Library, entries: Sequence[Entry]) -> list[tuple[Entry | None, list[Entry]]]:
    """Entries under the featured place they belong to; the invented place and the rest last."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        path = library.place_path(entry.place)
        featured = [place.id for place in path if place.record.get("featured")]
        top = (featured or [place.id for place in path[:1]] or [""])[-1]
        groups.setdefault(top, []).append(entry)
    named = [(library.find(["place"], id), group) for id, group in sorted(groups.items())]
    return sorted(named, key=lambda pair: (pair[0] is None, pair[0] is not None and pair[0].demo))


def _basis(library: Library, entry: Entry, lang: Lang) -> str:
    """The basis line: as reported until the newest source's date, or a local record."""
    basis = entry.record.get("basis")
    if basis is None:
        return say("pages.record.basis_none", lang)
    if entry.demo:
        return say("pages.seal.demo", lang)
    if basis == "local":
        return say("pages.record.basis_local", lang)
    dates = [_published(library, id) for id in entry.record.get("sources", ())]
    if not any(dates):
        return say("pages.record.basis_reported_undated", lang)
    return say("pages.record.basis_reported", lang, date=formats.date(max(dates), lang))


def _published(library: Library, source: str) -> str:
    """When a source was published, by its own record or by that of the page that holds it."""
    found = library.find(["source"], source)
    if found is None:
        return ""
    whole = library.find(["source"], str(found.record.get("part_of", "")))
    return str(
        found.record.get("published") or (whole.record.get("published", "") if whole else "")
    )


def _example(library: Library) -> Entry | None:
    """The figure that the home page opens: one with a declared sum where there is one."""
    figures = [each for each in library.all("statistic") if not each.demo]
    sums = [each for each in figures if "sum_of" in each.record]
    shown = [each for each in sums if each.record.get("headline")] or sums or figures
    return min(shown, key=lambda e: (len(str(e.record["words"])), e.id), default=None)
