"""Against a commit: what was verified or closed there stands, value by value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from git import Repo
from repositories import commit
from small_county import CORRECTION, RULES

from gongshi.checks.base import read_base
from gongshi.checks.run import CheckResult, run_check
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml
from gongshi.records.load import load
from gongshi.tally import run_tally
from gongshi.tally.closing import plain_amount, seal

ACTIVITY = "records/activities/a-20240316-7kq2m.yaml"
DONATION = """\
id: d-20240320-2bc3d
basis: local
unit: demo-station
recorded_by: s-demo-01
recorded_on: 2024-03-20
verified_by: s-demo-02
verified_on: 2024-03-21
entries:
  - id: g-20240320-4ef5g
    body: demo-office
    form: money
    fen: 5000
    given_on: 2024-03-20
    evidence: 收据 0012
  - id: g-20240320-6hj7k
    number: v-0a1b2c
    form: money
    fen: 20000
    given_on: 2024-03-20
    evidence: 收据 0013
"""
POLICY = (
    RULES
    + """\
  - id: money
    event: money
    measure: points
    amount: '1'
    step: 10000
"""
)
KEEPER = "id: s-demo-04\nbasis: local\nunit: demo-station\nroles:\n  - keeper\n"
Since = Callable[[], list[tuple[str, str, str]]]


@pytest.fixture
def repo(world: Path, kinds: dict[str, Kind]) -> Repo:
    """A repository whose first commit holds a verified activity, gifts, and March closed."""
    write(world, "records/donations/d-20240320-2bc3d.yaml", DONATION)
    write(world, "records/policies/demo-rules.yaml", POLICY)
    write(world, "records/staff/s-demo-04.yaml", KEEPER)
    close(world, kinds, "2024-03")
    repo = Repo.init(world)
    commit(repo)
    return repo


@pytest.fixture
def since(repo: Repo, world: Path, kinds: dict[str, Kind]) -> Since:
    """What is found against the first commit: code, file below records/, pointer.

    Not that nobody's account is on record, which is so throughout.
    """
    first = repo.head.commit.hexsha

    def found() -> list[tuple[str, str, str]]:
        base = read_base(world, first, kinds)
        assert base is not None
        result: CheckResult = run_check(world, kinds, base)
        told = [each for each in result.findings if each.code != "C016"]
        return [(e.code, e.file.removeprefix("records/"), e.pointer) for e in told]

    return found


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def close(root: Path, kinds: dict[str, Kind], period: str) -> None:
    sealed = seal(run_tally(load(root, kinds), kinds, date(2024, 12, 31)), "demo", period, None)
    record = {
        "id": f"demo-{period}",
        "basis": "local",
        "place": "demo",
        "period": period,
        "lines": sealed.lines,
        "totals": [{"measure": m, "amount": plain_amount(a)} for m, a in sealed.totals.items()],
        "digest": sealed.digest,
        "closed_by": "s-demo-04",
        "closed_on": "2024-04-02",
    }
    write(root, f"records/closings/demo-{period}.yaml", to_yaml(record, kinds["closing"]))


def replace(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root, name, text.replace(old, new, 1))


def test_nothing_changed(since: Since) -> None:
    assert since() == []


@pytest.mark.parametrize("committed", [False, True])
def test_a_changed_value_is_named_on_its_line(
    since: Since, repo: Repo, world: Path, committed: bool
) -> None:
    """The closing that no longer fits for that reason is not named too."""
    replace(world, ACTIVITY, "minutes: 90", "minutes: 95")
    if committed:
        commit(repo)
    assert since() == [("L001", ACTIVITY.removeprefix("records/"), "/participants/1/minutes")]


@pytest.mark.usefixtures("repo")
def test_what_was_and_what_is_are_said(world: Path, kinds: dict[str, Kind]) -> None:
    replace(world, ACTIVITY, "start: '09:00'\n", "start: '10:00'\nrating: 5\n")
    base = read_base(world, "HEAD", kinds)
    said = {
        tuple(each.args[f"{part}_{lang}"] for part in ("field", "old", "new"))
        for each in run_check(world, kinds, base).findings
        for lang in ("zh", "en")
    }
    assert said == {
        ("开始时刻", "09:00", "10:00"),
        ("Start", "09:00", "10:00"),
        ("服务评价", "没有", "5"),
        ("Rating", "nothing", "5"),
    }


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("    minutes: 90\n", "    minutes: 90\n  - number: v-3d4e5f\n    minutes: 1\n", "X011"),
        ("verified_by: s-demo-02\nverified_on: 2024-03-17\n", "", "L001"),
        ("  - number: v-3d4e5f\n    minutes: 90\n", "", "L002"),
    ],
)
def test_lines_added_and_taken_out(
    since: Since, world: Path, old: str, new: str, found: str
) -> None:
    replace(world, ACTIVITY, old, new)
    codes = {code for code, *_ in since()}
    assert found in codes
    assert codes <= {"L001", "L002", "X011"}


def test_a_record_that_is_gone(since: Since, world: Path) -> None:
    (world / ACTIVITY).unlink()
    assert since() == [("L002", ACTIVITY.removeprefix("records/"), "")]


def test_a_gift_that_is_gone_and_one_put_in(since: Since, world: Path) -> None:
    name = "records/donations/d-20240320-2bc3d.yaml"
    first = DONATION[
        DONATION.index("  - id: g-20240320-4ef5g") : DONATION.index("  - id: g-20240320-6")
    ]
    write(world, name, DONATION.replace(first, first.replace("4ef5g", "8mn9p")))
    file = name.removeprefix("records/")
    assert since() == [("L002", file, "/entries"), ("L001", file, "/entries/0")]


def test_a_closing_is_never_touched(since: Since, world: Path) -> None:
    name = "records/closings/demo-2024-03.yaml"
    replace(world, name, "closed_on: 2024-04-02", "closed_on: 2024-04-03")
    assert since() == [("L001", "closings/demo-2024-03.yaml", "/closed_on")]
    (world / name).unlink()
    assert since() == [("L002", "closings/demo-2024-03.yaml", "")]


def test_how_a_record_is_written_down_is_free(since: Since, world: Path) -> None:
    """Comments, the order of keys and of lines, another folder; a waiver too, but it is told."""
    text = (world / ACTIVITY).read_text("utf-8")
    head, tail = text.split("participants:\n")
    rows, rest = tail[: tail.index("recorded_how")], tail[tail.index("recorded_how") :]
    one, other = rows.split("  - ")[1:]
    waiver = "accepted:\n  - code: X013\n    reason: 没有用上\n    reviewer: s-demo-02\n"
    (world / ACTIVITY).unlink()
    write(
        world,
        "records/activities/2024/a-20240316-7kq2m.yaml",
        f"# 说明\n{head}{rest}participants:\n  - {other}  - {one}{waiver}",
    )
    waived = ("activities/2024/a-20240316-7kq2m.yaml", "/accepted/0/code")
    assert since() == [("C022", *waived), ("X023", *waived)]


def test_what_was_not_verified_may_be_changed(
    repo: Repo, world: Path, kinds: dict[str, Kind]
) -> None:
    name = "records/corrections/c-20240401-5tv6w.yaml"
    write(world, name, CORRECTION)
    commit(repo)
    replace(world, name, "not_served", "wrong_person")
    assert run_check(world, kinds, read_base(world, "HEAD", kinds)).findings == []
    (world / name).unlink()
    assert run_check(world, kinds, read_base(world, "HEAD", kinds)).findings == []


def test_everything_entered_since_into_a_closed_month_is_named(since: Since, world: Path) -> None:
    """Any number of entries, where without a base only a single one can be told."""
    text = (world / ACTIVITY).read_text("utf-8").replace("20240316-7kq2m", "20240323-{0}")
    text = text.replace("2024-03-16", "2024-03-23").replace("2024-03-17", "2024-03-24")
    for start, name in (("09:00", "aaaaa"), ("14:00", "bbbbb")):
        entry = text.replace("'09:00'", f"'{start}'").format(name)
        write(world, f"records/activities/a-20240323-{name}.yaml", entry)
    assert since() == [
        ("L014", f"activities/a-20240323-{name}.yaml", "/verified_on")
        for name in ("aaaaa", "bbbbb")
    ]


def test_a_policy_made_since_does_not_reach_back(since: Since, world: Path) -> None:
    later = POLICY.replace("demo-rules", "demo-lamp-rules").replace(
        "scope: demo", "scope: demo-lamp"
    )
    name = "records/policies/demo-lamp-rules.yaml"
    write(world, name, later.replace("2024-01-01", "2024-02-01").replace("'1'", "'2'"))
    place = ("policies/demo-lamp-rules.yaml", "/from")
    assert since() == [("C030", *place), ("L018", *place)]
    write(world, name, later.replace("2024-01-01", "2024-04-01").replace("'1'", "'2'"))
    assert since() == [("C030", *place)]


def test_a_file_that_cannot_be_read_is_told_as_that(since: Since, world: Path) -> None:
    write(world, ACTIVITY, "id: [\n")
    assert {code[0] for code, *_ in since()} == {"Y"}


@pytest.mark.parametrize("ref", ["nowhere", "--help", "HEAD:records", "0" * 40, ""])
def test_a_base_that_is_no_commit(
    repo: Repo, world: Path, kinds: dict[str, Kind], ref: str
) -> None:
    assert repo.head.is_valid()
    assert read_base(world, ref, kinds) is None


def test_no_repository(tmp_path: Path, kinds: dict[str, Kind]) -> None:
    assert read_base(tmp_path, "HEAD", kinds) is None
