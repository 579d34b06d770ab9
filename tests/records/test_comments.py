"""Comments: however a record is written, its canonical form says the same and keeps them all.

Records and their writing are drawn at random: order of keys, quotes, brackets, block texts,
indents, blank lines, and comments above, beside and below. Each names what it was written for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml12
from hypothesis import event, given, settings
from hypothesis import strategies as st

from gongshi.intake.skeleton import skeleton
from gongshi.kinds import Kind, load_kinds
from gongshi.records.canonical import to_yaml
from gongshi.records.comments import comments_of, with_comments
from gongshi.records.guards import faults
from gongshi.records.parse import parse
from gongshi.words import Lang

NAMES = ("id", "name", "opened", "active", "office", "members", "room", "odd", "z-z", "中")
STRINGS = (
    "x",
    "a b",
    "中文，一句",
    "# no",
    "a # b",
    "it's",
    '"',
    "NO",
    "012",
    "a: b",
    "- x",
    "x#y",
)
ODD = ("[a]", "{a}", "|", "two\nlines", "end \n", "end\n", "2026-01-01", "\ttab", " x ")
SCALARS = st.sampled_from([*STRINGS, *ODD, 0, -3, True, False])
RECORDS = st.dictionaries(
    st.sampled_from(NAMES),
    st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
        ),
        max_leaves=7,
    ),
    min_size=1,
    max_size=5,
)
Choose = Callable[[int], int]  # one of the numbers below


class Writer:
    """Writes a record in a way that `choose` decides, with comments that are all different."""

    def __init__(self, choose: Choose) -> None:
        self._choose = choose
        self.comments: list[str] = []
        self._of_items: set[str] = set()

    def text(self, record: dict[str, Any]) -> str:
        lines = []
        if self._choose(3) == 0:
            lines += [self._comment("head"), ""]
        lines += self._mapping(record, "")
        if self._choose(3) == 0:
            lines += ["", self._comment("end")]
        return "\n".join(lines) + "\n"

    def _comment(self, about: str) -> str:
        comment = f"# {about} {len(self.comments)}: -[{{#"
        self.comments.append(comment)
        return comment

    def _mapping(self, record: dict[str, Any], margin: str) -> list[str]:
        lines: list[str] = []
        keys = list(record)
        while keys:
            key = keys.pop(self._choose(len(keys)))
            lines += self._above(f"above {key}", margin)
            first, *more = self._value(record[key], margin, key)
            lines += [f"{margin}{self._key(key)}:{first}", *more]
        return lines + self._below(margin)

    def _above(self, about: str, margin: str) -> list[str]:
        blank = [""] * self._choose(3)
        return [*blank, margin + self._comment(about)] if self._choose(3) == 0 else blank

    def _below(self, margin: str) -> list[str]:
        return [margin + self._comment("below")] if margin and self._choose(4) == 0 else []

    def _beside(self, about: str) -> str:
        return "  " + self._comment(f"beside {about}") if self._choose(3) == 0 else ""

    def _key(self, key: str) -> str:
        return json.dumps(key, ensure_ascii=False) if self._choose(4) == 0 else key

    def _value(self, value: Any, margin: str, key: str) -> list[str]:
        """What follows a colon, and the lines below it."""
        if isinstance(value, dict) and value and self._choose(3):
            deeper = margin + " " * (1 + self._choose(4))
            return [self._beside(key), *self._mapping(value, deeper)]
        if isinstance(value, list) and value and self._choose(3):
            return [self._beside(key), *self._items(value, margin + " " * self._choose(4))]
        return self._scalar(value, margin, key)

    def _items(self, values: list[Any], margin: str) -> list[str]:
        lines: list[str] = []
        for value in values:
            lines += self._above("above item", margin)
            if isinstance(value, dict) and value and self._choose(2):
                first, *more = self._mapping(value, margin + "  ")
                inner = [first, *more]
                at = next(n for n, line in enumerate(inner) if line.strip()[:1] not in ("", "#"))
                if at:  # comments above the first key
                    lines += [f"{margin}-", *inner]
                else:
                    lines += [f"{margin}- {first.lstrip()}", *more]
            else:
                first, *more = self._scalar(value, margin, "item")
                lines += [f"{margin}-{first}", *more]
        return lines + (self._below(margin) if len(margin) > 4 else [])

    def _scalar(self, value: Any, margin: str, key: str) -> list[str]:
        style = self._choose(5)
        if isinstance(value, list) and value and style < 2:
            inner = [self._flow(each) for each in value]
            said = [f"{margin}  {each},{self._beside('item')}" for each in inner]
            return [f" [{self._beside(key)}", *said, f"{margin} ]{self._beside(key)}"]
        if isinstance(value, str) and style == 0 and re.fullmatch(r"\S[^\t]*\n", value):
            lines = [f"{margin}    {each}" for each in value[:-1].split("\n")]
            return [f" |{self._beside(key)}", *lines]
        if isinstance(value, str) and style == 1 and value.isprintable():
            said = value.replace("'", "''")
            return [f" '{said}'{self._beside(key)}"]
        if isinstance(value, str) and style == 2 and re.fullmatch(r"[a-z]+", value):
            return [f" {value}{self._beside(key)}"]
        if isinstance(value, str | int) and style == 3:
            return [self._beside(key), f"{margin}    {self._flow(value)}{self._beside(key)}"]
        return [f" {self._flow(value)}{self._beside(key)}"]

    def _flow(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)


def canonical(text: str, kind: Kind) -> str:
    """The canonical form of a text that the reader accepts."""
    record, found = parse("f", text.encode())
    assert record is not None, (found, text)
    return with_comments(to_yaml(record, kind), comments_of(text))


def the_entry_below(lines: list[str], at: int) -> str:
    """The first line from `at` on that is not only a comment."""
    return next(
        (line for line in lines[at:] if line.strip() and not line.strip().startswith("#")), ""
    )


@given(RECORDS, st.data())
@settings(max_examples=250, deadline=None)
def test_a_record_says_the_same_and_every_comment_stays_near_its_key(
    kinds: dict[str, Kind], record: dict[str, Any], data: st.DataObject
) -> None:
    writer = Writer(lambda most: data.draw(st.integers(0, most - 1)))
    text = writer.text(record)
    if faults("f", text.encode()) or parse("f", text.encode())[0] is None:
        event("refused")
        return  # such as a list in a list, which our reader refuses here and there
    kind = kinds["club"]
    once = canonical(text, kind)
    assert parse("f", once.encode()) == parse("f", text.encode()) == (record, [])
    assert yaml12.parse_yaml(once) == record
    assert canonical(once, kind) == once
    assert "\n\n\n" not in once
    for comment in writer.comments:
        assert once.count(comment) == 1, once
    lines = once.split("\n")
    for at, line in enumerate(lines):
        for key in re.findall(r"# (?:above|beside) (\S+) [0-9]+:", line):
            said = the_entry_below(lines, at).strip().removeprefix("- ")
            assert said, once
            assert key == "item" or said.startswith(f"{key}:"), (text, once)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # What stands at the top, parted by a blank line, stays at the top.
        ("# 说明\n\n# 名称\nname: b\nid: a\n", "# 说明\n\nid: a\n# 名称\nname: b\n"),
        ("# 名称\nname: b\nid: a\n", "id: a\n# 名称\nname: b\n"),
        ("name: b # 又名\nid: a\n", "id: a\nname: b  # 又名\n"),
        # Of the list that ends, by its indent; of what follows, by that one's.
        (
            "office:\n  phones:\n  - '1'\n  # of the office\n# of the name\nname: b\nid: a\n",
            "id: a\n# of the name\nname: b\noffice:\n  phones:\n    - '1'\n  # of the office\n",
        ),
        (
            "members:\n- friends: [m2] # who\n  # their number\n  number: m1\n# next\n"
            "- number: m2\n",
            "members:\n  # their number\n  - number: m1\n    friends:  # who\n      - m2\n"
            "  # next\n  - number: m2\n",
        ),
        ("odd: [ # none\n  # yet\n ]\n", "# none\nodd: []  # yet\n"),
        ("name: | # two lines\n  a\n  b\nid: a\n", 'id: a\nname: "a\\nb\\n"  # two lines\n'),
        ("name: # first\n  b # second\n", "# first\nname: b  # second\n"),
        (
            "office: {room: 3, # no 3\n  phones: []} # all\n",
            "office:  # all\n  room: 3  # no 3\n  phones: []\n",
        ),
        ("id: a\n\n\n\n# end\n\n\n", "id: a\n\n# end\n"),
        ("id: a\n\nname: b\n", "id: a\nname: b\n"),
        ("name: 'a # b'\nid: a#b\n", "id: a#b\nname: 'a # b'\n"),
    ],
)
def test_where_comments_go(kinds: dict[str, Kind], text: str, wanted: str) -> None:
    assert canonical(text, kinds["club"]) == wanted
    assert canonical(wanted, kinds["club"]) == wanted


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filled_skeleton_is_in_canonical_form_already(root: Path, lang: Lang) -> None:
    for kind in load_kinds(root / "schemas").values():
        text = skeleton(kind, "some-id", date(2026, 1, 2), lang)
        filled = re.sub(r"(?m)^([^#\n]*[^#\n ]:|[^#\n]*-)(  # .*)$", r"\1 x\2", text)
        assert canonical(filled, kind) == filled, kind.name
