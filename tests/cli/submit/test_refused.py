"""Where `gongshi submit` does nothing: it says why, and nothing has moved."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from git import Repo
from typer.testing import CliRunner

from gongshi.cli import app
from gongshi.cli.common import USAGE

from .conftest import TEAM, Run, alter, state, top


@pytest.mark.parametrize(
    ("words", "why", "said"),
    [
        ((), "x", "No record has changed"),
        (("records/teams/demo-lamp.yaml",), "x", "is as in the last commit"),
        (("schemas/team.yaml",), "x", "does not lie under records/"),
    ],
)
def test_nothing_to_submit(
    run: Run, repo: Repo, words: tuple[str, ...], why: str, said: str
) -> None:
    before = state(repo)
    done = run(*(Path(top(repo), each) for each in words), why=why)
    assert done.exit_code == USAGE
    assert said in done.stderr
    assert state(repo) == before


@pytest.mark.parametrize(
    ("words", "why", "said"),
    [
        ((), "", "Say why with --why"),
        ((), "张三家里困难，电话 13912345678", "139********"),
        (("--title", "v-0a1b2c left"), "x", "v-0a1b2c"),
        (("--by", "s-nobody"), "x", "There is no member of staff s-nobody"),
        (("--branch", "a b"), "x", "cannot be the name of a branch"),
        (("--branch=-x",), "x", "cannot be the name of a branch"),
        (("--branch", "other"), "x", "There is a branch “other” already"),
        (("--remote", "nowhere"), "x", "There is no remote “nowhere”. There are: origin"),
        (("--base", "nowhere"), "x", "There is no branch “nowhere”"),
    ],
)
def test_what_is_refused_moves_nothing(
    run: Run, repo: Repo, words: tuple[str, ...], why: str, said: str
) -> None:
    repo.git.branch("other")
    alter(repo, TEAM)
    before = state(repo)
    done = run(*words, why=why)
    assert done.exit_code == USAGE
    assert said in done.stderr
    assert state(repo) == before


def test_while_a_merge_is_under_way(run: Run, repo: Repo) -> None:
    repo.git.switch("--create", "other")
    alter(repo, TEAM, after="name: 甲")
    repo.git.commit("-am", "one")
    repo.git.switch("main")
    alter(repo, TEAM, after="name: 乙")
    repo.git.commit("-am", "two")
    repo.git.merge("other", with_exceptions=False)
    before = state(repo)
    done = run()
    assert done.exit_code == USAGE
    assert "under way" in done.stderr
    assert state(repo) == before


def test_while_the_index_is_in_use(run: Run, repo: Repo) -> None:
    alter(repo, TEAM)
    before = state(repo)
    lock = Path(repo.git_dir, "index.lock")
    lock.write_text("", "utf-8")
    done = run()
    lock.unlink()
    assert done.exit_code == USAGE
    assert "Git is in use by another program" in done.stderr
    assert "index.lock" in done.stderr
    assert state(repo) == before


def test_git_does_not_know_who_commits(run: Run, repo: Repo) -> None:
    with repo.config_writer() as config:
        config.remove_option("user", "email")
        config.set_value("user", "useConfigOnly", "true")
    alter(repo, TEAM)
    before = state(repo)
    done = run()
    assert done.exit_code == USAGE
    assert "git config user.name" in done.stderr
    assert state(repo) == before


@pytest.mark.usefixtures("home")
def test_no_commit_or_no_repository(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "schemas", tmp_path / "new" / "schemas")
    (tmp_path / "new" / "records").mkdir()
    words = ["submit", "--why", "x", "--lang", "en", "--root", str(tmp_path / "new")]
    assert "is no Git repository" in CliRunner().invoke(app, words).stderr
    Repo.init(tmp_path / "new").close()
    assert "has no commit yet" in CliRunner().invoke(app, words).stderr
