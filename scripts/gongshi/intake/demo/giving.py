"""Money and goods given in the fictitious county."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from gongshi.intake.demo.draw import Draw, Record, sunday
from gongshi.intake.demo.people import Volunteer, present

Plan = Mapping[str, Any]


def donations(draw: Draw, plan: Plan, volunteers: Sequence[Volunteer]) -> list[Record]:
    """A file for each submission of the plan."""
    return [_donation(draw, plan, batch, volunteers) for batch in plan["donations"]]


def _donation(draw: Draw, plan: Plan, batch: Plan, volunteers: Sequence[Volunteer]) -> Record:
    recorded = date.fromisoformat(batch["recorded_on"])
    donation: Record = {
        "id": draw.id("d", recorded),
        "basis": "local",
        "unit": batch["unit"],
        "recorded_by": batch["recorder"],
        "recorded_on": batch["recorded_on"],
    }
    if "verifier" in batch:
        donation["verified_by"] = batch["verifier"]
        donation["verified_on"] = sunday(recorded).isoformat()
    entries = []
    for i in range(batch["entries"]):
        given = recorded - timedelta(days=draw.between(0, 9))
        # The first entry of a batch is an organisation's, the others are volunteers'.
        givers = [
            each.number
            for each in present(volunteers, batch["team"], given)
            if each.number not in plan["staff_numbers"].values()
        ]
        giver = {"number": draw.among(givers)} if i else draw.among(plan["organisations"])
        entries.append(
            {"id": draw.id("g", given), **giver}
            | _gift(draw, plan, scale=1 if i else 10)
            | {"given_on": given.isoformat(), "evidence": f"收据 {recorded:%Y%m}-{i + 1:02}"}
        )
    donation["entries"] = sorted(entries, key=lambda entry: (entry["given_on"], entry["id"]))
    return donation


def _gift(draw: Draw, plan: Plan, scale: int) -> Record:
    """What is given; an organisation gives `scale` times as much money."""
    if draw.chance(0.45):
        what, fen = draw.among(plan["goods"])
        return {"form": "goods", "what": what, "fen": fen}
    return {"form": "money", "fen": draw.among(plan["money"]) * scale, "fund": "demo-fund"}
