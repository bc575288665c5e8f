"""Encoded pictures to BGR pixels: the one module that knows Pillow and pillow-heif."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from types import TracebackType

import cv2
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from cardscan.errors import (
    DamagedPhotoError,
    OversizedPhotoError,
    PhotoError,
    UnsupportedPhotoError,
)
from cardscan.image.exif import Capture, read_capture
from cardscan.model import Pixels

__all__ = ["CUT_OFF_REMARKS", "Bitmap", "Page", "open_bitmap", "starts_like_picture"]

_MOST_KEPT_PIXELS = 65_000_000
"""A larger picture is made smaller while it is decoded: the print on a card needs no more."""

_DECODED_BYTES = 1_500_000_000
_BYTES_A_PIXEL = {"HEIF": 7.5, "AVIF": 9.5, "WEBP": 16.0}
"""What a decoder holds at its peak, measured with 48 megapixels; others take 4 to 5."""

_BAND_PX = 256
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "BMP", "TIFF", "GIF")
_START_OF_SCAN = 0xDA
_MOST_MISSING = 0.4
_CUT_OFF = "the file is cut off: the lower part is missing"
_LESS_SHARP = "the file is cut off: the picture may be less sharp than it was"
CUT_OFF_REMARKS = frozenset({_CUT_OFF, _LESS_SHARP})

Page = tuple[Pixels, Capture, tuple[str, ...]]
"""Upright pixels, EXIF data and remarks."""


@dataclass(frozen=True, slots=True, eq=False)
class Bitmap:
    """A picture file that was opened; ``count`` pages of it can be asked for, from 0.

    Of a file that is cut off between two pages, the last one that counts is the missing one.
    """

    image: Image.Image
    data: bytes
    name: str
    max_pixels: int
    count: int

    def page(self, number: int) -> Page:
        """One page, upright, with its EXIF data and remarks; raises a PhotoError."""
        name = f"page {number + 1} of {self.name}" if number else self.name
        with _translated(name, self.max_pixels):
            if self.count > 1:
                self.image.seek(number)
            _check_size(self.image, name, self.max_pixels)
            return _decode(self.image, self.data)


def open_bitmap(data: bytes, name: str, max_pixels: int) -> Bitmap:
    """Open a picture file. Raises a :class:`PhotoError`, which says ``name``.

    Only a TIFF has more than one page: what other formats hold beside the
    picture are animations, depth maps and previews.
    """
    with _translated(name, max_pixels):
        image = _open(data, name)
        _check_size(image, name, max_pixels)
        count = _count_pages(image) if image.format == "TIFF" else 1
    return Bitmap(image, data, name, max_pixels, count)


def _count_pages(image: Image.Image) -> int:
    """How many pages a TIFF has, one more where the chain of pages breaks off.

    Not n_frames, which is all or nothing: a file that is cut off keeps its first pages.
    """
    count = 1
    try:
        while True:
            image.seek(count)
            count += 1
    except EOFError:
        # What is cut off, or leads back, Pillow takes for the last page as well.
        return count + bool(image.tag_v2.next)  # type: ignore[attr-defined] # every TIFF has it
    except Exception:  # what is not there raises whatever the parser trips over
        return count + 1
    finally:
        image.seek(0)


class _translated:  # noqa: N801  # reads as a word after "with"
    """Turns whatever a decoder raises or warns of into one of our errors."""

    def __init__(self, name: str, max_pixels: int) -> None:
        self._name = name
        self._max_pixels = max_pixels
        self._quiet = warnings.catch_warnings()

    def __enter__(self) -> None:
        self._quiet.__enter__()
        warnings.simplefilter("ignore")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._quiet.__exit__(kind, error, trace)
        if error is None or isinstance(error, PhotoError) or not isinstance(error, Exception):
            return
        if isinstance(error, Image.DecompressionBombError | MemoryError):
            raise _oversized(self._name, self._max_pixels) from error
        # Damaged files raise whatever the parser trips over, not only OSError.
        raise _damaged(self._name) from error


def _check_size(image: Image.Image, name: str, max_pixels: int) -> None:
    dear = _BYTES_A_PIXEL.get(image.format or "")
    most = min(max_pixels, int(_DECODED_BYTES / dear)) if dear else max_pixels
    if image.width * image.height > most:
        raise _oversized(f"{name} ({image.width} x {image.height} pixels)", most)


def _oversized(what: str, max_pixels: int) -> OversizedPhotoError:
    return OversizedPhotoError(
        f"{what} is larger than the {max_pixels // 1_000_000} million pixels that are decoded.",
        next_step="Save it smaller and try again.",
    )


def _damaged(name: str) -> DamagedPhotoError:
    return DamagedPhotoError(
        f"{name} is cut off or damaged.", next_step="Copy it again from where it came from."
    )


@cache
def _formats() -> tuple[str, ...]:
    Image.init()
    Image.MAX_IMAGE_PIXELS = None  # our own limit is looked at before a pixel is decoded
    logging.getLogger("PIL").addHandler(logging.NullHandler())  # or Python prints its complaints
    pillow_heif.register_heif_opener(thumbnails=False)
    return _FORMATS


def _open(data: bytes, name: str) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=_formats())
    except UnidentifiedImageError as error:
        if starts_like_picture(data):
            raise
        raise UnsupportedPhotoError(
            f"{name} is not a picture that cardscan knows.",
            next_step="Save it as JPEG, PNG, HEIC, TIFF or PDF.",
        ) from error


_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})


_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)  # their lengths, which follow the file's own 14


def starts_like_picture(data: bytes) -> bool:
    """Whether a file's first bytes are those of a format that :func:`open_bitmap` takes."""
    return (
        data.startswith(_SIGNATURES)
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or (data[4:8] == b"ftyp" and data[8:12] in _BRANDS)
        or (data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BMP_HEADERS)
    )


