"""What is remembered is never stale: after any edits a warm run gives what a cold one gives."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from gongshi.kinds import Kind, load_kinds
from gongshi.records import load as loading
from gongshi.records import remembered as remembering
from gongshi.records.cache import CACHE
from gongshi.records.load import Loaded, load
from gongshi.records.reading import Chunk, Reader
from gongshi.records.walk import FOLDER
from gongshi.records.workers import Helpers

Write = Callable[[Mapping[str, str | bytes]], Path]
Kinds = dict[str, Kind]
TICK_NS = 10_000_000
LONG_AGO = -(10**15)  # a slack that has every file settled before it is read

PATHS = [f"clubs/{name}.yaml" for name in ("a", "b", "deep/a", "deep/c", "No")]
PATHS += ["events/a.yaml", "events/b.yaml", "stray.yaml"]
# Of each kind some of one size, sound and broken in every ring.
TEXTS = [
    *("id: a\nname: 甲社\n", "id: a\nname: 乙社\n", "id: b\nname: 甲社\n", "id: a\nname: [甲]\n"),
    *("id: a\nname: 甲&社\n", "id: a\nmane: 甲社\n", "id: a\nname: 甲社", "id: a\nname: \t社 \n"),
    "id: a\nname: 丙社\nmembers:\n  - number: m1\n    friends: [m2, m3]\n  - number: m2\n",
    *("id: a\ncost: 3\n", "id: b\ncost: 3\n", "id: a\ncost: 4\n", "id: a\ncost: no\n", ""),
]


def assert_equal(one: Loaded, other: Loaded) -> None:
    assert one.paths == other.paths
    assert one.findings == other.findings
    assert one.tables.keys() == other.tables.keys()
    for name, table in one.tables.items():
        assert table.equals(other.tables[name]), name
    assert one.records == other.records
    assert one.state == other.state


def cold(root: Path, kinds: Kinds) -> Loaded:
    """What a run gives that remembers nothing; the cache is left as it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "remembered", lambda *_: remembering.Remembered())
        patch.setattr(loading, "remember", lambda *_: None)
        return load(root, kinds)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every record is worth remembering, however lately it was written."""
    monkeypatch.setattr(loading, "MANY", 1)
    monkeypatch.setattr(remembering, "SLACK_NS", LONG_AGO)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files whose content was looked at; every record is worth remembering."""
    looked_at: list[str] = []
    chunk = Reader.chunk

    def noting(reader: Any, sources: Any) -> Any:
        looked_at.extend(source.path.removeprefix("records/") for _, source in sources)
        return chunk(reader, sources)

    monkeypatch.setattr(Reader, "chunk", noting)
    monkeypatch.setattr(loading, "MANY", 1)
    return looked_at


class Edits(RuleBasedStateMachine):
    """Whatever may happen to files between two runs, and to the cache."""

    kinds: tuple[Kinds, Kinds]

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.at = 0
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(loading, "MANY", 1)
        # Whatever the files hold, this process reads them: to start others takes its time.
        self.patch.setattr(loading, "_may_harm", lambda *_: False)
        # A tick of a coarse clock, so that files come to be trusted while the test runs.
        self.patch.setattr(remembering, "SLACK_NS", TICK_NS)
        for path, text in zip(PATHS, TEXTS, strict=False):
            self.write(path, text)

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.root)

    def file(self, path: str) -> Path:
        file = self.root / FOLDER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        return file

    @rule(path=st.sampled_from(PATHS), text=st.sampled_from(TEXTS))
    def write(self, path: str, text: str) -> None:
        self.file(path).write_text(text)

    @rule(path=st.sampled_from(PATHS), text=st.sampled_from(TEXTS))
    def put_another_in_its_place(self, path: str, text: str) -> None:
        self.file("new").write_text(text)
        self.file("new").replace(self.file(path))

    @rule(path=st.sampled_from(PATHS), data=st.data())
    def write_as_much_and_feign_the_old_time(self, path: str, data: st.DataObject) -> None:
        if (file := self.file(path)).exists():
            before = file.stat()
            as_much = [text for text in TEXTS if len(text.encode()) == before.st_size]
            file.write_text(data.draw(st.sampled_from(as_much)))
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(path=st.sampled_from(PATHS))
    def touch(self, path: str) -> None:
        if (file := self.file(path)).exists():
            file.touch()

    @rule(path=st.sampled_from(PATHS))
    def delete(self, path: str) -> None:
        self.file(path).unlink(missing_ok=True)

    @rule(path=st.sampled_from(PATHS), to=st.sampled_from(PATHS))
    def move(self, path: str, to: str) -> None:
        if (file := self.file(path)).exists():
            file.replace(self.file(to))

    @rule(path=st.sampled_from(PATHS), other=st.sampled_from(PATHS))
    def swap(self, path: str, other: str) -> None:
        if self.file(path).exists() and self.file(other).exists():
            self.file(path).replace(self.file("new"))
            self.move(other, path)
            if self.file("new").exists():
                self.file("new").replace(self.file(other))

    @rule()
    def change_the_schemas(self) -> None:
        self.at = 1 - self.at

    @rule()
    def delete_the_cache(self) -> None:
        shutil.rmtree(self.root / CACHE, ignore_errors=True)

    @rule(at=st.floats(0, 1))
    def damage_the_cache(self, at: float) -> None:
        file = self.root / CACHE / remembering.NAME
        if file.exists():
            content = bytearray(file.read_bytes())
            content[int(at * (len(content) - 1))] ^= 1
            file.write_bytes(content)

    @rule()
    def let_files_settle(self) -> None:
        began = time.time_ns()
        while time.time_ns() <= began + 2 * TICK_NS:
            pass

    @invariant()
    def a_warm_run_gives_what_a_cold_one_gives(self) -> None:
        kinds = self.kinds[self.at]
        assert_equal(load(self.root, kinds), cold(self.root, kinds))


