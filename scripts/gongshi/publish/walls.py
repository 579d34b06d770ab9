"""What hangs on the walls of the site: wishes by standing and unit, stories, the roll of honors."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gongshi.publish import lists
from gongshi.publish.derived import Derived
from gongshi.publish.library import Entry, Library
from gongshi.publish.plots import Bar, bars
from gongshi.records.books import Key
from gongshi.tally.orders import Claim

Branch = tuple[Entry, Sequence["Branch"]]  # an entry with what stands below it
IN_HALL = 60  # stories
UPPER = 100  # units or places that a table or plot of all has room for
UNKNOWN = ""  # the group of what a record does not say


@dataclass(frozen=True, slots=True)
class Upper:
    """Entries in the order of their tree with how deep each stands; `rest` lie further down."""

    rows: Sequence[tuple[Entry, int]]
    rest: int

    @property
    def shown(self) -> Sequence[Entry]:
        """The entries alone."""
        return [each for each, _ in self.rows]


@dataclass(frozen=True)
class Walls:
    """Records in the order and the groups in which they are shown; nobody is ranked."""

    library: Library
    derived: Derived

    @cached_property
    def wishes(self) -> Mapping[str, Sequence[Entry]]:
        """The wishes by how they stand (`open`, `done`…), the newest first."""
        found: dict[str, list[Entry]] = {}
        standings = self.derived.orders.standings
        wishes = [e for e in self.library.all("need") if e.record.get("wish")]
        for each in sorted(wishes, key=lambda e: (e.record["events"][0]["at"], e.id), reverse=True):
            if each.id in standings:
                found.setdefault(standings[each.id], []).append(each)
        return found

    @cached_property
    def example_figure(self) -> Entry | None:
        """The figure that the home page opens: one with a declared sum where there is one."""
        figures = [each for each in self.library.all("statistic") if not each.demo]
        sums = [each for each in figures if "sum_of" in each.record]
        shown = [each for each in sums if each.record.get("headline")] or sums or figures
        return min(shown, key=lambda e: (len(str(e.record["words"])), e.id), default=None)

    @cached_property
    def example_number(self) -> str:
        """A public number of the invented county, for whoever has none at hand; "" if none is."""
        invented = (each for each in self.library.all("activity") if each.demo)
        numbers = (
            one["number"] for each in invented for one in each.record.get("participants", ())
        )
        return next((each for each in numbers if each in self.derived.passbooks), "")

    @cached_property
    def wished(self) -> Mapping[Key, Claim]:
        """What became of the wishes of each unit and place, with all below it."""
        claims = self.derived.orders.claims.items()
        return {key: each.of for key, of in claims for each in of if each.of.sort == "wish"}

    @cached_property
    def wish_bars(self) -> Sequence[Bar]:
        """The wishes posted, claimed and done of the units that there is room for."""
        return bars(
            [
                (each.label, depth, (of.posted, of.claimed, of.done))
                for each, depth in self.upper("unit", self.wished).rows
                for of in [self.wished[each.key]]
            ]
        )

    def upper(self, kind: str, among: Collection[Key]) -> Upper:
        """The entries of a kind that are `among` these: of very many those of the upper levels.

        Their figures are with all below them, so that nothing is missing.
        """
        entries = [each for each in self.library.all(kind) if each.key in among]
        rows = list(_downwards(self.branches(entries)))
        depth = 0
        while depth < max((each for _, each in rows), default=0):
            if sum(each <= depth + 1 for _, each in rows) > UPPER:
                break
            depth += 1
        shown = [row for row in rows if row[1] <= depth]
        return Upper(shown, len(rows) - len(shown))

    @cached_property
    def stories(self) -> Sequence[Entry]:
        """Role models and stories by place, in the order of the list of people."""
        groups = lists.by_place(self.library, self.library.all("profile"))
        return [each for _, entries in groups for each in entries]

    @cached_property
    def shown_stories(self) -> Sequence[Entry]:
        """The stories that hang in the hall, which is one page: as many as a phone loads well."""
        return self.stories[:IN_HALL]

    def honors(self, view: str) -> list[tuple[str, list[Entry]]]:
        """The newest honors, grouped by `year`, `level`, `body` or `category`.

        One that several bodies granted stands with each. Years come newest first, levels from the
        highest, others by their names; what a record does not say comes last, under `UNKNOWN`.
        """
        groups: dict[str, list[Entry]] = {}
        for each in self.newest_honors[: lists.MOST]:
            for name in _groups_of(each, view):
                groups.setdefault(name, []).append(each)
        unknown = groups.pop(UNKNOWN, [])
        level = self.library.kinds["honor"].field("level")
        if view == "level" and level:
            names = [name for name in level.enum if name in groups]
        elif view == "year":
            names = sorted(groups, reverse=True)
        else:
            names = sorted(groups)
        found = [(name, groups[name]) for name in names]
        return [*found, (UNKNOWN, unknown)] if unknown else found

    def branches(self, entries: Sequence[Entry]) -> Sequence[Branch]:
        """Entries as a forest by field `parent`; those whose parent is elsewhere are roots."""
        ids = {each.id for each in entries}
        below: dict[str, list[Entry]] = {}
        for each in entries:
            parent = str(each.record.get("parent", ""))
            below.setdefault(parent if parent in ids else "", []).append(each)

        def grown(parent: str) -> list[Branch]:
            return [(each, grown(each.id)) for each in below.pop(parent, ())]

        forest = grown("")
        while below:  # a circle has no root: it begins with its first
            forest += grown(min(below))
        return forest

    @property
    def older_honors(self) -> int:
        """How many honors are too old to stand in those groups."""
        return max(0, len(self.newest_honors) - lists.MOST)

    @cached_property
    def newest_honors(self) -> Sequence[Entry]:
        """All honors, the newest first."""
        return lists.newest(self.library.all("honor"), "granted_on")


def _downwards(branches: Sequence[Branch], depth: int = 0) -> Iterator[tuple[Entry, int]]:
    """The entries of a forest, each before those below it, with how deep it stands."""
    for each, below in branches:
        yield each, depth
        yield from _downwards(below, depth + 1)


def _groups_of(honor: Entry, view: str) -> Sequence[str]:
    record = honor.record
    if view == "year":
        return [str(record.get("granted_on", UNKNOWN))[:4]]
    if view == "body":
        return record.get("granted_by") or [UNKNOWN]
    return [str(record.get(view, UNKNOWN))]
