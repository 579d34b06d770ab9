"""`gongshi check --base` and `gongshi review` tell the same of a change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from gongshi.checks.base import read_base
from gongshi.checks.run import run_check
from gongshi.cli import app
from gongshi.review import Sides, read_sides

from .conftest import ACTIVITY, PROJECT, World


@pytest.fixture
def run(world: World, root: Path) -> Callable[..., Result]:
    """Run a command on the county, in Chinese."""
    (world.root / "schemas").symlink_to(root / "schemas")
    world.repo.git.config("core.excludesFile", str(world.root / ".git" / "ignored"))
    (world.root / ".git" / "ignored").write_text("schemas\n", encoding="utf-8")

    def result(*arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--root", str(world.root), "--lang", "zh"])

    return result


def bad(world: World) -> set[str]:
    """A change by Carl that moves another unit's project backwards, with a file beside it."""
    world.write("project", PROJECT | {"status": "drafted"})
    (world.root / "notes.txt").write_text("x\n", encoding="utf-8")
    world.commit("carl")
    return {"C001", "C006", "C009"}


def test_both_rooms_tell_the_same(world: World) -> None:
    wanted = bad(world)
    base = read_base(world.root, world.first, world.kinds)
    assert base is not None
    told = {each.code for each in run_check(world.root, world.kinds, base).findings}
    sides = read_sides(world.root, world.kinds, world.first, "HEAD")
    assert isinstance(sides, Sides)
    assert {code for code in told if code.startswith("C")} == wanted
    assert {each.code for each in sides.gates} == wanted


def test_the_commands_show_it_and_fail(world: World, run: Callable[..., Result]) -> None:
    wanted = bad(world)
    for arguments in (["check", "--base", world.first], ["review", f"{world.first}...HEAD"]):
        result = run(*arguments)
        assert result.exit_code == 1
        assert all(code in result.output for code in wanted)


def test_the_one_who_opened_the_request_is_asked_for(
    world: World, run: Callable[..., Result]
) -> None:
    world.write("activity", ACTIVITY | {"name": "读书会"})
    world.commit("anna")
    for arguments in (["check", "--base", world.first], ["review", f"{world.first}...HEAD"]):
        assert "C008" not in run(*arguments, "--actor", "anna").output
        assert "C008" in run(*arguments, "--actor", "mallory").output
