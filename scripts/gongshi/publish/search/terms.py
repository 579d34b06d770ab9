"""What a text can be found by: pairs of Chinese characters, numbers, and how Latin words begin.

site/scripts/find.js holds the same rules, and the tests hold the two against each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from operator import add

WIDE = "\u2e80"  # the first character that stands by itself, without blanks: Chinese and its like
_BETWEEN = re.compile(r"[\W_]+")
_RUN = re.compile(rf"[{WIDE}-\U0010ffff]+|[^ {WIDE}-\U0010ffff]+| ")
_LETTERS = re.compile(r"[a-z]+")
_BEGINNINGS = (2, 4, 6)  # letters of a word that are a term of their own


def normal(text: str) -> str:
    """Text as it is compared: full-width as half-width, lower case, a blank for all punctuation."""
    plain = _BETWEEN.sub(" ", text)
    if not plain.isascii() and not unicodedata.is_normalized("NFKC", plain):
        # A character at a time, since the excerpts of a page must know where each came from.
        plain = _BETWEEN.sub(" ", "".join(unicodedata.normalize("NFKC", c) for c in plain))
    return plain.lower().strip()


def terms(line: str) -> frozenset[str]:
    """The terms of a line; across punctuation, with a blank in the pair."""
    return frozenset(in_order(line))


def in_order(line: str) -> list[str]:
    """The terms of a line as they come.

    Of two neighbours of which one is Chinese the characters that touch are a term (`志愿`, `第1`,
    `1镇`). A run of other letters and digits, two or more, is one as a whole (`2024`, `7kq2m`); of
    one in Latin letters alone the beginnings are (`go`, `gong` and `gongsh` of `gongshi`).
    """
    found: list[str] = []
    before = gap = ""
    for run in _RUN.findall(normal(line)):
        if run == " ":
            gap = run
            continue
        if before and (run >= WIDE or before >= WIDE):
            found.append(before + gap + run[0])
        if run >= WIDE:
            found += map(add, run, run[1:])
        elif len(run) > 1:
            found += beginnings(run) if _LETTERS.fullmatch(run) else [run]
        before, gap = run[-1], ""
    return found


def beginnings(word: str) -> list[str]:
    """The terms of a word in Latin letters, the longest last."""
    return [word[:length] for length in _BEGINNINGS if length <= len(word)]


def first_of(found: Sequence[str]) -> list[str]:
    """Of the terms of a line those that it begins with: a pair, or the beginnings of a word."""
    return list(takewhile(lambda term: term.startswith(found[0]), found))


def shard_of(term: str, shards: int) -> int:
    """In which of so many files a term stands."""
    number = 0
    for character in term:
        number = (number * 31 + ord(character)) % 65521
    return number % shards
