"""What the volunteers of the fictitious county took out: goods for points, help for saved time.

Nobody takes more than the tally of all services leaves them on that day and on every later one,
so that no balance falls below zero whatever lapses afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gongshi.intake.demo.draw import LAST, Draw, Record, sunday
from gongshi.intake.demo.people import Volunteer, present

Plan = Mapping[str, Any]
OPENED = date(2024, 12, 1)  # the first day on which points could be redeemed


class Purses:
    """What each number may spend of one measure: booked so far, less what was spent.

    `lines` are (number, day, amount) of the tally before anything was spent.
    """

    def __init__(self, lines: Sequence[tuple[str, str, Decimal]]) -> None:
        self._lines: dict[str, list[tuple[str, Decimal]]] = {}
        for number, day, amount in sorted(lines):
            self._lines.setdefault(number, []).append((day, amount))
        self._spent: dict[str, Decimal] = {}

    def left(self, number: str, day: date) -> Decimal:
        """What may be spent on that day without any balance from then on below zero."""
        lines = self._lines.get(number, [])
        held = sum((amount for on, amount in lines if on <= day.isoformat()), Decimal(0))
        least = held
        for on, amount in lines:
            if on > day.isoformat():
                held += amount
                least = min(least, held)
        return least - self._spent.get(number, Decimal(0))

    def spend(self, number: str, amount: Decimal) -> None:
        """Take an amount out for good."""
        self._spent[number] = self._spent.get(number, Decimal(0)) + amount


class Shelf:
    """The rewards kept at units: what they cost on a day and how many are left."""

    def __init__(self, rewards: Sequence[Record]) -> None:
        self._rewards = rewards
        self._taken: dict[str, int] = {}

    def offers(self, unit: str, day: date) -> list[tuple[str, Decimal, int]]:
        """What the unit has on that day: reward, price in points, and how many."""
        offers = []
        for reward in self._rewards:
            prices = [each for each in reward["prices"] if each["from"] <= day.isoformat()]
            received = [each for each in reward["stock"] if each["received_on"] <= day.isoformat()]
            left = sum(each["quantity"] for each in received) - self._taken.get(reward["id"], 0)
            if reward["unit"] == unit and prices and left > 0:
                offers.append((reward["id"], Decimal(prices[-1]["points"]), left))
        return offers

    def take(self, reward: str, quantity: int) -> None:
        """Take so many off the shelf."""
        self._taken[reward] = self._taken.get(reward, 0) + quantity


def redemptions(
    draw: Draw, plan: Plan, volunteers: Sequence[Volunteer], purses: Purses
) -> list[Record]:
    """A file for each counter and month in which somebody redeemed points."""
    shelf = Shelf(plan["records"]["reward"])
    batches = []
    for month in _months():
        for counter in plan["counters"]:
            if (month.month % 2 == 1) == counter["odd"]:
                day = month + timedelta(days=draw.between(0, 9))
                batches.append(_redemption(draw, plan, counter, day, volunteers, purses, shelf))
        if month.month == 12:
            day = month + timedelta(days=draw.between(19, 27))
            batches.append(_redemption(draw, plan, plan["office"], day, volunteers, purses, shelf))
    return [each for each in batches if each["entries"]]


def _months() -> Iterator[date]:
    month = OPENED
    while month <= LAST:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _redemption(
    draw: Draw,
    plan: Plan,
    counter: Plan,
    day: date,
    volunteers: Sequence[Volunteer],
    purses: Purses,
    shelf: Shelf,
) -> Record:
    entries: list[Record] = []
    wanted = draw.between(2, 6)
    staff = plan["staff_numbers"].values()
    for each in volunteers:
        if each.team not in counter["teams"] or each.number in staff or not draw.chance(0.3):
            continue
        payable = [
            offer
            for offer in shelf.offers(counter["unit"], day)
            if offer[1] <= purses.left(each.number, day)
        ]
        if payable and len(entries) < wanted:
            reward, price, left = draw.among(payable)
            affordable = int(purses.left(each.number, day) // price)
            quantity = min(left, affordable, 2 if draw.chance(0.2) else 1)
            purses.spend(each.number, price * quantity)
            shelf.take(reward, quantity)
            entries.append(
                {
                    "id": draw.id("x", day),
                    "number": each.number,
                    "reward": reward,
                    "quantity": quantity,
                    "redeemed_on": day.isoformat(),
                }
            )
    return {
        "id": draw.id("r", day),
        "basis": "local",
        "unit": counter["unit"],
        "recorded_by": counter["recorder"],
        "recorded_on": day.isoformat(),
        "verified_by": counter["verifier"],
        "verified_on": sunday(day).isoformat(),
        "issued_by": counter["issuer"],
        "entries": sorted(entries, key=lambda entry: str(entry["id"])),
    }


def withdrawals(
    draw: Draw,
    plan: Plan,
    volunteers: Sequence[Volunteer],
    helps: Sequence[Record],
    purses: Purses,
) -> list[Record]:
    """Help at home for saved time, a file for each visit; and time given to others or the pool.

    A visit that nobody has saved enough for was help without more.
    """
    visits = (_visit(draw, plan, activity, volunteers, purses) for activity in helps)
    gifts = [_gift_of_time(draw, plan, gift, volunteers, purses) for gift in plan["gifts_of_time"]]
    return [*filter(None, visits), *gifts]


def _visit(
    draw: Draw, plan: Plan, activity: Record, volunteers: Sequence[Volunteer], purses: Purses
) -> Record | None:
    """The withdrawal for which the helpers of an activity came; None if there is none."""
    does = plan["services"][activity["team"]]
    visited = date.fromisoformat(activity["date"])
    verified = date.fromisoformat(activity.get("verified_on", "9999-01-01"))
    minutes = sum(line["minutes"] for line in activity["participants"])
    requested = visited - timedelta(days=draw.between(1, 3))
    staff = {*plan["staff_numbers"].values(), *(p["number"] for p in activity["participants"])}
    team = activity["team"]
    holders = _able(volunteers, team, requested, minutes, purses, staff)
    if not holders or verified > LAST:
        return None
    holder = draw.among(holders)
    purses.spend(holder, Decimal(minutes))
    entry = {
        "id": draw.id("t", requested),
        "number": holder,
        "for": draw.among(("self", "self", "family")),
        "minutes": minutes,
        "requested_on": requested.isoformat(),
        "dispatched_by": does["recorder"],
        "activity": activity["id"],
    }
    return _batch(draw, activity["unit"], does, verified, entry)


def _gift_of_time(
    draw: Draw, plan: Plan, gift: Plan, volunteers: Sequence[Volunteer], purses: Purses
) -> Record:
    day = date.fromisoformat(gift["day"])
    team = next(each for each in plan["records"]["team"] if each["id"] == gift["team"])
    staff = set(plan["staff_numbers"].values())
    holder = draw.among(_able(volunteers, gift["team"], day, gift["minutes"], purses, staff))
    purses.spend(holder, Decimal(gift["minutes"]))
    entry = {
        "id": draw.id("t", day),
        "number": holder,
        "for": gift["for"],
        "minutes": gift["minutes"],
        "requested_on": day.isoformat(),
    }
    if gift["for"] == "gift":
        others = [v for v in present(volunteers, gift["team"], day) if v.number != holder]
        entry["to"] = draw.among(others).number
    return _batch(draw, team["unit"], plan["services"][gift["team"]], day, entry)


def _able(
    volunteers: Sequence[Volunteer],
    team: str,
    day: date,
    minutes: int,
    purses: Purses,
    others: set[str],
) -> list[str]:
    """The team's volunteers, but for `others`, who have saved at least so much."""
    return [
        each.number
        for each in volunteers
        if each.team == team
        and each.number not in others
        and purses.left(each.number, day) >= minutes
    ]


def _batch(draw: Draw, unit: str, does: Plan, recorded: date, entry: Record) -> Record:
    return {
        "id": draw.id("w", recorded),
        "basis": "local",
        "unit": unit,
        "recorded_by": does["recorder"],
        "recorded_on": recorded.isoformat(),
        "verified_by": does["verifier"],
        "verified_on": sunday(recorded).isoformat(),
        "entries": [entry],
    }
