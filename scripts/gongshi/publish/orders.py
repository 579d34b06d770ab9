"""What the site shows of needs: how each stands, claim rates, responses, prices, all in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongshi.records.books import Key
from gongshi.tally import Tally
from gongshi.tally.orders import (
    TIERS,
    Claim,
    Response,
    claims,
    payments,
    price_tiers,
    responses,
    steps,
)
from gongshi.tally.orders_in_words import (
    claim_in_words,
    count_in_words,
    mean,
    payments_in_words,
    rate_in_words,
    rating_in_words,
    response_in_words,
    time_in_words,
)
from gongshi.words import Lang


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim rate in per cent, and how it came about as a sentence."""

    of: Claim
    rate: str
    said: str


@dataclass(frozen=True, slots=True)
class Responded:
    """A year's mean times and rating, "" where there is none, and how they came about."""

    of: Response
    accepted: str
    served: str
    rating: str
    said: Sequence[str]


@dataclass(frozen=True, slots=True)
class Orders:
    """Claim rates and responses by unit or place (the newest year first), needs by id.

    `standings` are those of `order_state`; `waits` the time from the request to each step, ""
    at the request itself. `prices` are (year, market, cost_only, free) by place, `payments`
    sentences by fund; both are of years that are over, small groups hidden.
    """

    claims: Mapping[Key, Sequence[Claimed]]
    responses: Mapping[Key, Sequence[Responded]]
    standings: Mapping[str, str]
    waits: Mapping[str, Sequence[str]]
    prices: Mapping[str, Sequence[tuple[str, ...]]]
    payments: Mapping[str, Sequence[str]]


def orders_of(tally: Tally, lang: Lang) -> Orders:
    """All that is shown of needs as of the tally's day."""
    claimed: dict[Key, list[Claimed]] = {}
    for claim in claims(tally):
        row = Claimed(claim, rate_in_words(claim), claim_in_words(claim, lang))
        claimed.setdefault((claim.kind, claim.id), []).append(row)
    responded: dict[Key, list[Responded]] = {}
    for response in reversed(responses(tally)):
        responded.setdefault((response.kind, response.id), []).append(_responded(response, lang))
    standings = {
        row["need"]: row["standing"] for row in tally.rows("SELECT need, standing FROM order_state")
    }
    prices: dict[str, list[tuple[str, ...]]] = {}
    for each in reversed(price_tiers(tally)):
        counts = (count_in_words(getattr(each, tier), lang) for tier in TIERS)
        prices.setdefault(each.place, []).append((str(each.year), *counts))
    paid: dict[str, list[str]] = {}
    for payment in reversed(payments(tally)):
        paid.setdefault(payment.fund, []).append(payments_in_words(payment, lang))
    return Orders(
        claims=claimed,
        responses=responded,
        standings=standings,
        waits=_waits(tally, lang),
        prices=prices,
        payments=paid,
    )


def _responded(of: Response, lang: Lang) -> Responded:
    def average(minutes: int, count: int) -> str:
        return time_in_words(mean(minutes, count), lang) if count else ""

    return Responded(
        of=of,
        accepted=average(of.accept_minutes, of.accepted),
        served=average(of.serve_minutes, of.served),
        rating=rating_in_words(of) if of.rated else "",
        said=tuple(response_in_words(of, lang)),
    )


def _waits(tally: Tally, lang: Lang) -> dict[str, list[str]]:
    return {
        need: [time_in_words(each.minutes, lang) if at else "" for at, each in enumerate(of)]
        for need, of in steps(tally).items()
    }
