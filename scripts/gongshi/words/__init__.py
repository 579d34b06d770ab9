"""The one catalogue of words, Chinese first and English second.

Each `words/*.yaml` file is a room of the catalogue: `findings_…` (codes with severity, title,
reason, remedy; joined by `finding_words`), `pages` (labels of the site), `rules` (policies in
words), `intake` (skeletons, data dictionary), `cli`. A phrase is `{zh: …, en: …}` with `{name}`
slots that are filled by `say`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml_rs

Lang = Literal["zh", "en"]


@cache
def room(name: str) -> Mapping[str, Any]:
    """The phrases of `words/<name>.yaml`, as plain nested mappings."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    phrases: Any = yaml_rs.loads(text, parse_datetime=False)
    return dict(phrases)


@cache
def finding_words() -> Mapping[str, Mapping[str, Any]]:
    """The words of every finding by code, in the order of the codes.

    Each has `name`, `severity`, and `title`, `reason`, `remedy` in both languages. Four files write
    them: the reading room's (B, Y, S), the checks' (X, P, L), the offices' (O), the change's (C).
    """
    rooms = (
        "findings_bytes_shape",
        "findings_checks",
        "findings_offices",
        "findings_change",
    )
    return dict(sorted((code, words) for each in rooms for code, words in room(each).items()))


def say(path: str, lang: Lang, /, **slots: object) -> str:
    """The phrase at `room.key.key…` in `lang`, its `{slots}` filled.

    Raises KeyError for a phrase that is not in the catalogue: that is our bug, not a user's.
    """
    phrase = _phrase(path, lang)
    return phrase.format_map(slots) if slots else phrase


@cache
def _phrase(path: str, lang: Lang) -> str:
    name, *keys = path.split(".")
    node: Any = room(name)
    for key in keys:
        node = node[key]
    phrase: str = node[lang]
    return phrase
