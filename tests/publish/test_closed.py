"""What the ledger tells of those who withhold their number, in every file of a site: sums alone.

Tables are read and archives unpacked (`Repository.texts`), so that nothing hides in a format.
Closed fields of every kind are looked for by `test_planted`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from tests.publish.conftest import make_repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.publish.conftest import Repository

AGREED, NAMED = "v-000001", "v-0agree"
NOTHING, SILENT, MINOR, GUEST = "v-7wthhd", "v-8s3cr3", "v-9mjn0r", "v-6g3st0"
# Minutes taken out, by those who withhold the number, in one month; never one of them by itself.
TAKEN = (78413, 59207)
GIVEN = 64661
SALT = "5a17" * 8
PLANTED = (NOTHING, SILENT, MINOR, GUEST, SALT)

_SIGNED = "recorded_by: s-one\nrecorded_on: {0}\nverified_by: s-two\nverified_on: {0}\n"


def _taken(number: str, minutes: int, n: int, use: str, more: str) -> str:
    return (
        f"  - id: t-20240701-0000{n}\n    number: {number}\n    for: {use}\n"
        f"    minutes: {minutes}\n    requested_on: 2024-07-01\n{more}"
    )


_HELPED = "    dispatched_by: s-two\n    activity: a-20240630-00002\n"
RECORDS = {
    "staff/s-three.yaml": "id: s-three\nbasis: local\nunit: demo-unit\nroles:\n  - recorder\n"
    f"number: {SILENT}\n",
    "rosters/demo-2023.yaml": "id: demo-2023\nbasis: local\nteam: demo-team\nyear: 2023\nmembers:\n"
    + "".join(
        f"  - number: {number}\n    joined: 2023-11-17\n    consent: {consent}\n"
        for number, consent in ((NAMED, "name"), (NOTHING, "nothing"), (SILENT, "nothing"))
    )
    + f"  - number: {MINOR}\n    joined: 2023-11-17\n    minor: true\n    consent: name\n"
    f"guests:\n  - number: {GUEST}\n    joined: 2023-11-17\n",
    "policies/demo-save.yaml": "id: demo-save\nbasis: local\nname: 储蓄\nfamily: time_saving\n"
    "scope: demo\nfrom: 2024-01-01\nearning:\n  - id: save\n    event: service\n"
    "    measure: credit_minutes\n    amount: '1'\n    step: 1\nexpiry:\n  - id: lapse\n"
    "    measure: points\n    month_day: 11-30\n    years: 0\n",
    "rewards/towel.yaml": "id: towel\nbasis: local\nname: 毛巾\nplace: demo-town\nunit: demo-unit\n"
    "prices:\n  - from: 2024-01-01\n    points: '5'\nstock:\n  - received_on: 2024-01-01\n"
    "    quantity: 10\n",
    "activities/a-20240630-00002.yaml": "id: a-20240630-00002\nbasis: local\nname: 上门修水管\n"
    "place: demo-town\nteam: demo-team\nunit: demo-unit\ndate: 2024-06-30\nstart: '09:00'\n"
    "participants:\n"
    + "".join(
        f"  - number: {number}\n    minutes: 60\n"
        for number in (AGREED, NOTHING, NAMED, SILENT, MINOR, GUEST)
    )
    + "recorded_how: register\n"
    + _SIGNED.format("2024-06-30"),
    "donations/d-20240702-00000.yaml": "id: d-20240702-00000\nbasis: local\nunit: demo-unit\n"
    "entries:\n  - id: g-20240702-00001\n"
    f"    number: {NOTHING}\n    form: money\n    what: 现金\n    fen: 5000\n"
    "    given_on: 2024-07-02\n    evidence: 收据一号\n" + _SIGNED.format("2024-07-02"),
    "redemptions/r-20240703-00000.yaml": "id: r-20240703-00000\nbasis: local\nunit: demo-unit\n"
    "issued_by: s-three\nentries:\n  - id: x-20240703-00001\n"
    f"    number: {MINOR}\n    reward: towel\n    quantity: 1\n    redeemed_on: 2024-07-03\n"
    + _SIGNED.format("2024-07-03"),
    "withdrawals/w-20240701-00000.yaml": "id: w-20240701-00000\nbasis: local\nunit: demo-unit\n"
    "entries:\n"
    + _taken(NOTHING, TAKEN[0], 1, "self", _HELPED)
    + _taken(SILENT, TAKEN[1], 2, "family", _HELPED)
    + _taken(MINOR, GIVEN, 3, "gift", f"    to: {NOTHING}\n")
    + _taken(NOTHING, 333, 4, "gift", f"    to: {SILENT}\n")
    + _taken(AGREED, 45, 5, "self", _HELPED)
    + _SIGNED.format("2024-07-01"),
    "corrections/c-20240801-00001.yaml": "id: c-20240801-00001\nbasis: local\n"
    f"entry: a-20240630-00002\nnumber: {SILENT}\nreason: wrong_amount\n"
    + _SIGNED.format("2024-08-01"),
    "corrections/c-20240801-00002.yaml": "id: c-20240801-00002\nbasis: local\n"
    f"entry: a-20240630-00002\nnumber: {AGREED}\nreason: wrong_amount\n"
    + _SIGNED.format("2024-08-01"),
    "closings/demo-2024-06.yaml": "id: demo-2024-06\nbasis: local\nplace: demo\nperiod: 2024-06\n"
    f"lines: 18\ndigest: {'cd' * 32}\nsalt: {SALT}\nclosed_by: s-two\nclosed_on: 2024-07-01\n",
}


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A small site whose records hold the planted values."""
    top = tmp_path_factory.mktemp("closed") / "repository"
    repository = make_repository(root, top, RECORDS)
    assert repository.build() == []
    return repository


