"""Puts a photograph where records can show it: drawn anew, so that nothing else comes along."""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from pathlib import Path

from gongshi.intake.refusal import Refusal
from gongshi.records.canonical import write_atomic
from gongshi.records.pictures import FORMATS, MAX_BYTES, on_white
from gongshi.records.walk import FOLDER, PICTURES

# The longest side in pixels, twice what pages show; less, and of less quality, where a file would
# be too large.
_WAYS = ((1280, 88), (1280, 75), (960, 75), (640, 75))
_STEM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def put_picture(root: Path, photo: Path, name: str) -> str | Refusal:
    """The path of the picture `name` below the root, made of the file `photo`.

    It is turned upright, made small enough, and brought to the colours that all screens know.
    Refuses a file that is no such picture, and a name that is taken.
    """
    if not _STEM.fullmatch(name):
        return Refusal("picture_name", {"name": name})
    path = f"{FOLDER}/{PICTURES}/{name}.jpg"
    content = _drawn(photo)
    if content is None:
        known = ", ".join(FORMATS.values())
        return Refusal("picture_unread", {"path": str(photo), "formats": known})
    try:
        write_atomic(root / path, content, is_new=True)
    except FileExistsError:
        return Refusal("picture_there", {"path": path})
    return path


def _drawn(photo: Path) -> bytes | None:
    """The picture as a JPEG that has nothing but the picture; None for a file that holds none."""
    from PIL import Image, ImageCms, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(photo, formats=list(FORMATS.values())) as file:
                profile = file.info.get("icc_profile")
                upright = ImageOps.exif_transpose(file)
            if profile and upright.mode == "RGB":
                known = ImageCms.ImageCmsProfile(BytesIO(profile))
                usual = ImageCms.createProfile("sRGB")
                ImageCms.profileToProfile(upright, known, usual, inPlace=True)
        except (
            *(OSError, SyntaxError, ValueError, ImageCms.PyCMSError),
            *(Image.DecompressionBombError, Image.DecompressionBombWarning),
        ):
            return None
    whole = on_white(upright)
    for side, quality in _WAYS:
        content = BytesIO()
        whole.thumbnail((side, side), Image.Resampling.LANCZOS)
        whole.save(content, "JPEG", quality=quality, optimize=True, progressive=True)
        if content.tell() <= MAX_BYTES:
            break
    return content.getvalue()
