"""`gongshi picture`: what it makes of a photograph, and when it refuses."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from made_pictures import JPEG, PNG, WEBP, drawn, picture
from PIL import Image, ImageCms

from gongshi.intake.pictures import put_picture
from gongshi.intake.refusal import Refusal
from gongshi.records.pictures import Picture, judged


def put(root: Path, raw: bytes, name: str = "lu-deyou") -> str | Refusal:
    photo = root / "photo"
    photo.write_bytes(raw)
    return put_picture(root, photo, name)


def made(root: Path, raw: bytes) -> Picture:
    """The sound picture that comes of a file."""
    path = put(root, raw)
    assert path == "records/pictures/lu-deyou.jpg"
    found = judged(path, (root / path).read_bytes())
    assert isinstance(found, Picture)
    return found


@pytest.mark.parametrize("form", [JPEG, PNG, WEBP])
def test_a_photograph_becomes_a_sound_picture(form: str, tmp_path: Path) -> None:
    found = made(tmp_path, picture(form, size=(300, 400)))
    assert (found.width, found.height) == (300, 400)


def test_it_is_turned_upright_and_says_no_more_where_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    found = made(tmp_path, picture(size=(400, 300), exif=exif))
    assert (found.width, found.height) == (300, 400)


def test_a_large_one_becomes_small_enough(tmp_path: Path) -> None:
    found = made(tmp_path, picture(size=(4000, 3000)))
    assert (found.width, found.height) == (1280, 960)


def test_one_of_noise_becomes_small_enough(tmp_path: Path) -> None:
    noise = Image.effect_noise((1280, 1280), 200).convert("RGB")
    content = BytesIO()
    noise.save(content, PNG)
    assert made(tmp_path, content.getvalue()).width in (640, 960)


def test_colours_of_another_profile_are_brought_to_the_usual_one(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert made(tmp_path, picture(icc_profile=profile)).width == 24
    broken = tmp_path / "broken"
    broken.mkdir()
    assert isinstance(put(broken, picture(icc_profile=b"no profile")), Refusal)


def test_what_one_can_see_through_becomes_white(tmp_path: Path) -> None:
    glass = drawn()
    glass.putalpha(0)
    content = BytesIO()
    glass.save(content, PNG)
    path = made(tmp_path, content.getvalue()).path
    with Image.open(tmp_path / path) as file:
        assert file.getpixel((3, 3)) == (255, 255, 255)


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    for raw in (b"", b"<svg/>", picture()[:300], b"GIF89a"):
        found = put(tmp_path, raw)
        assert isinstance(found, Refusal)
        assert found.word == "picture_unread"
    assert isinstance(put_picture(tmp_path, tmp_path / "nowhere.jpg", "one"), Refusal)
    assert not (tmp_path / "records").exists()


def test_a_name_that_is_none_or_is_taken_is_refused(tmp_path: Path) -> None:
    for name in ("Lu Deyou", "陆德友", "../lu", ""):
        found = put(tmp_path, picture(), name)
        assert isinstance(found, Refusal)
        assert found.word == "picture_name"
    before = made(tmp_path, picture())
    taken = put(tmp_path, picture(size=(40, 40)))
    assert isinstance(taken, Refusal)
    assert taken.word == "picture_there"
    assert judged(before.path, (tmp_path / before.path).read_bytes()) == before