@pytest.fixture(scope="module")
def texts(site: Repository) -> dict[str, str]:
    return site.texts()


def test_no_withheld_number_is_in_any_file_or_name(texts: dict[str, str]) -> None:
    assert {name for name in texts if name.endswith(".parquet")} > {"data/ledger/2024-07.parquet"}
    found = [(name, v) for name, text in texts.items() for v in PLANTED if v in name + text]
    assert found == []


def test_who_consents_is_there_to_be_found(texts: dict[str, str]) -> None:
    """Else nothing would be proven by not finding the others."""
    ledger = "".join(text for name, text in texts.items() if name.startswith("data/ledger/"))
    for number in (AGREED, NAMED):
        assert number in ledger
        assert number in texts["data/activity.jsonl"]
        assert number in json.loads(texts[f"passbooks/{number[2]}.json"])


@pytest.mark.parametrize("minutes", [*TAKEN, GIVEN])
def test_what_one_person_took_out_or_gave_is_told_nowhere(
    texts: dict[str, str], minutes: int
) -> None:
    asked = re.compile("|".join(_written(minutes)))
    assert [name for name, text in texts.items() if asked.search(text)] == []


def _written(minutes: int) -> Iterator[str]:
    """The ways in which the site writes minutes; never as a part of a digest."""
    for number in (str(minutes), f"{minutes:,}"):
        yield f"(?<![0-9a-f]){number}(?![0-9a-f])"
    yield f"{minutes // 60:,}小时{minutes % 60}分钟"


def test_what_they_took_out_together_is_told(site: Repository) -> None:
    page = site.page("ledgers/unit-demo-unit/index.html")
    (row,) = [row for row in re.findall(r"<tr.*?</tr>", page) if "支取：合在一起" in row]
    assert f"{-sum(TAKEN):,} 分钟" in row
    assert "t-20240701-00005" in page  # whose holder agreed
    assert "t-20240701-00001" not in page


def test_no_withdrawal_leads_to_the_service_of_one_who_withholds_the_number(
    site: Repository,
) -> None:
    (batch,) = site.rows("withdrawal")
    assert [
        entry.keys() & {"number", "minutes", "activity", "to"} for entry in batch["entries"]
    ] == [
        set(),
        set(),
        set(),
        set(),
        {"number", "minutes", "activity"},
    ]


def test_a_correction_of_one_person_never_reads_as_one_of_all(site: Repository) -> None:
    assert "其中一人，编号未公开" in site.page("corrections/c-20240801-00001/index.html")
    assert AGREED in site.page("corrections/c-20240801-00002/index.html")
    activity = site.page("activities/team-demo-team-2024-q2/index.html")
    assert "只更正其中一人（编号未公开）" in activity
    assert f"只更正 {AGREED}" in activity
    told = {each["id"]: each["number"] for each in site.rows("correction")}
    assert told == {"c-20240801-00001": "withheld", "c-20240801-00002": AGREED}
