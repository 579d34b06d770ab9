"""A clerk's clone of a repository with a few good records, out of which `gongshi submit` is run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from git import Repo
from small_county import copy_county
from typer.testing import CliRunner, Result

from gongshi.cli import app

TEAM = "records/teams/demo-lamp.yaml"
PLACE = "records/places/demo.yaml"
Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of this machine's own Git settings."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.delenv(f"{name}_NAME", raising=False)
        monkeypatch.delenv(f"{name}_EMAIL", raising=False)
    return tmp_path


@pytest.fixture
def bare(home: Path) -> Path:
    """Where others push to; its folder has a blank and Chinese characters in its name."""
    path = home / "共用 仓库.git"
    Repo.init(path, bare=True, initial_branch="main").close()
    return path


@pytest.fixture
def repo(home: Path, bare: Path) -> Repo:
    """A clerk's clone of it with a few good records."""
    top = home / "我的 仓库"
    made = Repo.init(top, initial_branch="main")
    copy_county(top)
    with made.config_writer() as config:
        config.set_value("user", "name", "clerk")
        config.set_value("user", "email", "clerk@example.org")
    made.git.add("--all")
    made.git.commit("-m", "records")
    made.git.remote("add", "origin", bare.as_posix())
    made.git.push("--set-upstream", "origin", "main")
    return made


@pytest.fixture
def run(repo: Repo) -> Run:
    """Submit from that clone, saying why unless told otherwise."""

    def run_command(*words: object, why: str = "The office wrote it so") -> Result:
        told = [*map(str, words), *(("--why", why) if why else ())]
        return CliRunner().invoke(app, ["submit", *told, "--root", top(repo), "--lang", "en"])

    return run_command


def top(repo: Repo) -> str:
    return str(repo.working_dir)


def alter(repo: Repo, path: str, before: str = "name: ", after: str = "name: 新") -> None:
    file = Path(top(repo)) / path
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


def committed(repo: Repo) -> None:
    """A branch with a commit that nobody has pushed: all that is left to do is that."""
    repo.git.switch("--create", "submit/demo-lamp")
    alter(repo, TEAM)
    repo.git.commit("-am", "a name")


def state(repo: Repo) -> tuple[str, ...]:
    """All that a command must not move: references, HEAD, the index, the state of the files."""
    return (
        str(repo.git.for_each_ref()),
        Path(repo.git_dir, "HEAD").read_text("utf-8"),
        str(repo.git.ls_files("--stage")),
        str(repo.git.status("--porcelain=v2", "--untracked-files=all")),
    )
