"""Faults in what the office keeps, and in months that it closed; each gives the findings that it
must cause, no others, as those of `law_faults.py` do.
"""

from __future__ import annotations

from datetime import date, timedelta

from random_ledger import NUMBERS, RULES, Ledger, Place, Record


def closing_of(ledger: Ledger) -> Record:
    """A closing that seals something."""
    return ledger.draw.choice([each for each in ledger.records["closing"] if each["totals"]])


def wrong_digest(ledger: Ledger) -> set[Place]:
    closing = closing_of(ledger)
    closing["digest"] = closing["digest"][::-1]
    return {("L013", f"closing/{closing['id']}", "/digest")}


def wrong_count(ledger: Ledger) -> set[Place]:
    closing = closing_of(ledger)
    closing["lines"] += 1
    return {("L013", f"closing/{closing['id']}", "/lines")}


def wrong_total(ledger: Ledger) -> set[Place]:
    closing = closing_of(ledger)
    at = ledger.draw.randrange(len(closing["totals"]))
    closing["totals"][at]["amount"] += "1"
    return {("L013", f"closing/{closing['id']}", f"/totals/{at}/amount")}


def changed_inside(ledger: Ledger) -> set[Place]:
    """A verified service of a closed month is changed: the closing of that month tells."""
    service = next(a for a in ledger.records["activity"] if a["verified_on"] == "2024-05-02")
    service["participants"][0]["minutes"] += ledger.draw.randint(1, 30)
    return {("L013", "closing/hill-east-2024-05", "/totals/0/amount")}


def gone_inside(ledger: Ledger) -> set[Place]:
    ledger.records["activity"] = [
        each for each in ledger.records["activity"] if each["verified_on"] != "2024-05-02"
    ]
    return {("L013", "closing/hill-east-2024-05", "/lines")}


def entered_later(ledger: Ledger) -> set[Place]:
    day = date(2024, ledger.draw.randint(1, 6) * 2, 28)  # those months are closed for all of hill
    late = ledger.activity(day - timedelta(days=day.weekday()), start="20:00")
    return {("L014", f"activity/{late['id']}", "/verified_on")}


def ruled_later(ledger: Ledger) -> set[Place]:
    """A policy that begins in the month of May, in which all have served, and changes points."""
    may = next(each for each in ledger.records["closing"] if each["period"] == "2024-05")
    ledger.records["closing"].remove(may)
    ledger.close(ledger.tally(), "2024-05", "2024-06-02", "hill")
    better = [RULES[2] | {"amount": "20"}]
    fields = {"from": "2024-05-01", "until": "2024-05-31", "earning": better}
    ledger.add("policy", id="later", name="后来的规则", family="earning", scope="helpers", **fields)
    return {("L018", "policy/later", "/from")}


def rule_twice(ledger: Ledger) -> set[Place]:
    """Also where the other is of another part of the policy."""
    badges = [{"name": "新芽", "activities": 3, "per": "year", "id": each} for each in "ab"]
    goods = {"event": "goods", "measure": "points", "amount": "1"}
    fields = {"from": "2025-01-01", "badges": badges, "earning": [goods | {"id": "a"}]}
    ledger.add("policy", id="more", name="徽章", family="badges", scope="hill-east", **fields)
    return {("L025", "policy/more", "/badges/0/id")}


def closed_early(ledger: Ledger) -> set[Place]:
    closing = ledger.close(ledger.tally(), "2025-03", "2025-03-31")
    return {("L027", f"closing/{closing['id']}", "/closed_on")}


def given_later(ledger: Ledger) -> set[Place]:
    """A gift in a month that is closed."""
    day = date(2024, ledger.draw.randint(1, 6) * 2, 15)
    gift = {"form": "money", "fen": 20000, "number": NUMBERS[0], "evidence": "1"}
    given = ledger.batch("donation", day, gift)
    given["unit"] = "office"
    return {("L014", f"donation/{given['id']}", "/verified_on")}


def corrected_inside(ledger: Ledger) -> set[Place]:
    """A correction dated as verified in a month that is closed."""
    wrong = next(a for a in ledger.records["activity"] if a["verified_on"] == "2024-05-02")
    fixed = ledger.correction(date(2024, 12, 28), wrong["id"])
    return {("L014", f"correction/{fixed['id']}", "/verified_on")}


def said_twice(ledger: Ledger) -> set[Place]:
    prices = ledger.records["reward"][0]["prices"]
    prices.append(prices[0] | {"points": "6"})
    return {("L028", "reward/soap", "/prices/1/from")}


def never_open(ledger: Ledger) -> set[Place]:
    day = ledger.draw.randint(9, 31)
    window = {"id": "never", "every": "month", "from_day": day, "to_day": day - 8}
    ledger.records["policy"][0]["windows"].append(window)
    return {("L029", "policy/rules", "/windows/2/to_day")}


def less_with_approval(ledger: Ledger) -> set[Place]:
    cap = {"id": "a-year", "measure": "points", "per": "year", "amount": "90000"}
    less = {"with_approval": str(ledger.draw.randint(80000, 89999)), "beyond": "drop"}
    ledger.records["policy"][0]["caps"].append(cap | less)
    return {("L030", "policy/rules", "/caps/1/with_approval")}


def no_higher(ledger: Ledger) -> set[Place]:
    minutes = ledger.draw.randint(1, 6000)
    stars = [{"star": 1, "minutes": 6000}, {"star": 2, "minutes": minutes}]
    ledger.records["policy"][0]["stars"] = stars
    return {("L031", "policy/rules", "/stars/1/minutes")}


def of_no_cohort(ledger: Ledger) -> set[Place]:
    rhythm = [{"id": "record", "step": "record", "by": "day"}]
    fields = {"from": "2025-01-01", "cohort": ledger.draw.choice(("party", "student"))}
    more = fields | {"cadence": rhythm}
    ledger.add("policy", id="some", name="节奏", family="cadence", scope="hill", **more)
    return {("L032", "policy/some", "/cohort")}


FAULTS = (
    wrong_digest,
    wrong_count,
    wrong_total,
    changed_inside,
    gone_inside,
    entered_later,
    given_later,
    corrected_inside,
    ruled_later,
    rule_twice,
    closed_early,
    said_twice,
    never_open,
    less_with_approval,
    no_higher,
    of_no_cohort,
)
