"""The published SQL, run with plain DuckDB by somebody who has only the data."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gongshi.kinds import Kind
from gongshi.publish.audit.journal import COMMODITIES
from gongshi.publish.audit.recompute import FIGURES, sql_files, write_recompute
from gongshi.publish.kept_files import KeptFiles
from gongshi.publish.library import build_library
from gongshi.publish.output import Output
from gongshi.records.gate import consenting
from gongshi.records.load import Loaded, load
from gongshi.tally import Tally, run_tally
from gongshi.tally.results import totals
from gongshi.tally.run import statements

DEMO = -1
SEEDS = (DEMO, *range(4))
one_ledger = pytest.mark.parametrize("opened", [0], indirect=True)

# Knows nothing of the toolkit: what the page 怎样核对一个数字 tells a stranger to do.
STRANGER = """
import json, pathlib, sys
import duckdb

connection = duckdb.connect()
for path in sorted(pathlib.Path("sql").iterdir()):
    connection.execute(path.read_text(encoding="utf-8"))
ask = lambda query: [[str(cell) for cell in row] for row in connection.execute(query).fetchall()]
print(json.dumps({
    "totals": ask("SELECT kind, id, period, measure, event, amount, lines, entries FROM total"),
    "found": ask("SELECT what, figure, agrees, beyond FROM comparison"),
    "toolkit": [name for name in sys.modules if name.split(".")[0] == "gongshi"],
}))
"""


@dataclass
class Opened:
    """A published `data` folder, what it was made from, and what a stranger got out of it."""

    folder: Path
    tally: Tally
    loaded: Loaded
    agreed: frozenset[str]
    answer: dict[str, Any]


def write(loaded: Loaded, kinds: dict[str, Kind], day: date, folder: Path) -> Tally:
    tally = run_tally(loaded, kinds, day)
    paths = {(row["kind"], row["id"]): row["path"] for row in loaded.tables["record"].to_pylist()}
    library = build_library(kinds, loaded.records, paths)
    kept = KeptFiles(Output(folder.parent, folder / "none"))
    list(write_recompute(kept, tally, library))
    return tally


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"ledger{seed}")
def opened(
    request: pytest.FixtureRequest,
    root: Path,
    kinds: dict[str, Kind],
    random_loaded: Callable[[int], Loaded],
    as_of: date,
    tmp_path_factory: pytest.TempPathFactory,
) -> Opened:
    """The repository's own ledger, and random ones."""
    folder = tmp_path_factory.mktemp("a [copy], of a site") / "data"
    demo = request.param == DEMO
    loaded = load(root, kinds) if demo else random_loaded(request.param)
    tally = write(loaded, kinds, date(2026, 8, 31) if demo else as_of, folder)
    ran = subprocess.run(
        [sys.executable, "-I", "-c", STRANGER], cwd=folder, capture_output=True, check=True
    )
    agreed = consenting(loaded.records["roster"].values())
    return Opened(folder, tally, loaded, agreed, json.loads(ran.stdout))


def test_the_published_sql_gives_the_published_totals(opened: Opened) -> None:
    told = [
        [str(getattr(total, name)) for name in FIGURES["total"].columns]
        for total in totals(opened.tally)
    ]
    assert opened.answer["toolkit"] == []
    assert told
    assert sorted(opened.answer["totals"]) == sorted(told)
    published = json.loads((opened.folder / "totals.json").read_text(encoding="utf-8"))
    assert sorted([str(cell) for cell in row.values()] for row in published) == sorted(told)


def test_every_published_figure_is_computed_again(opened: Opened) -> None:
    found = opened.answer["found"]
    differing = [row for row in found if row[2] != "True" and row[3] == "None"]
    assert differing == []
    agreeing = Counter(row[0] for row in found if row[2] == "True")
    assert agreeing.keys() >= {"line", "sum", "total", "passbook", "star", "badge", "unit"}


def test_only_what_closed_fields_decide_is_beyond(opened: Opened) -> None:
    beyond = {(row[0], row[3]) for row in opened.answer["found"] if row[2] != "True"}
    assert beyond <= {("line", "gift"), ("line", "cohort"), ("star", "joined")}


def test_the_ledger_holds_every_line_once(opened: Opened) -> None:
    ledger = pq.read_table(opened.folder / "ledger").to_pylist()
    whole: Counter[tuple[str, str]] = Counter()
    counted = 0
    for row in ledger:
        whole[row["measure"], row["event"]] += row["amount"]
        counted += row["lines"]
    rows = opened.tally.rows(
        "SELECT measure, event, SUM(amount) AS amount, COUNT(*) AS lines FROM ledger GROUP BY ALL"
    )
    assert whole == {(row["measure"], row["event"]): row["amount"] for row in rows}
    assert counted == sum(row["lines"] for row in rows)


def test_no_number_leaves_without_consent(opened: Opened) -> None:
    held = {row["number"] for row in opened.tally.rows("SELECT number FROM member")}
    withheld = held - opened.agreed
    assert withheld
    assert opened.agreed
    seen: set[str] = set()
    for path in sorted(opened.folder.rglob("*")):
        if path.suffix == ".parquet":
            seen.update(words(pq.read_table(path)))
        elif path.is_file():
            text = path.read_text(encoding="utf-8")
            seen.update(number for number in held if number in text)
    assert seen & withheld == set()
    assert seen & opened.agreed


def words(table: pa.Table) -> Iterator[str]:
    for column in table.columns:
        if pa.types.is_string(column.type):
            yield from (value for value in column.to_pylist() if value is not None)


