"""Hostile pull requests by what Git and file systems can hold; told as in `test_hostile.py`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pull_requests import Forge, Pull, git, name_of, public

from gongshi.checks.render import as_text as findings_as_text

from .conftest import MARCH, NEW, RIVER, SHELVES, VERIFIED

HERE = "activities/a-20250419-4ef5g"


def test_a_merge_that_smuggles(main: Forge) -> None:
    """Ben's branch takes in the main one, and the merge itself writes more than both had."""
    other = main.pull("anna").edit(SHELVES, ("图书上架", "图书上架二")).commit().push()
    pull = main.pull("ben").edit("projects/corner", ("流动读书角", "流动书角")).commit()
    main.merge(other)
    git(pull.where, "fetch", "-q", "origin")
    git(pull.where, "merge", "-q", "--no-commit", "--no-ff", "origin/main", **name_of("ben"))
    pull.edit(RIVER, ("minutes: 120", "minutes: 600"))
    git(pull.where, "add", "--all")
    git(pull.where, "commit", "-q", "-m", "merge", **name_of("ben"))
    assert pull.push().refused() == [("C006", f"{RIVER}.yaml:1")]


def test_a_merge_that_leaves_out(main: Forge) -> None:
    """A merge by the strategy `ours` drops what the main branch has gained."""
    other = main.pull("carl").edit(RIVER, ("河岸清理", "河岸清洁")).commit().push()
    pull = main.pull("ben").edit("projects/corner", ("流动读书角", "流动书角")).commit()
    main.merge(other)
    git(pull.where, "fetch", "-q", "origin")
    git(pull.where, "merge", "-q", "-s", "ours", "-m", "merge", "origin/main", **name_of("ben"))
    assert pull.push().refused("") == [("C006", f"{RIVER}.yaml:1")]


def test_a_link(forge: Forge) -> None:
    pull = forge.pull("anna")
    pull.path("activities/a-20250419-4ef5g").symlink_to("/etc/passwd")
    assert ("C017", "activities/a-20250419-4ef5g.yaml:1") in pull.refused()


def test_a_link_in_place_of_a_verified_entry(forge: Forge) -> None:
    pull = forge.pull("ben")
    pull.path(MARCH).unlink()
    pull.path(MARCH).symlink_to("a-20250402-3wx4y.yaml")
    assert ("C017", f"{MARCH}.yaml:1") in pull.refused()


def test_a_submodule(forge: Forge) -> None:
    pull = forge.pull("anna")
    other = f"160000,{git(pull.where, 'rev-parse', 'HEAD')},records/teams/more"
    git(pull.where, "update-index", "--add", "--cacheinfo", other)
    git(pull.where, "commit", "-q", "-m", "more", **name_of("anna"))
    assert forge.refused(pull.push().branch) == [("C017", "teams/more:1")]


def test_a_program(forge: Forge) -> None:
    pull = forge.pull("anna")
    pull.path(SHELVES).chmod(0o755)
    assert pull.refused() == [("C017", f"{SHELVES}.yaml:1")]


def test_a_hidden_file(forge: Forge) -> None:
    pull = forge.pull("anna")
    (pull.where / "records" / ".gitattributes").write_text("* ident\n", encoding="utf-8")
    assert pull.refused() == [("C017", ".gitattributes:1")]


@pytest.mark.parametrize(
    ("name", "refusals"),
    [
        ("activities/A-20250405-5TV6W.yaml", ["B001"]),
        ("activities/\u0430-20250405-5tv6w.yaml", ["B001"]),
        ("Activities/a-20250405-5tv6w.yaml", ["B002"]),
        ("notes.txt", ["B002"]),
    ],
)
def test_a_name_that_looks_like_another(forge: Forge, name: str, refusals: list[str]) -> None:
    """In capitals, with a Cyrillic letter, in a folder of another case, and no record at all."""
    pull = forge.pull("anna")
    path = pull.where / "records" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(pull.read(SHELVES), encoding="utf-8")
    found = pull.refused()
    assert [code for code, _ in found] == refusals
    assert found[0][1].partition("/")[0].partition(":")[0] == name.partition("/")[0]


