"""The laws of the ledger over random small ledgers: a planted fault is found, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from law_faults import FAULTS as ENTERED
from law_faults_kept import FAULTS as KEPT
from random_ledger import Ledger, Place, lived

from gongshi.kinds import Kind
from gongshi.words import finding_words

FAULTS = (*ENTERED, *KEPT)
# About a commit and what became of it (test_base.py).
OF_TWO_COMMITS = {"L001", "L002"}


@pytest.fixture(scope="session")
def make(kinds: dict[str, Kind]) -> Callable[[int], Ledger]:
    """A clean ledger from a seed. (A function, since hypothesis prints what a test is given.)"""
    return lambda seed: lived(kinds, seed)


@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 2**16))
def test_a_ledger_that_keeps_the_laws_has_no_findings(
    make: Callable[[int], Ledger], seed: int
) -> None:
    assert make(seed).found() == set()


@pytest.mark.parametrize("plant", FAULTS, ids=lambda each: each.__name__)
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 2**16))
def test_a_planted_fault_is_found_and_nothing_else(
    plant: Callable[[Ledger], set[Place]], make: Callable[[int], Ledger], seed: int
) -> None:
    ledger = make(seed)
    expected = plant(ledger)
    assert ledger.found() == expected


def test_every_law_has_a_fault_planted(make: Callable[[int], Ledger]) -> None:
    planted = {code for plant in FAULTS for code, *_ in plant(make(0))}
    assert planted == {code for code in finding_words() if code[0] == "L"} - OF_TWO_COMMITS
