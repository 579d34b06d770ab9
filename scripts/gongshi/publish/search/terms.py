"""What a text can be found by: pairs of Chinese characters, and whole words in Latin or digits.

site/scripts/find.js holds the same rules, and the tests hold the two against each other.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WIDE = "\u2e80"  # the first character that stands by itself, without blanks: Chinese and its like
_BETWEEN = re.compile(r"[\W_]+")
_UNIT = re.compile(rf"[{WIDE}-\U0010ffff]|[^ {WIDE}-\U0010ffff]+| ")
_MANY = 50_000  # lines kept, since labels and words of codes stand in many records


def normal(text: str) -> str:
    """Text as it is compared: full-width as half-width, lower case, a blank for all punctuation."""
    plain = _BETWEEN.sub(" ", text)
    if not plain.isascii() and not unicodedata.is_normalized("NFKC", plain):
        # A character at a time, since the excerpts of a page must know where each came from.
        plain = _BETWEEN.sub(" ", "".join(unicodedata.normalize("NFKC", c) for c in plain))
    return plain.lower().strip()


@lru_cache(_MANY)
def terms(line: str) -> frozenset[str]:
    """The terms of a line; across punctuation, with a blank in the pair."""
    return frozenset(in_order(line))


def in_order(line: str) -> list[str]:
    """The terms of a line as they come.

    Of two neighbours of which one is Chinese the characters that touch are a term (`志愿`, `第1`,
    `1镇`), and so is a run of two or more other letters and digits as a whole (`2024`, `gongshi`).
    """
    found: list[str] = []
    before = gap = ""
    for unit in _UNIT.findall(normal(line)):
        if unit == " ":
            gap = unit
            continue
        if before and (unit >= WIDE or before >= WIDE):
            found.append(before[-1] + gap + unit[0])
        if len(unit) > 1:
            found.append(unit)
        before, gap = unit, ""
    return found


def shard_of(term: str, shards: int) -> int:
    """In which of so many files a term stands: words in Latin letters by how they begin."""
    begins = term[:2] if "a" <= term[0] <= "z" else term
    number = 0
    for character in begins:
        number = (number * 31 + ord(character)) % 65521
    return number % shards
