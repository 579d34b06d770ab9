"""Worked examples for the rules of a policy, computed by the tally itself on made-up entries.

All of them go through the same SQL as the records, in one run; what comes out is put into words.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from gongshi.kinds import Kind
from gongshi.tally.amounts import amount_in_words
from gongshi.tally.in_words import (
    badge_in_words,
    passbook_in_words,
    quota_in_words,
    star_in_words,
    unit_star_in_words,
    working_in_words,
)
from gongshi.tally.made_up import MadeUp, Room, World, last_day
from gongshi.tally.recognition import badges, stars, unit_stars
from gongshi.tally.results import Line, lines, passbooks, quotas
from gongshi.tally.rules_in_words import RULES, choice_in_words, rule_name
from gongshi.tally.run import Tally
from gongshi.words import Lang, say

Row = Mapping[str, Any]
Tell = Callable[[Tally, Lang], Iterable[str]]
_MOST = 400  # entries or people made up for one rule; a rule that asks for more has no example


@dataclass(frozen=True, slots=True)
class Example:
    """What a rule makes of made-up entries; `array` and `rule` say which rule of the policy."""

    array: str
    rule: str
    text: str


def worked_examples(
    policies: Mapping[str, Row], lang: Lang, kinds: Mapping[str, Kind]
) -> dict[str, list[Example]]:
    """An example for each rule of the local policies that the tally computes, by policy.

    Of each they stand in the order of RULES, the overlap that it tolerates last. A reported policy
    computes nothing and has none.
    """
    worlds: dict[date, World] = {}
    made: dict[date, dict[str, list[tuple[str, Row, Tell]]]] = {}
    for id, policy in policies.items():
        if policy["basis"] == "local":
            day = last_day(policy)
            world = worlds.setdefault(day, World(kinds))
            made.setdefault(day, {})[id] = _made(MadeUp(policy, world))
    told: dict[str, list[Example]] = {}
    for day, by_policy in made.items():
        if any(by_policy.values()):
            tally = worlds[day].tally(day)
            told |= {id: _told(tally, of, lang) for id, of in by_policy.items() if of}
    return told


def _made(county: MadeUp) -> list[tuple[str, Row, Tell]]:
    """What is made up for each rule of a county's policy, and how it is told: array, rule."""
    policy = county.policy
    made = [
        (array, rule, tell)
        for array in RULES
        if array in _MAKERS
        for rule in policy.get(array) or ()
        if (tell := _MAKERS[array](county.room(rule.get("cohort"), **{array: [rule]}), rule))
    ]
    overlap = policy.get("overlap_minutes")
    if overlap is not None:
        made.append(("overlap_minutes", {"id": ""}, _overlap(county, overlap)))
    return made


def _told(tally: Tally, made: Iterable[tuple[str, Row, Tell]], lang: Lang) -> list[Example]:
    between = say("rules.example.between", lang)
    return [
        Example(
            array=array,
            rule=rule_name(rule),
            text=say("rules.example.text", lang, text=between.join(tell(tally, lang))),
        )
        for array, rule, tell in made
    ]


