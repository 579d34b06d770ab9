"""The commands: what they print, where, and the status with which they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from small_county import copy_county
from typer.testing import CliRunner, Result

from gongshi import __version__, cli
from gongshi.cli import app
from gongshi.cli.common import BUG, CLEAN, ERRORS, USAGE, locale_language
from gongshi.cli.only import leave_only

NAMES = ("build", "check", "print", "review", "schema", "submit", "tally", "verify")
Run = Callable[..., Result]


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository without findings, in a folder of its own and without commits."""
    return copy_county(tmp_path)


@pytest.fixture
def run(top: Path) -> Run:
    """Run a command on that repository, in English unless told otherwise."""

    def run_command(*words: str, lang: str = "en") -> Result:
        return CliRunner().invoke(app, [*words, "--root", str(top), "--lang", lang])

    return run_command


def spoil(top: Path) -> None:
    (top / "records" / "teams" / "demo-lamp.yaml").write_text("id: demo-lamp\n", encoding="utf-8")


def test_check_of_good_records(run: Run) -> None:
    done = run("check")
    assert (done.exit_code, done.stdout) == (CLEAN, "Checked 9 files. Nothing is wrong.\n")


def test_check_of_bad_records(run: Run, top: Path) -> None:
    spoil(top)
    done = run("check", lang="zh")
    assert done.exit_code == ERRORS
    assert "records/teams/demo-lamp.yaml:1:1: 错误[S001 " in done.stdout


@pytest.mark.parametrize("form", ["json", "github"])
def test_forms_of_findings(run: Run, top: Path, form: str) -> None:
    spoil(top)
    done = run("check", "--format", form)
    assert done.exit_code == ERRORS
    if form == "json":
        assert json.loads(done.stdout)["summary"]["errors"] > 0
    else:
        assert done.stdout.startswith("::error file=records/teams/demo-lamp.yaml,")


@pytest.mark.parametrize("command", [("tally",), ("explain", "demo-lamp"), ("build",)])
def test_nothing_is_made_of_records_with_errors(
    run: Run, top: Path, command: tuple[str, ...]
) -> None:
    spoil(top)
    done = run(*command)
    assert done.exit_code == ERRORS
    assert done.stdout == ""
    assert "demo-lamp.yaml:1:1: error[S001" in done.stderr
    assert "The records have errors" in done.stderr
    assert not (top / "build").exists()


def test_tally_and_explain(run: Run) -> None:
    totals = run("tally", "--as-of", "2024-12-31")
    assert totals.exit_code == CLEAN
    assert "2024-12-31" in totals.stdout
    said = run("explain", "demo-lamp", "--as-of", "2024-12-31")
    assert said.exit_code == CLEAN
    assert "demo-lamp" in said.stdout


