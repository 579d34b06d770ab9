from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from gongshi.publish import shell, stamp

if TYPE_CHECKING:
    from tests.publish.conftest import Repository

NEW_KIND = """
$schema: https://json-schema.org/draft/2020-12/schema
title: 凉亭
x-title-en: Pavilion
description: 歇脚的地方
x-description-en: A place to rest
x-folder: pavilions
x-label: name
type: object
additionalProperties: false
required: [id, name, place]
properties:
  id: {$ref: 'common.yaml#/$defs/id'}
  name: {$ref: 'common.yaml#/$defs/name'}
  place: {$ref: 'common.yaml#/$defs/place'}
  keeper: {$ref: 'common.yaml#/$defs/line', title: 看守, x-title-en: Keeper}
  seats: {type: integer, title: 座位, x-title-en: Seats, minimum: 1, maximum: 99, x-publish: public}
"""
PAVILION = "id: east\nname: 东亭\nplace: lezhi\nkeeper: 看守保密\nseats: 8\n"


def test_a_record_has_a_page_with_its_figure_basis_source_and_file(built: Repository) -> None:
    page = built.page("statistics/lezhi-hours/index.html")
    assert "<small>超过</small>4400<small" in page
    assert "据公开报道，截至2024年7月6日，非官方发布" in page
    assert 'href="../../sources/text/"' in page
    assert "records/statistics/lezhi-hours.yaml" in page
    assert "报错／申请更正" in page


def test_relations_stand_on_both_pages(built: Repository) -> None:
    assert 'href="../../teams/demo-team/"' in built.page(
        "activities/team-demo-team-2024-q1/index.html"
    )
    assert 'href="../../activities/team-demo-team-2024-q1/#a-20240301-00000"' in built.page(
        "teams/demo-team/index.html"
    )


def test_nothing_closed_reaches_any_file(built: Repository) -> None:
    for name, text in built.texts().items():
        for secret in built.secrets:
            assert secret not in text, (name, secret)
            assert secret not in name


def test_a_passbook_is_public_only_by_consent_and_never_a_minors(built: Repository) -> None:
    passbooks = json.loads(built.page("passbooks/0.json"))
    assert set(passbooks) == {"v-000001"}
    sums = dict(passbooks["v-000001"]["sums"])
    assert sums["服务时长"] == "90 分钟 = 1 小时 30 分钟"
    assert sums["可兑换的积分"] == "10 积分"
    assert "不是志愿服务证明" in built.page("passbooks/index.html")


def test_those_who_do_not_consent_stand_in_the_sum_only(built: Repository) -> None:
    page = built.page("activities/team-demo-team-2024-q1/index.html")
    figures = re.findall(r"gs-figure__value[^>]*>(.*?)</span>", page)
    assert [re.sub("<[^>]*>", "", figure) for figure in figures] == ["3", "3小时30分钟"]
    assert page.count("v-00000") == 2  # the address and the text of the one public number


def test_derived_figures_say_how_they_were_made(built: Repository) -> None:
    for address in ("teams/demo-team", "units/demo-unit", "places/demo"):
        page = built.page(f"{address}/index.html")
        assert "怎么算的" in page
        assert 'href="../../policies/demo-hours/"' in page
        assert "gongshi explain" in page
        assert "不可充值、提现、计息、买卖" in page


def test_a_derived_figure_opens_down_to_entries_that_name_nobody(built: Repository) -> None:
    for holder in ("team-demo-team", "unit-demo-unit", "place-demo-town"):
        page = built.page(f"ledgers/{holder}/index.html")
        assert 'href="../../activities/team-demo-team-2024-q1/#a-20240301-00000"' in page
        assert re.findall(r"<strong>(.*?)</strong></td>", page) == ["210 分钟", "30 积分"]
        assert "v-00000" not in page
    above = built.page("ledgers/place-demo/index.html")
    assert 'href="../place-demo-town/"' in above
    assert "210 分钟 = 3 小时 30 分钟" in above
    assert "v-00000" not in above
    assert 'href="../../ledgers/team-demo-team/"' in built.page("teams/demo-team/index.html")


def test_a_policy_is_told_in_words(built: Repository) -> None:
    assert "原文未写明，此处假定：原文没有写" in built.page("policies/demo-hours/index.html")


def test_a_reported_network_counts_nothing_and_an_invented_rule_is_not_its_own(
    built: Repository,
) -> None:
    page = built.page("policies/lezhi-levels/index.html")
    assert "数目照原文" in page
    assert "数目由阵地记录数出来" not in page
    assert "<h3></h3>" not in page
    real, invented = page.split("演示县里怎样用")
    assert 'href="../../units/lezhi-hall/"' in real
    assert "policies/demo-hours/" not in real
    assert 'href="../../policies/demo-hours/"' in invented
    assert "演示县里怎样用" not in built.page("units/demo-unit/index.html")


