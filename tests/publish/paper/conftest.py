"""A small repository with certificates, samples, a notice and money, opened for paper and site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from tests.publish.conftest import HOSTILE, Repository, make_repository

from gongshi.publish.library import Library, library_of
from gongshi.records.load import Loaded, load
from gongshi.tally import Tally, run_tally

ACTIVITY = (
    "id: {id}\nbasis: local\nname: '{name}'\nplace: demo-town\nteam: demo-team\nunit: demo-unit\n"
    "date: {day}\nstart: '09:00'\ncontent: 清理河道垃圾\nparticipants:\n"
    "  - number: v-000002\n    minutes: {minutes}\nrecorded_how: register\nrecorded_by: s-one\n"
    "recorded_on: {day}\nverified_by: s-two\nverified_on: {day}\n"
)
CERTIFICATE = (
    "id: {id}\nbasis: local\nunit: demo-unit\nnumber: {number}\nfrom: 2024-03-01\nto: 2024-05-31\n"
    "minutes: 60\nservices: 1\ndigest: {digest}\nissued_by: s-two\nissued_on: 2024-06-01\n"
)
GIFTS = (
    "  - id: g-20240401-00001\n    number: v-000002\n    form: money\n    fen: 12345\n"
    "    given_on: 2024-04-01\n    evidence: 收据1\n    fund: demo-fund\n"
    "  - id: g-20240401-00002\n    body: demo-body\n    form: money\n    fen: 100000\n"
    "    given_on: 2024-04-01\n    evidence: 收据2\n    fund: demo-fund\n"
    "  - id: g-20240401-00003\n    body: demo-body\n    form: goods\n    what: 米\n    fen: 700\n"
    "    given_on: 2024-04-01\n    evidence: 收据3\n"
)
RECORDS = {
    "activities/a-20240401-00001.yaml": ACTIVITY.format(
        id="a-20240401-00001", name=HOSTILE, day="2024-04-01", minutes=45
    ),
    "activities/a-20241201-00002.yaml": ACTIVITY.format(
        id="a-20241201-00002", name="岁末清理", day="2024-12-01", minutes=30
    ),
    "certificates/z-20240601-00001.yaml": CERTIFICATE.format(
        id="z-20240601-00001", number="v-000002", digest="ab" * 32
    ),
    "certificates/z-20240601-00002.yaml": CERTIFICATE.format(
        id="z-20240601-00002", number="v-000003", digest="cd" * 32
    ),
    "certificates/z-20240601-00003.yaml": CERTIFICATE.format(
        id="z-20240601-00003", number="v-000003", digest="ef" * 32
    )
    + "revoked_on: 2024-06-02\nrevoked_reason: lost\nrevoked_by: s-two\n",
    "certificates/z-20240601-00004.yaml": CERTIFICATE.format(
        id="z-20240601-00004", number="v-000001", digest="ba" * 32
    ),
    "corrections/c-20240701-00001.yaml": "id: c-20240701-00001\nbasis: local\n"
    "entry: a-20240301-00000\nnumber: v-000002\nreason: not_served\nrecorded_by: s-one\n"
    "recorded_on: 2024-07-01\nverified_by: s-two\nverified_on: 2024-07-02\n",
    "inspections/demo-sample.yaml": "id: demo-sample\nbasis: local\nname: 抽查\nplace: demo\n"
    "held_by:\n  - demo-body\ndate: 2024-07-03\nsample:\n  period: 2024-Q1\n  seed: lot-1234\n"
    "  seed_from: 公开摇号\n  drawn_from: 1\n  entries:\n    - entry: a-20240301-00000\n"
    "      outcome: wrong\nput_right: 已更正\n",
    "notices/demo-notice.yaml": "id: demo-notice\nbasis: local\nname: 表扬公示\nplace: demo\n"
    f"issued_by: demo-body\nsubject: '{HOSTILE}'\nabout:\n  - demo-team\n  - demo-award\n"
    "  - demo-honor\n"
    "  - demo-2024-03\nnumbers:\n  - v-000001\n  - v-000002\nfrom: 2024-09-30\nto: 2024-10-12\n"
    "channel: 到窗口提出\n",
    "awards/demo-award.yaml": "id: demo-award\nbasis: local\nname: 年度表扬\nplace: demo\n"
    "grants: title\nheld_by:\n  - demo-body\nclasses:\n  - id: team\n    name: 优秀队伍\n"
    "  - id: person\n    name: 优秀个人\nresults:\n  - class: team\n    winner: demo-team\n"
    "  - class: person\n    number: v-000002\n",
    "honors/demo-honor.yaml": "id: demo-honor\nbasis: local\nname: 热心队伍\nrecipient: demo-team\n"
    "level: county\ngranted_by:\n  - demo-body\ngranted_on: 2024-10-21\n",
    "closings/demo-2024-03.yaml": "id: demo-2024-03\nbasis: local\nplace: demo\nperiod: 2024-03\n"
    "lines: 6\ntotals:\n  - measure: minutes\n    amount: '210'\ndigest: "
    + "a1" * 32
    + "\nclosed_by: s-two\nclosed_on: 2024-04-01\n",
    "objections/o-20240801-00001.yaml": "id: o-20240801-00001\nbasis: local\nabout: demo-notice\n"
    "request: objection\nreceived: 2024-08-01\ndeadline: 2024-08-20\nanswered_on: 2024-08-11\n"
    "outcome: not_upheld\nhandled_by: s-two\n",
    "funds/demo-fund.yaml": "id: demo-fund\nbasis: local\nname: 互助金\nplace: demo\n"
    "unit: demo-unit\nmoney_in:\n  - label: 利息以外的收入\n    year: 2024\n    fen: 500\n"
    "money_out:\n  - label: 买工具\n    year: 2024\n    fen: 86000\n  - label: 别的年份\n"
    "    year: 2023\n    fen: 999\n",
    "donations/d-20240402-00001.yaml": "id: d-20240402-00001\nbasis: local\nunit: demo-unit\n"
    "recorded_by: s-one\nrecorded_on: 2024-04-02\nverified_by: s-two\nverified_on: 2024-04-03\n"
    f"entries:\n{GIFTS}",
}


@dataclass
class Office:
    """The repository read, tallied at the end of 2024, and what may be published of it."""

    repository: Repository
    loaded: Loaded
    tally: Tally
    library: Library


def make_office(root: Path, top: Path) -> Office:
    repository = make_repository(root, top, RECORDS)
    kinds = repository.kinds
    loaded = load(repository.root, kinds)
    assert loaded.findings == []
    tally = run_tally(loaded, kinds, date(2024, 12, 31))
    return Office(repository, loaded, tally, library_of(kinds, loaded, "2024-12-31", "zh"))


@pytest.fixture(scope="session")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Not to be changed."""
    return make_office(root, tmp_path_factory.mktemp("office") / "repository")
