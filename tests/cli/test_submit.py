"""`gongshi submit` on real repositories: what it makes, what it leaves, how it ends offline."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from git import Repo
from typer.testing import CliRunner, Result

from gongshi.cli import app
from gongshi.cli.common import CLEAN, ERRORS, UNSENT, USAGE

GOOD = Path(__file__).parents[1] / "examples" / "good" / "X015" / "records"
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
def repo(root: Path, home: Path, bare: Path) -> Repo:
    """A clerk's clone of it with a few good records."""
    top = home / "我的 仓库"
    made = Repo.init(top, initial_branch="main")
    shutil.copytree(root / "schemas", top / "schemas")
    shutil.copytree(GOOD, top / "records")
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


def test_a_changed_record_becomes_a_branch_and_is_pushed(run: Run, repo: Repo, bare: Path) -> None:
    alter(repo, TEAM)
    done = run()
    assert done.exit_code == CLEAN, done.output
    assert repo.active_branch.name == "submit/demo-lamp"
    assert repo.git.status("--porcelain") == ""
    subject, *rest = repo.head.commit.message.splitlines()
    assert subject == "Changed Team: demo-lamp"
    assert rest == ["", "The office wrote it so", "", "- Changed Team: demo-lamp (Name)"]
    assert repo.git.diff("--name-only", "main", "HEAD") == TEAM
    with Repo(bare) as there:
        assert there.commit("submit/demo-lamp").hexsha == repo.head.commit.hexsha
        assert there.commit("main").hexsha == repo.commit("main").hexsha
    assert "is no repository on a forge" in done.stdout


def test_other_work_stays_as_it_was(run: Run, repo: Repo) -> None:
    alter(repo, TEAM)
    alter(repo, PLACE)
    repo.git.add(PLACE)  # staged
    alter(repo, PLACE, "name: 新", "name: 更新")  # and changed again
    notes = Path(top(repo), "笔记 1.txt")
    notes.write_text("mine", "utf-8")
    Path(top(repo), "staged.txt").write_text("staged", "utf-8")
    repo.git.add("staged.txt")
    Path(top(repo), "schemas", "team.yaml").open("a").close()
    before = state(repo)
    done = run(Path(top(repo), TEAM))
    assert done.exit_code == CLEAN, done.output
    after = state(repo)
    assert [line for line in before[3].splitlines() if TEAM not in line] == after[3].splitlines()
    assert [line for line in before[2].splitlines() if TEAM not in line] == [
        line for line in after[2].splitlines() if TEAM not in line
    ]
    assert repo.git.diff("--name-only", "main", "HEAD") == TEAM
    assert notes.read_text("utf-8") == "mine"
    assert list(Path(repo.git_dir).glob("gongshi-*/")) == []


def test_added_and_removed_records_go_along(run: Run, repo: Repo) -> None:
    text = Path(top(repo), TEAM).read_text("utf-8").replace("demo-lamp", "demo-lantern")
    Path(top(repo), "records/teams/demo-lantern.yaml").write_text(text, "utf-8")
    done = run("--branch", "改动", "--title", "A second team", "--by", "s-demo-01")
    assert done.exit_code == CLEAN, done.output
    assert repo.active_branch.name == "改动"
    lines = repo.head.commit.message.splitlines()
    assert lines[0] == "A second team"
    assert lines[-1] == "Staff: s-demo-01"
    repo.git.rm("records/teams/demo-lantern.yaml")
    done = run()
    assert done.exit_code == CLEAN, done.output
    assert repo.head.commit.message.startswith("Removed Team: demo-lantern")
    assert repo.git.diff("--name-only", "main", "HEAD") == ""


def test_more_on_the_same_branch_goes_to_the_same_pull_request(
    run: Run, repo: Repo, bare: Path
) -> None:
    alter(repo, TEAM)
    assert run().exit_code == CLEAN
    first = repo.head.commit.hexsha
    alter(repo, PLACE)
    done = run()
    assert done.exit_code == CLEAN, done.output
    assert repo.active_branch.name == "submit/demo-lamp"
    assert repo.head.commit.parents[0].hexsha == first
    with Repo(bare) as there:
        assert there.commit("submit/demo-lamp").hexsha == repo.head.commit.hexsha
    assert run().exit_code == USAGE  # nothing is left


def test_a_branch_that_was_merged_is_done_and_one_of_ones_own_is_used(
    run: Run, repo: Repo, bare: Path
) -> None:
    committed(repo)
    repo.git.push("--set-upstream", "origin", "submit/demo-lamp")
    with Repo(bare) as there:
        there.git.update_ref("refs/heads/main", "refs/heads/submit/demo-lamp")
    repo.git.fetch("origin")
    alter(repo, PLACE)
    done = run("--no-push")
    assert done.exit_code == CLEAN, done.output
    assert repo.active_branch.name == "submit/demo"
    repo.git.switch("--create", "mine", "origin/main")
    alter(repo, PLACE)
    assert run("--no-push").exit_code == CLEAN
    assert repo.active_branch.name == "mine"


