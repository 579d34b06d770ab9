"""Faults against the laws of the ledger: each is planted in what is still open and gives the
findings that it must cause, no others. Those in closings and rules are in `law_faults_kept.py`.
"""

from __future__ import annotations

from datetime import date, timedelta

from random_ledger import NUMBERS, Ledger, Place


def two(ledger: Ledger) -> list[str]:
    return ledger.draw.sample(NUMBERS, 2)


def some_day(ledger: Ledger, first: int = 1, last: int = 5) -> date:
    """A day on which points may be redeemed, in a month that is open."""
    return date(2025, ledger.draw.randint(2, 12), ledger.draw.randint(first, last))


def own_service(ledger: Ledger) -> set[Place]:
    service = ledger.activity(some_day(ledger))
    field = ledger.draw.choice(("recorded_by", "verified_by", "approved_by"))
    number = ledger.draw.choice(service["participants"])["number"]
    roles = ["recorder", "verifier"]
    ledger.add("staff", id="s-own", unit="office", roles=roles, number=number)
    service[field] = "s-own"
    return {("L003", f"activity/{service['id']}", f"/{field}")}


def own_goods(ledger: Ledger) -> set[Place]:
    number, _ = two(ledger)
    ledger.add("staff", id="s-own", unit="office", roles=["recorder"], number=number)
    bought = ledger.redemption(some_day(ledger), number, issued_by="s-own")
    return {("L003", f"redemption/{bought['id']}", "/issued_by")}


def own_correction(ledger: Ledger) -> set[Place]:
    number, other = two(ledger)
    ledger.add("staff", id="s-own", unit="office", roles=["verifier"], number=number)
    day = some_day(ledger)
    shares = [{"number": each, "minutes": 60} for each in (other, number)]
    wrong = ledger.activity(day, participants=shares)
    later = day + timedelta(days=9)
    fixed = ledger.correction(later, wrong["id"], verified_by="s-own")
    ledger.correction(later, ledger.activity(later)["id"], verified_by=None, verified_on=None)
    ledger.records["correction"].pop()
    return {("L003", f"correction/{fixed['id']}", "/verified_by")}


def helped_by_oneself(ledger: Ledger) -> set[Place]:
    holder, other = two(ledger)
    day = some_day(ledger)
    shares = [{"number": each, "minutes": 60} for each in (other, holder)]
    service = ledger.activity(day, participants=shares)
    use = ledger.draw.choice(("self", "family"))
    by = {"minutes": 30, "dispatched_by": "s-key", "activity": service["id"]}
    taken = ledger.withdrawal(day + timedelta(days=9), holder, use, **by)
    return {("L004", f"withdrawal/{taken['id']}", "/entries/0/activity")}


def two_places(ledger: Ledger) -> set[Place]:
    """The one that begins later is named, also where it begins after midnight."""
    first, second = (("09:00", "09:49"), ("23:30", "23:45"))[ledger.draw.randrange(2)]
    shares = [{"number": ledger.draw.choice(NUMBERS), "minutes": 60}]
    day = some_day(ledger)
    ledger.activity(day, start=first, participants=shares)
    later = ledger.activity(day, "walkers", start=second, participants=shares)
    return {("L005", f"activity/{later['id']}", "/participants/0/minutes")}


def past_midnight(ledger: Ledger) -> set[Place]:
    shares = [{"number": ledger.draw.choice(NUMBERS), "minutes": 120}]
    day = date(2025, 3, 5) + timedelta(weeks=ledger.draw.randrange(30))
    ledger.activity(day, start="23:00", participants=shares)
    tomorrow = day + timedelta(days=1)
    later = ledger.activity(tomorrow, start="00:49", participants=shares)
    return {("L005", f"activity/{later['id']}", "/participants/0/minutes")}


def tolerated(ledger: Ledger) -> set[Place]:
    shares = [{"number": ledger.draw.choice(NUMBERS), "minutes": 60}]
    day = some_day(ledger)
    ledger.activity(day, participants=shares)
    ledger.activity(day, "walkers", start="09:50", participants=shares)
    return set()


