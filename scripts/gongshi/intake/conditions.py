"""When a property must or must not stand in a record, in words, from the rules of its schema."""

from __future__ import annotations

from collections.abc import Iterator

from gongshi.kinds import Schema
from gongshi.words import Lang, say


def conditions(name: str, holder: Schema, lang: Lang) -> Iterator[str]:
    """A phrase for each reason for which `name` must or must not stand in the object `holder`."""
    if name in holder.get("required", ()):
        yield _say("always", lang)
    for rule, key in (("one_of", "oneOf"), ("any_of", "anyOf")):
        groups = [branch["required"] for branch in holder.get(key, ())]
        names = [each for group in groups for each in group]
        if name in names and len(names) > len(groups):
            whole = _say("or", lang).join(_listed(group, lang) for group in groups)
            yield _say("groups", lang, groups=whole)
        elif name in names:
            yield _say(rule, lang, names=_listed([each for each in names if each != name], lang))
    for rule in holder.get("allOf", ()):
        for branch, holds in (("then", True), ("else", False)):
            if name in rule.get(branch, {}).get("required", ()):
                yield _when(rule["if"], holder, holds, "always", lang)
            if rule.get(branch, {}).get("properties", {}).get(name) is False:
                yield _when(rule["if"], holder, holds, "nothing", lang)


def _when(condition: Schema, holder: Schema, holds: bool, what: str, lang: Lang) -> str:
    """What a rule asks under its condition, or under the opposite, in words."""
    asked = _say(what, lang)
    for name, spec in condition.get("properties", {}).items():
        values = spec.get("enum") or [spec["const"]]
        others = [each for each in holder["properties"][name]["enum"] if each not in values]
        is_told = holds or len(others) > len(values)
        return _say(
            "is" if holds or not is_told else "is_not",
            lang,
            name=name,
            value=_listed(values if is_told else others, lang),
            what=asked,
        )
    return _say("present", lang, name=", ".join(condition["required"]), what=asked)


def _listed(names: list[str], lang: Lang) -> str:
    return _say("comma", lang).join(f"`{each}`" for each in names)


def _say(word: str, lang: Lang, **slots: object) -> str:
    return say(f"intake.conditions.{word}", lang, **slots)
