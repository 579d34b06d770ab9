"""Correcting a verified line: a record that reverses it, ready for somebody else to verify."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from gongshi.intake.refusal import Refusal
from gongshi.intake.skeleton import new_id
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml, write_atomic
from gongshi.records.load import Loaded

Record = Mapping[str, Any]
_BATCHES = ("donation", "withdrawal", "redemption")


def write_correction(
    root: Path,
    kinds: Mapping[str, Kind],
    loaded: Loaded,
    entry: str,
    number: str | None,
    reason: str,
    by: str,
    today: date,
) -> Path | Refusal:
    """Write `records/corrections/…`, which reverses `entry` (of `number` alone, if given).

    `by` is the recorder; verifier and day of verifying are left to somebody else. The right entry
    is not made here: it is entered anew, like any other.
    """
    kind = kinds["correction"]
    reasons = next(field for field in kind.fields if field.name == "reason").enum
    if reason not in reasons:
        return Refusal("bad_reason", {"reason": reason, "reasons": " ".join(reasons)})
    if "recorder" not in loaded.records["staff"].get(by, {}).get("roles", ()):
        return Refusal("unknown_recorder", {"staff": by})
    batch = next(
        (held[entry] for kind in _BATCHES if entry in (held := loaded.records[kind])), None
    )
    if batch is not None:
        entries = " ".join(each["id"] for each in batch["entries"])
        return Refusal("whole_batch", {"entry": entry, "entries": entries})
    found = next(_lines(loaded, entry), None)
    if found is None:
        return Refusal("unknown_entry", {"entry": entry})
    record, lines = found
    if not record.get("verified_on", "9999") <= today.isoformat():
        return Refusal("unverified_entry", {"entry": entry})
    if number is not None and number not in {each.get("number") for each in lines}:
        return Refusal("unknown_number", {"entry": entry, "number": number})
    for id, each in loaded.records["correction"].items():
        # One that names nobody reverses the whole entry.
        same = number is None or each.get("number", number) == number
        if each["entry"] == entry and same:
            there = f"records/{kind.folder}/{id}.yaml"
            return Refusal("corrected_already", {"entry": entry, "path": there})
    correction = {
        "id": new_id(kind, today),
        "basis": "local",
        "entry": entry,
        **({} if number is None else {"number": number}),
        "reason": reason,
        "recorded_by": by,
        "recorded_on": today.isoformat(),
    }
    path = Path("records") / kind.folder / f"{correction['id']}.yaml"
    write_atomic(root / path, to_yaml(correction, kind))
    return path


def _lines(loaded: Loaded, entry: str) -> Iterator[tuple[Record, list[Record]]]:
    """The record that holds `entry`, with the entry's lines (one a number)."""
    activity = loaded.records["activity"].get(entry)
    if activity is not None and activity["basis"] == "local":
        yield activity, activity["participants"]
    for kind in _BATCHES:
        for batch in loaded.records[kind].values():
            lines = [each for each in batch["entries"] if each["id"] == entry]
            if lines:
                yield batch, lines
