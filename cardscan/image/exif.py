"""When and where a picture was taken and how the camera was held, as its EXIF data says."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image

from cardscan.model import PrintedWord

__all__ = ["Capture", "read_capture"]


_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Capture:
    """What a file says beside its pixels, its EXIF data above all.

    ``orientation`` is EXIF's code, 1 (upright) to 8 (turned by 90° to the left).

    ``scale`` is how many pixels of the file make one that was decoded.
    ``px_per_mm`` is the resolution of a scan; a camera's says nothing of what it saw.
    ``printed`` are the words of a PDF's page, in pixels of its picture.
    """

    orientation: int = 1
    taken_at: datetime | None = None
    place: tuple[float, float] | None = None
    scale: float = 1.0
    px_per_mm: float | None = None
    printed: tuple[PrintedWord, ...] = ()


def read_capture(image: Image.Image) -> Capture:
    """The EXIF data of a picture; what is missing or damaged is left out, nothing is raised."""
    # Pillow's parser raises SyntaxError, struct.error, KeyError … on damaged EXIF data, which
    # must never cost a picture whose pixels are good.
    with contextlib.suppress(Exception):
        exif = image.getexif()
        orientation = exif.get(ExifTags.Base.Orientation, 1)
        return Capture(
            orientation=orientation if orientation in range(1, 9) else 1,
            taken_at=_taken_at(exif),
            place=_place(exif),
            px_per_mm=_px_per_mm(image, exif),
        )
    return Capture()


_DPI = (70.0, 2500.0)


def _px_per_mm(image: Image.Image, exif: Image.Exif) -> float | None:
    """The resolution that a file states, unless a lens took it."""
    with contextlib.suppress(Exception):
        across, down = (float(value) for value in image.info["dpi"])
        details = exif.get_ifd(ExifTags.IFD.Exif)
        lens = {ExifTags.Base.FNumber, ExifTags.Base.ExposureTime, ExifTags.Base.FocalLength}
        if not lens & details.keys() and across == down and _DPI[0] < across < _DPI[1]:
            return across / _MM_PER_INCH
    return None


def _taken_at(exif: Image.Exif) -> datetime | None:
    details: Mapping[int, Any] = {}
    with contextlib.suppress(Exception):
        details = exif.get_ifd(ExifTags.IFD.Exif)
    choices = (
        (
            details.get(ExifTags.Base.DateTimeOriginal),
            details.get(ExifTags.Base.OffsetTimeOriginal),
        ),
        (
            details.get(ExifTags.Base.DateTimeDigitized),
            details.get(ExifTags.Base.OffsetTimeDigitized),
        ),
        (exif.get(ExifTags.Base.DateTime), details.get(ExifTags.Base.OffsetTime)),
    )
    for text, offset in choices:
        if moment := _moment(text, offset):
            return moment
    return None


def _moment(text: object, offset: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    with contextlib.suppress(ValueError):
        moment = datetime.strptime(text.strip(" \0")[:19], "%Y:%m:%d %H:%M:%S")
        if isinstance(offset, str):
            with contextlib.suppress(ValueError):
                zone = datetime.strptime(offset.strip(" \0"), "%z").tzinfo
                return moment.replace(tzinfo=zone)
        return moment
    return None


def _place(exif: Image.Exif) -> tuple[float, float] | None:
    with contextlib.suppress(Exception):
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
        # Phones without a fix write 0/0 or zero by zero.
        known = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude)
        if known and math.isfinite(latitude) and math.isfinite(longitude):
            return latitude, longitude
    return None


def _degrees(parts: Sequence[Any], hemisphere: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if hemisphere.strip("\0 ").upper() == negative else value
