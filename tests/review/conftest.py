"""A small repository with one commit, and a way to say what a change of it means."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from git import Repo
from repositories import commit

from gongshi.kinds import Kind
from gongshi.review import Report, Sides, read_sides, review

POLICY = """\
id: demo-rules
basis: local
name: 规则
family: earning
scope: demo
from: 2024-01-01
earning:
  - id: minutes
    event: service
    measure: minutes
    amount: '1'
    step: 1
  - id: points
    event: service
    measure: points
    amount: '10'
    step: 60
"""
Files = Mapping[str, str | None]


@pytest.fixture
def repo(tmp_path: Path, root: Path) -> Repo:
    """A county with one team, two volunteers (one withholds the number), an activity, a policy."""
    good = root / "tests" / "examples" / "good" / "X015" / "records"
    shutil.copytree(good, tmp_path / "records")
    write(tmp_path, {"policies/demo-rules": POLICY})
    repo = Repo.init(tmp_path)
    commit(repo)
    return repo


@pytest.fixture
def meant(repo: Repo, kinds: dict[str, Kind]) -> Callable[[Files], Report]:
    """What it means that these files (`folder/id`) are written, or None: removed."""
    first = repo.head.commit.hexsha

    def after(files: Files) -> Report:
        write(Path(repo.working_dir), files)
        commit(repo)
        sides = read_sides(Path(repo.working_dir), kinds, first, "HEAD")
        assert isinstance(sides, Sides)
        return review(sides, kinds)

    return after


def write(root: Path, files: Files) -> None:
    for name, text in files.items():
        path = root / "records" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
