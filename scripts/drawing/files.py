"""Pictures to files: JPEG with an EXIF turn, HEIC, WebP, PNG, TIFF and PDF with pages."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

ORIENTATION = 0x0112
EXIF_OF_TURN = {0: 1, 1: 8, 2: 3, 3: 6}  # quarters the stored pixels were turned clockwise


def jpeg_bytes(pixels: np.ndarray, most_bytes: int, quality: int, quarter_turns: int = 0) -> bytes:
    """A JPEG of the pixels, small enough where quality 50 or more allows it.

    It is stored turned by ``quarter_turns`` clockwise, with the EXIF tag that turns it back.
    """
    picture = Image.fromarray(np.ascontiguousarray(np.rot90(pixels, -quarter_turns)))
    exif = Image.Exif()
    exif[ORIENTATION] = EXIF_OF_TURN[quarter_turns]
    while True:
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, subsampling=2, optimize=True, exif=exif)
        if buffer.tell() <= most_bytes or quality <= 50:
            return buffer.getvalue()
        quality = max(50, quality - 6)


def save_heic(path: Path, pixels: np.ndarray) -> None:
    """A HEIC photo, as iPhones take them."""
    import pillow_heif  # only here: it loads a codec of several megabytes

    pillow_heif.from_pillow(Image.fromarray(pixels)).save(path, quality=55)


def save_webp(path: Path, pixels: np.ndarray) -> None:
    """A WebP photo."""
    Image.fromarray(pixels).save(path, "WEBP", quality=62, method=2)


def save_tiff(path: Path, pages: list[np.ndarray], dpi: int) -> None:
    """A TIFF with pages, compressed as JPEG."""
    images = [Image.fromarray(page) for page in pages]
    images[0].save(
        path,
        save_all=True,
        append_images=images[1:],
        compression="jpeg",
        quality=78,
        dpi=(dpi, dpi),
    )


def save_pdf(path: Path, pages: list[np.ndarray], dpi: int) -> None:
    """A PDF of scanned pages, without the time of day in it."""
    images = [Image.fromarray(page) for page in pages]
    images[0].save(
        path,
        "PDF",
        save_all=True,
        append_images=images[1:],
        resolution=dpi,
        quality=74,
        creationDate=None,
        modDate=None,
    )
