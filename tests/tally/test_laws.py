"""Laws of the ledger over random counties, and every total computed again by plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshi.kinds import Kind
from gongshi.records.load import load
from gongshi.tally import Tally, run_tally, totals

Record = Mapping[str, Any]
Records = Mapping[str, Iterable[Record]]
County = Any
AS_OF = "2025-12-31"
FIRST = date(2024, 1, 1)
SERVICES = ({"minutes": 30}, {"minutes": 59}, {"minutes": 60}, {"minutes": 61}, {"minutes": 480})
GIFTS = (9999, 10000, 19999, 25050)
FLAWS: tuple[dict[str, Any], ...] = (
    {"compulsory": True},
    {"charged": True},
    {"verified_by": None, "verified_on": None},
    {"verified_on": "2026-02-01"},
)
RULES = (
    {"id": "a", "event": "service", "measure": "minutes", "amount": "1", "step": 1},
    {"id": "b", "event": "service", "measure": "points", "amount": "10", "at_least": 60},
    {"id": "c", "event": "service", "measure": "points", "amount": "0.25", "step": 15},
    {"id": "d", "event": "money", "measure": "points", "amount": "10", "step": 10000},
    {"id": "e", "event": "goods", "measure": "points", "amount": "7.5", "at_least": 10000},
)
SCOPES = ("hill", "hill-east", "office", "counter", "helpers", "walkers", "strollers")


def random_county(county: County, seed: int) -> County:
    """A county with a deeper tree, policies that come and go, and some sixty entries."""
    draw = Random(seed)
    county.add("unit", id="desk", name="服务台", place="hill-east", parent="counter")
    county.add("team", id="strollers", name="散步队", place="hill", unit="desk", parent="walkers")
    county.add("fund", id="fund", name="互助金", place="hill")
    begins = [FIRST + timedelta(days=draw.randrange(700)) for _ in range(6)]
    for n, (begin, scope) in enumerate(zip(begins, draw.sample(SCOPES, 6), strict=True)):
        end = (begin + timedelta(days=draw.randrange(400))).isoformat()
        until = {"until": end} if draw.random() < 0.5 else {}
        rules = draw.sample(RULES, draw.randint(1, 5))
        county.policy(f"earn-{n}", "earning", rules, scope=scope, since=begin.isoformat(), **until)
    ladder = [{"star": star, "minutes": 400 * star} for star in (1, 2, 3)]
    county.policy("ladder", "stars", ladder, since="2025-01-01")
    target = [{"id": "t", "measure": "points", "amount": "20", "cohort": "party"}]
    county.policy("target", "quotas", target, scope="office", since="2024-06-01")
    teams = ("helpers", "walkers", "strollers")
    numbers = [
        county.volunteer(
            f"v-{n:06}",
            team=draw.choice(teams),
            joined=draw.choice(("2023-05-01", "2025-01-01", "2025-01-02")),
            cohort=draw.choice(("party", "resident")),
        )
        for n in range(12)
    ]
    for _ in range(45):
        on = (FIRST + timedelta(days=draw.randrange(760))).isoformat()
        came = draw.sample(numbers, draw.randint(1, 6))
        minutes = {number: draw.choice(SERVICES)["minutes"] for number in came}
        flaw = draw.choice(FLAWS) if draw.random() < 0.2 else {}
        county.activity(on, minutes, team=draw.choice(teams), **flaw)
    for _ in range(15):
        on = (FIRST + timedelta(days=draw.randrange(760))).isoformat()
        giver = {"number": draw.choice(numbers)} if draw.random() < 0.7 else {"body": "mill"}
        county.gift(
            on,
            draw.choice(GIFTS),
            unit=draw.choice(("office", "counter", "desk")),
            form=draw.choice(("money", "goods")),
            **giver,
            **({"fund": "fund"} if draw.random() < 0.5 else {}),
            **(draw.choice(FLAWS[2:]) if draw.random() < 0.2 else {}),
        )
    return county


class Oracle:
    """The same rules in plain Python, one entry at a time, without any SQL."""

    def __init__(self, records: Records, as_of: str) -> None:
        self.as_of = as_of
        self.by_id = {
            kind: {each["id"]: each for each in records[kind]} for kind in ("team", "unit", "place")
        }
        self.policies = [each for each in records["policy"] if each["basis"] == "local"]
        self.members = {
            member["number"]: {**member, "team": roster["team"]}
            for roster in records["roster"]
            for member in roster.get("members", ())
        }
        services = (line for each in records["activity"] for line in self._service(each))
        gifts = (line for each in records["donation"] for line in self._gifts(each))
        self.lines = [*services, *gifts]

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

    def policy(self, part: str, measure: str | None, scopes: list[str], day: str) -> Record | None:
        """The policy in force at the nearest scope that has rules of this part and measure."""
        for scope in scopes:
            for each in self.policies:
                rules = each.get(part, ())
                speaks = any(measure in (None, rule.get("measure")) for rule in rules)
                if each["scope"] == scope and speaks and _holds(each, day):
                    return each
        return None

    def _service(self, activity: Record) -> Iterator[Record]:
        if activity["basis"] != "local" or activity.get("compulsory") or activity.get("charged"):
            return
        if activity.get("verified_on", "9999") > self.as_of or activity["date"] > self.as_of:
            return
        scopes = self.scopes(activity["team"], None)
        unit = activity.get("unit") or self.by_id["team"][activity["team"]]["unit"]
        at = {"team": activity["team"], "unit": unit, "place": activity["place"]}
        for present in activity["participants"]:
            yield from self._earned(
                scopes,
                "service",
                present["minutes"],
                at
                | {
                    "entry": activity["id"],
                    "number": present["number"],
                    "on": activity["date"],
                    "booked": activity["verified_on"],
                },
            )

    def _gifts(self, donation: Record) -> Iterator[Record]:
        if donation.get("verified_on", "9999") > self.as_of:
            return
        scopes = self.scopes(None, donation["unit"])
        place = self.by_id["unit"][donation["unit"]]["place"]
        for gift in donation["entries"]:
            line = {
                "team": None,
                "unit": donation["unit"],
                "place": place,
                "entry": gift["id"],
                "number": gift.get("number"),
                "on": gift["given_on"],
                "booked": donation["verified_on"],
            }
            if gift["given_on"] > self.as_of:
                continue
            if gift.get("number"):
                yield from self._earned(scopes, gift["form"], gift["fen"], line)
            yield line | {
                "measure": "fen",
                "event": gift["form"],
                "amount": Decimal(gift["fen"]),
                "fund": gift.get("fund"),
            }

    def _earned(
        self, scopes: list[str], event: str, quantity: int, line: Record
    ) -> Iterator[Record]:
        for measure in ("minutes", "points"):
            policy = self.policy("earning", measure, scopes, line["on"])
            for rule in policy["earning"] if policy else ():
                if rule["event"] != event or rule["measure"] != measure:
                    continue
                if quantity < rule.get("at_least", 0):
                    continue
                times = quantity // rule["step"] if "step" in rule else 1
                amount = times * Decimal(rule["amount"])
                if amount and (measure == "points" or event == "service"):
                    yield {**line, "measure": measure, "event": event, "amount": amount}

    def totals(self) -> Counter[tuple[str, ...]]:
        """Sums by kind, id, period, measure and event."""
        sums: Counter[tuple[str, ...]] = Counter()
        for line in self.lines:
            holders = [
                (kind, id)
                for kind in ("team", "unit", "place")
                for id in self.above(kind, line[kind])
            ]
            holders += [("fund", line["fund"])] if line.get("fund") else []
            for holder in holders:
                for period in ("all", line["on"][:4], line["on"][:7]):
                    sums[(*holder, period, line["measure"], line["event"])] += line["amount"]
        return sums

    def balances(self) -> dict[tuple[str, str], Decimal]:
        """The balance of each passbook and measure."""
        sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for line in self.lines:
            if line["number"] and line["measure"] != "fen":
                sums[line["number"], line["measure"]] += line["amount"]
        return sums

    def stars(self) -> dict[str, int]:
        """The star of everyone for whom there is a ladder."""
        balances, found = self.balances(), {}
        for number, member in self.members.items():
            policy = self.policy("stars", None, self.scopes(member["team"], None), self.as_of)
            if policy:
                minutes = balances.get((number, "minutes"), 0)
                won = [rung["star"] for rung in policy["stars"] if minutes >= rung["minutes"]]
                found[number] = max(won, default=0)
        return found

    def quotas(self) -> dict[tuple[str, int], tuple[int, int]]:
        """Members and those who reached the target, by unit (with all below) and year."""
        counts: dict[tuple[str, int], tuple[int, int]] = {}
        for year in range(2020, int(self.as_of[:4]) + 1):
            for number, member in self.members.items():
                new_year = f"{year}-01-01"
                scopes = self.scopes(member["team"], None)
                policy = self.policy("quotas", "points", scopes, new_year)
                if policy is None or member["joined"] > new_year:
                    continue
                for rule in policy["quotas"]:
                    if rule.get("cohort") not in (None, member.get("cohort")):
                        continue
                    earned = sum(
                        line["amount"]
                        for line in self.lines
                        if (line["number"], line["measure"]) == (number, rule["measure"])
                        and line["on"][:4] == str(year)
                    )
                    reached = earned >= Decimal(rule["amount"])
                    unit = self.by_id["team"][member["team"]]["unit"]
                    for above in self.above("unit", unit):
                        members, ok = counts.get((above, year), (0, 0))
                        counts[above, year] = (members + 1, ok + reached)
        return counts


def _holds(policy: Record, day: str) -> bool:
    return bool(policy["from"] <= day <= policy.get("until", "9999"))


def agree(tally: Tally, oracle: Oracle) -> None:
    """Every total, balance, star and quota is what the oracle says."""
    assert {
        (each.kind, each.id, each.period, each.measure, each.event): each.amount
        for each in totals(tally)
    } == dict(oracle.totals())
    balances = tally.rows(
        "SELECT number, measure, SUM(amount) AS amount FROM passbook GROUP BY number, measure"
    )
    assert {(row["number"], row["measure"]): row["amount"] for row in balances} == dict(
        oracle.balances()
    )
    assert {row["number"]: row["star"] for row in tally.rows("SELECT * FROM star")} == (
        oracle.stars()
    )
    assert {
        (row["unit"], row["year"]): (row["members"], row["reached"])
        for row in tally.rows("SELECT * FROM quota")
    } == oracle.quotas()


def parts_sum_to_totals(tally: Tally) -> None:
    """At every level: children and own lines make the parent, months the year, years the whole."""
    found = {
        (each.kind, each.id, each.period, each.measure, each.event): each.amount
        for each in totals(tally)
    }
    for kind in ("team", "unit", "place"):
        parents = {row["id"]: row["parent"] for row in tally.rows(f"SELECT id, parent FROM {kind}")}
        made: Counter[tuple[str, ...]] = Counter()
        for row in tally.rows(
            f"SELECT {kind} AS id, measure, event, SUM(amount) AS amount FROM ledger"
            f" WHERE {kind} IS NOT NULL GROUP BY {kind}, measure, event"
        ):
            made[(kind, row["id"], "all", row["measure"], row["event"])] += row["amount"]
        for (of, id, period, *rest), amount in found.items():
            if of == kind and period == "all" and parents.get(id):
                made[(kind, parents[id], period, *rest)] += amount
        whole = {key: each for key, each in found.items() if key[0] == kind and key[2] == "all"}
        assert whole == dict(made)
    periods: Counter[tuple[str, ...]] = Counter()
    for (kind, id, period, *rest), amount in found.items():
        if len(period) > 3:
            above = period[:4] if len(period) == 7 else "all"
            periods[(kind, id, above, *rest)] += amount
    assert {key: each for key, each in found.items() if len(key[2]) < 7} == dict(periods)


def balances_run(tally: Tally) -> None:
    """Each line's balance is the sum of its class up to it, in the order booked."""
    rows = tally.rows("SELECT * FROM passbook ORDER BY number, measure, class, line")
    books: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        books[row["number"], row["measure"], row["class"]].append(row)
    for book in books.values():
        assert [row["balance"] for row in book] == list(accumulate(row["amount"] for row in book))
        order = [(row["booked_on"], row["entry"], row["rule"]) for row in book]
        assert order == sorted(order)


