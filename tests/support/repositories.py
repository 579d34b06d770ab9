"""Small repositories that tests make: a record in its place, a commit by somebody."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from git import Actor, Repo

from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml

SOMEBODY = Actor("somebody", "somebody@example.org")


def write_record(root: Path, kind: Kind, record: Mapping[str, Any]) -> Path:
    """Write a record where its kind's lie below `root`, and give its path."""
    path = root / "records" / kind.folder / f"{record['id']}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_yaml(dict(record), kind), encoding="utf-8")
    return path


def write_files(root: Path, files: Mapping[str, str | None]) -> None:
    """Write records, or remove those for which there is None; names: `folder/id`."""
    for name, text in files.items():
        path = root / "records" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")


def commit(repo: Repo) -> None:
    """Commit everything that lies in the work tree."""
    repo.git.add("--all")
    repo.index.commit("records", author=SOMEBODY, committer=SOMEBODY)
