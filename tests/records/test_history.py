"""What the log says of every record file: its last change, its versions, and what is kept of it."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from git import Actor, Repo

import gongshi
from gongshi.kinds import Kind
from gongshi.records.history import History, Version, field_history, last_changes

SOMEONE = Actor("Somebody", "somebody@example.org")
CLUB = "records/clubs/x.yaml"
Commit = Callable[..., str]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo.init(tmp_path / "repo", initial_branch="main")


def root_of(repo: Repo) -> Path:
    return Path(repo.working_dir)


def commit(
    repo: Repo,
    epoch: int,
    files: Mapping[str, str | bytes | None],
    *,
    subject: str = "c",
    author: Actor = SOMEONE,
    parents: list[str] | None = None,
) -> str:
    """A commit of these contents (None removes the file), at `epoch` seconds."""
    for name, content in files.items():
        path = root_of(repo) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    repo.git.add("-A")
    day = f"{epoch} +0000"
    made = repo.index.commit(
        subject,
        author=author,
        committer=SOMEONE,
        author_date=day,
        commit_date=day,
        parent_commits=parents and [repo.commit(each) for each in parents],
    )
    return made.hexsha


def club(**fields: object) -> str:
    """A record of the kind `club`."""
    lines = {"id": "x", "name": "甲社", **fields}
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


def versions(
    repo: Repo, kinds: Mapping[str, Kind], path: str = CLUB, **staff: str
) -> list[Version]:
    return field_history(root_of(repo), kinds, staff).of(path)


def shas(found: list[Version]) -> list[str]:
    return [each.commit.sha for each in found]


def everything(root: Path, kinds: Mapping[str, Kind]) -> object:
    """All that is known of all files."""
    history = field_history(root, kinds, {})
    last = history.last()
    return last.head, dict(last.by_path), {path: history.of(path) for path in last.by_path}


def forget(root: Path) -> None:
    for kept in root.glob(".git/gongshi-*"):
        kept.unlink()


def test_the_last_change_of_each_file(repo: Repo) -> None:
    first = commit(repo, 1_700_000_000, {"records/a/x.yaml": "1", "records/a/中 文.yaml": "1"})
    second = commit(repo, 1_700_100_000, {"records/a/x.yaml": "2", "other/y.yaml": "1"})
    third = commit(repo, 1_700_200_000, {"other/y.yaml": "2"})
    history = last_changes(root_of(repo))
    assert history.head is not None
    assert history.head.sha == third
    assert {path: each.sha for path, each in history.by_path.items()} == {
        "records/a/x.yaml": second,
        "records/a/中 文.yaml": first,
    }
    assert history.by_path["records/a/x.yaml"].epoch == 1_700_100_000


def test_the_date_is_the_day_in_shanghai(repo: Repo) -> None:
    commit(repo, 1_704_038_400, {"records/a/x.yaml": "1"})  # 2023-12-31 16:00 UTC
    assert last_changes(root_of(repo)).by_path["records/a/x.yaml"].date == "2024-01-01"


def test_a_folder_without_git_and_a_repository_without_commits(
    tmp_path: Path, kinds: dict[str, Kind]
) -> None:
    for _ in range(2):
        assert last_changes(tmp_path) == History(None, {})
        history = field_history(tmp_path, kinds, {})
        assert (history.last(), history.of(CLUB), history.names()) == (
            History(None, {}),
            [],
            frozenset(),
        )
        Repo.init(tmp_path)


def test_what_changed_before_and_after(repo: Repo, kinds: dict[str, Kind]) -> None:
    first = commit(repo, 1, {CLUB: club(leader="某甲", secret="内情")})
    second = commit(repo, 2, {CLUB: club(leader="某乙", secret="内情")}, subject="换届")
    third = commit(repo, 3, {CLUB: club(leader="某乙", secret="别的")})
    fourth = commit(repo, 4, {CLUB: "# 甲社\n" + club(leader="某乙", secret="别的")})
    found = versions(repo, kinds)
    assert shas(found) == [fourth, third, second, first]
    assert [each.began for each in found] == [False, False, False, True]
    assert found[2].subject == "换届"
    assert [each.before_after for each in found[:3]] == [
        ({}, {}, True),
        ({}, {}, False),
        ({"leader": "某甲"}, {"leader": "某乙"}, False),
    ]


def test_nothing_closed_is_kept(repo: Repo, kinds: dict[str, Kind]) -> None:
    commit(repo, 1, {CLUB: club(secret="内情一")})
    commit(repo, 2, {CLUB: club(secret="内情二")})
    versions(repo, kinds)
    for kept in root_of(repo).glob(".git/gongshi-*"):
        assert "内情".encode() not in kept.read_bytes()


def test_a_value_of_another_type_than_the_schemas_is_left_out(
    repo: Repo, kinds: dict[str, Kind]
) -> None:
    commit(repo, 1, {CLUB: "id: x\nname:\n  - 1\noffice: 7\nleader: true\n"})
    commit(repo, 2, {CLUB: club(office="\n  phones:\n    - '1'\n    - 2")})
    assert versions(repo, kinds)[0].before_after == ({}, {"name": "甲社"}, False)


@pytest.mark.parametrize(
    "hostile",
    [b"id: [", b"\xff\xfe", b"a: &x [*x]\n", b"- " * 5000, b"x" * (1 << 21), b"? [1]\n: 2\n", b""],
)
def test_a_version_that_cannot_be_read(repo: Repo, kinds: dict[str, Kind], hostile: bytes) -> None:
    commit(repo, 1, {CLUB: club()})
    commit(repo, 2, {CLUB: hostile})
    commit(repo, 3, {CLUB: club(leader="某甲")})
    assert [each.before_after for each in versions(repo, kinds)[:2]] == [None, None]


def test_a_file_that_moves_keeps_its_past(repo: Repo, kinds: dict[str, Kind]) -> None:
    first = commit(repo, 1, {CLUB: club()})
    second = commit(repo, 2, {CLUB: None, "records/clubs/2024/x.yaml": club()})
    third = commit(
        repo,
        3,
        {"records/clubs/2024/x.yaml": None, "records/clubs/2025/x.yaml": club(leader="某甲")},
    )
    found = versions(repo, kinds, "records/clubs/2025/x.yaml")
    assert shas(found) == [third, second, first]
    assert found[0].before_after == ({}, {"leader": "某甲"}, False)
    assert found[1].before_after == ({}, {}, True)
    assert set(last_changes(root_of(repo)).by_path) == {"records/clubs/2025/x.yaml"}


def test_what_stood_before_a_deletion_is_not_told(repo: Repo, kinds: dict[str, Kind]) -> None:
    commit(repo, 1, {CLUB: club(leader="某甲"), "records/clubs/w.yaml": "id: w\nname: 乙社\n"})
    commit(repo, 2, {CLUB: None})
    again = commit(repo, 3, {CLUB: club()})
    later = commit(repo, 4, {CLUB: club(leader="某乙")})
    assert shas(versions(repo, kinds)) == [later, again]


def test_two_branches_and_what_their_merge_made(repo: Repo, kinds: dict[str, Kind]) -> None:
    base = commit(repo, 1, {CLUB: club(opened="2024-01-01")})
    ours = commit(repo, 2, {CLUB: club(leader="某甲")}, parents=[base])
    theirs = commit(repo, 3, {CLUB: club(name="乙社")}, parents=[base])
    plain = commit(repo, 4, {CLUB: club(name="乙社", leader="某甲")}, parents=[ours, theirs])
    found = versions(repo, kinds)
    assert shas(found)[0] == plain
    assert set(shas(found)[1:3]) == {ours, theirs}
    assert shas(found)[3:] == [base]
    assert found[0].merged
    assert found[0].before_after == ({}, {}, True)  # nothing but what the branches had
    evil = commit(repo, 4, {CLUB: club(name="丙社", leader="某甲")}, parents=[ours, theirs])
    found = versions(repo, kinds)
    assert shas(found)[0] == evil
    assert found[0].before_after == ({"name": "甲社"}, {"name": "丙社"}, False)


def test_what_a_merge_dropped_is_not_told(repo: Repo, kinds: dict[str, Kind]) -> None:
    base = commit(repo, 1, {CLUB: club()})
    kept = commit(repo, 2, {CLUB: club(leader="某甲")}, parents=[base])
    dropped = commit(repo, 3, {CLUB: club(leader="某乙")}, parents=[base])
    commit(repo, 4, {CLUB: club(leader="某甲")}, parents=[kept, dropped])
    assert shas(versions(repo, kinds)) == [kept, base]
    assert last_changes(root_of(repo)).by_path[CLUB].sha == kept


def test_wrong_clocks_do_not_turn_history_around(repo: Repo, kinds: dict[str, Kind]) -> None:
    made = [
        commit(repo, epoch, {CLUB: club(leader=name)})
        for epoch, name in ((900, "某甲"), (100, "某乙"), (500, "某甲"), (500, "某乙"))
    ]
    assert shas(versions(repo, kinds)) == made[::-1]


def test_a_shallow_clone_says_what_it_does_not_hold(
    repo: Repo, tmp_path: Path, kinds: dict[str, Kind]
) -> None:
    first = commit(repo, 1, {CLUB: club()})
    last = commit(repo, 2, {"records/clubs/w.yaml": "id: w\nname: 乙社\n"})
    clone = Repo.clone_from(f"file://{repo.working_dir}", tmp_path / "clone", depth=1)
    (only,) = versions(clone, kinds)
    assert (only.commit.sha, only.is_cut) == (last, True)
    clone.git.fetch("--unshallow")
    (only,) = versions(clone, kinds)
    assert (only.commit.sha, only.is_cut, only.began) == (first, False, True)


def test_who_it_was(repo: Repo, kinds: dict[str, Kind]) -> None:
    authors = [
        Actor("别人", "12+Li-Ke@users.noreply.example.org"),
        Actor("别人", "li-ke@mail.example.org"),
        Actor("Li-Ke", "a@example.org"),
        Actor("别人", "LI-KE@example.org"),
        Actor("别人", "b@example.org"),
        Actor("机器人", "bot@example.org"),
    ]
    for number, author in enumerate(authors):
        staffed = "录入\n\n正文\n\nStaff: s-two\n" if author.name == "机器人" else "录入"
        commit(repo, number, {CLUB: club(leader=f"某{number}")}, author=author, subject=staffed)
    staff = {"s-one": "li-ke", "s-two": "li-ke@example.org", "s-three": ""}
    found = versions(repo, kinds, **staff)[::-1]
    assert [each.by for each in found] == ["s-one", "", "s-one", "s-two", "", "s-two"]
    assert "example.org" not in repr(found)


def test_names_and_subjects_of_any_bytes_and_times_of_any_size(
    repo: Repo, kinds: dict[str, Kind]
) -> None:
    text = club().encode()
    stream = (
        b"commit refs/heads/main\nauthor \xff\x01 <\xe9@x> 1 +0000\n"
        b"committer \xff <\xe9> 99999999999999 +0000\ndata 6\n\xff\x01:\x022\n"
        + b'M 644 inline "records/clubs/\\377 \\n\\".yaml"\ndata 1\n1\n'
        + b"M 644 inline records/clubs/x.yaml\ndata %d\n%s\n" % (len(text), text)
    )
    git = ["git", "-C", repo.working_dir]
    subprocess.run(
        [*git, "fast-import", "--quiet", "--date-format=raw-permissive"], input=stream, check=True
    )
    history = last_changes(root_of(repo))
    assert set(history.by_path) == {CLUB, 'records/clubs/\\xff \n".yaml'}
    assert history.by_path[CLUB].date == "9999-12-31"
    assert versions(repo, kinds)[0].subject


def test_another_process_can_have_it(repo: Repo, kinds: dict[str, Kind]) -> None:
    commit(repo, 1, {CLUB: club()})
    commit(repo, 2, {CLUB: club(leader="某甲")})
    history = field_history(root_of(repo), kinds, {})
    assert pickle.loads(pickle.dumps(history)).of(CLUB) == history.of(CLUB)


def test_every_name_that_ever_stood_there(repo: Repo, kinds: dict[str, Kind]) -> None:
    commit(repo, 1, {CLUB: club(leader="某甲")})
    commit(repo, 2, {CLUB: None, "records/clubs/w.yaml": "id: w\nname: 乙社\nleader: 某乙\n"})
    commit(repo, 3, {"records/clubs/w.yaml": "id: w\nname: 乙社\nleader: 某丙\n"})
    assert field_history(root_of(repo), kinds, {}).names() == {"某甲", "某乙", "某丙"}


@pytest.mark.parametrize("seed", range(4))
def test_going_on_says_what_beginning_anew_says(
    repo: Repo, kinds: dict[str, Kind], seed: int
) -> None:
    """Commits, merges, moves, deletions and rewritten history, looked at whenever."""
    draw = random.Random(seed)
    root = root_of(repo)
    names = [f"records/clubs/{folder}{stem}.yaml" for folder in ("", "a/") for stem in "xyz"]
    made: list[str] = []
    for _ in range(40):
        tips = draw.sample(made[-4:], k=min(len(made), draw.choice((1, 1, 1, 2))))
        if tips:
            repo.git.reset("--hard", tips[0])
        here = [name for name in names if (root / name).exists()]
        files: dict[str, str | bytes | None] = {}
        for name in draw.sample(names, k=2):
            text = club(leader=f"某{draw.choice('甲乙')}")
            files[name] = None if name in here and draw.random() < 0.3 else text
        made.append(commit(repo, draw.randrange(5), files, parents=tips))
        if draw.random() < 0.5:
            warm = everything(root, kinds)
            forget(root)
            assert everything(root, kinds) == warm


def test_git_agrees_on_the_last_change(repo: Repo) -> None:
    draw = random.Random(7)
    names = [f"records/clubs/{stem}.yaml" for stem in "uvwxyz"]
    for number in range(30):
        some = draw.sample(names, k=2)
        commit(repo, number, {name: club(leader=f"某{draw.randrange(3)}") for name in some})
        last_changes(root_of(repo))
    found = last_changes(root_of(repo)).by_path
    assert {name: each.sha for name, each in found.items()} == {
        name: repo.git.log("-1", "--format=%H", "--", name) for name in found
    }


def test_what_is_kept_may_be_torn_deleted_or_never_written(
    repo: Repo, kinds: dict[str, Kind]
) -> None:
    root = root_of(repo)
    commit(repo, 1, {CLUB: club()})
    commit(repo, 2, {CLUB: club(leader="某甲")})
    truth = everything(root, kinds)
    kept = sorted(root.glob(".git/gongshi-*"))
    assert len(kept) == 2
    for path in kept:
        whole = path.read_bytes()
        torn = [whole[: len(whole) // 2], b"", whole[:99] + b"\0" * 99 + whole[198:], b"x" * 5000]
        for content in torn:
            path.write_bytes(content)
            assert everything(root, kinds) == truth
        path.unlink()
        path.mkdir()  # nothing can be put in its place
        assert everything(root, kinds) == truth
        path.rmdir()
        assert everything(root, kinds) == truth
        assert path.is_file()


def test_another_toolkit_or_schema_begins_anew(
    repo: Repo, kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = root_of(repo)
    commit(repo, 1, {CLUB: club()})
    everything(root, kinds)
    before = {path: path.read_bytes() for path in root.glob(".git/gongshi-*")}
    everything(root, kinds)
    assert before == {path: path.read_bytes() for path in before}
    monkeypatch.setattr(gongshi, "__version__", "another")
    everything(root, kinds)
    assert all(path.read_bytes() != content for path, content in before.items())


def test_processes_at_once_and_one_killed(repo: Repo, kinds: dict[str, Kind]) -> None:
    root = root_of(repo)
    for number in range(5):
        commit(repo, number, {CLUB: club(leader=f"某{number}")})
    truth = everything(root, kinds)
    forget(root)
    code = (
        "import sys; from pathlib import Path; from gongshi.records.history import last_changes\n"
        "print(last_changes(Path(sys.argv[1])).by_path)"
    )
    command = [sys.executable, "-c", code, str(root)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    running[0].kill()
    said = {each.communicate()[0] for each in running[1:]}
    running[0].communicate()
    assert len(said) == 1
    assert everything(root, kinds) == truth
