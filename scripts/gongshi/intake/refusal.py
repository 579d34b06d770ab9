"""Why a command writes nothing: a word of the catalogue `cli` with its slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """The sentence `cli.<word>`, its slots filled from `slots`."""

    word: str
    slots: Mapping[str, str] = field(default_factory=dict)
