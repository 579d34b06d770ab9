"""The manifest of a site: the SHA-256 of every file, and what the site was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongshi import __version__
from gongshi.publish.output import Output
from gongshi.tally import Tally

MANIFEST = "data/manifest.json"  # stands for itself alone: it cannot hold its own digest


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a site says it is: day, commit (none outside Git), toolkit, digests by path.

    `sha256` is the manifest's own digest: who has it from elsewhere can trust all the others.
    """

    as_of: str
    commit: str | None
    version: str
    files: Mapping[str, str]
    sha256: str


def write_manifest(output: Output, tally: Tally) -> None:
    """Write the manifest of a site with all other files."""
    manifest = {
        "as_of": tally.as_of.isoformat(),
        "commit": tally.commit,
        "version": __version__,
        "files": dict(sorted(output.digests.items())),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    output.write(MANIFEST, text + "\n")


def read_manifest(out: Path) -> Manifest:
    """The manifest of the site in `out`; OSError or ValueError where there is no such thing."""
    raw = (out / MANIFEST).read_bytes()
    read: Any = json.loads(raw)
    try:
        return Manifest(
            as_of=str(read["as_of"]),
            commit=read["commit"] and str(read["commit"]),
            version=str(read["version"]),
            files={str(path): str(digest) for path, digest in read["files"].items()},
            sha256=hashlib.sha256(raw).hexdigest(),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{MANIFEST}: {error}") from error


def digests(out: Path) -> dict[str, str]:
    """The SHA-256 of every file below `out` but the manifest, by path, sorted."""
    paths = {
        path.relative_to(out).as_posix(): path
        for path in out.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    return {
        name: hashlib.sha256(paths[name].read_bytes()).hexdigest()
        for name in sorted(paths)
        if name != MANIFEST
    }


def holds_other_things(out: Path) -> bool:
    """Whether something lies at `out` that is no site of ours, and must not give way to one."""
    if out.is_dir():
        return not (out / MANIFEST).is_file() and any(out.iterdir())
    return out.exists()
