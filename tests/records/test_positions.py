"""Line and column of a pointer."""

from __future__ import annotations

from gongshi.findings import Span
from gongshi.records.positions import locate

TEXT = """\
id: a
名称: 中文 名 # 注
list:
  - x: 1
    y: 'two'
  - [3, {z: 4}]
a/b~c: 5
long: >
  one
  two
empty: {}
""".encode()


def at(pointer: str, part: str = "value") -> tuple[int, int, int, int]:
    span = locate(TEXT, [(pointer, part)])[(pointer, part)]  # type: ignore[list-item, index]
    return (span.line, span.column, span.end_line, span.end_column)


def test_scalars_and_keys_count_characters() -> None:
    assert at("/名称") == (2, 5, 2, 9)
    assert at("/名称", "key") == (2, 1, 2, 3)
    assert at("/list/0/y") == (5, 8, 5, 13)
    assert at("/list/1/1/z") == (6, 13, 6, 14)
    assert at("/a~1b~0c", "key") == (7, 1, 7, 6)


def test_a_collection_is_shown_by_its_key_or_its_first_scalar() -> None:
    assert at("/list") == (3, 1, 3, 5)
    assert at("/list/0") == (4, 5, 4, 6)
    assert at("/list/1") == (6, 6, 6, 7)
    assert at("") == (1, 1, 1, 3)
    assert at("/empty") == (11, 1, 11, 6)


def test_what_is_absent_is_shown_by_what_would_hold_it() -> None:
    assert at("/list/0/q") == (4, 5, 4, 6)
    assert at("/nothing", "key") == (1, 1, 1, 3)


def test_a_file_that_is_no_yaml_still_has_places_before_the_fault() -> None:
    broken = b"id: a\nname: [\n"
    assert locate(broken, [("/id", "value")]) == {("/id", "value"): Span(1, 5, 1, 6)}
    assert locate(b"\xff", [("/x", "value")]) == {("/x", "value"): Span(1, 1, 1, 2)}
    assert locate(b"", [("/x", "value")]) == {("/x", "value"): Span(1, 1, 1, 1)}
