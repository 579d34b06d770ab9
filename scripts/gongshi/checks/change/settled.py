"""What was settled before a change stands as it was.

When a record is settled its schema says (`x-settled-if`): an entry when it is verified, a closing
at once, a notice with its outcome, an award round in effect, an answered objection. From then on a
correction touches an entry, a revocation a result or a certificate, and nothing a closing. So every
record that was settled is compared with the one there is now, value by value; how it is written
down (order of keys, comments, its folder) is free, and what may still be added, removed or changed
the schema says too (`x-when-settled`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs

from gongshi.checks.change.commits import Change
from gongshi.findings import Finding
from gongshi.kinds import Field, Kind, walk
from gongshi.records.commits import Record
from gongshi.records.differences import differences
from gongshi.words import Lang, say

# Of the ledger, and of the offices' processes.
CHANGED, GONE = "L001", "L002"
SETTLED_CHANGED, SETTLED_GONE = "O401", "O402"
RULES_CHANGED, RULES_GONE = "C024", "C026"
# What a policy says besides its rules.
_BESIDE_RULES = ("name", "summary", "sources", "documents", "modelled_on", "notes", "accepted")
TAKEN_AWAY = "C018"  # not settled yet, but of a kind that stays
_OF_LEDGER = ("verified_by", "closed_by")
_LANGS: tuple[Lang, ...] = ("zh", "en")


def unsettled(change: Change, broken: Collection[str]) -> Iterator[Finding]:
    """Every value of a settled record that is another now, or is gone; and what may not go at all.

    Of a record that cannot be read now (its path is in `broken`) nothing is known.
    """
    for one, altered in change.altered.items():
        kind, before = altered.kind, altered.before
        if kind.settled_if is None or before is None or altered.path in broken:
            continue
        id = one.partition("/")[2].removesuffix(".yaml")
        if not is_settled(kind, before):
            if altered.after is None and kind.stays and altered.is_local:
                titles = {f"kind_{lang}": kind.title[lang] for lang in _LANGS}
                yield Finding(altered.path, TAKEN_AWAY, args={"id": id} | titles)
            continue
        if altered.after is None:
            yield _gone(altered.path, "", before, id)
            continue
        fields = dict(walk(kind.fields))
        for pointer, old, new in differences(before, altered.after):
            around = _around(pointer, fields)
            if not any(is_allowed(field.when_settled, old, new) for field in around):
                yield _finding(altered.path, pointer, old, new, around, before)


def is_settled(kind: Kind, record: Record) -> bool:
    """Whether a record of this kind is settled, as its schema says."""
    rule = kind.settled_if
    return rule is not None and jsonschema_rs.Draft202012Validator(dict(rule)).is_valid(record)


def rules_changed(change: Change) -> Iterator[Finding]:
    """Every local policy that was in force at the base and has other rules now.

    design.md section 6: changing a policy is a new record, the past keeps its rule. To end one from
    the day of the base on, or to say more of it, is no change of its rules.
    """
    for altered in change.altered.values():
        before, after = altered.before, altered.after
        if altered.kind.name != "policy" or not altered.is_local or not before or after is None:
            continue
        if str(before.get("from", "")) > change.day:
            continue
        fields = dict(walk(altered.kind.fields))
        for pointer, old, new in differences(before, after):
            top = pointer.split("/")[1]
            is_end = top == "until" and old is None and str(new) >= change.day
            if top not in _BESIDE_RULES and not is_end:
                titles = _around(pointer, fields)[0].title
                args = {f"field_{lang}": titles[lang] for lang in _LANGS}
                yield Finding(altered.path, RULES_CHANGED, pointer, args=args)
                break


def rules_taken_away(change: Change) -> Iterator[Finding]:
    """Every local policy that was or had been in force at the base and is gone."""
    for one, altered in change.altered.items():
        before = altered.before
        if altered.kind.name != "policy" or before is None or altered.after is not None:
            continue
        if before.get("basis") == "local" and str(before.get("from", "")) <= change.day:
            id = one.partition("/")[2].removesuffix(".yaml")
            yield Finding(altered.path, RULES_GONE, args={"id": id})


def _around(pointer: str, fields: Mapping[str, Field]) -> list[Field]:
    """The field at a place in a record and those that it stands in, the innermost first."""
    steps = ["*" if step.isdigit() else step for step in pointer.split("/")]
    known = ("/".join(steps[:length]) for length in range(len(steps), 1, -1))
    return [fields[each] for each in known if each in fields]


def is_allowed(when_settled: str, old: Any, new: Any) -> bool:
    """Whether a settled value may become another, by the word of its field."""
    alike = type(old) is type(new) and isinstance(old, (list, str))
    if when_settled == "may_be_added":
        return old is None or (isinstance(old, list) and alike and new[: len(old)] == old)
    if when_settled == "may_be_removed":
        rest = iter(old or ())
        # What is left stands there in the same order.
        return new is None or (alike and all(each in rest for each in new))
    return when_settled == "may_be_changed"


def _finding(
    path: str, pointer: str, old: Any, new: Any, around: Sequence[Field], before: Record
) -> Finding:
    if new is None and isinstance(old, dict):
        return _gone(path, pointer, before, str(old.get("id") or old.get("number") or pointer[1:]))
    args = {}
    for lang in _LANGS:
        args[f"field_{lang}"] = around[0].title[lang] if around else pointer
        # A comment on a pull request is read by anybody; of minutes alone nobody knows whose.
        field = around[0] if around else None
        is_open = field is None or not (field.publish == "closed" or "volunteer" in field.refers_to)
        closed = say("cli.findings.closed", lang)
        args[f"old_{lang}"] = _shown(old, lang) if is_open or old is None else closed
        args[f"new_{lang}"] = _shown(new, lang) if is_open or new is None else closed
    code = CHANGED if _is_of_ledger(before) else SETTLED_CHANGED
    return Finding(path, code, pointer, args=args | _period(before))


def _gone(path: str, pointer: str, before: Record, what: str) -> Finding:
    code = GONE if _is_of_ledger(before) else SETTLED_GONE
    return Finding(path, code, pointer, args={"entry": what} | _period(before))


def _is_of_ledger(record: Record) -> bool:
    return any(name in record for name in _OF_LEDGER)


def _period(record: Record) -> dict[str, str]:
    """The month in which an entry was booked, or that a closing sealed."""
    if not _is_of_ledger(record):
        return {}
    return {"period": str(record.get("period") or record.get("verified_on", ""))[:7]}


def _shown(value: Any, lang: Lang) -> str:
    if value is None:
        return say("cli.findings.absent", lang)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
