"""The journal, read by Debian's hledger: every balance and total equals the tally's."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gongshi.kinds import Kind
from gongshi.publish.audit.journal import COMMODITIES, journal
from gongshi.records.load import load
from gongshi.tally import Tally, run_tally

pytestmark = pytest.mark.hledger

Amounts = dict[tuple[str, str, str], Decimal]  # account or holder, commodity, period
Balances = Callable[[str], Amounts]
DEMO = -1
HOLDERS = "not:equity"


@pytest.fixture(scope="module", params=[DEMO, *range(5)], ids=lambda seed: f"ledger{seed}")
def ledger(
    request: pytest.FixtureRequest,
    root: Path,
    kinds: dict[str, Kind],
    random_tally: Callable[[int], Tally],
) -> Tally:
    """The ledger of the repository, and random ones."""
    if request.param == DEMO:
        return run_tally(load(root, kinds), kinds, date(2026, 8, 31), "abc123")
    return random_tally(request.param)


@pytest.fixture(scope="module")
def ask(ledger: Tally, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Asks hledger about the journal of `ledger`."""
    path = tmp_path_factory.mktemp("journal") / "ledger.journal"
    path.write_text("".join(journal(ledger)), encoding="utf-8")

    def asked(*words: str) -> str:
        ask = ["hledger", "-f", str(path), *words]
        return subprocess.run(ask, capture_output=True, text=True, check=True).stdout

    return asked


TABLE = ("-O", "csv", "--layout=bare", "-N", "--flat")


def test_the_journal_holds_under_strict_checks(ask: Callable[..., str]) -> None:
    ask("check", "--strict", "ordereddates")


def test_every_balance_at_every_quarters_end(
    ledger: Tally, ask: Callable[..., str], balances: Balances
) -> None:
    asked = balances(ask("balance", "-Q", "--historical", "-E", HOLDERS, *TABLE))
    assert asked
    assert asked == expected_balances(ledger)


def expected_balances(ledger: Tally) -> Amounts:
    """The tally's: the balance after a passbook's last line by then, the sums of all others."""
    passbooks = ledger.rows("SELECT * FROM passbook ORDER BY number, measure, line")
    others = ledger.rows("SELECT * FROM ledger WHERE measure = 'fen' OR number IS NULL")
    days = [row["booked_on"] for row in (*passbooks, *others)]
    found: Amounts = {}
    for quarter, end in quarters(min(days), max(days)):
        for row in (each for each in passbooks if each["booked_on"] <= end):
            gifts = ":gifts" if row["class"] == "donation" else ""
            account = f"passbooks:{row['number']}{gifts}"
            found[account, COMMODITIES[row["measure"]], quarter] = row["balance"]
        for row in (each for each in others if each["booked_on"] <= end):
            key = (_account(row), COMMODITIES[row["measure"]], quarter)
            found[key] = found.get(key, Decimal(0)) + _amount(row["measure"], row["amount"])
    return {key: amount for key, amount in found.items() if amount}


def _account(row: dict[str, str | None]) -> str:
    if row["measure"] != "fen":
        return f"pool:{row['unit']}" if row["unit"] else "pool"
    return f"funds:{row['fund']}" if row["fund"] else f"units:{row['unit']}"


def _amount(measure: str, amount: Decimal) -> Decimal:
    """Fen as yuan."""
    return amount / 100 if measure == "fen" else amount


def quarters(first: str, last: str) -> Iterator[tuple[str, str]]:
    """Each quarter from day to day: its name in hledger's tables, its last day."""
    year, quarter = int(first[:4]), (int(first[5:7]) - 1) // 3
    while f"{year}-{quarter * 3 + 1:02}-01" <= last:
        end = ("03-31", "06-30", "09-30", "12-31")[quarter]
        yield f"{year}Q{quarter + 1}", f"{year}-{end}"
        year, quarter = year + (quarter == 3), (quarter + 1) % 4


@pytest.mark.parametrize("kind", ["team", "unit", "place"])
def test_the_yearly_totals_of_every_tree(
    ledger: Tally, ask: Callable[..., str], balances: Balances, kind: str
) -> None:
    """hledger adds up the tree from the tags, with all below; the tally from its own scopes."""
    asked = ("balance", "-Y", "--date2", "-E", "--pivot", kind, "--tree", "--no-elide")
    table = balances(ask(*asked, f"tag:{kind}", HOLDERS, *TABLE[:-1]))
    found = {
        (account.rsplit(":", 1)[-1], commodity, period): amount
        for (account, commodity, period), amount in table.items()
    }
    rows = ledger.rows(
        "SELECT id, period, measure, SUM(amount) AS amount FROM total"
        " WHERE kind = ? AND LENGTH(period) = 4 GROUP BY id, period, measure",
        kind,
    )
    assert rows
    assert found == {
        (row["id"], COMMODITIES[row["measure"]], row["period"]): _amount(
            row["measure"], row["amount"]
        )
        for row in rows
        if row["amount"]
    }
