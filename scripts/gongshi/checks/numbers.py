"""Numbers and addresses that lead to one person: resident IDs, mobiles, bank cards, e-mail.

The text is folded first (NFKC, every dash to `-`), so that full-width digits hide nothing. A match
never begins or ends inside a longer run of letters or digits: checksums, ids and document numbers
stay out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

RESIDENT_ID, MOBILE, BANK_CARD, EMAIL = "P001", "P002", "P003", "P004"

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_ALONE = r"(?<![0-9A-Za-z])"
_END = r"(?![0-9A-Za-z])(?![ -]?[0-9])"
# A look-ahead around each, so that a number is found wherever it begins in a row of numbers.
_ID18 = re.compile(rf"{_ALONE}(?=([1-9](?:[ -]?[0-9]){{16}}[ -]?[0-9Xx]){_END})")
_ID15 = re.compile(rf"{_ALONE}(?=([1-9](?:[ -]?[0-9]){{14}}){_END})")
_CARD = re.compile(rf"{_ALONE}(?=([3-6](?:[ -]?[0-9]){{15,18}}){_END})")
# Eleven digits together, or in the groups in which people write them; not a count of something.
_TOGETHER = "1[3-9][0-9]{9}"
_GROUPED = "|".join(
    (
        "1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}",
        "1[3-9][0-9][ -][0-9]{3}[ -][0-9]{5}",
        "1[ -][3-9](?:[ -][0-9]){9}",
    )
)
_MOBILE = re.compile(
    rf"{_ALONE}(?:\+?(?:00)?86[ -]?(?={_TOGETHER}|{_GROUPED})|(?={_TOGETHER})|(?<![0-9][ -]))"
    rf"({_TOGETHER}|{_GROUPED}){_END}(?! ?[元人次个件步克吨亿万分户份])"
)
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
# The first two digits of a resident ID: the province.
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
# The first digits of the cards in use, with the lengths in which they come.
_CARDS = (
    (re.compile("62|60|65|68|69"), range(16, 20)),
    (re.compile("4|5[1-5]|35[2-8]"), range(16, 17)),
)


@dataclass(frozen=True, slots=True)
class Trace:
    """A number or address found: its code and how it may be shown."""

    code: str
    masked: str


def fold(text: str) -> str:
    """The text as it is searched: full-width forms and odd dashes made plain."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def traces(text: str) -> list[Trace]:
    """Every trace of one person in `text`, in the order of the codes and then of the text."""
    folded = fold(text)
    found: list[Trace] = []
    taken: list[range] = []
    if sum(map(folded.count, "0123456789")) >= 11:
        for code, pattern, is_real in (
            (RESIDENT_ID, _ID18, _is_id18),
            (RESIDENT_ID, _ID15, _is_id15),
            (BANK_CARD, _CARD, _is_card),
            (MOBILE, _MOBILE, bool),
        ):
            for match in pattern.finditer(folded):
                digits = re.sub("[ -]", "", match[1]).upper()
                place = range(match.start(1), match.end(1))
                if is_real(digits) and not any(_overlap(place, each) for each in taken):
                    taken.append(place)
                    found.append(Trace(code, f"{digits[:3]}{'*' * (len(digits) - 3)}"))
    if "@" in folded:
        found.extend(Trace(EMAIL, _masked_address(each[0])) for each in _EMAIL.finditer(folded))
    return sorted(found, key=lambda trace: trace.code)


def _is_id18(digits: str) -> bool:
    body = digits[:17]
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return (
        _PROVINCE.match(digits) is not None
        and _is_birthday(digits[6:14])
        and digits[17] == _CHECK_DIGITS[total % 11]
    )


def _is_id15(digits: str) -> bool:
    return _PROVINCE.match(digits) is not None and _is_birthday(f"19{digits[6:12]}")


def _is_birthday(digits: str) -> bool:
    if not "1900" <= digits[:4] <= "2099":
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _is_card(digits: str) -> bool:
    known = any(first.match(digits) and len(digits) in lengths for first, lengths in _CARDS)
    return known and sum(_luhn(digits)) % 10 == 0


def _luhn(digits: str) -> Iterator[int]:
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        yield doubled - 9 if doubled > 9 else doubled


def _overlap(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _masked_address(address: str) -> str:
    name, _, host = address.partition("@")
    return f"{name[0]}{'*' * (len(name) - 1)}@{host}"
