"""One published record, as pages, lists and feeds speak of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gongshi.records.books import Key


@dataclass(frozen=True, eq=False)
class Entry:
    """One record as the public may see it.

    `address` is where it stands below the site's root: a page such as `teams/yunhe/`, or a place
    on one, such as `activities/team-yunhe-2026-q1/#a-20260315-7kq2m`. `place` is the id of the
    place it belongs to, "" if none; `demo` says that this place is the invented one; `when` is the
    day an event is listed under. Of one that was `withdrawn` nothing is left but that.
    """

    kind: str
    id: str
    label: str
    read: Callable[[], Mapping[str, Any]]
    address: str
    file: str
    place: str = ""
    demo: bool = False
    when: str = ""
    withdrawn: bool = False

    @property
    def record(self) -> Mapping[str, Any]:
        """What it says; read when asked for."""
        return self.read()

    @property
    def key(self) -> Key:
        """Kind and id."""
        return (self.kind, self.id)

    @cached_property
    def face(self) -> bytes:
        """What is shown of it where others speak of it, save what it says."""
        said = (self.kind, self.id, self.label, self.address, self.file, self.place, self.when)
        return repr((*said, self.demo, self.withdrawn)).encode()

    @property
    def page(self) -> str:
        """The page on which it stands."""
        return self.address.partition("#")[0]
