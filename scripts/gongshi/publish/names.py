"""The private map of names: number → name, kept outside Git (design.md section 6, domain.md 1.6).

Git history cannot forget, so no volunteer's name stands in a record. Whoever builds the site may
give a map (`gongshi build --names FILE`), and the pages show the names of those who agreed to just
that. Names are put into pages by the templates and into nothing else: the data files, the
downloads and all that is computed again hold numbers only and are the same with and without a map,
so that nobody who keeps a copy of the data keeps names that were withdrawn since. Only the digests
of pages in the manifest differ: they confirm a name that somebody guesses, and tell none.

Messages never repeat what the map holds, since a build's output may be read by others.
"""

from __future__ import annotations

import csv
import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from git.exc import GitCommandError

from gongshi.publish.library import NAMED_UNTIL
from gongshi.records.gate import NUMBER, consenting
from gongshi.records.guards import faults, hidden
from gongshi.records.parse import parse
from gongshi.records.positions import nodes, span_of
from gongshi.records.repository import repository
from gongshi.words import Lang, say

MOST_BYTES = 16 * 1024 * 1024
_MOST_LINES = 10  # told of one reason
_LONGEST = 40
_HEADS = ("number", "编号", "志愿者编号")

Row = tuple[int, str, str]  # line, number, name


@dataclass(frozen=True, slots=True)
class NameMap:
    """A map as read: the name and the line of each number."""

    file: str
    names: Mapping[str, str]
    lines: Mapping[str, int]


