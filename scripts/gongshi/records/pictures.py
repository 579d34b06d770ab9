"""Pictures that records show, in `records/pictures`: judged before anything draws them.

Such a file may hold what it takes to draw one picture, and nothing else: not where it was taken,
no words, no second file behind the first. What is there may be shown to anybody as it is.
"""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from gongshi.findings import Finding, Span
from gongshi.records.cache import get, put
from gongshi.records.walk import FOLDER, PICTURES, entry_name, read

if TYPE_CHECKING:
    import PIL.Image

MAX_BYTES = 512 * 1024
MAX_SIDE = 2048  # pixels
FORMATS = {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:jpg|png|webp)", re.ASCII)

_CACHE = "pictures"
_TOP = Span(1, 1, 1, 1)
# Of a JPEG (ITU-T T.81) the segments without which it cannot be drawn: frames, tables, scans; the
# JFIF head without a second picture in it, and Adobe's, which says how colours are told.
_FRAME, _TABLES, _SCAN, _END = (0xC0, 0xC1, 0xC2), (0xC4, 0xDB, 0xDD), 0xDA, b"\xff\xd9"
_HEADS = {0xE0: (b"JFIF\0", 16), 0xEE: (b"Adobe", 14)}  # how one begins, and its length
_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # what ends the data of a scan
_SEGMENTS = {0xE1: "EXIF, XMP", 0xE2: "ICC, MPF", 0xED: "IPTC", 0xFE: "COM"}
_CHUNKS = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD pHYs".split())
_BLOCKS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH"))
_MOVING = frozenset(b"acTL fcTL fdAT ANIM ANMF".split())
_BEHIND = "…"  # what stands behind the end of the picture


class Picture(NamedTuple):
    """A sound picture: where it lies, the SHA-256 of its bytes, and its size in pixels."""

    path: str
    digest: str
    width: int
    height: int

    @property
    def name(self) -> str:
        """What records call it."""
        return self.path.rpartition("/")[2]


def read_pictures(root: Path, key: str | None = None) -> tuple[list[Picture], list[Finding]]:
    """The pictures of a repository in the order of their names, and what is wrong with others.

    Names that begin with a dot are not looked at. Those that an earlier run found sound, under the
    same `key`, are not drawn again to find out.
    """
    at = f"{FOLDER}/{PICTURES}"
    folder = root / at
    if folder.is_symlink() or not folder.is_dir():
        return [], []  # the walk tells of it
    known = {} if key is None else _kept(root, key)
    pictures: list[Picture] = []
    findings: list[Finding] = []
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        if not entry.name.startswith("."):
            found = _looked_at(root, f"{at}/{entry_name(entry)}", entry, known)
            if isinstance(found, Finding):
                findings.append(found)
            else:
                pictures.append(found)
    sound = {_bytes_of(each.path, each.digest): [each.width, each.height] for each in pictures}
    if key is not None and sound != known:
        put(root, _CACHE, key, {"sound": json.dumps(sound).encode()})
    return pictures, findings


def _kept(root: Path, key: str) -> dict[str, list[int]]:
    """The sizes of the pictures that an earlier run found sound, by what they are."""
    parts = get(root, _CACHE, key)
    found: dict[str, list[int]] = json.loads(parts["sound"].to_pybytes()) if parts else {}
    return found


def _bytes_of(path: str, digest: str) -> str:
    """Bytes under the name of a form: as another, they would be no picture."""
    return f"{PurePosixPath(path).suffix} {digest}"


def on_white(image: PIL.Image.Image) -> PIL.Image.Image:
    """A picture in red, green and blue; what one can see through becomes white."""
    from PIL import Image

    seen = image.convert("RGBA")
    whole = Image.new("RGB", seen.size, "white")
    whole.paste(seen, mask=seen)
    return whole


def is_picture(path: str) -> bool:
    """Whether a file below the root lies among the pictures."""
    return path.startswith(f"{FOLDER}/{PICTURES}/")


