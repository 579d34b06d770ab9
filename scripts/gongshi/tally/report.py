"""A tally and an explanation as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import PurePosixPath
from shutil import get_terminal_size

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gongshi.kinds import Kind
from gongshi.tally.amounts import MEASURES
from gongshi.tally.columns import columns
from gongshi.tally.explanation import Explained, Explanation, Part, Rule, Sum
from gongshi.tally.figures import HOLDERS, Figures, Holding
from gongshi.tally.in_words import amount_in_words, quota_in_words, star_name, sum_in_words
from gongshi.words import Lang, say

Kinds = Mapping[str, Kind]


def render_totals(figures: Figures, commit: str | None, lang: Lang, kinds: Kinds) -> str:
    """The totals of places, units, teams and funds, the quotas, and how many reached each star."""
    return _text(_totals(figures, commit, lang, kinds))


def render_explanation(explanation: Explanation, lang: Lang) -> str:
    """An explanation: the sums, what they are made of, the rules in words, and every line."""
    return _text(_explanation(explanation, lang))


def _totals(
    figures: Figures, commit: str | None, lang: Lang, kinds: Kinds
) -> Iterator[RenderableType | list[str]]:
    yield Text(_standing(figures.as_of, commit, lang), style="bold")
    if not figures.holdings:
        yield _word("nothing", lang)
    for kind in HOLDERS:
        held = [each for each in figures.holdings if each.kind == kind]
        if held:
            yield _holders(kind, held, lang)
    if figures.quotas:
        yield _heading("quotas", lang)
        for quota in figures.quotas:
            said = quota_in_words(quota, figures.as_of, lang, kinds)
            yield f"{figures.names[quota.unit]} {quota.unit}  {said}"
    if figures.stars:
        yield _heading("stars", lang)
    for star, count in figures.stars:
        if star:
            yield say("rules.report.people", lang, star=star_name(star, lang), count=count)
        else:
            yield say("rules.report.no_star", lang, count=count)


def _holders(kind: str, held: Sequence[Holding], lang: Lang) -> list[str]:
    """A table of them, as lines: a city has thousands."""
    title = say(f"rules.report.kind.{kind}", lang)
    if kind != "fund":
        title += f" ({_word('below', lang)})" if lang == "en" else f"（{_word('below', lang)}）"
    head = [_word("id", lang), _word("name", lang)]
    head += [say(f"rules.measure.{each}", lang) for each in MEASURES]
    rows = []
    for each in held:
        amounts = (each.amounts.get(measure) for measure in MEASURES)
        said = zip(MEASURES, amounts, strict=True)
        words = [sum_in_words(of, amount, lang) if amount else "" for of, amount in said]
        rows.append([each.id, each.name, *words])
    return ["", title, *columns(head, rows, _width())]


def _explanation(explanation: Explanation, lang: Lang) -> Iterator[RenderableType | list[str]]:
    kind = say(f"rules.report.kind.{explanation.kind}", lang)
    name = "" if explanation.name == explanation.id else f" {explanation.name}"
    yield Text(f"{kind}{name} {explanation.id}", style="bold")
    yield _standing(explanation.as_of, explanation.commit, lang)
    yield from explanation.statements
    if not explanation.lines and explanation.kind not in _NO_LEDGER:
        yield _word("no_lines", lang)
    if explanation.sums:
        yield _heading("sums", lang)
        yield from (_sum(each, lang) for each in explanation.sums)
    if explanation.years:
        yield _part_table("years", "year", explanation.years, None, lang)
    if explanation.parts:
        yield _part_table("parts", "id", explanation.parts, explanation.id, lang)
    if explanation.rules:
        yield _heading("rules", lang)
        for number, rule in enumerate(explanation.rules, start=1):
            yield f"[{number}] {_in_force(rule, lang)}"
            yield Padding(rule.text, (0, 0, 0, 4))
    if explanation.lines:
        yield _lines(explanation, lang)


_NO_LEDGER = ("need", "notice", "objection")  # kinds of which no ledger tells anything


def _sum(each: Sum, lang: Lang) -> str:
    if each.event is None:
        return f"{say(f'rules.measure.{each.measure}', lang)}  {each.text}"
    event = say(f"rules.event.{each.event}", lang)
    return f"  {say('rules.report.of_event', lang, event=event)}  {each.text}"


def _part_table(
    title: str, first: str, parts: Sequence[Part], own: str | None, lang: Lang
) -> RenderableType:
    head = [_word(each, lang) for each in ([first, "name"] if own else [first])]
    measures = [each for each in MEASURES if any(part.measure == each for part in parts)]
    said = [say(f"rules.measure.{each}", lang) for each in measures]
    table = _table([*head, *said], _word(title, lang))
    rows: dict[str, dict[str, Part]] = {}
    for part in parts:
        rows.setdefault(part.id, {})[part.measure] = part
    for id, of in rows.items():
        name = next(iter(of.values())).name
        names = [say("rules.report.own", lang, name=name) if id == own else name] if own else []
        table.add_row(id, *names, *(of[each].text if each in of else "" for each in measures))
    return table


def _in_force(rule: Rule, lang: Lang) -> str:
    slots = {"policy": rule.policy_name, "since": rule.since, "until": rule.until}
    return say(f"rules.report.{'in_force_until' if rule.until else 'in_force'}", lang, **slots)


def _lines(explanation: Explanation, lang: Lang) -> RenderableType:
    """A volunteer's lines show the balance; those of others whose they are."""
    is_passbook = explanation.kind == "volunteer"
    numbers = {(rule.policy, rule.rule): n for n, rule in enumerate(explanation.rules, start=1)}
    names = ["booked_on", "served_on", "entry", "number", "working", "balance", "rule"]
    names.remove("number" if is_passbook else "balance")
    title = say("rules.report.lines", lang, count=len(explanation.lines))
    table = _table([_word(each, lang) for each in names], title)
    for each in explanation.lines:
        line = each.line
        number = numbers.get((line.policy or "", line.rule or ""))
        cells = {
            "booked_on": line.booked_on,
            "served_on": line.served_on,
            "entry": _entry(each),
            "number": line.number or "",
            "working": each.working,
            "balance": amount_in_words(line.measure, line.balance or Decimal(0), lang),
            "rule": f"[{number}]" if number else "",
        }
        table.add_row(*(Text(cells[name]) for name in names))
    return table


