"""Whole pictures of every format, small ones of one invented card, to be mutated."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pikepdf
from PIL import Image, ImageDraw

from attacks._grids import grid

SIZE = (340, 220)
"""Width, height in px."""


def _card(shift: int = 0) -> Image.Image:
    picture = Image.new("RGB", SIZE, (90, 80, 70))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20 + shift, 20, 319, 199), fill="white")
    draw.text((40 + shift, 60), "Klara Beispiel", fill="black", font_size=24)
    draw.text((40 + shift, 120), "+43 1 234 56 78", fill=(20, 40, 160), font_size=18)
    return picture


def _encoded(kind: str, mode: str = "RGB", *, pages: int = 1, **options: object) -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    pictures = [_card(9 * number) for number in range(pages)]
    if mode == "I;16":
        grey = (np.asarray(each.convert("L")).astype(np.uint16) * 257 for each in pictures)
        pictures = [Image.fromarray(each) for each in grey]
    pictures = [each if each.mode == mode else each.convert(mode) for each in pictures]
    if pages > 1:
        options |= {"save_all": True, "append_images": pictures[1:]}
    stream = io.BytesIO()
    pictures[0].save(stream, kind, **options)
    return stream.getvalue()


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2026:05:17 18:30:05"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 36.0), 3: "E", 4: (16.0, 22.0, 12.0)})
    return exif.tobytes()


def _form() -> bytes:
    """A page with text and a filled-in form."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/DR<</Font<</F 5 0 R>>>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 240 150]/Annots[4 0 R]/Contents 6 0 R"
            b"/Resources<</Font<</F 5 0 R>>>>>>"
        ),
        (
            b"<</Type/Annot/Subtype/Widget/FT/Tx/T<6e>/V<4b6c617261>/F 4/P 3 0 R"
            b"/Rect[20 50 220 100]/DA(/F 24 Tf 0 g)>>"
        ),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length 43>>stream\nBT /F 24 Tf 20 40 Td (Klara Beispiel) Tj ET\nendstream",
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 7>>\n%%EOF\n"


def _encrypted(revision: int, *, password: str = "") -> bytes:
    """The same, encrypted: RC4 (revision 2, 3), AES of 128 (4) or 256 bits (6).

    Without a password to open it, as printers' files are that may only be looked at.
    """
    lock = pikepdf.Encryption(
        owner="o", user=password, R=revision, aes=revision >= 4, metadata=revision >= 4
    )
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(_form())) as document:
        document.save(stream, encryption=lock)
    return stream.getvalue()


SEEDS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: _encoded("JPEG", exif=_exif(), quality=90),
    "jpeg progressive": lambda: _encoded("JPEG", progressive=True, subsampling=0),
    "jpeg cmyk": lambda: _encoded("JPEG", "CMYK"),
    "mpo": lambda: _encoded("MPO", pages=2),
    "png": lambda: _encoded("PNG", exif=_exif()),
    "png palette": lambda: _encoded("PNG", "P", transparency=3),
    "png 16 bits": lambda: _encoded("PNG", "I;16"),
    "apng": lambda: _encoded("PNG", pages=3),
    "bmp": lambda: _encoded("BMP"),
    "gif": lambda: _encoded("GIF", "P", pages=2),
    "tiff": lambda: _encoded("TIFF", pages=3),
    "tiff lzw": lambda: _encoded("TIFF", pages=3, compression="tiff_lzw"),
    "tiff jpeg": lambda: _encoded("TIFF", compression="jpeg"),
    "tiff group 4": lambda: _encoded("TIFF", "1", pages=2, compression="group4"),
    "webp": lambda: _encoded("WEBP", exif=_exif()),
    "webp lossless": lambda: _encoded("WEBP", "RGBA", lossless=True),
    "webp animated": lambda: _encoded("WEBP", pages=3),
    "heic": lambda: _encoded("HEIF", exif=_exif()),
    "heic two pictures": lambda: _encoded("HEIF", pages=2),
    "heic grid": lambda: grid([_encoded("HEIF")] * 4, SIZE, b"heic", b"hvc1"),
    "avif grid": lambda: grid([_encoded("AVIF", speed=10)] * 4, SIZE, b"avif", b"av01"),
    "avif": lambda: _encoded("AVIF", speed=10, exif=_exif()),
    "avif animated": lambda: _encoded("AVIF", pages=2, speed=10),
    "pdf of a picture": lambda: _encoded("PDF", pages=2),
    "pdf form": lambda: _form(),
    "pdf rc4": lambda: _encrypted(3),
    "pdf aes 128": lambda: _encrypted(4),
    "pdf aes 256": lambda: _encrypted(6),
    "pdf password": lambda: _encrypted(6, password="p"),
}
