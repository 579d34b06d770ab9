"""Long work says how far it is where a person looks on, and a quick command loads little."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from gongshi.checks.run import run_check
from gongshi.cli.progress import progress
from gongshi.kinds import Kind
from gongshi.records import load as loading

GOOD = Path(__file__).parent.parent / "examples" / "good" / "L024"
HEAVY = {
    *("chinese_calendar", "duckdb", "git", "jinja2", "jsonschema_rs", "mkdocs", "pyarrow"),
    *("pypinyin", "rich", "segno", "weasyprint", "yaml"),
}


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def seen(stream: StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with progress("zh") as watch:
        watch("reading", 3, 8)
        watch("tallying", 0, 0)
    return stream.getvalue()


def test_on_a_terminal_a_line_says_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert "统计" in seen(Terminal(), monkeypatch)


def test_nothing_is_said_in_ci_or_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert seen(StringIO(), monkeypatch) == ""
    monkeypatch.setenv("CI", "true")
    assert seen(Terminal(), monkeypatch) == ""


def test_a_check_tells_its_stages_and_how_many_files_are_read(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "FEW", 1)
    monkeypatch.setattr(loading, "SHARE_FILES", 2)
    told: list[tuple[str, int, int]] = []
    run_check(GOOD, kinds, watch=lambda *each: told.append(each))
    assert list(dict.fromkeys(stage for stage, *_ in told)) == ["reading", "checking", "tallying"]
    files = len(list(GOOD.rglob("*.yaml")))
    read = [done for stage, done, of in told if (stage, of) == ("reading", files)]
    assert read == sorted(read)
    assert read[0] == 0
    assert len(set(read)) > 2
    assert all(done <= of for _, done, of in told)


@pytest.mark.parametrize("words", [["--help"], ["version"], ["check", "--help"]])
def test_a_quick_command_loads_nothing_heavy(words: list[str]) -> None:
    """What a start costs is what it loads."""
    program = (
        "import sys\nfrom gongshi.cli import main\n"
        f"sys.argv = ['gongshi', *{words}]\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert loaded.isdisjoint(HEAVY)
    assert "gongshi.kinds" not in done.stderr.split()
