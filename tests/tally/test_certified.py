"""What a certificate may say, how it stands later, and the digest made again by hand."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from gongshi.kinds import Kind
from gongshi.records.load import load
from gongshi.tally import Tally, run_tally
from gongshi.tally.certified import Service, digest, services_of, standings

GOOD = Path(__file__).parent.parent / "examples" / "good" / "L014"
ID, NUMBER, UNIT = "z-20240402-5tv6w", "v-3d4e5f", "demo-station"
MARCH = Service("a-20240316-7kq2m", "2024-03-16", 90)
APRIL = Service("a-20240323-3wx4y", "2024-03-23", 60)  # verified on 3 April
CERTIFICATE = {
    "id": ID,
    "unit": UNIT,
    "number": NUMBER,
    "from": "2024-03-16",
    "to": "2024-03-31",
    "minutes": 90,
    "services": 1,
    "issued_on": "2024-04-02",
}
CORRECTION = (
    "id: c-20240410-00001\nbasis: local\nentry: {entry}\nnumber: {number}\nreason: not_served\n"
    "recorded_by: s-demo-01\nrecorded_on: 2024-04-09\nverified_by: s-demo-02\n"
    "verified_on: {day}\n"
)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    shutil.copytree(GOOD / "records", tmp_path / "records")
    return tmp_path


def tallied(world: Path, kinds: dict[str, Kind], day: str = "2024-12-31") -> Tally:
    return run_tally(load(world, kinds), kinds, date.fromisoformat(day))


def correct(world: Path, day: str, entry: str = "a-20240316-7kq2m", number: str = NUMBER) -> None:
    path = world / "records" / "corrections" / "c-20240410-00001.yaml"
    path.parent.mkdir()
    path.write_text(CORRECTION.format(entry=entry, number=number, day=day), encoding="utf-8")


def test_services_booked_by_the_day_before(world: Path, kinds: dict[str, Kind]) -> None:
    tally = tallied(world, kinds)

    def of(first: str = "2024-01-01", last: str = "2024-12-31", before: str = "2025-01-01") -> list:
        return services_of(tally, NUMBER, UNIT, first, last, before)

    assert of() == [MARCH, APRIL]
    assert of(before="2024-04-03") == [MARCH]
    assert of(before="2024-04-04") == [MARCH, APRIL]
    assert of(first="2024-03-17") == [APRIL]
    assert of(last="2024-03-22") == [MARCH]
    assert services_of(tally, NUMBER, "demo-other", "2024-01-01", "2024-12-31", "2025-01-01") == []


def test_who_stands_above_speaks_for_those_below(world: Path, kinds: dict[str, Kind]) -> None:
    unit = world / "records" / "units" / "demo-station.yaml"
    head = "id: demo-head\nbasis: local\nname: 总站\ntype: station\nplace: demo\n"
    (unit.parent / "demo-head.yaml").write_text(head, encoding="utf-8")
    unit.write_text(unit.read_text("utf-8") + "parent: demo-head\n", encoding="utf-8")
    tally = tallied(world, kinds)
    found = services_of(tally, NUMBER, "demo-head", "2024-01-01", "2024-12-31", "2025-01-01")
    assert found == [MARCH, APRIL]


def test_what_was_corrected_before_is_not_certified(world: Path, kinds: dict[str, Kind]) -> None:
    correct(world, "2024-04-10")
    tally = tallied(world, kinds)
    found = services_of(tally, NUMBER, UNIT, "2024-01-01", "2024-12-31", "2024-04-11")
    assert found == [APRIL]
    # As it was known the day before.
    found = services_of(tally, NUMBER, UNIT, "2024-01-01", "2024-12-31", "2024-04-10")
    assert found == [MARCH, APRIL]


@pytest.mark.parametrize(
    ("corrected", "asked", "standing"),
    [
        ({}, "2024-12-31", "valid"),
        ({"day": "2024-04-10"}, "2024-12-31", "superseded"),
        ({"day": "2024-04-10"}, "2024-04-09", "valid"),
        ({"day": "2024-04-10", "number": "v-0a1b2c"}, "2024-12-31", "valid"),
        ({"day": "2024-04-10", "entry": "a-20240323-3wx4y"}, "2024-12-31", "valid"),
    ],
)
def test_how_a_certificate_stands(
    world: Path, kinds: dict[str, Kind], corrected: dict[str, str], asked: str, standing: str
) -> None:
    """The last correction is of a service that was booked after the issue, and so not certified."""
    if corrected:
        correct(world, **corrected)
    assert standings(tallied(world, kinds, asked), {ID: CERTIFICATE}) == {ID: standing}


def test_a_revoked_one_is_revoked_from_its_day(world: Path, kinds: dict[str, Kind]) -> None:
    revoked = {ID: CERTIFICATE | {"revoked_on": "2024-05-01"}}
    assert standings(tallied(world, kinds, "2024-05-01"), revoked) == {ID: "revoked"}
    assert standings(tallied(world, kinds, "2024-04-30"), revoked) == {ID: "valid"}
    assert standings(tallied(world, kinds), {}) == {}


def test_the_digest_by_hand() -> None:
    text = (
        "k7w2m9|z-20240402-5tv6w|v-3d4e5f|demo-station|2024-03-16|2024-03-31|2024-04-02|90|1\n"
        "a-20240316-7kq2m|2024-03-16|90\n"
    )
    assert digest(CERTIFICATE, [MARCH], "k7w2m9") == hashlib.sha256(text.encode()).hexdigest()
    for other in (CERTIFICATE | {"minutes": 91}, CERTIFICATE | {"number": "v-0a1b2c"}):
        assert digest(other, [MARCH], "k7w2m9") != digest(CERTIFICATE, [MARCH], "k7w2m9")
