"""A small repository to change: the records of a good example, all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from repositories import write_files
from small_county import copy_records

from gongshi.checks.run import CheckResult, run_check
from gongshi.kinds import Kind


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A repository without findings: a county with one team, its staff, roster and activity."""
    return copy_records(tmp_path)


@pytest.fixture
def checked(world: Path, kinds: dict[str, Kind]) -> Callable[..., CheckResult]:
    """Check `world` after writing files into it; None removes one. Names: `folder/id`."""

    def check_with(files: Mapping[str, str | None] | None = None) -> CheckResult:
        write_files(world, files or {})
        return run_check(world, kinds)

    return check_with
