"""A small repository to change: the records of a good example, all of them at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gongshi.checks import CheckResult, run_check
from gongshi.kinds import Kind

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A repository without findings: a county with one team, its staff, roster and activity."""
    shutil.copytree(EXAMPLES / "good" / "X015" / "records", tmp_path / "records")
    return tmp_path


@pytest.fixture
def checked(world: Path, kinds: dict[str, Kind]) -> Callable[..., CheckResult]:
    """Check `world` after writing files into it; None removes one. Names: `folder/id`."""

    def check_with(files: Mapping[str, str | None] | None = None) -> CheckResult:
        for name, text in (files or {}).items():
            path = world / "records" / f"{name}.yaml"
            path.parent.mkdir(exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
        return run_check(world, kinds)

    return check_with
