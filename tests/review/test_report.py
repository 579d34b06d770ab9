"""What a change means: records, figures and findings, with the figures computed by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from git import Repo
from made_pictures import picture
from repositories import commit, write_files
from small_county import NOTICE

from gongshi.kinds import Field, Kind
from gongshi.review import Report, Sides, read_sides, review
from gongshi.review.render import as_text

Meant = Callable[[Mapping[str, str | None]], Report]
ACTIVITY = """\
id: a-20240420-8mq4n
basis: local
name: 春季读书角
place: demo
team: demo-lamp
unit: demo-station
date: 2024-04-20
start: '09:00'
participants:
  - number: v-0a1b2c
    minutes: 60
  - number: v-3d4e5f
    minutes: 30
recorded_how: register
recorded_by: s-demo-01
recorded_on: 2024-04-20
verified_by: s-demo-02
verified_on: 2024-04-21
"""
READING = "activities/a-20240316-7kq2m"


def states(report: Report) -> list[tuple[str, str, str]]:
    return [(each.kind, each.id, each.state) for each in report.changed]


def figures(report: Report) -> set[tuple[str, str, str, str | None, str | None]]:
    return {
        (each.kind, each.id, each.detail, each.before, each.after)
        for each in report.effects
        if each.what == "sum"
    }


def test_a_service_moves_every_sum_above_it_and_only_the_open_passbook(meant: Meant) -> None:
    report = meant({"activities/a-20240420-8mq4n": ACTIVITY})
    assert states(report) == [("activity", "a-20240420-8mq4n", "added")]
    # Before: 120 + 90 minutes, so 2 + 1 full hours. Now 60 + 30 more: one more full hour.
    sums = [("minutes", "210.00", "300.00"), ("points", "30.00", "40.00")]
    above = [("place", "demo"), ("team", "demo-lamp"), ("unit", "demo-station")]
    own = [("minutes", "120.00", "180.00"), ("points", "20.00", "30.00")]
    assert figures(report) == {
        *((*holder, *each) for holder in above for each in sums),
        *(("volunteer", "v-0a1b2c", *each) for each in own),
    }
    assert report.withheld == 1
    assert report.found == ()
    assert not report.has_errors


def test_a_field_is_told_with_what_it_was(meant: Meant, repo: Repo) -> None:
    text = read(repo, READING).replace("社区读书角整理", "社区读书角开放")
    [changed] = meant({READING: text}).changed
    assert [(names(each.steps), each.before, each.after) for each in changed.fields] == [
        (["name"], "社区读书角整理", "社区读书角开放")
    ]
    assert not changed.is_closed


def test_a_withheld_number_is_told_as_closed(meant: Meant, repo: Repo) -> None:
    text = read(repo, READING).replace("minutes: 90", "minutes: 95")
    [changed] = meant({READING: text}).changed
    assert (changed.fields, changed.is_closed) == ((), True)


def test_other_writing_is_no_change(meant: Meant, repo: Repo) -> None:
    report = meant({READING: read(repo, READING) + "# 一句备注\n"})
    assert states(report) == [("activity", "a-20240316-7kq2m", "rewritten")]
    assert report.effects == ()


def test_a_new_id_with_the_same_content_is_a_renaming(meant: Meant, repo: Repo) -> None:
    text = read(repo, READING).replace("a-20240316-7kq2m", "a-20240316-9zq2m")
    report = meant({READING: None, "activities/a-20240316-9zq2m": text})
    [renamed] = report.changed
    assert (renamed.id, renamed.state, renamed.was) == (
        "a-20240316-9zq2m",
        "renamed",
        "a-20240316-7kq2m",
    )
    assert report.effects == ()


def test_findings_of_before_are_counted_and_not_told(
    repo: Repo, meant: Meant, kinds: dict[str, Kind]
) -> None:
    old = read(repo, READING).replace("team: demo-lamp", "team: demo-lost")
    before = meant({READING: old})
    assert [each.code for each in before.found] == ["L024", "L001", "X002"]
    assert before.has_errors
    head = repo.head.commit.hexsha
    meant({"activities/a-20240420-8mq4n": ACTIVITY})
    sides = read_sides(Path(repo.working_dir), kinds, head, "HEAD")
    assert isinstance(sides, Sides)
    report = review(sides, kinds)
    assert report.found == ()
    assert report.standing == 3  # one of them that no account is on record


def test_a_file_that_cannot_be_read_keeps_figures_from_being_compared(meant: Meant) -> None:
    report = meant({READING: "id: [\n"})
    assert not report.is_tallied
    assert states(report) == [("activity", "a-20240316-7kq2m", "unreadable")]
    assert report.pages == report.effects == ()
    assert report.has_errors


def test_a_policy_tells_for_how_many_it_holds(meant: Meant, repo: Repo) -> None:
    text = read(repo, "policies/demo-rules").replace("amount: '10'", "amount: '20'")
    report = meant({"policies/demo-rules": text})
    assert report.policies == {"demo-rules": 2}
    assert ("team", "demo-lamp", "points", "30.00", "60.00") in figures(report)


@pytest.mark.parametrize(
    ("numbers", "until", "told"),
    [
        (("v-0a1b2c", "v-6g7h8j"), "", [(["v-0a1b2c"], ["v-0a1b2c", "v-6g7h8j"])]),
        (("v-6g7h8j",), "", [(None, ["v-6g7h8j"])]),
        (("v-0a1b2c", "v-6g7h8j"), "names_until: 2025-01-10\n", []),
    ],
)
def test_a_number_that_is_taken_out_is_not_told_again(
    repo: Repo,
    kinds: dict[str, Kind],
    meant: Meant,
    numbers: tuple[str, ...],
    until: str,
    told: list[tuple[list[str] | None, list[str]]],
) -> None:
    """Nor is any number of a notice whose day for names is over."""
    roster = read(repo, "rosters/demo-lamp-2024")
    more = "  - number: v-6g7h8j\n    joined: 2024-01-05\n    consent: number\n"
    first = NOTICE.format(numbers="  - v-0a1b2c\n", until=until)
    meant({"rosters/demo-lamp-2024": roster + more, "notices/demo-list": first})
    before = repo.head.commit.hexsha
    then = "".join(f"  - {each}\n" for each in numbers)
    write_files(
        Path(repo.working_dir), {"notices/demo-list": NOTICE.format(numbers=then, until=until)}
    )
    sides = read_sides(Path(repo.working_dir), kinds, before, None)
    assert isinstance(sides, Sides)
    [one] = review(sides, kinds).changed
    assert [(each.before, each.after) for each in one.fields] == told
    assert one.is_closed == (told == [])


def test_other_files_are_named(meant: Meant, repo: Repo) -> None:
    (Path(repo.working_dir) / "tool.py").write_text("print()\n")
    report = meant({"activities/a-20240420-8mq4n": ACTIVITY})
    assert report.elsewhere == ("tool.py",)


def test_neither_side_need_be_checked_out(repo: Repo, meant: Meant, kinds: dict[str, Kind]) -> None:
    """Between two commits the report is the same, whatever lies in the work tree."""
    first = repo.head.commit.hexsha
    report = meant({"activities/a-20240420-8mq4n": ACTIVITY})
    second = repo.head.commit.hexsha
    meant({READING: "id: [\n", "activities/a-20240420-8mq4n": None})
    (Path(repo.working_dir) / "records" / "teams" / "lost.yaml").write_text("id: lost\n")
    sides = read_sides(Path(repo.working_dir), kinds, first, second)
    assert isinstance(sides, Sides)
    again = review(sides, kinds)
    assert again == report


def test_the_work_tree_is_a_side(repo: Repo, kinds: dict[str, Kind]) -> None:
    top = Path(repo.working_dir)
    path = top / "records" / "activities" / "a-20240420-8mq4n.yaml"
    path.write_text(ACTIVITY, encoding="utf-8")
    sides = read_sides(top, kinds, "HEAD", None)
    assert isinstance(sides, Sides)
    assert states(review(sides, kinds)) == [("activity", "a-20240420-8mq4n", "added")]


@pytest.mark.parametrize("name", ["nowhere", "--help", "HEAD~9", "v1\n"])
def test_a_name_that_is_no_commit_is_given_back(
    repo: Repo, kinds: dict[str, Kind], name: str
) -> None:
    assert read_sides(Path(repo.working_dir), kinds, name, "HEAD") == name
    assert read_sides(Path(repo.working_dir), kinds, "HEAD", name) == name


def test_no_repository_is_said(tmp_path: Path, kinds: dict[str, Kind]) -> None:
    (tmp_path / "records").mkdir()
    assert read_sides(tmp_path, kinds, "HEAD", None) is None


def names(steps: tuple[Any, ...]) -> list[str]:
    return [each.name if isinstance(each, Field) else each for each in steps]


def read(repo: Repo, name: str) -> str:
    path = Path(repo.working_dir) / "records" / f"{name}.yaml"
    return path.read_text(encoding="utf-8")


def test_a_picture_with_other_bytes_is_named_though_no_record_is_otherwise(
    repo: Repo, kinds: dict[str, Kind]
) -> None:
    root = Path(repo.working_dir)
    shown = root / "records" / "pictures" / "demo.jpg"
    shown.parent.mkdir()
    commits = []
    for size in ((24, 32), (24, 33)):
        shown.write_bytes(picture(size=size))
        commit(repo)
        commits.append(repo.head.commit.hexsha)
    sides = read_sides(root, kinds, *commits)
    assert isinstance(sides, Sides)
    report = review(sides, kinds)
    assert (report.changed, report.pictures) == ((), ("records/pictures/demo.jpg",))
    assert "换过或增减的图片，请打开看（1）\n  records/pictures/demo.jpg" in as_text(
        report, [], kinds, "zh"
    )
