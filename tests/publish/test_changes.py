"""What pages tell of a record's past, and what they never do."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.publish.conftest import make_repository

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.conftest import Repository

PERSON = "李回望"
HOSTILE = '<b onclick="x">{{ 7*7 }}</b>'
TEAM, PROFILE, ROSTER = (
    "records/teams/demo-team.yaml",
    "records/profiles/lezhi-someone.yaml",
    "records/rosters/demo-2024.yaml",
)
ACTIVITY = "records/activities/a-20240301-00000.yaml"
HISTORY = "变更历史（{} 次）"


def commit(repository: Repository, subject: str, author: str = "Somebody <a@example.org>") -> None:
    """Everything as it is now, committed; the first time in a new Git repository."""
    git = ["git", "-C", str(repository.root), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    if not (repository.root / ".git").exists():
        repository.write(".gitignore", "/build/\n")
        subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", subject, f"--author={author}"], check=True)


def edit(repository: Repository, path: str, old: str, new: str) -> None:
    text = (repository.root / path).read_text("utf-8")
    assert old in text
    repository.write(path, text.replace(old, new))


def past(repository: Repository, address: str) -> str:
    """The folded section of a page, its tags taken out but for their text."""
    page = repository.page(f"{address}/index.html")
    _, found, rest = page.partition("gs-past")
    return rest.partition("</details>")[0] if found else ""


@pytest.fixture(scope="module")
def told(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with a long past and its site; not to be changed."""
    it = make_repository(root, tmp_path_factory.mktemp("told") / "repository")
    commit(it, "开始")
    edit(it, TEAM, "name: 演示队", f"name: '{HOSTILE}'")
    edit(it, "records/places/lezhi.yaml", "name: 乐至县", "name: 乐至")
    commit(it, "改队名 v-000001", "別 <7+forge-account-secret@users.noreply.example.org>")
    edit(it, TEAM, HOSTILE, "演示二队")
    commit(it, "电话 13912345678 打错了")
    edit(
        it,
        TEAM,
        "founded: 2024-01-01",
        "founded: 2024-02-01\nhotline: 0510-1234567\nsummary: 上门更换尿管",
    )
    commit(it, "forge-account-secret 改的")
    edit(it, TEAM, "hotline: 0510-1234567\nsummary: 上门更换尿管", "hotline: 0510-7654321")
    commit(it, f"补 {PERSON} 的事")
    edit(it, TEAM, "演示二队", "演示队")
    commit(it, "<i>改回</i>")
    edit(it, TEAM, "演示队", "演示 队")
    edit(it, ACTIVITY, "minutes: 90", "minutes: 95")
    edit(it, ACTIVITY, "minutes: 60", "minutes: 61")
    edit(it, "records/staff/s-one.yaml", "roles:", "number: v-000002\nroles:")
    commit(it, "改分钟 v-000002")
    edit(it, PROFILE, "某某", PERSON)
    edit(it, PROFILE, "place: lezhi", "place: demo-town")
    edit(it, "records/places/demo-town.yaml", "name: 演示镇", f"name: {PERSON}镇")
    commit(it, "署名")
    edit(it, PROFILE, PERSON, "某某")
    edit(it, PROFILE, "place: demo-town", "place: lezhi")
    edit(it, PROFILE, "教邻居写字。", "教邻居算账。")
    edit(it, "records/places/demo-town.yaml", f"name: {PERSON}镇", "name: 演示镇")
    it.write("records/places/lezhi.yaml", "id: [")
    commit(it, "化名")
    edit(it, "records/places/lezhi.yaml", "id: [", "")
    it.write(
        "records/places/lezhi.yaml",
        "id: lezhi\nbasis: reported\nname: 乐至县\nlevel: county\nfeatured: true\n"
        "sources:\n  - text\n",
    )
    commit(it, "修好")
    assert it.build() == []
    return it


def test_who_changed_which_field_when_and_why(told: Repository) -> None:
    section = past(told, "places/lezhi")
    assert HISTORY.format(4) in section
    assert '<a href="../../staff/s-one/">s-one</a>' in section
    assert "说明：改队名 v-000001" in section
    assert "<li>名称：乐至县 → 乐至</li>" in section
    assert "录入这条记录" in section


def test_only_the_newest_stand_on_the_page_and_all_in_a_file(told: Repository) -> None:
    section = past(told, "teams/demo-team")
    assert HISTORY.format(7) in section
    assert section.count("<li><p>") == 5
    assert "名称：演示二队 → 演示队" in section
    assert "说明：&lt;i&gt;改回&lt;/i&gt;" in section
    assert 'href="history.json"' in section
    rows = json.loads(told.page("teams/demo-team/history.json"))
    assert [row["state"] for row in rows] == ["changed"] * 6 + ["began"]
    assert rows[5]["lines"] == [{"field": "名称", "before": "演示队", "after": HOSTILE}]
    assert rows[5]["by"] == "s-one"
    assert "teams/demo-team/history.json" in told.files()
    assert "places/lezhi/history.json" not in told.files()


