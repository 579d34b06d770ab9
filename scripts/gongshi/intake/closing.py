"""Closing a month: its seal written as a record, after which only corrections touch it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gongshi.intake.refusal import Refusal
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml, write_atomic
from gongshi.records.load import Loaded
from gongshi.tally import Tally
from gongshi.tally.closing import months_booked, new_salt, plain_amount, seal

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


def close_period(
    root: Path,
    kinds: Mapping[str, Kind],
    loaded: Loaded,
    tally: Tally,
    place: str,
    period: str,
    by: str,
) -> Path | Refusal:
    """Seal the month `period` of `place` and all below it, and write `records/closings/…`.

    `tally` is that of the good records `loaded`; its day is the day of the closing, and `by` the
    keeper who closes. Months are closed in their order, each once, when they are over.
    """
    day = tally.as_of.isoformat()
    if not _MONTH.fullmatch(period):
        return Refusal("bad_period", {"period": period})
    if loaded.records["place"].get(place, {}).get("basis") != "local":
        return Refusal("unknown_place", {"place": place})
    if "keeper" not in loaded.records["staff"].get(by, {}).get("roles", ()):
        return Refusal("unknown_keeper", {"staff": by})
    if day[:7] <= period:
        return Refusal("not_over", {"period": period, "day": day})
    kind = kinds["closing"]
    closed = {
        each["period"]: id
        for id, each in loaded.records["closing"].items()
        if each["place"] == place
    }
    path = Path("records") / kind.folder / f"{place}-{period}.yaml"
    if period in closed or (root / path).exists():
        there = path.with_stem(closed.get(period, path.stem))
        slots = {"place": place, "period": period, "path": there.as_posix()}
        return Refusal("closed_already", slots)
    for month in months_booked(tally, place):
        if month < period and month not in closed:
            return Refusal("open_before", {"place": place, "earlier": month})
    record = closing(tally, place, period, new_salt(), by, day)
    write_atomic(root / path, to_yaml(record, kind))
    return path


def closing(tally: Tally, place: str, period: str, salt: str, by: str, on: str) -> dict[str, Any]:
    """The record that seals the month `period` of `place` and all below it, as it is tallied."""
    sealed = seal(tally, place, period, salt)
    totals = [
        {"measure": measure, "amount": plain_amount(amount)}
        for measure, amount in sealed.totals.items()
    ]
    return {
        "id": f"{place}-{period}",
        "basis": "local",
        "place": place,
        "period": period,
        "lines": sealed.lines,
        **({"totals": totals} if totals else {}),
        "digest": sealed.digest,
        "salt": salt,
        "closed_by": by,
        "closed_on": on,
    }
