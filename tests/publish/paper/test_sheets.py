"""What stands on paper: all that the holder is to get, nothing that a posted sheet may not tell."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from tests.publish.conftest import HOSTILE
from tests.publish.paper.conftest import Office

from gongshi.publish.paper import output, sheets
from gongshi.tally.certified import Service, digest, services_of
from gongshi.tally.notices import notice_runs
from gongshi.tally.results import passbooks

BOOK, UNIT = "v-000002", "demo-unit"


def plain(html: str) -> str:
    """The words of a sheet, each run of blanks as one."""
    body = html[html.index("<body") :]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", body)))


@pytest.fixture(scope="module")
def certified(office: Office) -> tuple[dict[str, object], str]:
    """A certificate's record, and the sheet without an address and without a name."""
    services = services_of(office.tally, BOOK, UNIT, "2024-01-01", "2024-12-31", "2024-12-31")
    record: dict[str, object] = {
        "id": "z-20241231-00009",
        "number": BOOK,
        "unit": UNIT,
        "from": "2024-01-01",
        "to": "2024-12-31",
        "issued_on": "2024-12-31",
        "issued_by": "s-two",
        "minutes": sum(each.minutes for each in services),
        "services": len(services),
    }
    record["digest"] = digest(record, services, "k7w2m9x4c1aa")
    html = sheets.certificate(
        office.library, record, services, "k7w2m9x4c1aa", "", None, "zh", times_told=False
    )
    return record, html


def test_a_certificate_states_time_content_and_unit(
    certified: tuple[dict[str, object], str],
) -> None:
    record, html = certified
    text = plain(html)
    assert "（志愿者编号 v-000002）自2024年1月1日至2024年12月31日" in text
    assert "志愿服务 2 次，服务时长合计 1 小时 15 分钟（75 分钟）" in text
    assert "记录单位：演示站" in text
    assert "岁末清理" in text
    assert "a-20240401-00001" in text
    # The corrected service is not certified.
    assert "a-20240301-00000" not in text
    assert "/certificates/z-20241231-00009/" in text
    assert "".join(re.findall("[0-9a-f]{8}", text.split("校验值：")[1])[:8]) == record["digest"]
    assert "k7w2m9x4c1aa" in text
    assert "纯属虚构" in text
    assert "本人没有公开编号，核验页不写时长和次数" in text
    assert html.count("<svg") == 1


def test_a_certificate_claims_to_be_no_more_than_it_is(
    certified: tuple[dict[str, object], str],
) -> None:
    text = plain(certified[1])
    for word in ("国家标准", "官方", "全国统一", "特此证明"):
        assert word not in text


def test_a_name_is_printed_only_where_given_and_escaped(office: Office) -> None:
    record = office.loaded.records["certificate"]["z-20240601-00001"]
    services = services_of(office.tally, BOOK, UNIT, "2024-01-01", "2024-12-31", "2024-12-31")
    html = sheets.certificate(
        office.library,
        record,
        services,
        "code",
        "https://example.org/x/",
        "<b>某某",
        "en",
        times_told=True,
    )
    assert "compare period, time, unit" in plain(html)
    assert "<b>某某" not in html
    assert "<b>某某" in plain(html)
    assert "https://example.org/x/certificates/z-20240601-00001/" in plain(html)


def test_the_digest_can_be_made_from_the_paper(
    certified: tuple[dict[str, object], str],
) -> None:
    """By hand: the head, then the rows of the table as printed."""
    record, html = certified
    rows = re.findall(
        r'class="day">([^<]*)</td>.*?class="number">([^<]*)</td><td class="code">([^<]*)<', html
    )
    code = re.search(r"核验码：<span class=\"mono\">([^<]*)", html)
    assert code is not None
    names = ("id", "number", "unit", "from", "to", "issued_on", "minutes", "services")
    lines = ["|".join([code[1], *(str(record[name]) for name in names)])]
    lines += [f"{entry}|{day}|{minutes}" for day, minutes, entry in rows]
    import hashlib

    text = "".join(f"{line}\n" for line in lines)
    assert hashlib.sha256(text.encode()).hexdigest() == record["digest"]


def test_a_sign_sheet_for_an_activity_and_a_blank_one(office: Office) -> None:
    activity = office.loaded.records["activity"]["a-20240301-00000"]
    text = plain(sheets.sign_sheet(office.library, activity, "zh"))
    for word in ("河道清理", "演示队", "2024年3月1日 09:00", "v-000001", "v-000003", "核实人"):
        assert word in text
    blank = sheets.sign_sheet(office.library, None, "zh")
    assert "v-00" not in blank
    assert blank.count("<tr>") == 4 + 1 + 16
    assert "虚构" not in plain(blank)