def test_records_come_with_code(forge: Forge) -> None:
    pull = forge.pull("anna").edit(SHELVES, ("图书上架", "图书上架二"))
    (pull.where / "Makefile").write_text("all:\n", encoding="utf-8")
    assert pull.refused() == [("C009", "Makefile:1")]


def test_the_main_branch_is_pushed_over(main: Forge) -> None:
    """Seen by the check of what was there before the push against what is there after it."""
    before = git(main.bare, "rev-parse", "main")
    other = main.pull("kim").remove("closings/demo-2025-03").remove(MARCH).commit().push()
    lost = main.refused(other.branch, before, straight=True)
    assert lost == [("L002", f"{MARCH}.yaml:1"), ("L002", "closings/demo-2025-03.yaml:1")]
    # And wound back by the last commit.
    git(other.where, "checkout", "-q", "--detach", f"{before}~1")
    git(other.where, "push", "-q", "--force", "origin", f"HEAD:refs/heads/{other.branch}")
    assert main.refused(other.branch, before) == []  # nothing came since the two parted
    rewound = main.refused(other.branch, before, straight=True)
    assert rewound == [("C023", f"{RIVER}.yaml:1")]


@pytest.mark.ssh
@pytest.mark.parametrize(
    ("sign", "who", "code"),
    [("", "dora", "C010"), ("mallory", "dora", "C012"), ("carl", "carl", "C012")],
)
def test_a_signature_that_is_not_the_verifiers(
    forge: Forge, sign: str, who: str, code: str
) -> None:
    pull = forge.pull(who).add(RIVER, VERIFIED.format("dora")).commit(sign=sign)
    assert pull.push().refused() == [(code, f"{RIVER}.yaml:15")]


@pytest.mark.ssh
def test_a_key_that_comes_with_the_signature(forge: Forge) -> None:
    pull = forge.pull("kim")
    own, other = (public(forge.keys[name]) for name in ("dora", "mallory"))
    pull.edit("staff/s-dora", (own, other)).commit()
    pull.add(RIVER, VERIFIED.format("dora")).commit("dora", sign="mallory")
    assert ("C013", f"{RIVER}.yaml:15") in pull.push().refused("kim")


@pytest.mark.ssh
def test_the_verifiers_own_signature_passes(forge: Forge) -> None:
    """What the others fail for is not that nothing passes."""
    pull = forge.pull("dora").add(RIVER, VERIFIED.format("dora")).commit(sign="dora")
    assert pull.push().refused() == []


def committed(pull: Pull, tree: str, when: str) -> None:
    """Push a commit with a tree and a time as no Git writes them."""
    by = f"anna <anna@example.org> {when}"
    parent = git(pull.where, "rev-parse", "origin/main")
    lines = (f"tree {tree}", f"parent {parent}", f"author {by}", f"committer {by}", "", "records")
    file = pull.where.parent / f"{pull.branch}.commit"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = ("hash-object", "-t", "commit", "-w", "--literally", str(file))
    made = git(pull.where, *asked)
    git(pull.where, "push", "-q", "origin", f"{made}:refs/heads/{pull.branch}")


@pytest.mark.parametrize(
    ("when", "refusals"),
    [
        ("99999999999999999999 +0800", []),
        ("999999999999 +0800", []),
        ("-5000000000 +0800", [("C028", f"{HERE}.yaml:14")]),
        ("yesterday", [("C028", f"{HERE}.yaml:14")]),
        ("1745114400 +99999", []),
    ],
)
def test_a_time_that_is_none(forge: Forge, when: str, refusals: list[tuple[str, str]]) -> None:
    """No such commit is made by Git, and none stops the judge."""
    pull = forge.pull("anna").write(HERE, NEW)
    git(pull.where, "add", "--all")
    committed(pull, git(pull.where, "write-tree"), when)
    assert forge.judged(pull.branch, actor="anna").refusals == refusals


