"""Recorded samples: what stands in an inspection is what its seed draws."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from gongshi.findings import Finding
from gongshi.tally import Tally
from gongshi.tally.sampling import draw, verified_in

POPULATION, ENTRY = "O351", "O352"

_SAMPLES = """
    SELECT file, place, sample_period AS period, sample_seed AS seed,
        sample_drawn_from AS drawn_from
    FROM inspection
    WHERE sample_period IS NOT NULL
    ORDER BY id
"""
_WRITTEN = "SELECT entry FROM inspection__sample_entries WHERE file = ? ORDER BY ord"


def wrong_samples(tally: Tally) -> Iterator[Finding]:
    """A finding for each sample that was not drawn from all entries, or not by its seed.

    Of a sample that differs in several places the first is told: what follows it is moved.
    """
    for sample in tally.rows(_SAMPLES):
        path, period, place = tally.paths[sample["file"]], sample["period"], sample["place"]
        entries = verified_in(tally, place, period)
        args = {"period": period, "place": place}
        if len(entries) != sample["drawn_from"]:
            counts = {"written": str(sample["drawn_from"]), "now": str(len(entries))}
            yield Finding(path, POPULATION, "/sample/drawn_from", args=args | counts)
        written = [each["entry"] for each in tally.rows(_WRITTEN, sample["file"])]
        drawn = draw(entries, sample["seed"], len(written)).entries
        for order, (found, wanted) in enumerate(zip_longest(written, drawn)):
            if found != wanted:
                at = f"/sample/entries/{order}"
                told = {"seed": sample["seed"], "written": found, "drawn": wanted or "-"}
                yield Finding(path, ENTRY, f"{at}/entry", args=args | told)
                break
