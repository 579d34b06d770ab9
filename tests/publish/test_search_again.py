"""The search of a site built upon the last one is that of one built from nothing, byte for byte."""

from __future__ import annotations

import gzip
from dataclasses import replace
from hashlib import sha256
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from gongshi.publish.output import Output
from gongshi.publish.search import index
from gongshi.publish.search.documents import Document
from gongshi.publish.search.files import FOLDER
from gongshi.publish.search.index import write_index
from gongshi.publish.search.postings import write_anew

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("team", "activity")
PLACES = {"town": ["town", "city"], "city": ["city"], "other": ["other"]}
LIBRARY: Any = SimpleNamespace(
    chains=PLACES,
    kinds={},
    entries={("place", id): SimpleNamespace(label=id) for id in PLACES},
    all=lambda _: [SimpleNamespace(id=id, demo=False) for id in PLACES],
)
WORDS = ("河岸", "清洁", "理发", "老人", "2024年", "gongshi", "志愿、服务", "第3届", "鸑鷟", "")


def document(draw: Random, n: int) -> Document:
    lines = tuple(dict.fromkeys("".join(draw.choices(WORDS, k=3)) for _ in range(3)))
    title = "".join(draw.choices(WORDS[:-1], k=2))
    kind, place = draw.choice(KINDS), draw.choice(("", *PLACES))
    date = f"2024-{n // 100 + 1}"
    return Document(kind, f"{n:03d}", title, f"x/{n}/", lines, place=place, date=date)


def edited(draw: Random, documents: list[Document], n: int) -> list[Document]:
    """The documents after somebody has changed, added or removed some."""
    made = list(documents)
    for _ in range(draw.randint(0, 4)):
        at = draw.randrange(len(made))
        fresh = document(draw, n)
        match draw.choice(("title", "text", "place", "new", "gone", "old")):
            case "title":
                made[at] = replace(made[at], title=fresh.title)
            case "text":
                made[at] = replace(made[at], lines=fresh.lines)
            case "place":
                made[at] = replace(made[at], place=fresh.place)
            case "new":
                made.append(replace(fresh, date=f"2025-{n:03d}"))
            case "old":
                made.append(replace(fresh, id=f"{n:03d}old", date="2001"))
            case "gone":
                made.pop(at)
    return list({each.id: each for each in made}.values())


def write(documents: list[Document], folder: Path, before: Path | None = None) -> None:
    """Write a search into `folder`, whole: what it has of that in `before` is put there, too."""
    output = Output(folder.parent / f"{folder.name}-fresh", before or folder / "none")
    write_index(documents, LIBRARY, KINDS, output)
    for name, digest in output.digests.items():
        content = output.find(name).read_bytes()
        assert sha256(content).hexdigest() == digest
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / FOLDER).iterdir()}


@pytest.mark.parametrize("seed", range(12))
def test_built_upon_the_last_it_is_as_from_nothing(tmp_path: Path, seed: int) -> None:
    draw = Random(seed)
    documents = [document(draw, n) for n in range(60)]
    before = tmp_path / "0"
    write(documents, before)
    for turn in range(1, 6):
        documents = edited(draw, documents, 100 + turn)
        upon, cold = tmp_path / str(turn), tmp_path / f"{turn}-cold"
        write(documents, upon, before)
        write(documents, cold)
        assert files(upon) == files(cold)
        before = upon


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Grows whenever all terms are written anew."""
    said: list[bool] = []

    def noted(*arguments: Any) -> tuple[int, int]:
        said.append(True)
        return write_anew(*arguments)

    monkeypatch.setattr(index, "write_anew", noted)
    return said


def test_what_changed_in_place_is_not_made_anew(tmp_path: Path, anew: list[bool]) -> None:
    draw = Random(1)
    documents = [document(draw, n) for n in range(60)]
    write(documents, tmp_path / "0")
    documents[7] = replace(documents[7], title="量子力学", lines=("薛定谔的猫",))
    anew.clear()
    write(documents, tmp_path / "1", tmp_path / "0")
    assert anew == []
    before, after = files(tmp_path / "0"), files(tmp_path / "1")
    changed = {name for name in before if before[name] != after[name]}
    assert len([name for name in changed if name.startswith("texts-")]) == 1
    assert 0 < len([name for name in changed if name.startswith("words-")]) < 16


@pytest.mark.parametrize(
    "harm",
    ["no note", "another rule", "a file", "packed otherwise", "a lost file", "garbage", "a place"],
)
def test_what_is_not_sound_is_not_built_upon(
    tmp_path: Path, harm: str, anew: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = Random(2)
    documents = [document(draw, n) for n in range(60)]
    before, after, cold = (tmp_path / name for name in ("before", "after", "cold"))
    write(documents, before)
    note, words = (before / FOLDER / name for name in ("made.json", "words-003.gz"))
    match harm:
        case "no note":
            note.unlink()
        case "another rule":
            note.write_text(note.read_text("utf-8").replace(index.RULES, "0"), "utf-8")
        case "a file":
            words.write_bytes((before / FOLDER / "words-004.gz").read_bytes())
        case "packed otherwise":
            words.write_bytes(gzip.compress(gzip.decompress(words.read_bytes()), 1))
        case "a lost file":
            words.unlink()
        case "garbage":
            words.write_bytes(b"\x1f\x8b garbage")
            note.write_text("[", "utf-8")
        case "a place":
            monkeypatch.setitem(PLACES, "city", ["city", "other"])
    anew.clear()
    write(documents, after, before)
    assert anew == [True]
    write(documents, cold)
    assert files(after) == files(cold)


def test_when_much_has_changed_all_is_made_anew(
    tmp_path: Path, anew: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = Random(3)
    documents = [document(draw, n) for n in range(60)]
    write(documents, tmp_path / "0")
    monkeypatch.setattr(index, "_FEW", 3)
    documents = [replace(each, lines=("换了",)) for each in documents]
    anew.clear()
    write(documents, tmp_path / "1", tmp_path / "0")
    assert anew == [True]
