"""Ring one, bytes: what no parser may see.

`faults` refuses outright. `is_suspect` only says that a file may hold something outside the strict
subset, by means that are cheap and linear (`bytes.translate`, `in`, `split`; no regular expression
that could go back far); it may cry wolf, and then `language` looks closely, event by event.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gongshi.findings import Finding, Span

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
MOST = 100  # findings shown for one file
MOST_OF_A_CODE = 20  # places shown of one byte fault in one file

CONTROLS = bytes(each for each in range(32) if each != 0x0A) + b"\x7f"
# Bidirectional marks, line separators that YAML 1.1 and 1.2 read differently, and characters
# that nobody can see; U+200C and U+200D stay, since emoji and some scripts need them.
INVISIBLE = (
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    "\u2028\u2029\u200b\u2060\ufeff\ufffe\uffff"
)
_INVISIBLE_LEADS = (b"\xd8\x9c", b"\xe2\x80", b"\xe2\x81", b"\xef\xbb\xbf", b"\xef\xbf")
C1 = "".join(chr(each) for each in range(0x80, 0xA0))
_ALL_CONTROLS = frozenset(CONTROLS.decode() + C1) - {"\t", "\x85"}
_ALL_INVISIBLE = frozenset(INVISIBLE + "\x85")

# Folding: capitals to small letters, flow punctuation and newlines to spaces, 1–9 to 1.
_FOLD = bytes.maketrans(
    b"[]{},\n#" + b"23456789" + b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    b"       " + b"11111111" + b"abcdefghijklmnopqrstuvwxyz",
)
# What is left of a suspicious plain scalar when digits are taken out of the folded text.
TOKENS = frozenset(
    b"""yes no on off y n yes: no: on: off: y: n: ~ ~: = =: : :: ::: :. -: -:: --- ... << <<: ?
    . -. .: e e+ e- .e .e+ .e- -e -e+ -e- -.e -.e+ -.e- .inf -.inf .nan
    true: false: null: .: -.: e: e+: e-: .inf: .nan:""".split()
)
_DIGITS = b"0123456789"
_NUMBERS = (b" 00", b" 01", b" 0x", b" 0o", b" 0b")
# Inside brackets, values that begin so are YAML to some parsers and not to others.
_IN_BRACKETS = (b" ?", b" :", b" |", b" >", b" @", b" `", b" %", b" -")
_NOT_BRACKETS = bytes(each for each in range(256) if each not in b"[]{}\n")
# A block level needs a column of its own (`- ` and `? ` are columns too): a file without so long
# a run of blanks and indicators is shallow. Brackets must vanish in as many rounds.
SHALLOW = 24
# What takes a meaning of its own only where a node begins. Blanks are none of what stands before
# them here, so each is looked at once. Inside brackets nodes begin in more places.
_AT_NODE = re.compile(rb"(?:\A|[-?:\n]) *[&*!]|(?:\A|\n|[-?:] ) *\?[ \n]")
_AT_NODE_IN_BRACKETS = re.compile(rb"[,\[{] *[&*!?]")
_BRACKETS = re.compile(rb"(?:\A|[-?:\n]) *[\[{]")
_MARKERS = re.compile(rb"(?:\A|\n)(?:%|(?:---|\.\.\.)(?:[ \n]|\Z))")
# What parts the plain scalars of a line from each other and from a comment.
_APART = re.compile(rb"(?<=:) | #|(?<![^ \n])- |\n")
# Digits of which no whole number of ours has so many; with more than 64 bits readers differ.
LONG = 19
_ONES = bytes.maketrans(b"023456789", b"111111111")


def faults(file: str, raw: bytes) -> list[Finding]:
    """The findings (codes B…) that keep a file from every parser; empty for a sound one."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [Finding(file, "B006", span=Span(1, 1, 1, 1))]
    found: list[Finding] = []
    if raw.startswith(b"\xef\xbb\xbf"):
        found.append(Finding(file, "B006", span=Span(1, 1, 1, 2)))
        raw = raw[3:]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(raw[: error.start].decode("utf-8"))
        args = {"bytes": raw[error.start : error.end].hex(" ")}
        return [*found, Finding(file, "B007", args=args, span=Span(line, column, line, column + 1))]
    if len(raw.translate(None, CONTROLS)) != len(raw):
        found.extend(_control_characters(file, text))
    if any(lead[:1] in raw and lead in raw for lead in _INVISIBLE_LEADS):
        found.extend(_each(file, "B009", text, INVISIBLE))
    if b"\xc2" in raw:
        found.extend(_each(file, "B009", text, "\x85"))
        found.extend(_each(file, "B008", text, C1.replace("\x85", "")))
    if not unicodedata.is_normalized("NFC", text):
        found.append(_not_composed(file, text))
    if raw and not raw.endswith(b"\n"):
        line, column = _place(text)
        found.append(Finding(file, "B011", span=Span(line, column, line, column)))
    return found


