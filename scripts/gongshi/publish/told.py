"""Rows of which there are many, put into words once, so that templates only set them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from gongshi.publish.library import Library
from gongshi.publish.templating import escaped, safe
from gongshi.records.gate import WITHHELD
from gongshi.tally.amounts import MANY
from gongshi.tally.explanation import together_in_words
from gongshi.tally.in_words import amount_in_words
from gongshi.words import Lang, say

PASSBOOKS = "passbooks"  # the folder of the page that looks one up


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of a ledger: what it is called, with a link to where it stands if anywhere.

    `fixed` is its id where it was corrected, else ""; `people` how many lines it gave; `amounts`
    the cells of all measures asked for.
    """

    day: str
    name: Markup
    fixed: str
    people: int
    amounts: Markup


def told(
    library: Library,
    paths: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    measures: Sequence[str],
    lang: Lang,
    root: str,
) -> list[Told]:
    """The rows of `Entries.rows` in words; `paths` are those of the files by number.

    What they ask for is told by the state of their ledger (`states`), and so not heard.
    """
    found = []
    with library.notes.unheard():
        for row in rows:
            entry = row["entry"]
            name, address = _named(library, paths, row, lang)
            found.append(
                Told(
                    day=row["served_on"] or "",
                    name=_link(root + address, name) if address else safe(escaped(name)),
                    fixed=entry if entry in library.corrections else "",
                    people=row["lines"],
                    amounts=safe("".join([_cell(each, row[each], lang) for each in measures])),
                )
            )
    return found


@lru_cache(MANY)
def _cell(measure: str, amount: Decimal | None, lang: Lang) -> str:
    """An amount as a cell of a table, empty for none; HTML."""
    said = "" if amount is None else amount_in_words(measure, amount, lang)
    return f'<td class="gs-number">{escaped(said)}</td>'


def _named(
    library: Library, paths: Sequence[str], row: Mapping[str, Any], lang: Lang
) -> tuple[str, str]:
    entry, event = row["entry"], row["event"]
    if entry is None:
        return together_in_words(row["origin"], lang), ""
    source = library.by_file.get(paths[row["file"]])
    if event == "correction":
        name = _say("ledger.corrected", lang, name=source.label if source else entry)
        return name, f"corrections/{entry}/"
    name = row["name"] or (
        source.label if source and event == "service" else say(f"rules.event.{event}", lang)
    )
    if event in ("money", "goods"):
        name = _say("ledger.gift", lang, name=name)
    elif event == "redemption":
        name = _say("ledger.redeemed", lang, name=name)
    if source is None:
        return name, ""
    return name, f"{source.page}#{entry}" if entry in library.homes else source.address


def _say(word: str, lang: Lang, **slots: object) -> str:
    return say(f"pages.{word}", lang, **slots)


class Referrer:
    """What a reference to a record, to an item of one, or to a passbook looks like on a page.

    Of the same few it is asked again and again, so each is made once.
    """

    def __init__(self, library: Library, passbooks: Collection[str], lang: Lang) -> None:
        self._library, self._passbooks, self._lang = library, passbooks, lang
        library.notes.answered(
            "refer", lambda id, *kinds: id in passbooks or library.target(kinds, id)
        )
        self._made: dict[tuple[str, tuple[str, ...], str, bool], Markup] = {}

    def __call__(
        self, kinds: Sequence[str], id: str, root: str, names: Mapping[str, str]
    ) -> Markup:
        """The link to what `id` of one of `kinds` names; `root` leads to the site's root."""
        key = (id, tuple(kinds), root, bool(names))
        self._library.notes.ask("refer", id, *kinds)
        if key not in self._made:
            self._made[key] = self._reference(kinds, id, root, names)
        return self._made[key]

    def _reference(
        self, kinds: Sequence[str], id: str, root: str, names: Mapping[str, str]
    ) -> Markup:
        if id == WITHHELD:
            return safe(escaped(say("pages.correction.withheld", self._lang)))
        code = safe(f"<code>{escaped(id)}</code>")
        if id in self._passbooks:
            number = _link(f"{root}{PASSBOOKS}/?n={id}", code)
            return safe(f"{number} {escaped(names[id])}") if id in names else number
        target = self._library.target(kinds, id)
        if target is None:
            return code
        if target.id == id:
            return _link(root + target.address, target.label)
        return _link(f"{root}{target.page}#{id}", code)


def _link(address: str, name: str) -> Markup:
    """A link; its name is a text, or HTML already."""
    said = name if isinstance(name, Markup) else escaped(name)
    return safe(f'<a href="{escaped(address)}">{said}</a>')