def test_a_passbook_page_says_it_is_no_certificate(office: Office) -> None:
    (book,) = passbooks(office.tally, BOOK)
    text = plain(sheets.passbook(office.library, book, "2024-12-31", "zh"))
    assert "只供本人查询核对，不是志愿服务证明" in text
    assert "非金融机构" in text
    assert "服务时长 1 小时 15 分钟" in text
    assert "2024-07-02 更正：河道清理 -60 -10 c-20240701-00001" in text
    assert HOSTILE.split(" ")[0] not in sheets.passbook(office.library, book, "2024-12-31", "zh")


def test_a_posted_notice_tells_nothing_that_the_site_would_not(office: Office) -> None:
    (run,) = [each for each in notice_runs(office.tally) if each.notice == "demo-notice"]
    html = sheets.notice(office.library, run, "zh")
    text = plain(html)
    # 2024-09-30, then the holidays to 7 October; Saturday 12 October is made up.
    assert "公示期为2024年9月30日至2024年10月12日，共 6 个工作日" in text
    assert "涉及：演示队、年度表扬、热心队伍。" in text
    assert "荣誉 拟定名单 热心队伍 演示队" in text  # of no round that the notice announces
    assert "优秀队伍 演示队 优秀个人 （本人未公开编号）" in text
    assert "2024年3月 210 分钟" in text
    assert "v-000001" in text
    assert "v-000002" not in html
    assert "到窗口提出。" in text
    assert "演示部 2024年9月30日" in text
    assert "<script>" not in html


def test_a_posted_notice_shows_the_names_given(office: Office) -> None:
    (run,) = [each for each in notice_runs(office.tally) if each.notice == "demo-notice"]
    html = sheets.notice(office.library, run, "zh", {"v-000001": "<b>演甲子", BOOK: "演乙丑"})
    assert "涉及志愿者：<b>演甲子（v-000001）。" in plain(html)
    assert "<b>演甲子" not in html
    assert "演乙丑" not in html  # whose number the notice may not tell


def test_the_address_of_the_site(tmp_path: Path) -> None:
    assert sheets.site_address(tmp_path) == ""
    for text, address in (
        ("extra:\n  address: ''\n", ""),
        ("site_name: x\n", ""),
        ("extra:\n  address: https://example.org/g\n", "https://example.org/g/"),
    ):
        (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
        assert sheets.site_address(tmp_path) == address


def test_without_the_libraries_for_pdf_html_alone_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "pdf", lambda _: None)
    paper = output.write(tmp_path, output.FOLDER, "sheet", "<p>x")
    assert (paper.html, paper.pdf) == (Path("build/paper/sheet.html"), None)
    assert [path.name for path in (tmp_path / "build/paper").iterdir()] == ["sheet.html"]


@pytest.mark.pdf
def test_a_pdf_is_a4_of_one_page_and_the_same_again(
    tmp_path: Path, certified: tuple[dict[str, object], str]
) -> None:
    paper = output.write(tmp_path, output.FOLDER, "sheet", certified[1])
    assert paper.pdf is not None
    made = (tmp_path / paper.pdf).read_bytes()
    assert made.startswith(b"%PDF-")
    assert output.pdf(certified[1]) == made
    from weasyprint import HTML

    (page,) = HTML(string=certified[1]).render().pages
    assert (round(page.width * 25.4 / 96), round(page.height * 25.4 / 96)) == (210, 297)
    assert sorted(path.name for path in (tmp_path / "build/paper").iterdir()) == [
        "sheet.html",
        "sheet.pdf",
    ]


@pytest.mark.pdf
@pytest.mark.parametrize("count", [17, 24])
def test_the_check_box_never_stands_alone_on_a_page(
    office: Office, certified: tuple[dict[str, object], str], count: int
) -> None:
    """The last services and their sum go over with it."""
    from weasyprint import HTML

    services = [Service("a-20240401-00001", "2024-04-01", 45)] * count
    html = sheets.certificate(
        office.library, certified[0], services, "code", "", None, "zh", times_told=True
    )
    pages = HTML(string=html).render().pages
    assert len(pages) == 2
    boxes = [
        box.element
        for box in pages[1]._page_box.descendants()
        if box.element_tag == "td" and box.element.get("class") == "code"
    ]
    assert len(set(boxes)) >= 2


@pytest.mark.pdf
def test_a_pdf_takes_in_no_file_that_it_names(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    text = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>"
    )
    secret.write_text(text, encoding="utf-8")
    with_picture = output.pdf(f"<img src='{secret.as_uri()}' alt=''>x")
    assert with_picture == output.pdf("<img alt=''>x")
