"""A drawn sample written down as an inspection, before anybody goes to look."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from gongshi.intake.refusal import Refusal
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml, write_atomic
from gongshi.records.load import Loaded
from gongshi.tally import Tally
from gongshi.tally.sampling import Sample, draw, months_of, verified_in
from gongshi.words import say

_SEED = re.compile(r"[0-9A-Za-z-]{4,80}", re.ASCII)
MOST = 1000  # as the schema of inspections has it


def sample(
    tally: Tally, loaded: Loaded, place: str, period: str, seed: str, size: int
) -> Sample | Refusal:
    """The first `size` entries that `seed` draws from those of `place` verified in `period`.

    A period is drawn from when it is over, for only then it holds what it will hold for ever.
    """
    months = months_of(period)
    if months is None:
        return Refusal("bad_sample_period", {"period": period})
    if not _SEED.fullmatch(seed):
        return Refusal("bad_seed", {"seed": seed})
    if not 0 < size <= MOST:
        return Refusal("bad_size", {"size": str(size), "most": str(MOST)})
    if loaded.records["place"].get(place, {}).get("basis") != "local":
        return Refusal("unknown_place", {"place": place})
    day = tally.as_of.isoformat()
    if day[:7] <= months[1]:
        return Refusal("sample_not_over", {"period": period, "day": day})
    entries = verified_in(tally, place, period)
    return draw(entries, seed, size) if entries else Refusal("nothing_verified", {"period": period})


def record_sample(
    root: Path,
    kind: Kind,
    loaded: Loaded,
    drawn: Sample,
    place: str,
    period: str,
    seed: str,
    held_by: str,
    seed_from: str,
    day: str,
) -> Path | Refusal:
    """Write `records/inspections/…` with every outcome still pending.

    A period of a place is drawn from once: whoever may draw again may draw until they like it.
    """
    if not any(held_by in loaded.records[name] for name in ("body", "unit")):
        return Refusal("unknown_holder", {"holder": held_by})
    for id, each in loaded.records["inspection"].items():
        if each["place"] == place and each.get("sample", {}).get("period") == period:
            there = f"records/{kind.folder}/{id}.yaml"
            return Refusal("sampled_already", {"place": place, "period": period, "path": there})
    label = loaded.records["place"][place]["name"]
    record: dict[str, Any] = {
        "id": f"{place}-sample-{period.lower()}",
        "basis": "local",
        "name": say("intake.sample.name", "zh", place=label, period=period),
        "place": place,
        "held_by": [held_by],
        "date": day,
        "sample": {
            "period": period,
            "seed": seed,
            "seed_from": seed_from,
            "drawn_from": drawn.drawn_from,
            "entries": [{"entry": each, "outcome": "pending"} for each in drawn.entries],
        },
    }
    path = Path("records") / kind.folder / f"{record['id']}.yaml"
    if (root / path).exists():
        return Refusal("exists", {"id": str(record["id"])})
    write_atomic(root / path, to_yaml(record, kind))
    return path