def test_closed_fields_are_empty(opened: Opened) -> None:
    def column(table: str, name: str) -> list[Any]:
        values: list[Any] = pq.read_table(opened.folder / "tables" / f"{table}.parquet")[
            name
        ].to_pylist()
        return values

    for closed in ("joined", "cohort", "consent", "minor", "qualification"):
        assert set(column("roster__members", closed)) == {None}
    assert set(column("roster", "year")) == {None}
    numbers, taken = (column("withdrawal__entries", name) for name in ("number", "minutes"))
    assert all(
        (number is None) == (minutes is None)
        for number, minutes in zip(numbers, taken, strict=True)
    )


def test_time_taken_out_stands_by_month_where_the_number_is_withheld(opened: Opened) -> None:
    ledger = pq.read_table(opened.folder / "ledger").to_pylist()
    alone = ("withdrawal", "gift_out", "gift_in", "pool_out", "pool_in", "expiry")
    personal = [row for row in ledger if row["number"] is None and row["origin"] in alone]
    assert personal
    assert all(row["entry"] is None and row["corrects"] is None for row in personal)
    assert all(len(row["served_on"]) == len(row["booked_on"]) == 7 for row in personal)
    assert all(row["pointer"] is None for row in ledger if row["withheld"])
    sums = pq.read_table(opened.folder / "entry_sum.parquet").to_pylist()
    unnamed = [
        tuple(row[name] for name in ("team", "unit", "place", "fund", "month", "measure", "event"))
        for row in sums
        if row["entry"] is None
    ]
    assert len(unnamed) == len(set(unnamed))


def test_no_line_tells_between_whose_numbers_a_withheld_one_stood(opened: Opened) -> None:
    ledger = pq.read_table(opened.folder / "ledger").to_pylist()
    services = [row for row in ledger if row["number"] and row["origin"] == "service"]
    assert services
    assert {row["pointer"] for row in services} == {None}


def test_a_correction_of_one_person_is_told_from_one_of_all(opened: Opened) -> None:
    """Of those who withhold the number too: by amount in the ledger, never as undoing the rest."""
    ledger = pq.read_table(opened.folder / "ledger").to_pylist()
    published: Counter[tuple[str, str]] = Counter()
    for row in ledger:
        if row["event"] == "correction" and row["entry"]:
            published[row["entry"], row["measure"]] += row["amount"]
    rows = opened.tally.rows(
        "SELECT entry, measure, SUM(amount) AS amount FROM ledger WHERE event = 'correction'"
        " AND origin IN ('service', 'money', 'goods', 'redemption') GROUP BY entry, measure"
    )
    assert published == {(row["entry"], row["measure"]): row["amount"] for row in rows}
    held = pq.read_table(opened.folder / "tables" / "correction.parquet").to_pylist()
    halves = {id for id, one in opened.loaded.records["correction"].items() if "number" in one}
    assert {row["id"] for row in held if row["number"] is None}.isdisjoint(halves)


@one_ledger
def test_the_sql_is_the_tallys_own(opened: Opened) -> None:
    published = {path.name: path.read_text("utf-8") for path in (opened.folder / "sql").iterdir()}
    assert published == sql_files()
    assert statements().items() <= published.items()


def test_two_writings_give_the_same_bytes(
    kinds: dict[str, Kind], random_loaded: Callable[[int], Loaded], as_of: date, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        write(random_loaded(3), kinds, as_of, tmp_path / name / "data")
    one, two = (
        {p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name).rglob("*.*")}
        for name in ("one", "two")
    )
    assert len(one) > 60
    assert one == two


@pytest.mark.hledger
def test_the_published_journal_gives_the_published_totals(
    opened: Opened, balances: Callable[[str], dict[tuple[str, str, str], Decimal]]
) -> None:
    ask = ["hledger", "-f", str(opened.folder / "ledger.journal")]
    subprocess.run([*ask, "check", "--strict", "ordereddates"], check=True)
    tree = ("--pivot", "place", "--tree", "--no-elide", "tag:place", "not:equity")
    table = ("-O", "csv", "--layout=bare", "-N")
    ran = subprocess.run(
        [*ask, "balance", *tree, *table], capture_output=True, check=True, text=True
    )
    found = {
        (account.rsplit(":", 1)[-1], commodity): amount
        for (account, commodity, _), amount in balances(ran.stdout).items()
    }
    rows = opened.tally.rows(
        "SELECT id, measure, SUM(amount) AS amount FROM total"
        " WHERE kind = 'place' AND period = 'all' GROUP BY id, measure"
    )
    assert found == {
        (row["id"], COMMODITIES[row["measure"]]): row["amount"]
        / (100 if row["measure"] == "fen" else 1)
        for row in rows
        if row["amount"]
    }


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    """The written page that tells a stranger how."""
    return (root / "site" / "data" / "recompute" / "index.md").read_text(encoding="utf-8")


@one_ledger
def test_the_pages_example_in_python_runs(opened: Opened, page: str) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
    ran = subprocess.run(
        [sys.executable, "-I", "-c", example],
        cwd=opened.folder,
        capture_output=True,
        check=True,
        text=True,
    )
    assert "'agrees'" in ran.stdout
    assert "DIFFERS" not in ran.stdout


@one_ledger
@pytest.mark.hledger
def test_the_pages_examples_for_hledger_run(opened: Opened, page: str) -> None:
    commands = [line.partition("#")[0].split() for line in re.findall(r"^hledger .*", page, re.M)]
    assert len(commands) == 3
    for command in commands:
        subprocess.run(command, cwd=opened.folder, capture_output=True, check=True)


@one_ledger
def test_the_page_names_every_file(opened: Opened, page: str) -> None:
    for path in opened.folder.iterdir():
        assert f"`{path.name}" in page
