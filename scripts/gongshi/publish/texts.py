"""Texts of many rows put together in columns, without a step of Python for each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def said(column: pa.DictionaryArray, say: Callable[[Any], str]) -> pa.Array:
    """What is said of each value of a column, worked out once a value; nothing of nothing."""
    texts = pa.array([say(each) for each in column.dictionary.to_pylist()], pa.string())
    return texts.take(column.indices)


def joint(*texts: pa.Array | str) -> pa.Array:
    """Texts put together row by row, nothing where one is missing."""
    return pc.binary_join_element_wise(*texts, "")


def listed(texts: Iterable[pa.Array], between: str = ", ") -> pa.Array:
    """Texts listed row by row, without those that are missing.

    Arrow can leave them out by itself, but then loses the rows of which all are missing.
    """
    told = (joint(between, each) for each in texts)
    joined = pc.binary_join_element_wise(*told, "", null_handling="replace")
    return pc.utf8_slice_codeunits(joined, len(between))


def joined(lengths: pa.Array, texts: pa.Array, between: str) -> pa.Array:
    """Texts put together so many at a time."""
    ends = pc.cumulative_sum(lengths.cast(pa.int32()))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
    return pc.binary_join(pa.ListArray.from_arrays(offsets, texts), between)
