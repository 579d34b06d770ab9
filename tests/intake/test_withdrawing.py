"""`gongshi withdraw`: what it closes, what it leaves as it was, when it refuses, what it tells."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from made_pictures import picture

from gongshi.checks.run import run_check
from gongshi.intake import withdrawing
from gongshi.intake.refusal import Refusal
from gongshi.intake.withdrawing import Withdrawal
from gongshi.kinds import Kind
from gongshi.records.canonical import write_atomic
from gongshi.records.load import load
from gongshi.records.parse import parse

GOOD = Path(__file__).parent.parent / "examples" / "good" / "X012"
WHO, OTHER = "v-3d4e5f", "v-0a1b2c"
ROSTER = "records/rosters/demo-lamp-2024.yaml"
PROFILE = "records/profiles/demo-feng-shili.yaml"
TEXT = """# 春天加入的
id: demo-lamp-2024
basis: local
team: demo-lamp
year: 2024
members:
  - number: v-0a1b2c
    joined: 2024-01-05
    consent: number  # 电话里说的
  - number: v-3d4e5f
    # 理发师
    joined: 2024-02-01
    consent: name
    consent_on: 2024-02-01
    consent_by: s-demo-02
    skills:
      - 理发
"""
CLOSED = TEXT.replace(
    "    consent: name\n    consent_on: 2024-02-01\n    consent_by: s-demo-02\n",
    "    consent: nothing\n    consent_on: 2024-06-03\n    consent_by: s-demo-01\n",
)
PERSON = f"""id: demo-feng-shili
basis: local
name: 冯示例
place: demo
number: {WHO}
team: demo-lamp
role: 队长
standing: honored
honors:
  - demo-best
deeds:
  - text: 组织读书会。
consent:
  given_on: 2024-03-01
  means: written
  scope: 姓名和事迹
notes:
  - 本人提供
"""
HONOR = """id: demo-best
basis: local
name: 优秀志愿者
recipient: demo-feng-shili
level: organisation
granted_by:
  - demo-office