def too_long(ledger: Ledger) -> set[Place]:
    shares = [{"number": ledger.draw.choice(NUMBERS), "minutes": ledger.draw.randint(481, 720)}]
    service = ledger.activity(some_day(ledger), participants=shares)
    return {("L006", f"activity/{service['id']}", "/participants/0/minutes")}


def approved(ledger: Ledger) -> set[Place]:
    shares = [{"number": ledger.draw.choice(NUMBERS), "minutes": 720}]
    ledger.activity(some_day(ledger), participants=shares, approved_by="s-key")
    return set()


def overdrawn(ledger: Ledger) -> set[Place]:
    day = some_day(ledger)
    number = ledger.draw.choice(NUMBERS)
    ledger.redemption(day, number)
    too_much = ledger.redemption(day + timedelta(days=40), number, 900)
    too_much["entries"][0]["redeemed_on"] = str(day)
    ledger.redemption(day + timedelta(days=50), number)["entries"][0]["redeemed_on"] = str(day)
    return {("L007", f"redemption/{too_much['id']}", "/entries/0/quantity")}


def time_overdrawn(ledger: Ledger) -> set[Place]:
    giver, other = two(ledger)
    gift = ledger.withdrawal(some_day(ledger), giver, "gift", minutes=90000, to=other)
    return {("L007", f"withdrawal/{gift['id']}", "/entries/0/minutes")}


def spent_before_corrected(ledger: Ledger) -> set[Place]:
    """A correction of what has been spent since is the line that overdraws."""
    number = "v-000009"
    ledger.records["roster"][0]["members"].append(
        {"number": number, "joined": "2023-01-01", "consent": "number"}
    )
    day = some_day(ledger)
    wrong = ledger.activity(day, participants=[{"number": number, "minutes": 60}])
    bought = ledger.redemption(day + timedelta(days=40), number, 2)
    bought["entries"][0]["redeemed_on"] = str(day)
    fixed = ledger.correction(day + timedelta(days=60), wrong["id"], number)
    return {
        ("L007", f"correction/{fixed['id']}", "/entry"),
    }


def wrong_day(ledger: Ledger) -> set[Place]:
    bought = ledger.redemption(some_day(ledger, 9, 28), ledger.draw.choice(NUMBERS))
    return {("L008", f"redemption/{bought['id']}", "/entries/0/redeemed_on")}


def not_rich_enough(ledger: Ledger) -> set[Place]:
    bought = ledger.redemption(some_day(ledger, 6, 8), ledger.draw.choice(NUMBERS))
    return {("L009", f"redemption/{bought['id']}", "/entries/0/redeemed_on")}


def sold_out(ledger: Ledger) -> set[Place]:
    day = some_day(ledger)
    stock = [{"received_on": str(day), "quantity": 2}]
    prices = [{"from": "2024-01-01", "points": "1"}]
    ledger.add("reward", id="towel", name="毛巾", place="hill", prices=prices, stock=stock)
    one, other = two(ledger)
    ledger.redemption(day, one, 2, reward="towel")
    too_many = ledger.redemption(day, other, reward="towel")
    return {("L010", f"redemption/{too_many['id']}", "/entries/0/quantity")}


def no_price(ledger: Ledger) -> set[Place]:
    day = some_day(ledger)
    stock = [{"received_on": "2024-01-01", "quantity": 9}]
    prices = [{"from": str(day + timedelta(days=1)), "points": "1"}]
    ledger.add("reward", id="towel", name="毛巾", place="hill", prices=prices, stock=stock)
    bought = ledger.redemption(day, ledger.draw.choice(NUMBERS), reward="towel")
    return {("L011", f"redemption/{bought['id']}", "/entries/0/redeemed_on")}


def two_posts(ledger: Ledger) -> set[Place]:
    post = ledger.draw.choice(("s-rec", "s-ver"))
    bought = ledger.redemption(some_day(ledger), ledger.draw.choice(NUMBERS), issued_by=post)
    return {("L012", f"redemption/{bought['id']}", "/issued_by")}


