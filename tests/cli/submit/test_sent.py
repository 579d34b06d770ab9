"""Where `gongshi submit` pushes to, how it ends where that fails, and the address it tells."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from git import Repo

from gongshi.cli.common import CLEAN, UNSENT

from .conftest import TEAM, Run, alter, committed


def hook(folder: str | Path, name: str, *lines: str) -> Path:
    """A hook of the repository in this folder that runs these lines of shell."""
    path = Path(folder, "hooks", name)
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), "utf-8")
    path.chmod(0o755)
    return path


def test_offline_the_commit_stands_and_can_be_pushed_later(
    run: Run, repo: Repo, bare: Path
) -> None:
    away = bare.with_name("away.git")
    bare.rename(away)
    alter(repo, TEAM)
    done = run()
    assert done.exit_code == UNSENT
    assert "submit/demo-lamp and is safe" in done.stderr
    assert repo.active_branch.name == "submit/demo-lamp"
    assert repo.git.status("--porcelain") == ""
    made = repo.head.commit.hexsha
    away.rename(bare)
    done = run(why="")
    assert done.exit_code == CLEAN, done.output
    with Repo(bare) as there:
        assert there.commit("submit/demo-lamp").hexsha == made


def test_without_a_remote(run: Run, repo: Repo) -> None:
    repo.git.remote("remove", "origin")
    committed(repo)
    done = run()
    assert done.exit_code == UNSENT
    assert "There is no remote yet" in done.stderr
    assert repo.active_branch.name == "submit/demo-lamp"


def test_a_hook_here_that_refuses_to_push(run: Run, repo: Repo) -> None:
    hook(repo.git_dir, "pre-push", "echo 'not on Sundays'", "exit 1")
    committed(repo)
    done = run()
    assert done.exit_code == UNSENT
    assert "The push failed: not on Sundays. The commit stands on branch" in done.stderr


def test_a_push_that_is_refused(run: Run, repo: Repo, bare: Path) -> None:
    made = hook(bare, "pre-receive", "echo 'records are closed today'", "exit 1")
    committed(repo)
    done = run()
    assert done.exit_code == UNSENT
    assert "The remote refused: records are closed today; ! [remote rejected]" in done.stderr
    made.unlink()
    # Somebody else has pushed to a branch of that name meanwhile.
    repo.git.push("origin", "main~0:refs/heads/other")
    with Repo(bare) as there:
        tree = there.commit("main").tree.hexsha
        stray = there.git.execute(
            ["git", "-c", "user.name=o", "-c", "user.email=o@x.org", "commit-tree", tree, "-m", "o"]
        )
        there.git.update_ref("refs/heads/submit/demo-lamp", stray)
    done = run(why="")
    assert done.exit_code == UNSENT
    assert "[rejected]" in done.stderr
    assert "git pull --rebase origin submit/demo-lamp" in done.stderr


def test_the_server_tells_the_address(run: Run, repo: Repo, bare: Path) -> None:
    address = "https://me:pw@git.example.org/o/r/compare/main...submit/demo-lamp"
    hook(bare, "post-receive", "echo 'Create a pull request:'", f"echo '  {address}'")
    committed(repo)
    done = run()
    assert "\n  https://git.example.org/o/r/compare/main...submit/demo-lamp\n" in done.stdout
    assert "pw" not in done.output


@pytest.mark.parametrize(
    ("url", "forge", "wanted"),
    [
        ("git@gitee.com:o/r.git", "", "https://gitee.com/o/r/pull/new/o:submit/demo-lamp...o:main"),
        (
            "ssh://git@git.example.org:2222/o/r.git",
            "forgejo",
            "https://git.example.org/o/r/compare/main...submit/demo-lamp",
        ),
        ("git@git.example.org:o/r.git", "", "What forge https://git.example.org/o/r is, is not"),
    ],
)
def test_the_address_by_the_remote(
    run: Run, repo: Repo, bare: Path, home: Path, url: str, forge: str, wanted: str
) -> None:
    ssh = home / "ssh"  # stands for a server that is not there
    ssh.write_text(f"#!/bin/sh\nexec git receive-pack '{bare}'\n", "utf-8")
    ssh.chmod(ssh.stat().st_mode | stat.S_IXUSR)
    with repo.config_writer() as config:
        config.set_value("core", "sshCommand", str(ssh))
        config.set_value("ssh", "variant", "simple" if "2222" not in url else "ssh")
        if forge:
            config.set_value("gongshi", "forge", forge)
    repo.git.remote("set-url", "origin", url)
    committed(repo)
    done = run()
    assert done.exit_code == CLEAN, done.output
    assert wanted in done.stdout
