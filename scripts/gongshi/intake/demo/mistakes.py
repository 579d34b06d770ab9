"""What was entered wrongly in the fictitious county, and how it was put right.

Nothing is taken away: a correction reverses the line, and the right entry is made anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from gongshi.intake.demo.draw import Draw, Record, sunday

Plan = Mapping[str, Any]
OVERSTATED = 30  # minutes by which a wrong entry said too much


@dataclass
class Mistakes:
    """Corrections, and the entries that exist only because of a mistake."""

    draw: Draw
    plan: Plan
    corrections: list[Record] = field(default_factory=list)
    activities: list[Record] = field(default_factory=list)
    donations: list[Record] = field(default_factory=list)

    def of_services(self, activities: Sequence[Record], helps: set[str]) -> None:
        """Double, overstated and unfounded services of the plan; help for time is left alone."""
        for mistake in self.plan["mistakes"]:
            if mistake["what"] in ("twice", "minutes", "absent", "whole"):
                wrong = next(
                    each
                    for each in activities
                    if each["team"] == mistake["team"]
                    and each["date"] >= str(mistake["after"])
                    and each["id"] not in helps
                    and _counts(each)
                )
                getattr(self, f"_{mistake['what']}")(mistake, wrong)

    def of_gifts(self, donations: Sequence[Record]) -> None:
        """A gift whose value was written down too high."""
        for mistake in self.plan["mistakes"]:
            if mistake["what"] == "gift":
                batch = next(
                    each
                    for each in donations
                    if each["recorded_on"] >= str(mistake["after"])
                    and each["recorded_by"] == self._does(mistake)["recorder"]
                )
                wrong = next(each for each in batch["entries"] if "number" in each)
                day = self._correct(mistake, wrong["id"], batch["verified_on"], "wrong_amount")
                given = date.fromisoformat(wrong["given_on"])
                right = {**wrong, "id": self.draw.id("g", given), "fen": wrong["fen"] - 1000}
                self.donations.append(
                    {
                        **batch,
                        "id": self.draw.id("d", day),
                        "recorded_on": day.isoformat(),
                        "verified_on": sunday(day).isoformat(),
                        "entries": [right],
                    }
                )

    def of_redemptions(self, redemptions: Sequence[Record]) -> None:
        """Goods that were written down for somebody else."""
        for mistake in self.plan["mistakes"]:
            if mistake["what"] == "redeemed":
                batch = next(
                    each
                    for each in redemptions
                    if each["recorded_on"] >= str(mistake["after"])
                    and each["recorded_by"] == self._does(mistake)["recorder"]
                )
                entry = batch["entries"][0]["id"]
                self._correct(mistake, entry, batch["verified_on"], mistake["reason"])

    def _twice(self, mistake: Plan, right: Record) -> None:
        """The same service is entered a second time, and that entry is reversed."""
        second = {**right, "id": self.draw.id("a", date.fromisoformat(right["date"]))}
        self.activities.append(second)
        self._correct(mistake, second["id"], second["verified_on"], "double_entry")

    def _minutes(self, mistake: Plan, wrong: Record) -> None:
        """One person's minutes are reversed, and entered anew as they were."""
        line = wrong["participants"][1]
        reason = "wrong_amount"
        day = self._correct(mistake, wrong["id"], wrong["verified_on"], reason, line["number"])
        self.activities.append(
            {
                **wrong,
                "id": self.draw.id("a", date.fromisoformat(wrong["date"])),
                "participants": [{**line, "minutes": line["minutes"] - OVERSTATED}],
                "recorded_how": "late",
                "late_reason": f"更正后重新登记，见 {self.corrections[-1]['id']}",
                "recorded_on": day.isoformat(),
                "verified_on": sunday(day).isoformat(),
            }
        )

    def _absent(self, mistake: Plan, wrong: Record) -> None:
        """One person's line is reversed."""
        number = wrong["participants"][1]["number"]
        self._correct(mistake, wrong["id"], wrong["verified_on"], mistake["reason"], number)

    def _whole(self, mistake: Plan, wrong: Record) -> None:
        """The whole entry is reversed."""
        self._correct(mistake, wrong["id"], wrong["verified_on"], mistake["reason"])

    def _correct(
        self, mistake: Plan, entry: str, verified: str, reason: str, number: str | None = None
    ) -> date:
        """Reverse an entry, so many days after it was verified; gives the day."""
        day = date.fromisoformat(verified) + timedelta(days=mistake["days"])
        does = self._does(mistake)
        correction: Record = {
            "id": self.draw.id("c", day),
            "basis": "local",
            "entry": entry,
            "reason": reason,
            "recorded_by": does["recorder"],
            "recorded_on": day.isoformat(),
            "verified_by": does["verifier"],
            "verified_on": sunday(day).isoformat(),
        }
        if number:
            correction["number"] = number
        self.corrections.append(correction)
        return day

    def _does(self, mistake: Plan) -> Plan:
        does: Plan = self.plan["services"][mistake["team"]]
        return does


def _counts(activity: Record) -> bool:
    """An ordinary verified service of several people."""
    return (
        "verified_on" in activity
        and activity["recorded_how"] != "late"
        and not {"compulsory", "charged"} & activity.keys()
        and len(activity["participants"]) > 2
        and activity["participants"][1]["minutes"] > 90
    )