def test_no_answer_is_stale(tmp_path: Path, kinds: Kinds) -> None:
    folder = tmp_path / "schemas"
    folder.mkdir()
    for name, kind in kinds.items():
        text = repr(dict(kind.schema)).replace("'minLength': 2", "'minLength': 3")
        (folder / f"{name}.yaml").write_text(text.replace("True", "true").replace("False", "false"))
    Edits.kinds = (kinds, load_kinds(folder))
    run_state_machine_as_test(
        Edits,
        settings=settings(
            max_examples=40,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


CLUBS = {f"clubs/{name}.yaml": f"id: {name}\nname: 甲社\n" for name in "abc"}


def test_settled_files_are_not_looked_at_again(
    write: Write, kinds: Kinds, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "SLACK_NS", LONG_AGO)
    root = write({**CLUBS, "events/ev.yaml": "id: ev\ncost: x\n"})
    first = load(root, kinds)
    assert reads == [*CLUBS, "events/ev.yaml"]
    reads.clear()
    assert_equal(load(root, kinds), first)
    assert reads == []
    (root / "records/clubs/b.yaml").touch()
    assert_equal(load(root, kinds), first)
    assert reads == ["clubs/b.yaml"]
    reads.clear()
    (root / "records/clubs/a.yaml").unlink()
    (root / "records/clubs/b.yaml").write_text("id: b\nname: 乙社\n")
    assert load(root, kinds).records["club"] == {
        "b": {"id": "b", "name": "乙社"},
        "c": {"id": "c", "name": "甲社"},
    }
    assert reads == ["clubs/b.yaml"]


def test_a_file_changed_just_before_it_was_read_is_looked_at_again(
    write: Write, kinds: Kinds, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write(CLUBS)
    load(root, kinds)
    reads.clear()
    load(root, kinds)
    assert reads == [*CLUBS]
    monkeypatch.setattr(remembering, "SLACK_NS", LONG_AGO)
    load(root, kinds)
    reads.clear()
    load(root, kinds)
    assert reads == []


def test_what_was_read_may_be_kept_later(
    write: Write, kinds: Kinds, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "SLACK_NS", LONG_AGO)
    root = write(CLUBS)
    keep: list[Callable[[], None]] = []
    first = load(root, kinds, later=keep.append)
    assert not (root / CACHE).exists()
    keep.pop()()
    reads.clear()
    assert_equal(load(root, kinds, later=keep.append), first)
    assert reads == []
    assert keep == []


@pytest.mark.usefixtures("reads")
def test_content_that_is_known_is_not_parsed_again(
    write: Write, kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({**CLUBS, "events/ev.yaml": "id: ev\ncost: x\n"})
    first = load(root, kinds)
    monkeypatch.setattr(Reader, "file", None)
    assert_equal(load(root, kinds), first)


def test_a_file_that_cannot_be_read_or_kills_is_tried_again(
    write: Write, kinds: Kinds, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "SLACK_NS", LONG_AGO)
    root = write(CLUBS)
    with monkeypatch.context() as patch:
        patch.setattr("gongshi.records.walk._OPEN", os.O_RDONLY | os.O_DIRECTORY)
        found = load(root, kinds)
    assert {each.code for each in found.findings} == {"B015"}
    assert found.state is None
    reads.clear()
    assert load(root, kinds).findings == []
    assert reads == [*CLUBS]


def test_a_cache_from_elsewhere_is_not_believed(
    write: Write, kinds: Kinds, reads: list[str], tmp_path: Path
) -> None:
    root = write(CLUBS)
    load(root, kinds)
    reads.clear()
    shutil.copytree(root, tmp_path / "copy")
    assert load(tmp_path / "copy", kinds).counts["club"] == 3
    assert reads == [*CLUBS]


@pytest.mark.usefixtures("at_once")
def test_what_is_otherwise_than_what_is_kept_is_told_with_what_it_was(
    write: Write, kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "TOLERATED", 1)
    of_clubs = {f"clubs/{id}.yaml": f"id: {id}\nname: 甲社\n" for id in "abcdefgh"}
    root = write(of_clubs | {"clubs/wrong.yaml": "id: x\n"})
    first = load(root, kinds)
    assert first.since is None
    write({"clubs/b.yaml": "id: b\nname: 乙社\n", "clubs/new.yaml": "id: new\nname: 新社\n"})
    (root / "records/clubs/d.yaml").unlink()
    (root / "records/clubs/wrong.yaml").unlink()
    os.utime(root / "records/clubs/e.yaml")
    now = load(root, kinds)
    assert now.since is not None
    assert now.since.state == first.state
    paths = {now.paths[number] for number in now.since.changed}
    assert paths == {"records/clubs/b.yaml", "records/clubs/new.yaml"}
    assert now.since.paths["club"] == ["records/clubs/b.yaml", "records/clubs/d.yaml"]
    assert [each["name"] for each in now.since.structs["club"].to_pylist()] == ["甲社", "甲社"]
    assert now.since.structs["event"].to_pylist() == []
    now.since.keep()
    assert load(root, kinds).since is None


@pytest.mark.usefixtures("at_once")
def test_of_much_that_is_otherwise_what_it_was_is_told_before_it_is_kept_of_most_it_is_not(
    write: Write, kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MOST", 2)
    of_clubs = {f"clubs/{id}.yaml": f"id: {id}\nname: 甲社\n" for id in "abcd"}
    root = write(of_clubs)
    first = load(root, kinds)
    write({f"clubs/{id}.yaml": f"id: {id}\nname: 乙社\n" for id in "ab"})
    for _ in range(2):  # until it is kept
        now = load(root, kinds)
        assert now.since is not None
        assert now.since.is_much
        assert now.since.state == first.state
    now.since.keep()
    assert load(root, kinds).since is None
    write({f"clubs/{id}.yaml": f"id: {id}\nname: 丙社\n" for id in "abc"})
    assert load(root, kinds).since is None


@pytest.mark.usefixtures("at_once")
def test_a_file_that_is_written_otherwise_and_says_the_same_is_no_change(
    write: Write, kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "TOLERATED", 1)
    monkeypatch.setattr(loading, "MOST", 1)
    of_clubs = {f"clubs/{id}.yaml": f"id: {id}\nname: 甲社\n" for id in "abcd"}
    root = write(of_clubs | {"clubs/wrong.yaml": "id: x\n"})
    first = load(root, kinds)
    write({"clubs/b.yaml": "# who?\nname: '甲社'\nid: b\n"})
    again = load(root, kinds)
    assert_equal(again, first)
    assert (again.state, again.since) == (first.state, None)
    write({"clubs/c.yaml": "id: c\nname: 乙社\n"})
    now = load(root, kinds)
    assert now.since is not None
    assert {now.paths[number] for number in now.since.changed} == {"records/clubs/c.yaml"}
    now.since.keep()
    assert_equal(load(root, kinds), now)
    write({"clubs/wrong.yaml": "# who?\nid: x\n"})  # wrong as before, one line further down
    assert load(root, kinds).state != now.state


def test_of_few_files_nothing_is_kept(write: Write, kinds: Kinds) -> None:
    root = write(CLUBS)
    assert load(root, kinds).state is None
    assert not (root / "build").exists()


def test_readers_get_ready_while_the_folder_is_listed_unless_much_may_be_known(
    write: Write, kinds: Kinds, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Helpers] = []

    def read_here(root: Path, kinds: Kinds, shares: Any, **_: Any) -> list[Chunk]:
        return [Reader(root, kinds).chunk(share) for share in shares]

    monkeypatch.setattr(Helpers, "start", lambda helpers: started.append(helpers))
    monkeypatch.setattr(loading, "FEW", 4)
    root = write(CLUBS)
    first = load(root, kinds)
    assert not started
    monkeypatch.setattr(loading, "FEW", 3)
    shutil.rmtree(root / CACHE)
    monkeypatch.setattr(loading, "read_shares", read_here)
    assert_equal(load(root, kinds), first)
    assert started
    started.clear()
    assert_equal(load(root, kinds), first)
    assert not started
    assert reads
