"""Data kept from the last site: after any change it is what a site from nothing would hold."""

from __future__ import annotations

import shutil
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from tests.publish.audit.conftest import AS_OF, Record, drawn, loaded_of

from gongshi.kinds import Kind
from gongshi.publish.audit.recompute import write_recompute
from gongshi.publish.kept_files import kept_files
from gongshi.publish.library import library_of
from gongshi.publish.open_data.tables import write_data
from gongshi.publish.output import Output
from gongshi.publish.placing import beside, put_in_place
from gongshi.tally import run_tally
from gongshi.tally.kept import Answers

Records = dict[str, list[Record]]


@dataclass
class Data:
    """The data of a site, written again and again; what is kept lies below `root`."""

    root: Path
    kinds: dict[str, Kind]

    @property
    def out(self) -> Path:
        return self.root / "site"

    def write(self, records: Records, forget: bool = False) -> None:
        """Write it, from the last one or from nothing."""
        if forget:
            shutil.rmtree(self.root / "build")
        loaded = loaded_of(records, self.kinds)
        tally = run_tally(loaded, self.kinds, AS_OF, answers=Answers(self.root, self.kinds))
        library = library_of(self.kinds, loaded, AS_OF.isoformat(), "zh")
        with beside(self.out) as scratch:
            kept = kept_files(self.root, self.kinds, Output(scratch / "site", self.out))
            write_data(kept, library)
            list(write_recompute(kept, tally, library))
            kept.keep(self.root, self.kinds)
            tally.keep()
            assert put_in_place(kept.output, scratch)

    def files(self) -> dict[str, bytes]:
        """All files by their paths."""
        return {path: (self.out / path).read_bytes() for path in self.found()}

    def found(self) -> dict[str, int]:
        """Which file on the disk stands at each path."""
        return {
            path.relative_to(self.out).as_posix(): path.stat().st_ino
            for path in sorted(self.out.rglob("*"))
            if path.is_file()
        }

    def changed(self, records: Records) -> set[str]:
        """The paths below `data/` that are written anew when it is written again."""
        before = self.found()
        self.write(records)
        found = self.found()
        paths = (path for path in found if before.get(path) != found[path])
        return {path.removeprefix("data/") for path in paths}


@pytest.fixture
def data(kinds: dict[str, Kind], tmp_path: Path) -> Data:
    """A folder for the data of a site."""
    (tmp_path / "records").mkdir()
    return Data(tmp_path, kinds)


def _edit(records: Records, random: Random) -> None:
    """Change, add or take away something; the records stay sound."""
    what = random.choice(("minutes", "consent", "above", "booked", "drop", "more", "name"))
    if what == "consent":
        (member,) = random.choice(records["roster"])["members"]
        member["consent"] = random.choice(("nothing", "number", "name"))
    elif what == "above":
        random.choice(records["unit"][1:])["parent"] = "office"
    elif what == "name":
        random.choice(records["team"])["name"] = random.choice(("甲队", "乙队"))
    elif what == "more":
        one = deepcopy(random.choice(records["activity"]))
        one["id"] = f"{one['id'][:-5]}{random.randrange(10**5):05}"
        records["activity"].append(one)
    elif what == "drop":
        fixed = {each["entry"] for each in records["correction"]}
        used = {e.get("activity") for batch in records["withdrawal"] for e in batch["entries"]}
        free = [each for each in records["activity"] if each["id"] not in fixed | used]
        records["activity"].remove(random.choice(free))
    else:
        one = random.choice(records["activity"])
        if what == "minutes":
            random.choice(one["participants"])["minutes"] = random.randrange(30, 300)
        elif "verified_on" in one:
            one["verified_on"] = f"2026-01-{random.randrange(10, 31)}"


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_changed_the_data_is_that_of_a_site_from_nothing(data: Data, seed: int) -> None:
    random, records = Random(seed), drawn(seed)
    data.write(records)
    for _ in range(3):
        for _ in range(random.randrange(1, 4)):
            _edit(records, random)
        data.write(records)
        found = data.files()
        data.write(records, forget=True)
        assert found == data.files()


def test_only_what_a_change_concerns_is_written_again(data: Data) -> None:
    records = drawn(0)
    data.write(records)
    assert data.changed(records) == set()
    records["team"][0]["name"] = "甲队"
    of_team = {"team.csv", "excel/team.csv", "team.jsonl", "team.parquet"}
    assert data.changed(records) == {*of_team, "tables/team.parquet"}
    booked = (each for each in records["activity"] if "verified_on" in each)
    more = next(each for each in booked if not each.get("compulsory"))
    records["activity"].append({**more, "id": f"{more['id'][:-5]}00000"})
    changed, month = data.changed(records), more["verified_on"][:7]
    assert {f"ledger/{month}.parquet", f"journal/{month}.journal", "activity.jsonl"} <= changed
    assert not {path for path in changed if "donation" in path}
    months = {path.partition("/")[2] for path in data.found() if path.startswith("data/journal/")}
    assert not {path for path in months & changed if path < f"journal/{month}."}


def test_a_file_that_was_changed_by_hand_is_written_again(data: Data) -> None:
    records = drawn(0)
    data.write(records)
    good = data.files()
    month = min(path for path in good if path.startswith("data/ledger/"))
    for name in ("data/activity.csv", month, "data/totals.json"):
        path = data.out / name
        path.unlink()
        path.write_text("something else", encoding="utf-8")
    data.write(records)
    assert data.files() == good
