"""Needs as they stand: claim rates, responses, ratings, and what prices and the fund came to.

Claim rates and responses are public. Price tiers and the fund's payments are published as sums of
years that are over, groups under five hidden (domain.md O5, O12, 1.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongshi.tally.results import FEWEST
from gongshi.tally.run import Tally
from gongshi.tally.small_groups import told

TIERS = ("market", "cost_only", "free")


@dataclass(frozen=True, slots=True)
class Claim:
    """Of what was posted in a unit or place (with all below), how much was claimed, and done.

    `sort` is `project`, `wish` or `need` (one that is no wish); posted = claimed + open + ended.
    """

    kind: str
    id: str
    sort: str
    posted: int
    claimed: int
    done: int
    open: int
    ended: int

    @property
    def per_ten_thousand(self) -> int:
        """The claim rate, halves rounded up."""
        return (self.claimed * 20000 + self.posted) // (2 * self.posted)


@dataclass(frozen=True, slots=True)
class Response:
    """How the needs of a year, by the day of the request, were answered in a unit or place.

    Sums of minutes run from the request; `kept` of `due` steps were taken in the hours allowed.
    """

    kind: str
    id: str
    year: int
    needs: int
    accepted: int
    accept_minutes: int
    served: int
    serve_minutes: int
    rated: int
    rating_sum: int
    declined: int
    withdrawn: int
    due: int
    kept: int


@dataclass(frozen=True, slots=True)
class Prices:
    """How many needs served in a year that is over fell into each price tier, None where hidden."""

    place: str
    year: int
    market: int | None
    cost_only: int | None
    free: int | None


@dataclass(frozen=True, slots=True)
class Payments:
    """What a fund paid in a year that is over for free service, in fen; None where hidden."""

    fund: str
    year: int
    payments: int | None
    fen: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a need, as recorded, and the minutes since the request."""

    step: str
    at: str
    minutes: int


def claims(tally: Tally) -> list[Claim]:
    """The claim rates of every unit and place, by kind, id and sort."""
    return [Claim(**row) for row in tally.rows("SELECT * FROM claim ORDER BY kind, id, sort")]


def responses(tally: Tally) -> list[Response]:
    """How needs were answered, by kind, id and year."""
    return [Response(**row) for row in tally.rows("SELECT * FROM response ORDER BY kind, id, year")]


def steps(tally: Tally, need: str | None = None) -> dict[str, list[Step]]:
    """The steps of every need, or of one, by the need's id and in order."""
    found: dict[str, list[Step]] = {}
    first: dict[str, int] = {}
    for row in tally.rows(
        "SELECT s.need, s.step, s.at, s.minute FROM order_step AS s"
        " WHERE COALESCE(s.need = ?, TRUE) ORDER BY s.need, s.ord",
        need,
    ):
        since = first.setdefault(row["need"], row["minute"])
        step = Step(row["step"], row["at"], row["minute"] - since)
        found.setdefault(row["need"], []).append(step)
    return found


def price_tiers(tally: Tally) -> list[Prices]:
    """The price tiers of the places that have a fund, by place and year; small groups hidden."""
    rows = tally.rows(
        "SELECT * FROM price_tier WHERE place IN (SELECT place FROM fund WHERE basis = 'local')"
        " AND year < ? ORDER BY place, year, tier",
        tally.as_of.year,
    )
    counts = {((row["year"], row["tier"]), row["place"]): row["needs"] for row in rows}
    shown = told(tally, counts)
    years = sorted({(row["place"], row["year"]) for row in rows})
    return [
        Prices(place, year, *(shown.get(((year, tier), place)) for tier in TIERS))
        for place, year in years
    ]


def payments(tally: Tally) -> list[Payments]:
    """What each fund paid, by fund and year."""
    rows: Sequence[dict[str, Any]] = tally.rows(
        "SELECT fund, year, payments, fen FROM fund_payment WHERE year < ? ORDER BY fund, year",
        tally.as_of.year,
    )
    return [
        Payments(**row)
        if row["payments"] >= FEWEST
        else Payments(row["fund"], row["year"], None, None)
        for row in rows
    ]
