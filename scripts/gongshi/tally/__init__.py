"""The tally: what the local records add up to, by rules that are records themselves.

    tally = run_tally(loaded, kinds, as_of, commit)   the tables, made by `tally/sql/`
    totals(tally)             by team, unit, place (with all below) and fund; in all, year, month
    public_passbooks(tally)   passbooks with lines, sums and star, as far as consent allows
    quotas(tally)             yearly targets by unit, small groups hidden
    unit_stars(tally)         the five indicators of each unit by year, and their star
    notice_runs(tally)        the working days, objections and state of each notice
    objection_years(tally)    what came of the objections of each year
    punctuality(tally)        how punctual each unit's records are, by month
    composition(tally, place) volunteers by cohort, small groups hidden
    star_counts(tally)        volunteers by star and place, small groups hidden
    match(tally, category)    which teams have the skills for a need: for the office, never a page
    explain(tally, id, lang)  what stands behind a figure; `published(…)` is what a reader may see
    rules_in_words(policy, lang, kinds)   the rules of a policy as sentences
    worked_examples(policies, lang, kinds) and what each makes of made-up entries

`stars`, `passbooks`, `lines` and an explanation that has not been through `published`
hold what is not for publication: they are for staff who have the repository.
"""

from gongshi.tally.example import Example, worked_examples
from gongshi.tally.explain import explain, published
from gongshi.tally.explanation import EntrySum, Explanation
from gongshi.tally.in_words import (
    amount_in_words,
    quota_in_words,
    rule_in_words,
    rules_in_words,
    sum_in_words,
)
from gongshi.tally.notices import (
    NoticeRun,
    ObjectionYear,
    days_between,
    notice_runs,
    objection_years,
)
from gongshi.tally.people import (
    Composition,
    StarCount,
    categories,
    category_of,
    composition,
    match,
    render_match,
    star_counts,
)
from gongshi.tally.recognition import (
    Punctuality,
    UnitStar,
    granted_stars,
    punctuality,
    stars,
    unit_stars,
)
from gongshi.tally.results import (
    Line,
    Passbook,
    Quota,
    Total,
    lines,
    passbooks,
    public_passbooks,
    quotas,
    totals,
)
from gongshi.tally.run import Tally, run_tally

__all__ = [
    "Composition",
    "EntrySum",
    "Example",
    "Explanation",
    "Line",
    "NoticeRun",
    "ObjectionYear",
    "Passbook",
    "Punctuality",
    "Quota",
    "StarCount",
    "Tally",
    "Total",
    "UnitStar",
    "amount_in_words",
    "categories",
    "category_of",
    "composition",
    "days_between",
    "explain",
    "granted_stars",
    "lines",
    "match",
    "notice_runs",
    "objection_years",
    "passbooks",
    "public_passbooks",
    "published",
    "punctuality",
    "quota_in_words",
    "quotas",
    "render_match",
    "rule_in_words",
    "rules_in_words",
    "run_tally",
    "star_counts",
    "stars",
    "sum_in_words",
    "totals",
    "unit_stars",
    "worked_examples",
]
