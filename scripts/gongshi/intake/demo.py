"""The fictitious county 演示县: its records, drawn once from a seed and committed.

`demo.yaml` says what the county is made of; here the volunteers, their services and their gifts
are drawn. The same seed gives the same bytes on every machine; after a change here or there,
`python -m gongshi.intake.demo` in the repository's top folder writes the files anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from gongshi.intake.skeleton import ALPHABET
from gongshi.kinds import Kind, load_kinds
from gongshi.records.canonical import to_yaml, write_atomic
from gongshi.records.parse import parse

SEED = 11
FIRST, LAST = date(2024, 9, 1), date(2026, 8, 31)

Record = dict[str, Any]
Plan = Mapping[str, Any]
T = TypeVar("T")


class Draw:
    """Random choices made from `random()` alone, whose sequence Python promises never to change."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random  # noqa: S311 (made-up data, no secrets)
        self._codes: set[str] = set()

    def chance(self, probability: float) -> bool:
        """True in that share of cases."""
        return self._random() < probability

    def among(self, choices: Sequence[T]) -> T:
        """One of `choices`, each as likely."""
        return choices[int(self._random() * len(choices))]

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._random() * (high - low + 1))

    def code(self, length: int) -> str:
        """Random characters never drawn before, as ids want them."""
        while True:
            code = "".join(self.among(ALPHABET) for _ in range(length))
            if code not in self._codes:
                self._codes.add(code)
                return code


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A made-up volunteer: the roster line, the home team, how often they come, other teams."""

    line: Record
    team: str
    eagerness: float
    also: Mapping[str, str] = field(default_factory=dict)  # team → joined as a guest on

    @property
    def number(self) -> str:
        """The volunteer's number."""
        return str(self.line["number"])

    def joined(self, team: str) -> str:
        """The day from which they serve with `team`; after every day if they do not."""
        return str(self.line["joined"]) if team == self.team else self.also.get(team, "9999")


def generate(kinds: Mapping[str, Kind], seed: int = SEED) -> dict[str, str]:
    """The county's files: path below the repository's top, and the text in canonical form."""
    return {
        f"records/{kinds[kind].folder}/{record['id']}.yaml": to_yaml(record, kinds[kind])
        for kind, records in sorted(county(seed).items())
        for record in sorted(records, key=lambda each: str(each["id"]))
    }


def county(seed: int = SEED) -> dict[str, list[Record]]:
    """The county's records by kind."""
    draw, plan = Draw(seed), _plan()
    fixed: dict[str, list[Record]] = plan["records"]
    teams = {team["id"]: team for team in fixed["team"]}
    volunteers = _volunteers(draw, plan, teams)
    return {
        **fixed,
        "roster": _rosters(plan, volunteers),
        "activity": _activities(draw, plan, teams, volunteers),
        "donation": _donations(draw, plan, volunteers),
    }


def _plan() -> Plan:
    raw = files(__package__).joinpath("demo.yaml").read_bytes()
    plan, findings = parse("demo.yaml", raw)
    if plan is None:
        raise ValueError(findings)
    return plan


def _volunteers(draw: Draw, plan: Plan, teams: Mapping[str, Record]) -> list[Volunteer]:
    """Everybody, in the order of the plan; a few of the founders come nearly every time."""
    return [
        _volunteer(draw, plan, teams, team, int(year), cohort)
        for team, years in plan["rosters"].items()
        for year, cohorts in years.items()
        for cohort, count in cohorts.items()
        for _ in range(count)
    ]


