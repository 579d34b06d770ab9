"""Pages kept from the last build: one is taken over as it is if all that it asked for is the same.

What a page asked is noted while it is made (`noting`), and told by the digest of each answer. What
all pages stand on alike (templates, frames, words, the day, who may be named) is the key: where it
is another, nothing is kept. A file is taken over only if it lies there as it was written.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from gongshi.kinds import Kind
from gongshi.publish.noting import NEVER, Notes, Question
from gongshi.records.cache import get, key_of, put
from gongshi.words import Lang

_NAME = "pages"
File = tuple[str, str, int, int, int]  # path, SHA-256, and of the file size, time and inode


@dataclass(frozen=True)
class Asked:
    """What pages asked: the questions, the digests of their answers; by page, which, and its files.

    A page goes by the name of its job (`stamp`).
    """

    questions: list[Question] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
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
        return Asked(questions, [self._notes.answer(each) for each in questions], self._pages)


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


def kept_pages(root: Path, lang: Lang, key: str, notes: Notes, out: Path) -> Asked:
    """The pages of the site in `out` that are as they would be made now."""
    parts = get(root, f"{_NAME}-{lang}", key)
    if parts is None:
        return Asked()
    said = json.loads(parts["said"].to_pybytes())
    questions = [tuple(each) for each in said["questions"]]
    answers: list[str] = said["answers"]
    other = {
        at
        for at, (question, answer) in enumerate(zip(questions, answers, strict=True))
        if question == NEVER or notes.answer(question) != answer
    }
    asked = array("I", parts["asked"].to_pybytes())
    pages = {}
    start = 0
    for name, files, count in said["pages"]:
        of_page = asked[start : start + count]
        start += count
        if other.isdisjoint(of_page) and all(_lies_there(out, *each) for each in files):
            pages[name] = [tuple(each) for each in files], of_page
    return Asked(questions, answers, pages)


def keep_pages(root: Path, lang: Lang, key: str, asked: Asked) -> None:
    """Keep what was asked for the next build."""
    used = sorted(set().union(*(of for _, of in asked.pages.values())))
    places_of = dict(zip(used, range(len(used)), strict=True))
    said = {
        "questions": [asked.questions[at] for at in used],
        "answers": [asked.answers[at] for at in used],
        "pages": [(name, files, len(of)) for name, (files, of) in asked.pages.items()],
    }
    places = array("I")
    for _, of in asked.pages.values():
        places.extend(places_of[at] for at in of)
    content = json.dumps(said, ensure_ascii=False).encode()
    put(root, f"{_NAME}-{lang}", key, {"said": content, "asked": places.tobytes()})


def file_of(folder: Path, name: str, digest: str) -> File:
    """A file that was written."""
    found = (folder / name).stat()
    return name, digest, found.st_size, found.st_mtime_ns, found.st_ino


def _lies_there(out: Path, name: str, digest: str, *found: int) -> bool:
    try:
        return file_of(out, name, digest)[2:] == found
    except OSError:
        return False
