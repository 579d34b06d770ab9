"""Tally beside hledger, which audits the same ledger, and beside DuckDB alone, its floor."""

from __future__ import annotations

import csv
import io
import sys
from decimal import Decimal
from pathlib import Path

from tests.bench import machine, peers
from tests.bench.results import HERE, Result
from tests.bench.run import GONGSHI, BenchError, Tell, timed, told
from tests.bench.trees import BENCH, cold, tree

_HELD = 3_400  # bytes that hledger holds for each posting

Balances = dict[tuple[str, str], Decimal]  # by account and commodity


def balances(scale: str, runs: int, tell: Tell) -> list[Result]:
    """From YAML to every balance beside hledger from the journal; equal to the last digit."""
    hledger = peers.hledger()
    root = tree(scale, tell)
    whole, journal, written = (BENCH / name for name in ("whole", "journal", "balances.csv"))
    timed([GONGSHI, "export", "hledger", "--root", root], kept=whole)
    postings = made_light(whole, journal)
    fits(postings, machine.free())
    ask = ("balance", "not:equity", "--no-total", "--layout=bare", "-O", "csv")
    ours, theirs = [], []
    said = ""
    for run in range(runs):
        asked = timed([hledger, "-f", journal, *ask])
        said = asked.out
        theirs.append(asked.sample)
        cold(root)
        ours.append(timed([sys.executable, HERE / "balances.py", root, written]).sample)
        tell(f"balances {run + 1}/{runs}")
    found, wanted = of_table(written.read_text(encoding="utf-8")), of_table(said)
    if found != wanted:
        differing = [key for key in found | wanted if found.get(key) != wanted.get(key)]
        raise BenchError(f"hledger and the tally differ in {len(differing)}: {differing[:5]}")
    return [Result("balances", scale, ours, theirs, {"postings": postings, "equal": len(found)})]


def fits(postings: int, free: int) -> None:
    """Raise BenchError where hledger would need more memory, in bytes, than is free."""
    if postings * _HELD > free:
        need, there = (f"{each / (1 << 30):.1f} GiB" for each in (postings * _HELD, free))
        raise BenchError(
            f"hledger：{postings} 条分录约要 {need} 内存，现有 {there}"
            f" / {postings} postings take it some {need} of memory, {there} are free"
        )


def made_light(whole: Path, journal: Path) -> int:
    """Write the journal without what costs hledger time and no balance needs; how many postings.

    That is the tags, and the list of accounts, in which it looks longer the more of them there are.
    """
    postings = 0
    with whole.open(encoding="utf-8") as lines, journal.open("w", encoding="utf-8") as bare:
        for line in lines:
            if line.startswith("account "):
                continue
            bare.write(line.rstrip("\n").partition("  ; ")[0] + "\n")
            postings += line.startswith("    ")
    return postings


def of_table(text: str) -> Balances:
    """The balances that are not nothing, of a table `account,commodity,balance`."""
    rows = list(csv.reader(io.StringIO(text)))[1:]
    held = {(account, name): Decimal(amount) for account, name, amount in rows}
    return {key: amount for key, amount in held.items() if amount}


def floor(scale: str, runs: int, tell: Tell) -> list[Result]:
    """The tally of records that are in memory, beside DuckDB alone with the same SQL on Parquet."""
    root = tree(scale, tell)
    ready, found = BENCH / "floor", BENCH / "floor.csv"
    lines = int(timed([sys.executable, HERE / "balances.py", root, "--parquet", ready]).out)
    ours, theirs = [], []
    for run in range(runs):
        theirs.append(told(timed([sys.executable, HERE / "floor.py", ready, found])))
        ours.append(told(timed([sys.executable, HERE / "tallying.py", root, ready])))
        tell(f"floor {run + 1}/{runs}")
    if found.read_bytes() != (ready / "total.csv").read_bytes():
        raise BenchError("plain DuckDB and the tally differ")
    return [Result("floor", scale, ours, theirs, {"lines": lines})]
