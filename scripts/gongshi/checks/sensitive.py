"""Sensitive words beside a person: illness, disability, hardship, ethnicity, religion, age, need.

The words and the rules about words are data, `sensitive.yaml`; this module only applies them, line
by line. A person is meant where the record describes one, where a known name stands, or where
something looks like a name; only the last is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from gongshi.checks.numbers import fold

NEED = "need"
_HAN = "\u3400-\u9fff"
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_ONE = re.compile(
    r"(?:(?:[一二两三几0-9]|这|那|该|某)(?:位|名|个|户)|(?<![其别就凡还象都关联])[是系]|身为|属于)"
    r"\S{0,4}$"
)
# What ties a group word to a name: 某某是低保户, 某某家，低保户; 低保户某某.
_IS = re.compile(r"(?:本人|家里?)?[是系属,的]?(?:一[名位个])?")
_TITLE = re.compile(f"[{_HAN}]{{0,2}}")
# What no given name is made of.
_NOT_GIVEN = (
    "的了在是和与等为被把将及也都就要会能可不没这那其各每所之"
    "以从到向对让给使由户因患家某区县镇乡街说"
)
_NEAR = 12  # characters before a group word in which the service that it is the object of is named


@dataclass(frozen=True, slots=True)
class Hit:
    """A sensitive word said of a person; `name` is given where the person is only a guess."""

    group: str
    word: str
    name: str | None = None


@cache
def word_list() -> Mapping[str, Any]:
    """The published list, as plain nested mappings."""
    text = files(__package__).joinpath("sensitive.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return words


def title_of(group: str) -> Mapping[str, str]:
    """The title of a group of words, in both languages."""
    words = word_list()
    spec = words["needs"] if group == NEED else words["groups"][group]
    title: Mapping[str, str] = spec["title"]
    return title


def worth_reading() -> str:
    """A pattern without look-arounds that is in every text in which `Reader.hits` finds anything.

    It is for looking through many texts at once, where they lie; texts with characters that
    NFKC changes are not judged by it.
    """
    words = word_list()
    said = [
        word
        for spec in words["groups"].values()
        for weight in ("person", "group", "marks")
        for word in spec.get(weight, ())
    ]
    return _any_of(said, _need_form(words))


class Reader:
    """Looks through texts, given the persons that the repository names and its organisations."""

    def __init__(self, persons: Iterable[str], organisations: Iterable[str]) -> None:
        words = word_list()
        forms: dict[str, str] = {}
        for group, spec in words["groups"].items():
            if spec.get("person") or spec.get("forms"):
                forms[f"{group}_person"] = _any_of(spec.get("person", ()), *spec.get("forms", ()))
            if spec.get("group"):
                forms[f"{group}_group"] = _any_of(spec["group"])
        self._term = re.compile("|".join(f"(?P<{name}>{form})" for name, form in forms.items()))
        self._organisations = {fold(each) for each in organisations}
        self._hidden = re.compile(_any_of([*words["harmless"], *self._organisations]))
        known = {fold(each) for each in persons}
        self._known = re.compile(_any_of(known)) if known else None
        service = words["service"]
        self._served = re.compile(f"(?:{_any_of(service['before'])})[{_HAN}]{{0,4}}$")
        self._people = re.compile(_any_of(service["after"]))
        self._topic = re.compile(f"[{_HAN}]{{0,2}}(?:{_any_of(service['topics'])})")
        need = _need_form(words)
        self._need = re.compile(need)
        self._likely = _likely_name(words["names"], [need, *forms.values()])
        self._shows_whose = _recipient(words)
        self._money = re.compile("|".join(words["money"]["forms"]))

    def hits(self, text: str, *, describes_person: bool, of_recipient: bool = False) -> list[Hit]:
        """What is said of a person in `text`, each word once a line.

        With `describes_person` the whole text is about one; else only lines that name somebody
        are looked at. With `of_recipient` it is about one who is served, so that words for people
        in general count as well.
        """
        folded = fold(text)
        if not (self._term.search(folded) or self._need.search(folded)):
            return []
        if folded not in self._organisations:
            folded = self._hidden.sub(lambda match: "□" * len(match[0]), folded)
        is_of_one = describes_person or of_recipient
        lines = folded.split("\n")
        return [hit for line in lines for hit in self._of_line(line, is_of_one, of_recipient)]

    def recipients(self, text: str) -> list[str]:
        """What in a text about one who is served may show who that is, each once.

        Names known or likely, forms of address, numbers of buildings and doors, of phones and
        accounts.
        """
        folded = fold(text)
        forms = [self._likely, self._shows_whose, *([self._known] if self._known else [])]
        found = sorted((m.start(), -m.end(), m[0]) for form in forms for m in form.finditer(folded))
        told: list[str] = []
        reached = 0
        for start, end, word in found:
            if start >= reached:
                told.append(word)
                reached = -end
        return list(dict.fromkeys(told))

    def money(self, text: str) -> list[str]:
        """What in a text about one who is served asks for money, each once."""
        return list(dict.fromkeys(match[0] for match in self._money.finditer(fold(text))))

    def _of_line(self, line: str, describes_person: bool, of_recipient: bool) -> Iterator[Hit]:
        known = list(self._known.finditer(line)) if self._known else []
        seen: set[str] = set()
        for sentence in _SENTENCE.finditer(line):
            likely = list(self._likely.finditer(line, sentence.start(), sentence.end()))
            names = [(match.start(), match.end()) for match in known]
            names += [match.span(str(match.lastgroup)) for match in likely]
            is_certain = bool(describes_person or known)
            if not (is_certain or names):
                continue
            for match in self._term.finditer(line, sentence.start(), sentence.end()):
                group, _, weight = str(match.lastgroup).rpartition("_")
                is_topic = self._topic.match(line, match.end())
                is_said_in_general = weight == "group" and not of_recipient
                is_general = is_said_in_general and self._is_general(line, match, names)
                if not (is_topic or is_general or match[0] in seen):
                    seen.add(match[0])
                    yield Hit(group, match[0], None if is_certain else _nearest(line, match, names))
            for start, end in names:
                need = self._need.match(line, end)
                if need and need[0] not in seen:
                    seen.add(need[0])
                    yield Hit(NEED, need[0], None if is_certain else line[start:end])

    def _is_general(self, line: str, match: re.Match[str], names: list[tuple[int, int]]) -> bool:
        """Whether a group word speaks of people in general: those whom a service is for."""
        start, end = match.span()
        for begin, stop in names:
            is_said = stop <= start and _IS.fullmatch(line, stop, start)
            if is_said or (end <= begin and _TITLE.fullmatch(line, end, begin)):
                return False
        before = re.split(r"[，,：:]", line[max(0, start - _NEAR) : start])[-1]
        if _ONE.search(before):
            return False
        return bool(self._served.search(before) or self._people.match(line, end))


def _need_form(words: Mapping[str, Any]) -> str:
    return f"家[里中]?(?:{_any_of(words['needs']['words'])})"


def _recipient(words: Mapping[str, Any]) -> re.Pattern[str]:
    """What shows who is served: a name, a surname with a form of address, a building, a door, …"""
    rules, names = words["recipients"], words["names"]
    surname = (
        f"(?!{_any_of(names['unlike'])})(?:{_any_of(names['compound'])}|[{names['surnames']}])"
    )
    address = f"{surname}[{_HAN}]{{0,2}}(?:{_any_of(rules['titles'])})"
    familiar = f"[老小]{surname}(?:{_any_of(rules['familiar'])})"
    before, ends = f"(?:^|{_behind(names['before'])})", f"(?={_any_of(rules['ends'])})"
    given = f"(?:(?![{_NOT_GIVEN}])[{_HAN}]){{1,2}}"
    name = f"{before}{surname}(?:家|{given}){ends}"
    marked = f"姓{surname}|{surname}某"
    return re.compile("|".join([address, familiar, name, marked, *rules["forms"]]))


def _nearest(line: str, match: re.Match[str], names: list[tuple[int, int]]) -> str:
    start, end = min(names, key=lambda name: abs(name[1] - match.start()))
    return line[start:end]


def _likely_name(rules: Mapping[str, Any], said: Sequence[str]) -> re.Pattern[str]:
    """The form of a name in running text: a surname, one or two characters, and what goes with it.

    `said` are the forms of what may be said of the person right after the name.
    """
    labels = _behind(rules["labels"])
    before = f"^|(?<=[^{_HAN}])|{_behind(rules['before'])}|{labels}"
    surname = f"(?:{_any_of(rules['compound'])}|[{rules['surnames']}])"
    name = f"(?!{_any_of(rules['unlike'])}){surname}(?:(?![{_NOT_GIVEN}])[{_HAN}]){{1,2}}"
    after = f"{_any_of(rules['after'])}|,?[老有得的了患]{{0,2}}(?:{'|'.join(said)})"
    end = f"$|[^{_HAN}]|{_any_of(rules['ends'])}"
    return re.compile(
        f"(?:{before})(?P<name>{name})(?={after})|(?:{labels})(?P<labelled>{name})(?={end})"
        f"|(?<![{_HAN}])(?P<familiar>[老小]{surname})(?={after})"
    )


def _behind(words: Iterable[str]) -> str:
    return "|".join(f"(?<={re.escape(fold(each))})" for each in words)


def _any_of(words: Iterable[str], *forms: str) -> str:
    """A regular expression for any of the plain `words` (the longest first) and the `forms`."""
    plain = [re.escape(fold(each)) for each in sorted(words, key=lambda each: (-len(each), each))]
    return "|".join([*plain, *forms])
