"""Volunteers as counts: of what cohorts a place's are, and which teams have the skills for a need.

Skills, cohorts and the day of reporting in are closed (design.md section 6). `composition` is what
may be published: sums with small groups hidden. `match` is for the office that dispatches, and is
shown on no page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongshi.tally.results import FEWEST
from gongshi.tally.run import Tally
from gongshi.tally.small_groups import told
from gongshi.words import Lang, say


@dataclass(frozen=True, slots=True)
class Composition:
    """The volunteers of a place and all below it, as counts; domain.md T2, T3.

    `cohorts` are (cohort, people), none if one of them is of fewer than five people.
    `reported_in` is how many serving party members have reported to the community, None where
    that would speak of fewer than five who did or did not.
    """

    place: str
    people: int
    cohorts: Sequence[tuple[str, int]]
    reported_in: int | None


@dataclass(frozen=True, slots=True)
class StarCount:
    """How many volunteers of a place and all below it have a star; None where small groups hide it.

    `eligible` are those whose minutes (and gates) are enough for it and for no higher one,
    `granted` those to whom a round gave it and who have it still (domain.md E1).
    """

    place: str
    star: int
    eligible: int | None
    granted: int | None


def star_counts(tally: Tally) -> list[StarCount]:
    """The stars of every place on the tally's day, by place and star; none where nobody has one."""
    counts: dict[tuple[tuple[int, str], str], int] = {}
    for table in ("star", "granted_star"):
        for row in tally.rows(
            f"SELECT scope.above AS place, held.star, COUNT(*) AS people FROM {table} AS held"
            " JOIN member ON member.number = held.number"
            " JOIN scope ON scope.kind = 'team' AND scope.id = member.team"
            " AND scope.above_kind = 'place'"
            " WHERE held.star > 0 GROUP BY scope.above, held.star"
        ):
            counts[(row["star"], table), row["place"]] = row["people"]
    shown = told(tally, counts)

    def people(star: int, table: str, place: str) -> int | None:
        key = (star, table), place
        return shown.get(key) if key in counts else 0

    held = sorted({(place, star) for (star, _), place in counts})
    return [
        StarCount(place, star, people(star, "star", place), people(star, "granted_star", place))
        for place, star in held
    ]


def composition(tally: Tally, place: str) -> Composition | None:
    """The composition of `place` on the tally's day; None with fewer than five volunteers."""
    rows = tally.rows(
        "SELECT COALESCE(member.cohort, '') AS cohort, COUNT(*) AS people,"
        " COUNT(CASE WHEN line.reported_in <= ? THEN 1 END) AS reported"
        " FROM member JOIN scope ON scope.kind = 'team' AND scope.id = member.team"
        " AND scope.above_kind = 'place' AND scope.above = ?"
        " JOIN roster__members AS line ON line.number = member.number"
        " WHERE member.joined <= ? GROUP BY member.cohort ORDER BY member.cohort",
        tally.as_of.isoformat(),
        place,
        tally.as_of.isoformat(),
    )
    people = sum(row["people"] for row in rows)
    if people < FEWEST:
        return None
    known = all(row["cohort"] and row["people"] >= FEWEST for row in rows)
    party = [row for row in rows if row["cohort"] == "party"]
    reported = sum(row["reported"] for row in party)
    rest = sum(row["people"] for row in party) - reported
    tells = reported >= FEWEST and (rest == 0 or rest >= FEWEST)
    return Composition(
        place=place,
        people=people,
        cohorts=[(row["cohort"], row["people"]) for row in rows] if known else [],
        reported_in=reported if tells else None,
    )


def by_consent(tally: Tally, place: str) -> dict[str, int | None]:
    """How many volunteers of `place` and all below consent to what, None where it must not be told.

    With one group under five the next smallest is withheld too, or their sum would tell it. Minors
    count as consenting to nothing.
    """
    rows = tally.rows(
        "SELECT CASE WHEN member.minor THEN 'nothing' ELSE member.consent END AS consent,"
        " COUNT(*) AS people FROM member JOIN scope ON scope.kind = 'team'"
        " AND scope.id = member.team AND scope.above_kind = 'place' AND scope.above = ?"
        " WHERE member.joined <= ? GROUP BY ALL ORDER BY people, consent",
        *(place, tally.as_of.isoformat()),
    )
    few = sum(row["people"] < FEWEST for row in rows)
    hidden = {row["consent"] for row in rows[: max(few, 2) if few else 0]}
    return {
        row["consent"]: None if row["consent"] in hidden else row["people"]
        for row in sorted(rows, key=lambda row: str(row["consent"]))
    }


def by_star(tally: Tally, place: str) -> dict[int, int | None]:
    """How many volunteers of `place` and all below hold each star, None for fewer than five."""
    rows = tally.rows(
        "SELECT granted_star.star, COUNT(*) AS people FROM granted_star"
        " JOIN member ON member.number = granted_star.number"
        " JOIN scope ON scope.kind = 'team' AND scope.id = member.team"
        " AND scope.above_kind = 'place' AND scope.above = ?"
        " GROUP BY granted_star.star ORDER BY granted_star.star DESC",
        place,
    )
    return {row["star"]: row["people"] if row["people"] >= FEWEST else None for row in rows}


@dataclass(frozen=True, slots=True)
class Skilled:
    """A team as a dispatcher needs it: how many of its people have a skill that is wanted.

    `skills` are (skill, people); somebody with two of them is in both, and once in `people`.
    """

    team: str
    name: str
    place: str
    people: int
    skills: Sequence[tuple[str, int]]


