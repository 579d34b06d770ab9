"""A small repository with one commit, and a way to say what a change of it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from git import Repo
from repositories import commit, write_files
from small_county import RULES, copy_records

from gongshi.kinds import Kind
from gongshi.review import Report, Sides, read_sides, review

POLICY = (
    RULES
    + """\
  - id: points
    event: service
    measure: points
    amount: '10'
    step: 60
"""
)
Files = Mapping[str, str | None]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A county with one team, two volunteers (one withholds the number), an activity, a policy."""
    copy_records(tmp_path)
    write_files(tmp_path, {"policies/demo-rules": POLICY})
    repo = Repo.init(tmp_path)
    commit(repo)
    return repo


@pytest.fixture
def meant(repo: Repo, kinds: dict[str, Kind]) -> Callable[[Files], Report]:
    """What it means that these files (`folder/id`) are written, or None: removed."""
    first = repo.head.commit.hexsha

    def after(files: Files) -> Report:
        write_files(Path(repo.working_dir), files)
        commit(repo)
        sides = read_sides(Path(repo.working_dir), kinds, first, "HEAD")
        assert isinstance(sides, Sides)
        return review(sides, kinds)

    return after