def is_suspect(raw: bytes) -> bool:
    """Whether a closer look is needed: for anchors, tags, markers, odd scalars or depth."""
    folded = b" " + raw.translate(_FOLD)
    has_brackets = _BRACKETS.search(raw) is not None
    return (
        _AT_NODE.search(raw) is not None
        or (b"\\" in raw and b'"' in raw)
        or _MARKERS.search(raw) is not None
        or (b" 0" in folded and any(number in folded for number in _NUMBERS))
        or (b"+" in raw and b" +" in folded)
        or b" -0" in folded
        or _joins_digits(raw)
        or b"1" * LONG in raw.translate(_ONES)
        or not TOKENS.isdisjoint(_words(folded) if has_brackets else _scalars(raw))
        or (has_brackets and _has_odd_brackets(raw, folded))
        or b" " * SHALLOW in raw.replace(b"- ", b"  ").replace(b"? ", b"  ")
    )


def hidden(text: str) -> tuple[str, dict[str, str]] | None:
    """The code and arguments of what an escape (`"\\u202E"`) hid in a value from `faults`, if any.

    A line break or tab is no fault here: an escape says plainly that it is meant.
    """
    for code, characters in (("B008", _ALL_CONTROLS), ("B009", _ALL_INVISIBLE)):
        if not characters.isdisjoint(text):
            character = next(each for each in text if each in characters)
            return code, {"character": f"U+{ord(character):04X}"}
    return None if unicodedata.is_normalized("NFC", text) else ("B010", {"text": text[:20]})


def has_block_text(raw: bytes) -> bool:
    """Whether a text in block style (`|` or `>`) may be there."""
    return b"|" in raw or b">" in raw


def _words(folded: bytes) -> list[bytes]:
    return folded.translate(None, b"01").split()


def _scalars(raw: bytes) -> list[bytes]:
    """Without digits all that may be a plain scalar, with the colon behind it if it is a key.

    Without brackets a scalar has its line for itself, but for what is parted by blanks here.
    """
    return [each.strip(b" ") for each in _APART.split(raw.lower().translate(None, _DIGITS))]


def _joins_digits(raw: bytes) -> bool:
    """Whether an underscore stands beside a digit."""
    before, *pieces = raw.split(b"_")
    for piece in pieces:
        if before[-1:].isdigit() or piece[:1].isdigit():
            return True
        before = piece
    return False


def _has_odd_brackets(raw: bytes, folded: bytes) -> bool:
    """Whether brackets nest deeply, span lines (parsers differ there) or hold an odd value."""
    if _AT_NODE_IN_BRACKETS.search(raw):
        return True
    # That between digits, as in a time, means something only where all is a number (`TOKENS`).
    if raw.count(b":") != raw.count(b": ") + raw.count(b":\n") + raw.translate(_ONES).count(b"1:1"):
        return True
    values = folded.replace(b" - ", b" ")
    if any(beginning in values for beginning in _IN_BRACKETS):
        return True
    brackets = raw.translate(None, _NOT_BRACKETS)
    for _ in range(SHALLOW):
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if not brackets.strip(b"\n"):
            return False
    return True


def _control_characters(file: str, text: str) -> Iterator[Finding]:
    if "\r" in text:
        line, column = _place(text[: text.index("\r")])
        yield Finding(file, "B012", span=Span(line, column, line, column + 1))
    yield from _each(file, "B013", text, "\t")
    yield from _each(file, "B008", text, CONTROLS.decode().replace("\t", "").replace("\r", ""))


def _each(file: str, code: str, text: str, characters: str) -> Iterator[Finding]:
    """A finding for the first of `characters` on each line that holds one."""
    present = [each for each in characters if each in text]
    if not present:
        return
    shown = 0
    for number, line in enumerate(text.split("\n"), start=1):
        places = [(line.index(each), each) for each in present if each in line]
        if places and shown < MOST_OF_A_CODE:
            shown += 1
            column, character = min(places)
            args = {"character": f"U+{ord(character):04X}"}
            span = Span(number, column + 1, number, column + 2)
            yield Finding(file, code, args=args, span=span)


def _not_composed(file: str, text: str) -> Finding:
    for number, line in enumerate(text.split("\n"), start=1):
        composed = unicodedata.normalize("NFC", line)
        if composed != line:
            pairs = zip(line, composed, strict=False)
            same = next((i for i, (a, b) in enumerate(pairs) if a != b), len(composed))
            args = {"text": line[same : same + 2]}
            return Finding(file, "B010", args=args, span=Span(number, same + 1, number, same + 2))
    return Finding(file, "B010", args={"text": ""}, span=Span(1, 1, 1, 1))


def _place(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows `before`."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