def _volunteer(
    draw: Draw, plan: Plan, teams: Mapping[str, Record], team: str, year: int, cohort: str
) -> Volunteer:
    opened = max(date.fromisoformat(teams[team]["founded"]), date(year, 1, 5))
    founder = opened.year == FIRST.year
    joined = opened + timedelta(days=draw.between(0, 12 if founder and draw.chance(0.8) else 80))
    minor = cohort == "student" and draw.chance(0.8)
    line: Record = {
        "number": f"v-{draw.code(6)}",
        "joined": joined.isoformat(),
        "cohort": cohort,
        "consent": draw.among(("nothing", "number", "number", "number", "name")),
    }
    if draw.chance(0.4):
        line["skills"] = [draw.among(plan["skills"])]
    if draw.chance(0.6):
        line["intents"] = [draw.among(plan["intents"])]
    if draw.chance(0.08):
        line["qualification"] = draw.among(plan["qualifications"])
    if minor:
        line["minor"] = True
        line["consent"] = draw.among(("nothing", "number"))
    core = founder and cohort in ("retired", "resident") and draw.chance(0.35)
    eagerness = draw.among((0.92, 0.7, 0.5) if core else (0.5, 0.4, 0.3, 0.15, 0.05))
    also = {
        other: (joined + timedelta(days=draw.between(20, 60))).isoformat()
        for other in teams
        if core and other != team and draw.chance(0.5)
    }
    return Volunteer(line, team, eagerness, also)


def _rosters(plan: Plan, volunteers: Sequence[Volunteer]) -> list[Record]:
    return [
        _roster(team, int(year), volunteers)
        for team, years in plan["rosters"].items()
        for year in years
    ]


def _roster(team: str, year: int, volunteers: Sequence[Volunteer]) -> Record:
    members = [v.line for v in volunteers if v.team == team and v.joined(team)[:4] == str(year)]
    guests = [
        {"number": v.number, "joined": v.also[team]}
        for v in volunteers
        if v.also.get(team, "")[:4] == str(year)
    ]
    roster: Record = {"id": f"{team}-{year}", "basis": "local", "team": team, "year": year}
    for name, lines in (("members", members), ("guests", guests)):
        if lines:
            roster[name] = sorted(lines, key=lambda line: (line["joined"], line["number"]))
    return roster


def _activities(
    draw: Draw,
    plan: Plan,
    teams: Mapping[str, Record],
    volunteers: Sequence[Volunteer],
) -> list[Record]:
    """The services, one a day at most, so that nobody is in two places at once."""
    shares = {team: does["share"] for team, does in plan["services"].items()}
    days, count = (LAST - FIRST).days + 1, sum(shares.values())
    spans = _spans(plan)
    activities = []
    for i in range(count):
        day = FIRST + timedelta(days=int((i + draw.between(0, 70) / 100) * days / count))
        ready = [team for team in shares if _present(volunteers, team, day)]
        team = draw.among(list(chain.from_iterable([each] * shares[each] for each in ready)))
        activities.append(
            _activity(draw, plan["services"][team], teams[team], spans, volunteers, day)
        )
    return activities


def _spans(plan: Plan) -> dict[str, tuple[str, str]]:
    """From when to when services belong to a project or campaign, by its id."""
    records = plan["records"]
    return {
        each["id"]: (each["started_on"], each.get("completed_on", "9999"))
        for each in records["project"]
        if "started_on" in each
    } | {each["id"]: (each["from"], each["to"]) for each in records["campaign"]}


def _present(volunteers: Sequence[Volunteer], team: str, day: date) -> list[Volunteer]:
    return [each for each in volunteers if each.joined(team) <= day.isoformat()]


