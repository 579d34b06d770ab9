"""The made-up trees that are measured: made once, kept in `build/bench`, changed a little."""

from __future__ import annotations

import re
import shutil
from hashlib import sha256
from pathlib import Path

from tests.bench.run import GONGSHI, ROOT, Tell, read_all, timed

from gongshi.records.cache import CACHE
from gongshi.records.canonical import write_atomic

BENCH = ROOT / "build" / "bench"
SEED = 5
# When the tree's one commit was made: past the year that it tells of.
COMMITTED = "2026-03-01T09:00:00+0800"
_CHANGED = re.compile(r"^name: (.*?)(（改[0-9]+）)?$", re.M)
_SITE = ("site", "mkdocs.yml")


def tree(scale: str, tell: Tell, faults: int = 0, codes: str = "") -> Path:
    """A tree of a scale, as a repository of one commit, with so many faults of `codes`.

    One of another generator or other schemas is made anew.
    """
    name = f"{scale}-{faults}{codes}-"
    out = BENCH / "trees" / f"{name}{_generator()}"
    if not (out / ".git").is_dir():
        for old in (*out.parent.glob(f"{name}*"), *out.parent.glob(f".{name}*")):
            shutil.rmtree(old)
        tell(f"synth {scale} {codes}")
        wanted = [word for code in codes for word in ("--codes", code)]
        made = ("--scale", scale, "--seed", str(SEED), "--faults", str(faults), *wanted)
        timed([GONGSHI, "synth", *made, "--out", out])
        _commit(out)
    timed(["git", "checkout", "-q", "--", "records"], out)  # what an earlier run changed
    for each in _SITE:
        _copied(ROOT / each, out / each)
    _in_chinese(out / "mkdocs.yml")
    read_all(out / "records")
    return out


def cold(root: Path) -> None:
    """Forget all that an earlier command kept."""
    shutil.rmtree(root / CACHE, ignore_errors=True)


def change(root: Path, folder: str, number: int) -> None:
    """Change the name of one record of a folder, each `number` another's and to another name."""
    files = sorted((root / "records" / folder).rglob("*.yaml"))
    path = files[number * 7919 % len(files)]
    text = path.read_text(encoding="utf-8")
    write_atomic(path, _CHANGED.sub(rf"name: \1（改{number}）", text, count=1))


def files_of(root: Path) -> dict[str, list[Path]]:
    """The record files by the schema of their kind."""
    found = {}
    for schema in sorted((root / "schemas").glob("*.yaml")):
        folder = re.search(r"^x-folder: (\S+)$", schema.read_text(encoding="utf-8"), re.M)
        if folder and (files := sorted((root / "records" / folder[1]).rglob("*.yaml"))):
            found[schema.stem] = files
    return found


def _generator() -> str:
    """The digest of all that a tree depends on."""
    parts = [ROOT / "scripts" / "gongshi" / "intake" / name for name in ("synth", "demo")]
    files = [path for part in (*parts, ROOT / "schemas") for path in part.rglob("*")]
    text = [path.read_bytes() for path in sorted(files) if path.suffix in (".py", ".yaml")]
    return sha256(b"\0".join(text)).hexdigest()[:8]


def _commit(root: Path) -> None:
    (root / ".gitignore").write_text("/build/\n/site/\n/mkdocs.yml\n/faults.tsv\n")
    who = ("-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0")
    git = ("env", f"GIT_COMMITTER_DATE={COMMITTED}", "git", *who)
    timed([*git, "init", "-q"], root)
    timed([*git, "add", "-A"], root)
    timed([*git, "commit", "-q", "-m", "合成的一年", f"--date={COMMITTED}"], root)


def _in_chinese(config: Path) -> None:
    """A city keeps to one language: in two all its pages are made twice."""
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("languages: [zh, en]", "languages: [zh]"), encoding="utf-8")


def _copied(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)
