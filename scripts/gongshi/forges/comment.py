"""A comment that came from elsewhere, taken as data: looked over, headed, and cut where too long.

What the run of a fork's pull request has left behind may have been written by the fork. So it is
posted only if it holds no more than our own reports do: no link, no mention, no picture, no markup
but theirs.
"""

from __future__ import annotations

import re

from gongshi.checks.shown import clean
from gongshi.forges.folder import MARKER
from gongshi.words import Lang, say

# The whole of the markup that our reports hold; of entities only those of ASCII.
_OURS = re.compile(
    r"</?code>|</?details>|</?summary>|<!-- -->|&#(?:3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6]);"
    r"|\*\*|^#{2,3} |^ {0,2}- ",
    re.MULTILINE,
)
_FORBIDDEN = re.compile(
    r"[<>`@#*_~|\\&\x00-\x09\x0b-\x1f\x7f]|\]\(|\]\[|\]:|!\[|://|\bwww\."
    r"|^ {4,}|^[ \t]*=+[ \t]*$",
    re.MULTILINE,
)
_IN_CODE = re.compile(r"<code>[^<]*</code>")
# Outside code, what calls somebody or something is parted from what follows.
_CALLING = re.compile(r"&#0*(64|35);(?!<!-- -->)")


def is_ours(text: str) -> bool:
    """Whether a text holds nothing but what our reports are made of."""
    if text.startswith(MARKER):
        text = text[len(MARKER) :]
    if clean(text) != text:  # what nobody sees, or what turns the order of letters
        return False
    outside = _IN_CODE.sub("", text)
    return not _CALLING.search(outside) and not _FORBIDDEN.search(_OURS.sub("", outside))


def shortened(text: str, most: int, rest: str) -> str:
    """The text in at most `most` characters: whole lines, folds closed, and `rest` at the end."""
    if len(text) <= most:
        return text
    closing = "\n</details>\n"
    kept = text[: most - len(rest) - 2 * len(closing)].rpartition("\n")[0]
    open_folds = kept.count("<details>") - kept.count("</details>")
    return f"{kept}\n{closing * open_folds}\n{rest}\n"


def of_a_fork(text: str | None, page: str, passed: bool, touches_code: bool, lang: Lang) -> str:
    """The comment for a pull request whose run has left `text` behind.

    `page` is the run's, `passed` what the forge says of it. `touches_code`: the request changes
    more than records, maybe the pipeline itself.
    """
    word = "run_passed" if passed else "run_failed"
    head = [MARKER, say(f"forges.{word}", lang, page=page)]
    if touches_code:
        head.append(say("forges.touches_code", lang))
    if text is None:
        head.append(say("forges.no_report", lang))
    elif not is_ours(text):
        head.append(say("forges.not_ours", lang))
    else:
        head.append(text.removeprefix(MARKER).strip("\n"))
    return "\n\n".join(head) + "\n"
