"""Guards that look at many files at once say nothing that they would not say of each."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.records.guards import are_plain, faults, is_suspect

PIECES = [
    *("a: b\n", "- 中文\n", "a: 1\n", "12:30\n", "x", "\n", " ", "[", "]", "{", "}", ": ", "yes"),
    *("&a", "*a", "!t", "\\", "%", "---", "012", "1_0", "+1", "-0", "-", "~", "\ufeff", "\u0301"),
    *("é", "e", "\x85", "\t", "\r", "\u202e", " " * 13, "- " * 13, "\uac00", "\u11a8", "_"),
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
def test_what_the_whole_is_free_of_each_is_free_of(raws: list[bytes]) -> None:
    if are_plain(raws):
        assert not any(faults("f", raw) or is_suspect(raw) for raw in raws)


@pytest.mark.parametrize(
    "raws",
    [
        [b"a: \xe4\xb8\n", b"\xad\n"],  # half a character in each
        [b"a: \xe4\xb8", b"\xad\n"],
        [b"a: e\n", "\u0301\n".encode()],
        [b"a: [\n", b"]\n"],
        [b"a: b\n", b"---\n"],
        [b"a: b\n", b"%x\n"],
        [b"a: b\n", b""],
        [b"a: b\n", b"a: b"],
        [b"a: b\n", b"\xef\xbb\xbfa: b\n"],
        [b"a:\n" + b" " * 12, b" " * 12 + b"b: c\n"],
    ],
)
def test_what_could_hide_in_the_seam_is_seen(raws: list[bytes]) -> None:
    assert are_plain(raws) is False


def test_ordinary_files_need_no_look_at_each() -> None:
    assert are_plain(["a: 中文，好。\n".encode(), b"b: 2026-03-15\nc:\n  - v-0a1b2c\n"])
