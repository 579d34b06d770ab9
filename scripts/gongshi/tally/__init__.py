"""The tally: what the local records add up to, by rules that are records themselves.

    tally = run_tally(loaded, kinds, as_of, commit)   the tables, made by `tally/sql/`
    totals(tally)             by team, unit, place (with all below) and fund; in all, year, month
    public_passbooks(tally)   passbooks with lines, sums and star, as far as consent allows
    quotas(tally)             yearly targets by unit, small groups hidden
    explain(tally, id, lang)  what stands behind a figure; `published(…)` is what a reader may see
    rule_in_words(policy, rule, lang, kinds)   one rule as a sentence

`stars`, `passbooks`, `lines` and an explanation that has not been through `published` hold what
is not for publication: they are for staff who have the repository.
"""

from gongshi.tally.explain import (
    EntrySum,
    Explained,
    Explanation,
    Part,
    Rule,
    Sum,
    explain,
    published,
)
from gongshi.tally.in_words import (
    amount_in_words,
    quota_in_words,
    rule_in_words,
    star_in_words,
    sum_in_words,
    working_in_words,
)
from gongshi.tally.results import (
    Line,
    Passbook,
    Quota,
    Star,
    Total,
    lines,
    passbooks,
    public_passbooks,
    quotas,
    stars,
    totals,
)
from gongshi.tally.run import Tally, run_tally

__all__ = [
    "EntrySum",
    "Explained",
    "Explanation",
    "Line",
    "Part",
    "Passbook",
    "Quota",
    "Rule",
    "Star",
    "Sum",
    "Tally",
    "Total",
    "amount_in_words",
    "explain",
    "lines",
    "passbooks",
    "public_passbooks",
    "published",
    "quota_in_words",
    "quotas",
    "rule_in_words",
    "run_tally",
    "star_in_words",
    "stars",
    "sum_in_words",
    "totals",
    "working_in_words",
]