def judged(path: str, raw: bytes) -> Picture | Finding:
    """The picture that a file holds, or what is wrong with it."""
    name = PurePosixPath(path)
    if len(name.parts) != 3 or not NAME.fullmatch(name.name):
        return _wrong(path, "B018", name=name.name)
    if len(raw) > MAX_BYTES:
        return _too_large(path, len(raw))
    try:
        beside = next(_BESIDE[name.suffix](raw), None)
        if beside is not None:
            return _wrong(path, "P007", what=beside)
        width, height = _size(raw, FORMATS[name.suffix])
    except (IndexError, ValueError):
        return _wrong(path, "B019", format=FORMATS[name.suffix])
    if max(width, height) > MAX_SIDE:
        return _wrong(path, "B021", width=width, height=height, most=MAX_SIDE)
    return Picture(path, sha256(raw).hexdigest(), width, height)


def _looked_at(
    root: Path, path: str, entry: os.DirEntry[str], known: Mapping[str, Sequence[int]]
) -> Picture | Finding:
    """What lies there; nothing but a regular file of fitting name and size is opened."""
    if entry.is_symlink():
        return _wrong(path, "B003", name=entry_name(entry))
    if not NAME.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
        return _wrong(path, "B018", name=entry_name(entry))
    size = entry.stat(follow_symlinks=False).st_size
    if size > MAX_BYTES:
        return _too_large(path, size)
    raw = read(root, path)
    if isinstance(raw, Finding):
        return raw
    digest = sha256(raw).hexdigest()
    if size_known := known.get(_bytes_of(path, digest)):
        return Picture(path, digest, *size_known)
    return judged(path, raw)


def _too_large(path: str, size: int) -> Finding:
    """That a file is larger than pictures may be."""
    return _wrong(path, "B020", size=size, most=MAX_BYTES)


def _size(raw: bytes, form: str) -> tuple[int, int]:
    """The size of a picture that can be drawn whole; raises ValueError for one that cannot.

    One that is too large to be shown is not drawn.
    """
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its size, which is judged here
        try:
            with Image.open(BytesIO(raw), formats=[form]) as image:
                width, height = image.size
                if max(width, height) <= MAX_SIDE:
                    image.load()
        except (OSError, SyntaxError, Image.DecompressionBombError) as error:
            raise ValueError from error
    return width, height


def _beside_jpeg(raw: bytes) -> Iterator[str]:
    """What a JPEG holds beside the picture; raises ValueError or IndexError where it breaks off."""
    if not raw.startswith(b"\xff\xd8"):
        raise ValueError
    at = 2
    while raw[at : at + 2] != _END:
        if raw[at] != 0xFF:
            raise ValueError
        mark, length = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4], "big")
        head, size = _HEADS.get(mark, (b"", 0))
        is_head = length == size and raw.startswith(head, at + 4)
        if mark not in (*_FRAME, *_TABLES, _SCAN) and not is_head:
            yield _SEGMENTS.get(mark, f"FF{mark:02X}")
        at += 2 + length
        if mark == _SCAN:
            found = _MARK.search(raw, at)
            if found is None:
                raise ValueError
            at = found.start()
    if at + 2 < len(raw):
        yield _BEHIND


def _beside_png(raw: bytes) -> Iterator[str]:
    """The same of a PNG."""
    if not raw.startswith(b"\x89PNG\r\n\x1a\n"):
        raise ValueError
    at, name = 8, b""
    while name != b"IEND":
        length, name = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        yield from _unneeded(name, _CHUNKS)
        at += 12 + length
    if at < len(raw):
        yield _BEHIND


def _beside_webp(raw: bytes) -> Iterator[str]:
    """The same of a WebP."""
    if not raw.startswith(b"RIFF") or raw[8:12] != b"WEBP":
        raise ValueError
    end = 8 + int.from_bytes(raw[4:8], "little")
    at = 12
    while at < end:
        length, name = int.from_bytes(raw[at + 4 : at + 8], "little"), raw[at : at + 4]
        yield from _unneeded(name, _BLOCKS)
        at += 8 + length + length % 2
    if end < len(raw):
        yield _BEHIND


_BESIDE = {".jpg": _beside_jpeg, ".png": _beside_png, ".webp": _beside_webp}


def _unneeded(name: bytes, needed: frozenset[bytes]) -> Iterator[str]:
    """The name of a part that no picture needs; raises ValueError for one of none, or of a film."""
    if name in _MOVING or not (len(name) == 4 and name.strip().isalnum()):
        raise ValueError
    if name not in needed:
        yield name.decode()


def _wrong(path: str, code: str, **args: object) -> Finding:
    return Finding(path, code, args={name: str(each) for name, each in args.items()}, span=_TOP)
