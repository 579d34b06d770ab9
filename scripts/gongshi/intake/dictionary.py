"""The data dictionary: pages of the site that say what each kind of record holds.

They are generated from the schemas alone; a test holds the committed pages against them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gongshi.intake.conditions import conditions
from gongshi.kinds import Field, Kind, Schema
from gongshi.words import Lang, say

DICTIONARY: Mapping[Lang, Path] = {
    "zh": Path("site/dictionary"),
    "en": Path("site/en/dictionary"),
}


def dictionary(kinds: Mapping[str, Kind], lang: Lang = "zh") -> dict[str, str]:
    """The pages in Markdown by file name: a list of all kinds, and a page for each.

    In `lang`, with the other language's names beside.
    """
    pages = _Pages(kinds, lang)
    return {
        "index.md": _text(pages.index()),
        **{f"{kind.name}.md": _text(pages.kind(kind)) for kind in kinds.values()},
    }


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


class _Pages:
    """Writes the pages."""

    def __init__(self, kinds: Mapping[str, Kind], lang: Lang) -> None:
        self.kinds = kinds
        self.lang: Lang = lang
        self.other: Lang = "en" if lang == "zh" else "zh"
        # An item that others refer to, such as a volunteer, is described where its kind is.
        self.can_settle = False  # of the kind whose page is written
        self.homes = {item.item: kind for kind in kinds.values() for item in kind.items}

    def index(self) -> Iterator[str]:
        """The page that lists the kinds."""
        yield from (f"# {self._say('title')}", "", self._say("intro"), "", self._say("levels"), "")
        for kind in self.kinds.values():
            yield f"- {self._link(kind)}<br>{kind.description[self.lang]}"

    def kind(self, kind: Kind) -> Iterator[str]:
        """The page of a kind: its fields, what stands inside one below it."""
        yield from (f"# {self._say('page', kind=self._both(kind))}", "")
        yield from (kind.description[self.lang], "", self._say("file", folder=kind.folder), "")
        self.can_settle = kind.settled_if is not None
        yield from self._fields(kind.fields, kind.schema, "")
        if self.can_settle:
            yield from ("", self._say("settled"))
        for chain in kind.in_order:
            yield from ("", self._say("order", chain=" → ".join(f"`{name}`" for name in chain)))
        for items in kind.items:
            array = kind.field(items.array)
            title = array.title[self.lang] if array else items.item
            yield from ("", self._say("items", id=f"{items.array}[].{items.id}", item=title))
        yield from ("", self._say("levels"), "", f"[{self._say('title')}](index.md)")

    def _fields(self, fields: Sequence[Field], holder: Schema, indent: str) -> Iterator[str]:
        for field in fields:
            rules = [
                self._form(field),
                *conditions(field.name, holder, self.lang),
                self._say(field.publish),
            ]
            if field.when_settled and self.can_settle:
                rules.append(self._say(field.when_settled))
            lines = (
                f"`{field.name}` **{field.title[self.lang]}** {field.title[self.other]}",
                " · ".join(rules),
                *self._meaning(field),
            )
            yield f"{indent}- {'<br>'.join(lines)}"
            inner = field.item or field
            yield from self._fields(inner.fields, inner.schema, f"{indent}    ")

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
        return f"[{self._both(kind)}]({kind.name}.md)"

    def _both(self, named: Kind) -> str:
        return f"{named.title[self.lang]} {named.title[self.other]}"

    def _say(self, word: str, **slots: object) -> str:
        return say(f"intake.dictionary.{word}", self.lang, **slots)
