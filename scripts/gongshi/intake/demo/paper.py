"""Certificates issued to volunteers of the fictitious county, and samples drawn for spot checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from gongshi.intake.certificate import made_out
from gongshi.intake.demo.draw import Draw, Record
from gongshi.tally import Tally
from gongshi.tally.sampling import draw as draw_sample
from gongshi.tally.sampling import verified_in

Plan = Mapping[str, Any]
_MANY = 4  # services of somebody who wants a certificate


def certificates(draw: Draw, plan: Plan, tally: Tally) -> Iterator[Record]:
    """The register: one that stands, one that was lost, one whose service was corrected since."""
    of = plan["certificates"]
    for each in of["list"]:
        numbers, day = _wanted(draw, tally, each)
        id = draw.id("z", date.fromisoformat(day))
        for number in numbers:
            made = made_out(
                tally,
                of["unit"],
                number,
                of["issued_by"],
                each.get("from"),
                each.get("to"),
                id=id,
                code=draw.code(12),
                day=day,
            )
            if made is not None and len(made.services) >= _MANY:
                revoked = {
                    name: each[name] for name in ("revoked_on", "revoked_reason") if name in each
                }
                by = {"revoked_by": of["issued_by"]} if revoked else {}
                yield {**made.record, **revoked, **by}
                break


def _wanted(draw: Draw, tally: Tally, each: Record) -> tuple[Iterator[str], str]:
    """Those who may have asked, in a drawn order, and the day of issue."""
    if each["of"] == "corrected":
        rows = tally.rows(
            "SELECT fix.number, fix.booked_on FROM ledger AS fix JOIN ledger AS first"
            " ON first.entry = fix.corrects AND first.number = fix.number"
            " AND first.measure = 'minutes' AND first.booked_on < fix.booked_on"
            " WHERE fix.measure = 'minutes' AND fix.origin = 'service'"
            " ORDER BY fix.booked_on DESC, fix.number"
        )
        # The day before the last correction of a service that somebody has.
        last = date.fromisoformat(rows[0]["booked_on"])
        numbers = [row["number"] for row in rows if row["booked_on"] == last.isoformat()]
        return iter(numbers), (last - timedelta(days=1)).isoformat()
    rows = tally.rows("SELECT number FROM member ORDER BY number")
    numbers = [row["number"] for row in rows]
    return (draw.among(numbers) for _ in numbers), each["day"]


def samples(plan: Plan, tally: Tally, corrections: list[Record]) -> Iterator[Record]:
    """Spot checks by a public draw; what was corrected before or since was found wrong."""
    of = plan["samples"]
    wrong = {each["entry"] for each in corrections}
    place = next(each for each in plan["records"]["place"] if each["id"] == of["place"])
    for each in of["list"]:
        entries = verified_in(tally, of["place"], each["period"])
        drawn = draw_sample(entries, each["seed"], each["size"])
        found = ["wrong" if entry in wrong else "agrees" for entry in drawn.entries]
        counts = {name: found.count(name) for name in ("agrees", "wrong")}
        yield {
            "id": f"{of['place']}-sample-{each['period']}",
            "basis": "local",
            "name": of["name"].format(place=place["name"], period=each["period"]),
            "place": of["place"],
            "held_by": of["held_by"],
            "date": each["date"],
            "sample": {
                **{name: each[name] for name in ("period", "seed", "seed_from")},
                "drawn_from": drawn.drawn_from,
                "entries": [
                    {"entry": entry, "outcome": outcome}
                    for entry, outcome in zip(drawn.entries, found, strict=True)
                ],
            },
            "findings": of["findings"].format(size=len(found), **counts),
            **({"put_right": of["put_right"]} if counts["wrong"] else {}),
        }
