"""The picture inside a vCard: JPEG, and small enough for every phone."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

__all__ = ["shrink_jpeg"]

_SIDES_PX = (1200, 900, 640, 480, 320)
_QUALITIES = (85, 75, 60)


def shrink_jpeg(picture: bytes, *, max_octets: int) -> bytes | None:
    """The picture as JPEG of at most so many octets, as large and as good as fits.

    A JPEG that is small enough stays as it is. None where the bytes are no
    picture, or where it does not fit however small.
    """
    if picture.startswith(b"\xff\xd8") and len(picture) <= max_octets:
        return picture
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError):  # what Pillow raises for bytes that are no picture
        return None
    for side_px in _SIDES_PX:
        smaller = (
            ImageOps.contain(upright, (side_px, side_px)) if _is_over(upright, side_px) else upright
        )
        for quality in _QUALITIES:
            jpeg = _encode(smaller, quality)
            if len(jpeg) <= max_octets:
                return jpeg
    return None


def _is_over(picture: Image.Image, side_px: int) -> bool:
    return max(picture.size) > side_px


def _encode(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()
