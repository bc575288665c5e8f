"""Bar codes and QR codes, with zxing-cpp."""

from __future__ import annotations

import zxingcpp

from cardscan.model import Box, Code, Pixels

__all__ = ["find_codes"]


def find_codes(pixels: Pixels) -> tuple[Code, ...]:
    """Every readable code of a picture, boxes in its own pixels, from top to bottom.

    ``pixels`` is (height, width, 3) uint8 BGR or (height, width) grey.
    """
    found = zxingcpp.read_barcodes(pixels)
    codes = {_to_code(barcode) for barcode in found if barcode.valid and barcode.text}
    return tuple(sorted(codes, key=lambda code: (code.box.top, code.box.left, code.text)))


def _to_code(barcode: zxingcpp.Barcode) -> Code:
    position = barcode.position
    corners = (
        position.top_left,
        position.top_right,
        position.bottom_right,
        position.bottom_left,
    )
    box = Box(
        float(min(p.x for p in corners)),
        float(min(p.y for p in corners)),
        float(max(p.x for p in corners)),
        float(max(p.y for p in corners)),
    )
    return Code(format=str(barcode.format.name), text=barcode.text, box=box)
