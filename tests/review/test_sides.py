"""What is told of a change that lies in Git's objects only, while the base is checked out."""

from __future__ import annotations

import shutil
from pathlib import Path

from git import Repo
from repositories import commit

from gongshi.checks.shown import show
from gongshi.kinds import Kind
from gongshi.review import Report, Sides, read_sides, review

READING = "records/activities/a-20240316-7kq2m.yaml"


def sides_of(repo: Repo, kinds: dict[str, Kind], base: str, head: str) -> tuple[Sides, Report]:
    """The change between two commits, with the first one checked out."""
    repo.git.checkout("--detach", "--quiet", base)
    sides = read_sides(Path(repo.working_dir), kinds, base, head)
    assert isinstance(sides, Sides)
    return sides, review(sides, kinds)


def test_a_finding_stands_where_the_later_side_has_it(repo: Repo, kinds: dict[str, Kind]) -> None:
    base, path = repo.head.commit.hexsha, Path(repo.working_dir, READING)
    comment = "# 后来加的说明\n" * 7
    path.write_text(comment + path.read_text("utf-8").replace("minutes: 120", "minutes: 125"))
    commit(repo)
    sides, report = sides_of(repo, kinds, base, repo.head.commit.hexsha)
    shown = show(report.found, Path(repo.working_dir), "zh", sides.contents)
    [changed] = [each for each in shown if each.finding.code == "L001"]
    assert (changed.span.line, changed.excerpt[-1].text.strip()) == (18, "minutes: 125")


def test_what_enters_a_closed_month_is_told_by_its_entry(
    tmp_path: Path, root: Path, kinds: dict[str, Kind]
) -> None:
    shutil.copytree(root / "tests" / "examples" / "bad" / "L014" / "records", tmp_path / "records")
    late = tmp_path / "records" / "activities" / "a-20240323-3wx4y.yaml"
    text = late.read_text("utf-8")
    late.unlink()
    repo = Repo.init(tmp_path)
    commit(repo)
    base = repo.head.commit.hexsha
    late.write_text(text, encoding="utf-8")
    commit(repo)
    _, report = sides_of(repo, kinds, base, repo.head.commit.hexsha)
    assert {each.code for each in report.found} == {"L014"}
