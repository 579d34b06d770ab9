"""Days: nothing is said to be done before it is, and rules begin when they are told.

The day of the later side is that of its commit, in the work tree today.
"""

from __future__ import annotations

from collections.abc import Iterator

from gongshi.checks.change.commits import Altered, Change
from gongshi.findings import Finding
from gongshi.kinds import Field
from gongshi.words import Lang

AHEAD, RULES_BEFORE = "C028", "C030"
# What tells the day on which somebody at work here did something.
_DONE = ("recorded_on", "verified_on", "closed_on", "received", "answered_on", "issued_on")
_LANGS: tuple[Lang, ...] = ("zh", "en")


def done_ahead(change: Change) -> Iterator[Finding]:
    """Every day newly written on which something is said to be done, and which is still to come."""
    for altered in change.altered.values():
        before, after = altered.before or {}, altered.after
        if after is None or not altered.is_local:
            continue
        for name in _DONE:
            field, told = altered.kind.field(name), str(after.get(name, ""))
            if field is not None and told > change.today and told != before.get(name):
                yield _finding(altered, f"/{name}", field, told, change.today)
        steps = altered.kind.field("events")
        for at, step in enumerate(after.get("events", ()) if steps else ()):
            told = str(step.get("at", ""))[:10]
            if steps is not None and told > change.today and step not in before.get("events", ()):
                yield _finding(altered, f"/events/{at}/at", steps, told, change.today)


def rules_before_their_day(change: Change) -> Iterator[Finding]:
    """Every new local policy in force from a day that was over when the base was committed."""
    for altered in change.altered.values():
        after = altered.after
        if altered.kind.name == "policy" and altered.before is None and after is not None:
            begins = str(after.get("from", ""))
            if after.get("basis") == "local" and begins < change.day:
                yield Finding(altered.path, RULES_BEFORE, "/from", args={"day": begins})


def _finding(altered: Altered, pointer: str, field: Field, told: str, today: str) -> Finding:
    titles = {f"field_{lang}": field.title[lang] for lang in _LANGS}
    return Finding(altered.path, AHEAD, pointer, args={"day": told, "today": today} | titles)
