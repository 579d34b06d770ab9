"""Made-up trees: sound, the same everywhere, of the promised size; planted faults all found."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gongshi.checks.run import CheckResult, run_check
from gongshi.checks.shown import show
from gongshi.cli import app
from gongshi.cli.synth import Scale
from gongshi.intake.refusal import Refusal
from gongshi.intake.synth import SCALES, write, write_tree
from gongshi.intake.synth.codes import Codes
from gongshi.intake.synth.data import data
from gongshi.intake.synth.faults import HEAD, codes
from gongshi.intake.synth.sizes import CITY, Size, share
from gongshi.intake.synth.tree import towns
from gongshi.intake.synth.write import LIST
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml
from gongshi.records.parse import parse
from gongshi.tally import run_tally
from gongshi.words import finding_words

Kinds = Mapping[str, Kind]
SEED = 4


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, root: Path, kinds: Kinds) -> Path:
    """The smallest tree, written down."""
    out = tmp_path_factory.mktemp("synth") / "demo"
    write_tree(kinds, root / "schemas", out, "demo", SEED)
    return out


@pytest.fixture(scope="module")
def checked(demo: Path, kinds: Kinds) -> CheckResult:
    return run_check(demo, kinds)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in sorted((folder / "records").rglob("*.yaml"))
    }


def digest_of(kinds: Kinds) -> str:
    """Of the smallest tree, as it is made."""
    seen = hashlib.sha256()
    for files in towns(kinds, SCALES["demo"], SEED):
        for path, text in files.items():
            seen.update(f"{path}\n{text}".encode())
    return seen.hexdigest()


def test_nothing_is_wrong_with_it(checked: CheckResult) -> None:
    assert list(checked.findings) == []


def test_every_file_is_in_canonical_form(demo: Path, kinds: Kinds) -> None:
    by_folder = {kind.folder: kind for kind in kinds.values()}
    for path, raw in files_of(demo).items():
        record, _ = parse(path, raw)
        assert record is not None
        assert to_yaml(record, by_folder[path.split("/")[1]]) == raw.decode()


def test_the_same_seed_gives_the_same_bytes_in_another_process(kinds: Kinds, root: Path) -> None:
    here = Path(__file__).parent
    code = (
        "from pathlib import Path; from test_synth import digest_of;"
        "from gongshi.kinds import load_kinds; print(digest_of(load_kinds(Path('schemas'))))"
    )
    path = os.pathsep.join([str(root / "scripts"), str(here)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "17"}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True
    )
    assert told.stdout.strip() == digest_of(kinds), told.stderr


def test_other_seeds_give_other_volunteers(kinds: Kinds) -> None:
    def rosters(seed: int) -> list[str]:
        (files,) = towns(kinds, SCALES["demo"], seed)
        return [text for path, text in files.items() if path.startswith("records/rosters/")]

    assert rosters(1) != rosters(2)


def test_it_holds_as_much_as_its_scale_says(checked: CheckResult) -> None:
    tables, size = checked.loaded.tables, SCALES["demo"]
    entries = tables["donation__entries"].num_rows + tables["redemption__entries"].num_rows
    assert tables["team"].num_rows == size.teams
    assert tables["roster__members"].num_rows == size.volunteers
    assert tables["project"].num_rows == size.projects
    assert sum(each is True for each in tables["need"]["wish"].to_pylist()) == size.wishes
    assert tables["need"].num_rows == size.wishes + size.orders
    assert tables["activity"].num_rows == size.activities
    assert tables["activity__participants"].num_rows == size.participations
    assert entries == size.exchanges


def test_the_tally_has_work_of_every_sort(checked: CheckResult, kinds: Kinds) -> None:
    tally = run_tally(checked.loaded, kinds, date(2026, 1, 31))
    events = {row["event"] for row in tally.rows("SELECT DISTINCT event FROM ledger")}
    assert {"service", "money", "goods", "redemption", "withdrawal", "expiry"} <= events
    assert tally.rows("SELECT 1 FROM cap_excess")
    assert tally.rows("SELECT 1 FROM quota")
    assert checked.loaded.tables["award__results"].num_rows
    assert checked.loaded.tables["closing"].num_rows == 11


def test_towns_together_are_the_whole() -> None:
    for each in fields(Size):
        parts = [getattr(CITY.of_town(i), each.name) for i in range(CITY.towns)]
        assert sum(parts) == getattr(CITY, each.name)
    assert [share(7, 3, i) for i in range(3)] == [2, 2, 3]
    assert SCALES["county"].activities * 8 == CITY.activities
    assert {each.value for each in Scale} == set(SCALES)


def test_no_code_is_drawn_twice() -> None:
    one, two = Codes(SEED, 3, 0), Codes(SEED, 3, 1 << 14)
    drawn = [one.code() for _ in range(1 << 14)] + [two.code() for _ in range(1 << 14)]
    assert len(set(drawn)) == 1 << 15
    assert {len(code) for code in drawn} == {3}


def test_every_finding_is_planted_or_said_not_to_be() -> None:
    assert sorted([*codes(), *data("faults.yaml")["not_planted"]]) == sorted(finding_words())


# Where a file cannot be read, nobody asks for the laws: so they are planted apart.
@pytest.mark.parametrize("of", ["BYSXP", "XPLO"])
def test_a_check_finds_what_was_planted_and_nothing_else(
    tmp_path: Path, root: Path, kinds: Kinds, of: str
) -> None:
    out = tmp_path / "town"
    written = write_tree(kinds, root / "schemas", out, "town", SEED, 250, of)
    assert written.faults == 250
    head, *rows = (out / LIST).read_text(encoding="utf-8").splitlines()
    assert f"{head}\n" == HEAD
    listed = [row.split("\t") for row in rows]
    assert len(listed) == 250
    wanted = Counter((file, int(line), code) for file, line, code, _ in listed)
    found = show(run_check(out, kinds).findings, out, "en")
    assert Counter((e.finding.file, e.span.line, e.finding.code) for e in found) == wanted
    assert {code for _, _, code, _ in listed} == {
        code for code in codes() if code.startswith(tuple(of))
    }
    if "L" not in of:
        assert {asked for *_, asked in listed} == {"always"}


def test_a_folder_with_anything_in_it_is_left_alone(
    tmp_path: Path, root: Path, kinds: Kinds
) -> None:
    (tmp_path / "note.txt").write_text("mine")
    answer = write_tree(kinds, root / "schemas", tmp_path, "demo", SEED)
    assert isinstance(answer, Refusal)
    assert answer.word == "synth_exists"
    assert [each.name for each in tmp_path.iterdir()] == ["note.txt"]


def test_unknown_codes_are_refused(tmp_path: Path, root: Path, kinds: Kinds) -> None:
    answer = write_tree(kinds, root / "schemas", tmp_path / "a", "demo", SEED, 1, ["Q"])
    assert isinstance(answer, Refusal)
    assert list(tmp_path.iterdir()) == []


def test_what_breaks_off_leaves_nothing_and_what_was_killed_is_cleared_away(
    tmp_path: Path, root: Path, kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / ".tree.partial"
    left.mkdir()
    (left / "half").write_text("half")

    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(write, "plant", stops)
    with pytest.raises(KeyboardInterrupt):
        write_tree(kinds, root / "schemas", tmp_path / "tree", "demo", SEED, 1)
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_a_repository_that_check_takes(tmp_path: Path, root: Path) -> None:
    out = tmp_path / "tree"
    runner = CliRunner()
    made = runner.invoke(
        app, ["synth", "--scale", "demo", "--out", str(out), "--root", str(root), "--lang", "en"]
    )
    assert made.exit_code == 0, made.output
    assert "with 0 faults planted" in made.output
    assert runner.invoke(app, ["check", "--root", str(out)]).exit_code == 0
    again = runner.invoke(
        app, ["synth", "--scale", "demo", "--out", str(out), "--root", str(root), "--lang", "en"]
    )
    assert again.exit_code == 2
    assert "nothing was changed" in again.output
