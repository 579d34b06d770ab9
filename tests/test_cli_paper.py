"""The commands for reports and paper: what they write and print, and how they refuse."""

from __future__ import annotations

import shutil
import subprocess
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
        (("certificate", NUMBER, "--by", "s-demo-02", "--from", "May"), "dates do not fit: May."),
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
    assert not [each.name for each in (top / "build").glob("*") if each.name != "cache"]


NOTICE = (
    "id: demo-models\nbasis: local\nname: 表扬公示\nplace: demo\nissued_by: demo-office\nnumbers:\n"
    "  - v-0named\n  - v-0a1b2c\n  - v-3d4e5f\nfrom: 2024-06-03\nto: 2024-06-07\n"
    "names_until: 2024-06-07\nchannel: 窗口\n"
)


@pytest.fixture
def names(top: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map of three, of whom one consents to the name; a notice names all three."""
    (top / "records/notices").mkdir()
    (top / "records/notices/demo-models.yaml").write_text(NOTICE, encoding="utf-8")
    roster = top / "records/rosters/demo-lamp-2024.yaml"
    line = "  - number: v-0named\n    joined: 2024-01-05\n    consent: name\n"
    line += "    consent_on: 2024-01-05\n"
    roster.write_text(roster.read_text("utf-8") + line, encoding="utf-8")
    file = tmp_path_factory.mktemp("private") / "names.csv"
    file.write_text("v-0named,演甲子\nv-0a1b2c,演乙丑\nv-3d4e5f,演丙寅\n", encoding="utf-8")
    return file


def test_a_posted_notice_names_those_who_agreed_while_it_runs(
    run: Run, top: Path, names: Path
) -> None:
    words = ("print", "notice", "demo-models", "--names", str(names))
    paper = top / "build/paper/notice-demo-models.html"
    done = run(*words, "--as-of", "2024-06-07")
    assert done.exit_code == CLEAN, done.output
    told = paper.read_text("utf-8")
    assert "演甲子 (v-0named), v-0a1b2c." in told
    assert not any(each in told for each in ("演乙丑", "演丙寅", "v-3d4e5f"))
    assert "1 stand with a name, 1 without" in done.stderr
    assert "演甲子" not in done.output
    assert run(*words, "--as-of", "2024-06-08").exit_code == CLEAN
    assert "演甲子" not in paper.read_text("utf-8")


def test_a_passbook_names_its_holder_if_they_agreed(run: Run, top: Path, names: Path) -> None:
    for number, name in (("v-0named", "演甲子"), ("v-0a1b2c", "")):
        done = run("print", "passbook", number, "--names", str(names), "--as-of", "2024-06-07")
        assert done.exit_code == CLEAN, done.output
        told = (top / f"build/paper/passbook-{number}.html").read_text("utf-8")
        assert f"<th>Name</th><td>{name}</td>" in told


@pytest.mark.parametrize("words", [("notice", "demo-models"), ("passbook", NUMBER)])
def test_a_map_that_git_could_take_is_refused(
    run: Run, top: Path, names: Path, words: tuple[str, str]
) -> None:
    subprocess.run(["git", "init", "-q", str(top)], check=True)
    inside = top / "names.csv"
    shutil.copy(names, inside)
    done = run("print", *words, "--names", str(inside))
    assert done.exit_code == USAGE
    assert "may go into the next commit" in done.stderr
    assert not (top / "build").exists()


def test_a_sign_sheet_needs_no_tally(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongshi.tally.run_tally", None)
    assert run("print", "sheet", "blank").exit_code == CLEAN


def test_of_several_places_one_must_be_named(run: Run, top: Path) -> None:
    other = "id: other\nbasis: local\nname: 另一县\nlevel: county\n"
    (top / "records" / "places" / "other.yaml").write_text(other, encoding="utf-8")
    done = run("report", "2024")
    assert done.exit_code == USAGE
    assert "demo other" in done.stderr
