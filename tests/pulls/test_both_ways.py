"""The gates say the same where the change is checked out and where it is only read out of Git."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pull_requests import Forge, Pull, git, name_of

from gongshi.checks.change import change_findings
from gongshi.records.load import load

from .conftest import RIVER, SHELVES


def a_program(pull: Pull) -> None:
    pull.path(SHELVES).chmod(0o755)
    pull.commit()


def a_hidden_file(pull: Pull) -> None:
    (pull.where / "records" / ".gitattributes").write_text("* ident\n", encoding="utf-8")
    pull.commit()


def a_link(pull: Pull) -> None:
    pull.path(SHELVES).unlink()
    pull.path(SHELVES).symlink_to("a-20250402-3wx4y.yaml")
    pull.commit()


def a_merge_that_leaves_out(pull: Pull) -> None:
    pull.edit("projects/corner", ("流动读书角", "流动书角")).commit()
    other = pull.forge.pull("carl").edit(RIVER, ("河岸清理", "河岸清洁")).commit().push()
    pull.forge.merge(other)
    git(pull.where, "fetch", "-q", "origin")
    git(pull.where, "merge", "-q", "-s", "ours", "-m", "merge", "origin/main", **name_of("anna"))


def another_recorder(pull: Pull) -> None:
    pull.edit(SHELVES, ("recorded_by: s-anna", "recorded_by: s-eva")).commit()


def a_waiver(pull: Pull) -> None:
    waiver = "accepted:\n  - code: P002\n    reason: 没有关系\n    reviewer: s-anna\n"
    pull.add(SHELVES, waiver).commit()


def another_unit(pull: Pull) -> None:
    pull.edit(RIVER, ("minutes: 120", "minutes: 600")).commit()


@pytest.mark.parametrize(
    ("does", "codes"),
    [
        (a_program, ["C017"]),
        (a_hidden_file, ["C017"]),
        (a_link, ["C017"]),
        (a_merge_that_leaves_out, ["C006"]),
        (another_recorder, ["C020"]),
        (a_waiver, ["C022", "C021"]),
        (another_unit, ["C006"]),
    ],
)
def test_checked_out_and_not(main: Forge, does: Callable[[Pull], None], codes: list[str]) -> None:
    pull = main.pull("anna")
    does(pull)
    loaded = load(pull.where, main.kinds)
    ways = [
        change_findings(pull.where, main.kinds, "origin/main", head, loaded, "anna")
        for head in (None, "HEAD")
    ]
    assert [[each.code for each in found] for found in ways] == [codes, codes]