def test_new_writes_a_record_once(run: Run, top: Path) -> None:
    assert run("new", "campaign", "--id", "spring").exit_code == CLEAN
    path = top / "records" / "campaigns" / "spring.yaml"
    text = path.read_text(encoding="utf-8")
    again = run("new", "campaign", "--id", "spring")
    assert (again.exit_code, path.read_text(encoding="utf-8")) == (USAGE, text)
    assert "spring exists already" in again.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tally", "--as-of", "31.1.2026"), "is not a date"),
        (("explain", "nobody"), "There is no nobody"),
        (("new", "wish"), "There is no kind “wish”"),
        (("new", "campaign", "--id", "../x"), "cannot be an id"),
        (("check", "--format", "xml"), "xml"),
        (("polish",), "polish"),
    ],
)
def test_a_command_used_wrongly(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.exit_code == USAGE
    assert said in done.stderr


def test_a_folder_that_is_no_repository(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", "--root", str(tmp_path), "--lang", "zh"])
    assert done.exit_code == USAGE
    assert "没有 records/ 和 schemas/" in done.stderr


def test_schema_docs_writes_the_dictionary(run: Run, top: Path) -> None:
    done = run("schema", "docs")
    assert done.exit_code == CLEAN
    assert [path for path in (top / "site").rglob("*.md") if path.stat().st_size]


def test_schema_editor_writes_settings_once_and_leaves_those_it_cannot_read(
    run: Run, top: Path
) -> None:
    settings = top / ".vscode" / "settings.json"
    assert run("schema", "editor").exit_code == CLEAN
    told = settings.read_text(encoding="utf-8")
    assert '"schemas/team.yaml": "records/teams/**/*.yaml"' in told
    assert "nothing was changed" in run("schema", "editor").stdout
    assert settings.read_text(encoding="utf-8") == told
    settings.write_text("{ // mine\n}", encoding="utf-8")
    done = run("schema", "editor")
    assert done.exit_code == USAGE
    assert "records/teams" in done.stderr
    assert settings.read_text(encoding="utf-8") == "{ // mine\n}"


def test_version() -> None:
    assert CliRunner().invoke(app, ["version"]).stdout == f"{__version__}\n"


@pytest.mark.parametrize(
    ("locale", "lang"),
    [
        ({}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_language_of_the_locale(
    monkeypatch: pytest.MonkeyPatch, locale: dict[str, str], lang: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    assert locale_language() == lang


def test_a_bug_of_ours_is_called_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], top: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["gongshi", "check", "--root", str(top)])
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setattr("gongshi.checks.run.run_check", lambda *_: 1 // 0)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == BUG
    error = capsys.readouterr().err
    assert "ZeroDivisionError" in error
    assert "This is a bug of ours" in error


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [(["--help"], CLEAN, "verify"), (["check", "--root", "nowhere"], USAGE, "nowhere")],
)
def test_a_process_ends_with_all_said_and_its_status(
    tmp_path: Path, words: list[str], status: int, said: str
) -> None:
    folder = str(Path(cli.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-m", "gongshi", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": folder},
        capture_output=True,
        text=True,
    )
    assert done.returncode == status
    assert said in done.stdout + done.stderr


def test_a_volunteer_is_withdrawn(run: Run, top: Path) -> None:
    done = run("withdraw", "v-0a1b2c", "--by", "s-demo-01")
    assert done.exit_code == CLEAN
    assert "records/rosters/demo-lamp-2024.yaml: consent set to nothing" in done.stdout
    assert "Remove the line from the map of names" in done.stdout
    assert "consent: nothing" in (top / "records/rosters/demo-lamp-2024.yaml").read_text("utf-8")
    again = run("withdraw", "v-0a1b2c", "--by", "s-demo-01", lang="zh")
    assert again.exit_code == CLEAN
    assert "早已不公开" in again.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("v-9z9z9z", "--by", "s-demo-01"), "No roster holds v-9z9z9z"),
        (("v-0a1b2c", "--by", "s-x"), "There is no member of staff s-x"),
    ],
)
def test_a_withdrawal_that_cannot_be(run: Run, words: tuple[str, ...], told: str) -> None:
    done = run("withdraw", *words)
    assert (done.exit_code, done.stdout) == (USAGE, "")
    assert told in done.stderr


def test_a_bad_map_of_names_ends_the_build_before_it_begins(run: Run, top: Path) -> None:
    (top / "names.csv").write_text("v-0a1b2c,张三\nv-3d4e5f\n", encoding="utf-8")
    done = run("build", "--names", str(top / "names.csv"))
    assert (done.exit_code, done.stdout) == (USAGE, "")
    assert "names.csv, line 2: A line has two columns" in done.stderr
    assert "张三" not in done.stderr
    assert not (top / "build").exists()


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["check", "--help"], {"check"}),
        (["review"], {"review"}),  # of a group without a name
        (["print", "report"], {"print"}),  # within one
        (["chekc"], None),
        ([], None),
    ],
)
def test_only_the_command_that_is_asked_for_is_made_ready(
    words: list[str], left: set[str] | None
) -> None:
    copy = deepcopy(app)
    leave_only(words, copy)
    commands = set(CliRunner().invoke(copy, ["--help"]).output.split()) & set(NAMES)
    assert commands == (left or set(NAMES))
    assert set(CliRunner().invoke(app, ["--help"]).output.split()) >= set(NAMES)
