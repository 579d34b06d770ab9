"""Marks what stands in Chinese on English pages, so that browsers and screen readers know.

All words of such a page are English; what is Chinese is what records say, as it was written.
"""

from __future__ import annotations

import re

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LEFT = r"<(?:script|style)\b.*?</(?:script|style)>"  # nothing in it is shown
_WHOLE = rf"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>([^<>]*[{_HAN}][^<>]*)</\1>"
_PART = rf"(?<=>)([^<>]*[{_HAN}][^<>]*)(?=<)"
_TEXT = re.compile(f"{_LEFT}|{_WHOLE}|{_PART}", re.DOTALL)
_WORDS = rf"[^\s<>(]*[{_HAN}](?:[^\s<>]*[^\s<>,.:)])?"  # without what closes the sentence
_SAID = re.compile(rf"{_WORDS}(?:\s+{_WORDS})*")
_LATIN = re.compile(r"[A-Za-z]{2}")
_PLAIN = ("option", "title", "desc", "text")  # can hold no element that could be marked
_LANG = ' lang="zh"'


def marked(html: str) -> str:
    """`html`, an English page or a part of it, with what is Chinese marked as such.

    A text that is an element's own marks the element; in a sentence only what is Chinese is marked.
    What is in a language already is left as it is.
    """
    return _TEXT.sub(_marked, html)


def _marked(found: re.Match[str]) -> str:
    tag, attributes, whole, part = found.groups()
    if part is not None:
        return _in_spans(part)
    if tag is None or " lang=" in attributes:
        return found[0]
    if tag in _PLAIN or not _LATIN.search(_SAID.sub("", whole)):
        return f"<{tag}{attributes}{_LANG}>{whole}</{tag}>"
    return f"<{tag}{attributes}>{_in_spans(whole)}</{tag}>"


def _in_spans(text: str) -> str:
    return _SAID.sub(lambda said: f"<span{_LANG}>{said[0]}</span>", text)