@given(seed=st.integers(0, 10**9))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_laws_hold_and_the_oracle_agrees(new_county: Callable[[], County], seed: int) -> None:
    county = random_county(new_county(), seed)
    tally = county.tally(AS_OF)
    agree(tally, Oracle(county.records, AS_OF))
    parts_sum_to_totals(tally)
    balances_run(tally)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_files_does_not_matter(new_county: Callable[[], County], seed: int) -> None:
    county, turned = (random_county(new_county(), seed) for _ in range(2))
    for records in turned.records.values():
        records.reverse()
    first, second = (each.tally(AS_OF) for each in (county, turned))
    for table in ("total", "star", "quota", "in_force"):
        leave = {"policy_file"}  # numbers of files, which do change
        tables = [each.table(table) for each in (first, second)]
        kept = [name for name in tables[0].column_names if name not in leave]
        assert tables[0].select(kept).equals(tables[1].select(kept))
    books = [
        each.rows("SELECT number, measure, line, entry, rule, balance FROM passbook ORDER BY ALL")
        for each in (first, second)
    ]
    assert books[0] == books[1]


def test_the_records_of_this_repository_agree_with_the_oracle(
    root: Path, kinds: dict[str, Kind]
) -> None:
    loaded = load(root, kinds)
    records = {kind: list(by_id.values()) for kind, by_id in loaded.records.items()}
    for as_of in ("2025-06-30", "2026-08-31"):
        tally = run_tally(loaded, kinds, date.fromisoformat(as_of))
        assert tally.table("ledger").num_rows > 500
        agree(tally, Oracle(records, as_of))
        parts_sum_to_totals(tally)
        balances_run(tally)
