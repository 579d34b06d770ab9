"""Pages of needs: every step with its time, the wall, rates and responses; nothing closed."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gongshi.checks.run import run_check
from gongshi.kinds import load_kinds
from gongshi.publish.build import build
from gongshi.tally import run_tally

CHARGE = "277700131"  # planted, and found nowhere
NEED = "n-20240314-3mt8w"


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the good example of a priced repair, with a wish that waits beside it."""
    top = tmp_path_factory.mktemp("orders")
    shutil.copytree(root / "tests" / "examples" / "good" / "O012" / "records", top / "records")
    needs = top / "records" / "needs"
    text = (needs / f"{NEED}.yaml").read_text("utf-8").replace("charge: 2600", f"charge: {CHARGE}")
    assert CHARGE in text
    (needs / f"{NEED}.yaml").write_text(text, encoding="utf-8")
    (needs / "n-20240401-2bc4d.yaml").write_text(
        "id: n-20240401-2bc4d\nbasis: local\nsummary: 想要一副老花镜 <b>&\nwish: true\n"
        "place: demo-street\nunit: demo-station\ncategory: elders\nchannel: wish_drive\nevents:\n"
        "  - step: requested\n    at: 2024-04-01T09:00\n    by: s-demo-01\n"
        "  - step: verified\n    at: 2024-04-01T10:00\n    by: s-demo-02\n"
        "  - step: dispatched\n    at: 2024-04-02T10:00\n    by: s-demo-03\n",
        encoding="utf-8",
    )
    for name in ("site", "schemas"):
        (top / name).symlink_to(root / name)
    config = (root / "mkdocs.yml").read_text("utf-8").replace("[zh, en]", "[zh]")
    (top / "mkdocs.yml").write_text(config, encoding="utf-8")
    kinds = load_kinds(root / "schemas")
    checked = run_check(top, kinds)
    assert [each.code for each in checked.findings] == []
    tally = run_tally(checked.loaded, kinds, date(2026, 6, 30))
    out = top / "build" / "site"
    assert build(top, kinds, checked, tally, out, workers=1) == []
    return out


def read(site: Path, page: str) -> str:
    return (site / page / "index.html").read_text("utf-8")


def test_a_need_shows_who_did_what_when(site: Path) -> None:
    page = read(site, f"needs/{NEED}")
    assert page.count("<h1") == 1
    assert "2024-03-14</span> 15:20" in page
    for words in ("1 天 17 小时", "灯塔志愿服务队", "评分：5", "已办成"):
        assert words in page, words


def test_the_wall_says_what_waits_and_escapes_it(site: Path) -> None:
    page = read(site, "needs")
    assert "等人认领" in page
    assert "想要一副老花镜 &lt;b&gt;&amp;" in page
    assert "<b>&" not in page


def test_rates_and_responses_of_the_unit(site: Path) -> None:
    for page in (read(site, "orders"), read(site, "units/demo-station")):
        assert "灯塔志愿服务站" in page
        assert "1 天 17 小时（1 件）" in page
        assert "5.00（1 件）" in page
        assert "100%" in page
        assert "0%" in page


def test_the_wishes_of_each_unit_are_drawn_with_their_figures(site: Path) -> None:
    page = read(site, "orders")
    plot = page.split('id="wishes-title"')[1].split("</svg>")[0]
    assert '<text class="gs-plot__left" x="0" y="14">灯塔志愿服务站</text>' in plot
    [figures] = re.findall('class="gs-plot__right"[^>]*>([0-9 /]+)<', plot)
    posted, claimed, done = (int(each) for each in reversed(figures.split(" / ")))
    assert posted >= claimed >= done
    assert f'<td class="gs-number">{posted}</td><td class="gs-number">{claimed}</td>' in page
    assert "<desc" in plot


def test_nothing_closed_is_published(site: Path) -> None:
    held = {path: path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
    assert not [path.name for path, text in held.items() if CHARGE.encode() in text]
    for path, text in held.items():
        if "needs" in path.parts or path.name.startswith("need."):
            assert "cost_only" not in text.decode("utf-8", "replace")
    table = pq.read_table(site / "data" / "tables" / "need.parquet")
    for column in ("price_tier", "charge", "fund", "cost"):
        assert table[column].null_count == table.num_rows == 2