def test_two_files_of_one_name(forge: Forge) -> None:
    """A tree that Git itself never writes: one is judged, and perhaps the other checked out."""
    pull = forge.pull("anna").write(HERE, NEW)
    blobs = [git(pull.where, "hash-object", "-w", str(pull.path(HERE)))]
    pull.write(HERE, NEW.replace("minutes: 90", "minutes: 900"))
    blobs.append(git(pull.where, "hash-object", "-w", str(pull.path(HERE))))
    twins = [f"100644 blob {each}\t{HERE.partition('/')[2]}.yaml" for each in blobs]
    tree = "origin/main:records/activities"
    above = git(pull.where, "ls-tree", tree).split("\n")
    made = tree_of(pull, [*above, *twins])
    for name in ("records/activities", "records"):
        folder, _, last = name.rpartition("/")
        rows = git(pull.where, "ls-tree", f"origin/main:{folder}").split("\n")
        others = [each for each in rows if not each.endswith(f"\t{last}")]
        made = tree_of(pull, [*others, f"040000 tree {made}\t{last}"])
    committed(pull, made, "1745114400 +0800")
    assert ("C017", f"{HERE}.yaml:1") in forge.refused(pull.branch, actor="anna")


def tree_of(pull: Pull, rows: list[str]) -> str:
    """The tree with these rows, as `git ls-tree` shows them."""
    entries = []
    for mode, kind, rest in (each.split(" ") for each in rows):
        sha, name = rest.split("\t")
        about = f"{mode.lstrip('0')} {name}".encode()
        entries.append((name + "/" * (kind == "tree"), about + b"\0" + bytes.fromhex(sha)))
    content = b"".join(entry for _, entry in sorted(entries))
    file = pull.where.parent / f"{pull.branch}.tree"
    file.write_bytes(content)
    return git(pull.where, "hash-object", "-t", "tree", "-w", "--literally", str(file))


def test_a_name_that_would_be_lines_of_the_log(forge: Forge) -> None:
    """Nor do colours of a terminal leave the report."""
    pull = forge.pull("anna").write("activities/a\n::error file=x::done\x1b[31m", NEW)
    verdict = pull.judged()
    (told,) = verdict.shown
    assert told.place == "records/activities/a ::error file=x::done\ufffd[31m.yaml:1:1"
    whole = findings_as_text(verdict.report.checked, verdict.shown, "zh").plain
    for text in (verdict.text(), whole):
        assert not re.search(r"^::|\x1b", text, re.MULTILINE)


def test_a_number_without_end(forge: Forge) -> None:
    """Of so many digits that Python refuses to write it."""
    pull = forge.pull("anna").write(HERE, NEW.replace("90", "9" * 5000))
    assert pull.refused() == [("Y019", f"{HERE}.yaml:11")]


def test_verified_while_it_was_changed(main: Forge) -> None:
    """Anna makes an hour ten, after Ben has looked; each alone is sound."""
    hours = main.pull("anna").edit(SHELVES, ("minutes: 60", "minutes: 600")).commit().push()
    pull = main.pull("ben").add(SHELVES, VERIFIED.format("ben"))
    assert (hours.refused(), pull.refused()) == ([], [])
    main.merge(hours)
    assert pull.refused() == [("C031", f"{SHELVES}.yaml:1")]
    assert ("C025", f"{SHELVES}.yaml:15") in main.refused(main.queued(pull))


def test_a_clock_put_back(main: Forge) -> None:
    """A commit of 1990 on the main branch does not make policies of today ones to come."""
    early = main.pull("anna").edit(SHELVES, ("图书上架", "图书归架"))
    early.commit(day="1990-01-01T00:00:00+08:00").push()
    git(main.bare, "update-ref", "refs/heads/main", f"refs/heads/{early.branch}")
    pull = main.pull("kim").remove("policies/south-signing")
    assert pull.refused() == [("C026", "policies/south-signing.yaml:1")]


def test_in_the_name_of_staff(forge: Forge) -> None:
    """The site would say that Kim had it done."""
    pull = forge.pull("mallory").write("sources/more", "id: more\nname: 另一份报纸\n")
    verdict = pull.commit(subject="records\n\nStaff: s-kim").judged()
    assert verdict.codes == {"C033"}


def test_a_copy_without_its_history(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who recorded it does not lie in this copy, so nobody can say who verifies their own."""
    pull = forge.pull("ben").add(SHELVES, VERIFIED.format("ben")).commit().push()
    asked = ("clone", "-q", "--depth=1", "--no-single-branch", f"file://{forge.bare}", "short")
    git(tmp_path, *asked)
    monkeypatch.setitem(forge.clones, "desk", tmp_path / "short")
    assert ("C032", f"{SHELVES}.yaml:1") in forge.refused(pull.branch, actor="ben")
