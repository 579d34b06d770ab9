"""Pictures and the records that show them, as the work tree has them and as a commit had them."""

from __future__ import annotations

from pathlib import Path

import pytest
from git import Repo
from made_pictures import PNG, picture
from repositories import commit

from gongshi.checks.changed import check_changed
from gongshi.checks.run import run_check
from gongshi.kinds import Kind
from gongshi.records.load import load
from gongshi.records.otherwise import otherwise

GOOD = Path(__file__).parent.parent / "examples" / "good" / "X027" / "records"
PICTURE = "records/pictures/demo-reader.jpg"
PROFILE = "records/profiles/demo-reader.yaml"
Kinds = dict[str, Kind]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A place with one profile and its portrait."""
    for path in GOOD.rglob("*.*"):
        copy = tmp_path / "records" / path.relative_to(GOOD)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return tmp_path


def codes(root: Path, kinds: Kinds) -> list[tuple[str, str]]:
    return [(each.code, each.file) for each in run_check(root, kinds).findings]


def test_a_portrait_that_is_shown_is_there(place: Path, kinds: Kinds) -> None:
    assert codes(place, kinds) == []
    (place / PICTURE).rename(place / "records/pictures/another.jpg")
    assert codes(place, kinds) == [("X028", "records/pictures/another.jpg"), ("X027", PROFILE)]


def test_one_that_is_no_picture_is_not_missing_too(place: Path, kinds: Kinds) -> None:
    (place / PICTURE).write_bytes(picture(PNG))
    assert codes(place, kinds) == [("B019", PICTURE)]


def test_one_is_not_called_unused_where_a_profile_cannot_be_read(place: Path, kinds: Kinds) -> None:
    (place / PROFILE).write_text("id: demo-reader\n", "utf-8")
    result = run_check(place, kinds)
    assert {each.file for each in result.findings} == {PROFILE}
    assert result.counts.hanging == 1


def test_it_needs_credit_words_and_consent(place: Path, kinds: Kinds) -> None:
    text = (place / PROFILE).read_text("utf-8")
    before, _, after = text.partition("portrait:\n")
    for gone in ("  alt:", "  credit:", "  consent:"):
        lines = after.split("\n")
        at = next(i for i, line in enumerate(lines) if line.startswith(gone))
        end = at + (4 if "consent" in gone else 1)
        (place / PROFILE).write_text(
            before + "portrait:\n" + "\n".join(lines[:at] + lines[end:]), "utf-8"
        )
        assert [code for code, _ in codes(place, kinds)] == ["S001"], gone


def test_a_new_picture_is_a_change(place: Path, kinds: Kinds) -> None:
    commit(Repo.init(place))
    path = "records/pictures/new.jpg"
    (place / path).write_bytes(picture())
    result = check_changed(place, kinds, lambda *_: None)
    assert result is not None
    assert [(each.code, each.file) for each in result.findings] == [("X028", path)]
    (place / path).unlink()
    (place / PICTURE).unlink()
    result = check_changed(place, kinds, lambda *_: None)
    assert result is not None
    assert [(each.code, each.file) for each in result.findings] == [("X027", PROFILE)]


def test_pictures_are_otherwise_as_another_commit_has_them(place: Path, kinds: Kinds) -> None:
    loaded = load(place, kinds)
    assert [each.path for each in loaded.pictures] == [PICTURE]
    small, wrong = picture(size=(8, 8)), "records/pictures/Wrong.jpg"
    contents = {PICTURE: small, wrong: small, "records/pictures/.hidden": b""}
    was = otherwise(loaded, place, kinds, contents)
    assert [(each.path, each.width) for each in was.pictures] == [(PICTURE, 8)]
    assert [(each.code, each.file) for each in was.findings] == [("B018", wrong)]
    assert otherwise(loaded, place, kinds, {PICTURE: None}).pictures == []
