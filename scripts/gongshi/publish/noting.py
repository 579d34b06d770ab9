"""What a page asked for while it was made, so that it is made again only when an answer is another.

All that a page of many is made from is asked of things that note it: records, what refers to them,
derived figures. A question is a name and what goes with it, such as `("within", "yunhe", "team")`;
its answer is told by a digest. What has none of its own (`NEVER`) is never the same twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from decimal import Decimal
from hashlib import blake2b
from operator import attrgetter
from typing import Any, ClassVar, Protocol, TypeVar

Question = tuple[str, ...]
NEVER: Question = ("never",)  # asks for what may be another each time
DIGEST = 8  # bytes of the digest of an answer


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


V = TypeVar("V")
T = TypeVar("T", bound=_Dataclass)


class Notes:
    """The questions that are asked while somebody listens, and how each is answered."""

    def __init__(self) -> None:
        self._answers: dict[str, Callable[..., object]] = {}
        self.heard: set[Question] | None = None  # None while nobody listens

    def answered(self, name: str, answer: Callable[..., object]) -> None:
        """From now on questions of this name are answered so."""
        self._answers[name] = answer

    def ask(self, *question: str) -> None:
        """Note a question, if somebody listens."""
        if self.heard is not None:
            self.heard.add(question)

    @contextmanager
    def listening(self) -> Iterator[set[Question]]:
        """Note all questions that are asked from here on into a set."""
        before, self.heard = self.heard, set()
        try:
            yield self.heard
        finally:
            self.heard = before

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """Note nothing from here on: what is asked is known, or is no question of a page."""
        before, self.heard = self.heard, None
        try:
            yield
        finally:
            self.heard = before

    def answers(self, name: str, keys: Iterable[Sequence[str]]) -> list[bytes]:
        """The digests of the answers to the questions of one name; zeros where it has none."""
        answer = self._answers.get(name)
        if answer is None:
            return [bytes(DIGEST) for _ in keys]
        with self.unheard():
            told = (answer(*key) for key in keys)
            return [_DIGESTS.get(id(each)) or _digest(_said(each)) for each in told]


class Noted(dict[Any, V]):
    """A mapping that notes what is looked up in it; keys are texts, or tuples of texts."""

    def __init__(self, notes: Notes, name: str, of: Mapping[Any, V]) -> None:
        super().__init__(of)
        self._notes, self._name = notes, name
        get = super().get
        if isinstance(next(iter(of), ""), tuple):
            notes.answered(name, lambda *key: get(key))
        else:
            notes.answered(name, lambda key, *_: get(key))
        notes.answered(f"{name}?", lambda: dict.__len__(self) > 0)

    def _ask(self, key: Any) -> None:
        heard = self._notes.heard
        if heard is not None:  # as `Notes.ask` does: a city's pages look up millions of values
            heard.add((self._name, *key) if isinstance(key, tuple) else (self._name, key))

    def __getitem__(self, key: Any) -> V:
        """The value of a key, noted."""
        self._ask(key)
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a key, or the default; noted."""
        self._ask(key)
        return dict.get(self, key, default)

    def __contains__(self, key: object) -> bool:
        """Whether there is such a key, noted."""
        self._ask(key)
        return super().__contains__(key)

    def __bool__(self) -> bool:
        """Whether there is any key, noted."""
        self._notes.ask(f"{self._name}?")
        return super().__len__() > 0

    def __iter__(self) -> Iterator[Any]:
        """All keys: what they are is no answer that could be kept."""
        self._notes.ask(*NEVER)
        return super().__iter__()

    def __len__(self) -> int:
        """How many keys there are."""
        self._notes.ask(*NEVER)
        return super().__len__()

    def keys(self) -> Any:
        """All keys."""
        self._notes.ask(*NEVER)
        return super().keys()

    def values(self) -> Any:
        """All values."""
        self._notes.ask(*NEVER)
        return super().values()

    def items(self) -> Any:
        """All keys and values."""
        self._notes.ask(*NEVER)
        return super().items()


def noted(of: T, notes: Notes, name: str) -> T:
    """A dataclass with all its mappings noted."""
    found = {
        each.name: Noted(notes, f"{name}.{each.name}", value)
        for each in fields(of)
        if isinstance(value := getattr(of, each.name), dict)
    }
    return replace(of, **found)


class Unnoted:
    """Stands before what does not tell what it is asked: a page that asks it is never kept."""

    def __init__(self, notes: Notes, of: object) -> None:
        self._notes, self._of = notes, of

    def __getattr__(self, name: str) -> Any:
        """An attribute of what stands behind."""
        self._notes.ask(*NEVER)
        return getattr(self._of, name)


def _digest(said: bytes) -> bytes:
    return blake2b(said, digest_size=DIGEST).digest()


def _said(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if type(value) in _PLAIN:
        return repr(value).encode()
    if isinstance(value, list | tuple):
        try:
            return b"[%s]" % b"\0".join(map(_face, value))  # entries, mostly, and many
        except AttributeError:
            return b"[%s]" % b"\0".join(map(_said, value))
    face = getattr(value, "face", None)
    return face if isinstance(face, bytes) else repr(value).encode()


_face = attrgetter("face")
_PLAIN = frozenset({str, int, bool, Decimal, type(None)})
# What most questions are answered with, of which there is one each.
_DIGESTS = {id(each): _digest(_said(each)) for each in (None, True, False)}
