"""Recorded samples: what stands in an inspection is what its seed draws."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from gongshi.findings import Finding
from gongshi.records.load import Loaded
from gongshi.tally import Tally
from gongshi.tally.sampling import draw, verified_in

POPULATION, ENTRY = "O351", "O352"


def wrong_samples(tally: Tally, loaded: Loaded) -> Iterator[Finding]:
    """A finding for each sample that was not drawn from all entries, or not by its seed.

    Of a sample that differs in several places the first is told: what follows it is moved.
    """
    for id, inspection in sorted(loaded.records["inspection"].items()):
        sample = inspection.get("sample")
        if sample is None:
            continue
        path, period = loaded.path_of["inspection", id], sample["period"]
        entries = verified_in(tally, inspection["place"], period)
        args = {"period": period, "place": inspection["place"]}
        if len(entries) != sample["drawn_from"]:
            counts = {"written": str(sample["drawn_from"]), "now": str(len(entries))}
            yield Finding(path, POPULATION, "/sample/drawn_from", args=args | counts)
        written = [each["entry"] for each in sample["entries"]]
        drawn = draw(entries, sample["seed"], len(written)).entries
        for place, (found, wanted) in enumerate(zip_longest(written, drawn)):
            if found != wanted:
                at = f"/sample/entries/{place}"
                told = {"seed": sample["seed"], "written": found, "drawn": wanted or "-"}
                yield Finding(path, ENTRY, f"{at}/entry", args=args | told)
                break
