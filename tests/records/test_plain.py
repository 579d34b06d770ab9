"""What is told of many files at one look says nothing that the guards would not say of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.records.guards import C1, CONTROLS, INVISIBLE, TOKENS, faults, is_suspect
from gongshi.records.plain import are_plain

RECORDS = Path(__file__).parents[2] / "records"
PIECES = [
    *("a: b\n", "- 中文\n", "a: 1\n", "12:30\n", "x", "\n", " ", "[", "]", "{", "}", ": ", "yes"),
    *("&a", "*a", "!t", "\\", "%", "---", "012", "1_0", "+1", "-0", "-", "~", "\ufeff", "\u0301"),
    *("é", "e", "\x85", "\t", "\r", "\u202e", " " * 13, "- " * 13, "\uac00", "\u11a8", "_"),
    *("0x", " 0", "#", ",", "Null", "NO", ".5", "1e5", "=", "<<", "?", "“好”", "·", "……"),
]
FILES = st.lists(
    st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=6).map("".join).map(str.encode),
        st.lists(st.sampled_from(PIECES), max_size=6).map("".join).map(lambda t: f"{t}\n".encode()),
        st.binary(max_size=6),
    ),
    max_size=5,
)


@settings(max_examples=1000, deadline=None)
@given(FILES)
def test_the_guards_have_nothing_to_say_of_a_plain_file(raws: list[bytes]) -> None:
    for raw, plain in zip(raws, are_plain(raws), strict=True):
        assert not (plain and (faults("f", raw) or is_suspect(raw)))


def odd() -> Iterator[bytes]:
    """A file for each thing that the guards look for."""
    yield from (bytes([97, each, 97, 10]) for each in CONTROLS)
    yield from (f"a{each}a\n".encode() for each in C1 + INVISIBLE)
    for token in TOKENS:
        yield from (b"a: " + token, b"a: " + token + b"\n", b"a\n" + token + b"\n")
        yield from (b"a: 1" + b"9".join(bytes([each]) for each in token) + b"2\n",)
        yield from (b"a: " + token.upper() + b" # c\n", b"a: [" + token + b"]\n")
    yield from (b"a: " + b"7" * 19 + b"\n", b"a: -" + b"10" * 10 + b"\n")
    yield from (b"a: \xe4\xb8\n", b"a: e\xcc\x81\n", b"\xff\xfea\n", b"a:" + b" " * 24 + b"b\n")


@pytest.mark.parametrize("raw", sorted(set(odd())))
def test_what_the_guards_look_for_is_not_plain(raw: bytes) -> None:
    assert faults("f", raw) or is_suspect(raw) or raw.endswith(b"]\n")
    assert are_plain([raw]) == [False]


@pytest.mark.parametrize(
    "raw",
    [
        b"a: R&D, 5*3 = 15 & more!\n",
        b"a: on time, no cost ... y\n# yes: A & B, *important* [x]\nb: (c) [d] {e}\n",
        b"a: C:\\records\\b\n",
        b"# --------------------------------\na: 1\n",
        b"- {a: v-0a1b2c, b: '09:30'}\n- [2026-03-15T09:30:00+08:00, b]\n",
        b'{"a": "2026-03-15T09:30:00", "b": [1, 2]}\n',
    ],
)
def test_what_is_odd_only_where_a_node_begins_needs_no_closer_look_elsewhere(raw: bytes) -> None:
    assert not faults("f", raw)
    assert not is_suspect(raw)


@pytest.mark.parametrize(
    "raw",
    [
        *(
            b"a: &b c\n",
            b"- *b\n",
            b"a:\n  !t b\n",
            b"a: [b, &c d]\n",
            b'{"a":*b}\n',
            b"? a\n: b\n",
        ),
        *(b'"a: b": on\n', b"- - no\n", b"a: 12:30 # b\n", b"'a #': 012\n", b"a: [b, off]\n"),
        *(b"--- a\n", b"a: b\n...\n", b"%A\n", b'a: "\\u4e2d"\n', b"- " * 24 + b"a\n"),
        *(b"{a: [b,\n c]}\n", b"{a:b}\n", b"a: [?b]\n"),
    ],
)
def test_where_a_node_begins_it_does(raw: bytes) -> None:
    assert is_suspect(raw)


def test_nearly_all_records_need_no_look_at_each() -> None:
    raws = [path.read_bytes() for path in sorted(RECORDS.rglob("*.yaml"))]
    assert are_plain(raws).count(False) < len(raws) / 50
