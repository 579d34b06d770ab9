"""Chance that is the same on every machine, and the days between which everything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from gongshi.intake.skeleton import ALPHABET

FIRST, LAST = date(2024, 9, 1), date(2026, 8, 31)

Record = dict[str, Any]
T = TypeVar("T")


class Draw:
    """Random choices made from `random()` alone, whose sequence Python promises never to change."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random  # noqa: S311 (made-up data, no secrets)
        self._codes: set[str] = set()

    def chance(self, probability: float) -> bool:
        """True in that share of cases."""
        return self._random() < probability

    def among(self, choices: Sequence[T]) -> T:
        """One of `choices`, each as likely."""
        return choices[int(self._random() * len(choices))]

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._random() * (high - low + 1))

    def code(self, length: int) -> str:
        """Random characters never drawn before, as ids want them."""
        while True:
            code = "".join(self.among(ALPHABET) for _ in range(length))
            if code not in self._codes:
                self._codes.add(code)
                return code

    def salt(self) -> str:
        """A salt for a closing, as `tally.closing.new_salt` makes them."""
        return "".join(self.among("0123456789abcdef") for _ in range(32))

    def id(self, letter: str, day: date) -> str:
        """An id of an event of this day: `a-20260315-7kq2m`."""
        return f"{letter}-{day:%Y%m%d}-{self.code(5)}"


def sunday(day: date) -> date:
    """The Sunday of the week of `day`."""
    return day + timedelta(days=6 - day.weekday())
