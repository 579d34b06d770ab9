"""Ids of records and of the items of batches: none is given twice, and none is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from git import Repo

from gongshi.checks.change.commits import Altered, Change
from gongshi.findings import Finding
from gongshi.records.commits import Record, blob, parsed
from gongshi.records.differences import renamed
from gongshi.records.history.earlier import Touch

REUSED, CHANGED = "C002", "C003"


def added(change: Change) -> list[str]:
    """The identities that are new."""
    return [
        one
        for one, each in change.altered.items()
        if each.before is None and each.after is not None
    ]


def reused(change: Change, past: Mapping[str, Sequence[Touch]]) -> Iterator[Finding]:
    """Every new record whose id another had that is gone; the same put back again is no other."""
    for one in added(change):
        altered = change.altered[one]
        gone = next((each for each in past[one] if not each.new), None)
        if gone is not None and altered.blob not in gone.olds.split():
            args = {"id": str(altered.after and altered.after.get("id")), "commit": gone.sha[:9]}
            yield Finding(altered.path, REUSED, "/id", args=args)


def adds_items(altered: Altered) -> bool:
    """Whether there is more in a batch than before."""
    return altered.before is not None and bool(_new(altered))


def items_reused(
    repo: Repo, change: Change, past: Mapping[str, Sequence[Touch]]
) -> Iterator[Finding]:
    """Every new item whose id another had that once stood in the same batch."""
    for one, altered in change.altered.items():
        new = _new(altered) if adds_items(altered) else {}
        for touch in past.get(one, ()) if new else ():
            for old in touch.olds.split():
                gone = _places(altered, parsed(altered.path, blob(repo, old)))
                for id in new.keys() & gone.keys():
                    pointer, item = new.pop(id)
                    if item != gone[id][1]:
                        args = {"id": id, "commit": touch.sha[:9]}
                        yield Finding(altered.path, REUSED, f"{pointer}/id", args=args)


def _new(altered: Altered) -> dict[str, tuple[str, Record]]:
    known = _places(altered, altered.before)
    now = _places(altered, altered.after)
    return {id: item for id, item in now.items() if id not in known}


def _places(altered: Altered, record: Record | None) -> dict[str, tuple[str, Record]]:
    """The items of a batch with ids of their own: where each stands, and what it says.

    The numbers of volunteers are no such ids: they come and go.
    """
    return {
        str(item.get("id")): (f"/{items.array}/{at}", item)
        for items in altered.kind.items
        if items.id == "id"
        for at, item in enumerate((record or {}).get(items.array, ()))
    }


def changed_ids(change: Change) -> Iterator[Finding]:
    """Every record that is gone and there again under another id."""
    by_key = {
        (each.kind.name, one.partition("/")[2].removesuffix(".yaml")): each
        for one, each in change.altered.items()
    }
    before = {key: each.before for key, each in by_key.items() if each.before is not None}
    after = {key: each.after for key, each in by_key.items() if each.after is not None}
    for key, was in renamed(before, after).items():
        path = by_key[key].path
        yield Finding(path, CHANGED, "/id", args={"id": key[1], "was": was[1]})
