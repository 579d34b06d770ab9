"""A small repository with a base commit, and a forge on this machine that answers as told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from git import Repo
from local_forge import LocalForge, local_forge
from repositories import commit, write_files
from small_county import copy_records


@pytest.fixture
def forge() -> Iterator[LocalForge]:
    """A forge that knows no address until it is told one."""
    with local_forge() as local:
        yield local


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A county with one team and an activity, committed; its schemas lie beside, uncommitted."""
    repo = Repo.init(copy_records(tmp_path / "county"))
    commit(repo)
    return repo


@pytest.fixture
def changed(repo: Repo) -> Callable[[dict[str, str]], str]:
    """Commit these files (`folder/id` under records/) beside the base, and check the base out."""

    def change(files: dict[str, str]) -> str:
        base = repo.head.commit.hexsha
        write_files(Path(repo.working_dir), files)
        commit(repo)
        head = repo.head.commit.hexsha
        repo.git.checkout("--detach", "--quiet", base)
        return head

    return change
