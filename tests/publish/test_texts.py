"""Texts put together in columns."""

from __future__ import annotations

import pyarrow as pa

from gongshi.publish.texts import joined, joint, listed, said

A = pa.array([None, "a", None, "b"])
B = pa.array([None, None, "c", "d"])


def test_what_is_missing_is_left_out_and_no_row_is_lost() -> None:
    assert listed([A, B]).to_pylist() == ["", "a", "c", "b, d"]
    assert listed([B, A], " | ").to_pylist() == ["", "a", "c", "d | b"]
    assert joint("<", A, "-", B, ">").to_pylist() == [None, None, None, "<b-d>"]


def test_each_value_is_worked_out_once() -> None:
    asked = []

    def say(value: str) -> str:
        asked.append(value)
        return value * 2

    column = pa.array(["x", None, "y", "x"]).dictionary_encode()
    assert said(column, say).to_pylist() == ["xx", None, "yy", "xx"]
    assert sorted(asked) == ["x", "y"]


def test_so_many_texts_at_a_time_are_put_together() -> None:
    texts = pa.array(["a", "b", "c"])
    assert joined(pa.array([2, 0, 1]), texts, "+").to_pylist() == ["a+b", "", "c"]
    assert joined(pa.array([], pa.int64()), texts[:0], "+").to_pylist() == []
