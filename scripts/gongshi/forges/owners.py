"""CODEOWNERS: who must approve what, written from the staff records and held against them.

All outside records/ is for those who keep the toolkit. Records stand free, for who may change them
the check knows better than a path can; but the kinds that only keepers change need a keeper: one
at the head of the programme, or whoever keeps the very unit, place or policy (`x-kept`).

A forge's CODEOWNERS is read by everybody. So by default it names teams (`@o/keepers-{unit}`), whose
members the forge knows; accounts, which staff records do not publish, only where it is asked to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gongshi.checks.change.scopes import Scope, covers, is_head
from gongshi.kinds import Kind
from gongshi.records.commits import Record
from gongshi.records.load import Loaded
from gongshi.records.walk import FOLDER
from gongshi.words import Lang, say

Form = Literal["github", "gitlab", "gitea"]
PATHS: Mapping[Form, str] = {
    "github": ".github/CODEOWNERS",
    "gitlab": ".gitlab/CODEOWNERS",
    "gitea": ".gitea/CODEOWNERS",
}
_ACCOUNT = re.compile(r"[\w.+-]+(@[\w.-]+)?", re.ASCII)
_TEMPLATE = re.compile(r"@[\w./-]*(\{(unit|account)\})?[\w./-]*", re.ASCII)
_STATED = re.compile(r"^# (guards|keepers): (\S+)$", re.MULTILINE)
_PLACEHOLDER = "@OWNER/"


@dataclass(frozen=True, slots=True)
class Names:
    """How owners are called: `guards` those of the toolkit, `keepers` those of the rules.

    In `keepers` stand `{unit}`, for a team of each unit, or `{account}`, for each keeper's own.
    """

    guards: str = f"{_PLACEHOLDER}maintainers"
    keepers: str = f"{_PLACEHOLDER}keepers-{{unit}}"

    @property
    def are_sound(self) -> bool:
        """Whether they are names that a CODEOWNERS can hold."""
        return all(_TEMPLATE.fullmatch(each) for each in (self.guards, self.keepers))

    @property
    def are_placeholders(self) -> bool:
        """Whether no real owner is named yet."""
        return _PLACEHOLDER in self.guards or _PLACEHOLDER in self.keepers


@dataclass(frozen=True, slots=True)
class Line:
    """A path and who must approve it: a folder ends with `/`, `*` stands for any name or all.

    Without a line that is not needed somebody else approves, who may.
    """

    path: str
    owners: tuple[str, ...]
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a CODEOWNERS; `line` counts from 1, 0 for what is missing."""

    line: int
    word: str
    text: str


def stated_names(text: str) -> Names:
    """The names that an earlier CODEOWNERS says it was written with."""
    stated = dict(_STATED.findall(text))
    usual = Names()
    return Names(stated.get("guards", usual.guards), stated.get("keepers", usual.keepers))


def lines_of(loaded: Loaded, kinds: Mapping[str, Kind], names: Names) -> list[Line]:
    """Who must approve what; of several lines for a file the last one holds."""
    staff = loaded.records["staff"]
    keepers = {id: each for id, each in staff.items() if "keeper" in each.get("roles", ())}

    def get(kind: str, id: str) -> Record | None:
        return loaded.records[kind].get(id)

    heads = _called((each for each in keepers.values() if is_head(each, get)), names)
    lines = [Line("*", (names.guards,)), Line(f"/{FOLDER}/", ())]
    kept = sorted((kind for kind in kinds.values() if kind.kept), key=lambda each: each.folder)
    lines += [Line(f"/{FOLDER}/{each.folder}/", heads or (names.guards,)) for each in kept]
    own: dict[str, tuple[str, ...]] = {}
    for kind in kept:
        for path, record in _local(loaded, kind):
            scope = _scope(kind, record, loaded)
            serving = [each for each in keepers.values() if scope and covers(each, scope, get)]
            called = tuple(sorted({*heads, *_called(serving, names)}))
            if called != heads:
                own[_pattern(kind, path, record)] = called
    # Of two places whose ids begin alike the longer one comes later, and holds.
    lines += [Line(path, own[path], is_needed=False) for path in sorted(own)]
    return lines


