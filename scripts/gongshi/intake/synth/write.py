"""A made-up tree written down: a repository of its own, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongshi.intake.refusal import Refusal
from gongshi.intake.synth.codes import Codes
from gongshi.intake.synth.faults import HEAD, codes, plant
from gongshi.intake.synth.sizes import SCALES
from gongshi.intake.synth.tree import EVENTS, LAST_TOWN, PEOPLE, towns
from gongshi.kinds import Kind

LIST = "faults.tsv"  # beside records/


@dataclass(frozen=True, slots=True)
class Written:
    """How many record files were written, of how many bytes together, with how many faults."""

    files: int
    size: int
    faults: int


def write_tree(
    kinds: Mapping[str, Kind],
    schemas: Path,
    out: Path,
    scale: str,
    seed: int,
    faults: int = 0,
    of: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
) -> Written | Refusal:
    """Write the tree of a scale and seed to `out`, which must be empty or not there yet.

    It is a repository's top folder: `records/`, and the `schemas/` that made it. With `faults`,
    so many are planted, of codes that begin with one of `of` (all, if empty), and what a check
    must find is listed in `faults.tsv`. `progress` is told how many towns are done.
    """
    chosen = [code for code in codes() if code.startswith(tuple(of) or "")]
    if not chosen:
        return Refusal("synth_no_code", {"codes": " ".join(of)})
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        return Refusal("synth_exists", {"out": str(out)})
    partial = out.parent / f".{out.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)  # of a run that was killed
    partial.mkdir(parents=True)
    try:
        writer = _Writer(partial)
        for done, files in enumerate(towns(kinds, SCALES[scale], seed), start=1):
            for path, text in files.items():
                writer.write(path, text.encode())
            if progress:
                progress(done)
        if faults:
            numbers = Codes(seed, 6, LAST_TOWN * PEOPLE)
            planted = plant(kinds, faults, chosen, numbers, Codes(seed, 5, LAST_TOWN * EVENTS))
            for path, raw in planted.files.items():
                writer.write(path, raw)
            for path, target in planted.links.items():
                (partial / path).symlink_to(target)
            rows = "".join(told.row() for told in planted.told)
            (partial / LIST).write_text(HEAD + rows, encoding="utf-8")
        shutil.copytree(schemas, partial / "schemas")
        partial.replace(out)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return Written(writer.files, writer.size, faults)


class _Writer:
    """Writes new files below a folder, and counts them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._made: set[Path] = set()
        self.files = self.size = 0

    def write(self, path: str, raw: bytes) -> None:
        """A file that is not there yet."""
        file = self._root / path
        if file.parent not in self._made:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(file.parent)
        with file.open("xb") as new:
            new.write(raw)
        self.files += 1
        self.size += len(raw)