def test_the_invented_place_is_marked_on_every_page_of_it(built: Repository) -> None:
    marked = {
        name
        for name, content in built.files().items()
        if name.count("/") == 2 and name.endswith("index.html") and b"gs-demo-bar" in content
    }
    assert "teams/demo-team/index.html" in marked
    assert "activities/team-demo-team-2024-q1/index.html" in marked
    assert json.loads(built.page("passbooks/0.json"))["v-000001"]["demo"]
    assert "places/lezhi/index.html" not in marked


def test_hostile_text_is_shown_and_never_obeyed(built: Repository) -> None:
    page = built.page("places/lezhi/index.html")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page
    assert 'onclick="x"' not in page
    assert page.count('class="gs-hero"') == 0


def test_pages_carry_no_token_and_stay_small(built: Repository) -> None:
    for name, content in built.files().items():
        if name.endswith(".html") and "lezhi" not in name:
            assert b"@@gongshi" not in content, name
            assert b"<!-- gongshi:" not in content, name
        if name.endswith(".html") and name.count("/") == 2:
            assert len(content) <= 30_000, name


def test_lists_give_the_records_by_place_and_by_name(built: Repository) -> None:
    assert 'href="../teams/demo-team/"' in built.page("teams/index.html")
    assert 'href="../data/excel/place.csv" download>' in built.page("places/index.html")
    assert 'href="../data/excel/activity.csv" download>' in built.page("activities/index.html")
    names = built.page("places/names/index.html")
    letters = re.findall(r'<h2 id="letter-\d+">(.)</h2>', names)
    assert letters == ["L", "Y"]


def test_open_data_holds_published_fields_only(built: Repository) -> None:
    rows = list(csv.DictReader(StringIO(built.page("data/place.csv"))))
    assert [row["id"] for row in rows] == ["demo", "demo-town", "lezhi"]
    assert "accepted" not in rows[0]
    rosters = built.rows("roster")
    assert rosters == [{"id": "demo-2024", "basis": "local", "team": "demo-team", "year": 2024}]
    activity = built.rows("activity")[0]
    assert activity["participants"] == [{"number": "v-000001", "minutes": 90}]


def test_the_same_records_give_the_same_bytes_whatever_writes_them(
    built: Repository, another: Callable[[], Repository], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "MANY", 0)
    monkeypatch.setattr(stamp, "CHUNK", 3)
    again = another()
    assert again.build() == []
    assert again.files() == built.files()


def test_a_new_kind_needs_a_schema_and_no_python(repository: Repository) -> None:
    repository.write("schemas/pavilion.yaml", NEW_KIND)
    repository.write("records/pavilions/east.yaml", PAVILION)
    assert repository.build() == []
    page = repository.page("pavilions/east/index.html")
    assert "座位" in page
    assert "看守保密" not in page
    assert 'href="../pavilions/east/"' in repository.page("pavilions/index.html")
    assert 'href="../../pavilions/east/"' in repository.page("places/lezhi/index.html")
    assert repository.rows("pavilion")[0]["seats"] == 8


def test_a_new_kind_may_have_a_template_of_its_own(repository: Repository) -> None:
    repository.write("schemas/pavilion.yaml", NEW_KIND)
    repository.write("records/pavilions/east.yaml", PAVILION)
    repository.write(
        "site/templates/pavilion.html",
        "{% extends 'record.html' %}{% block body %}"
        "<p>可坐 {{ record.seats }} 人</p>{% endblock %}",
    )
    assert repository.build() == []
    assert "<p>可坐 8 人</p>" in repository.page("pavilions/east/index.html")


def test_a_failed_build_leaves_the_last_good_site(repository: Repository) -> None:
    assert repository.build() == []
    good = repository.files()
    repository.write("site/about/index.md", "# 关于\n\n[哪里](../nowhere/)\n")
    assert repository.build() == [
        "页面 about/index.html：链接 ../nowhere/ 指向的页面或位置不存在。"
    ]
    assert repository.files() == good
    assert [path.name for path in repository.out.parent.glob(".*")] == []


