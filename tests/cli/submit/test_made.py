"""What `gongshi submit` makes and what it leaves alone, on real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from git import Repo

from gongshi.cli.common import CLEAN, ERRORS, USAGE

from .conftest import PLACE, TEAM, Run, alter, committed, state, top


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


def test_a_branch_that_was_merged_as_one_commit_is_told(run: Run, repo: Repo) -> None:
    """As a forge does it, after which others' work came to the base too."""
    committed(repo)
    alter(repo, PLACE)
    assert run("--no-push").exit_code == CLEAN
    repo.git.push("--set-upstream", "origin", "submit/demo-lamp")
    repo.git.switch("main")
    repo.git.merge("--squash", "submit/demo-lamp")
    repo.git.commit("-m", "squashed")
    Path(top(repo), "notes.txt").write_text("others", "utf-8")
    repo.git.add("notes.txt")
    repo.git.commit("-m", "others' work")
    repo.git.push("origin", "main")
    repo.git.switch("submit/demo-lamp")
    alter(repo, TEAM, after="name: 老")
    before = state(repo)
    done = run("--no-push")
    assert done.exit_code == USAGE
    assert "“submit/demo-lamp” was merged into main as one commit" in done.stderr
    assert state(repo) == before
    repo.git.switch("main")
    assert run("--no-push").exit_code == CLEAN
    assert repo.git.rev_list("--count", "origin/main..HEAD") == "1"


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


def test_what_the_base_has_changed_since_is_committed_and_told(run: Run, repo: Repo) -> None:
    """So that it can be merged with what others did, and nothing of it is lost."""
    start = repo.head.commit.hexsha
    alter(repo, TEAM, after="name: 别人的")
    repo.git.commit("-am", "theirs")
    repo.git.push("origin", "main")
    repo.git.reset("--hard", start)
    alter(repo, TEAM)
    done = run()
    assert done.exit_code == CLEAN, done.output
    assert "[C031 changed-on-both-sides]" in done.stderr
    assert repo.active_branch.name == "submit/demo-lamp"
