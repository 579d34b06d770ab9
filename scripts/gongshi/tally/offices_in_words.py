"""What is said of a notice's days, of objections, and of the people of a place.

Counts only, groups under five hidden: never an objection's text, never whose it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from gongshi.kinds import Field
from gongshi.records.workdays import workdays
from gongshi.tally.in_words import star_name
from gongshi.tally.notices import days_between, notice_runs, objection_years
from gongshi.tally.people import by_consent, by_star, composition
from gongshi.tally.results import FEWEST
from gongshi.tally.run import Tally
from gongshi.words import Lang, say


def notice_in_words(tally: Tally, id: str, lang: Lang) -> Iterator[str]:
    """Which days of a local notice count, how it stands, and what came against it."""
    run = next((each for each in notice_runs(tally) if each.notice == id), None)
    if run is None:
        return
    (notice,) = tally.rows(
        "SELECT notice.from AS first, notice.to AS last FROM notice WHERE id = ?", id
    )
    works = {each["day"]: each["works"] for each in workdays(notice.values()).to_pylist()}
    begun = date.fromisoformat(notice["first"])
    stretch = [
        (begun + timedelta(days=n)).isoformat()
        for n in range(days_between(notice["first"], notice["last"]) + 1)
    ]
    for word, kept in (("working", True), ("idle", False)):
        days = [day for day in stretch if works[day] == kept]
        listed = _listed(days, lang) or say("rules.notice.none", lang)
        yield say(f"rules.notice.{word}", lang, **notice, count=len(days), days=listed)
    if not run.known:
        yield say("rules.notice.unknown", lang)
    answered = run.objections - run.open
    yield say(
        "rules.notice.objections", lang, received=run.objections, answered=answered, open=run.open
    )
    yield say("rules.notice.state", lang, state=say(f"pages.notice.state.{run.state}", lang))


def objection_in_words(tally: Tally, id: str, lang: Lang) -> Iterator[str]:
    """When an objection was received, due and answered, the days taken and the outcome."""
    (row,) = tally.rows("SELECT * FROM objection WHERE id = ?", id)
    yield say("rules.objection.received", lang, **{k: row[k] for k in ("received", "deadline")})
    answered, day = row["answered_on"], tally.as_of.isoformat()
    if answered is None or answered > day:
        yield say(f"rules.objection.{'overdue' if row['deadline'] < day else 'open'}", lang)
        return
    yield say(
        f"rules.objection.{'in_time' if answered <= row['deadline'] else 'late'}",
        lang,
        answered=answered,
        days=days_between(row["received"], answered),
        outcome=_words(tally, "objection", "outcome")[row["outcome"]][lang],
    )


def place_in_words(tally: Tally, place: str, lang: Lang) -> Iterator[str]:
    """The people of a place; of one below no other local place, also all objections by year."""
    people = composition(tally, place)
    if people is not None:
        yield say("rules.people.all", lang, count=people.people)
        cohorts = _words(tally, "policy", "cohort")
        if people.cohorts:
            groups = {cohorts[each][lang]: count for each, count in people.cohorts}
            yield say("rules.people.cohorts", lang, groups=_counts(groups, lang))
        if people.reported_in is not None:
            yield say("rules.people.reported_in", lang, count=people.reported_in)
        members = tally.kinds["roster"].field("members")
        consent = members.child("consent") if members else None
        found = by_consent(tally, place)
        words = consent.enum if consent else {}
        consents = {words[each][lang]: found[each] for each in words if each in found}
        yield say("rules.people.consent", lang, groups=_counts(consents, lang))
        stars = {star_name(each, lang): count for each, count in by_star(tally, place).items()}
        if stars:
            yield say("rules.people.stars", lang, groups=_counts(stars, lang))
        yield say("rules.people.how", lang, as_of=tally.as_of.isoformat(), fewest=FEWEST)
    above = tally.rows(
        "SELECT 1 FROM place AS own JOIN place AS above ON above.id = own.parent"
        " WHERE own.id = ? AND above.basis = 'local'",
        place,
    )
    if above:
        return
    outcomes = _words(tally, "objection", "outcome")
    for each in objection_years(tally):
        yield say(
            "rules.objection.year",
            lang,
            year=each.year,
            received=each.received,
            answered=each.answered,
            in_time=each.in_time,
            overdue=each.overdue,
        )
        if each.longest is not None:
            said = _counts({outcomes[name][lang]: of for name, of in each.outcomes.items()}, lang)
            yield say("rules.objection.outcomes", lang, groups=said, longest=each.longest)


def _words(tally: Tally, kind: str, name: str) -> Mapping[str, Mapping[str, str]]:
    field: Field | None = tally.kinds[kind].field(name)
    return field.enum if field else {}


def _counts(groups: Mapping[str, int | None] | Mapping[str, int], lang: Lang) -> str:
    """`公开编号 40、公开姓名 不显示`."""
    hidden = say("rules.people.hidden", lang)
    return _listed([f"{name} {hidden if of is None else of}" for name, of in groups.items()], lang)


def _listed(each: list[str], lang: Lang) -> str:
    return say("pages.comma", lang).join(each)
