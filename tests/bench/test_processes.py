"""What is measured in processes of its own runs on a small tree, and tells what it should."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.bench.hugo import published, write_hugo
from tests.bench.ledgers import of_table
from tests.bench.results import HERE
from tests.bench.run import timed, told

from gongshi.intake.synth import write_tree
from gongshi.kinds import Kind


@pytest.fixture(scope="module")
def small(root: Path, kinds: Mapping[str, Kind], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bench") / "small"
    write_tree(kinds, root / "schemas", out, "demo", seed=3)
    shutil.copytree(root / "site", out / "site")
    shutil.copyfile(root / "mkdocs.yml", out / "mkdocs.yml")
    return out


def test_the_tally_and_its_floor_agree(small: Path, tmp_path: Path) -> None:
    ready, found, balances = tmp_path / "ready", tmp_path / "found.csv", tmp_path / "balances.csv"
    script = HERE / "balances.py"
    assert int(timed([sys.executable, script, small, "--parquet", ready]).out) > 1000
    assert told(timed([sys.executable, HERE / "floor.py", ready, found])).wall > 0
    assert told(timed([sys.executable, HERE / "tallying.py", small, ready])).wall > 0
    assert found.read_bytes() == (ready / "total.csv").read_bytes()
    timed([sys.executable, script, small, balances])
    held = of_table(balances.read_text(encoding="utf-8"))
    assert {"MIN", "PT", "CREDIT", "CNY"} == {commodity for _, commodity in held}


def test_stamping_is_told_and_leaves_no_site(small: Path) -> None:
    assert told(timed([sys.executable, HERE / "stamping.py", small])).wall > 0
    assert list((small / "build").glob("*stamped*")) == []


def test_hugo_is_given_a_page_for_each_of_ours(small: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    timed([sys.executable, "-m", "gongshi", "build", "--root", small, "--out", site])
    pages = write_hugo(site, small / "schemas", tmp_path / "hugo")
    written = sorted((tmp_path / "hugo" / "content").rglob("*.md"))
    assert len(written) == pages == len(published(site)) > 50
    assert all("\nrecord:\n  " in path.read_text(encoding="utf-8") for path in written)
    layout = (tmp_path / "hugo" / "layouts" / "_default" / "single.html").read_text("utf-8")
    assert "<title>{{ .Title }}</title>" in layout
