"""When a property must or must not stand in a record, in words, from the rules of its schema."""

from __future__ import annotations

from collections.abc import Iterator

from gongshi.kinds import Schema
from gongshi.words import Lang, say


def conditions(name: str, holder: Schema, lang: Lang) -> Iterator[str]:
    """A phrase for each reason for which `name` must or must not stand in the object `holder`."""
    if name in holder.get("required", ()):
        yield _say("always", lang)
    yield from special_conditions(name, holder, lang)


def special_conditions(name: str, holder: Schema, lang: Lang) -> Iterator[str]:
    """The same without that it must always stand there."""
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
    named = dict.fromkeys([*condition.get("properties", {}), *condition.get("required", ())])
    either = _say("either", lang)
    told = [either.join(_alternatives(name, condition, holder, holds, lang)) for name in named]
    said = (_say("and", lang) if holds else either).join(told)
    return _say("when", lang, condition=said, what=_say(what, lang))


def _alternatives(
    name: str, condition: Schema, holder: Schema, holds: bool, lang: Lang
) -> Iterator[str]:
    """The ways in which what a condition says of one property holds, or does not.

    JSON Schema takes what is absent to have every value, unless the condition requires it.
    """
    spec = condition.get("properties", {}).get(name, True)
    if isinstance(spec, bool):  # it stands there, or it does not
        yield _say("present" if holds == spec else "absent", lang, name=name)
        return
    is_optional = name not in holder.get("required", ())
    if is_optional and holds != (name in condition.get("required", ())):
        yield _say("absent", lang, name=name)
    values = spec.get("enum") or [spec["const"]]
    others = [each for each in holder["properties"][name]["enum"] if each not in values]
    is_told = holds or len(others) > len(values)
    value = _listed(values if is_told else others, lang)
    yield _say("is" if holds or not is_told else "is_not", lang, name=name, value=value)


def _listed(names: list[str], lang: Lang) -> str:
    return _say("comma", lang).join(f"`{each}`" for each in names)


def _say(word: str, lang: Lang, **slots: object) -> str:
    return say(f"intake.conditions.{word}", lang, **slots)
