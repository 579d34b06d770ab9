"""What is made lazily is made once, also where several ask at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from gongshi.records.lazily import Lazily


def test_who_asks_meanwhile_waits_for_what_is_being_made() -> None:
    asked, made = Event(), []

    def make(name: str) -> str:
        made.append(name)
        asked.wait()
        return name.upper()

    lazily = Lazily(["a", "b"], make)

    def ask_second() -> str:
        asked.set()
        return lazily["a"]

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(lazily.__getitem__, "a"), pool.submit(ask_second)
        assert (first.result(), second.result()) == ("A", "A")
    assert made == ["a"]


def test_nobody_makes_what_is_no_name() -> None:
    lazily = Lazily(["a"], str.upper)
    with pytest.raises(KeyError):
        lazily["x"]
    assert list(lazily) == ["a"]
    assert "x" not in lazily
