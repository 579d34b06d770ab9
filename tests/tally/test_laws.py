"""Laws of the ledger over random counties, and every total computed again by plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshi.checks.laws import law_tally
from gongshi.kinds import Kind
from gongshi.records.load import load
from gongshi.tally import Tally, run_tally
from gongshi.tally.figures import figures_of, is_final
from gongshi.tally.results import totals

from .oracle import Oracle

County = Any
PERIODS = ("entry", "day", "month", "year", "all")
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
HARD = [{"category": "hard", "times": "1.55"}, {"category": "easy", "times": "0.33"}]
RULES = (
    {"id": "a", "event": "service", "measure": "minutes", "amount": "1", "step": 1},
    {"id": "b", "event": "service", "measure": "points", "amount": "10", "at_least": 60},
    {"id": "c", "event": "service", "measure": "points", "amount": "0.25", "step": 15}
    | {"coefficients": HARD, "recorded": ["register", "checkin"]},
    {"id": "d", "event": "money", "measure": "points", "amount": "10", "step": 10000},
    {"id": "f", "event": "service", "measure": "credit_minutes", "amount": "1", "step": 1},
    {"id": "e", "event": "goods", "measure": "points", "amount": "7.5", "at_least": 10000},
)
SCOPES = ("hill", "hill-east", "office", "counter", "helpers", "walkers", "strollers")


def random_county(county: County, seed: int) -> County:
    """A county with a deeper tree, policies that come and go, and some hundred entries."""
    draw = Random(seed)
    county.add("unit", id="desk", name="服务台", place="hill-east", parent="counter")
    county.add("team", id="strollers", name="散步队", place="hill", unit="desk", parent="walkers")
    county.add("fund", id="fund", name="互助金", place="hill")
    county.reward("towel", ("2024-01-01", "2.5"), ("2025-01-01", "3"))
    _policies(county, draw)
    teams = ("helpers", "walkers", "strollers")
    numbers = [
        county.volunteer(
            f"v-{n:06}",
            team=draw.choice(teams),
            joined=draw.choice(("2023-05-01", "2025-01-01", "2025-01-02")),
            cohort=draw.choice(("party", "resident")),
        )
        for n in range(8)
    ]
    entries = []
    for _ in range(45):
        came = draw.sample(numbers, draw.randint(1, 5))
        minutes = {number: draw.choice(SERVICES)["minutes"] for number in came}
        more = draw.choice(FLAWS) if draw.random() < 0.15 else {}
        more |= {"rating": draw.randint(1, 5)} if draw.random() < 0.5 else {}
        more |= {"response_hours": draw.randint(1, 40)} if draw.random() < 0.5 else {}
        more |= {"approved_by": "s-two"} if draw.random() < 0.3 else {}
        how = draw.choice(("register", "checkin", "late"))
        category = draw.choice(("hard", "easy", "plain"))
        team = draw.choice(teams)
        activity = county.activity(
            *(_day(draw), minutes), team=team, recorded_how=how, category=category, **more
        )
        entries.append((activity, came))
    for _ in range(15):
        giver = {"number": draw.choice(numbers)} if draw.random() < 0.7 else {"body": "mill"}
        gift = county.gift(
            _day(draw),
            draw.choice(GIFTS),
            unit=draw.choice(("office", "counter", "desk")),
            form=draw.choice(("money", "goods")),
            **giver,
            **({"fund": "fund"} if draw.random() < 0.5 else {}),
            **(draw.choice(FLAWS[2:]) if draw.random() < 0.2 else {}),
        )
        entries.append((gift, [giver.get("number")]))
    for _ in range(12):
        first, second = draw.sample(numbers, 2)
        use = draw.choice(("self", "family", "gift", "donation"))
        to = {"to": second} if use == "gift" else {}
        entries.append(
            (county.withdrawal(_day(draw), first, draw.randint(1, 90), use, **to), [None])
        )
        bought = county.redemption(_day(draw), second, "towel", draw.randint(1, 3))
        entries.append((bought, [second]))
    for entry, came in draw.sample(entries, 15):
        county.correction(_day(draw, 400), entry, draw.choice([None, *came]))
    return county


def _day(draw: Random, first: int = 0) -> str:
    return (FIRST + timedelta(days=draw.randrange(first, 760))).isoformat()


def _policies(county: County, draw: Random) -> None:
    scopes = [*SCOPES, *SCOPES]
    draw.shuffle(scopes)
    taken = set()
    for n, scope in enumerate(scopes[:9]):
        cohort = draw.choice((None, None, "party", "resident"))
        if (scope, cohort) in taken:
            continue
        taken.add((scope, cohort))
        begin = FIRST + timedelta(days=draw.randrange(600))
        end = (begin + timedelta(days=draw.randrange(500))).isoformat()
        more: dict[str, Any] = {"until": end} if draw.random() < 0.4 else {}
        more |= {"cohort": cohort} if cohort else {}
        if draw.random() < 0.6:
            more["caps"] = [_cap(draw, m) for m in range(draw.randint(1, 4))]
        if draw.random() < 0.5:
            more["expiry"] = [
                {
                    "id": f"x-{measure}",
                    "measure": measure,
                    "month_day": draw.choice(("12-31", "06-31", "02-29")),
                    "years": draw.randint(0, 1),
                }
                for measure in ("points", "credit_minutes")
            ]
        rules = draw.sample(RULES, draw.randint(2, len(RULES)))
        county.policy(f"earn-{n}", "earning", rules, scope=scope, since=begin.isoformat(), **more)
    ladder = [{"star": star, "minutes": 200 * star} for star in (1, 2, 3, 4)]
    ladder[1]["min_rating"] = "2.75"
    ladder[2]["max_response_hours"] = 20
    ladder[3]["months_member"] = 12
    county.policy("ladder", "stars", ladder, since="2025-01-01")
    won = [
        {"id": per, "name": per, "activities": n, "per": per}
        | ({"min_rating": "3.1"} if n > 2 else {})
        for n, per in enumerate(("all", "month", "quarter", "year"), start=1)
    ]
    county.policy("won", "badges", won, since="2024-03-01")
    target = [{"id": "t", "measure": "points", "amount": "20", "cohort": "party"}]
    county.policy("target", "quotas", target, scope="office", since="2024-06-01")


def _cap(draw: Random, n: int) -> dict[str, Any]:
    measure, per = draw.choice(
        [(m, p) for m in ("minutes", "points", "credit_minutes") for p in PERIODS]
    )
    amount = {"entry": 1, "day": 2, "month": 3, "year": 8, "all": 12}[per] * draw.choice(
        (20, 45, 90)
    )
    if measure == "points":
        amount = -(-amount // 5)
    cap = {"id": f"cap-{n}", "measure": measure, "per": per, "amount": str(amount)}
    cap["beyond"] = draw.choice(("drop", "donate", "refuse"))
    return cap | ({"with_approval": str(amount * 2)} if draw.random() < 0.5 else {})


def agree(tally: Tally, oracle: Oracle) -> None:
    """Every total, balance, star and quota is what the oracle says."""
    assert {
        (each.kind, each.id, each.period, each.measure, each.event): each.amount
        for each in totals(tally)
    } == dict(oracle.totals())
    balances = tally.rows(
        "SELECT number, measure, class, SUM(amount) AS amount FROM passbook GROUP BY ALL"
    )
    assert {
        (row["number"], row["measure"], row["class"]): row["amount"] for row in balances
    } == dict(oracle.balances())
    badges = tally.rows("SELECT number, badge, period FROM badge")
    assert {tuple(row.values()) for row in badges} == oracle.badges()
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
            f"SELECT {kind} AS id, measure, origin AS event, SUM(amount) AS amount FROM ledger"
            f" WHERE {kind} IS NOT NULL GROUP BY {kind}, measure, origin"
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
        order = [
            (row["booked_on"], row["amount"] < 0, row["entry"], row["pointer"], row["rule"] or "")
            for row in book
        ]
        assert order == sorted(order)


def corrections_cancel(tally: Tally) -> None:
    """What a correction touches comes to nothing: every event, measure, passbook and rule of it."""
    touched = tally.rows(
        "SELECT SUM(amount) AS amount, SUM(raw_amount) AS raw_amount,"
        " COUNT(corrects) * 2 - COUNT(*) AS lines FROM ledger"
        " GROUP BY COALESCE(corrects, entry), pointer, origin, measure, number, rule"
        " HAVING COUNT(corrects) > 0"
    )
    assert all(set(row.values()) == {0} for row in touched)


def nothing_lapses_below_zero(tally: Tally) -> None:
    """What lapses on a day leaves a passbook at or above zero that day."""
    rows = tally.rows(
        "SELECT lapse.number FROM lapse JOIN ledger"
        " ON ledger.number = lapse.number AND ledger.measure = lapse.measure"
        " AND ledger.class = 'service' AND ledger.booked_on <= lapse.booked_on"
        " WHERE lapse.amount < 0"
        " GROUP BY lapse.number, lapse.measure, lapse.booked_on HAVING SUM(ledger.amount) < 0"
    )
    assert rows == []


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
    corrections_cancel(tally)
    nothing_lapses_below_zero(tally)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_files_does_not_matter(new_county: Callable[[], County], seed: int) -> None:
    county, turned = (random_county(new_county(), seed) for _ in range(2))
    for records in turned.records.values():
        records.reverse()
    first, second = (each.tally(AS_OF) for each in (county, turned))
    for table in ("total", "star", "badge", "quota", "ruling"):
        leave = {"policy_file"}  # numbers of files, which do change
        tables = [each.table(table) for each in (first, second)]
        kept = [name for name in tables[0].column_names if name not in leave]
        assert tables[0].select(kept).equals(tables[1].select(kept))
    books = [
        each.rows("SELECT number, measure, line, entry, rule, balance FROM passbook ORDER BY ALL")
        for each in (first, second)
    ]
    assert books[0] == books[1]


@pytest.mark.parametrize("seed", range(6))
def test_figures_of_a_later_day_are_those_of_a_tally_of_that_day(
    new_county: Callable[[], County], seed: int
) -> None:
    county = random_county(new_county(), seed)
    loaded = county.loaded()
    tally = law_tally(loaded, county.kinds)
    if not is_final(tally):  # something is dated after it was verified
        return
    before = tally.table("total")
    for days in (0, 1, 40, 400, 1200):
        day = tally.as_of + timedelta(days)
        whole = run_tally(loaded, county.kinds, day)
        assert figures_of(tally, day) == figures_of(whole)
    assert tally.table("total").equals(before)


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
