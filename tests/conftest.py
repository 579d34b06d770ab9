"""What tests share: where the repository is, its kinds, a saboteur, the rule about skipping.

Tests marked `browser` need Debian's Chromium, those marked `hledger` Debian's hledger, those marked
`pdf` Pango, those marked `ssh` OpenSSH. Without them they are skipped and `make test` says so in
its last lines; where GONGSHI_NO_SKIP is set, as in `.ci/run`, whatever would be skipped fails
instead, so that a green run there has run all.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from ctypes.util import find_library
from pathlib import Path

import pytest

from gongshi.kinds import Kind, load_kinds
from gongshi.records.walk import Source

# What the tests of a marker need on this machine.
PROGRAMS = {
    "browser": ("chromium",),
    "hledger": ("hledger",),
    "pdf": (),
    "ssh": ("ssh-keygen",),
}
LIBRARIES = {"pdf": ("pango-1.0", "pangoft2-1.0")}
# Folders whose modules share what is dear to make, such as a whole site: each runs in one process.
TOGETHER = ("intake", "publish")
NO_SKIP = bool(os.environ.get("GONGSHI_NO_SKIP"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's top folder."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def kinds(root: Path) -> dict[str, Kind]:
    """The kinds of the repository."""
    return load_kinds(root / "schemas")


class Sabotage(Source):
    """A source that kills (`killer`) or holds up (`sleeper`) whichever process is handed it."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        if self.id == "killer":
            return (os._exit, (1,))
        return (os.read, (os.pipe()[0], 1))


@pytest.fixture
def sabotage() -> type[Source]:
    """`Sabotage`, for tests that need a file to be the end of a process."""
    return Sabotage


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests whose programs are not here; keep together those that share much."""
    for item in items:
        inside = item.path.relative_to(Path(__file__).parent)
        if inside.parts[0] == "browser":  # all of it shares one site and one Chromium
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif inside.parts[0] in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(inside.as_posix()))
    for marker, programs in PROGRAMS.items():
        missing = [name for name in programs if not shutil.which(name)]
        missing += [name for name in LIBRARIES.get(marker, ()) if not find_library(name)]
        if not missing:
            continue
        absent = pytest.mark.skip(reason=f"no {' or '.join(missing)} on this machine")
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(absent)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where nothing may be skipped, a skipped test has failed."""
    report = yield
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"nothing may be skipped: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module that skips itself."""
    report = yield
    if NO_SKIP and report.outcome == "skipped":
        report.outcome, report.longrepr = "failed", f"nothing may be skipped: {report.longrepr}"
    return report
