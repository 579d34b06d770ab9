"""A change as the message of a commit: what changed, by id and field, and why.

It stays in the history for ever and is published, so it holds no value of a record and no name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from gongshi.checks.numbers import traces
from gongshi.checks.sensitive import Reader
from gongshi.kinds import Kind
from gongshi.records.gate import NUMBER
from gongshi.records.history.log import TRAILER
from gongshi.review.changed import Changed
from gongshi.words import Lang, say

_MOST = 50  # records that are listed
_MOST_GROUPS = 3  # kinds of change that a subject names


def commit_message(
    records: Sequence[Changed],
    kinds: Mapping[str, Kind],
    why: str,
    subject: str,
    by: str,
    lang: Lang,
) -> str:
    """The message: `subject`, or one made of what changed; `why`; the records; who it is by.

    `by` is a staff id, "" where the author's account tells.
    """
    said = [_record(each, kinds, lang) for each in records]
    listed = [f"- {each}" for each in said[:_MOST]]
    if len(said) > _MOST:
        listed.append(f"- {say('push.message.more', lang, count=len(said) - _MOST)}")
    parts = [
        subject or subject_of(records, kinds, lang),
        why,
        "\n".join(listed),
        f"{TRAILER}: {by}" if by else "",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def subject_of(records: Sequence[Changed], kinds: Mapping[str, Kind], lang: Lang) -> str:
    """What changed, on one line: the one record, or how many of which kind."""
    if len(records) == 1:
        return _state(records[0], kinds, lang)
    groups = Counter((each.state, each.kind) for each in records)
    told = [
        say(
            f"push.message.{state}",
            lang,
            count=count,
            kind=kinds[kind].title[lang] if lang == "zh" else kinds[kind].title[lang].lower(),
        )
        for (state, kind), count in groups.most_common(_MOST_GROUPS)
    ]
    if len(groups) > _MOST_GROUPS:
        left = len(records) - sum(count for _, count in groups.most_common(_MOST_GROUPS))
        told.append(say("push.message.others", lang, count=left))
    return say("review.semicolon", lang).join(told) or say("push.message.nothing", lang)


def tells_too_much(text: str) -> list[str]:
    """What in a text that stays in the history leads to one person, masked where it is a number."""
    return [
        *(each.masked for each in traces(text)),
        *NUMBER.findall(text),
        *(each.word for each in Reader((), ()).hits(text, describes_person=False)),
    ]


def _record(each: Changed, kinds: Mapping[str, Kind], lang: Lang) -> str:
    fields = dict.fromkeys(altered.top.title[lang] for altered in each.fields)
    if not fields:
        return _state(each, kinds, lang)
    told = say("rules.list", lang).join(fields)
    return say("push.message.fields", lang, what=_state(each, kinds, lang), fields=told)


def _state(each: Changed, kinds: Mapping[str, Kind], lang: Lang) -> str:
    slots = {"kind": kinds[each.kind].title[lang], "label": each.id, "was": each.was}
    return say(f"review.state.{each.state}", lang, **slots)