def _decode(image: Image.Image, data: bytes) -> Page:
    width, factor = image.width, _shrinking(image)
    if factor == 1 and image.mode == "RGB" and _is_whole_jpeg(data):
        capture = read_capture(image)
        return _upright(_decoded_jpeg(data), capture.orientation), capture, ()
    image, remarks = _load(image, data, factor)
    # Only now, since Pillow turns a TIFF while loading it and then says so.
    capture = read_capture(image)
    px_per_mm = capture.px_per_mm and capture.px_per_mm / factor
    capture = replace(capture, scale=float(factor), px_per_mm=px_per_mm)
    left = factor if image.width == width else 1
    pixels = _to_bgr(image) if left == 1 else _in_bands(image, left)
    return _upright(pixels, capture.orientation), capture, remarks


def _is_whole_jpeg(data: bytes) -> bool:
    """Whether a file is a JPEG whose picture has its end mark.

    In coded data FF is followed by 0 wherever it is no mark (ITU-T T.81, B.1.1.5); before
    it, a preview may have end marks of its own.
    """
    at = 2
    while data[:2] == b"\xff\xd8" and data[at : at + 1] == b"\xff":
        if data[at + 1] == _START_OF_SCAN:
            return data.find(b"\xff\xd9", at) > 0
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return False


def _decoded_jpeg(data: bytes) -> Pixels:
    """The pixels that Pillow gives, which copies them twice."""
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if pixels is None:
        raise OSError("not even the head of the picture can be decoded")
    return pixels.astype(np.uint8, copy=False)


def _shrinking(image: Image.Image) -> int:
    """By how much a picture's sides are divided."""
    factor = 1
    while image.width * image.height > _MOST_KEPT_PIXELS * factor**2:
        factor *= 2
    return factor


def _load(image: Image.Image, data: bytes, factor: int) -> tuple[Image.Image, tuple[str, ...]]:
    """The picture with its pixels, and remarks; a JPEG has its reduced size already."""
    try:
        _draft(image, factor).load()
    except OSError:
        return _salvage(image, data, factor)
    return image, ()


