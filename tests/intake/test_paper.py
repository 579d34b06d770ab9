"""Certificates and samples: what is written passes the check, or why nothing is written."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongshi.checks.run import run_check
from gongshi.intake.certificate import Certificate, certify, write_certificate
from gongshi.intake.refusal import Refusal
from gongshi.intake.sampling import record_sample, sample
from gongshi.kinds import Kind
from gongshi.records.load import load
from gongshi.records.parse import parse
from gongshi.tally import run_tally
from gongshi.tally.certified import digest
from gongshi.tally.sampling import Sample

GOOD = Path(__file__).parent.parent / "examples" / "good" / "O356"
NUMBER = "v-3d4e5f"  # s-demo-05 is this volunteer
Kinds = dict[str, Kind]


@pytest.fixture
def world(tmp_path: Path) -> Path:
    shutil.copytree(GOOD / "records", tmp_path / "records")
    shutil.rmtree(tmp_path / "records" / "certificates")
    return tmp_path


def issue(
    world: Path,
    kinds: Kinds,
    number: str = NUMBER,
    by: str = "s-demo-02",
    first: str | None = None,
    last: str | None = None,
    day: str = "2024-05-06",
) -> Certificate | Refusal:
    loaded = load(world, kinds)
    tally = run_tally(loaded, kinds, date.fromisoformat(day))
    return certify(
        tally, loaded, number, by, first, last, id="z-20240506-00001", code="k7w2m9x4c1aa"
    )


def test_a_certificate_is_registered_and_passes(world: Path, kinds: Kinds) -> None:
    loaded = load(world, kinds)
    tally = run_tally(loaded, kinds, date(2024, 5, 6))
    kind = kinds["certificate"]
    made = write_certificate(world, kind, tally, loaded, NUMBER, "s-demo-02", None, None)
    assert not isinstance(made, Refusal)
    path, paper = made
    assert run_check(world, kinds).findings == []
    written, _ = parse(path.name, (world / path).read_bytes())
    assert written == {
        "id": path.stem,
        "basis": "local",
        "unit": "demo-station",
        "number": NUMBER,
        "from": "2024-03-16",
        "to": "2024-03-23",
        "minutes": 150,
        "services": 2,
        "digest": digest(paper.record, paper.services, paper.code),
        "issued_by": "s-demo-02",
        "issued_on": "2024-05-06",
    }
    # The code is on the paper alone, and another one each time.
    assert paper.code not in (world / path).read_text("utf-8")
    again = write_certificate(world, kind, tally, loaded, NUMBER, "s-demo-02", None, None)
    assert not isinstance(again, Refusal)
    assert again[1].code != paper.code


def test_it_speaks_of_the_days_asked_for(world: Path, kinds: Kinds) -> None:
    made = issue(world, kinds, first="2024-03-01", last="2024-03-20")
    assert isinstance(made, Certificate)
    record = made.record
    assert (record["from"], record["to"]) == ("2024-03-01", "2024-03-20")
    assert (record["minutes"], record["services"]) == (90, 1)


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"by": "s-demo-01"}, "unknown_verifier"),
        ({"by": "s-nobody"}, "unknown_verifier"),
        ({"by": "s-demo-05"}, "own_certificate"),
        ({"number": "v-999999"}, "unknown_volunteer"),
        ({"number": "v-0a1b2c'"}, "unknown_volunteer"),
        ({"first": "2024-3-1"}, "bad_span"),
        ({"first": "2024-02-30"}, "bad_span"),
        ({"first": "2024-04-01", "last": "2024-03-01"}, "bad_span"),
        ({"last": "2024-05-07"}, "bad_span"),
        ({"first": "2024-04-01"}, "no_service"),
        ({"day": "2024-03-17"}, "no_service"),
    ],
)
def test_why_nothing_is_certified(
    world: Path, kinds: Kinds, asked: dict[str, str], word: str
) -> None:
    made = issue(world, kinds, **asked)
    assert isinstance(made, Refusal)
    assert made.word == word


def drawn(
    world: Path,
    kinds: Kinds,
    period: str = "2024-Q1",
    seed: str = "lot-2024",
    size: int = 5,
    place: str = "demo",
    day: str = "2024-05-06",
) -> Sample | Refusal:
    loaded = load(world, kinds)
    tally = run_tally(loaded, kinds, date.fromisoformat(day))
    return sample(tally, loaded, place, period, seed, size)


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"period": "2024-Q7"}, "bad_sample_period"),
        ({"period": "spring"}, "bad_sample_period"),
        ({"seed": "x"}, "bad_seed"),
        ({"seed": "a'; rm -r"}, "bad_seed"),
        ({"size": 0}, "bad_size"),
        ({"size": 1001}, "bad_size"),
        ({"place": "nowhere"}, "unknown_place"),
        ({"period": "2024-Q2"}, "sample_not_over"),
        ({"period": "2023"}, "nothing_verified"),
    ],
)
def test_why_nothing_is_drawn(world: Path, kinds: Kinds, asked: dict[str, Any], word: str) -> None:
    answer = drawn(world, kinds, **asked)
    assert isinstance(answer, Refusal)
    assert answer.word == word


def test_a_sample_is_recorded_once_and_passes(world: Path, kinds: Kinds) -> None:
    found = drawn(world, kinds)
    assert isinstance(found, Sample)
    kind = kinds["inspection"]

    def record(held_by: str = "demo-office") -> Path | Refusal:
        loaded = load(world, kinds)
        return record_sample(
            world, kind, loaded, found, "demo", "2024-Q1", "lot-2024", held_by, "摇号", "2024-05-06"
        )

    refused = record("nobody")
    assert isinstance(refused, Refusal)
    assert refused.word == "unknown_holder"
    path = record()
    assert path == Path("records/inspections/demo-sample-2024-q1.yaml")
    assert run_check(world, kinds).findings == []
    text = (world / path).read_text("utf-8")
    assert "  entries:\n    - entry: a-20240316-7kq2m\n      outcome: pending\n" in text
    again = record()
    assert isinstance(again, Refusal)
    assert again.word == "sampled_already"
