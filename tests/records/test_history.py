"""The last change of every record file, from one log."""

from __future__ import annotations

from pathlib import Path

import pytest
from git import Actor, Repo

from gongshi.records.history import History, last_changes

SOMEONE = Actor("Somebody", "somebody@example.org")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo.init(tmp_path, initial_branch="main")


def commit(repo: Repo, epoch: int, files: dict[str, str | None]) -> str:
    """A commit of these contents (None removes the file), at `epoch` seconds."""
    root = Path(repo.working_dir)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    repo.git.add("-A")
    day = f"{epoch} +0000"
    made = repo.index.commit(
        "c", author=SOMEONE, committer=SOMEONE, author_date=day, commit_date=day
    )
    return made.hexsha


def test_the_last_change_of_each_file(repo: Repo) -> None:
    first = commit(repo, 1_700_000_000, {"records/a/x.yaml": "1", "records/a/中 文.yaml": "1"})
    second = commit(repo, 1_700_100_000, {"records/a/x.yaml": "2", "other/y.yaml": "1"})
    third = commit(repo, 1_700_200_000, {"other/y.yaml": "2"})
    history = last_changes(Path(repo.working_dir))
    assert history.head is not None
    assert history.head.sha == third
    assert {path: each.sha for path, each in history.by_path.items()} == {
        "records/a/x.yaml": second,
        "records/a/中 文.yaml": first,
    }
    assert history.by_path["records/a/x.yaml"].epoch == 1_700_100_000


def test_the_date_is_the_day_in_shanghai(repo: Repo) -> None:
    commit(repo, 1_704_038_400, {"records/a/x.yaml": "1"})  # 2023-12-31 16:00 UTC
    assert last_changes(Path(repo.working_dir)).by_path["records/a/x.yaml"].date == "2024-01-01"


def test_a_folder_without_git_and_a_repository_without_commits(tmp_path: Path) -> None:
    assert last_changes(tmp_path) == History(None, {})
    Repo.init(tmp_path)
    assert last_changes(tmp_path) == History(None, {})


def test_a_shallow_clone_knows_what_it_has(repo: Repo, tmp_path: Path) -> None:
    commit(repo, 1_700_000_000, {"records/a/x.yaml": "1"})
    last = commit(repo, 1_700_100_000, {"records/a/y.yaml": "1"})
    clone = Repo.clone_from(f"file://{repo.working_dir}", tmp_path / "clone", depth=1)
    history = last_changes(Path(clone.working_dir))
    assert {each.sha for each in history.by_path.values()} == {last}
    assert sorted(history.by_path) == ["records/a/x.yaml", "records/a/y.yaml"]
