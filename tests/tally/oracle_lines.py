"""The lines of the tally again in plain Python, one entry at a time, without any SQL."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

Record = Mapping[str, Any]
Records = Mapping[str, Iterable[Record]]
Line = dict[str, Any]
RINGS = {"entry": 99, "day": 10, "month": 7, "year": 4, "all": 0}
USES = {
    "self": (("withdrawal", -1),),
    "family": (("withdrawal", -1),),
    "gift": (("gift_out", -1), ("gift_in", 1)),
    "donation": (("pool_out", -1), ("pool_in", 1)),
}


class Lines:
    """Every line as of a day."""

    def __init__(self, records: Records, as_of: str) -> None:
        self.as_of = as_of
        self.records = records
        self.by_id = {
            kind: {each["id"]: each for each in records[kind]}
            for kind in ("team", "unit", "place", "reward")
        }
        self.policies = [each for each in records["policy"] if each["basis"] == "local"]
        self.members = {
            member["number"]: {**member, "team": roster["team"]}
            for roster in records["roster"]
            for member in roster.get("members", ())
        }
        self._homes: dict[tuple[str | None, ...], list[Record]] = {}
        self.undone = self._undone()
        earned = [line for each in records["activity"] for line in self._service(each)]
        capped = [*self._capped(earned)]
        gifts = [line for each in records["donation"] for line in self._gifts(each)]
        uses = [line for each in records["withdrawal"] for line in self._uses(each)]
        bought = [line for each in records["redemption"] for line in self._bought(each)]
        posted = [*capped, *gifts, *uses, *bought]
        undoing = [*self._undoing(posted)]
        self.lines = [*posted, *undoing, *self._lapsed(posted, undoing)]

    # Scopes and policies

    def above(self, kind: str, id: str | None) -> Iterator[str]:
        """The id and those above it of the same kind."""
        while id is not None:
            yield id
            id = self.by_id[kind][id].get("parent")

    def scopes(self, team: str | None, unit: str | None) -> list[str]:
        """Every scope over a team or unit, the nearest first."""
        chain = list(self.above("team", team))
        if team is not None:
            unit = self.by_id["team"][team]["unit"]
        assert unit is not None
        places = self.above("place", self.by_id["unit"][unit]["place"])
        return [*chain, *self.above("unit", unit), *places]

    def policy(
        self, part: str, measure: str | None, scopes: list[str], day: str, cohort: str | None
    ) -> Record | None:
        """The policy in force at the nearest scope that has rules of this part and measure."""
        for scope in scopes:
            for wanted in (cohort, None):
                for each in self.policies:
                    speaks = any(
                        measure in (None, rule.get("measure")) for rule in each.get(part, ())
                    )
                    here = each["scope"] == scope and each.get("cohort") == wanted
                    if here and speaks and each["from"] <= day <= each.get("until", "9999"):
                        return each
        return None

    def home(self, part: str, measure: str | None, number: str, day: str) -> list[Record]:
        """The rules that go by a volunteer's own team and cohort."""
        member = self.members[number]
        key = (part, measure, member["team"], member.get("cohort"), day)
        if key not in self._homes:
            self._homes[key] = self._home(*key)
        return self._homes[key]

    def _home(
        self, part: str, measure: str | None, team: str, cohort: str | None, day: str
    ) -> list[Record]:
        policy = self.policy(part, measure, self.scopes(team, None), day, cohort)
        return (
            [rule for rule in policy[part] if measure in (None, rule.get("measure"))]
            if policy
            else []
        )

    def _counts(self, record: Record, day: str) -> bool:
        return bool(record.get("verified_on", "9999") <= self.as_of and day <= self.as_of)

    # What was done

    def _service(self, activity: Record) -> Iterator[Line]:
        if activity["basis"] != "local" or activity.get("compulsory") or activity.get("charged"):
            return
        if not self._counts(activity, activity["date"]):
            return
        scopes = self.scopes(activity["team"], None)
        unit = activity.get("unit") or self.by_id["team"][activity["team"]]["unit"]
        for n, present in enumerate(activity["participants"]):
            line = {
                "team": activity["team"],
                "unit": unit,
                "place": activity["place"],
                "entry": activity["id"],
                "part": f"/participants/{n}",
                "number": present["number"],
                "on": activity["date"],
                "booked": activity["verified_on"],
                "approved": "approved_by" in activity,
            }
            yield from self._earned(scopes, "service", present["minutes"], line, activity)

    def _gifts(self, donation: Record) -> Iterator[Line]:
        scopes = self.scopes(None, donation["unit"])
        for line, gift in self._items(donation, "given_on"):
            if gift.get("number"):
                yield from self._earned(scopes, gift["form"], gift["fen"], line, {})
            yield line | {
                "measure": "fen",
                "event": gift["form"],
                "class": "donation",
                "amount": Decimal(gift["fen"]),
                "fund": gift.get("fund"),
            }

    def _uses(self, batch: Record) -> Iterator[Line]:
        for line, taken in self._items(batch, "requested_on"):
            for event, sign in USES[taken["for"]]:
                number = {"gift_in": taken.get("to"), "pool_in": None}.get(event, taken["number"])
                yield line | {
                    "event": event,
                    "number": number,
                    "measure": "credit_minutes",
                    "class": "service",
                    "amount": Decimal(sign * taken["minutes"]),
                }

    def _bought(self, batch: Record) -> Iterator[Line]:
        for line, bought in self._items(batch, "redeemed_on"):
            prices = self.by_id["reward"][bought["reward"]]["prices"]
            asked = [each for each in prices if each["from"] <= bought["redeemed_on"]]
            if asked:
                price = Decimal(max(asked, key=lambda each: str(each["from"]))["points"])
                yield line | {
                    "event": "redemption",
                    "measure": "points",
                    "class": "service",
                    "amount": -price * bought["quantity"],
                }

    def _items(self, batch: Record, day: str) -> Iterator[tuple[Line, Record]]:
        """The entries of a batch that count, each with what its lines have in common."""
        for n, item in enumerate(batch["entries"]):
            if self._counts(batch, item[day]):
                yield (
                    {
                        "team": None,
                        "unit": batch["unit"],
                        "place": self.by_id["unit"][batch["unit"]]["place"],
                        "entry": item["id"],
                        "part": f"/entries/{n}",
                        "number": item.get("number"),
                        "on": item[day],
                        "booked": batch["verified_on"],
                    },
                    item,
                )

    def _earned(
        self, scopes: list[str], event: str, quantity: int, line: Line, activity: Record
    ) -> Iterator[Line]:
        cohort = self.members[line["number"]].get("cohort")
        for measure in ("minutes", "points", "credit_minutes"):
            policy = self.policy("earning", measure, scopes, line["on"], cohort)
            for rule in policy["earning"] if policy else ():
                if rule["event"] != event or rule["measure"] != measure:
                    continue
                if quantity < rule.get("at_least", 0):
                    continue
                if measure != "points" and event != "service":
                    continue
                ways = rule.get("recorded")
                if event == "service" and ways and activity.get("recorded_how") not in ways:
                    continue
                amount = Decimal(rule["amount"])
                amount *= quantity // rule["step"] if "step" in rule else 1
                for each in rule.get("coefficients", ()):
                    if event == "service" and each["category"] == activity.get("category"):
                        amount *= Decimal(each["times"])
                amount -= amount % Decimal("0.01")
                if amount:
                    kind = "service" if event == "service" else "donation"
                    more = {"measure": measure, "event": event, "class": kind}
                    yield {**line, **more, "amount": amount, "rule": rule["id"]}

    # Caps, corrections, expiry

    def _capped(self, earned: list[Line]) -> Iterator[Line]:
        """Ring by ring and line by line: what still fits beside what stands on that day."""
        for line in earned:
            line["raw"] = line["amount"]
            # What is undone on the very day it is booked is reckoned as just before its undoing.
            line["moment"] = (line["booked"], int(self._undone_on(line) > line["booked"]))
        earned.sort(
            key=lambda line: tuple(
                line[name] for name in ("moment", "booked", "entry", "part", "rule")
            )
        )
        for per, length in RINGS.items():
            pools: dict[tuple[str, ...], list[Line]] = defaultdict(list)
            for line in earned:
                period = line["entry"] if per == "entry" else line["on"][:length]
                pool = pools[line["number"], line["measure"], period]
                caps = self.home("caps", line["measure"], line["number"], line["on"])
                caps = [each for each in caps if each["per"] == per]
                if caps:
                    cap = min(caps, key=lambda each: Decimal(each["amount"]))
                    level = Decimal(cap["amount"])
                    if line["approved"]:
                        level = Decimal(cap.get("with_approval", level))
                    standing = (
                        each["amount"]
                        for each in pool
                        if (self._undone_on(each), 0) >= line["moment"]
                    )
                    room = max(level - sum(standing), Decimal(0))
                    rest = max(line["amount"] - room, Decimal(0))
                    line["amount"] -= rest
                    if rest and cap["beyond"] == "donate":
                        yield line | {"event": "pool_in", "number": None, "amount": rest}
                pool.append(line)
        yield from earned

    def _undone(self) -> dict[tuple[str, str | None], tuple[str, str]]:
        """By entry and number (None: all of it) the earliest correction: its day and id."""
        undone: dict[tuple[str, str | None], tuple[str, str]] = {}
        for each in self.records["correction"]:
            if self._counts(each, each["recorded_on"]):
                key = (each["entry"], each.get("number"))
                undone[key] = min(undone.get(key, ("~", "")), (each["verified_on"], each["id"]))
        return undone

    def _undone_on(self, line: Line) -> str:
        return max(self._undoing_of(line, line["number"])[0], line["booked"])

    def _undoing_of(self, line: Line, number: str | None) -> tuple[str, str]:
        """The day and id of the correction that undoes this part; "~" where there is none."""
        never = ("~", "")
        whole = self.undone.get((line["entry"], None), never)
        return min(whole, self.undone.get((line["entry"], number), never))

    def _undoing(self, posted: list[Line]) -> Iterator[Line]:
        behind = {
            (line["entry"], line["part"]): line["number"] for line in posted if line["number"]
        }
        behind |= {
            (item["id"], f"/entries/{n}"): item["number"]
            for batch in self.records["withdrawal"]
            for n, item in enumerate(batch["entries"])
        }
        for line in posted:
            day, id = self._undoing_of(line, behind.get((line["entry"], line["part"])))
            day = line["undone"] = max(day, line["booked"])
            if id:
                more = {"entry": id, "booked": day, "origin": line["event"]}
                yield line | more | {"event": "correction", "amount": -line["amount"]}

    def _lapsed(self, posted: list[Line], undoing: list[Line]) -> Iterator[Line]:
        """At each day of expiry, and each day a correction undoes what was earned."""
        for number, member in self.members.items():
            for measure in ("minutes", "points", "credit_minutes"):
                own = [
                    line
                    for line in [*posted, *undoing]
                    if (line["number"], line["measure"]) == (number, measure)
                    and line["class"] == "service"
                ]
                got = [line for line in own if line["event"] in ("service", "gift_in")]
                used = [
                    line
                    for line in own
                    if line.get("origin", line["event"]) not in ("service", "gift_in")
                ]
                due = sorted({*self._due(number, measure)})
                before = Decimal(0)
                for moment in sorted({day for day, _ in due} | {line["undone"] for line in got}):
                    if moment > self.as_of:
                        continue
                    now = Decimal(0)
                    for day, year in due:
                        if day <= moment:
                            old = sum(
                                line["amount"]
                                for line in got
                                if line["booked"] <= day
                                and int(line["booked"][:4]) <= year
                                and line["undone"] > moment
                            )
                            spent = -sum(line["amount"] for line in used if line["booked"] <= day)
                            now = max(now, old - spent)
                    if now != before:
                        unit = self.by_id["team"][member["team"]]["unit"]
                        yield {
                            "entry": f"expiry-{moment.replace('-', '')}",
                            "number": number,
                            "event": "expiry",
                            "class": "service",
                            "measure": measure,
                            "amount": before - now,
                            "on": moment,
                            "booked": moment,
                            "team": member["team"],
                            "unit": unit,
                            "place": self.by_id["unit"][unit]["place"],
                        }
                    before = now

    def _due(self, number: str, measure: str) -> Iterator[tuple[str, int]]:
        """The days of expiry of a passbook, each with the last year whose credits then lapse."""
        firsts = [each["from"] for each in self.policies]
        for year in range(int(min(firsts, default="9999")[:4]), int(self.as_of[:4]) + 1):
            dates = {rule["month_day"] for each in self.policies for rule in each.get("expiry", ())}
            for date in dates:
                month = int(date[:2])
                last = calendar.monthrange(year, month)[1]
                day = f"{year}-{month:02}-{min(int(date[3:]), last):02}"
                rules = self.home("expiry", measure, number, day)
                years = [rule["years"] for rule in rules if rule["month_day"] == date]
                if years and day <= self.as_of:
                    yield day, year - min(years)
