"""What stands above a team, unit or place, and what a member of staff serves."""

from __future__ import annotations

from collections.abc import Callable

from gongshi.records.commits import Record

Scope = tuple[str, str]  # kind, id
Get = Callable[[str, str], Record | None]  # the record of a kind with an id


def above(scope: Scope, get: Get) -> set[Scope]:
    """A scope and all that stands above it: parents, the team's unit, the unit's place."""
    found: set[Scope] = set()
    waiting = [scope]
    while waiting:
        kind, id = waiting.pop()
        if (kind, id) in found:
            continue
        found.add((kind, id))
        record = get(kind, id) or {}
        if "parent" in record:
            waiting.append((kind, str(record["parent"])))
        if kind != "place":
            upper = "unit" if kind == "team" and "unit" in record else "place"
            waiting.append((upper, str(record.get(upper))))
    return found


def is_head(staff: Record, get: Get) -> bool:
    """Whether a member of staff keeps the rules at a unit that has no other above it."""
    unit = get("unit", str(staff.get("unit"))) or {}
    return "keeper" in staff.get("roles", ()) and "parent" not in unit


def covers(staff: Record, scope: Scope, get: Get) -> bool:
    """Whether a member of staff serves a scope.

    They serve their unit and all below it, and what belongs to the unit's place as a whole; a head
    serves all of the place.
    """
    own, over = str(staff.get("unit")), above(scope, get)
    if ("unit", own) in over:
        return True
    unit = get("unit", own) or {}
    of_place = scope[0] == "place" or is_head(staff, get)
    return of_place and ("place", unit.get("place")) in over
