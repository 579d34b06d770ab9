"""Changed records in sentences.

Whatever comes out of a record passes through the renderer's `quote`, so that it can neither be
taken for our own words nor for a command of the place where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from gongshi.kinds import Field, Kind
from gongshi.review.changed import Changed
from gongshi.tally.formats import as_it_stood, composed
from gongshi.words import Lang, say

Quote = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and those that hang under it."""

    text: str
    below: tuple[str, ...] = ()


class RecordWords:
    """Says changes of records in one language, with one way to quote."""

    def __init__(self, kinds: Mapping[str, Kind], lang: Lang, quote: Quote) -> None:
        self._kinds, self._lang, self._quote = kinds, lang, quote

    def record(self, each: Changed) -> Line:
        """What became of a record, and of which of its fields."""
        said = self._say(
            f"state.{each.state}",
            kind=self._kinds[each.kind].title[self._lang],
            label=self.label(each),
            was=self._quote(each.was),
        )
        below = [self._field(*steps) for steps in self._fields(each)]
        if each.is_closed:
            below.append(self._say("closed"))
        return Line(said, tuple(below))

    def with_fields(self, each: Changed, names: Sequence[str]) -> Line:
        """A record by its label, with what some of its fields say now."""
        fields = (field for field in self._kinds[each.kind].fields if field.name in names)
        return Line(
            self.label(each),
            tuple(
                self._say(
                    "value",
                    field=field.title[self._lang],
                    value=self._value(field, each.record[field.name]),
                )
                for field in fields
                if field.name in each.record
            ),
        )

    def label(self, each: Changed) -> str:
        """The name of a record, where it is published, and its id."""
        name = each.record.get(self._kinds[each.kind].label)
        id = self._quote(each.id)
        if not isinstance(name, str) or name == each.id:
            return id
        return self._say("label", name=self._quote(name), id=id)

    def _fields(self, each: Changed) -> Iterator[tuple[str, str, str]]:
        for altered in each.fields:
            names = [
                self._quote(step) if isinstance(step, str) else step.title[self._lang]
                for step in altered.steps
            ]
            yield (
                " · ".join(names),
                self._value(altered.field, altered.before),
                self._value(altered.field, altered.after),
            )

    def _field(self, field: str, before: str, after: str) -> str:
        return self._say("field", field=field, before=before, after=after)

    def _value(self, field: Field, value: Any) -> str:
        if value is None:
            return self._say("absent")
        told = partial(as_it_stood, lang=self._lang)
        return self._quote(composed(field, value, self._lang, told) or "")

    def _say(self, word: str, **slots: object) -> str:
        return say(f"review.{word}", self._lang, **slots)
