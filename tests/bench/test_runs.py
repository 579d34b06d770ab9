"""Commands are timed with all they wait for; peers' words are read; trees are changed a little."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from tests.bench import peers
from tests.bench.checking import passed_in, scaled
from tests.bench.hugo import parts, rows_of
from tests.bench.ledgers import fits, made_light, of_table
from tests.bench.results import HERE, Sample
from tests.bench.run import BenchError, added, peak, timed
from tests.bench.trees import change, files_of

_CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', {!r}])"


def test_a_command_tells_what_it_printed_and_cost_with_those_below() -> None:
    done = timed([sys.executable, "-c", _CHILD.format("print(sum(range(3_000_000)))")])
    assert done.out == "4499998500000\n"
    assert done.sample.wall > 0
    assert done.sample.cpu > timed([sys.executable, "-c", ""]).sample.cpu


def test_an_end_that_was_not_wanted_is_told_with_its_words() -> None:
    command = [sys.executable, "-c", "print('what is wrong'); raise SystemExit(3)"]
    with pytest.raises(BenchError, match=r"(?s)-> 3.*what is wrong"):
        timed(command)
    assert timed(command, status=3).out == "what is wrong\n"


def test_the_memory_is_that_of_all_processes() -> None:
    hold = "x = bytearray(200 << 20); x[::4096] = b'1' * len(x[::4096]); input()"
    alone = peak([sys.executable, "-c", hold.replace("input()", "import time; time.sleep(0.3)")])
    assert 0.19 < alone < 0.4
    below = peak([sys.executable, "-c", _CHILD.format(hold.replace("input()", _WAIT))])
    assert 0.19 < below < 0.4


_WAIT = "import time; time.sleep(0.3)"


def test_runs_one_after_another_add_up() -> None:
    assert added(Sample(1, 0.5), Sample(2, 1.5)) == Sample(3, 2)


def test_scaling_counts_the_start_once() -> None:
    one, ten = Sample(1.5, 1), Sample(6, 5.5)  # a start of one second, half a second a file
    assert scaled(one, ten, 10, 100) == Sample(51, 50.5)
    assert scaled(one, ten, 10, 10) == ten
    assert scaled(one, one, 1, 1) == one
    # What varies from run to run never makes more files take less.
    assert scaled(ten, one, 10, 100) == ten


def test_what_sourcemeta_says_it_passed() -> None:
    assert passed_in("ok: a\n\n1075 validated, 1075 passed, 0 failed\n") == 1075
    for said in ("3 validated, 1 passed, 2 failed", ""):
        with pytest.raises(BenchError):
            passed_in(said)


def test_balances_are_exact_and_nothing_is_no_balance() -> None:
    text = '"account","commodity","balance"\n"a","PT","0.10"\n"b","MIN","0"\n"c","CNY","-1,2"\n'
    assert of_table(text.replace("-1,2", "-1.2")) == {
        ("a", "PT"): Decimal("0.1"),
        ("c", "CNY"): Decimal("-1.2"),
    }


def test_hledger_is_not_asked_for_more_than_the_memory_holds() -> None:
    fits(1_000_000, 4 << 30)
    with pytest.raises(BenchError, match=r"3\.2 GiB of memory, 2\.0 GiB are free"):
        fits(1_000_000, 2 << 30)


def test_the_journal_made_light_for_hledger(tmp_path: Path) -> None:
    whole, bare = tmp_path / "whole", tmp_path / "bare"
    head = "2025-01-05=2025-01-01 (a) service\n"
    listed = "account p:v\n"
    script = f"print({listed + head + '    p:v  1.00 PT  ; event:service, team:x'!r})"
    assert timed([sys.executable, "-c", script], kept=whole).out == ""
    assert made_light(whole, bare) == 1
    assert bare.read_text(encoding="utf-8") == f"{head}    p:v  1.00 PT\n"


def test_a_change_is_of_one_record_and_each_is_another(tmp_path: Path) -> None:
    folder = tmp_path / "records" / "teams"
    folder.mkdir(parents=True)
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "team.yaml").write_text("x-folder: teams\n")
    (tmp_path / "schemas" / "body.yaml").write_text("x-folder: bodies\n")
    (tmp_path / "schemas" / "common.yaml").write_text("$defs: {}\n")
    for id in "abc":
        (folder / f"{id}.yaml").write_text(f"id: {id}\nname: 队{id}\nteam: x\n", encoding="utf-8")
    before = {path: path.read_text("utf-8") for path in files_of(tmp_path)["team"]}
    assert list(files_of(tmp_path)) == ["team"]
    for number in (1, 4):  # three files: both are of the same one
        change(tmp_path, "teams", number)
        after = {path: path.read_text("utf-8") for path in before}
        changed = [path for path in before if before[path] != after[path]]
        assert [after[path] for path in changed] == [f"id: c\nname: 队c（改{number}）\nteam: x\n"]


def test_the_rows_that_hugo_sets_are_those_of_our_page() -> None:
    page = '<main class="gs-main" id="main" tabindex="-1">A&amp;B'
    page += '<ul><li>x <a href="../y/">y</a></li></ul>'
    page += "<table><tr><th> 数 </th><td></td><td>1</td></tr><tr><td> </td></tr></table></main>Z"
    before, main, after = parts(f"F{page}")
    assert (before[0], after) == ("F", "</main>Z")
    assert rows_of(main) == [
        [{"say": "x"}, {"say": "y", "to": "../y/"}],
        [{"say": "数"}, {"say": "1"}],
    ]
    with pytest.raises(BenchError):
        parts("<main>")


def test_without_a_network_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise BenchError("no route")

    monkeypatch.setattr(peers, "PEERS", tmp_path / "peers")
    monkeypatch.setattr(peers, "timed", fail)
    with pytest.raises(BenchError, match=r"(?s)对照软件装不上.*could not be installed.*no route"):
        peers.install(lambda _: None)


def test_every_peer_is_pinned_with_hashes() -> None:
    asked = (HERE / "peers.in").read_text(encoding="utf-8").split()
    locked = (HERE / "peers.txt").read_text(encoding="utf-8")
    assert asked == sorted(asked)
    pins = re.findall(r"^([a-z0-9-]+==\S+)(?: ;[^\n]*?)? \\\n +--hash=sha256:", locked, re.M)
    assert set(asked) <= set(pins)
    assert len(pins) == len(re.findall(r"^[^\s#].*", locked, re.M))
