"""`python -m gongshi.intake.demo`: writes the fictitious county into the repository here."""

from __future__ import annotations

from pathlib import Path

from gongshi.intake.demo import PREFIXES, generate
from gongshi.kinds import load_kinds
from gongshi.records.canonical import write_atomic

files = generate(load_kinds(Path("schemas")))
for path, text in files.items():
    write_atomic(Path(path), text)
for old in Path("records").rglob("*.yaml"):
    if old.name.startswith(PREFIXES) and old.as_posix() not in files:
        old.unlink()
