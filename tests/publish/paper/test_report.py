"""The annual report and the check page of a certificate, as the site and the paper show them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from tests.publish.paper.conftest import Office, make_office

from gongshi.publish.derived import derive
from gongshi.publish.facts import facts_of
from gongshi.publish.paper import sheets
from gongshi.publish.report import Report, reports
from gongshi.tally.orders import Payments

Rows = dict[str, list[str]]
MONEY = "收支：互助金"


def rows_of(report: Report, title: str) -> Rows:
    """The rows of a section by the text of their first cell, or of their first two."""
    (section,) = [each for each in report.sections if each.title == title]
    return {
        " ".join(cell.text for cell in row[: section.words]): [
            cell.text for cell in row[section.words :]
        ]
        for row in section.rows
    }


@pytest.fixture(scope="module")
def made(office: Office) -> dict[str, Report]:
    derived = derive(office.repository.root, office.tally, office.loaded.records, ("zh",))["zh"]
    return reports(facts_of(office.tally), office.library, derived, "zh")


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = make_office(root, tmp_path_factory.mktemp("site") / "repository")
    assert office.repository.build() == []
    return office


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def test_each_local_place_with_a_ledger_has_one_a_year(made: dict[str, Report]) -> None:
    assert list(made) == ["demo-2024", "demo-town-2024"]


def test_the_figures_are_net_of_corrections(made: dict[str, Report]) -> None:
    """90 + 60 + 60 + 45 + 30 minutes, less the 60 that a correction took back."""
    rows = rows_of(made["demo-2024"], "全年数字")
    assert rows["服务时长"] == ["225 分钟 = 3 小时 45 分钟"]
    assert rows["捐款捐物价值"] == ["1,130.45 元"]
    assert rows["计入时长的活动"] == ["3"]
    assert rows["捐赠笔数"] == ["3"]
    # Three served, which is too few to tell.
    assert rows["参加服务的志愿者"] == ["少于 5 人，不显示"]
    months = rows_of(made["demo-2024"], "分月")
    assert months == {
        "2024年3月 已结账": ["2 小时 30 分钟", "1"],
        "2024年4月 未结账": ["45 分钟", "1"],
        "2024年12月 未结账": ["30 分钟", "1"],
    }


def test_money_in_by_source_and_out_by_use(made: dict[str, Report]) -> None:
    rows = rows_of(made["demo-2024"], MONEY)
    assert rows == {
        "收入 志愿者捐款": ["123.45 元"],
        "收入 机关单位捐款": ["1,000 元"],
        "收入 利息以外的收入": ["5 元"],
        "支出 买工具": ["860 元"],
        "收入 合计": ["1,128.45 元"],
        "支出 合计": ["860 元"],
    }


def test_what_a_fund_paid_is_told_where_it_is_not_of_a_few(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows(fen: int | None) -> Rows:
        paid = [Payments("demo-fund", 2024, 7 if fen else None, fen)]
        monkeypatch.setattr("gongshi.publish.facts.payments", lambda _: paid)
        derived = derive(office.repository.root, office.tally, office.loaded.records, ("zh",))["zh"]
        return rows_of(
            reports(facts_of(office.tally), office.library, derived, "zh")["demo-2024"],
            MONEY,
        )

    told = rows(4000)
    assert told["支出 免费便民服务由基金支付"] == ["40 元"]
    assert told["支出 合计"] == ["900 元"]
    hidden = rows(None)
    assert hidden["支出 免费便民服务由基金支付"] == ["少于 5 笔，不显示"]
    assert hidden["支出 合计（不含没有显示的）"] == ["860 元"]


def test_checks_objections_and_certificates(made: dict[str, Report]) -> None:
    report = made["demo-2024"]
    assert rows_of(report, "抽查") == {"抽查": ["1 条里的 1 条", "0", "1", "0", "0"]}
    assert rows_of(report, "异议和更正申请") == {"不成立": ["1"]}
    (section,) = [each for each in report.sections if each.title == "异议和更正申请"]
    assert section.texts == (
        "收到 1 件，已答复 1 件，其中期限内答复 1 件。",
        "最长的一件用了 10 天。",
    )
    assert rows_of(report, "证明和更正") == {
        "开具服务证明": ["4"],
        "其中已作废": ["1"],
        "其中所证明的服务后来有更正": ["1"],
        "核实的更正": ["1"],
    }
    assert rows_of(made["demo-town-2024"], "抽查") == {}


def test_paper_and_site_say_the_same(site: Office, made: dict[str, Report]) -> None:
    on_paper = plain(sheets.annual_report(made["demo-2024"], "zh"))
    on_site = plain(site.repository.page("reports/demo-2024/index.html"))
    for section in made["demo-2024"].sections:
        for text in (section.title, *section.texts, *(c.text for row in section.rows for c in row)):
            assert text in on_paper
            assert text in on_site
    assert "reports/demo-2024/" in site.repository.page("places/demo/index.html")
    assert "demo-town-2024/" in site.repository.page("reports/index.html")


@pytest.mark.parametrize(
    ("id", "standing"),
    [
        ("z-20240601-00001", "已有更正"),
        ("z-20240601-00002", "有效"),
        ("z-20240601-00003", "已作废"),
    ],
)
def test_a_check_page_confirms_and_names_nobody(site: Office, id: str, standing: str) -> None:
    page = site.repository.page(f"certificates/{id}/index.html")
    record = site.loaded.records["certificate"][id]
    text = plain(page)
    assert f"状态：{standing}" in text
    for word in (record["digest"], "2024年3月1日", "2024年5月31日", "演示站"):
        assert word in text
    assert "v-00" not in page
    assert "s-two" not in page


def test_time_and_count_are_told_of_those_who_agreed_alone(site: Office) -> None:
    told = site.repository.rows("certificate")
    assert {each["id"] for each in told if "minutes" in each or "services" in each} == {
        "z-20240601-00004"
    }
    for id, is_told in (("z-20240601-00002", False), ("z-20240601-00004", True)):
        text = plain(site.repository.page(f"certificates/{id}/index.html"))
        assert ("1 小时" in text) == is_told
        assert ("时长和次数不登载" in text) == (not is_told)


def test_whose_a_certificate_is_stands_in_no_file(site: Office) -> None:
    for name, text in site.repository.texts().items():
        if "certificate" in name:
            assert "v-00" not in text, name
    holders = {"v-000002", "v-000003"}  # the other has a passbook of their own
    found = [name for name, text in site.repository.texts().items() for n in holders if n in text]
    assert found == []


def test_the_page_of_a_sample_says_how_to_draw_again(site: Office) -> None:
    page = plain(site.repository.page("inspections/demo-sample/index.html"))
    assert (
        "核实日期在 2024-Q1、计入统计的条目共 1 条，从中抽了 1 条。种子 lot-1234（公开摇号）。"
        in page
    )
    assert "printf '%s' 'lot-1234:a-20240301-00000' | sha256sum" in page
    assert "gongshi sample 2024-Q1 --seed lot-1234 --size 1 --place demo" in page
