"""The data dictionary: a page of the site that says what each kind of record holds.

It is generated from the schemas alone; a test holds the committed page against them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gongshi.kinds import Field, Kind, Schema
from gongshi.words import Lang, say

DICTIONARY = Path("site/dictionary.md")


def dictionary(kinds: Mapping[str, Kind], lang: Lang = "zh") -> str:
    """The page in Markdown, in `lang` with the other language's names beside."""
    return "\n".join(_Page(kinds, lang).lines()) + "\n"


class _Page:
    """Writes the page."""

    def __init__(self, kinds: Mapping[str, Kind], lang: Lang) -> None:
        self.kinds = kinds
        self.lang: Lang = lang
        self.other: Lang = "en" if lang == "zh" else "zh"
        # An item that others refer to, such as a volunteer, is described where its kind is.
        self.homes = {item.item: kind for kind in kinds.values() for item in kind.items}

    def lines(self) -> Iterator[str]:
        """The page from its title to the last kind's table."""
        yield from (f"# {self._say('title')}", "", self._say("intro"), "", self._say("levels"), "")
        yield from (f"## {self._say('kinds')}", "")
        yield from _table(
            [self._say("kind"), self._say("what")],
            [[self._link(kind), kind.description[self.lang]] for kind in self.kinds.values()],
        )
        for kind in self.kinds.values():
            yield from self._kind(kind)

    def _kind(self, kind: Kind) -> Iterator[str]:
        yield from ("", f"## {self._both(kind)} {{#{kind.name}}}", "")
        yield from (kind.description[self.lang], "", self._say("file", folder=kind.folder), "")
        yield from _table(
            [self._say(each) for each in ("field", "rule", "meaning")],
            list(self._rows(kind.fields, kind.schema, "")),
        )
        for chain in kind.in_order:
            yield from ("", self._say("order", chain=" → ".join(f"`{name}`" for name in chain)))
        for items in kind.items:
            array = kind.field(items.array)
            title = array.title[self.lang] if array else items.item
            yield from ("", self._say("items", id=f"{items.array}[].{items.id}", item=title))

    def _rows(self, fields: Sequence[Field], holder: Schema, above: str) -> Iterator[list[str]]:
        for field in fields:
            name = f"{above}{field.name}"
            rules = [self._form(field), *self._needed(field.name, holder), self._say(field.publish)]
            yield [
                f"`{name}`<br>{self._both(field)}",
                "<br>".join(rules),
                "<br>".join(self._meaning(field)),
            ]
            inner = field.item or field
            yield from self._rows(
                inner.fields, inner.schema, f"{name}{'[]' * (inner is not field)}."
            )

    def _form(self, field: Field) -> str:
        if field.item is not None:
            return self._say("list", item=self._form(field.item))
        if field.enum:
            return self._say("choice")
        if field.refers_to:
            return self._say("id")
        if field.type == "integer":
            limits = {"least": field.schema["minimum"], "most": field.schema["maximum"]}
            return self._say("integer", **limits)
        if field.type != "string":
            return self._say({"object": "group", "boolean": "boolean"}[field.type])
        if field.schema.get("format") == "date":
            return self._say("day")
        return self._say("text" if field.free_text else "fixed")

    def _needed(self, name: str, holder: Schema) -> Iterator[str]:
        """When the property must stand in the object `holder`, a phrase for each reason."""
        if name in holder.get("required", ()):
            yield self._say("always")
        for rule, key in (("one_of", "oneOf"), ("any_of", "anyOf")):
            names = [each for branch in holder.get(key, ()) for each in branch["required"]]
            if name in names:
                others = self._say("comma").join(f"`{each}`" for each in names if each != name)
                yield self._say(rule, names=others)
        for rule in holder.get("allOf", ()):
            for branch, holds in (("then", True), ("else", False)):
                if name in rule.get(branch, {}).get("required", ()):
                    yield self._when(rule["if"], holder, holds, "always")
                if rule.get(branch, {}).get("properties", {}).get(name) is False:
                    yield self._when(rule["if"], holder, holds, "nothing")

    def _when(self, condition: Schema, holder: Schema, holds: bool, what: str) -> str:
        """What a rule asks under its condition, or under the opposite, in words."""
        asked = self._say(what)
        for name, spec in condition.get("properties", {}).items():
            value = spec["const"]
            others = [each for each in holder["properties"][name]["enum"] if each != value]
            if holds or len(others) == 1:
                only = value if holds else others[0]
                return self._say("is", name=name, value=only, what=asked)
            return self._say("is_not", name=name, value=value, what=asked)
        return self._say("present", name=", ".join(condition["required"]), what=asked)

    def _meaning(self, field: Field) -> Iterator[str]:
        value = field.item or field
        yield field.description[self.lang]
        if value.enum:
            allowed = [value.schema["const"]] if "const" in value.schema else list(value.enum)
            choices = [f"`{each}` {value.enum[each][self.lang]}" for each in allowed]
            yield self._say("choices", choices=self._say("comma").join(choices))
        if value.refers_to:
            links = [self._link(self._home(kind)) for kind in value.refers_to]
            yield self._say("refers", kinds=self._say("comma").join(links))

    def _home(self, kind: str) -> Kind:
        return self.kinds[kind] if kind in self.kinds else self.homes[kind]

    def _link(self, kind: Kind) -> str:
        return f"[{self._both(kind)}](#{kind.name})"

    def _both(self, named: Kind | Field) -> str:
        return f"{named.title[self.lang]} {named.title[self.other]}"

    def _say(self, word: str, **slots: object) -> str:
        return say(f"intake.dictionary.{word}", self.lang, **slots)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table; a bar inside a cell would end it and is escaped."""
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
