"""Notices and objections as the site tells them: working days, counts, outcomes, days taken.

Never an objection's text, which no record holds, and never whose it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongshi.records.workdays import workdays
from gongshi.tally.run import Tally


@dataclass(frozen=True, slots=True)
class NoticeRun:
    """How a local notice ran, as of the day asked for.

    `working_days` are its own, first and last included, and `known` whether the holidays of its
    years are. `state` is `ahead`, `running`, `over` (and not settled) or the recorded outcome.
    `open` of its `objections` are not answered yet.
    """

    notice: str
    working_days: int
    known: bool
    state: str
    objections: int
    open: int


@dataclass(frozen=True, slots=True)
class ObjectionYear:
    """What came of the objections and requests received in a year, as of the day asked for.

    `in_time` were answered by their deadline; `overdue` are not answered and past it; `outcomes`
    counts the answered ones. `longest` is the greatest number of days from receipt to answer, None
    where none is answered.
    """

    year: int
    received: int
    answered: int
    in_time: int
    overdue: int
    outcomes: Mapping[str, int]
    longest: int | None


def notice_runs(tally: Tally) -> list[NoticeRun]:
    """Every local notice, by id."""
    day = tally.as_of.isoformat()
    rows = tally.rows(
        "SELECT notice.id, notice.from AS first_day, notice.to AS last_day, notice.outcome,"
        " notice.closed_on, COUNT(contested.id) AS objections,"
        " COUNT(CASE WHEN contested.answered_on <= ? THEN 1 END) AS answered"
        " FROM notice LEFT JOIN contested"
        " ON contested.notice = notice.id AND contested.received <= ?"
        " WHERE notice.basis = 'local' GROUP BY ALL ORDER BY notice.id",
        day,
        day,
    )
    days = workdays(row[name] for row in rows for name in ("first_day", "last_day")).to_pylist()
    by_day = {each["day"]: each for each in days}
    runs = []
    for row in rows:
        first, last = by_day[row["first_day"]], by_day[row["last_day"]]
        runs.append(
            NoticeRun(
                notice=row["id"],
                working_days=last["ordinal"] - first["ordinal"] + first["works"],
                known=first["known"] and last["known"],
                state=_state(row, day),
                objections=row["objections"],
                open=row["objections"] - row["answered"],
            )
        )
    return runs


def _state(row: Mapping[str, Any], day: str) -> str:
    if row["outcome"] and row["closed_on"] <= day:
        return str(row["outcome"])
    if day < row["first_day"]:
        return "ahead"
    return "running" if day <= row["last_day"] else "over"


def objection_years(tally: Tally) -> list[ObjectionYear]:
    """What came of all objections, by the year received, the newest first."""
    return years_of(objections(tally), tally.as_of.isoformat())


def objections(tally: Tally) -> list[dict[str, Any]]:
    """The objections received by the tally's day, by id."""
    day = tally.as_of.isoformat()
    return tally.rows("SELECT * FROM objection WHERE received <= ? ORDER BY id", day)


def years_of(rows: Sequence[Mapping[str, Any]], day: str) -> list[ObjectionYear]:
    """What had come of some objections by a day, by the year received, the newest first."""
    years = sorted({row["received"][:4] for row in rows}, reverse=True)
    return [
        _year(int(year), [row for row in rows if row["received"][:4] == year], day)
        for year in years
    ]


def _year(year: int, rows: Sequence[Mapping[str, Any]], day: str) -> ObjectionYear:
    answered = [row for row in rows if row["answered_on"] and row["answered_on"] <= day]
    open_ = [row for row in rows if row not in answered]
    taken = [days_between(row["received"], row["answered_on"]) for row in answered]
    return ObjectionYear(
        year=year,
        received=len(rows),
        answered=len(answered),
        in_time=sum(row["answered_on"] <= row["deadline"] for row in answered),
        overdue=sum(row["deadline"] < day for row in open_),
        outcomes=dict(sorted(Counter(row["outcome"] for row in answered).items())),
        longest=max(taken, default=None),
    )


def days_between(first: str, last: str) -> int:
    """The days from one day to another (`2026-03-15`); none on the same day."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
