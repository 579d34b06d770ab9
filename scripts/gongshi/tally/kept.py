"""What a tally answered, kept so that it need not be asked again, nor even made.

An answer is known again by its question and by all that the question hangs on: the texts of SQL
behind it, and the content of the columns that these name. So after a change that no answer feels
there is nothing to add up; after another, only what is behind the answers that feel it. Of that,
tables that take long to make are kept, too, with what they were made of (`tables.STANDING`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from gongshi.kinds import Kind
from gongshi.records.cache import get, key_of, put
from gongshi.records.tables import in_one_batch, stream
from gongshi.tally.tables import Tables

NAME = "answers"
_OF = " of "  # in no answer's name


class Answers:
    """The answers that the last run kept, and those that this one was given.

    `made` are tables by the names of the texts that made them, each with what it was made of.
    """

    def __init__(self, root: Path, kinds: Mapping[str, Kind]) -> None:
        self._root, self._key = root, key_of(root, kinds)
        self._before = get(root, NAME, self._key) or {}
        self._given: dict[str, pa.Buffer] = {}
        self.made: dict[str, tuple[str, pa.Table]] = {}
        for part, buffer in self._before.items():
            name, is_table, of = part.partition(_OF)
            if is_table:
                self.made[name] = of, pa.ipc.open_stream(buffer).read_all()

    def table(
        self, of: Tables, query: str, values: Sequence[object], ask: Callable[[], pa.Table]
    ) -> pa.Table:
        """The answer to a query of these tables, which `ask` gives where it is not known."""
        said = json.dumps([of.behind(query), values])
        name = sha256(said.encode()).hexdigest()
        if name not in self._given:
            kept = self._before.get(name)
            self._given[name] = stream(in_one_batch(ask())) if kept is None else kept
        return pa.ipc.open_stream(self._given[name]).read_all()

    def keep(self) -> None:
        """Keep the answers given in this run, and no others, for the next; and the tables made."""
        made = {f"{name}{_OF}{of}": table for name, (of, table) in self.made.items()}
        if not self._given.keys() | made.keys() <= self._before.keys():
            tables = {
                part: self._before[part] if part in self._before else stream(in_one_batch(table))
                for part, table in made.items()
            }
            put(self._root, NAME, self._key, self._given | tables)
