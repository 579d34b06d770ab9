"""The commands for reports and paper: what they write and print, and how they refuse."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gongshi.cli import app
from gongshi.cli.common import CLEAN, USAGE
from gongshi.publish.paper import output

GOOD = Path(__file__).parent / "examples" / "good" / "O356" / "records"
NUMBER = "v-3d4e5f"
Run = Callable[..., Result]


@pytest.fixture
def top(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository without commits, on a machine that makes no PDF: `test_sheets` makes them."""
    shutil.copytree(root / "schemas", tmp_path / "schemas")
    shutil.copytree(GOOD, tmp_path / "records")
    shutil.rmtree(tmp_path / "records" / "certificates")
    monkeypatch.setattr(output, "pdf", lambda _: None)
    return tmp_path


@pytest.fixture
def run(top: Path) -> Run:
    def run_command(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--root", str(top), "--lang", "en"])

    return run_command


def test_a_certificate_is_written_and_registered(run: Run, top: Path) -> None:
    done = run(
        "certificate", NUMBER, "--by", "s-demo-02", "--name", "某某", "--as-of", "2024-05-06"
    )
    assert done.exit_code == CLEAN
    (record,) = (top / "records" / "certificates").iterdir()
    (paper,) = (top / "build" / "certificates").iterdir()
    assert (record.stem, paper.suffix) == (paper.stem, ".html")
    assert "某某" in paper.read_text("utf-8")
    assert "某某" not in record.read_text("utf-8")
    assert "only HTML was written" in done.stderr
    assert "extra.address" in done.stderr
    assert run("check").exit_code == CLEAN


def test_a_sample_is_printed_alone_and_recorded_if_asked(run: Run, top: Path) -> None:
    words = ("sample", "2024-Q1", "--seed", "lot-2024", "--as-of", "2024-05-06")
    done = run(*words)
    assert done.exit_code == CLEAN
    assert done.stdout.splitlines()[1:] == ["a-20240316-7kq2m"]
    assert not (top / "records" / "inspections").exists()
    recorded = run(*words, "--record", "demo-office", "--seed-from", "a lot")
    assert recorded.exit_code == CLEAN
    assert recorded.stdout == done.stdout
    assert (top / "records" / "inspections" / "demo-sample-2024-q1.yaml").exists()
    assert run("check").exit_code == CLEAN


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (("print", "sheet", "blank"), "sheet-blank.html"),
        (("print", "sheet", "a-20240316-7kq2m"), "sheet-a-20240316-7kq2m.html"),
        (("print", "passbook", NUMBER), f"passbook-{NUMBER}.html"),
        (("report", "2024"), "report-demo-2024.html"),
        (("report", "2024", "--place", "demo"), "report-demo-2024.html"),
    ],
)
def test_paper_is_written_below_build(
    run: Run, top: Path, words: tuple[str, ...], file: str
) -> None:
    done = run(*words)
    assert done.exit_code == CLEAN
    assert done.stdout == f"Written: build/paper/{file}\n"
    assert (top / "build" / "paper" / file).read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("certificate", NUMBER, "--by", "s-demo-05"), "cannot certify their own service"),
        (("certificate", NUMBER, "--by", "s-demo-02", "--from", "May"), "dates do not fit"),
        (("sample", "2024", "--seed", "x"), "will not do"),
        (("sample", "2024", "--seed", "lot-1", "--record", "demo-office"), "--seed-from"),
        (("sample", "2024", "--seed", "lot-1", "--place", "luna"), "no local place luna"),
        (("print", "sheet", "a-1"), "There is no local activity a-1"),
        (("print", "sheet", "../x"), "There is no local activity ../x"),
        (("print", "passbook", "v-1"), "No roster holds v-1"),
        (("print", "notice", "n"), "There is no local notice n"),
        (("report", "24"), "is no year"),
        (("report", "1999"), "nothing to report"),
        (("report", "2024", "--place", "luna"), "no local place luna"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Run, top: Path, words: tuple[str, ...], said: str
) -> None:
    done = run(*words)
    assert done.exit_code == USAGE
    assert said in done.stderr
    assert not (top / "build").exists()


def test_of_several_places_one_must_be_named(run: Run, top: Path) -> None:
    other = "id: other\nbasis: local\nname: 另一县\nlevel: county\n"
    (top / "records" / "places" / "other.yaml").write_text(other, encoding="utf-8")
    done = run("report", "2024")
    assert done.exit_code == USAGE
    assert "demo other" in done.stderr
