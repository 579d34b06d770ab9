"""Records as another commit has them: as if its files had been read from a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gongshi.kinds import Kind, load_kinds
from gongshi.records import load as loading
from gongshi.records import remembered as remembering
from gongshi.records.between import between
from gongshi.records.load import Loaded, load
from gongshi.records.otherwise import Contents, otherwise

WORLD = Path(__file__).parent.parent / "examples" / "good" / "L007"


@pytest.fixture
def kinds(root: Path) -> dict[str, Kind]:
    """Those of this repository, in place of what other tests of this room have."""
    return load_kinds(root / "schemas")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    shutil.copytree(WORLD / "records", tmp_path / "here" / "records")
    return tmp_path / "here"


@pytest.fixture
def contents(world: Path) -> Contents:
    """A file altered, one gone, one new, one broken, one where none belongs."""
    paths = [path.relative_to(world).as_posix() for path in sorted(world.rglob("*.yaml"))]
    activities = [path for path in paths if path.startswith("records/activities/")]
    first, *_ = activities
    text = (world / first).read_text("utf-8")
    new = f"{first.rpartition('/')[0]}/deeper/a-20200101-2bc3d.yaml"
    return {
        first: text.replace("name: ", "name: 新").encode(),
        paths[-1]: None,
        new: text.replace(Path(first).stem, "a-20200101-2bc3d").encode(),
        next(path for path in paths if path.startswith("records/places/")): b"id: [\n",
        "records/nowhere/x.yaml": b"id: x\n",
    }


def written(root: Path, contents: Contents) -> None:
    for path, content in contents.items():
        file = root / path
        if content is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def alike(one: Loaded, other: Loaded) -> bool:
    tables = all(one.tables[name].equals(other.tables[name]) for name in other.tables)
    records = all(dict(one.records[kind]) == dict(other.records[kind]) for kind in other.records)
    return tables and records and list(one.paths) == list(other.paths)


def test_what_is_otherwise_is_as_if_read(
    world: Path, tmp_path: Path, kinds: dict[str, Kind], contents: Contents
) -> None:
    there = tmp_path / "there"
    shutil.copytree(world, there)
    written(there, contents)
    made, read = otherwise(load(world, kinds), world, kinds, contents), load(there, kinds)
    assert alike(made, read)
    assert list(made.findings) == list(read.findings)


def test_a_change_is_what_is_not_the_same(
    world: Path, kinds: dict[str, Kind], contents: Contents
) -> None:
    before = load(world, kinds)
    after = otherwise(before, world, kinds, contents)
    there, back = between(before, after, kinds, contents), between(after, before, kinds, contents)
    gone = {path for of_kind in there.paths.values() for path in of_kind}
    came = {path for of_kind in back.paths.values() for path in of_kind}
    first, last, new, broken, _ = contents
    assert (gone, came) == ({first, last, broken}, {first, new})
    assert {after.paths[number] for number in there.changed} == {first, new, broken}
    assert between(before, before, kinds, contents).changed == frozenset()


def test_what_is_kept_is_known_from_either_side(
    world: Path, kinds: dict[str, Kind], contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`since` an earlier run, whatever lies in the folder by now."""
    # A new folder in records/ makes what is kept as good as none.
    contents = {path: each for path, each in contents.items() if "nowhere" not in path}
    monkeypatch.setattr(loading, "MANY", 1)
    monkeypatch.setattr(remembering, "SLACK_NS", -(10**15))  # files are settled when they are read
    first = load(world, kinds)
    monkeypatch.setattr(loading, "TOLERATED", 0)  # what was read first is kept
    olds = {
        path: (world / path).read_bytes() if (world / path).exists() else None for path in contents
    }
    written(world, contents)
    here = load(world, kinds)
    before = otherwise(here, world, kinds, olds)
    assert alike(before, first)
    assert before.since is not None
    assert here.since is not None
    assert before.since.state == here.since.state == first.state
    assert before.since.changed == frozenset()
    assert not any(before.since.paths.values())
    other = otherwise(here, world, kinds, {next(iter(contents)): None})
    wanted = between(first, other, kinds, contents)
    assert other.since is not None
    assert other.since.changed == wanted.changed
    assert {**other.since.paths} == {**wanted.paths}
