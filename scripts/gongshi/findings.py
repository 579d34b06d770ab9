"""What is wrong with a record: one value for every ring, check and renderer.

A `Finding` says where (file, JSON pointer or line and column), what (a code of the
catalogue `words/findings.yaml`) and with which particulars (`args`). The words, the
severity and the remedy live in the catalogue alone, so that a finding reads the same in
the terminal, in a forge's annotations and in JSON, in Chinese and in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]
Part = Literal["key", "value"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file; lines and columns count from 1 in characters, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in one place.

    `file` is a POSIX path relative to the repository's root. `pointer` is an RFC 6901
    JSON pointer into the record; `part` says whether the key or the value at the pointer
    is meant. `span` is given by the reader where the file has no readable structure, and
    otherwise found from the pointer only when a finding is shown (`records.positions`).
    `related` names a second place, such as the other holder of an id.
    """

    file: str
    code: str
    pointer: str = ""
    part: Part = "value"
    args: Mapping[str, str] = field(default_factory=dict)
    span: Span | None = None
    related: str | None = None

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The key by which findings are listed: file, place, code."""
        line, column = (self.span.line, self.span.column) if self.span else (0, 0)
        return (self.file, line, column, self.pointer, self.code)

    @property
    def same(self) -> tuple[object, ...]:
        """What makes two findings one: not the line, since what stands above may have grown."""
        args = tuple(sorted(self.args.items()))
        return (self.file, self.code, self.pointer, args, self.related)
