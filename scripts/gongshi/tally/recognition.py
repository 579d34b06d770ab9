"""Stars, badges, stars of units and punctuality, as plain values.

Stars are those for which one is eligible; only a `GrantedStar` has been granted, by a round.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gongshi.tally.run import Tally


@dataclass(frozen=True, slots=True)
class Star:
    """The star a volunteer's minutes in all are enough for, and any gates met.

    `star` is 0 below the first threshold; `next_star` is None at the top of the ladder. The
    `next_…` gates are those of the next star, None where it asks for none: a mean rating (`4.5`),
    a mean response in hours, full months since joining. What the volunteer has stands beside it,
    as sums and counts over the activities that were rated or timed.
    """

    number: str
    policy: str
    minutes: Decimal
    star: int
    threshold: int | None
    next_star: int | None
    next_threshold: int | None
    next_min_rating: str | None
    next_max_response_hours: int | None
    next_months_member: int | None
    rating_sum: int
    rated: int
    response_sum: int
    responses: int
    months: int


@dataclass(frozen=True, slots=True)
class GrantedStar:
    """The star of a volunteer that is in effect: granted by which award round, and when.

    `appraises` is the period that the round looked at (`2025`, `2025-Q3`).
    """

    number: str
    star: int
    award: str
    award_name: str
    appraises: str
    granted_on: str


@dataclass(frozen=True, slots=True)
class RevokedStar:
    """A star that a round granted and that stands no more from `revoked_on`, with the reason."""

    number: str
    star: int
    award: str
    award_name: str
    appraises: str
    revoked_on: str
    revoked_reason: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge of a period (`all`, `2025`, `2025-Q1`, `2025-03`), and by what it was earned.

    `award` is the round that gave it, and `granted_on` since when; None where the ledger alone
    does.
    """

    number: str
    policy: str
    rule: str
    badge: str
    period: str
    attended: int
    rating_sum: int
    rated: int
    award: str | None
    award_name: str | None
    granted_on: str | None


@dataclass(frozen=True, slots=True)
class UnitStar:
    """The five indicators of a unit (with all below) in a year, and the star they are enough for.

    As of `day`, the end of the year or the day asked for. `star` is 0 below the first threshold;
    the `next_…` are the thresholds of the next star, None at the top.
    """

    unit: str
    year: int
    day: str
    policy: str
    accounts: int
    minutes: Decimal
    projects: int
    redeemed: Decimal
    partners: int
    star: int
    next_star: int | None
    next_accounts: int | None
    next_minutes: int | None
    next_projects: int | None
    next_redeemed: Decimal | None
    next_partners: int | None

    @property
    def is_over(self) -> bool:
        """Whether the year has ended."""
        return self.day.endswith("-12-31")


@dataclass(frozen=True, slots=True)
class Punctuality:
    """For how many of a unit's own activities of a month a step was done in time.

    `step` is `record`, `verify`, `sum` (the month was closed) or `post` (a notice tells of that
    closing). Activities whose deadline has not passed are not counted yet.
    """

    unit: str
    month: str
    policy: str
    rule: str
    step: str
    activities: int
    in_time: int


def stars(tally: Tally) -> list[Star]:
    """The standing of every volunteer for whom a policy has thresholds. Not for publication."""
    return [Star(**row) for row in tally.rows("SELECT * FROM star ORDER BY number")]


def granted_stars(tally: Tally) -> list[GrantedStar]:
    """The star in effect of every volunteer who has one, by number. Not for publication."""
    rows = tally.rows(
        "SELECT granted_star.*, award.name AS award_name FROM granted_star"
        " JOIN award ON award.id = granted_star.award ORDER BY number"
    )
    return [GrantedStar(**row) for row in rows]


def revoked_stars(tally: Tally) -> list[RevokedStar]:
    """Every star that was granted and revoked since, by number. Not for publication."""
    rows = tally.rows(
        "SELECT number, star, award, award.name AS award_name, granted.appraises,"
        " revoked_on, revoked_reason FROM granted JOIN award ON award.id = granted.award"
        " WHERE number IS NOT NULL AND star IS NOT NULL AND revoked_on IS NOT NULL"
        " ORDER BY number, revoked_on, award"
    )
    return [RevokedStar(**row) for row in rows]


def badges(tally: Tally) -> list[Badge]:
    """Every badge of every volunteer, by number, policy and period. Not for publication."""
    rows = tally.rows(
        "SELECT badge_held.*, award.name AS award_name FROM badge_held"
        " LEFT JOIN award ON award.id = badge_held.award ORDER BY number, policy, rule, period"
    )
    return [Badge(**row) for row in rows]


def unit_stars(tally: Tally, unit: str | None = None) -> list[UnitStar]:
    """The indicators and stars of all units or of one, by unit and year."""
    rows = tally.rows(
        "SELECT * FROM unit_star WHERE COALESCE(unit = ?, TRUE) ORDER BY unit, year", unit
    )
    return [UnitStar(**row) for row in rows]


def punctuality(tally: Tally, unit: str | None = None) -> list[Punctuality]:
    """How punctual the records of all units or of one are, by unit, month and step."""
    rows = tally.rows(
        "SELECT * FROM punctuality WHERE COALESCE(unit = ?, TRUE)"
        " ORDER BY unit, month, step, policy, rule",
        unit,
    )
    return [Punctuality(**row) for row in rows]