def _activity(
    draw: Draw,
    does: Plan,
    team: Record,
    spans: Mapping[str, tuple[str, str]],
    volunteers: Sequence[Volunteer],
    day: date,
) -> Record:
    service = draw.among(does["list"])
    minutes = draw.among(service["minutes"])
    late = draw.chance(0.05)
    recorded = day + timedelta(days=draw.between(6, 20) if late else 0)
    activity: Record = {
        "id": f"a-{day:%Y%m%d}-{draw.code(5)}",
        "basis": "local",
        "name": service["name"],
        "place": team["place"],
        "team": team["id"],
        "unit": team["unit"],
        "date": day.isoformat(),
        "start": draw.among(("08:30", "09:00", "09:30", "14:00", "14:30")),
        "content": service["content"],
        "participants": _participants(draw, team["id"], minutes, volunteers, day),
        "recorded_how": "late" if late else draw.among(("register", "register", "checkin")),
        "recorded_by": does["recorder"],
        "recorded_on": recorded.isoformat(),
        "signed": True,
    }
    for part_of in ("project", "campaign"):
        first, last = spans.get(service.get(part_of, ""), ("9999", ""))
        if first <= day.isoformat() <= last:
            activity[part_of] = service[part_of]
    sunday = recorded + timedelta(days=6 - recorded.weekday())
    verified = sunday + timedelta(days=draw.between(2, 9) if draw.chance(0.08) else 0)
    if verified <= LAST and not draw.chance(0.04):
        activity |= {"verified_by": does["verifier"], "verified_on": verified.isoformat()}
    if draw.chance(0.03):
        activity["compulsory"] = True
    elif draw.chance(0.02):
        activity["charged"] = True
    if "outputs" in service:
        label, unit, low, high = service["outputs"]
        activity["outputs"] = [
            {"label": label, "value": str(draw.between(low, high)), "unit": unit}
        ]
    if draw.chance(0.35):
        activity["rating"] = draw.among((3, 4, 5, 5, 5))
    return activity


def _participants(
    draw: Draw, team: str, minutes: int, volunteers: Sequence[Volunteer], day: date
) -> list[Record]:
    """Who came: the eager more often; at least one. A few left early."""
    present = _present(volunteers, team, day)
    came = [each for each in present if draw.chance(each.eagerness)] or [draw.among(present)]
    lines = [
        {
            "number": each.number,
            "minutes": max(45, minutes - draw.among((15, 30, 60)))
            if draw.chance(0.12)
            else minutes,
        }
        for each in came
    ]
    return sorted(lines, key=lambda line: str(line["number"]))


def _donations(draw: Draw, plan: Plan, volunteers: Sequence[Volunteer]) -> list[Record]:
    return [_donation(draw, plan, batch, volunteers) for batch in plan["donations"]]


def _donation(draw: Draw, plan: Plan, batch: Plan, volunteers: Sequence[Volunteer]) -> Record:
    recorded = date.fromisoformat(batch["recorded_on"])
    donation: Record = {
        "id": f"d-{recorded:%Y%m%d}-{draw.code(5)}",
        "basis": "local",
        "unit": batch["unit"],
        "recorded_by": batch["recorder"],
        "recorded_on": batch["recorded_on"],
    }
    if "verifier" in batch:
        sunday = recorded + timedelta(days=6 - recorded.weekday())
        donation |= {"verified_by": batch["verifier"], "verified_on": sunday.isoformat()}
    entries = []
    for i in range(batch["entries"]):
        given = recorded - timedelta(days=draw.between(0, 9))
        # The first entry of a batch is an organisation's, the others are volunteers'.
        number = draw.among(_present(volunteers, batch["team"], given)).number
        giver = {"number": number} if i else draw.among(plan["organisations"])
        entries.append(
            {"id": f"g-{given:%Y%m%d}-{draw.code(5)}", **giver}
            | _gift(draw, plan, scale=1 if i else 10)
            | {"given_on": given.isoformat(), "evidence": f"收据 {recorded:%Y%m}-{i + 1:02}"}
        )
    donation["entries"] = sorted(entries, key=lambda entry: (entry["given_on"], entry["id"]))
    return donation


def _gift(draw: Draw, plan: Plan, scale: int) -> Record:
    """What is given; an organisation gives `scale` times as much money."""
    if draw.chance(0.45):
        what, fen = draw.among(plan["goods"])
        return {"form": "goods", "what": what, "fen": fen}
    return {"form": "money", "fen": draw.among(plan["money"]) * scale, "fund": "demo-fund"}


if __name__ == "__main__":
    for path, text in generate(load_kinds(Path("schemas"))).items():
        write_atomic(Path(path), text)