def test_a_second_change_from_the_base_has_a_branch_of_its_own(run: Run, repo: Repo) -> None:
    alter(repo, TEAM)
    assert run().exit_code == CLEAN
    repo.git.switch("main")
    alter(repo, TEAM, after="name: 老")
    assert run().exit_code == CLEAN
    assert repo.active_branch.name == "submit/demo-lamp-2"
    assert repo.head.commit.parents[0] == repo.commit("main")


def test_from_a_commit_without_a_branch(run: Run, repo: Repo) -> None:
    repo.git.checkout("--detach")
    alter(repo, TEAM)
    assert run().exit_code == CLEAN
    assert repo.active_branch.name == "submit/demo-lamp"


def test_unpushed_commits_of_the_base_are_told(run: Run, repo: Repo) -> None:
    alter(repo, PLACE)
    repo.git.commit("-am", "not pushed")
    alter(repo, TEAM)
    done = run("--no-push")
    assert done.exit_code == CLEAN, done.output
    assert "1 commits that main has not" in done.stdout
    assert "Not pushed, as asked" in done.stdout
    assert repo.head.commit.message.startswith("Changed Team: demo-lamp\n")


def test_records_with_errors_are_not_submitted(run: Run, repo: Repo) -> None:
    alter(repo, TEAM, after="name: 13912345678 ")
    before = state(repo)
    done = run()
    assert done.exit_code == ERRORS
    assert f"{TEAM}:" in done.stderr
    assert "P002" in done.stderr
    assert "nothing was committed" in done.stderr
    assert state(repo) == before


def test_only_what_is_submitted_is_judged(run: Run, repo: Repo) -> None:
    alter(repo, PLACE)
    Path(top(repo), "records/teams/demo-bad.yaml").write_text("id: [\n", "utf-8")
    done = run(Path(top(repo), PLACE))
    assert done.exit_code == CLEAN, done.output
    # What is left out and referred to is missing in the commit, though it lies in the folder.
    text = Path(top(repo), PLACE).read_text("utf-8").replace("id: demo\n", "id: demo-new\n")
    Path(top(repo), "records/teams/demo-bad.yaml").unlink()
    Path(top(repo), "records/places/demo-new.yaml").write_text(text, "utf-8")
    alter(repo, TEAM, "place: demo", "place: demo-new")
    before = state(repo)
    done = run(Path(top(repo), TEAM))
    assert done.exit_code == ERRORS
    assert "X002" in done.stderr
    assert state(repo) == before
    done = run()
    assert done.exit_code == CLEAN, done.output


def test_odd_writing_is_told_and_left(run: Run, repo: Repo) -> None:
    file = Path(top(repo), TEAM)
    first, *rest = file.read_text("utf-8").splitlines()
    text = "\n".join([*rest, f'"{first.partition(":")[0]}":{first.partition(":")[2]}']) + "\n"
    file.write_text(text, "utf-8")
    done = run()
    assert done.exit_code == CLEAN, done.output
    assert f"Not in canonical form, which does not hinder; gongshi fmt rewrites them: {TEAM}" in (
        done.stdout
    )
    assert file.read_text("utf-8") == text


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


def test_a_push_that_is_refused(run: Run, repo: Repo, bare: Path) -> None:
    hook = bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'records are closed today'\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    committed(repo)
    done = run()
    assert done.exit_code == UNSENT
    assert "The remote refused: ! [remote rejected]" in done.stderr
    hook.unlink()
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
    hook = bare / "hooks" / "post-receive"
    address = "https://me:pw@git.example.org/o/r/compare/main...submit/demo-lamp"
    hook.write_text(f"#!/bin/sh\necho 'Create a pull request:'\necho '  {address}'\n", "utf-8")
    hook.chmod(0o755)
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
    assert "Nothing else was touched" in done.stderr
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


@pytest.mark.ssh
def test_a_commit_is_signed_where_git_is_told_to(run: Run, repo: Repo, home: Path) -> None:
    key = home / "key"
    make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
    subprocess.run(make, check=True)
    with repo.config_writer() as config:
        config.set_value("gpg", "format", "ssh")
        config.set_value("user", "signingkey", str(key))
        config.set_value("commit", "gpgsign", "true")
    alter(repo, TEAM)
    assert run().exit_code == CLEAN
    assert "-----BEGIN SSH SIGNATURE-----" in repo.git.cat_file("commit", "HEAD")


@pytest.mark.usefixtures("home")
def test_no_commit_or_no_repository(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "schemas", tmp_path / "new" / "schemas")
    (tmp_path / "new" / "records").mkdir()
    words = ["submit", "--why", "x", "--lang", "en", "--root", str(tmp_path / "new")]
    assert "is no Git repository" in CliRunner().invoke(app, words).stderr
    Repo.init(tmp_path / "new").close()
    assert "has no commit yet" in CliRunner().invoke(app, words).stderr
