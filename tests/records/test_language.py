"""The strict subset of YAML: every document is either read as the oracle reads it, or refused.

The oracle is PyYAML's composer with the scalar rules of YAML 1.2 core; py-yaml12 is a second one.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
import yaml12
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongshi.records.guards import faults
from gongshi.records.parse import parse

# Read as they stand. The shapes follow the chapters of the YAML 1.2 specification.
GOOD: list[tuple[str, Any]] = [
    ("a: 1\n", {"a": 1}),
    ("a: -7\n", {"a": -7}),
    ("a: 0\n", {"a": 0}),
    (f"a: {'9' * 18}\n", {"a": 10**18 - 1}),
    (f"a: '{'9' * 5000}'\n", {"a": "9" * 5000}),
    ("a: true\nb: false\n", {"a": True, "b": False}),
    ("a: 2026-03-15\n", {"a": "2026-03-15"}),
    ("a: 2026-03\n", {"a": "2026-03"}),
    ("a: 2026-03-15T09:30:00+08:00\n", {"a": "2026-03-15T09:30:00+08:00"}),
    ("a: '012'\n", {"a": "012"}),
    ("a: \"NO\"\nb: 'on'\n", {"a": "NO", "b": "on"}),
    ("a: 中文\n", {"a": "中文"}),
    ("标题: 中文\n", {"标题": "中文"}),
    ("a: 时间：九点\n", {"a": "时间：九点"}),
    ("a: AT&T *重点* 好!\n", {"a": "AT&T *重点* 好!"}),
    ("a: x # comment\n", {"a": "x"}),
    ("a: x#not\n", {"a": "x#not"}),
    ("# before\na: 1\n# after\n", {"a": 1}),
    ("a: b:c\n", {"a": "b:c"}),
    ("a: http://example.org/x?y=1&z=2\n", {"a": "http://example.org/x?y=1&z=2"}),
    ("a: '： #x'\n", {"a": "： #x"}),
    ("a: 'it''s'\n", {"a": "it's"}),
    ('a: "x\\ny"\n', {"a": "x\ny"}),
    ('a: "\\u4e2d"\n', {"a": "中"}),
    ("a: 'one\n  two'\n", {"a": "one two"}),
    ('a: "one\n\n  two"\n', {"a": "one\ntwo"}),
    ("a: one\n  two\n", {"a": "one two"}),
    ("a: one\n\n  two\n", {"a": "one\ntwo"}),
    ("a:\n  one\n", {"a": "one"}),
    ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
    ("a: |-\n  one\n", {"a": "one"}),
    ("a: |+\n  one\n\nb: 1\n", {"a": "one\n\n", "b": 1}),
    ("a: >\n  one\n  two\n", {"a": "one two\n"}),
    ("a: >-\n  one\n\n  two\n", {"a": "one\ntwo"}),
    ("a: |2\n   one\n", {"a": " one\n"}),
    ("a: |\n  one\n   two\n", {"a": "one\n two\n"}),
    ("a: |\n  - x: y # z\n", {"a": "- x: y # z\n"}),
    ("a: |\n  &x *y !z\n", {"a": "&x *y !z\n"}),
    ("a: |\n  no\n", {"a": "no\n"}),
    ("a: >\n  one\n\n    two\n  three\n", {"a": "one\n\n  two\nthree\n"}),
    ("a:\n- 1\n- 2\n", {"a": [1, 2]}),
    ("a:\n  - 1\n  - 2\n", {"a": [1, 2]}),
    ("a:\n  -   1\n", {"a": [1]}),
    ("a:\n- b: 1\n  c: 2\n- b: 3\n", {"a": [{"b": 1, "c": 2}, {"b": 3}]}),
    ("a:\n-\n  b: 1\n", {"a": [{"b": 1}]}),
    ("a:\n- - 1\n  - 2\n- - 3\n", {"a": [[1, 2], [3]]}),
    ("a:\n  b:\n    c: 1\n", {"a": {"b": {"c": 1}}}),
    ("a: []\nb: {}\n", {"a": [], "b": {}}),
    ("a: [1, two, 'three']\n", {"a": [1, "two", "three"]}),
    ("a: [1, 2,]\n", {"a": [1, 2]}),
    ("a: {b: 1, c: x y}\n", {"a": {"b": 1, "c": "x y"}}),
    ("a: {b: [1, {c: 2}]}\n", {"a": {"b": [1, {"c": 2}]}}),
    ("a: [\n  1,\n  2\n]\n", {"a": [1, 2]}),
    ("{a: 1, b: 2}\n", {"a": 1, "b": 2}),
    ("a : 1\n", {"a": 1}),
    ("'a': 1\n\"b\": 2\n", {"a": 1, "b": 2}),
    ("a b: 1\n", {"a b": 1}),
    ("a: -\n", None),
    ("a: - b\n", None),
    ("a: -b\n", {"a": "-b"}),
    ("a: ?b\n", {"a": "?b"}),
    ("a: :b\n", {"a": ":b"}),
    ("a: 1.2.3\n", {"a": "1.2.3"}),
    ("a: 1-2\n", {"a": "1-2"}),
    ("a: v-0a1b2c\n", {"a": "v-0a1b2c"}),
    ("a: 1e\n", {"a": "1e"}),
    ("a: 0578-5050505\n", None),
    ("a: 1234567890123\n", {"a": 1234567890123}),
    ("a: nullable\nb: yesterday\n", {"a": "nullable", "b": "yesterday"}),
    ("a: y-z\n", {"a": "y-z"}),
    ("\n\na: 1\n\n\n", {"a": 1}),
    ("a: '---'\n", {"a": "---"}),
    ("a: x --- y ... z\n", {"a": "x --- y ... z"}),
    ("a: 'x'\nb: >-\n  老李 8.7 + 81.3\n", {"a": "x", "b": "老李 8.7 + 81.3"}),
    ("a: 100%\n", {"a": "100%"}),
    ("a: x@y\n", {"a": "x@y"}),
    ("a: '@x'\n", {"a": "@x"}),
    ("a: 「引用」\n", {"a": "「引用」"}),
    ("a: 😀\n", {"a": "😀"}),
    ("? a\n: 1\n", {"a": 1}),
]

# Refused, with the code and the line and column where it begins.
BAD: list[tuple[str, str, int, int]] = [
    ("a: &x 1\n", "Y011", 1, 4),
    ("&x a: 1\n", "Y011", 1, 1),
    ("a: &x\n  b: 1\n", "Y011", 1, 4),
    ("a: *x\n", "Y012", 1, 4),
    ("a: [*x]\n", "Y012", 1, 5),
    ("a: !!str 1\n", "Y013", 1, 4),
    ("a: !x 1\n", "Y013", 1, 4),
    ("a: !<tag:example.org,2000:x> 1\n", "Y013", 1, 4),
    ("! a: 1\n", "Y013", 1, 1),
    ("<<: {a: 1}\n", "Y014", 1, 1),
    ("a:\n  <<: {b: 1}\n", "Y014", 2, 3),
    ("---\na: 1\n", "Y015", 1, 1),
    ("--- a: 1\n", "Y015", 1, 1),
    ("a: 1\n---\nb: 2\n", "Y015", 2, 1),
    ("a: 1\n...\n", "Y015", 2, 1),
    ("a: 1\n--- |\n  x\n", "Y015", 2, 1),
    ("%YAML 1.1\n---\na: 1\n", "Y016", 1, 1),
    ("%TAG ! tag:example.org,2000:\n---\na: 1\n", "Y016", 1, 1),
    ("1: a\n", "Y017", 1, 1),
    ("true: a\n", "Y017", 1, 1),
    ("no: a\n", "Y017", 1, 1),
    ("~: a\n", "Y017", 1, 1),
    ("null: a\n", "Y017", 1, 1),
    ("1.5: a\n", "Y017", 1, 1),
    ("1e5: a\n", "Y017", 1, 1),
    ("? [a]\n: 1\n", "Y017", 1, 3),
    ("? {a: 1}\n: 1\n", "Y017", 1, 3),
    ("? - a\n: 1\n", "Y017", 1, 3),
    ("[a]: 1\n", "Y017", 1, 1),
    ("a: 1\na: 2\n", "Y010", 2, 1),
    ("a:\n  b: 1\n  b: 2\n", "Y010", 3, 3),
    ("a: {b: 1, b: 2}\n", "Y010", 1, 11),
    ("'a': 1\na: 2\n", "Y010", 2, 1),
    ("a: ~\n", "Y018", 1, 4),
    ("a: |\n", "Y018", 1, 4),
    ("a: >\n\nb: 1\n", "Y018", 1, 4),
    ("a: NO\n", "Y019", 1, 4),
    (f"a: {'9' * 5000}\n", "Y019", 1, 4),
    (f"a: -{'1' * 19}\n", "Y019", 1, 4),
    ("a: no\n", "Y019", 1, 4),
    ("a: on\n", "Y019", 1, 4),
    ("a: Off\n", "Y019", 1, 4),
    ("a: y\n", "Y019", 1, 4),
    ("a: N\n", "Y019", 1, 4),
    ("a: YES # x\n", "Y019", 1, 4),
    ("a: [yes]\n", "Y019", 1, 5),
    ("a: {b: off}\n", "Y019", 1, 8),
    ("a:\n- no\n", "Y019", 2, 3),
    ("a:\n  no\n", "Y019", 2, 3),
    ("a: 012\n", "Y019", 1, 4),
    ("a: 00\n", "Y019", 1, 4),
    ("a: 08\n", "Y019", 1, 4),
    ("a: -012\n", "Y019", 1, 4),
    ("a: +12\n", "Y019", 1, 4),
    ("a: 0o14\n", "Y019", 1, 4),
    ("a: 0x1F\n", "Y019", 1, 4),
    ("a: 0b11\n", "Y019", 1, 4),
    ("a: 1_000\n", "Y019", 1, 4),
    ("a: 1_000.5\n", "Y019", 1, 4),
    ("a: 12:30\n", "Y019", 1, 4),
    ("a: 12:30:45\n", "Y019", 1, 4),
    ("a: 09:30\n", "Y019", 1, 4),
    ("a: -1:30\n", "Y019", 1, 4),
    ("a: 12:30.5\n", "Y019", 1, 4),
    ("a: =\n", "Y019", 1, 4),
    ("a: 1.5\n", "Y021", 1, 4),
    ("a: .5\n", "Y021", 1, 4),
    ("a: 5.\n", "Y021", 1, 4),
    ("a: -1.5\n", "Y021", 1, 4),
    ("a: 1e3\n", "Y021", 1, 4),
    ("a: 1.5e-3\n", "Y021", 1, 4),
    ("a: 1.0\n", "Y021", 1, 4),
    ("a: .inf\n", "Y021", 1, 4),
    ("a: -.Inf\n", "Y021", 1, 4),
    ("a: .NaN\n", "Y021", 1, 4),
    ("", "Y020", 1, 1),
    ("# only a comment\n", "Y020", 1, 1),
    ("- a\n", "Y020", 1, 1),
    ("text\n", "Y020", 1, 1),
    ("[a]\n", "Y020", 1, 1),
    ("'text'\n", "Y020", 1, 1),
    ("title：foo\n", "Y003", 1, 6),
    ("id: x\ntitle：foo\nteam: y\n", "Y003", 2, 6),
    ("title：foo\nteam: y\n", "Y003", 1, 6),
    ('a: "foo\nb: c\n', "Y002", 1, 4),
    ('a: "foo\nb: "c"\n', "Y002", 1, 4),
    ("a: 'foo\nb: c\n", "Y002", 1, 4),
    ("a:\n- 'foo\n- bar\n", "Y002", 2, 3),
    ("a: 'it's'\n", "Y005", 1, 8),
    ('a: "老李"服务队\n', "Y005", 1, 8),
    ("title:foo\nteam: x\n", "Y004", 1, 6),
    ("title:\u3000foo\nteam: x\n", "Y004", 1, 6),
    ("a: b: c\n", "Y006", 1, 5),
    ("a: 说明: 二\n", "Y006", 1, 6),
    ("a: @x\n", "Y007", 1, 4),
    ("a: `x`\n", "Y007", 1, 4),
    ("a: %x\n", "Y007", 1, 4),
    ("a: [1, 2\nb: 3\n", "Y008", 1, 4),
    ("a: {b: 1\n", "Y008", 1, 4),
    ("a: [1, 2}\n", "Y008", 1, 4),
    ("a: 1\n  b: 2\n", "Y009", 2, 3),
    ("a:\n  b: 1\n c: 2\n", "Y009", 3, 2),
    ("a:\n    b: 1\n  c: 2\n", "Y009", 3, 3),
    ("a: 1\n- b\n", "Y009", 2, 1),
    ('a: "\\u202Ex"\n', "B009", 1, 4),
    ('a: "x\\0"\n', "B008", 1, 4),
    ('a: "x\\N"\n', "B009", 1, 4),
    ('a: "e\\u0301"\n', "B010", 1, 4),
    ('a: "\\q"\n', "Y022", 1, 5),
    ('a: "\\x4"\n', "Y022", 1, 7),
]


def outcome(text: str) -> tuple[Any, list[tuple[str, int, int]]]:
    """What the reading room makes of a text: a value, or where it refused and why."""
    raw = text.encode("utf-8", "surrogatepass")
    found = faults("f.yaml", raw)
    value = None
    if not found:
        value, found = parse("f.yaml", raw)
    places = [(each.code, each.span.line, each.span.column) for each in found if each.span]
    assert len(places) == len(found), "a finding of the language always has a place"
    assert (value is None) == bool(found)
    return value, places


@pytest.mark.parametrize(("text", "value"), [(t, v) for t, v in GOOD if v is not None])
def test_a_good_document_is_read_as_the_oracles_read_it(text: str, value: Any) -> None:
    assert outcome(text) == (value, [])
    assert oracle(text) == value
    assert yaml12.parse_yaml(text) == value


@pytest.mark.parametrize(("text", "code", "line", "column"), BAD)
def test_a_bad_document_is_refused_at_its_cause(
    text: str, code: str, line: int, column: int
) -> None:
    assert (code, line, column) in outcome(text)[1]


PIECES = [
    *("a", "b", ": ", ":", "- ", "-", "\n", "\n  ", "\n    ", "\n- ", "'", '"', "[", "]", "{", "}"),
    *(", ", ",", "#", " #", "#c\n", ">", "> ", ">-", "+", "|", "|-", "2\n   x", "x: y\n", "中文"),
    *("：", "1", "12", " ", "  ", "?", "? ", "''", "\na: ", "\nb: ", "\nc:", "\\", "\\n"),
    *("e: [1, 2]", "{x: 1}", "true", "null", "~", "no", "0", "-1", "- - ", "%", "@", "`", "!"),
    *("&a", "*a", "---", "...", "=", "<<: ", "_", "2026-01-01", "12:30", "1.5", "1e5", "0x1"),
    *("\n\n", "\nd: |\n  line\n  two\n", "\ne: >\n  fold\n  ed\n\n  more\n"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(lambda pieces: "".join(pieces) + "\n"))
@example("a: {|2\n   x: 1}\n")
@example("a: {?k: 1}\n")
@example("a: {k:? 1}\n")
@example("{a: _1.5}\n")
@example('{"k\n0": []}\n')
@example("a:\n  >\n")
@settings(max_examples=1000, deadline=None)
def test_a_document_of_any_pieces_agrees_or_is_refused(text: str) -> None:
    assert_agrees(text)


TEXTS = st.text(
    st.sampled_from("ab 中。:#-?!&*[]{},|>%@`'\"\\\n~=<0123456789._+eExno"), max_size=8
) | st.sampled_from(["NO", "null", "true", "12:30", "1_000", "2026-01-01", "---", "\n", " "])
VALUES = st.recursive(
    st.integers(-(10**6), 10**6) | st.booleans() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
STYLES = st.fixed_dictionaries(
    {
        "width": st.sampled_from([10, 40, 1000]),
        "indent": st.sampled_from([2, 4, 7]),
        "default_flow_style": st.sampled_from([None, True, False]),
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
    }
)


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=3), STYLES, st.data())
@settings(max_examples=400, deadline=None)
def test_a_document_of_any_writer_and_a_slip_of_the_pen_agrees_or_is_refused(
    value: dict[str, Any], style: dict[str, Any], data: st.DataObject
) -> None:
    text = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, **style)
    assert_agrees(text)
    at = data.draw(st.integers(0, len(text) - 1))
    assert_agrees(text[:at] + data.draw(st.sampled_from([*PIECES, ""])) + text[at + 1 :] + "\n")


def assert_agrees(text: str) -> None:
    """The reader refuses, or it and the oracle give the same value (or the shape will refuse)."""
    value, _ = outcome(text)
    if value is not None and not has_odd_key(value):
        read = oracle(text)
        assert read == value
        assert repr(read) == repr(value)


def has_odd_key(value: Any) -> bool:
    """A key that is no text: `parse` leaves it to the shape, which always refuses it."""
    if isinstance(value, dict):
        return any(not isinstance(k, str) or has_odd_key(v) for k, v in value.items())
    return isinstance(value, list) and any(has_odd_key(each) for each in value)


def oracle(text: str) -> Any:
    """PyYAML's composer with the scalars of the YAML 1.2 core schema."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    return None if node is None else _build(node)


def _build(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else _core(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_build(each) for each in node.value]
    pairs = [(_build(key), _build(value)) for key, value in node.value]
    assert len({repr(key) for key, _ in pairs}) == len(pairs)
    return dict(pairs)


def _core(text: str) -> Any:
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"0o[0-7]+", text):
        return int(text[2:], 8)
    if re.fullmatch(r"0x[0-9a-fA-F]+", text):
        return int(text, 16)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    if re.fullmatch(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", text):
        return float(text.replace(".", ""))
    return text
