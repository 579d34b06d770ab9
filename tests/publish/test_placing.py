"""A site takes the place of the last one whole or not at all, whoever is stopped or killed."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from pathlib import Path

import pytest

from gongshi.publish import placing
from gongshi.publish.output import Output
from gongshi.publish.placing import beside, mend, put_in_place

Files = Mapping[str, str]

LAST = {"same": "1", "other/page": "old", "gone/deep/page": "x", "file": "y", "folder/page": "z"}
NEXT = {"same": "1", "other/page": "new", "more/page": "m", "file/page": "y", "folder": "z"}

CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link"}


def lay_out(out: Path, files: Files) -> None:
    for name, text in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, encoding="utf-8")


def build(out: Path, files: Files = NEXT) -> bool:
    with beside(out) as scratch:
        output = Output(scratch / "site", out)
        for name, text in files.items():
            output.write(name, text)
        return put_in_place(output, scratch)


def held(out: Path) -> Files:
    """Every file below a folder, and every folder that has none."""
    return {
        path.relative_to(out).as_posix(): path.read_text("utf-8") if path.is_file() else "empty"
        for path in out.rglob("*")
        if path.is_file() or not any(path.iterdir())
    }


@pytest.fixture(params=["few", "many"])
def out(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The last site; few differences are made one by one, many at once."""
    monkeypatch.setattr(placing, "FEW", 100 if request.param == "few" else 0)
    lay_out(tmp_path / "site", LAST)
    return tmp_path / "site"


def test_what_differs_takes_its_place_and_the_rest_stays(out: Path) -> None:
    inode = (out / "same").stat().st_ino
    assert build(out)
    assert held(out) == NEXT
    assert (out / "same").stat().st_ino == inode
    assert [path.name for path in out.parent.iterdir()] == ["site"]


def test_nothing_that_others_have_put_there_stays(out: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    lay_out(elsewhere, {"page": "old", "same": "1"})
    (out / "stranger").write_text("x", encoding="utf-8")
    (out / "same").unlink()
    (out / "same").symlink_to(elsewhere / "same")
    (out / "way").symlink_to(elsewhere)
    (out / "more").mkdir()
    (out / "more" / "page").mkdir()
    os.mkfifo(out / "pipe")
    assert build(out)
    assert held(out) == NEXT
    assert not any(path.is_symlink() for path in out.rglob("*"))
    assert held(elsewhere) == {"page": "old", "same": "1"}


def test_a_file_system_without_hard_links_will_do(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", _refused)
    assert build(out)
    assert held(out) == NEXT


def _refused(*_: object, **__: object) -> None:
    raise PermissionError


def test_who_is_stopped_has_the_last_site(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    for name in ("replace", "rename"):
        move = getattr(Path, name)

        def stopped(path: Path, to: Path, move: object = move) -> object:
            nonlocal steps
            steps += 1
            if steps == last:
                raise KeyboardInterrupt
            assert callable(move)
            return move(path, to)

        monkeypatch.setattr(Path, name, stopped)
    last = 1
    while True:
        try:
            assert build(out)
        except KeyboardInterrupt:
            assert held(out) == LAST
        else:
            break
        steps, last = 0, last + 1
    assert last > 2
    assert held(out) == NEXT


def _kill_at(out: Path, last: int) -> None:
    """Build, and die the moment before the so-many-th file or folder is changed."""
    changes = 0

    def note(event: str, args: tuple[object, ...]) -> None:
        nonlocal changes
        writes = (
            event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if writes or event in CHANGES:
            changes += 1
            if changes == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(note)
    build(out)


def test_who_is_killed_has_the_last_site_or_the_new_one(out: Path) -> None:
    for last in range(1, 100):
        at = out.parent / str(last) / "site"
        lay_out(at, LAST)
        process = get_context("fork").Process(target=_kill_at, args=(at, last))
        process.start()
        process.join()
        mend(at)
        assert held(at) in (LAST, NEXT)
        mend(at)
        assert build(at)
        assert held(at) == NEXT
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
    assert last > 10


def _edited_in_place(out: Path) -> None:
    lay_out(out, {"same": "2"})
    os.utime(out / "same", ns=(1, 1))


def _written_anew(out: Path) -> None:
    (out / "part").write_text("2", encoding="utf-8")
    (out / "part").replace(out / "same")


@pytest.mark.parametrize(
    "change",
    [
        _edited_in_place,
        lambda out: build(out, {**LAST, "other/page": "of another"}),
        lambda out: lay_out(out, {"gone/deep/more": "x"}),
        lambda out: (out / "gone" / "deep" / "page").unlink(),
        _written_anew,
        shutil.rmtree,
    ],
    ids=["edited", "built", "added", "removed", "replaced", "gone"],
)
def test_a_site_that_was_changed_meanwhile_is_left_alone(
    out: Path, change: Callable[[Path], object]
) -> None:
    with beside(out) as scratch:
        output = Output(scratch / "site", out)
        for name, text in NEXT.items():
            output.write(name, text)
        change(out)
        changed = held(out)
        assert changed != LAST
        assert not put_in_place(output, scratch)
    assert held(out) == changed


def test_of_two_that_build_where_nothing_was_the_second_leaves_the_first_alone(
    tmp_path: Path,
) -> None:
    out = tmp_path / "site"
    with beside(out) as scratch:
        output = Output(scratch / "site", out)
        output.write("page", "of the second")
        assert build(out)
        assert not put_in_place(output, scratch)
    assert held(out) == NEXT


def test_what_was_to_be_undone_is_forgotten_where_the_site_is_gone(tmp_path: Path) -> None:
    left = tmp_path / ".site-killed"
    lay_out(left, {"former/page": "old", "added.json": '["new"]'})
    mend(tmp_path / "site")
    assert not (tmp_path / "site").exists()
    lay_out(tmp_path / "site", {"page": "of today", "new": "too"})
    mend(tmp_path / "site")
    assert held(tmp_path / "site") == {"page": "of today", "new": "too"}
