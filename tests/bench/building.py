"""The site: stamping beside Hugo, building from nothing, building after one changed record."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.bench import peers
from tests.bench.hugo import published, write_hugo
from tests.bench.results import HERE, Result
from tests.bench.run import GONGSHI, BenchError, Tell, peak, timed, told
from tests.bench.trees import BENCH, change, cold, tree

SITE = Path("build", "site")


def site(scale: str, runs: int, tell: Tell) -> list[Result]:
    """Hugo's pages and our stamping, a cold build and one after a change, by turns."""
    root, out = tree(scale, tell), BENCH / "hugo"
    timed(building(root))
    pages = write_hugo(root / SITE, root / "schemas", out)
    theirs, stamped, ours, warm = [], [], [], []
    for run in range(runs):
        shutil.rmtree(out / "public", ignore_errors=True)
        theirs.append(timed([peers.hugo(), "--quiet", "--noBuildLock"], out).sample)
        stamped.append(told(timed([sys.executable, HERE / "stamping.py", root])))
        cold_site(root)
        ours.append(timed(building(root)).sample)
        change(root, "projects", run + 1)
        warm.append(timed(building(root)).sample)
        tell(f"site {run + 1}/{runs}")
    written = list((out / "public").rglob("index.html"))
    if len(written) != pages:
        raise BenchError(f"Hugo wrote {len(written)} of {pages} pages")
    own = [each.with_name("index.html") for each in published(root / SITE)]
    sizes = {"mean_bytes": _mean_size(own), "mean_bytes_of_peer": _mean_size(written)}
    return [
        Result("pages", scale, stamped, theirs, {"pages": pages} | sizes),
        Result("build", scale, ours),
        Result("rebuild", scale, warm, ours),
    ]


def building(root: Path) -> list[str | Path]:
    """The command that builds the site of a tree."""
    return [GONGSHI, "build", "--root", root]


def memory(root: Path) -> float:
    """The most memory of a build from nothing, GiB."""
    cold_site(root)
    return peak(building(root))


def cold_site(root: Path) -> None:
    """Forget all that an earlier build kept, and its site."""
    cold(root)
    shutil.rmtree(root / "build", ignore_errors=True)


def _mean_size(files: list[Path]) -> int:
    return sum(each.stat().st_size for each in files) // len(files)
