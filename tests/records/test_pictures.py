"""What a picture may be, and what may not lie among pictures."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pictures import JPEG, PNG, WEBP, drawn, picture
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gongshi.findings import Finding
from gongshi.records import pictures
from gongshi.records.pictures import MAX_SIDE, Picture, judged, read_pictures

SUFFIXES = {JPEG: "jpg", PNG: "png", WEBP: "webp"}


def told(raw: bytes, form: str = JPEG) -> str:
    """The code of what is wrong with a picture; "" where nothing is."""
    found = judged(f"records/pictures/one.{SUFFIXES[form]}", raw)
    return found.code if isinstance(found, Finding) else ""


def with_chunk(png: bytes, name: bytes, body: bytes) -> bytes:
    """A PNG with one more chunk behind its head."""
    chunk = struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return png[:33] + chunk + png[33:]


def exif() -> Image.Exif:
    """What a phone writes into a photograph: whose it is, and where it was taken."""
    made = Image.Exif()
    made[0x010F] = "a phone"
    made.get_ifd(0x8825)[1] = "N"
    return made


def text() -> PngInfo:
    made = PngInfo()
    made.add_text("Author", "somebody")
    return made


def moving(form: str) -> bytes:
    content = BytesIO()
    drawn().save(content, form, save_all=True, append_images=[drawn((24, 32)).rotate(180)])
    return content.getvalue()


@pytest.mark.parametrize("form", SUFFIXES)
def test_a_plain_picture_is_sound(form: str) -> None:
    found = judged(f"records/pictures/one.{SUFFIXES[form]}", picture(form))
    assert isinstance(found, Picture)
    assert (found.name, found.width, found.height) == (f"one.{SUFFIXES[form]}", 24, 32)


@pytest.mark.parametrize(
    "how", [{"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}]
)
def test_every_way_of_writing_a_jpeg_is_sound(how: dict[str, int]) -> None:
    assert told(picture(size=(200, 100), **how)) == ""


def test_a_jpeg_in_four_colours_and_a_lossless_webp_are_sound() -> None:
    content = BytesIO()
    drawn().convert("CMYK").save(content, JPEG)
    assert told(content.getvalue()) == ""
    assert told(picture(WEBP, lossless=True), WEBP) == ""


@pytest.mark.parametrize("form", SUFFIXES)
def test_what_a_camera_writes_is_found(form: str) -> None:
    assert told(picture(form, exif=exif()), form) == "P007"


def test_words_in_a_picture_are_found() -> None:
    assert told(picture(comment=b"somebody")) == "P007"
    assert told(picture(PNG, pnginfo=text()), PNG) == "P007"
    assert told(picture(WEBP, xmp=b"<x/>"), WEBP) == "P007"


def test_a_second_picture_in_the_head_is_found() -> None:
    plain = picture()
    thumbnail = b"\1\1" + bytes(3)
    head = b"\xff\xe0" + struct.pack(">H", 16 + 3) + b"JFIF\0\1\1\0\0\1\0\1" + thumbnail
    assert plain[2:4] == b"\xff\xe0"
    assert told(plain[:2] + head + plain[20:]) == "P007"


@pytest.mark.parametrize("form", SUFFIXES)
def test_a_file_behind_the_picture_is_found(form: str) -> None:
    assert told(picture(form) + b"PK\3\4 a second file", form) == "P007"


@pytest.mark.parametrize("form", [PNG, WEBP])
def test_what_moves_is_refused(form: str) -> None:
    assert told(moving(form), form) == "B019"


@pytest.mark.parametrize("form", SUFFIXES)
def test_what_breaks_off_is_refused(form: str) -> None:
    raw = picture(form, size=(64, 64))
    assert told(raw[: len(raw) // 2], form) == "B019"
    assert told(b"", form) == "B019"


@pytest.mark.parametrize(
    "raw",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"id: demo\n",
        picture(PNG),
    ],
)
def test_another_thing_under_the_name_of_a_picture_is_refused(raw: bytes) -> None:
    assert told(raw) == "B019"


def test_a_picture_that_would_fill_the_memory_is_not_drawn() -> None:
    raw = picture(PNG)
    head = struct.pack(">II", 60_000, 60_000) + raw[24:29]
    bomb = raw[:16] + head + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + raw[33:]
    assert told(bomb, PNG) in ("B019", "B021")  # whoever opens it may refuse it first
    assert told(picture(size=(MAX_SIDE + 1, 1))) == "B021"
    assert told(picture(size=(MAX_SIDE, 1))) == ""


def test_words_packed_to_burst_are_not_unpacked() -> None:
    body = b"x\0\0" + zlib.compress(bytes(50_000_000), 9)
    assert told(with_chunk(picture(PNG), b"zTXt", body), PNG) == "P007"
    assert told(with_chunk(picture(PNG), b"iCCP", body), PNG) == "P007"


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_no_bytes_stop_the_judge(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(sorted(SUFFIXES)))
    raw = bytearray(picture(form))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(1, len(raw)))
    assert told(bytes(raw[:end]), form) in ("", "B019", "B021", "P007")


def test_only_pictures_under_plain_names_lie_among_them(tmp_path: Path) -> None:
    folder = tmp_path / "records" / "pictures"
    (folder / "deeper").mkdir(parents=True)
    for name in ("one.jpg", "Two.jpg", "three.JPG", "four.gif", "five.svg", ".hidden.jpg"):
        (folder / name).write_bytes(picture())
    (folder / "six.jpg").symlink_to(folder / "one.jpg")
    sound, findings = read_pictures(tmp_path)
    assert [each.name for each in sound] == ["one.jpg"]
    wrong = {each.file.rpartition("/")[2]: each.code for each in findings}
    named = dict.fromkeys(("Two.jpg", "three.JPG", "four.gif", "five.svg", "deeper"), "B018")
    assert wrong == {**named, "six.jpg": "B003"}


def test_what_was_found_sound_once_is_not_drawn_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "records" / "pictures"
    folder.mkdir(parents=True)
    (folder / "one.jpg").write_bytes(picture())
    first = read_pictures(tmp_path, "key")

    def judges(path: str, _: bytes) -> Finding:
        return Finding(path, "B019")

    monkeypatch.setattr(pictures, "judged", judges)
    assert read_pictures(tmp_path, "key") == first
    (folder / "one.png").write_bytes(picture())  # the same bytes, as what they are not
    assert [each.file for each in read_pictures(tmp_path, "key")[1]] == ["records/pictures/one.png"]
    assert read_pictures(tmp_path, "another key")[0] == []
    assert read_pictures(tmp_path)[0] == []


def test_without_the_folder_there_are_none(tmp_path: Path) -> None:
    assert read_pictures(tmp_path) == ([], [])
