"""What a change means: which records, figures, honors and findings are otherwise after it.

sides = read_sides(root, kinds, base, head)   two commits' records, nothing checked out
report = review(sides, kinds)                 all that differs, as plain values
in_words(report, kinds, lang, quote)          the same in sentences, by section
as_markdown, as_text, as_json                 for a forge's comment, a terminal, a program
"""

from gongshi.review.render import (
    MOST_OF_A_COMMENT,
    as_json,
    as_markdown,
    as_text,
    finding_as_markdown,
)
from gongshi.review.report import Report, review
from gongshi.review.sides import Sides, read_sides

__all__ = [
    "MOST_OF_A_COMMENT",
    "Report",
    "Sides",
    "as_json",
    "as_markdown",
    "as_text",
    "finding_as_markdown",
    "read_sides",
    "review",
]
