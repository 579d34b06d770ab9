"""`make` on machines unlike this one: without Chromium, hledger, or the right to install them.

Each test gives make a PATH of stand-ins, so that nothing is installed and no test runs in a test.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SKIPPED = [
    "注意：本机没有 Chromium，浏览器测试已跳过"
    " / Note: no Chromium here, the browser tests were skipped",
    "注意：本机没有 hledger，用它核对账本的测试已跳过"
    " / Note: no hledger here, the audit by hledger was skipped",
]
PACKAGES = (
    "chromium fontconfig fonts-noto-cjk hledger"
    " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


class Machine:
    """A folder of stand-in programs that serves as PATH; each notes its calls."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder, self.calls = root, folder, folder / "calls"
        self.calls.touch()
        for real in ("make", "env", "grep", "echo"):
            (folder / real).symlink_to(shutil.which(real) or "")
        for tool in ("ruff", "mypy", "python"):
            self.has(tool, f"echo '{tool} ran'")

    def has(self, program: str, text: str = "") -> None:
        """Put a stand-in for `program` on the machine."""
        path = self.folder / program
        path.write_text(f'#!/bin/sh\necho "{program} $*" >>"{self.calls}"\n{text}\n')
        path.chmod(0o755)

    def make(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run make with the environment taken for installed."""
        given = ["make", *words, f"BIN={self.folder}", "-o", ".venv/test.installed"]
        return subprocess.run(
            given, cwd=self.root, env={"PATH": str(self.folder)}, capture_output=True, text=True
        )

    def called(self, program: str) -> list[str]:
        """The arguments of each call of `program`."""
        calls = (line.partition(" ") for line in self.calls.read_text().splitlines())
        return [words for name, _, words in calls if name == program]


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Machine:
    return Machine(root, tmp_path)


def test_without_programs_and_the_right_to_install_them_the_last_lines_say_so(
    machine: Machine,
) -> None:
    machine.has("apt-get")
    machine.has("id", "echo 1000")
    machine.has("sudo", "exit 1")
    done = machine.make("test")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-2:] == SKIPPED
    assert machine.called("apt-get") == []


def test_without_debian_the_last_lines_say_so(machine: Machine) -> None:
    assert machine.make("test").stdout.splitlines()[-2:] == SKIPPED


def test_with_all_programs_nothing_is_installed_and_nothing_said(machine: Machine) -> None:
    for program in ("chromium", "hledger", "apt-get"):
        machine.has(program)
    machine.has("fc-list", "echo a font")
    done = machine.make("test")
    assert done.stdout.splitlines()[-1] == "python ran"
    assert machine.called("apt-get") == []


def test_without_pango_the_last_line_says_so(machine: Machine) -> None:
    for program in ("chromium", "hledger"):
        machine.has(program)
    machine.has("fc-list", "echo a font")
    machine.has("python", 'case "$*" in *weasyprint*) exit 1;; esac')
    done = machine.make("test")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == (
        "注意：本机没有 Pango，生成 PDF 的测试已跳过"
        " / Note: no Pango here, the tests of PDF were skipped"
    )


def test_bench_hands_on_what_is_asked(machine: Machine) -> None:
    for program in ("chromium", "hledger"):
        machine.has(program)
    machine.has("fc-list", "echo a font")
    assert machine.make("bench", "SCALE=county", "ONLY=check site").returncode == 0
    assert machine.make("bench-growth", "RUNS=1").returncode == 0
    assert [call for call in machine.called("python") if "tests.bench" in call] == [
        "-m tests.bench --scale county --runs 5 --only check site",
        "-m tests.bench --growth --runs 1 --only ",
    ]


@pytest.mark.parametrize("user", ["0", "1000"])
def test_who_may_install_gets_chromium_a_font_and_hledger(machine: Machine, user: str) -> None:
    machine.has("id", f"echo {user}")
    machine.has("sudo", 'shift\n[ "$1" = true ] || exec "$@"')
    machine.has("apt-get")
    assert machine.make("programs").returncode == 0
    update, install = machine.called("apt-get")
    assert update.split()[0] == "update"
    assert install.split()[0] == "install"
    assert install.endswith(PACKAGES)
    assert bool(machine.called("sudo")) == (user != "0")


def test_an_install_that_fails_is_said_and_the_tests_still_run(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "exit 100")
    done = machine.make("test")
    assert done.returncode == 0
    assert "安装未成功 / they could not be installed" in done.stdout
    assert "python ran" in done.stdout
    assert done.stdout.splitlines()[-2:] == SKIPPED


@pytest.mark.parametrize("tool", ["ruff", "mypy", "python"])
def test_a_tool_that_fails_fails_make(machine: Machine, tool: str) -> None:
    machine.has(tool, "exit 1")
    assert machine.make("test").returncode != 0


def test_without_a_python_that_is_new_enough_make_says_what_it_needs(
    machine: Machine, tmp_path: Path
) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        machine.has(name, "exit 1")
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(machine.root / "Makefile", copy)
    machine.root = copy
    done = machine.make(".venv/made")
    assert done.returncode != 0
    assert "需要 Python 3.11" in done.stderr
    assert "Python 3.11 or newer is needed" in done.stderr


def test_a_second_setup_does_no_work(machine: Machine, tmp_path: Path) -> None:
    copy = tmp_path / "a copy"
    (copy / "scripts").mkdir(parents=True)
    shutil.copytree(machine.root / "scripts" / "locks", copy / "scripts" / "locks")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(machine.root / name, copy)
    (copy / ".venv").mkdir()
    machine.root = copy
    machine.has("python3")
    machine.has("touch", 'for each; do echo >"$each"; done')
    assert machine.make(".venv/site.installed").returncode == 0
    first = machine.calls.read_text()
    assert "install --require-hashes -r scripts/locks/site.txt" in first
    assert "install --no-deps --no-build-isolation -e ." in first
    # What the site needs holds what the check needs.
    for stamp in (".venv/site.installed", ".venv/check.installed"):
        assert machine.make(stamp).returncode == 0
    assert machine.calls.read_text() == first
