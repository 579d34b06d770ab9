"""The fictitious county 演示县: its records, drawn once from a seed and committed.

The files of `plan/` say what the county is made of; here the volunteers, their services, gifts,
redemptions and corrections are drawn, and its months sealed. The same seed gives the same bytes on
every machine; after a change here or there, `python -m gongshi.intake.demo` in the repository's
top folder writes the files anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from gongshi.intake.closing import closing
from gongshi.intake.demo.draw import LAST, Draw, Record
from gongshi.intake.demo.exchange import Purses, redemptions, withdrawals
from gongshi.intake.demo.giving import donations
from gongshi.intake.demo.mistakes import Mistakes
from gongshi.intake.demo.orders import Orders
from gongshi.intake.demo.paper import certificates, samples
from gongshi.intake.demo.people import Volunteer, draw_volunteers, reported_in, rosters
from gongshi.intake.demo.recognition import Recognition, asks_for_stars
from gongshi.intake.demo.services import Services, with_lateness_accepted
from gongshi.intake.demo.tallied import tally_of
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml
from gongshi.records.parse import parse
from gongshi.tally import Tally

SEED = 11
# How the names of the county's files begin, and no others' do.
PREFIXES = ("demo", "s-demo", "a-", "c-", "d-", "n-", "o-", "r-", "w-", "z-")

Kinds = Mapping[str, Kind]
County = dict[str, list[Record]]


def generate(kinds: Kinds, seed: int = SEED) -> dict[str, str]:
    """The county's files: path below the repository's top, and the text in canonical form."""
    return files_of(county(kinds, seed), kinds)


def files_of(drawn: County, kinds: Kinds) -> dict[str, str]:
    """The files of drawn records."""
    return {
        f"records/{kinds[kind].folder}/{record['id']}.yaml": to_yaml(record, kinds[kind])
        for kind, records in sorted(drawn.items())
        for record in sorted(records, key=lambda each: str(each["id"]))
    }


def county(kinds: Kinds, seed: int = SEED) -> County:
    """The county's records by kind."""
    draw, plan = Draw(seed), _plan()
    fixed: County = plan["records"]
    teams = {team["id"]: team for team in fixed["team"]}
    volunteers = draw_volunteers(draw, plan, teams)
    plan["staff_numbers"] = _staff_numbers(draw, plan, volunteers)
    services = Services(draw, plan, teams, volunteers)
    mistakes = Mistakes(draw, plan)
    drawn: County = {
        **fixed,
        "staff": [_own_number(each, plan["staff_numbers"]) for each in fixed["staff"]],
        "roster": rosters(plan, reported_in(Draw(seed + 101), volunteers)),
        "activity": services.activities(),
        "donation": donations(draw, plan, volunteers),
    }
    mistakes.of_services(drawn["activity"], services.helps)
    mistakes.of_gifts(drawn["donation"])
    void = {each["entry"] for each in mistakes.corrections if "number" not in each}
    drawn["activity"] = [
        each if each["id"] in void else with_lateness_accepted(each)
        for each in (*drawn["activity"], *mistakes.activities)
    ]
    drawn["donation"] += mistakes.donations
    drawn["correction"] = mistakes.corrections
    earned = _tally(drawn, kinds)
    drawn["redemption"] = redemptions(draw, plan, volunteers, _purses(earned, "points"))
    helps = [each for each in drawn["activity"] if each["id"] in services.helps]
    drawn["withdrawal"] = withdrawals(
        draw, plan, volunteers, helps, _purses(earned, "credit_minutes")
    )
    mistakes.of_redemptions(drawn["redemption"])
    not_for_needs = {*void, *services.helps, *(each["id"] for each in mistakes.activities)}
    served = [each for each in drawn["activity"] if each["id"] not in not_for_needs]
    drawn["need"] = Orders(Draw(seed + 41), plan, served).needs()
    _add(drawn, plan["added"])
    tally = _tally({**drawn, "award": [*drawn["award"], asks_for_stars(plan)]}, kinds)
    drawn["closing"] = list(_closings(Draw(seed + 102), plan["closings"], tally))
    recognition = Recognition(Draw(seed + 43), plan, tally)
    _add(drawn, {"award": recognition.awards()})
    drawn["notice"] = recognition.with_numbers(drawn["notice"], drawn["award"])
    drawn["objection"] = recognition.objections(drawn["correction"])
    drawn["certificate"] = list(certificates(Draw(seed + 47), plan, tally))
    _add(drawn, {"inspection": list(samples(plan, tally, drawn["correction"]))})
    return drawn


def _plan() -> dict[str, Any]:
    """The files of `plan/` as one; `records` by kind, and `added`, which nothing is drawn from."""
    plan: dict[str, Any] = {"records": {}, "added": {}}
    for file in sorted(files(__package__).joinpath("plan").iterdir(), key=lambda each: each.name):
        read, findings = parse(file.name, file.read_bytes())
        if read is None:
            raise ValueError(findings)
        for name in ("records", "added"):
            _add(plan[name], read.pop(name, {}))
        plan |= read
    return plan


def _add(county: County, more: Mapping[str, list[Record]]) -> None:
    """Put more records to those of their kinds."""
    for kind, records in more.items():
        county[kind] = [*county.get(kind, ()), *records]


def _staff_numbers(
    draw: Draw, plan: Mapping[str, Any], volunteers: list[Volunteer]
) -> dict[str, str]:
    """For each member of staff who volunteers too, the number of a founder of their team."""
    return {
        staff: draw.among([v for v in volunteers if v.team == team and not v.also]).number
        for staff, team in plan["staff_numbers"].items()
    }


def _own_number(staff: Record, numbers: Mapping[str, str]) -> Record:
    return {**staff, "number": numbers[staff["id"]]} if staff["id"] in numbers else staff


def _tally(drawn: County, kinds: Kinds) -> Tally:
    """The tally of what is drawn so far, on the last day."""
    return tally_of(files_of(drawn, kinds), kinds, LAST)


def _purses(tally: Tally, measure: str) -> Purses:
    """What may be spent of a measure: points for gifts never are."""
    rows = tally.rows(
        "SELECT number, booked_on, amount FROM ledger"
        " WHERE measure = ? AND class = 'service' AND number IS NOT NULL",
        measure,
    )
    return Purses([(row["number"], row["booked_on"], row["amount"]) for row in rows])


def _closings(draw: Draw, plan: Mapping[str, Any], tally: Tally) -> Iterator[Record]:
    """The seal of every month up to the one `through` which the county is closed."""
    month = tally.rows("SELECT min(booked_on) AS day FROM ledger")[0]["day"][:7]
    while month <= plan["through"]:
        following = _following(month)
        on = f"{following}-{plan['day']:02}"
        yield closing(tally, plan["place"], month, draw.salt(), plan["closed_by"], on)
        month = following


def _following(month: str) -> str:
    year, number = map(int, month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1).isoformat()[:7]
