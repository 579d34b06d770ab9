"""Which of many files are so plain that the guards need not look at each: ring one at one look.

The one pattern here meets text that may be hostile. RE2, the engine that looks for it, takes time
linear in the text whatever both are: it never goes back, so nothing can make it explode. The
pattern is no copy of `guards`: coarser, it may cry wolf, and then they judge the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.records.guards import C1, CONTROLS, INVISIBLE, LONG, SHALLOW, TOKENS

_DIGITS = "[0-9]*"
_BLANK = r"[ \[\]{},#\n]"  # or what parts tokens as blanks do
# Digits may stand anywhere in a token.
_TOKEN = "|".join(_DIGITS.join(map(re.escape, map(chr, token))) for token in sorted(TOKENS))
_ODD = "|".join(
    [
        *(f"\\x{each:02x}" for each in CONTROLS),
        *C1,
        *INVISIBLE,
        r"[&\\*![{]",
        r"(?:\A|\n)%",
        rf"(?:\A|{_BLANK})(?:0[0-9xXoObB]|\+|-0)",
        "_[0-9]|[0-9]_",
        f"[0-9]{{{LONG}}}",
        rf"(?:\A|{_BLANK}){_DIGITS}(?i:{_TOKEN}){_DIGITS}(?:{_BLANK}|\z)",
        f"[ ?-]{{{SHALLOW}}}",
        r"[^\n]\z",
    ]
)


def are_plain(raws: Sequence[bytes]) -> list[bool]:
    """Of each of the files whether it surely has no faults and is not suspect (`guards`)."""
    # Of bytes the engine reads the pattern as bytes too: a character of it as it is in UTF-8.
    odd = pc.match_substring_regex(pa.array(raws, pa.binary()), _ODD).to_pylist()
    return [not each and _is_composed(raw) for each, raw in zip(odd, raws, strict=True)]


def _is_composed(raw: bytes) -> bool:
    try:
        return unicodedata.is_normalized("NFC", raw.decode("utf-8"))
    except UnicodeDecodeError:
        return False
