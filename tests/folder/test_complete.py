"""A picture that has not arrived whole is known by its structure."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from cardscan.folder import find_missing

pillow_heif.register_heif_opener()

_PIXELS = np.random.default_rng(5).integers(0, 255, (90, 160, 3), dtype=np.uint8)
_PICTURE = Image.fromarray(_PIXELS)
_OTHER = Image.fromarray(255 - _PIXELS)


def _drawn(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    _PICTURE.save(out, kind, **options)
    return out.getvalue()


WHOLE = {
    "jpeg": _drawn("JPEG", quality=90),
    "progressive jpeg": _drawn("JPEG", progressive=True, exif=b"Exif\0\0\xff\xd9\xff\xd9"),
    "jpeg with restarts": _drawn("JPEG", restart_marker_blocks=1),
    "jpeg, a film behind it": _drawn("JPEG") + b"\0\0\0\x18ftypmp42" + bytes(500),
    "jpeg that speaks of a pdf": _drawn("JPEG", comment=b"made from %PDF-1.4"),
    "png": _drawn("PNG"),
    "webp": _drawn("WEBP"),
    "webp, lossless": _drawn("WEBP", lossless=True),
    "avif": _drawn("AVIF"),
    "heic": _drawn("HEIF"),
    "bmp": _drawn("BMP"),
    "tiff": _drawn("TIFF"),
    "tiff of two pages": _drawn("TIFF", save_all=True, append_images=[_OTHER]),
    "tiff, lzw": _drawn("TIFF", compression="tiff_lzw"),
    "pdf": _drawn("PDF"),
    "mpo": _drawn("MPO", save_all=True, append_images=[_OTHER]),
    "no picture at all": b"Dear Sir or Madam, this is a text.",
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_picture_lacks_nothing(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(WHOLE[kind])
    assert find_missing(path) is None


def _ending(kind: str) -> int:
    """How many bytes at the end a viewer can do without."""
    tail = {
        "jpeg, a film behind it": 512,
        "pdf": 6,
        "tiff of two pages": 16,
        "mpo": len(WHOLE["mpo"]) // 2 + 500,
    }
    return tail.get(kind, 0)


@pytest.mark.parametrize("kind", [kind for kind in WHOLE if kind != "no picture at all"])
@pytest.mark.parametrize("rest", ["", "zeros"])
def test_a_picture_that_is_still_arriving_lacks_something(
    tmp_path: Path, kind: str, rest: str
) -> None:
    if rest and kind.startswith(("bmp", "tiff")):
        pytest.skip("a picture without compression may well end in black")
    whole = WHOLE[kind]
    path = tmp_path / "a"
    last = len(whole) - 1 - _ending(kind)
    if rest and kind.startswith(("webp", "avif", "heic")):
        last -= 512
    for length in sorted({0, 1, 3, 12, 40, *range(50, last, max(1, last // 60)), last}):
        if rest and length < 12:
            continue  # disks and networks reserve and fill whole blocks
        path.write_bytes(whole[:length] + (bytes(len(whole) - length) if rest else b""))
        assert find_missing(path), f"{length} of {len(whole)} bytes"