def test_a_long_text_is_cut_to_where_it_changed(repository: Repository) -> None:
    long = "这一句很长很长" * 10
    edit(repository, TEAM, "nature: general", f"nature: general\nsummary: {long}旧。")
    commit(repository, "开始")
    edit(repository, TEAM, "旧。", "新。")
    commit(repository, "改一字")
    assert repository.build() == []
    assert "很长旧。 → …" in past(repository, "teams/demo-team")


def test_old_contacts_are_told_no_more(told: Repository) -> None:
    section = past(told, "teams/demo-team")
    assert "公开热线：（不再显示） → 0510-7654321" in section
    assert "成立：" in section or "2024年2月1日" in section
    assert "0510-1234567" not in "".join(told.texts().values())


def test_subjects_pass_the_scanner(told: Repository) -> None:
    rows = json.loads(told.page("teams/demo-team/history.json"))
    assert [row["why"] for row in rows] == [
        None,  # a number that does not consent
        "<i>改回</i>",
        None,  # a name that stood in a record once
        None,  # an account
        None,  # a phone number
        "改队名 v-000001",
        "开始",
    ]


def test_numbers_follow_the_consent_of_today(told: Repository) -> None:
    section = past(told, "activities/team-demo-team-2024-q1")
    assert "参加者 · v-000001 · 服务分钟：1小时30分钟 → 1小时35分钟" in section.replace(
        " 小时 ", "小时"
    ).replace(" 分钟", "分钟")
    assert "v-000002" not in section
    assert "1小时1分钟" not in section
    staff = past(told, "staff/s-one")
    assert "只改了不公开的内容" in staff


def test_what_is_said_of_people_is_told_only_as_it_stands(told: Repository) -> None:
    section = past(told, "profiles/lezhi-someone")
    assert "姓名：（不再显示） → 某某" in section
    assert "教邻居写字" not in section
    assert "所在地方：（不再显示） → 乐至县" in section
    assert "名称：（不再显示） → 演示镇" in past(told, "places/demo-town")


def test_a_version_that_cannot_be_read_is_said_to_be_so(told: Repository) -> None:
    assert past(told, "places/lezhi").count("未能读取的版本") == 2


def test_nothing_that_was_taken_back_reaches_any_file(told: Repository) -> None:
    for name, text in told.texts().items():
        for secret in (
            PERSON, "forge-account-secret", "13912345678", "example.org", "Somebody", "更换尿管",
        ):  # fmt: skip
            if secret != "example.org" or name.endswith("history.json"):
                assert secret not in text, (name, secret)


def test_consent_taken_back_takes_the_past_back(repository: Repository) -> None:
    commit(repository, "开始")
    edit(repository, ACTIVITY, "minutes: 90", "minutes: 95")
    commit(repository, "改分钟")
    edit(
        repository,
        ROSTER,
        "consent: number\n  - number: v-000002",
        "consent: nothing\n  - number: v-000002",
    )
    commit(repository, "撤回")
    assert repository.build() == []
    section = past(repository, "activities/team-demo-team-2024-q1")
    assert "v-000001" not in section
    assert "只改了不公开的内容" in section


def test_a_record_that_was_withdrawn_has_no_past(repository: Repository) -> None:
    commit(repository, "开始")
    edit(repository, PROFILE, "某某", PERSON)
    commit(repository, "改名")
    repository.write(
        PROFILE,
        "id: lezhi-someone\nbasis: reported\nplace: lezhi\nstanding: withdrawn\n"
        "withdrawn_on: 2024-06-01\n",
    )
    edit(repository, TEAM, "name: 演示队", "name: 演示二队")
    commit(repository, f"撤下 {PERSON}")
    assert repository.build() == []
    assert past(repository, "profiles/lezhi-someone") == ""
    assert PERSON not in "".join(repository.texts().values())
    assert "说明：（不显示）" in past(repository, "teams/demo-team")


def test_without_a_repository_there_is_no_past(built: Repository) -> None:
    assert "gs-past" not in built.page("teams/demo-team/index.html")


def test_many_processes_tell_the_same(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository, "开始")
    edit(repository, TEAM, "name: 演示队", "name: 演示二队")
    commit(repository, "改名")
    assert repository.build() == []
    before = repository.files()
    monkeypatch.setattr("gongshi.publish.stamp.MANY", 0)
    assert repository.build() == []
    assert repository.files() == before
