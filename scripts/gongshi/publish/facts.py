"""What the annual reports of all places are made from, asked of the tally once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongshi.tally import Tally
from gongshi.tally.notices import objections
from gongshi.tally.orders import payments
from gongshi.tally.people import StarCount, star_counts
from gongshi.tally.results import MONTH, Total, totals


@dataclass(frozen=True, slots=True)
class Facts:
    """What the reports of all places are made from, asked for once.

    `served` is how many volunteers served in a place (with all below it) and a year, net of
    corrections; `months` are the totals by place; `given` what was given to a fund in a year, by
    whom, net of corrections, in fen; `paid` what was paid from one, None where it was of too few;
    `objections` are those received, by id,
    and `stars` the volunteers by star in a place, on the tally's day.
    """

    served: Mapping[tuple[str, str], int]
    months: Mapping[str, Sequence[Total]]
    given: Mapping[tuple[str, str], Sequence[tuple[str, int]]]
    paid: Mapping[tuple[str, str], Sequence[int | None]]
    objections: Mapping[str, Mapping[str, Any]]
    stars: Mapping[str, Sequence[StarCount]]


def facts_of(tally: Tally) -> Facts:
    """All of it, in a few queries over the ledger."""
    served = tally.rows(
        "SELECT place, year, CAST(COUNT(*) AS BIGINT) AS people FROM ("
        " SELECT scope.above AS place, year, number FROM ("
        "  SELECT place, SUBSTR(served_on, 1, 4) AS year, number, SUM(amount) AS minutes"
        "  FROM ledger WHERE measure = 'minutes' AND origin = 'service'"
        "  GROUP BY place, SUBSTR(served_on, 1, 4), number) AS here"
        " JOIN scope ON scope.kind = 'place' AND scope.above_kind = 'place'"
        " AND scope.id = here.place"
        " GROUP BY scope.above, year, number HAVING SUM(minutes) > 0) AS person"
        " GROUP BY place, year"
    )
    given = tally.rows(
        "SELECT ledger.fund, SUBSTR(ledger.served_on, 1, 4) AS year,"
        " CASE WHEN gift.number IS NOT NULL THEN 'volunteers'"
        " WHEN gift.body IS NOT NULL THEN 'bodies' ELSE 'partners' END AS giver,"
        " CAST(SUM(ledger.amount) AS BIGINT) AS fen"
        " FROM ledger JOIN donation__entries AS gift"
        " ON gift.id = COALESCE(ledger.corrects, ledger.entry)"
        " WHERE ledger.fund IS NOT NULL AND ledger.measure = 'fen' AND ledger.origin = 'money'"
        " GROUP BY ledger.fund, SUBSTR(ledger.served_on, 1, 4), giver"
        " HAVING SUM(ledger.amount) <> 0 ORDER BY giver DESC"
    )
    months: dict[str, list[Total]] = {}
    of_months = totals(tally, "place", measure="minutes", event="service", lengths=[MONTH])
    for each in of_months:
        months.setdefault(each.id, []).append(each)
    gifts: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in given:
        gifts.setdefault((row["fund"], row["year"]), []).append((row["giver"], row["fen"]))
    paid: dict[tuple[str, str], list[int | None]] = {}
    for payment in payments(tally):
        paid.setdefault((payment.fund, str(payment.year)), []).append(payment.fen)
    stars: dict[str, list[StarCount]] = {}
    for of_star in star_counts(tally):
        stars.setdefault(of_star.place, []).append(of_star)
    return Facts(
        served={(row["place"], row["year"]): row["people"] for row in served},
        months=months,
        given=gifts,
        paid=paid,
        objections={row["id"]: row for row in objections(tally)},
        stars=stars,
    )
