"""Small pictures of nothing, for tests: a band of colours in any format."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

JPEG, PNG, WEBP = "JPEG", "PNG", "WEBP"


def drawn(size: tuple[int, int] = (24, 32)) -> Image.Image:
    """A picture of bands, no two sizes alike."""
    width, height = size
    image = Image.new("RGB", size)
    image.putdata([((x * 7) % 256, (y * 5) % 256, 90) for y in range(height) for x in range(width)])
    return image


def picture(form: str = JPEG, size: tuple[int, int] = (24, 32), **how: Any) -> bytes:
    """The bytes of such a picture; `how` it is saved."""
    content = BytesIO()
    drawn(size).save(content, form, **how)
    return content.getvalue()