def _entry(each: Explained) -> str:
    """The entry's id, after that of the batch it stands in."""
    batch = PurePosixPath(each.line.path).stem
    return each.line.entry if batch == each.line.entry else f"{batch} {each.line.entry}"


def _standing(as_of: str, commit: str | None, lang: Lang) -> str:
    said = say("rules.report.as_of", lang, as_of=as_of)
    return f"{said}  {say('rules.report.commit', lang, commit=commit)}" if commit else said


def _word(key: str, lang: Lang) -> str:
    return say(f"rules.report.{key}", lang)


def _heading(key: str, lang: Lang) -> Text:
    return Text(f"\n{_word(key, lang)}", style="bold")


def _table(head: Sequence[str], title: str) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for name in head:
        table.add_column(name, overflow="fold")
    return table


def _width() -> int:
    return get_terminal_size((110, 24)).columns


def _text(parts: Iterator[RenderableType | list[str]]) -> str:
    """What rich makes of the parts; lists are lines already."""
    console = Console(file=StringIO(), width=_width(), highlight=False, emoji=False, markup=False)
    with console.capture() as capture:
        for part in parts:
            if isinstance(part, list):
                console.out("\n".join(part), highlight=False)
            elif isinstance(part, str) and part.isprintable() and cell_len(part) <= console.width:
                console.out(part, highlight=False)  # there is nothing to lay out
            else:
                console.print(part)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"