def _earning(room: Room, rule: Row) -> Tell:
    """An entry that earns nothing, where there can be one, and one that earns."""
    event, step, least = rule["event"], rule.get("step") or 1, rule.get("at_least") or 0
    usual = 90 if event == "service" else 25000
    enough = max(least, step * 2 + step // 2 if step > 1 else 0) or usual
    numbers = {}
    for quantity in (max(least, step) - 1, enough):
        if quantity > 0:
            numbers[room.volunteer()] = quantity
    for number, quantity in numbers.items():
        if event == "service":
            category = (rule.get("coefficients") or [{}])[0].get("category")
            more = {"category": category} if category else {}
            more |= {"recorded_how": rule["recorded"][0]} if rule.get("recorded") else {}
            room.serves(number, quantity, room.first_day, **more)
        else:
            room.gives(number, event, quantity, room.first_day)

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        for number, quantity in numbers.items():
            earned = _held(tally, number, rule["measure"])
            unit = "minutes" if event == "service" else "fen"
            said = amount_in_words(unit, quantity, lang)
            nothing = say("rules.example.nothing", lang, quantity=said)
            yield working_in_words(earned[0], lang) if earned else nothing

    return tell


def _cap(room: Room, rule: Row) -> Tell:
    """Services that go beyond the cap: one for a cap on an entry, else two."""
    room.counts_minutes_as(rule["measure"])
    number, most = room.volunteer(), _whole(rule["amount"])
    for _ in range(1 if rule["per"] == "entry" else 2):
        each = most + 60 if rule["per"] == "entry" else most - most // 3
        room.serves(number, max(each, 1), room.first_day)

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        pooled = (line for line in lines(tally, "unit", room.id) if line.event == "pool_in")
        for line in (*_held(tally, number, rule["measure"]), *pooled):
            yield working_in_words(line, lang)

    return tell


def _expiry(room: Room, rule: Row) -> Tell:
    """A hundred earned, thirty used, the rest lapsed."""
    room.counts_minutes_as(rule["measure"])
    number = room.volunteer()
    room.serves(number, 100, room.first_day)
    if rule["measure"] == "points":
        room.redeems(number, "30", room.first_day)
    elif rule["measure"] == "credit_minutes":
        room.takes(number, 30, "self", room.first_day)

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        for line in sorted(_held(tally, number, rule["measure"]), key=lambda line: line.booked_on):
            text = working_in_words(line, lang)
            yield say("rules.example.dated", lang, day=line.booked_on, text=text)

    return tell


def _withdrawal(room: Room, rule: Row) -> Tell:
    """Three hundred minutes saved, sixty used; where somebody helps, the helper saves sixty."""
    room.counts_minutes_as("credit_minutes")
    holder, other = room.volunteer(), room.volunteer()
    room.serves(holder, 300, room.first_day)
    if rule["for"] in ("self", "family"):
        room.serves(other, 60, room.first_day)
    to = {"to": other} if rule["for"] == "gift" else {}
    room.takes(holder, 60, rule["for"], room.first_day, **to)

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        for who, number in (("holder", holder), ("other", other)):
            for book in passbooks(tally, number):
                for text in passbook_in_words(book, lang):
                    yield say(f"rules.example.{who}", lang, text=text.rstrip("。."))

    return tell


def _window(room: Room, rule: Row) -> Tell | None:
    """A redemption on the first day of a window, and one on a day beside it."""
    first, last = rule["from_day"], rule["to_day"]
    step = {"month": 1, "quarter": 3, "year": 12}[rule["every"]]
    months = range(rule.get("month") or 1, 13, step)
    lengths = {month: monthrange(room.county.year, month)[1] for month in months}
    month = next((month for month, days in lengths.items() if first <= days), None)
    if month is None or last < first:
        return None
    shut = last + 1 if last < lengths[month] else first - 1
    number = room.volunteer()
    for day in (first, shut):
        if day:
            room.redeems(number, "1", room.day(f"{month:02}-{day:02}"))

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        rows = tally.rows("SELECT day, asked FROM counter WHERE number = ? ORDER BY day", number)
        for row in sorted(rows, key=lambda row: row["asked"] is None):
            name = "shut" if row["asked"] is None else "open_to" if row["asked"] else "open"
            amount = amount_in_words("points", row["asked"] or 0, lang)
            yield say(f"rules.example.{name}", lang, day=row["day"], amount=amount)

    return tell


def _overlap(county: MadeUp, tolerated: int) -> Tell:
    """Two services that lie over each other for as long as is tolerated, and a minute longer."""
    room = county.room(overlap_minutes=tolerated)
    numbers = (room.volunteer(), room.volunteer())
    for number, second in zip(numbers, ("01:00", "00:59"), strict=True):
        room.serves(number, 60 + tolerated, room.first_day, start="00:00")
        room.serves(number, 60 + tolerated, room.first_day, start=second)

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        for number in numbers:
            for row in tally.rows(
                "SELECT minutes, tolerated FROM overlap WHERE number = ?", number
            ):
                name = "overlap_too_long" if row["minutes"] > row["tolerated"] else "overlap"
                minutes = amount_in_words("minutes", row["minutes"], lang)
                yield say(f"rules.example.{name}", lang, minutes=minutes)

    return tell


def _quota(room: Room, rule: Row) -> Tell:
    """Five people, of whom three reach the target."""
    room.counts_minutes_as(rule["measure"])
    for n in range(5):
        room.serves(room.volunteer(), _whole(rule["amount"]) - (n > 2), room.first_day)

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        for quota in quotas(tally, room.id):
            if quota.year == room.county.year:
                yield quota_in_words(quota, "", lang, tally.kinds).rstrip("。.")

    return tell


def _star(room: Room, rule: Row) -> Tell:
    """One who reaches the star, one who is a minute short."""
    room.counts_minutes_as("minutes")
    numbers = (room.volunteer(), room.volunteer())
    more = {"rating": _whole(rule["min_rating"])} if rule.get("min_rating") else {}
    if rule.get("max_response_hours"):
        more["response_hours"] = rule["max_response_hours"]
    for number, minutes in zip(numbers, (rule["minutes"], rule["minutes"] - 1), strict=True):
        room.serves(number, max(minutes, 1), room.first_day, **more)

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        standing = {star.number: star for star in stars(tally)}
        for number in numbers:
            yield star_in_words(standing[number], lang)[0].rstrip("。.")

    return tell


def _badge(room: Room, rule: Row) -> Tell | None:
    if rule["activities"] > _MOST:
        return None
    number = room.volunteer()
    more = {"rating": _whole(rule["min_rating"])} if rule.get("min_rating") else {}
    for _ in range(rule["activities"]):
        room.serves(number, 60, room.first_day, **more)

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        for badge in badges(tally):
            if badge.number == number:
                yield badge_in_words(badge, lang).rstrip("。.")

    return tell


def _unit_star(room: Room, rule: Row) -> Tell | None:
    """A unit that just reaches all five thresholds."""
    if max(rule["accounts"], rule["projects"], rule["partners"]) > _MOST:
        return None
    numbers = [room.volunteer() for _ in range(rule["accounts"])]
    room.counts_minutes_as("minutes")
    if numbers and rule["minutes"]:
        room.serves(numbers[0], rule["minutes"], room.first_day)
    if numbers and Decimal(rule["redeemed"]):
        room.redeems(numbers[0], rule["redeemed"], room.first_day)
    for kind, day in (("project", "drafted_on"), ("partner", "joined")):
        for n in range(rule[f"{kind}s"]):
            fields = {"name": kind, "place": "place", "unit": room.id, day: room.first_day}
            room.county.add(kind, id=f"{room.id}-{n}", **fields)

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        for standing in unit_stars(tally, room.id):
            if standing.year == room.county.year:
                sentences = unit_star_in_words(standing, lang)
                yield say("rules.sentences", lang).join(sentences).rstrip("。.")

    return tell


def _cadence(room: Room, rule: Row) -> Tell:
    """By when a step is due for a service of the first of January."""
    room.serves(room.volunteer(), 60, room.first_day)

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        for row in tally.rows("SELECT served_on, due_on FROM deadline WHERE team = ?", room.id):
            step = say(f"rules.cadence.step.{rule['step']}", lang)
            yield say("rules.example.deadline", lang, step=step, **row)

    return tell


def _order(room: Room, rule: Row) -> Tell | None:
    """A need whose step is taken in the last minute allowed, and one a minute late."""
    asked = datetime.fromisoformat(f"{room.first_day}T09:00")
    since = asked if rule["after"] == "requested" else asked + timedelta(hours=1)
    before = [("requested", asked)] if since > asked else []
    done = since + timedelta(hours=rule["within_hours"])
    needs = {
        room.asks(*before, (rule["after"], since), (rule["step"], at)): at
        for at in (done, done + timedelta(minutes=1))
    }
    if done.year > room.county.year:
        return None

    def tell(tally: Tally, lang: Lang) -> Iterable[str]:
        words = {
            name: choice_in_words(tally.kinds, lang, rule[name], "order_flow", name)
            for name in ("after", "step")
        }
        rows = tally.rows("SELECT need, kept FROM order_deadline WHERE unit = ?", room.id)
        kept = {row["need"]: row["kept"] for row in rows}
        for need, at in needs.items():
            times = {"since": since.isoformat(" ", "minutes"), "at": at.isoformat(" ", "minutes")}
            yield say(
                f"rules.example.{'in_time' if kept[need] else 'late'}", lang, **words, **times
            )

    return tell


_MAKERS: Mapping[str, Callable[[Room, Row], Tell | None]] = {
    "earning": _earning,
    "caps": _cap,
    "expiry": _expiry,
    "withdrawals": _withdrawal,
    "windows": _window,
    "quotas": _quota,
    "stars": _star,
    "badges": _badge,
    "unit_stars": _unit_star,
    "cadence": _cadence,
    "order_flow": _order,
}


def _held(tally: Tally, number: str, measure: str) -> list[Line]:
    return [line for line in lines(tally, "number", number) if line.measure == measure]


def _whole(amount: str) -> int:
    """The least whole number that reaches a decimal."""
    return int(Decimal(amount).to_integral_value(ROUND_CEILING))
