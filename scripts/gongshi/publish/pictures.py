"""Pictures for pages: drawn anew in a few widths, so that a phone loads no more than it shows.

What is written here is made from the pixels alone; nothing else of a file reaches the site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from gongshi.kinds import Kind
from gongshi.publish.output import Output
from gongshi.records.cache import get, key_of, put
from gongshi.records.pictures import Picture, on_white

FOLDER = "pictures"
WIDTHS = (160, 320, 640)  # for a card, a page, and screens with two pixels for one
# Lossy at a quality at which neither can be told from the picture at these sizes.
_FORMS: Mapping[str, Mapping[str, int | bool]] = {
    "webp": {"quality": 82, "method": 4},
    "jpg": {"quality": 84, "optimize": True, "progressive": True},
}
_PLAIN = "jpg"  # for browsers that know no other
_CACHE = "drawn"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as pages show it: its folder below the root, and (width, height) of each size."""

    folder: str
    sizes: tuple[tuple[int, int], ...]


def shown(pictures: Sequence[Picture]) -> dict[str, Shown]:
    """How each picture is shown, by its name."""
    return {each.name: Shown(f"{FOLDER}/{each.name}", tuple(_sizes(each))) for each in pictures}


def write_pictures(
    root: Path, kinds: Mapping[str, Kind], pictures: Sequence[Picture], output: Output
) -> None:
    """Write every size of every picture; those that were drawn for the last site are kept."""
    if not pictures:
        return
    said = [key_of(root, kinds), *(f"{each.digest} {each.path}" for each in pictures)]
    key = sha256("\n".join(said).encode()).hexdigest()
    kept = get(root, _CACHE, key)
    if kept is None:
        drawn = {path: content for each in pictures for path, content in _drawn(root, each)}
        put(root, _CACHE, key, drawn)
    else:
        drawn = {path: content.to_pybytes() for path, content in kept.items()}
    for path, content in drawn.items():
        output.write(path, content)


def _sizes(picture: Picture) -> Iterator[tuple[int, int]]:
    """The sizes from the smallest, none wider than the picture is."""
    for width in sorted({min(width, picture.width) for width in WIDTHS}):
        yield width, max(1, (picture.height * width + picture.width // 2) // picture.width)


def _drawn(root: Path, picture: Picture) -> Iterator[tuple[str, bytes]]:
    """The files of a picture by their paths."""
    from PIL import Image

    with Image.open(root / picture.path) as file:
        whole = on_white(file)
    for size in _sizes(picture):
        small = whole.resize(size, Image.Resampling.LANCZOS)
        for suffix, how in _FORMS.items():
            content = BytesIO()
            small.save(content, "JPEG" if suffix == _PLAIN else "WEBP", **how)
            yield f"{FOLDER}/{picture.name}/{size[0]}.{suffix}", content.getvalue()