def nobody_there(ledger: Ledger) -> set[Place]:
    one, other = two(ledger)
    day = some_day(ledger)
    service = ledger.activity(day, participants=[{"number": one, "minutes": 60}])
    fixed = ledger.correction(day + timedelta(days=9), service["id"], other)
    return {("L015", f"correction/{fixed['id']}", "/number")}


def not_verified(ledger: Ledger) -> set[Place]:
    service = ledger.activity(some_day(ledger), verified_by=None, verified_on=None)
    fixed = ledger.correction(date(2025, 12, 31), service["id"])
    return {("L016", f"correction/{fixed['id']}", "/entry")}


def twice(ledger: Ledger) -> set[Place]:
    day = some_day(ledger)
    service = ledger.activity(day)
    number = ledger.draw.choice(service["participants"])["number"]
    first, second = ledger.draw.choice(((None, number), (number, None), (number, number)))
    ledger.correction(day + timedelta(days=9), service["id"], first)
    again = ledger.correction(day + timedelta(days=10), service["id"], second)
    return {("L017", f"correction/{again['id']}", "/number" if second else "/entry")}


def for_nothing_listed(ledger: Ledger) -> set[Place]:
    taken = ledger.withdrawal(some_day(ledger), ledger.draw.choice(NUMBERS), "donation", minutes=1)
    return {("L019", f"withdrawal/{taken['id']}", "/entries/0/for")}


def service_not_verified(ledger: Ledger) -> set[Place]:
    holder, helper = two(ledger)
    day = some_day(ledger)
    shares = [{"number": helper, "minutes": 30}]
    service = ledger.activity(day, participants=shares, verified_by=None, verified_on=None)
    by = {"minutes": 30, "dispatched_by": "s-key", "activity": service["id"]}
    taken = ledger.withdrawal(day, holder, "self", **by)
    return {("L020", f"withdrawal/{taken['id']}", "/entries/0/activity")}


def no_reason(ledger: Ledger) -> set[Place]:
    service = ledger.activity(some_day(ledger), recorded_how="late")
    return {("L021", f"activity/{service['id']}", "/recorded_how")}


def recorded_late(ledger: Ledger) -> set[Place]:
    monday = date(2025, 3, 3) + timedelta(weeks=ledger.draw.randrange(30))
    days = {f"{word}_on": str(monday + timedelta(days=2)) for word in ("recorded", "verified")}
    service = ledger.activity(monday, **days)
    return {("L022", f"activity/{service['id']}", "/recorded_on")}


def verified_late(ledger: Ledger) -> set[Place]:
    sunday = date(2025, 3, 9) + timedelta(weeks=ledger.draw.randrange(30))
    service = ledger.activity(sunday, verified_on=str(sunday + timedelta(days=1)))
    return {("L023", f"activity/{service['id']}", "/verified_on")}


def before_any_policy(ledger: Ledger) -> set[Place]:
    service = ledger.activity(date(2023, 12, ledger.draw.randint(1, 28)))
    return {("L024", f"activity/{service['id']}", "/date")}


def dated_ahead(ledger: Ledger) -> set[Place]:
    day = some_day(ledger)
    gift = {"form": "money", "fen": 5000, "body": "bureau", "evidence": "1"}
    late = {"given_on": str(day + timedelta(days=1))}
    given = ledger.batch("donation", day, gift | late)
    return {("L026", f"donation/{given['id']}", "/entries/0/given_on")}


FAULTS = (
    own_service,
    own_goods,
    own_correction,
    helped_by_oneself,
    two_places,
    past_midnight,
    tolerated,
    too_long,
    approved,
    overdrawn,
    time_overdrawn,
    spent_before_corrected,
    wrong_day,
    not_rich_enough,
    sold_out,
    no_price,
    two_posts,
    nobody_there,
    not_verified,
    twice,
    for_nothing_listed,
    service_not_verified,
    no_reason,
    recorded_late,
    verified_late,
    before_any_policy,
    dated_ahead,
)
