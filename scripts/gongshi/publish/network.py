"""Networks as their levels, and figures as shares of others: what pages draw from records alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from gongshi.publish.library import Entry, Library


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a network: its units where they are recorded, or the figure that a text gives.

    `households` is how many are paired with the network's posts, for the level that counts them.
    """

    row: Mapping[str, Any]
    units: Sequence[Entry]
    households: int | None
    figure: Entry | None


def levels(library: Library, policy: Entry) -> list[Level]:
    """The levels that `policy` lays down, the top first (domain.md T10, B1)."""
    units = units_of(library, policy)
    return [
        Level(
            row=row,
            units=[each for each in units if each.record.get("level") == row["level"]],
            households=sum(each.record.get("paired_households", 0) for each in units)
            if row.get("households") and units
            else None,
            figure=library.find(["statistic"], row.get("figure", "")),
        )
        for row in policy.record.get("levels", ())
    ]


def units_of(library: Library, policy: Entry) -> list[Entry]:
    """The units of the network that `policy` lays down, in the order of their ids."""
    units = library.mentioning(policy, "unit")
    return [each for each in units if each.record.get("scheme") == policy.id]


def below(units: Sequence[Entry], parent: Entry | None) -> list[Entry]:
    """Of `units`, those right under `parent`; without one, those whose parent is none of them."""
    ids = {each.id for each in units}
    wanted = parent.id if parent else None
    return [
        each
        for each in units
        if (up if (up := each.record.get("parent")) in ids else None) == wanted
    ]


@dataclass(frozen=True, slots=True)
class Share:
    """A figure as part of another: `percent` with one decimal, and what is `left` of the whole."""

    whole: Entry
    percent: Decimal
    left: Decimal


def share(library: Library, statistic: Entry) -> Share | None:
    """What share of another figure this one is; None unless both are given without 余, 近 and such.

    domain.md O5: 490 of 593 claimed is 82.6 %, and 103 are open.
    """
    whole = library.find(["statistic"], statistic.record.get("share_of", ""))
    if whole is None or any(
        "value" not in each.record or "qualifier" in each.record for each in (statistic, whole)
    ):
        return None
    part, of = Decimal(statistic.record["value"]), Decimal(whole.record["value"])
    if of == 0:
        return None
    return Share(whole, (100 * part / of).quantize(Decimal("0.1"), ROUND_HALF_UP), of - part)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What activities brought forth beside hours: `amount` of `label` in `unit`, over `times`."""

    label: str
    unit: str
    amount: Decimal
    times: int


def outcomes(library: Library, of: Entry) -> list[Outcome]:
    """The results recorded with the verified activities of a campaign, team or project, added up.

    Activities corrected as a whole are left out, and so are results that are no exact figures.
    Unlike results are never mixed (domain.md T27, O13).
    """
    sums: dict[tuple[str, str], list[Decimal]] = {}
    value = partial(library.value, "activity")
    for activity in library.mentioning(of, "activity"):
        if value("verified_on", activity.id) and activity.id not in library.void:
            for each in value("outputs", activity.id) or ():
                if "qualifier" not in each:
                    key = each["label"], each["unit"]
                    sums.setdefault(key, []).append(Decimal(each["value"]))
    return [
        Outcome(label, unit, sum(values, Decimal(0)), len(values))
        for (label, unit), values in sorted(sums.items())
    ]
