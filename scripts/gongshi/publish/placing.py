"""Puts a site that is whole in the place of the last one, which stays until then.

Where few files differ they alone are exchanged, since a folder of many thousands of pages takes
longer to make than to look through; else the new folder takes the place of the old. Who is stopped
meanwhile has the last site; who is killed has it again as soon as a build begins.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from gongshi.publish.output import Output, files_of

FEW = 1000  # files, which are exchanged in a moment
_DAY = 24 * 60 * 60  # seconds
_WHOLE = "old"  # the last site, while the new one takes its place
_FORMER = "former"  # of the last site what is exchanged
_ADDED = "added.json"  # is there while files are exchanged: those that the former site has not


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A folder to work in beside `out`; what killed builds have left there goes after a day."""
    out.parent.mkdir(parents=True, exist_ok=True)
    mend(out)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder:
        scratch = Path(folder)
        for left in _left(out):
            if left.stat().st_mtime < scratch.stat().st_mtime - _DAY:
                shutil.rmtree(left, ignore_errors=True)
        yield scratch


def mend(out: Path) -> None:
    """Where a build was killed while it put its site in place, put the last good one back."""
    if not _left(out):
        return
    with _alone(out):
        for left in _left(out):
            if not out.exists() and (left / _WHOLE).is_dir():
                (left / _WHOLE).rename(out)
            elif (left / _ADDED).is_file():
                _undo(out, left)


def put_in_place(output: Output, scratch: Path) -> bool:
    """Make of the last site the one that `output` was written for.

    `scratch` is a folder to work in beside it. Where somebody else has changed the last site since
    it was looked at, nothing is done, and said so.
    """
    fresh, out, wanted = output.folder, output.before, output.digests.keys()
    with _alone(out):
        if files_of(out) != output.there:
            return False
        made = files_of(fresh).keys() if output.there else wanted
        gone = output.there.keys() - wanted
        if output.there and len(made) + len(gone) <= FEW:
            _exchange(output, made, gone, scratch)
        else:
            for name in sorted(wanted - made):
                _also_at(out / name, output.path(name))
            _swap(fresh, out, scratch / _WHOLE)
    return True


def _left(out: Path) -> list[Path]:
    """The folders that were made beside `out`, by builds that are done, killed or at work."""
    return sorted(out.parent.glob(f".{out.name}-*"))


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Nobody else puts anything in place beside `out`. The system frees the lock of the killed."""
    descriptor = os.open(out.parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems know no such lock
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _exchange(output: Output, made: Set[str], gone: Set[str], scratch: Path) -> None:
    """Move what was `made` into the last site and remove what is `gone` from it.

    All that it takes to undo this is laid down before.
    """
    fresh, out, last = output.folder, output.before, output.there.keys()
    for name in sorted((made & last) | gone):
        former = scratch / _FORMER / name
        former.parent.mkdir(parents=True, exist_ok=True)
        _also_at(out / name, former)
    added = sorted(made - last)
    part = scratch / f"{_ADDED}.part"
    part.write_text(json.dumps(added), encoding="utf-8")
    part.rename(scratch / _ADDED)
    try:
        _remove(out, gone)
        for name in sorted(made):
            path = out / name
            if path.is_dir():  # in it there are but empty folders
                shutil.rmtree(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).replace(path)
    except BaseException:  # Ctrl-C, too
        _undo(out, scratch)
        raise
    (scratch / _ADDED).unlink()


def _also_at(path: Path, other: Path) -> None:
    """Have a file at another place, too: under another name, where the file system knows such."""
    try:
        os.link(path, other, follow_symlinks=False)
    except OSError:
        shutil.copy2(path, other, follow_symlinks=False)


def _undo(out: Path, scratch: Path) -> None:
    """Give back to the last site, if it is there, what was exchanged; may be begun again."""
    if out.is_dir():
        _give_back(out, scratch)
    (scratch / _ADDED).unlink()


def _give_back(out: Path, scratch: Path) -> None:
    _remove(out, json.loads((scratch / _ADDED).read_text(encoding="utf-8")))
    for name in sorted(files_of(scratch / _FORMER)):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (scratch / _FORMER / name).replace(out / name)


def _remove(out: Path, names: Iterable[str]) -> None:
    """Remove files of a site that are there, and folders in which nothing is left then."""
    for name in names:
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            (out / name).unlink()
        with suppress(OSError):  # not empty
            for folder in Path(name).parents[:-1]:
                (out / folder).rmdir()


def _swap(fresh: Path, out: Path, former: Path) -> None:
    """Put the new folder in the place of the old; if that fails midway, the old one is put back."""
    there = out.exists()
    if there:
        out.rename(former)
    try:
        fresh.rename(out)
    except BaseException:  # Ctrl-C, too
        if there:
            former.rename(out)
        raise
    if there:
        _remove_all(former)


def _remove_all(folder: Path) -> None:
    """Remove a site; it is the system that is at work there, so two threads do it."""
    folders = [each for each in folder.iterdir() if each.is_dir() and not each.is_symlink()]
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(shutil.rmtree, folders):
            pass
    shutil.rmtree(folder)
