"""Files to upright photos."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cardscan.errors import (
    DamagedPhotoError,
    OversizedPhotoError,
    PhotoError,
    UnsupportedPhotoError,
)
from cardscan.image.bitmap import Page, open_bitmap, starts_like_picture
from cardscan.image.exif import Capture
from cardscan.image.pdf import open_document
from cardscan.model import PICTURE_SUFFIXES, Photo

__all__ = ["MAX_PIXELS", "PICTURE_SUFFIXES", "PictureFile", "load_photos", "open_picture"]

MAX_PIXELS = 250_000_000
"""The largest picture that is decoded; phones reach 200 MP, and one of many is made smaller."""

_MAX_FILE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class PictureFile:
    """A picture file, opened: ``count`` photos can be had from it, one at a time."""

    source: str
    sha256: str
    count: int
    _page: Callable[[int], Page]

    def photo(self, number: int) -> Photo:
        """One page, from 0, as an upright photo.

        A picture that is cut off is used, with a remark, when most of it is there.
        Raises a :class:`PhotoError` for this page; others may be good.
        """
        pixels, capture, remarks = self._page(number)
        return Photo(
            source=self.source,
            sha256=self.sha256,
            pixels=pixels,
            page=number,
            taken_at=capture.taken_at,
            place=capture.place,
            scale=capture.scale,
            remarks=remarks,
            px_per_mm=capture.px_per_mm,
            printed=capture.printed,
        )


def open_picture(path: Path, *, max_pixels: int = MAX_PIXELS) -> PictureFile:
    """Open a picture file and count its pages; raises a :class:`PhotoError`."""
    data = _read(path)
    sha256 = hashlib.sha256(data).hexdigest()
    # Readers of PDF look for its mark in the first 1024 bytes, where pictures have comments.
    if b"%PDF-" not in data[:1024] or starts_like_picture(data):
        bitmap = open_bitmap(data, path.name, max_pixels)
        return PictureFile(str(path), sha256, bitmap.count, bitmap.page)
    document = open_document(data, path.name)

    def rendered(number: int) -> Page:
        pixels, px_per_mm, printed = document.page(number)
        return pixels, Capture(px_per_mm=px_per_mm, printed=printed), ()

    return PictureFile(str(path), sha256, document.count, rendered)


def load_photos(path: Path, *, max_pixels: int = MAX_PIXELS) -> Iterator[Photo]:
    """Every page of a picture file as an upright photo, one by one.

    Raises a :class:`PhotoError` when the next page cannot be had; those before it are good.
    """
    picture = open_picture(path, max_pixels=max_pixels)
    yield from map(picture.photo, range(picture.count))


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnsupportedPhotoError(
                f"{path} is a folder, not a picture.", next_step="Name the pictures in it."
            )
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise OversizedPhotoError(
                f"{path.name} is larger than 1 GB.", next_step="Save it smaller and try again."
            )
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    if not data:
        raise DamagedPhotoError(
            f"{path.name} is empty.", next_step="Copy it again from where it came from."
        )
    return data


def _unreadable(path: Path, error: OSError) -> PhotoError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return PhotoError(f"{path} does not exist.", next_step="Check the name.")
    if isinstance(error, PermissionError):
        return PhotoError(
            f"You may not read {path}.", next_step="Change its permissions and try again."
        )
    return PhotoError(
        f"{path} could not be read: {error.strerror or error}.",
        next_step="Check the disk or network share that it lies on.",
    )
