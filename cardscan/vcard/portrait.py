"""The picture inside a vCard: JPEG, and small enough for every phone."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

__all__ = ["shrink_jpeg"]

_SIDES_PX = (1200, 900, 640, 480, 320)
_QUALITIES = (85, 75, 60)


def shrink_jpeg(picture: bytes, *, max_octets: int, side_px: int | None = None) -> bytes | None:
    """The picture as JPEG of at most so many octets, as large and as good as fits.

    ``side_px`` bounds its longer side. A JPEG that is small enough, or that cannot
    be read here, stays as it is. None where the bytes are no picture, or where it
    does not fit however small.
    """
    fits = picture.startswith(b"\xff\xd8") and len(picture) <= max_octets
    if fits and side_px is None:
        return picture
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            if fits and side_px and max(opened.size) <= side_px:
                return picture
            if side_px is not None:
                opened.draft("RGB", (side_px, side_px))  # a JPEG is read no larger than needed
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError):  # what Pillow raises for bytes that are no picture
        return picture if fits else None
    sides_px = (side for side in _SIDES_PX if side_px is None or side < side_px)
    for side in (*((side_px,) if side_px else ()), *sides_px):
        smaller = _contained(upright, side) if _is_over(upright, side) else upright
        for quality in _QUALITIES if side_px is None else _QUALITIES[1:]:
            jpeg = _encode(smaller, quality)
            if len(jpeg) <= max_octets:
                return jpeg
    return None


def _contained(picture: Image.Image, side_px: int) -> Image.Image:
    return ImageOps.contain(picture, (side_px, side_px), Image.Resampling.BILINEAR)


def _is_over(picture: Image.Image, side_px: int) -> bool:
    return max(picture.size) > side_px


def _encode(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()
