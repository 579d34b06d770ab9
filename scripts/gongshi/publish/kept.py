"""Pages kept from the last build: one is taken over as it is if all that it asked for is the same.

What a page asked is noted while it is made (`noting`), and told by the digest of each answer. What
all pages stand on alike (templates, frames, words, the day, who may be named) is the key: where it
is another, nothing is kept. A file is taken over only if it lies there as it was written.

What is kept of all pages is many times what a change makes anew, so it is left as it is, and the
pages made since stand in a file of their own beside it.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.kinds import Kind
from gongshi.publish.noting import DIGEST, NEVER, Notes, Question
from gongshi.publish.output import Output
from gongshi.records.cache import get, key_of, put
from gongshi.records.tables import stream
from gongshi.words import Lang

_NAME = "pages"
_OFTEN = 10  # of so many pages one is made anew before what is kept of all is written again
_KEYS = "keys of "
File = tuple[str, str, int, int, int]  # path, SHA-256, and of the file size, time and inode
Parts = Mapping[str, pa.Buffer]
_PAGES = pa.schema({"name": pa.string(), "asked": pa.int64()})
_FILES = pa.schema(
    {
        "page": pa.int64(),  # its place
        "path": pa.string(),
        "digest": pa.string(),
        "size": pa.int64(),
        "time": pa.int64(),
        "inode": pa.uint64(),
    }
)
_PLACE = pa.uint32()  # of a question


@dataclass(frozen=True)
class Asked:
    """What pages asked: the questions, the digests of their answers; by page, which, and its files.

    A page goes by the name of its job (`stamp`).
    """

    questions: list[Question] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    pages: dict[str, tuple[list[File], array[int]]] = field(default_factory=dict)

    def join(self, other: Asked) -> None:
        """Take over what others asked."""
        known = {question: at for at, question in enumerate(self.questions)}
        places = []
        for question, answer in zip(other.questions, other.answers, strict=True):
            place = known.get(question)
            if place is None:
                place = known[question] = len(self.questions)
                self.questions.append(question)
                self.answers.append(answer)
            places.append(place)
        for name, (files, asked) in other.pages.items():
            self.pages[name] = files, array("I", (places[at] for at in asked))


@dataclass(frozen=True)
class Last:
    """What is kept of the last site: of all its pages, and of those made anew since then."""

    whole: Parts
    since: Parts | None


@dataclass(frozen=True)
class Kept:
    """The pages of the last site that are as they would be made now: the files of each, by name.

    `since` is what those asked that were made anew since all were written down.
    """

    pages: Mapping[str, list[File]] = field(default_factory=dict)
    since: Asked = field(default_factory=Asked)


class Listener:
    """Notes what pages ask, one after another."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._places: dict[Question, int] = {}
        self._pages: dict[str, tuple[list[File], array[int]]] = {}

    def add(self, page: str, files: list[File], asked: Iterable[Question]) -> None:
        """A page that was made."""
        places = self._places
        of_page = array("I", (places.setdefault(each, len(places)) for each in asked))
        self._pages[page] = files, of_page

    def heard(self) -> Asked:
        """All that was noted, with what the answers are."""
        questions = list(self._places)
        answers = [b""] * len(questions)
        by_name: dict[str, list[int]] = {}
        for at, (name, *_) in enumerate(questions):
            by_name.setdefault(name, []).append(at)
        for name, of in by_name.items():
            told = self._notes.answers(name, (questions[at][1:] for at in of))
            for at, answer in zip(of, told, strict=True):
                answers[at] = answer
        return Asked(questions, answers, self._pages)