def nameable(rosters: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The numbers whose roster line consents to the name; never a minor's."""
    return consenting(rosters, to=("name",))


def shown_names(
    names: Mapping[str, str] | None, rosters: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """Of the names in a map (none for None), those whose holders consent to their being shown."""
    allowed = nameable(rosters) if names else frozenset()
    return {number: name for number, name in (names or {}).items() if number in allowed}


def notice_names(
    names: Mapping[str, str], notice: Mapping[str, Any], as_of: str
) -> Mapping[str, str]:
    """The names that a notice shows: all as long as it runs, or until the day that it sets."""
    last = notice.get(NAMED_UNTIL) or notice.get("to", "")
    return names if as_of <= last else {}


def read_names(path: Path, out: Path, lang: Lang) -> NameMap | list[str]:
    """The map in `path`, or every reason why it cannot be used, in words.

    It is refused where it lies in a Git work tree that would take it, or in `out`, the site's
    folder. CSV (`number,name`, a heading or none) and YAML (`number: name`) are read.
    """
    file = path.name
    try:
        real = path.resolve()
    except (OSError, RuntimeError):  # links that lead to one another
        return [_unreadable(file, errno.ELOOP, lang)]
    if refusal := _misplaced(real, out.resolve()):
        return [say(f"names.{refusal}", lang, file=file)]
    if real.suffix.lower() not in (".csv", ".yaml", ".yml"):
        return [say("names.form", lang, file=file)]
    if not real.is_file():  # a pipe would be waited on for ever
        return [_unreadable(file, errno.EISDIR if real.is_dir() else errno.ENOENT, lang)]
    try:
        with real.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except OSError as error:
        return [_unreadable(file, error.errno or 0, lang)]
    if len(raw) > MOST_BYTES:
        size = real.stat().st_size
        return [say("names.too_big", lang, file=file, size=size, most=MOST_BYTES)]
    problems: list[tuple[int, str, dict[str, Any]]] = []
    rows = list((_csv if real.suffix.lower() == ".csv" else _yaml)(raw, problems))
    names, lines = _checked(rows, problems)
    if problems:
        return [
            say("names.at", lang, file=file, line=line, what=say(f"names.{word}", lang, **slots))
            for line, word, slots in sorted(problems, key=lambda each: each[:2])
        ]
    return NameMap(file, names, lines) if names else [say("names.empty", lang, file=file)]


def not_shown(read: NameMap, rosters: Sequence[Mapping[str, Any]], lang: Lang) -> list[str]:
    """Whom of the map the site will not name, by line and reason, and how many it cannot name."""
    members = {member["number"]: member for member in _members(rosters)}
    allowed = nameable(rosters)
    by_reason: dict[str, list[int]] = {}
    for number in read.names.keys() - allowed:
        member = members.get(number)
        reason = "unknown" if member is None else "minor" if member.get("minor") else "no_consent"
        by_reason.setdefault(reason, []).append(read.lines[number])
    told = [
        say(
            "names.not_shown",
            lang,
            file=read.file,
            lines=_listed(sorted(lines), lang),
            why=say(f"names.{reason}", lang),
        )
        for reason, lines in sorted(by_reason.items())
    ]
    missing = len(allowed - read.names.keys())
    return [*told, say("names.missing", lang, count=missing)] if missing else told


def _unreadable(file: str, code: int, lang: Lang) -> str:
    return say("names.unreadable", lang, file=file, reason=os.strerror(code))


def _members(rosters: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for roster in rosters:
        yield from roster.get("members", ())


def _listed(lines: Sequence[int], lang: Lang) -> str:
    shown = say("names.comma", lang).join(map(str, lines[:_MOST_LINES]))
    if len(lines) <= _MOST_LINES:
        return shown
    return say("names.and_more", lang, lines=shown, count=len(lines))


def _misplaced(path: Path, out: Path) -> str | None:
    """Why a map may not lie where it does."""
    if path.is_relative_to(out):
        return "in_site"
    with repository(path.parent, or_above=True) as repo:
        if repo is None:
            return None
        try:
            if repo.git.ls_files("--", str(path)):
                return "tracked"
            return None if repo.ignored(str(path)) else "would_be_tracked"
        except GitCommandError:
            return "would_be_tracked"  # Git will not say, so it is not known to be safe


def _yaml(raw: bytes, problems: list[tuple[int, str, dict[str, Any]]]) -> Iterator[Row]:
    if found := faults("", raw):
        for each in found:
            word = "encoding" if each.code in ("B006", "B007") else "unseen"
            problems.append((each.span.line if each.span else 1, word, {"code": each.code}))
        return
    record, findings = parse("", raw)
    for each in findings:
        problems.append((each.span.line if each.span else 1, "yaml", {"code": each.code}))
    if record is None:
        return
    for node in nodes(raw.decode("utf-8")):
        if node.part == "key" and node.depth == 1 and isinstance(node.event, yaml.ScalarEvent):
            number = node.event.value
            value = record.get(number)
            yield span_of(node.event).line, number, value if isinstance(value, str) else ""


def _csv(raw: bytes, problems: list[tuple[int, str, dict[str, Any]]]) -> Iterator[Row]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append((raw[: error.start].count(b"\n") + 1, "encoding", {}))
        return
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            row = [cell.strip() for cell in cells]
            if not any(row) or (reader.line_num == 1 and row[0] in _HEADS):
                continue
            if len(row) != 2:
                problems.append((reader.line_num, "columns", {}))
            elif found := hidden("".join(row)):
                problems.append((reader.line_num, "unseen", {"code": found[0]}))
            else:
                yield reader.line_num, row[0], row[1]
    except csv.Error:
        problems.append((reader.line_num, "columns", {}))


def _checked(
    rows: Iterable[Row], problems: list[tuple[int, str, dict[str, Any]]]
) -> tuple[dict[str, str], dict[str, int]]:
    """Names and lines by number; what is no number, no name or there twice goes to `problems`."""
    names: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, number, name in rows:
        if not NUMBER.fullmatch(number):
            problems.append((line, "number", {}))
        elif number in names:
            problems.append((line, "twice", {"first": lines[number]}))
        elif not _is_name(name):
            problems.append((line, "name", {}))
        else:
            names[number], lines[number] = name, line
    return names, lines


def _is_name(text: str) -> bool:
    """A line of letters that is no number, phone or address."""
    return (
        0 < len(text) <= _LONGEST
        and text == text.strip()
        and any(each.isalpha() for each in text)
        and not any(each.isdigit() or each in "@\n\r\t" for each in text)
    )
