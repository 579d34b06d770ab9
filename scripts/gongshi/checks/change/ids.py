"""Ids: none is given a second time, and none is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gongshi.checks.change.commits import Change
from gongshi.findings import Finding
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
