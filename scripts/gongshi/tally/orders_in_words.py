"""What is said of needs: each step of one, claim rates, responses, prices and payments."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongshi.kinds import Kind
from gongshi.tally.amounts import amount_in_words, number_in_words, sum_in_words
from gongshi.tally.orders import (
    TIERS,
    Claim,
    Payments,
    Prices,
    Response,
    claims,
    payments,
    price_tiers,
    responses,
    steps,
)
from gongshi.tally.results import FEWEST
from gongshi.tally.run import Tally
from gongshi.words import Lang, say


def orders_in_words(tally: Tally, kind: str, id: str, lang: Lang) -> list[str]:
    """All that is said of the needs of a unit or place, or of the payments of a fund."""
    if kind == "fund":
        (fund,) = tally.rows("SELECT place FROM fund WHERE id = ? LIMIT 1", id)
        tiers = [each for each in price_tiers(tally) if each.place == fund["place"]]
        paid = [each for each in payments(tally) if each.fund == id]
        said = [prices_in_words(each, lang) for each in tiers]
        return said + [payments_in_words(each, lang) for each in paid]
    said = [
        claim_in_words(each, lang) for each in claims(tally) if (each.kind, each.id) == (kind, id)
    ]
    for each in responses(tally):
        if (each.kind, each.id) == (kind, id):
            said.extend(response_in_words(each, lang))
    return said


def need_in_words(tally: Tally, need: str, lang: Lang) -> Iterator[str]:
    """Each step of a need as a sentence, with the time since the request."""
    words = _step_words(tally.kinds["need"])
    for each in steps(tally, need).get(need, ()):
        yield say(
            "rules.order.step" if each.minutes else "rules.order.first",
            lang,
            step=words[each.step][lang],
            at=each.at.replace("T", " "),
            time=time_in_words(each.minutes, lang),
        )


def _step_words(kind: Kind) -> dict[str, dict[str, str]]:
    events = kind.field("events")
    step = events.child("step") if events else None
    return {value: dict(words) for value, words in step.enum.items()} if step else {}


def claim_in_words(claim: Claim, lang: Lang) -> str:
    """`微心愿：发布 36 个，认领 30 个，认领率 30 ÷ 36 = 83.33%，其中办成 28 个；…`."""
    return say(
        "rules.order.claim",
        lang,
        sort=say(f"rules.order.sort.{claim.sort}", lang),
        posted=claim.posted,
        claimed=claim.claimed,
        rate=rate_in_words(claim),
        done=claim.done,
        open=claim.open,
        ended=claim.ended,
    )


def rate_in_words(claim: Claim) -> str:
    """The claim rate in per cent: `83.33%`."""
    return f"{number_in_words(Decimal(claim.per_ten_thousand) / 100)}%"


def response_in_words(response: Response, lang: Lang) -> Iterator[str]:
    """How a year's needs were answered: how many, how fast, how well, each where there is any."""
    yield say(
        "rules.order.needs",
        lang,
        year=response.year,
        needs=response.needs,
        accepted=response.accepted,
        served=response.served,
        declined=response.declined,
        withdrawn=response.withdrawn,
    )
    for name, count, minutes in (
        ("accept", response.accepted, response.accept_minutes),
        ("serve", response.served, response.serve_minutes),
    ):
        if count:
            yield say(
                f"rules.order.{name}",
                lang,
                sum=sum_in_words("minutes", minutes, lang),
                count=count,
                mean=time_in_words(mean(minutes, count), lang),
            )
    if response.rated:
        yield say(
            "rules.order.rated",
            lang,
            sum=response.rating_sum,
            count=response.rated,
            mean=rating_in_words(response),
        )
    if response.due:
        yield say("rules.order.kept", lang, due=response.due, kept=response.kept)


def prices_in_words(prices: Prices, lang: Lang) -> str:
    """`2025 年：略低于市场价 7 件，…`; a hidden count is said to be under five."""
    counts = {tier: count_in_words(getattr(prices, tier), lang) for tier in TIERS}
    return say("rules.order.prices", lang, year=prices.year, **counts)


def payments_in_words(paid: Payments, lang: Lang) -> str:
    """`2025 年：承担 6 件的成本，合计 120 元。`."""
    if paid.fen is None:
        return say("rules.order.paid_hidden", lang, year=paid.year, fewest=FEWEST)
    amount = amount_in_words("fen", paid.fen, lang)
    return say("rules.order.paid", lang, year=paid.year, payments=paid.payments, amount=amount)


def count_in_words(count: int | None, lang: Lang) -> str:
    """A count, or that it is hidden for being small."""
    return say("rules.order.few", lang, fewest=FEWEST) if count is None else str(count)


def mean(total: int, count: int) -> int:
    """The mean as a whole number, halves rounded up."""
    return (2 * total + count) // (2 * count)


def rating_in_words(response: Response) -> str:
    """The mean rating with two decimals, halves rounded up: `4.35`."""
    whole, part = divmod(mean(100 * response.rating_sum, response.rated), 100)
    return f"{whole}.{part:02}"


def time_in_words(minutes: int, lang: Lang) -> str:
    """`2 天 3 小时`, `5 小时 20 分钟`, `40 分钟`: two units at most."""
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    shown = [(days, "days"), (hours, "hours"), (left, "minutes")]
    first = next((at for at, (count, _) in enumerate(shown) if count), len(shown) - 1)
    said = [
        say(f"rules.order.time.{name}", lang, count=count)
        for at, (count, name) in enumerate(shown[first : first + 2])
        if count or at == 0
    ]
    return " ".join(said)
