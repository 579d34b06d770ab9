"""The private map of names: where it may lie, what it may hold, and on which pages names stand."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.publish.conftest import make_repository

from gongshi.publish.audit.verify import verify
from gongshi.publish.names import NameMap, not_shown, read_names
from gongshi.records.parse import parse

if TYPE_CHECKING:
    from tests.publish.conftest import Repository

NAMED, NUMBERED, SILENT, MINOR, UNKNOWN = (
    "v-0named", "v-000001", "v-7wthhd", "v-9mjn0r", "v-0n0bdy",
)  # fmt: skip
NAME = "欧阳<b>示例</b>"
MAP = {NAMED: NAME, NUMBERED: "编号某", SILENT: "不愿某", MINOR: "未成年某", UNKNOWN: "名册外某"}
RECORDS = {
    "rosters/demo-2025.yaml": "id: demo-2025\nbasis: local\nteam: demo-team\nyear: 2024\nmembers:\n"
    f"  - number: {NAMED}\n    joined: 2024-01-02\n    consent: name\n    consent_on: 2024-01-02\n"
    f"  - number: {SILENT}\n    joined: 2024-01-02\n    consent: nothing\n"
    f"  - number: {MINOR}\n    joined: 2024-01-02\n    minor: true\n    consent: name\n",
    "activities/a-20240501-00000.yaml": "id: a-20240501-00000\nbasis: local\nname: 清理河滩\n"
    "place: demo-town\nteam: demo-team\nunit: demo-unit\ndate: 2024-05-01\nstart: '09:00'\n"
    "participants:\n"
    + "".join(
        f"  - number: {number}\n    minutes: 60\n" for number in (NAMED, NUMBERED, SILENT, MINOR)
    )
    + "recorded_how: register\nrecorded_by: s-one\nrecorded_on: 2024-05-01\n"
    "verified_by: s-two\nverified_on: 2024-05-03\n",
    "awards/demo-best.yaml": "id: demo-best\nbasis: local\nname: 年度评选\nplace: demo\n"
    "grants: title\ndate: 2024-06-20\nclasses:\n  - id: best\n    name: 优秀志愿者\nresults:\n"
    f"  - class: best\n    number: {NAMED}\n  - class: best\n    number: {SILENT}\n",
    "donations/d-20240601-00000.yaml": "id: d-20240601-00000\nbasis: local\nunit: demo-unit\n"
    f"entries:\n  - id: g-20240601-00001\n    number: {NAMED}\n    form: money\n    what: 现金\n"
    "    fen: 10000\n    given_on: 2024-06-01\n    evidence: 收据\nrecorded_by: s-one\n"
    "recorded_on: 2024-06-01\nverified_by: s-two\nverified_on: 2024-06-02\n",
}
NOTICE = (
    "id: {id}\nbasis: local\nname: 公示\nplace: demo\nissued_by: demo-body\nnumbers:\n"
    f"  - {NAMED}\n  - {SILENT}\n"
    "from: 2024-06-03\nto: 2024-06-07\nchannel: 窗口\n{until}"
)


def make(root: Path, top: Path) -> Repository:
    repository = make_repository(root, top, RECORDS)
    for id, until in (
        ("running", ""),
        ("longer", "names_until: 2024-12-31\n"),
        ("over", "names_until: 2024-12-30\n"),
    ):
        repository.write(f"records/notices/{id}.yaml", NOTICE.format(id=id, until=until))
    return repository


@pytest.fixture(scope="module")
def repository(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return make(root, tmp_path_factory.mktemp("names") / "repository")


@pytest.fixture(scope="module")
def plain(repository: Repository) -> dict[str, str]:
    """The site without a map."""
    assert repository.build() == []
    return repository.texts()


@pytest.fixture(scope="module")
def named(repository: Repository, plain: dict[str, str]) -> dict[str, str]:
    """The same with one, in the same folder."""
    assert plain
    assert repository.build(names=MAP) == []
    return repository.texts()


def test_names_stand_on_these_pages_and_no_others(named: dict[str, str]) -> None:
    written = (html.escape(NAME), NAME.replace("<", "\\u003c"))
    shown = {name for name, text in named.items() if any(each in text for each in written)}
    assert shown == {
        f"passbooks/{NAMED[2]}.json",
        "activities/team-demo-team-2024-q2/index.html",
        "awards/demo-best/index.html",
        "notices/longer/index.html",
    }


def test_whoever_did_not_agree_is_never_named(named: dict[str, str]) -> None:
    for name, text in named.items():
        for number in (NUMBERED, SILENT, MINOR, UNKNOWN):
            assert MAP[number] not in text + name
        for number in (SILENT, MINOR, UNKNOWN):
            assert number not in text + name


SHARD = f"passbooks/{NAMED[2]}.json"  # is shown as a page


def test_a_name_is_escaped(named: dict[str, str]) -> None:
    assert not any(NAME in text for text in named.values())


def test_data_and_downloads_are_the_same_with_and_without_names(
    plain: dict[str, str], named: dict[str, str]
) -> None:
    for name in plain.keys() | named.keys():
        if name.startswith("search/"):  # of the privacy page, which says that names are shown
            assert NAME not in named.get(name, ""), name
        elif not name.endswith(".html") and name not in (SHARD, "data/manifest.json"):
            assert plain[name] == named[name], name


def test_a_site_with_names_says_so(plain: dict[str, str], named: dict[str, str]) -> None:
    for name, text in named.items():
        if name.endswith(".html"):
            assert "含经本人同意公开的姓名" in text, name
            assert "含经本人同意公开的姓名" not in plain[name], name
    assert "显示 1 位志愿者的姓名" in named["privacy/index.html"]
    assert "一律只显示编号" in plain["privacy/index.html"]


def test_a_site_with_names_is_computed_again_like_any_other(
    repository: Repository, named: dict[str, str]
) -> None:
    assert named
    assert list(verify(repository.out).differences) == []


def test_the_same_map_gives_the_same_bytes(
    repository: Repository, named: dict[str, str], root: Path, tmp_path: Path
) -> None:
    assert named
    again = make(root, tmp_path / "again")
    assert again.build(names=dict(reversed(MAP.items()))) == []
    assert again.files() == repository.files()


def test_after_the_day_for_names_a_notice_names_nobody(named: dict[str, str]) -> None:
    for file in ("notices/over/index.html", "notices/over/record.yaml"):
        assert NAMED not in named[file]
    assert NAMED in named["notices/running/index.html"]  # by number, its names have run out
    assert NAMED in named["data/notice.jsonl"]


def test_a_build_without_the_map_leaves_no_name_anywhere(root: Path, tmp_path: Path) -> None:
    repository = make(root, tmp_path / "repository")
    assert repository.build(names=MAP) == []
    assert repository.build() == []
    left = [
        path
        for path in (repository.root / "build").rglob("*")
        if path.is_file() and "欧阳".encode() in path.read_bytes()
    ]
    assert left == []


def read(path: Path, text: str | bytes) -> list[str] | dict[str, str]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = read_names(path, path.parent / "out", "zh")
    return dict(result.names) if isinstance(result, NameMap) else result


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("names.yaml", "v-0named: 张三\nv-000001: 艾力·买买提\n"),
        ("names.csv", "v-0named,张三\nv-000001,艾力·买买提\n"),
        ("names.csv", "\ufeff编号,姓名\r\nv-0named, 张三\r\n\r\nv-000001,艾力·买买提\r\n"),
        ("NAMES.CSV", 'number,name\nv-0named,"张三"\nv-000001,艾力·买买提'),
    ],
)
def test_a_map_is_read(tmp_path: Path, file: str, text: str) -> None:
    assert read(tmp_path / file, text) == {"v-0named": "张三", "v-000001": "艾力·买买提"}


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("n.txt", "v-0named: 张三\n", "要以 .csv 或 .yaml 结尾"),
        ("n.yaml", "", "第 1 行：不是"),
        ("n.yaml", "- 张三\n", "第 1 行：不是“编号: 姓名”的写法"),
        ("n.yaml", "v-0named: 张三\nv-0named: 李四\n", "第 2 行：不是“编号: 姓名”的写法（Y"),
        ("n.yaml", "v-0named: 张三\nv-000001:李四\n", "第 2 行：不是"),
        ("n.yaml", "v-0named: 张三\nv-000001: [李四]\n", "第 2 行：第二项不像姓名"),
        ("n.yaml", "v-0named: &a 张三\nv-000001: *a\n", "不是“编号: 姓名”的写法"),
        ("n.yaml", "v-0named: 张三\n1: 李四\n", "第 2 行：不是"),
        ("n.yaml", "v-0named: 张三\n张: 李四\n", "第 2 行：第一项不是志愿者编号"),
        ("n.yaml", "v-0named: 12345678901\n", "第 1 行：第二项不像姓名"),
        ("n.yaml", "v-0named: 张三\u202e\n", "第 1 行：有看不见的字符"),
        ("n.yaml", "[" * 100_000, "第 1 行"),
        ("n.yaml", "v-0named: 张三\n".encode("gb18030"), "不是 UTF-8"),
        ("n.csv", "v-000001,李四\nv-0named,张三\n".encode("gb18030"), "不是 UTF-8"),
        ("n.csv", "v-0named,张三,女\n", "第 1 行：每行要有两栏"),
        ("n.csv", 'v-0named,"张三\nv-000001,李四\n', "每行要有两栏"),
        ("n.csv", "v-0named,张三\nv-0named,李四\n", "第 2 行：这个编号在第 1 行已经写过"),
        ("n.csv", "编号,姓名\nV-0NAMED,张三\n", "第 2 行：第一项不是志愿者编号"),
        ("n.csv", "v-0named,张三 13800138000\n", "第 1 行：第二项不像姓名"),
        ("n.csv", f"v-0named,{'张' * 41}\n", "第 1 行：第二项不像姓名"),
        ("n.csv", "v-0named,\n", "第 1 行：第二项不像姓名"),
        ("n.csv", "编号,姓名\n", "里没有姓名"),
        ("n.csv", "v-0named,张\u200b三\n", "第 1 行：有看不见的字符"),
    ],
)
def test_a_bad_map_is_told_by_line_and_never_quoted(
    tmp_path: Path, file: str, text: str | bytes, told: str
) -> None:
    problems = read(tmp_path / file, text)
    assert isinstance(problems, list)
    assert told in "\n".join(problems)
    assert not any(name in each for each in problems for name in ("张三", "李四", "13800138000"))


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    for name in ("none.csv", "folder.csv", "pipe.csv", "loop.csv"):
        problems = read_names(tmp_path / name, tmp_path / "out", "en")
        assert isinstance(problems, list)
        assert f"{name} cannot be opened" in problems[0]


def test_a_map_that_git_could_take_is_refused(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(("git", *words), cwd=tmp_path, check=True, capture_output=True)

    git("init")
    path = tmp_path / "private" / "names.yaml"
    path.parent.mkdir()
    text = "v-0named: 张三\n"
    assert "下次提交就可能带进去" in str(read(path, text))
    (tmp_path / ".gitignore").write_text("/private/\n")
    assert read(path, text) == {"v-0named": "张三"}
    git("add", "-f", "private/names.yaml")
    assert "已经在 Git 里了" in str(read(path, text))
    link = tmp_path.parent / f"{tmp_path.name}-link.yaml"
    link.symlink_to(path)
    assert "已经在 Git 里了" in str(read_names(link, tmp_path / "out", "zh"))


def test_a_map_in_the_site_s_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / "names.csv"
    path.write_text("v-0named,张三\n", encoding="utf-8")
    assert "会和网站一起公开" in str(read_names(path, tmp_path / "out", "zh"))


def test_whom_the_site_will_not_name_is_told_by_line(
    repository: Repository, tmp_path: Path
) -> None:
    rosters = [
        {"members": [
            {"number": NUMBERED, "consent": "number"},
            {"number": SILENT, "consent": "nothing"},
            {"number": MINOR, "consent": "name", "minor": True},
            {"number": NAMED, "consent": "name"},
            {"number": "v-0other", "consent": "name"},
        ]}
    ]  # fmt: skip
    lines = "".join(f"{number},某某\n" for number in (NAMED, NUMBERED, SILENT, MINOR, UNKNOWN))
    (tmp_path / "n.csv").write_text(lines, encoding="utf-8")
    known = read_names(tmp_path / "n.csv", repository.out, "zh")
    assert isinstance(known, NameMap)
    assert not_shown(known, rosters, "zh") == [
        "n.csv 第 4 行不显示姓名：未成年人不公开姓名。",
        "n.csv 第 2、3 行不显示姓名：名册上没有同意公开姓名；已经撤回的，"
        "请把这一行从姓名表里删去。",
        "n.csv 第 5 行不显示姓名：名册上没有这个编号。",
        "另有 1 位同意公开姓名的志愿者不在姓名表里，网站上只有编号。",
    ]


def test_of_many_lines_the_first_are_named_and_how_many_there_are() -> None:
    names = {f"v-00000{n}" if n < 10 else f"v-0000{n}": "某" for n in range(1, 19)}
    known = NameMap("n.csv", names, {number: n for n, number in enumerate(names, start=1)})
    (said,) = not_shown(known, [], "zh")
    assert said == "n.csv 第 1、2、3、4、5、6、7、8、9、10 等 18 行不显示姓名：名册上没有这个编号。"


def test_the_example_map_names_all_who_agreed_in_the_fictitious_county(
    root: Path, tmp_path: Path
) -> None:
    """Its names are made up as its people are; numbers alone stand in the records."""
    example = Path(__file__).with_name("demo-names.csv")
    known = read_names(Path(shutil.copy(example, tmp_path / "names.csv")), tmp_path / "out", "zh")
    assert isinstance(known, NameMap)
    rosters = [
        record
        for path in sorted((root / "records/rosters").glob("demo-*.yaml"))
        if (record := parse(path.name, path.read_bytes())[0])
    ]
    assert len(rosters) > 20
    assert not_shown(known, rosters, "zh") == []
