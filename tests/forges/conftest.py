"""A small repository with a base commit, and a forge on this machine that answers as told."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from git import Repo
from local_forge import LocalForge, local_forge
from repositories import commit


@pytest.fixture
def forge() -> Iterator[LocalForge]:
    """A forge that knows no address until it is told one."""
    with local_forge() as local:
        yield local


@pytest.fixture
def repo(tmp_path: Path, root: Path) -> Repo:
    """A county with one team and an activity, committed; its schemas lie beside, uncommitted."""
    good = root / "tests" / "examples" / "good" / "X015" / "records"
    folder = tmp_path / "county"
    shutil.copytree(good, folder / "records")
    repo = Repo.init(folder)
    commit(repo)
    return repo


@pytest.fixture
def changed(repo: Repo) -> Callable[[dict[str, str]], str]:
    """Commit these files (`folder/id` under records/) beside the base, and check the base out."""

    def change(files: dict[str, str]) -> str:
        base = repo.head.commit.hexsha
        for name, text in files.items():
            path = Path(repo.working_dir, "records", f"{name}.yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        commit(repo)
        head = repo.head.commit.hexsha
        repo.git.checkout("--detach", "--quiet", base)
        return head

    return change