granted_on: 2024-05-05
summary: 冯示例组织读书会。
"""
TOMBSTONE = """id: demo-feng-shili
basis: local
place: demo
standing: withdrawn
withdrawn_on: 2024-06-03
withdrawn_by: s-demo-01
"""
Withdraw = Callable[..., Withdrawal | Refusal]


@pytest.fixture
def world(tmp_path: Path) -> Path:
    shutil.copytree(GOOD / "records", tmp_path / "records")
    for path, text in ((ROSTER, TEXT), (PROFILE, PERSON), ("records/honors/demo-best.yaml", HONOR)):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def withdraw(world: Path, kinds: dict[str, Kind]) -> Withdraw:
    def withdraw_person(
        number: str = WHO, by: str = "s-demo-01", day: str = "2024-06-03"
    ) -> Withdrawal | Refusal:
        loaded = load(world, kinds)
        return withdrawing.withdraw(world, kinds, loaded, number, by, date.fromisoformat(day))

    return withdraw_person


def contents(world: Path) -> dict[Path, str]:
    return {path: path.read_text("utf-8") for path in world.rglob("*.yaml")}


def test_roster_and_profile_are_closed_and_nothing_else_changes(
    withdraw: Withdraw, world: Path
) -> None:
    before = contents(world)
    assert isinstance(withdraw(), Withdrawal)
    assert contents(world) == before | {world / ROSTER: CLOSED, world / PROFILE: TOMBSTONE}


def test_what_it_writes_passes_the_check(
    withdraw: Withdraw, world: Path, kinds: dict[str, Kind]
) -> None:
    withdraw()
    told = {each.code for each in run_check(world, kinds).findings}
    assert not told & {each for each in told if each[0] in "BYSXP"}
    assert not {each for each in told if each.startswith("O31")}


def test_the_portrait_goes_with_the_profile(
    withdraw: Withdraw, world: Path, kinds: dict[str, Kind]
) -> None:
    path = world / "records" / "pictures" / "feng.jpg"
    path.parent.mkdir()
    path.write_bytes(picture())
    consent = "    given_on: 2024-03-01\n    means: written\n    scope: 照片\n"
    portrait = f"portrait:\n  file: feng.jpg\n  alt: 人像\n  credit: 本人\n  consent:\n{consent}"
    (world / PROFILE).write_text(PERSON + portrait, encoding="utf-8")
    assert not [each for each in run_check(world, kinds).findings if each.code[0] in "BX"]
    done = withdraw()
    assert isinstance(done, Withdrawal)
    assert list(done.pictures) == ["records/pictures/feng.jpg"]
    assert "records/pictures/feng.jpg：照片已删去。" in list(done.in_words("zh"))
    assert not path.exists()
    assert not [each for each in run_check(world, kinds).findings if each.code[0] in "BX"]


def test_the_portrait_stays_where_the_profile_cannot_be_written(
    withdraw: Withdraw, world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = world / "records" / "pictures" / "feng.jpg"
    path.parent.mkdir()
    path.write_bytes(picture())
    portrait = "portrait:\n  file: feng.jpg\n  alt: 人像\n  credit: 本人\n  consent:\n"
    consent = "    legal_basis: 演示县〔2024〕1 号\n"
    (world / PROFILE).write_text(PERSON + portrait + consent, encoding="utf-8")
    before = contents(world)

    def fails(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", fails)
    assert isinstance(withdraw(), Refusal)
    monkeypatch.undo()
    assert contents(world) == before
    assert path.exists()


def test_the_second_time_changes_nothing(withdraw: Withdraw, world: Path) -> None:
    withdraw()
    before = contents(world)
    again = withdraw(day="2024-07-01")
    assert isinstance(again, Withdrawal)
    assert (again.rosters, again.profiles) == ([], [])
    assert contents(world) == before
    assert "v-3d4e5f 早已不公开" in "\n".join(again.in_words("zh"))


def test_a_profile_made_since_is_closed_the_second_time(withdraw: Withdraw, world: Path) -> None:
    withdraw()
    (world / PROFILE).write_text(PERSON, encoding="utf-8")
    again = withdraw()
    assert isinstance(again, Withdrawal)
    assert (again.rosters, again.profiles) == ([], [PROFILE])


@pytest.mark.parametrize(
    "member",
    [
        "  - {number: v-3d4e5f, joined: 2024-02-01, consent: name, consent_on: 2024-02-01}\n",
        "  - consent: name\n    number: v-3d4e5f\n    joined: 2024-02-01\n",
        "  - 'consent': name\n    number: v-3d4e5f\n    joined: 2024-02-01\n",
        "  - number: v-3d4e5f\n    consent:\n      name\n    joined: 2024-02-01\n",
    ],
)
def test_however_the_line_is_written(withdraw: Withdraw, world: Path, member: str) -> None:
    head = TEXT[: TEXT.index("  - number: v-3d4e5f")]
    (world / ROSTER).write_text(head + member, encoding="utf-8")
    assert isinstance(withdraw(), Withdrawal)
    roster, findings = parse(ROSTER, (world / ROSTER).read_bytes())
    assert findings == []
    assert roster is not None
    assert roster["members"] == [
        {"number": OTHER, "joined": "2024-01-05", "consent": "number"},
        {
            "number": WHO,
            "joined": "2024-02-01",
            "consent": "nothing",
            "consent_on": "2024-06-03",
            "consent_by": "s-demo-01",
        },
    ]


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"number": "v-9z9z9z"}, "withdraw_unknown"),
        ({"number": "冯示例"}, "withdraw_unknown"),
        ({"by": "s-nobody"}, "unknown_staff"),
    ],
)
def test_what_is_unknown_is_refused(
    withdraw: Withdraw, world: Path, asked: dict[str, str], word: str
) -> None:
    before = contents(world)
    refused = withdraw(**asked)
    assert isinstance(refused, Refusal)
    assert refused.word == word
    assert contents(world) == before


def test_a_profile_that_cannot_be_read_may_be_theirs(withdraw: Withdraw, world: Path) -> None:
    (world / "records/profiles/broken.yaml").write_text("id: [\n", encoding="utf-8")
    refused = withdraw()
    assert isinstance(refused, Refusal)
    assert refused.slots == {"paths": "records/profiles/broken.yaml"}
    assert (world / ROSTER).read_text("utf-8") == TEXT


def test_faults_elsewhere_do_not_stand_in_the_way(withdraw: Withdraw, world: Path) -> None:
    (world / "records/teams/broken.yaml").write_text("id: [\n", encoding="utf-8")
    assert isinstance(withdraw(), Withdrawal)


def test_all_or_nothing(withdraw: Withdraw, world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(world)

    def fails(path: Path, text: str) -> None:
        if path.name == "demo-feng-shili.yaml":
            raise OSError(28, "No space left on device")
        write_atomic(path, text)

    monkeypatch.setattr(withdrawing, "write_atomic", fails)
    refused = withdraw()
    assert isinstance(refused, Refusal)
    assert refused.slots["path"] == PROFILE
    assert contents(world) == before


def test_it_tells_what_is_left_to_do(withdraw: Withdraw, world: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=n", "-c", "user.email=e@example.org")
        subprocess.run(("git", *who, *words), cwd=world, check=True, capture_output=True)

    git("init")
    git("add", "records")
    git("commit", "-m", "one")
    done = withdraw()
    assert isinstance(done, Withdrawal)
    told = list(done.in_words("zh"))
    assert told[0].startswith(f"{ROSTER}：公开意愿改为不公开，2024-06-03")
    assert told[1].startswith(f"{PROFILE}：姓名、事迹等全部删去")
    text = "\n".join(told)
    assert "records/honors/demo-best.yaml：荣誉仍在" in text
    assert "records/honors/demo-best.yaml 的“简介”里还写着" in text
    assert f"{PROFILE}：编号和网址还在" in text
    assert "姓名表里删去这一行" in text
    assert f"{ROSTER}、{PROFILE} 的旧内容（1 个提交）" in text
    assert "旧网页还在线上" in text
    assert "冯示例" not in text
    assert len(list(done.in_words("en"))) == len(told)


def test_without_history_it_says_so(withdraw: Withdraw) -> None:
    done = withdraw()
    assert isinstance(done, Withdrawal)
    assert "历史里没有旧内容" in "\n".join(done.in_words("zh"))
