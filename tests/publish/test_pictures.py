"""Portraits on pages: in sizes, with credit and words, and of the file nothing but what is seen."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from made_pictures import JPEG, PNG, picture
from PIL import Image

from gongshi.publish import pictures
from gongshi.publish.output import Output
from gongshi.publish.pictures import Shown, shown, write_pictures
from gongshi.records.load import load
from gongshi.records.pictures import Picture

PORTRAIT = """portrait:
  file: someone.jpg
  alt: '几条彩带 "><b>'
  credit: 社区供图
  consent:
    given_on: 2024-01-01
    means: written
    scope: 凭证保密
"""


@pytest.fixture
def pictured(repository: Any) -> Any:
    """The small repository, in which one person has a portrait."""
    path = "records/profiles/lezhi-someone.yaml"
    repository.write(path, (repository.root / path).read_text("utf-8") + PORTRAIT)
    folder = repository.root / "records" / "pictures"
    folder.mkdir()
    (folder / "someone.jpg").write_bytes(picture(size=(400, 500)))
    return repository


def sizes(width: int, height: int) -> tuple[tuple[int, int], ...]:
    return shown([Picture("records/pictures/one.jpg", "", width, height)])["one.jpg"].sizes


def test_none_is_made_wider_than_it_is() -> None:
    assert sizes(1280, 960) == ((160, 120), (320, 240), (640, 480))
    assert sizes(400, 500) == ((160, 200), (320, 400), (400, 500))
    assert sizes(100, 1) == ((100, 1),)
    assert sizes(2000, 1) == ((160, 1), (320, 1), (640, 1))


def test_its_page_the_list_and_the_hall_show_it(pictured: Any) -> None:
    assert pictured.build() == []
    page = pictured.page("profiles/lezhi-someone/index.html")
    [image] = re.findall("<img[^>]*>", page)
    assert 'alt="几条彩带 &#34;&gt;&lt;b&gt;"' in image
    assert 'src="../../pictures/someone.jpg/320.jpg" width="320" height="400"' in image
    assert 'loading="lazy"' in image
    assert "640.webp" not in page  # wider than it is
    assert "400.webp 400w" in page
    assert "图片：社区供图" in page
    hall = pictured.page("hall/index.html")
    assert "../pictures/someone.jpg/320.jpg" in hall
    assert "图片：社区供图" in hall
    on_list = pictured.page("profiles/index.html")
    assert '../pictures/someone.jpg/160.jpg" width="160" height="200" alt=""' in on_list
    assert "凭证保密" not in "".join(pictured.texts().values())


def test_every_size_is_there_in_both_forms(pictured: Any) -> None:
    assert pictured.build() == []
    files = {n: raw for n, raw in pictured.files().items() if n.startswith("pictures/")}
    folder = "pictures/someone.jpg"
    assert set(files) == {f"{folder}/{w}.{s}" for w in (160, 320, 400) for s in ("jpg", "webp")}
    for name, raw in files.items():
        with Image.open(BytesIO(raw)) as image:
            assert image.width == int(Path(name).stem)
            assert image.format == {".jpg": "JPEG", ".webp": "WEBP"}[Path(name).suffix]
            assert not image.getexif()


def test_without_a_portrait_an_emblem_stands(built: Any) -> None:
    page = built.page("profiles/lezhi-someone/index.html")
    assert "<img" not in page
    assert 'class="gs-emblem gs-emblem--large" role="img"' in page
    assert not (built.out / "pictures").exists()


def test_another_picture_of_the_same_name_is_shown(pictured: Any) -> None:
    assert pictured.build() == []
    before = pictured.files()
    (pictured.root / "records/pictures/someone.jpg").write_bytes(picture(size=(400, 300)))
    assert pictured.build() == []
    assert 'width="320" height="240"' in pictured.page("profiles/lezhi-someone/index.html")
    name = "pictures/someone.jpg/160.webp"
    assert pictured.files()[name] != before[name]


def test_what_was_drawn_once_is_not_drawn_again(
    pictured: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = load(pictured.root, pictured.kinds).pictures

    def written(name: str) -> dict[str, bytes]:
        output = Output(tmp_path / name, tmp_path / "before")
        write_pictures(pictured.root, pictured.kinds, there, output)
        return {each: (tmp_path / name / each).read_bytes() for each in output.digests}

    first = written("one")
    assert len(first) == 6

    def draws(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(pictures, "_drawn", draws)
    assert written("two") == first


def test_what_one_can_see_through_is_shown_on_white(pictured: Any, tmp_path: Path) -> None:
    glass = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    glass.save(pictured.root / "records/pictures/glass.png", PNG)
    there = [each for each in load(pictured.root, pictured.kinds).pictures if "glass" in each.path]
    assert shown(there) == {"glass.png": Shown("pictures/glass.png", ((160, 160), (200, 200)))}
    write_pictures(pictured.root, pictured.kinds, there, Output(tmp_path / "out", tmp_path))
    with Image.open(tmp_path / "out/pictures/glass.png/160.jpg") as image:
        assert image.format == JPEG
        assert image.getpixel((5, 5)) == (255, 255, 255)
