"""The county that pull requests are made to.

`county/` is what everybody starts from: 演示县 with a station in the north (Anna and Eva record,
Ben verifies) and one in the south (Carl records, Dora verifies, and signs), under the office where
Kim keeps the rules. March 2025 is closed; every request is of 20 April.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pull_requests import Forge, Verdict, git, name_of, public

from gongshi.kinds import Kind

Figures = Mapping[str, tuple[str | None, str | None]]
COUNTY = Path(__file__).parent / "county"
SHELVES = "activities/a-20250405-5tv6w"
RIVER = "activities/a-20250406-8hj9k"
MARCH = "activities/a-20250310-7kq2m"  # in the month that is closed
VERIFIED = "verified_by: s-{}\nverified_on: 2025-04-19\n"
# What is recorded, and not verified, comes in commits of those who recorded it.
RECORDED = {
    "anna": (SHELVES, "corrections/c-20250418-2bc3d"),
    "carl": (RIVER,),
}
# Records that requests bring.
NEW = """\
id: a-20250419-4ef5g
basis: local
name: 新书登记
place: demo-hill
team: readers
unit: north
date: 2025-04-19
start: '09:00'
participants:
  - number: v-0a1b2c
    minutes: 90
recorded_how: register
recorded_by: s-anna
recorded_on: 2025-04-19
"""
NEED = """\
id: n-20250419-4mn8p
basis: local
summary: 清理楼道杂物
place: demo-hill
unit: north
category: community
channel: hotline
events:
  - step: requested
    at: 2025-04-19T09:00
    by: s-anna
"""
HONOR = """\
id: readers-best
basis: local
name: 演示县2025年优秀服务队
recipient: readers
level: county
granted_by:
  - demo-office
granted_on: 2025-04-18
award: best-2025
notice: best-notice
"""


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """SSH keys of Dora and Carl, and one that nobody has; none where there is no OpenSSH."""
    if not shutil.which("ssh-keygen"):
        return {}
    top = tmp_path_factory.mktemp("keys")
    made = {name: top / name for name in ("dora", "carl", "mallory")}
    for path in made.values():
        asked = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)]
        subprocess.run(asked, check=True)
    return made


@pytest.fixture(scope="session")
def forge(
    tmp_path_factory: pytest.TempPathFactory,
    root: Path,
    kinds: dict[str, Kind],
    keys: dict[str, Path],
) -> Forge:
    """The county on its forge: the office's commit, and then those of who recorded what."""
    made = Forge(tmp_path_factory.mktemp("forge"), kinds, keys)
    git(made.top, "init", "-q", "--bare", "-b", "main", str(made.bare))
    where = made.top / "office"
    git(made.top, "init", "-q", "-b", "main", "office")
    shutil.copytree(COUNTY / "records", where / "records")
    shutil.copytree(root / "schemas", where / "schemas")
    for who in ("dora", "carl"):
        if who in keys:
            path = where / "records" / "staff" / f"s-{who}.yaml"
            path.write_text(path.read_text("utf-8") + f"ssh_key: {public(keys[who])}\n", "utf-8")
    later = {name for names in RECORDED.values() for name in names}
    first = [
        path.relative_to(where).as_posix()
        for path in sorted(where.rglob("*.yaml"))
        if f"{path.parent.name}/{path.stem}" not in later
    ]
    git(where, "add", "--", *first)
    git(where, "commit", "-q", "-m", "records", **name_of("kim"))
    for who, names in RECORDED.items():
        git(where, "add", "--", *(f"records/{name}.yaml" for name in names))
        git(where, "commit", "-q", "-m", "records", **name_of(who))
    git(where, "push", "-q", str(made.bare), "main")
    return made


@pytest.fixture
def main(forge: Forge) -> Iterator[Forge]:
    """The forge for a test that moves the main branch, which is put back afterwards."""
    before = git(forge.bare, "rev-parse", "main")
    yield forge
    git(forge.bare, "update-ref", "refs/heads/main", before)


def tells(verdict: Verdict, records: Mapping[str, str], figures: Figures | None = None) -> None:
    """Nothing is held against it, and these are all the records and figures that it moves."""
    assert verdict.codes == set()
    assert verdict.records == records
    assert verdict.figures == (figures or {})