def as_text(lines: Sequence[Line], names: Names, form: Form) -> str:
    """The file, in the form that a forge reads."""
    head = [
        say("forges.owners.head", "zh"),
        say("forges.owners.head", "en"),
        say("forges.owners.again", "zh", form=form),
        say("forges.owners.again", "en", form=form),
        f"guards: {names.guards}",
        f"keepers: {names.keepers}",
    ]
    return (
        "".join(f"# {each}\n" for each in head)
        + "\n"
        + "".join(f"{each}\n" for each, _ in _written(lines, form))
    )


def wrong_with(text: str, lines: Sequence[Line], form: Form) -> list[Wrong]:
    """What is wrong with a CODEOWNERS, held against the lines that it should have.

    A line for one file may be missing: the heads approve it. No other line may stand there, none be
    missing, and none come before one that it should come after, which would undo it.
    """
    expected = list(_written(lines, form))
    place = {each: at for at, (each, _) in enumerate(expected)}
    needed = [each for each, of in expected if of.is_needed]
    seen: set[str] = set()
    found: list[Wrong] = []
    furthest = -1
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line not in place:
            found.append(Wrong(number, "foreign", line))
        elif place[line] < furthest:
            found.append(Wrong(number, "shadowing", line))
        else:
            furthest = place[line]
            seen.add(line)
    found += [Wrong(0, "missing", each) for each in needed if each not in seen]
    return found


def in_words(wrong: Wrong, path: str, lang: Lang) -> str:
    """What is wrong, in a sentence."""
    said = say(f"forges.owners.{wrong.word}", lang, text=wrong.text)
    return f"{path}:{wrong.line}: {said}" if wrong.line else f"{path}: {said}"


def _called(keepers: Iterator[Record] | Sequence[Record], names: Names) -> tuple[str, ...]:
    """What keepers are called; one whose account cannot stand in the file is left out."""
    called = set()
    for each in keepers:
        account = str(each.get("forge_account", ""))
        if "{account}" in names.keepers and not _ACCOUNT.fullmatch(account):
            continue
        is_mail = "@" in account
        name = names.keepers.replace("{unit}", str(each.get("unit"))).replace("{account}", account)
        called.add(name.removeprefix("@") if is_mail and "{account}" in names.keepers else name)
    return tuple(sorted(called))


def _local(loaded: Loaded, kind: Kind) -> Iterator[tuple[str, Record]]:
    """The programme's own records of a kind, each with its path."""
    for id, record in loaded.records[kind.name].items():
        if record.get("basis") == "local":
            yield loaded.path_of[kind.name, id], record


def _scope(kind: Kind, record: Record, loaded: Loaded) -> Scope | None:
    """The unit, team or place that a record of the kept kinds is about."""
    if kind.name in ("unit", "place"):
        return kind.name, str(record["id"])
    about = str(record.get("unit") or record.get("scope") or record.get("place"))
    return next(
        ((each, about) for each in ("team", "unit", "place") if about in loaded.records[each]), None
    )


def _pattern(kind: Kind, path: str, record: Record) -> str:
    """A file; of closings, of which every month brings one, all those of a place."""
    if kind.name == "closing":
        return f"/{FOLDER}/{kind.folder}/{record['place']}-*"
    return f"/{path}"


def _written(lines: Sequence[Line], form: Form) -> Iterator[tuple[str, Line]]:
    """The lines as a forge reads them, each with what it is made of.

    Gitea and Forgejo read regular expressions, and every line that fits asks its owners; so there
    records are kept from the first line by `!`, which turns it round.
    """
    for each in lines:
        owners = "".join(f" {owner}" for owner in each.owners)
        if form != "gitea":
            yield re.sub(r"([ #\\])", r"\\\1", each.path) + owners, each
        elif each.path == "*":
            yield f"!{FOLDER}/.*{owners}", each
        elif owners:
            path = "".join(map(_as_expression, each.path.removeprefix("/")))
            yield f"{path}.*{owners}" if each.path.endswith("/") else f"{path}{owners}", each


def _as_expression(letter: str) -> str:
    """A letter of a path in a regular expression, without a backslash, which Gitea reads twice."""
    if letter in "*.":
        return ".*" if letter == "*" else "[.]"
    return letter if letter.isalnum() or letter in "/-_" else "."
