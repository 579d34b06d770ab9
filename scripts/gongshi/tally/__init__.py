"""The tally: what the local records add up to, by rules that are records themselves.

    tally = run_tally(loaded, kinds, as_of, commit)   the tables, made by `tally/sql/`

What is read off it, each in a module that loads when it is asked for:

    results.totals            by team, unit, place (with all below) and fund; in all, year, month
    results.public_passbooks  passbooks with lines, sums and star, as far as consent allows
    results.quotas            yearly targets by unit, small groups hidden
    recognition.unit_stars    the five indicators of each unit by year, and their star
    recognition.punctuality   how punctual each unit's records are, by month
    notices.notice_runs       the working days, objections and state of each notice
    notices.objection_years   what came of the objections of each year
    people.composition        volunteers by cohort, small groups hidden
    people.star_counts        volunteers by star and place, small groups hidden
    people.match              which teams have the skills for a need: for the office, never a page
    explain.explain           what stands behind a figure; `published` is what a reader may see
    in_words.rules_in_words   the rules of a policy as sentences
    example.worked_examples   and what each makes of made-up entries

`stars`, `passbooks`, `lines` and an explanation that has not been through `published`
hold what is not for publication: they are for staff who have the repository.
"""

from gongshi.tally.run import Tally, run_tally

__all__ = ["Tally", "run_tally"]