def policies_for(tally: Tally, need: str | None = None) -> list[str]:
    """The policies in force that say which skills needs call for; of a need, those that hold there.

    Those hold for a need whose scope is its unit or place, or above; of one family the nearest
    scope wins whole (design.md section 6).
    """
    day = tally.as_of.isoformat()
    rows = tally.rows(
        "SELECT DISTINCT policy.id, policy.family, scope.nearness FROM policy"
        " JOIN policy__matching AS line ON line.file = policy.file"
        " LEFT JOIN need ON need.id = ?"
        " LEFT JOIN scope ON scope.above = policy.scope AND scope.kind IN ('unit', 'place')"
        " AND scope.id = CASE scope.kind WHEN 'unit' THEN need.unit ELSE need.place END"
        " WHERE policy.basis = 'local' AND COALESCE(policy.\"from\", '') <= ?"
        " AND COALESCE(policy.until, '9999') >= ? ORDER BY policy.id, scope.nearness",
        *(need, day, day),
    )
    if need is None:
        return [row["id"] for row in rows]
    holding = [row for row in rows if row["nearness"] is not None]
    nearest: dict[str, int] = {}
    for row in holding:
        nearest[row["family"]] = min(nearest.get(row["family"], row["nearness"]), row["nearness"])
    return list(
        dict.fromkeys(row["id"] for row in holding if row["nearness"] == nearest[row["family"]])
    )


def wanted(tally: Tally, category: str, need: str | None = None) -> list[tuple[str, str]]:
    """The skills that answer a category of need: (policy, skill), by `policies_for` it."""
    rows = tally.rows(
        "SELECT policy.id AS policy, skill.value AS skill FROM policy"
        " JOIN policy__matching AS line ON line.file = policy.file"
        " JOIN policy__matching__skills AS skill"
        " ON skill.file = line.file AND skill.parent = line.ord"
        " WHERE line.category = ? AND list_contains(?, policy.id)"
        " ORDER BY policy.id, skill.ord",
        *(category, policies_for(tally, need)),
    )
    return [(row["policy"], row["skill"]) for row in rows]


def match(tally: Tally, category: str, need: str | None = None) -> list[Skilled]:
    """The teams within the scope of the policy that have people with a skill for `category`.

    domain.md T16; of one need, by the policies that hold for it (`policies_for`). By the id of
    the team, in no order of merit; guests count with their home team.
    """
    rows = tally.rows(
        "SELECT team.id AS team, team.name, team.place, line.number, own.value AS skill"
        " FROM policy JOIN policy__matching AS rule ON rule.file = policy.file"
        " JOIN policy__matching__skills AS skill"
        " ON skill.file = rule.file AND skill.parent = rule.ord"
        " JOIN scope ON scope.kind = 'team' AND scope.above = policy.scope"
        " JOIN team ON team.id = scope.id"
        " JOIN member ON member.team = team.id"
        " JOIN roster__members AS line ON line.number = member.number"
        " JOIN roster__members__skills AS own"
        " ON own.file = line.file AND own.parent = line.ord AND own.value = skill.value"
        " WHERE rule.category = ? AND member.joined <= ? AND list_contains(?, policy.id)"
        " GROUP BY team.id, team.name, team.place, line.number, own.value"
        " ORDER BY team.id, own.value, line.number",
        *(category, tally.as_of.isoformat(), policies_for(tally, need)),
    )
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault(row["team"], []).append(row)
    return [_skilled(team, of) for team, of in found.items()]


def _skilled(team: str, rows: Sequence[dict[str, str]]) -> Skilled:
    skills = sorted({row["skill"] for row in rows})
    return Skilled(
        team=team,
        name=rows[0]["name"],
        place=rows[0]["place"],
        people=len({row["number"] for row in rows}),
        skills=[(each, sum(row["skill"] == each for row in rows)) for each in skills],
    )


def category_of(tally: Tally, id: str) -> str | None:
    """The category of the need `id`; None for no such need."""
    rows = tally.rows("SELECT category FROM need WHERE id = ?", id)
    return str(rows[0]["category"]) if rows else None


def categories(tally: Tally) -> Mapping[str, Mapping[str, str]]:
    """The categories of need, each with its title in both languages."""
    field = tally.kinds["need"].field("category")
    return field.enum if field else {}


def render_match(tally: Tally, category: str, lang: Lang, need: str | None = None) -> str:
    """What `match` finds for a category, or for one need of it, as text for the office."""
    title = categories(tally)[category][lang]
    comma = say("pages.comma", lang)
    skills = wanted(tally, category, need)
    if not skills:
        return say("cli.match.no_skills", lang, category=title) + "\n"
    policies = comma.join(sorted({policy for policy, _ in skills}))
    names = comma.join(dict.fromkeys(skill for _, skill in skills))
    text = [say("cli.match.wanted", lang, category=title, skills=names, policies=policies)]
    found = match(tally, category, need)
    for each in found:
        told = comma.join(
            say("cli.match.skill", lang, skill=skill, people=people)
            for skill, people in each.skills
        )
        slots = {"name": each.name, "team": each.team, "people": each.people, "skills": told}
        text.append(say("cli.match.team", lang, **slots))
    text.append(say("cli.match.closed" if found else "cli.match.nobody", lang))
    return "\n".join(text) + "\n"
