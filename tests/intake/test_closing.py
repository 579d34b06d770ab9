"""`gongshi close` and `gongshi correct`: what they write passes the check, or they say why not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gongshi.checks.run import run_check
from gongshi.intake.closing import close_period
from gongshi.intake.correction import write_correction
from gongshi.intake.refusal import Refusal
from gongshi.kinds import Kind, load_kinds
from gongshi.records.load import load
from gongshi.tally import run_tally

GOOD = Path(__file__).parent.parent / "examples" / "good" / "L014"  # March 2024 is closed there
ENTRY = "a-20240316-7kq2m"
Close = Callable[..., Path | Refusal]
Correct = Callable[..., Path | Refusal]


@pytest.fixture(scope="module")
def kinds(root: Path) -> dict[str, Kind]:
    return load_kinds(root / "schemas")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    shutil.copytree(GOOD / "records", tmp_path / "records")
    return tmp_path


@pytest.fixture
def close(world: Path, kinds: dict[str, Kind]) -> Close:
    def close_it(
        period: str, day: str = "2024-05-06", place: str = "demo", by: str = "s-demo-04"
    ) -> Path | Refusal:
        loaded = load(world, kinds)
        tally = run_tally(loaded, kinds, date.fromisoformat(day))
        return close_period(world, kinds, loaded, tally, place, period, by)

    return close_it


@pytest.fixture
def correct(world: Path, kinds: dict[str, Kind]) -> Correct:
    def correct_it(
        entry: str = ENTRY,
        number: str | None = "v-3d4e5f",
        reason: str = "not_served",
        by: str = "s-demo-01",
        day: str = "2024-05-06",
    ) -> Path | Refusal:
        today = date.fromisoformat(day)
        return write_correction(world, kinds, load(world, kinds), entry, number, reason, by, today)

    return correct_it


def test_a_month_is_closed(close: Close, world: Path, kinds: dict[str, Kind]) -> None:
    path = close("2024-04")
    assert path == Path("records/closings/demo-2024-04.yaml")
    assert run_check(world, kinds).findings == []
    text = (world / "records/closings/demo-2024-04.yaml").read_text("utf-8")
    assert "lines: 1\ntotals:\n  - measure: minutes\n    amount: '60'\n" in text
    assert "closed_by: s-demo-04\nclosed_on: 2024-05-06\n" in text


def test_a_month_without_lines_is_closed_too(
    close: Close, world: Path, kinds: dict[str, Kind]
) -> None:
    assert isinstance(close("2024-02"), Path)
    assert run_check(world, kinds).findings == []


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"period": "2024-13"}, "bad_period"),
        ({"period": "2024-4"}, "bad_period"),
        ({"period": "2024-04\n"}, "bad_period"),
        ({"period": "2024-04", "place": "nowhere"}, "unknown_place"),
        ({"period": "2024-04", "by": "s-demo-01"}, "unknown_keeper"),
        ({"period": "2024-04", "by": "s-nobody"}, "unknown_keeper"),
        ({"period": "2024-04", "day": "2024-04-30"}, "not_over"),
        ({"period": "2024-03"}, "closed_already"),
        ({"period": "2024-05", "day": "2024-06-01"}, "open_before"),
    ],
)
def test_why_a_month_is_not_closed(
    close: Close, world: Path, asked: dict[str, str], word: str
) -> None:
    before = sorted(world.rglob("*"))
    answer = close(**asked)
    assert isinstance(answer, Refusal)
    assert answer.word == word
    assert sorted(world.rglob("*")) == before


def test_a_correction_waits_to_be_verified(
    correct: Correct, world: Path, kinds: dict[str, Kind]
) -> None:
    path = correct()
    assert isinstance(path, Path)
    assert run_check(world, kinds).findings == []
    text = (world / path).read_text("utf-8")
    assert text.endswith(
        f"entry: {ENTRY}\nnumber: v-3d4e5f\nreason: not_served\n"
        "recorded_by: s-demo-01\nrecorded_on: 2024-05-06\n"
    )
    (world / path).write_text(text + "verified_by: s-demo-02\nverified_on: 2024-05-07\n")
    loaded = load(world, kinds)
    assert run_check(world, kinds).findings == []
    lines = run_tally(loaded, kinds, date(2024, 5, 7)).rows(
        "SELECT number, amount, corrects FROM ledger WHERE event = 'correction'"
    )
    assert lines == [{"number": "v-3d4e5f", "amount": -90, "corrects": ENTRY}]


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"entry": "a-20240316-nnnnn"}, "unknown_entry"),
        ({"number": "v-999999"}, "unknown_number"),
        ({"reason": "because"}, "bad_reason"),
        ({"by": "s-demo-02"}, "unknown_recorder"),
        ({"day": "2024-03-16"}, "unverified_entry"),
    ],
)
def test_why_nothing_is_corrected(
    correct: Correct, world: Path, asked: dict[str, str], word: str
) -> None:
    answer = correct(**asked)
    assert isinstance(answer, Refusal)
    assert answer.word == word
    assert not (world / "records/corrections").exists()


def test_of_a_batch_an_entry_is_to_be_named(correct: Correct, world: Path) -> None:
    batch = world / "records" / "donations" / "d-20240320-2bc3d.yaml"
    batch.parent.mkdir()
    batch.write_text(
        "id: d-20240320-2bc3d\nbasis: local\nunit: demo-station\nrecorded_by: s-demo-01\n"
        "recorded_on: 2024-03-20\nentries:\n  - id: g-20240320-4ef5g\n    body: demo-office\n"
        "    form: money\n    fen: 5000\n    given_on: 2024-03-20\n    evidence: 收据 0012\n",
        encoding="utf-8",
    )
    answer = correct(entry="d-20240320-2bc3d", number=None)
    slots = {"entry": "d-20240320-2bc3d", "entries": "g-20240320-4ef5g"}
    assert answer == Refusal("whole_batch", slots)


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ("v-3d4e5f", "v-3d4e5f", True),
        ("v-3d4e5f", None, True),
        (None, "v-3d4e5f", True),
        ("v-3d4e5f", "v-0a1b2c", False),
    ],
)
def test_a_line_is_corrected_once(
    correct: Correct, first: str | None, second: str | None, refused: bool
) -> None:
    assert isinstance(correct(number=first), Path)
    answer = correct(number=second)
    word = answer.word if isinstance(answer, Refusal) else None
    assert word == ("corrected_already" if refused else None)
