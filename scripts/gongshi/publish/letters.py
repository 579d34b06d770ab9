"""Names in the order of their reading in pinyin, so that a reader finds one without a search.

pypinyin reads polyphones by phrase (乐至 lèzhì, 长乐 chánglè), which code order in GBK cannot; it
loads in 0.25 s, only when a list is built.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from gongshi.publish.library import Entry

OTHER = "#"


@cache
def reading(name: str) -> tuple[str, ...]:
    """The syllables of a name, lower-case, without tones; other characters as they are."""
    from pypinyin import lazy_pinyin

    return tuple(syllable.lower() for syllable in lazy_pinyin(name.lstrip("“‘《「『（(\"'")))


def by_letter(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries grouped by the first letter of their reading, `#` for the rest, each group sorted."""
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: (reading(e.label), e.label, e.id)):
        first = "".join(reading(entry.label))[:1].upper()
        groups.setdefault(first if "A" <= first <= "Z" else OTHER, []).append(entry)
    return sorted(groups.items(), key=lambda pair: (pair[0] == OTHER, pair[0]))
