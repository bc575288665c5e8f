"""A card's picture turned by a person: the pixels, and which corner of the photo is which."""

from __future__ import annotations

from dataclasses import replace

from cardscan.model import Scan

__all__ = ["turned", "turned_jpeg"]

_QUALITY = 95  # what is kept is the picture as it was read, so nothing is lost twice


def turned(scan: Scan, quarters: int) -> Scan:
    """The scan with its front turned clockwise; boxes, which are of the photo, stay."""
    if not quarters or scan.corners is None:
        return scan
    corners = scan.corners
    for _ in range(quarters):
        top_left, top_right, bottom_right, bottom_left = corners
        corners = (bottom_left, top_left, top_right, bottom_right)
    picture = scan.picture and turned_jpeg(scan.picture, quarters)
    return replace(scan, corners=corners, picture=picture)


def turned_jpeg(jpeg: bytes, quarters: int) -> bytes:
    """A picture turned clockwise; as it is where it cannot be read."""
    if not quarters:
        return jpeg
    import cv2  # most libraries are read without any turned picture
    import numpy as np

    pixels = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        return jpeg
    ways = (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
    rotated = cv2.rotate(pixels, ways[quarters - 1])
    return bytes(cv2.imencode(".jpg", rotated, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes())
