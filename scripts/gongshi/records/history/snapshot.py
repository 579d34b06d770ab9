"""A small database in memory, kept between runs as one file in the repository's own Git folder.

The file is written beside and put in place whole, and begins with its own digest: so it survives a
kill at any moment, may be deleted at any time, and two processes cannot harm each other.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import gongshi

_DIGEST = 32
_DAY = 86_400


def toolkit_key(*more: str) -> str:
    """A key that is another for every toolkit, to the letter of what reads, and for `more`."""
    digest = hashlib.blake2b(gongshi.__version__.encode(), digest_size=_DIGEST)
    package = Path(gongshi.__file__).parent
    for path in sorted([*package.glob("records/**/*.py"), package / "kinds.py"]):
        digest.update(hashlib.blake2b(path.read_bytes()).digest())
    for each in more:
        digest.update(hashlib.blake2b(each.encode()).digest())
    return digest.hexdigest()


def opened(
    path: Path | None,
    key: str,
    tables: Iterable[str],
    index: sqlite3.Connection,
    schema: str = "main",
) -> bool:
    """Fill `schema` of `index` from the file, if it is whole and has this key; else make `tables`.

    `tables` hold the schema's name as `{}`. Gives whether the file served.
    """
    try:
        content = memoryview(path.read_bytes() if path else b"")
        if _digest(content[_DIGEST:]) == content[:_DIGEST]:
            index.deserialize(content[_DIGEST:], name=schema)
            if about(index, "key", schema) == key:
                return True
    except (OSError, sqlite3.Error):
        pass
    empty = sqlite3.connect(":memory:")
    empty.execute("CREATE TABLE about (word TEXT PRIMARY KEY, value TEXT)")
    for table in tables:
        empty.execute(table)
    index.deserialize(empty.serialize(), name=schema)
    empty.close()
    note(index, "key", key, schema)
    return False


def save(path: Path, index: sqlite3.Connection, schema: str = "main") -> None:
    """Write the file, where that may be done: a copy that can only be read works without one."""
    index.commit()
    content = index.serialize(name=schema)
    with suppress(OSError):
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(_digest(content))
                file.write(content)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        written = path.stat().st_mtime
        for left in path.parent.glob(f"{path.name}.*.tmp"):  # by a process that was killed
            if left.stat().st_mtime < written - _DAY:
                left.unlink(missing_ok=True)


def about(index: sqlite3.Connection, word: str, schema: str = "main") -> str | None:
    """What a snapshot says about itself."""
    query = f"SELECT value FROM {schema}.about WHERE word = ?"
    found = index.execute(query, [word]).fetchone()
    return None if found is None else str(found[0])


def note(index: sqlite3.Connection, word: str, text: str, schema: str = "main") -> None:
    """Have a snapshot say something about itself."""
    index.execute(f"INSERT OR REPLACE INTO {schema}.about VALUES (?, ?)", [word, text])


def _digest(content: bytes | memoryview) -> bytes:
    return hashlib.sha256(content).digest()
