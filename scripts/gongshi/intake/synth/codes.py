"""Ids that look random, are never drawn twice, and need no list of those drawn before."""

from __future__ import annotations

from datetime import date

from gongshi.intake.skeleton import ALPHABET

_BITS = 5  # of one character
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
# Odd numbers, by which multiplication can be undone: no two counts give the same code.
_ODD = (0x2545F491, 0x9E3779B1)


class Codes:
    """The codes of `length` characters from the count `start` on; other starts give others.

    A count is turned into a code by steps that can each be undone, so that all counts below
    32 ** length have a code of their own, whatever the seed.
    """

    def __init__(self, seed: int, length: int, start: int) -> None:
        self._length, self._count = length, start
        self._mask = (1 << _BITS * length) - 1
        self._half = _BITS * length // 2
        self._shift = seed * 0x85EBCA6B & self._mask

    def code(self) -> str:
        """The next one."""
        mixed = self._count + self._shift & self._mask
        self._count += 1
        for odd in _ODD:
            mixed = mixed * odd & self._mask
            mixed ^= mixed >> self._half
        pairs = []
        for _ in range(self._length // 2):
            pairs.append(_PAIRS[mixed & 1023])
            mixed >>= 2 * _BITS
        return "".join(pairs) + (ALPHABET[mixed] if self._length % 2 else "")

    def id(self, letter: str, day: date) -> str:
        """An id of an event of this day: `a-20260315-7kq2m`."""
        return f"{letter}-{day:%Y%m%d}-{self.code()}"
