"""Pages of what is redeemed, taken out, corrected and closed; and what units are told of."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.publish.conftest import make_repository

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.conftest import Repository

VERIFIED = "verified_by: s-two\nverified_on: {}\n"
RECORDS = {
    "policies/demo-more.yaml": "id: demo-more\nbasis: local\nname: 储蓄与兑换\nfamily: "
    "time_saving\nscope: demo\nfrom: 2024-01-01\nearning:\n"
    "  - id: save\n    event: service\n    measure: credit_minutes\n    amount: '1'\n    step: 1\n"
    "caps:\n  - id: day\n    measure: minutes\n    per: day\n    amount: '120'\n    beyond: drop\n"
    "badges:\n  - id: first\n    name: 同行\n    activities: 1\n    per: all\n"
    "unit_stars:\n  - star: 1\n    accounts: 1\n    minutes: 1\n    projects: 0\n"
    "    redeemed: '0'\n    partners: 0\n"
    "cadence:\n  - id: record\n    step: record\n    by: day\n"
    "  - id: verify\n    step: verify\n    by: week\n"
    "  - id: sum\n    step: sum\n    by: month\n    grace_days: 10\n",
    "rewards/towel.yaml": "id: towel\nbasis: local\nname: 毛巾\nplace: demo-town\nunit: demo-unit\n"
    "prices:\n  - from: 2024-01-01\n    points: '5'\n  - from: 2024-06-01\n    points: '6'\n"
    "stock:\n  - received_on: 2024-01-01\n    quantity: 10\n"
    "  - received_on: 2025-01-01\n    quantity: 90\n",
    "redemptions/r-20240501-00000.yaml": "id: r-20240501-00000\nbasis: local\nunit: demo-unit\n"
    "recorded_by: s-one\nrecorded_on: 2024-05-01\n" + VERIFIED.format("2024-05-05") + "issued_by: "
    "s-one\nentries:\n  - id: x-20240501-00001\n    number: v-000001\n    reward: towel\n"
    "    quantity: 1\n    redeemed_on: 2024-05-01\n  - id: x-20240501-00002\n"
    "    number: v-000002\n    reward: towel\n    quantity: 2\n    redeemed_on: 2024-05-01\n",
    "activities/a-20240601-00001.yaml": "id: a-20240601-00001\nbasis: local\nname: 长长的一天\n"
    "place: demo-town\nteam: demo-team\nunit: demo-unit\ndate: 2024-06-01\nstart: '09:00'\n"
    "participants:\n  - number: v-000001\n    minutes: 200\n"
    "recorded_how: late\nlate_reason: 停电\nrecorded_by: s-one\nrecorded_on: 2024-06-03\n"
    + VERIFIED.format("2024-06-09"),
    "withdrawals/w-20240701-00000.yaml": "id: w-20240701-00000\nbasis: local\nunit: demo-unit\n"
    "recorded_by: s-one\nrecorded_on: 2024-07-01\n" + VERIFIED.format("2024-07-07") + "entries:\n"
    "  - id: t-20240701-00001\n    number: v-000001\n    for: donation\n    minutes: 30\n"
    "    requested_on: 2024-07-01\n  - id: t-20240701-00002\n    number: v-000002\n"
    "    for: gift\n    to: v-000001\n    minutes: 20\n    requested_on: 2024-07-01\n",
    "corrections/c-20240801-00001.yaml": "id: c-20240801-00001\nbasis: local\n"
    "entry: a-20240301-00000\nnumber: v-000001\nreason: wrong_amount\nrecorded_by: s-one\n"
    "recorded_on: 2024-08-01\n" + VERIFIED.format("2024-08-04"),
    "corrections/c-20240802-00002.yaml": "id: c-20240802-00002\nbasis: local\n"
    "entry: x-20240501-00002\nreason: wrong_person\nrecorded_by: s-one\n"
    "recorded_on: 2024-08-02\n" + VERIFIED.format("2024-08-04"),
    "closings/demo-2024-03.yaml": "id: demo-2024-03\nbasis: local\nplace: demo\nperiod: 2024-03\n"
    "lines: 9\ntotals:\n  - measure: minutes\n    amount: '210'\ndigest: "
    + "ab" * 32
    + "\nclosed_by: s-two\nclosed_on: 2024-04-01\n",
}


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A small site where points and time were used."""
    top = tmp_path_factory.mktemp("exchange") / "repository"
    repository = make_repository(root, top, RECORDS)
    assert repository.build() == []
    return repository


def _cells(row: str) -> list[str]:
    """The numbers of a row; in a passbook every cell is one."""
    return re.findall(r'<td class="gs-number">(.*?)</td>', row) or re.findall("<td>(.*?)</td>", row)


def _rows(page: str) -> list[str]:
    return re.findall(r"<tr.*?</tr>", page)


def test_nothing_closed_reaches_any_file(site: Repository) -> None:
    for name, text in site.texts().items():
        for secret in site.secrets:
            assert secret not in text, (name, secret)