def key_of_pages(
    root: Path, kinds: Mapping[str, Kind], folders: Sequence[Path], said: Iterable[str]
) -> str:
    """The key of what all pages stand on: `folders` with all they hold, and what is `said`."""
    digest = sha256(key_of(root, kinds).encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if path.is_file():
                content = path.read_bytes()
                digest.update(f"{path.relative_to(root)} {len(content)}\n".encode())
                digest.update(content)
    for each in said:
        digest.update(f"{len(each)} {each}\n".encode())
    return digest.hexdigest()


def last_pages(root: Path, lang: Lang, key: str) -> Last | None:
    """What is kept of the last site, if it stands on the same."""
    whole = get(root, _name(lang), key)
    if whole is None:
        return None
    return Last(whole, get(root, _name(lang, is_since=True), _key_since(key, whole)))


def kept_pages(last: Last | None, notes: Notes, output: Output) -> Kept:
    """The pages of the last site that are as they would be made now."""
    if last is None:
        return Kept()
    since = Asked() if last.since is None else _asked(last.since)
    standing = {} if last.since is None else _standing(last.since, notes, output)
    pages = _standing(last.whole, notes, output)
    for name in since.pages:
        pages.pop(name, None)
    left = {name: since.pages[name] for name in standing}
    return Kept(pages | standing, Asked(since.questions, since.answers, left))


def keep_pages(
    root: Path, lang: Lang, key: str, last: Last | None, kept: Kept, made: Asked
) -> None:
    """Keep for the next build what was asked by the pages made anew, and by those that were kept.

    Of a few the rest need not be written again.
    """
    made.join(kept.since)  # in this order, for of what is made the answers are those of today
    if last is not None:
        if len(made.pages) * _OFTEN < len(kept.pages):
            key_since = _key_since(key, last.whole)
            put(root, _name(lang, is_since=True), key_since, _parts(made))
            return
        before = _asked(last.whole)
        left = kept.pages.keys() - made.pages.keys()
        pages = {name: of for name, of in before.pages.items() if name in left}
        made.join(Asked(before.questions, before.answers, pages))
    put(root, _name(lang), key, _parts(made))


def _name(lang: Lang, *, is_since: bool = False) -> str:
    return f"{_NAME}-{lang}-since" if is_since else f"{_NAME}-{lang}"


def _key_since(key: str, whole: Parts) -> str:
    """What is kept since belongs to what is kept of all."""
    return f"{key} {blake2b(whole['files']).hexdigest()}"


def _parts(asked: Asked) -> dict[str, bytes | pa.Buffer]:
    """What is written: questions by name, so that those need not be read whose answers are known.

    Answers and what pages asked are in the order of the names, and of the questions of each.
    """
    used: set[int] = set().union(*(of for _, of in asked.pages.values()))
    by_name: dict[str, list[int]] = {}
    for at in sorted(used):
        by_name.setdefault(asked.questions[at][0], []).append(at)
    order = [at for of in by_name.values() for at in of]
    places_of = dict(zip(order, range(len(order)), strict=True))
    places = array("I")
    for _, of in asked.pages.values():
        places.extend(places_of[at] for at in of)
    counts = [len(of) for _, of in asked.pages.values()]
    files = [(page, *each) for page, (of, _) in enumerate(asked.pages.values()) for each in of]
    parts: dict[str, bytes | pa.Buffer] = {
        "names": _json({name: len(of) for name, of in by_name.items()}),
        "answers": b"".join(asked.answers[at] for at in order),
        "asked": places.tobytes(),
        "pages": _stream(_PAGES, zip(asked.pages, counts, strict=True)),
        "files": _stream(_FILES, files),
    }
    return parts | {
        f"{_KEYS}{name}": _json([asked.questions[at][1:] for at in of])
        for name, of in by_name.items()
    }


def _stream(schema: pa.Schema, rows: Iterable[tuple[Any, ...]]) -> pa.Buffer:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return stream(pa.record_batch([*map(pa.array, columns, schema.types)], schema=schema))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _asked(parts: Parts) -> Asked:
    """What `_parts` wrote."""
    answers = parts["answers"].to_pybytes()
    questions = [
        (name, *key)
        for name in json.loads(parts["names"].to_pybytes())
        for key in json.loads(parts[f"{_KEYS}{name}"].to_pybytes())
    ]
    return Asked(
        questions,
        [answers[at : at + DIGEST] for at in range(0, len(answers), DIGEST)],
        {name: (files, of) for name, files, of in _pages(parts)},
    )


def _pages(parts: Parts) -> Iterator[tuple[str, list[File], array[int]]]:
    """The name of each page, its files, and the places of the questions it asked."""
    names, counts = _table(parts["pages"])
    asked = array("I", parts["asked"].to_pybytes())
    of_pages: list[list[File]] = [[] for _ in names]
    for page, file in _files(parts):
        of_pages[page].append(file)
    start = 0
    for name, files, count in zip(names.to_pylist(), of_pages, counts.to_pylist(), strict=True):
        yield name, files, asked[start : start + count]
        start += count


def _files(parts: Parts) -> Iterator[tuple[int, File]]:
    """The files of all pages, each with the place of its page."""
    page, *columns = (each.to_pylist() for each in _table(parts["files"]))
    return zip(page, zip(*columns, strict=True), strict=True)


def _table(part: pa.Buffer) -> list[pa.Array]:
    """The columns of what `_stream` gave."""
    columns: list[pa.Array] = pa.ipc.open_stream(part).read_next_batch().columns
    return columns


def _standing(parts: Parts, notes: Notes, output: Output) -> dict[str, list[File]]:
    """The pages whose questions are all answered as they were, and whose files lie there."""
    names, counts = _table(parts["pages"])
    asked = pa.Array.from_buffers(_PLACE, pc.sum(counts).as_py() or 0, [None, parts["asked"]])
    is_other = pc.is_in(asked, pa.array(_others(parts, notes), _PLACE))
    others = _sums(is_other.cast(pa.int64())).take(_sums(counts))  # up to the end of each page
    stands = pc.equal(others[1:], others[:-1]).to_pylist()
    pages: list[list[File]] = [[] for _ in stands]
    for page, file in _files(parts):
        pages[page].append(file)
        stands[page] &= lies_there(output, file)
    found = zip(names.to_pylist(), pages, stands, strict=True)
    return {name: files for name, files, is_standing in found if is_standing}


def _others(parts: Parts, notes: Notes) -> list[int]:
    """The places of the questions whose answer is another now."""
    answers = parts["answers"].to_pybytes()
    others: list[int] = []
    start = 0
    for name, count in json.loads(parts["names"].to_pybytes()).items():
        end = start + count
        keys = json.loads(parts[f"{_KEYS}{name}"].to_pybytes())
        known, told = answers[start * DIGEST : end * DIGEST], b"".join(notes.answers(name, keys))
        if name == NEVER[0]:
            others += range(start, end)
        elif known != told:
            others += (
                start + at
                for at in range(count)
                if known[at * DIGEST : (at + 1) * DIGEST] != told[at * DIGEST : (at + 1) * DIGEST]
            )
        start = end
    return others


def _sums(counts: pa.Array) -> pa.Array:
    """The sum of no count, of the first, of the first two, up to that of all."""
    return pa.concat_arrays([pa.array([0], pa.int64()), pc.cumulative_sum(counts)])


def file_of(output: Output, name: str, digest: str) -> File:
    """A file of the site to be."""
    return name, digest, *output.file(name)


def lies_there(output: Output, file: File) -> bool:
    """Whether a file of the last site is still as it was found (`file_of`)."""
    name, _digest, *found = file
    return output.there.get(name) == tuple(found)