def _draft(image: Image.Image, factor: int) -> Image.Image:
    """Let libjpeg decode at a fraction of the size, which saves time and memory."""
    if factor > 1 and image.format in {"JPEG", "MPO"}:
        image.draft(None, (image.width // factor, image.height // factor))
    return image


def _salvage(image: Image.Image, data: bytes, factor: int) -> tuple[Image.Image, tuple[str]]:
    """What can be had of a picture whose file is cut off; raises OSError for too little."""
    if image.format in {"JPEG", "MPO"}:
        # An end marker makes libjpeg fill in what is missing, in progressive files as well.
        image = Image.open(io.BytesIO(data + b"\xff\xd9"), formats=("JPEG",))
        _draft(image, factor).load()
    elif image.format in {"PNG", "BMP"}:
        image.tile = []  # type: ignore[attr-defined]  # the rows so far stay, no retry
    else:
        raise OSError("this format cannot be decoded in part")
    missing = _missing_share(np.asarray(image.convert("L")))
    if missing > _MOST_MISSING:
        raise OSError("most of the picture is missing")
    return image, (_CUT_OFF if missing > 0 else _LESS_SHARP,)


def _missing_share(grey: Pixels) -> float:
    """How much of the height, from below, is filled with one value."""
    filled = np.ptp(grey, axis=1) > 0
    if not filled.any():
        return 1.0
    return float(np.argmax(filled[::-1]) / len(filled))


# --- Modes to BGR


def _in_bands(image: Image.Image, factor: int) -> Pixels:
    """A smaller picture, made band by band, so that the large one is in memory only once."""
    width, height = image.width // factor, image.height // factor
    brightest = _brightest(image)
    pixels = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _BAND_PX):
        bottom = min(top + _BAND_PX, height)
        band = image.crop((0, top * factor, width * factor, bottom * factor))
        size = (width, bottom - top)
        pixels[top:bottom] = cv2.resize(
            _to_bgr(band, brightest), size, interpolation=cv2.INTER_AREA
        )
    return pixels


def _to_bgr(image: Image.Image, brightest: float | None = None) -> Pixels:
    """Any picture as BGR; ``brightest`` is that of the whole where this is a part of it."""
    if image.mode == "RGB" and "transparency" not in image.info:
        return cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)
    if _is_deep(image):
        brightest = _brightest(image) if brightest is None else brightest
        grey = _to_eight_bits(np.asarray(image), brightest)
        return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)
    if image.mode == "LAB":
        # Pillow keeps a and b as signed bytes, OpenCV with an offset of 128.
        lab: Pixels = np.bitwise_xor(np.asarray(image), np.array([0, 128, 128], dtype=np.uint8))
        return cv2.cvtColor(lab, cv2.COLOR_LAB2BGR).astype(np.uint8, copy=False)
    if image.has_transparency_data:
        layers = image.convert("RGBA")
        paper = Image.new("RGBA", layers.size, "white")
        image = Image.alpha_composite(paper, layers)
    return cv2.cvtColor(np.asarray(image.convert("RGB")), cv2.COLOR_RGB2BGR).astype(
        np.uint8, copy=False
    )


def _is_deep(image: Image.Image) -> bool:
    return image.mode.startswith(("I", "F"))


def _brightest(image: Image.Image) -> float:
    """The largest value of deep grey; 0 of anything else, which is not stretched."""
    if not _is_deep(image):
        return 0.0
    values = np.asarray(image)
    return float(np.max(values, initial=0, where=np.isfinite(values)))


def _to_eight_bits(values: NDArray[np.generic], brightest: float) -> Pixels:
    """Deep grey to 8 bits, stretched to the brightest value: 12-bit scanners write 16 bits."""
    numbers = np.nan_to_num(values.astype(np.float32))
    scale = 255.0 / brightest if brightest > 255 or 0 < brightest <= 1 else 1.0
    shallow: Pixels = np.clip(numbers * scale, 0, 255).astype(np.uint8)
    return shallow


_Turn = Callable[[Pixels], NDArray[np.uint8]]
_UPRIGHT: dict[int, _Turn] = {  # Exif 2.32, 4.6.4, tag 274
    1: lambda pixels: pixels,
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.transpose(1, 0, 2),
    6: lambda pixels: pixels.transpose(1, 0, 2)[:, ::-1],
    7: lambda pixels: pixels.transpose(1, 0, 2)[::-1, ::-1],
    8: lambda pixels: pixels.transpose(1, 0, 2)[::-1],
}


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    upright: Pixels = np.ascontiguousarray(_UPRIGHT[orientation](pixels))
    return upright