def test_a_reward_tells_its_price_and_what_is_left(site: Repository) -> None:
    page = site.page("rewards/towel/index.html")
    assert "截至2024年12月31日：入库 10 件，减去已核实的兑换 1 件，余 9 件。" in page
    (row,) = [row for row in _rows(site.page("rewards/index.html")) if "毛巾" in row]
    assert _cells(row) == ["6 积分", "9"]


def test_a_redemption_tells_what_each_cost_and_names_who_agreed(site: Repository) -> None:
    page = site.page("redemptions/unit-demo-unit-2024-q2/index.html")
    assert "演示站 2024-05-01" in page
    assert page.count("v-000001") > 0
    rows = {id: row for row in _rows(page) for id in re.findall(r'<tr id="([^"]+)"', row)}
    assert _cells(rows["x-20240501-00001"]) == ["5 积分"]
    assert _cells(rows["x-20240501-00002"]) == ["10 积分"]
    assert "已更正 2024-08-04" in page


def test_a_correction_leads_to_the_entry_and_back(site: Repository) -> None:
    of_item = site.page("corrections/c-20240802-00002/index.html")
    assert 'href="../../redemptions/unit-demo-unit-2024-q2/#x-20240501-00002"' in of_item
    activity = site.page("activities/team-demo-team-2024-q1/index.html")
    assert 'href="../../corrections/c-20240801-00001/"' in activity
    assert "数量有误" in activity


def _passbook(site: Repository) -> dict[str, Any]:
    book: dict[str, Any] = json.loads(site.page("passbooks/0.json"))["v-000001"]
    return book


def test_a_correction_stands_beside_the_line_it_reverses(site: Repository) -> None:
    row = next(row for row in _passbook(site)["rows"] if row[0] == "河道清理")
    _name, address, day, more, amounts, fixes = row
    assert address == "activities/team-demo-team-2024-q1/#a-20240301-00000"
    assert (day, more) == ("2024-03-01", [])
    assert amounts == ["90 分钟", "10 积分", "90 分钟"]
    (fix,) = fixes
    assert fix[:3] == ["更正", "corrections/c-20240801-00001/", "2024-08-04"]
    assert fix[4] == ["-90 分钟", "-10 积分", "-90 分钟"]


def test_a_passbook_tells_both_directions_of_time_and_what_a_cap_cut_off(site: Repository) -> None:
    book = _passbook(site)
    facts = dict(book["moves"][0][1])
    assert facts["捐入公益池"] == "-30 分钟"
    assert facts["受赠时间"] == "20 分钟"
    row = next(row for row in book["rows"] if row[0] == "长长的一天")
    assert row[4] == ["120 分钟", "10 积分", "200 分钟"]
    assert "200 分钟；超过上限，实计 120 分钟" in row[3]
    assert ["同行"] in book["badges"]
    rules = json.loads(site.page("passbooks/rules.json"))
    assert all(rules[policy]["rules"][rule] for policy, rule in book["rules"])
    assert {policy for policy, _ in book["rules"]} >= {"demo-more"}


def test_figures_of_a_unit_show_what_went_in_and_out(site: Repository) -> None:
    page = site.page("units/demo-unit/index.html")
    figures = {
        label: re.sub(r"<[^>]*>", "", value)
        for value, label in re.findall(
            r'gs-figure__value[^>]*>(.*?)</span><span class="gs-figure__label">([^<]+)<', page
        )
    }
    assert figures["兑换掉的积分"] == "5积分"
    assert figures["公益池里的时间"] == "30分钟"


def test_a_unit_shows_its_indicators_and_punctuality(site: Repository) -> None:
    page = site.page("units/demo-unit/index.html")
    (row,) = [row for row in _rows(page) if '<th scope="row">2024</th>' in row and "一星" in row]
    assert _cells(row)[0] == "3"
    kept = "；".join(f"按时{step} 2 次里的 1 次" for step in ("登记", "核实", "汇总"))
    assert f"{kept}。只看阵地" in page
    assert "按时公示" not in page


def test_units_are_listed_with_their_punctuality(site: Repository) -> None:
    (row,) = [row for row in _rows(site.page("punctuality/index.html")) if "演示站" in row]
    assert [re.sub(r"<svg.*</svg>", "", each) for each in _cells(row)] == ["1 / 2"] * 3


def test_closed_months_are_listed(site: Repository) -> None:
    (row,) = [row for row in _rows(site.page("closings/index.html")) if "2024年3月" in row]
    assert _cells(row) == ["9", "210 分钟", "", "", ""]
    page = site.page("closings/demo-2024-03/index.html")
    assert "SHA-256" in page
    assert "ab" * 32 in page


def test_a_ledger_page_names_what_was_redeemed_and_corrected(site: Repository) -> None:
    page = site.page("ledgers/unit-demo-unit/index.html")
    assert "#x-20240501-00001" in page
    assert "兑换：毛巾" in page
    assert "更正：河道清理" in page
    assert "v-00000" not in page.replace("只更正 v-000001", "")


def test_every_rule_of_a_policy_is_a_sentence_in_its_own_words(site: Repository) -> None:
    page = site.page("policies/demo-more/index.html")
    titles = re.findall(r"<h3>([^<]+)</h3>", page)
    assert titles[:5] == ["怎样得分", "上限", "徽章", "阵地星级门槛", "记录节奏"]