def test_what_killed_builds_have_left_is_put_back_or_taken_away(repository: Repository) -> None:
    assert repository.build() == []
    good = repository.files()
    # Killed between the two steps by which a site takes the place of the former one.
    killed, long_ago = (repository.out.parent / f".site-{name}" for name in ("killed", "old"))
    killed.mkdir()
    repository.out.rename(killed / "old")
    (long_ago / "site").mkdir(parents=True)
    os.utime(long_ago, (0, 0))
    repository.write("site/about/index.md", "# 关于\n\n[哪里](../nowhere/)\n")
    assert len(repository.build()) == 1
    assert repository.files() == good
    assert [path.name for path in repository.out.parent.glob(".*")] == [killed.name]


def test_written_pages_are_rendered_again_only_where_their_source_is_another(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repository.build() == []
    good = repository.files()
    with monkeypatch.context() as without:
        without.delattr(shell, "render")
        assert repository.build() == []
    assert repository.files() == good
    config = repository.root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    for path, told in (
        ("site/about/index.md", "# 关于\n\n换了一句话。\n"),
        ("mkdocs.yml", text.replace("operator: ''", "operator: 换了一家")),
    ):
        repository.write(path, told)
        assert repository.build() == []
        assert "换了一" in repository.page("about/index.html")
    assert "换了一家" in repository.page("teams/demo-team/index.html")


def test_a_page_that_asks_another_host_fails_the_build(repository: Repository) -> None:
    repository.write(
        "site/about/index.md", '# 关于\n\n<img alt="" src="https://elsewhere.example/a.png">\n'
    )
    (problem,) = repository.build()
    assert "elsewhere.example" in problem
    assert not repository.out.exists()


def test_a_template_that_fails_leaves_the_last_good_site(repository: Repository) -> None:
    assert repository.build() == []
    good = repository.files()
    repository.write("site/templates/team.html", "{{ nothing_known }}")
    with pytest.raises(Exception, match="nothing_known"):
        repository.build()
    assert repository.files() == good
    assert [path.name for path in repository.out.parent.glob(".*")] == []


@pytest.mark.parametrize("name", ["records", ".", "notes.txt"])
def test_nothing_but_a_site_of_ours_gives_way(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (repository.root / "notes.txt").write_text("mine", encoding="utf-8")
    out = repository.root / name
    monkeypatch.setattr(type(repository), "out", out)
    before = sorted(repository.root.rglob("*.yaml"))
    assert repository.build() == [
        f"{out} 里放着别的东西，不是本工具生成的网站；为了不把它们换掉，没有生成。"
        "请另选一个空的文件夹。"
    ]
    assert sorted(repository.root.rglob("*.yaml")) == before
    assert (repository.root / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_records_with_errors_are_not_published(repository: Repository) -> None:
    assert repository.build(has_errors=True) == ["检查没有通过，不生成网站。"]
    assert not repository.out.exists()


def test_what_the_configuration_says_is_on_the_pages(repository: Repository) -> None:
    config = repository.root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    for name, value in (
        ("repository", "https://forge.example/county/record"),
        ("icp", "甲ICP备0000号"),
        ("police", "甲公网安备 00000000000012号"),
    ):
        text = text.replace(f"  {name}: ''", f"  {name}: {value}")
    config.write_text(text, encoding="utf-8")
    assert repository.build() == []
    for address in ("index.html", "teams/demo-team/index.html"):
        footer = repository.page(address).partition("<footer")[2]
        assert '<a href="https://beian.miit.gov.cn/">甲ICP备0000号</a>' in footer
        entry = "https://beian.mps.gov.cn/#/query/webSearch?code=00000000000012"
        assert f'<a href="{entry}">甲公网安备 00000000000012号</a>' in footer
    page = repository.page("teams/demo-team/index.html")
    assert (
        "https://forge.example/county/record/issues/new?template=correction.yml&amp;title=" in page
    )
    assert "/blob/main/records/teams/demo-team.yaml" in page


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("mkdocs.yml", "site_name: [\n"),
        ("mkdocs.yml", "site_name: 名称\ntheme: no-such-theme\n"),
        ("site/about/index.md", "# 关于\n\n<!-- gongshi:nothing -->\n"),
    ],
)
def test_a_fault_in_the_sites_own_source_is_said_and_not_thrown(
    repository: Repository, path: str, text: str
) -> None:
    repository.write(path, text)
    (problem,) = repository.build()
    assert problem.startswith("mkdocs.yml 或 site/ 里的页面有错，网站没有生成：")
    assert not repository.out.exists()


def test_a_fault_that_a_copy_of_the_process_finds_is_said_alike(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "MANY", 0)
    repository.write("site/about/index.md", "# 关于\n\n<!-- gongshi:nothing -->\n")
    (problem,) = repository.build()
    assert problem.endswith("about/index.html: <!-- gongshi:nothing -->")
    assert not repository.out.exists()
