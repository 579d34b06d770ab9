"""A downloaded copy of a site: what is whole agrees, what was tampered with is found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from gongshi.cli import app
from gongshi.publish.audit.manifest import MANIFEST, digests
from gongshi.publish.audit.verify import Difference, in_words, verify

LEDGER = "ledger/2024-03.parquet"  # all that was booked was booked then
JOURNAL = "journal/2024-03.journal"
HEAD = "ledger.journal"

Built = Any  # the small repository of publish/conftest.py with its site built


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Path:
    """A copy of a site, to be tampered with."""
    return Path(shutil.copytree(built.out, tmp_path / "a [copy], of a site"))


def renew_manifest(copy: Path) -> None:
    """What somebody would do who changes a file and does not want it to be seen."""
    path = copy / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"files": digests(copy)}), encoding="utf-8")


def found(copy: Path) -> set[tuple[str, str]]:
    return {(each.what, each.figure) for each in verify(copy).differences}


def edit_json(path: Path, row: int, **values: object) -> None:
    rows = json.loads(path.read_text(encoding="utf-8"))
    rows[row] |= values
    path.write_text(json.dumps(rows), encoding="utf-8")


def edit_table(path: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    table = pq.read_table(path)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)


def journal_lines(copy: Path, name: str = JOURNAL) -> list[str]:
    return (copy / "data" / name).read_text(encoding="utf-8").splitlines()


def test_a_whole_copy_agrees_in_all(copy: Path) -> None:
    verdict = verify(copy)
    assert verdict.differences == []
    assert verdict.beyond == {}
    assert verdict.agreeing["file"] == len(list(copy.rglob("*.*"))) - 1
    told = {"file", "sql", "line", "sum", "total", "passbook", "page", "journal"}
    assert verdict.agreeing.keys() >= told
    lines = [*journal_lines(copy, HEAD), *journal_lines(copy)]
    assert verdict.agreeing["journal"] == len(lines)
    assert verdict.manifest
    assert verdict.manifest.as_of == "2024-12-31"


def test_a_changed_total_is_found_with_and_without_its_manifest(copy: Path) -> None:
    totals = copy / "data" / "totals.json"
    (row,) = (
        n
        for n, total in enumerate(json.loads(totals.read_text(encoding="utf-8")))
        if (total["kind"], total["period"], total["measure"]) == ("team", "2024", "minutes")
    )
    edit_json(totals, row, amount="999.00")
    figure = ("total", "team demo-team 2024 minutes service")
    assert found(copy) == {("changed", "data/totals.json"), figure}
    renew_manifest(copy)
    assert found(copy) == {figure}
    (difference,) = verify(copy).differences
    assert (difference.published, difference.computed) == ("999.00 / 3 / 1", "210.00 / 3 / 1")


def test_a_changed_ledger_line_is_found(copy: Path) -> None:
    def more(rows: list[dict[str, Any]]) -> None:
        (line,) = (r for r in rows if r["number"] == "v-000001" and r["measure"] == "minutes")
        line["amount"] += 30

    edit_table(copy / "data" / LEDGER, more)
    renew_manifest(copy)
    assert {what for what, _ in found(copy)} == {"line", "sum", "passbook", "journal"}


def test_a_ledger_line_left_out_everywhere_is_missed_by_the_records(copy: Path) -> None:
    """Ledger, sums, totals and passbook all agree with one another: the records do not."""

    def without(rows: list[dict[str, Any]]) -> None:
        rows[:] = [row for row in rows if row["number"] != "v-000001" or row["measure"] != "points"]

    edit_table(copy / "data" / LEDGER, without)
    renew_manifest(copy)
    assert (
        "line",
        "a-20240301-00000 v-000001 service points demo-hours points 2024-03-01 2024-03-03",
    ) in found(copy)


def test_a_changed_record_is_found(copy: Path) -> None:
    def longer(rows: list[dict[str, Any]]) -> None:
        rows[0]["minutes"] += 60

    edit_table(copy / "data" / "tables" / "activity__participants.parquet", longer)
    renew_manifest(copy)
    assert {what for what, _ in found(copy)} == {"line"}


def test_a_changed_line_of_the_journal_is_found(copy: Path) -> None:
    lines = journal_lines(copy)
    at = next(n for n, line in enumerate(lines) if "passbooks:v-000001" in line and "MIN" in line)
    true, forged = lines[at], lines[at].replace(" MIN", "9 MIN", 1)
    (copy / "data" / JOURNAL).write_text(
        "\n".join([*lines[:at], forged, *lines[at + 1 :]]), encoding="utf-8"
    )
    figure = f"data/{JOURNAL}:{at + 1}"
    assert found(copy) == {("changed", f"data/{JOURNAL}"), ("journal", figure)}
    renew_manifest(copy)
    verdict = verify(copy)
    assert verdict.differences == [Difference("journal", figure, forged, true)]
    assert verdict.agreeing["journal"] == len(journal_lines(copy, HEAD))
    assert f"{figure}：公布 {forged}，重算 {true}" in in_words(verdict, "zh")
    assert f"{figure}: published {forged}, computed {true}" in in_words(verdict, "en")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: [lines[0] + "9", *lines[1:]], 1),
        (lambda lines: lines[:-4], -3),
        (lambda lines: [*lines, "2024-01-01 more"], 1_000_000),
        (lambda lines: [line + "\r" for line in lines], 1),
    ],
    ids=["first", "cut-off", "longer", "line-ends"],
)
@pytest.mark.parametrize("name", [HEAD, JOURNAL])
def test_a_journal_that_says_less_more_or_otherwise_is_found(
    copy: Path, name: str, change: Callable[[list[str]], list[str]], line: int
) -> None:
    lines = journal_lines(copy, name)
    (copy / "data" / name).write_bytes("\n".join(change(lines)).encode())
    renew_manifest(copy)
    where = min(line, len(lines) + 1) if line > 0 else len(lines) + line
    assert found(copy) == {("journal", f"data/{name}:{where}")}


@pytest.mark.parametrize("name", [HEAD, JOURNAL])
def test_a_copy_without_its_journal_cannot_agree(copy: Path, name: str) -> None:
    (copy / "data" / name).unlink()
    renew_manifest(copy)
    assert found(copy) == {("unreadable", "data")}


def test_a_figure_stated_twice_is_found(copy: Path) -> None:
    totals = copy / "data" / "totals.json"
    rows = json.loads(totals.read_text(encoding="utf-8"))
    totals.write_text(json.dumps([*rows, rows[0] | {"amount": "999.00"}]), encoding="utf-8")
    renew_manifest(copy)
    assert ("total", " ".join(list(rows[0].values())[:5])) in found(copy)


def test_a_changed_balance_is_found(copy: Path) -> None:
    edit_json(copy / "data" / "passbooks.json", 0, balance="1000.00")
    renew_manifest(copy)
    assert {what for what, _ in found(copy)} == {"passbook"}


def test_a_changed_figure_on_a_page_is_found(copy: Path) -> None:
    page = copy / "ledgers" / "team-demo-team" / "index.html"
    html = page.read_text(encoding="utf-8")
    assert "210" in html
    page.write_text(html.replace("210", "310"), encoding="utf-8")
    assert found(copy) == {
        ("changed", "ledgers/team-demo-team/index.html"),
        ("page", "ledgers/team-demo-team/index.html"),
    }
    renew_manifest(copy)
    assert found(copy) == {("page", "ledgers/team-demo-team/index.html")}


def test_files_removed_added_and_changed_are_found(copy: Path) -> None:
    (copy / "teams" / "demo-team" / "index.html").unlink()
    (copy / "teams" / "new.html").write_text("<p>", encoding="utf-8")
    with (copy / "index.html").open("a", encoding="utf-8") as home:
        home.write(" ")
    assert found(copy) == {
        ("missing", "teams/demo-team/index.html"),
        ("added", "teams/new.html"),
        ("changed", "index.html"),
    }


def test_other_sql_is_found_and_never_run(copy: Path) -> None:
    sql = copy / "data" / "sql" / "80_total.sql"
    sql.write_text("CREATE TABLE total AS SELECT 1;", encoding="utf-8")
    renew_manifest(copy)
    verdict = verify(copy)
    assert verdict.differences == [Difference("sql", "data/sql/80_total.sql")]
    assert verdict.agreeing["total"]


def test_a_copy_of_another_version_says_so(copy: Path) -> None:
    assert "9.9.9" not in in_words(verify(copy), "zh")
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    (copy / MANIFEST).write_text(json.dumps(manifest | {"version": "9.9.9"}), encoding="utf-8")
    assert "9.9.9" in in_words(verify(copy), "zh")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: (data / LEDGER).write_bytes(b"PAR1 no table"),
        lambda data: (data / "tables" / "policy.parquet").unlink(),
        lambda data: (data / "totals.json").write_text("[[1]]"),
        lambda data: (data / "totals.json").write_text("{"),
        lambda data: (data / "totals.json").write_bytes(b"\xff"),
        lambda data: edit_json(data / "totals.json", 0, amount="many"),
        lambda data: pq.write_table(pa.table({"a": [1]}), data / "entry_sum.parquet"),
    ],
)
def test_data_that_cannot_be_computed_with_is_said(
    copy: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(copy / "data")
    renew_manifest(copy)
    assert {what for what, _ in found(copy)} in ({"unreadable"}, {"unreadable", "total"})


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 1}', "\x00"])
def test_a_manifest_that_is_none_is_said(copy: Path, text: str) -> None:
    (copy / MANIFEST).write_text(text, encoding="utf-8")
    assert found(copy) == {("manifest", MANIFEST)}


def test_a_copy_without_a_manifest_is_still_computed(copy: Path) -> None:
    (copy / MANIFEST).unlink()
    verdict = verify(copy)
    assert [each.what for each in verdict.differences] == ["manifest"]
    assert verdict.agreeing["total"]


def test_what_a_copy_says_cannot_reach_into_the_terminal(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"]["\x1b[2J\u202eevil"] = "0"
    (copy / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    said = in_words(verify(copy), "en")
    assert "evil" in said
    assert said.replace("\n", "").isprintable()


def test_many_differences_are_counted_after_the_first(copy: Path) -> None:
    for n in range(25):
        (copy / f"new-{n:02}.html").write_text("<p>", encoding="utf-8")
    said = in_words(verify(copy), "en")
    assert "new-19.html" in said
    assert "new-20.html" not in said
    assert "5 more differ: added files" in said
    assert "25 differ." in said


@pytest.mark.parametrize(("lang", "said"), [("zh", "全部一致。"), ("en", "Everything agrees.")])
def test_the_command_says_that_all_agrees(copy: Path, lang: str, said: str) -> None:
    done = CliRunner().invoke(app, ["verify", str(copy), "--lang", lang])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == said


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "不同　index.html 在清单里，这份网站里没有\n有 1 处不同。\n"),
        ("en", "DIFFERS  index.html is in the manifest and not in this copy\n1 differ.\n"),
    ],
)
def test_the_command_says_what_differs(copy: Path, lang: str, said: str) -> None:
    (copy / "index.html").unlink()
    done = CliRunner().invoke(app, ["verify", str(copy), "--lang", lang])
    assert done.exit_code == 1
    assert done.stdout.endswith(said)


def test_a_folder_that_is_no_copy_is_used_wrongly(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["verify", str(tmp_path), "--lang", "en"])
    assert done.exit_code == 2
    assert "not a copy of a site" in done.output
