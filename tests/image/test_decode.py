"""Every format, every orientation, and one clear sentence for every file that is no picture."""

from __future__ import annotations

import io
import os
import warnings
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pillow_heif
import pypdfium2
import pytest
from PIL import Image, ImageCms

from cardscan.errors import (
    DamagedPhotoError,
    EncryptedPhotoError,
    OversizedPhotoError,
    PhotoError,
    UnsupportedPhotoError,
)
from cardscan.image import PICTURE_SUFFIXES, bitmap, load_photos, open_picture

SIZE = (120, 80)
RED, GREEN, BLUE = (200, 30, 30), (30, 160, 30), (30, 30, 200)


def quarters() -> Image.Image:
    """A white picture with a red upper left, a green upper right and a blue lower left."""
    picture = Image.new("RGB", SIZE, "white")
    for place, color in (((0, 0), RED), ((60, 0), GREEN), ((0, 40), BLUE)):
        picture.paste(Image.new("RGB", (60, 40), color), place)
    return picture


def noise(size: tuple[int, int] = (400, 300)) -> Image.Image:
    values = np.random.default_rng(5).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(values)


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    pillow_heif.register_heif_opener()
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def photos_of(path: Path, data: bytes, **options: int):
    path.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return list(load_photos(path, **options))


def corner_colors(pixels: np.ndarray) -> list[tuple[int, int, int]]:
    """RGB in the middle of the quarters: upper left, upper right, lower left, lower right."""
    height, width = pixels.shape[:2]
    places = [(1, 1), (3, 1), (1, 3), (3, 3)]
    return [tuple(int(v) for v in pixels[y * height // 4, x * width // 4][::-1]) for x, y in places]


def is_near(one: tuple[int, ...], other: tuple[int, ...], within: int = 40) -> bool:
    return all(abs(int(a) - int(b)) <= within for a, b in zip(one, other, strict=True))


FORMATS = {
    "jpg": ("JPEG", {"quality": 95, "subsampling": 0}),
    "png": ("PNG", {}),
    "webp": ("WEBP", {"lossless": True}),
    "heic": ("HEIF", {"quality": 95}),
    "avif": ("AVIF", {"quality": 95}),
    "bmp": ("BMP", {}),
    "tif": ("TIFF", {"compression": "tiff_lzw"}),
    "pdf": ("PDF", {}),
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_bgr_pixels(tmp_path: Path, suffix: str) -> None:
    kind, options = FORMATS[suffix]
    path = tmp_path / f"a.{suffix}"
    (photo,) = photos_of(path, encoded(quarters(), kind, **options))
    assert photo.pixels.dtype == np.uint8
    assert photo.pixels.shape[2] == 3
    assert photo.pixels.shape[1] / photo.pixels.shape[0] == pytest.approx(1.5, abs=0.02)
    for seen, drawn in zip(
        corner_colors(photo.pixels), (RED, GREEN, BLUE, (255, 255, 255)), strict=True
    ):
        assert is_near(seen, drawn)
    assert photo.source == str(path)
    assert len(photo.sha256) == 64
    assert f".{suffix}" in PICTURE_SUFFIXES


MODES = {
    "grey": (lambda: Image.new("L", SIZE, 90), (90, 90, 90)),
    "one bit": (lambda: Image.new("1", SIZE, 1), (255, 255, 255)),
    "palette": (lambda: Image.new("RGB", SIZE, RED).quantize(), RED),
    "alpha on white": (lambda: Image.new("RGBA", SIZE, (0, 0, 0, 0)), (255, 255, 255)),
    "half alpha": (lambda: Image.new("LA", SIZE, (0, 128)), (127, 127, 127)),
    "16 bits": (
        lambda: Image.fromarray(np.linspace(0, 65535, 9600).astype(np.uint16).reshape(80, 120)),
        None,
    ),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_becomes_eight_bit_colour(tmp_path: Path, mode: str) -> None:
    draw, color = MODES[mode]
    (photo,) = photos_of(tmp_path / "a.png", encoded(draw(), "PNG"))
    assert photo.pixels.shape == (80, 120, 3)
    if color is not None:
        assert is_near(tuple(photo.pixels[40, 60][::-1]), color, within=6)
    else:
        assert photo.pixels[0].mean() < 5
        assert 120 < photo.pixels[40].mean() < 135
        assert photo.pixels[-1].mean() > 250


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("TIFF", "CMYK"), ("TIFF", "LAB")])
def test_print_colour_spaces(tmp_path: Path, kind: str, mode: str) -> None:
    picture = Image.new("RGB", SIZE, RED)
    if mode == "LAB":
        profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        picture = ImageCms.applyTransform(picture, ImageCms.buildTransform(*profiles, "RGB", "LAB"))
    else:
        picture = picture.convert(mode)
    (photo,) = photos_of(tmp_path / "a.x", encoded(picture, kind))
    blue, green, red = (int(v) for v in photo.pixels[40, 60])
    assert is_near((red, green, blue), RED)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_orientation_is_applied_once(tmp_path: Path, kind: str, orientation: int) -> None:
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = quarters() if back is None else quarters().transpose(back)
    exif = Image.Exif()
    exif[0x0112] = orientation
    (photo,) = photos_of(tmp_path / "a.x", encoded(stored, kind, exif=exif))
    assert photo.pixels.shape == (80, 120, 3)
    assert is_near(corner_colors(photo.pixels)[0], RED)
    assert is_near(corner_colors(photo.pixels)[1], GREEN)
    assert is_near(corner_colors(photo.pixels)[2], BLUE)


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_turned_heif_is_turned_once(tmp_path: Path, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = quarters().transpose(Image.Transpose.ROTATE_90)
    (photo,) = photos_of(tmp_path / "a.x", encoded(stored, kind, exif=exif.tobytes()))
    assert photo.pixels.shape == (80, 120, 3)
    assert is_near(corner_colors(photo.pixels)[0], RED)


def test_date_and_place_come_from_exif(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2024:05:17 18:30:05"
    exif.get_ifd(0x8769)[0x9011] = "+00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 36.0), 3: "W", 4: (16.0, 22.0, 12.0)})
    (photo,) = photos_of(tmp_path / "a.jpg", encoded(quarters(), "JPEG", exif=exif))
    assert photo.taken_at == datetime(2024, 5, 17, 18, 30, 5, tzinfo=UTC)
    assert photo.place == (pytest.approx(48.21), pytest.approx(-16.37))


@pytest.mark.parametrize(
    "text", ["0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday", "2024:13:41 99:00:00"]
)
def test_a_nonsensical_date_is_no_date(tmp_path: Path, text: str) -> None:
    exif = Image.Exif()
    exif[0x0132] = text
    (photo,) = photos_of(tmp_path / "a.jpg", encoded(quarters(), "JPEG", exif=exif))
    assert photo.taken_at is None
    assert photo.place is None


def test_damaged_exif_does_not_cost_the_picture(tmp_path: Path) -> None:
    data = encoded(quarters(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f\x12\x01" + b"\xff" * 40)
    (photo,) = photos_of(tmp_path / "a.jpg", data)
    assert is_near(corner_colors(photo.pixels)[0], RED)


def test_pages_come_one_by_one(tmp_path: Path) -> None:
    pages = [Image.new("RGB", SIZE, color) for color in (RED, GREEN, BLUE)]
    for kind in ("TIFF", "PDF"):
        data = encoded(pages[0], kind, save_all=True, append_images=pages[1:])
        photos = photos_of(tmp_path / "a.x", data)
        assert [photo.page for photo in photos] == [0, 1, 2]
        for photo, color in zip(photos, (RED, GREEN, BLUE), strict=True):
            assert is_near(corner_colors(photo.pixels)[0], color)


def test_only_the_first_picture_of_an_animation_counts(tmp_path: Path) -> None:
    frames = [Image.new("RGB", SIZE, color) for color in (RED, GREEN)]
    for kind in ("WEBP", "GIF", "PNG"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        (photo,) = photos_of(tmp_path / "a.x", data)
        assert is_near(corner_colors(photo.pixels)[0], RED)


@pytest.mark.parametrize(
    ("points", "long_side"), [((595, 842), 3508), ((241, 156), 1500), ((3000, 2000), 4000)]
)
def test_pdf_pages_are_rendered_at_a_bounded_size(
    tmp_path: Path, points: tuple[int, int], long_side: int
) -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(*points)
    path = tmp_path / "a.pdf"
    document.save(path)
    (photo,) = load_photos(path)
    assert max(photo.pixels.shape) == pytest.approx(long_side, abs=2)


# --- Files that are no picture


def truncated(kind: str, share: float, **options: object) -> bytes:
    data = encoded(noise(), kind, **options)
    return data[: int(len(data) * share)]


BROKEN = {
    "empty": (b"", DamagedPhotoError),
    "text": (b"Dear sir or madam,\n" * 20, UnsupportedPhotoError),
    "zip": (b"PK\x03\x04" + bytes(200), UnsupportedPhotoError),
    "jpeg header only": (encoded(noise(), "JPEG")[:20], DamagedPhotoError),
    "jpeg cut off early": (truncated("JPEG", 0.3), DamagedPhotoError),
    "png cut off early": (truncated("PNG", 0.3), DamagedPhotoError),
    "png header only": (encoded(noise(), "PNG")[:20], DamagedPhotoError),
    "webp cut off": (truncated("WEBP", 0.5), DamagedPhotoError),
    "heif cut off": (truncated("HEIF", 0.5), DamagedPhotoError),
    "avif cut off": (truncated("AVIF", 0.5), DamagedPhotoError),
    "tiff cut off": (truncated("TIFF", 0.5), DamagedPhotoError),
    "pdf cut off": (truncated("PDF", 0.5)[:900], DamagedPhotoError),
    "pdf header only": (b"%PDF-1.7\n", DamagedPhotoError),
    "many zeros": (bytes(5000), UnsupportedPhotoError),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_one_clear_error(
    tmp_path: Path, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    data, kind = BROKEN[what]
    with pytest.raises(kind) as caught:
        photos_of(tmp_path / "card.jpg", data)
    assert "card.jpg" in caught.value.message
    assert caught.value.message.endswith(".")
    assert caught.value.message.count(". ") == 0
    assert caught.value.next_step
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_of_which_most_is_there_is_used(tmp_path: Path, kind: str) -> None:
    (photo,) = photos_of(tmp_path / "a.jpg", truncated(kind, 0.8))
    assert photo.pixels.shape == (300, 400, 3)
    assert photo.remarks == ("the file is cut off: the lower part is missing",)
    assert (
        np.abs(photo.pixels[100:150].astype(int) - np.asarray(noise())[100:150, :, ::-1]).mean()
        < 50
    )


def test_the_end_of_a_preview_is_not_that_of_the_picture(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x927C] = encoded(noise(), "JPEG", quality=5)  # a note with a whole JPEG in it
    (photo,) = photos_of(tmp_path / "a.jpg", truncated("JPEG", 0.8, exif=exif))
    assert photo.remarks == ("the file is cut off: the lower part is missing",)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}], ids=str)
def test_a_whole_jpeg_has_the_pixels_that_pillow_gives(
    tmp_path: Path, options: dict[str, object]
) -> None:
    data = encoded(noise(), "JPEG", quality=80, **options)
    (photo,) = photos_of(tmp_path / "a.jpg", data + b"what a phone adds")
    with Image.open(io.BytesIO(data)) as image:
        assert np.array_equal(photo.pixels, np.asarray(image)[:, :, ::-1])


def test_a_progressive_jpeg_without_its_last_scan_is_only_less_sharp(tmp_path: Path) -> None:
    (photo,) = photos_of(tmp_path / "a.jpg", truncated("JPEG", 0.9, progressive=True))
    assert photo.remarks
    assert photo.pixels.shape == (300, 400, 3)


def test_a_huge_picture_is_refused_before_decoding(tmp_path: Path) -> None:
    data = encoded(Image.new("1", (30_000, 30_000)), "PNG")
    with pytest.raises(OversizedPhotoError, match="pixels"):
        photos_of(tmp_path / "a.png", data)


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("JPEG", "RGB", {"subsampling": 0}),
        ("JPEG", "L", {"progressive": True}),
        ("MPO", "RGB", {}),
        ("PNG", "RGB", {"compress_level": 1}),
        ("PNG", "P", {"compress_level": 1}),
        ("PNG", "I;16", {"compress_level": 1}),
        ("TIFF", "RGB", {}),
    ],
)
def test_a_very_large_picture_is_made_smaller_while_it_is_decoded(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    mode: str,
    options: dict[str, object],
) -> None:
    # The real limit is 65 megapixels: what counts is that a picture is above it.
    monkeypatch.setattr(bitmap, "_MOST_KEPT_PIXELS", 120_000)
    large = quarters().resize((1201, 803), Image.Resampling.NEAREST)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = large.transpose(Image.Transpose.ROTATE_90)
    if mode == "I;16":
        turned = Image.fromarray(np.asarray(turned.convert("L")).astype(np.uint16) * 257)
    else:
        turned = turned.convert(mode)
    (photo,) = photos_of(tmp_path / "a.x", encoded(turned, kind, exif=exif, **options))
    assert photo.scale == 4
    assert photo.pixels.shape[:2] == pytest.approx((201, 300), abs=1)
    colours = corner_colors(photo.pixels)
    if mode == "RGB":
        for seen, drawn in zip(colours, (RED, GREEN, BLUE, (255, 255, 255)), strict=True):
            assert is_near(seen, drawn)
    else:
        assert is_near(colours[3], (255, 255, 255))
        assert max(map(sum, colours[:3])) < 600


def test_a_photo_of_108_megapixels_is_read_at_half_its_size(tmp_path: Path) -> None:
    data = encoded(Image.new("L", (12_000, 9_000), 90), "JPEG")
    (photo,) = photos_of(tmp_path / "a.jpg", data)
    assert photo.pixels.shape == (4_500, 6_000, 3)
    assert photo.scale == 2


def test_a_format_that_takes_more_memory_has_a_lower_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bitmap, "_DECODED_BYTES", 16 * 119_999)
    with pytest.raises(OversizedPhotoError):
        photos_of(tmp_path / "a.webp", encoded(noise(), "WEBP"))
    assert photos_of(tmp_path / "a.png", encoded(noise(), "PNG"))


@pytest.mark.parametrize("options", [{}, {"compression": "tiff_lzw"}, {"compression": "group4"}])
def test_a_tiff_that_is_cut_off_keeps_its_good_first_pages(
    tmp_path: Path, options: dict[str, object]
) -> None:
    drawn = [
        noise((40 + k, 30)).convert("1" if "group4" in options.values() else "RGB")
        for k in range(3)
    ]
    data = encoded(drawn[0], "TIFF", save_all=True, append_images=drawn[1:], **options)
    path = tmp_path / "a.tif"
    wholes = set()
    for length in range(200, len(data) - 60, 41):
        path.write_bytes(data[:length])
        widths: list[int] = []
        with pytest.raises(DamagedPhotoError) as caught:
            widths.extend(photo.pixels.shape[1] for photo in load_photos(path))
        assert widths == [40, 41, 42][: len(widths)]
        assert (f"page {len(widths) + 1} of a.tif" in caught.value.message) == bool(widths)
        wholes.add(len(widths))
    assert wholes == {0, 1, 2}


def test_a_picture_with_the_mark_of_a_pdf_in_a_comment_is_a_picture(tmp_path: Path) -> None:
    for kind in ("JPEG", "GIF"):
        data = encoded(quarters(), kind, comment=b"made from %PDF-1.4")
        assert b"%PDF-" in data[:1024]
        (photo,) = photos_of(tmp_path / "a.x", data)
        assert photo.pixels.shape == (80, 120, 3)


def test_a_pdf_may_begin_with_something_else(tmp_path: Path) -> None:
    (photo,) = photos_of(tmp_path / "a.pdf", b"\r\n" * 20 + encoded(quarters(), "PDF"))
    assert max(photo.pixels.shape) == 1500


def test_what_is_filled_into_the_form_of_a_pdf_is_drawn(tmp_path: Path) -> None:
    (photo,) = photos_of(tmp_path / "a.pdf", FORM_PDF)
    ink = (photo.pixels < 100).all(axis=2)
    height, width = ink.shape
    assert ink[height // 4 : height * 3 // 4, width // 8 : width * 7 // 8].mean() > 0.01


def test_the_limit_on_pixels_can_be_set(tmp_path: Path) -> None:
    data = encoded(noise(), "PNG")
    assert len(photos_of(tmp_path / "a.png", data, max_pixels=120_000)) == 1
    with pytest.raises(OversizedPhotoError):
        photos_of(tmp_path / "a.png", data, max_pixels=119_999)


LOCKED_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<"
    + b"28" * 32 + b">/U<" + b"11" * 32 + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>\n%%EOF\n"
)  # fmt: skip


FORM_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]"
    b"/DA(/F 24 Tf 0 g)/DR<</Font<</F 5 0 R>>>>>>>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 240 150]/Annots[4 0 R]>>endobj\n"
    b"4 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Klara Beispiel)/F 4/P 3 0 R"
    b"/Rect[20 50 220 100]/DA(/F 24 Tf 0 g)>>endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n"
)
"""A field with a value, but without the drawing of it that most programs add."""


def test_a_pdf_with_a_password_says_so(tmp_path: Path) -> None:
    with pytest.raises(EncryptedPhotoError, match="password"):
        photos_of(tmp_path / "a.pdf", LOCKED_PDF)


def test_a_folder_and_a_missing_file_say_so(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedPhotoError, match="folder"):
        list(load_photos(tmp_path))
    with pytest.raises(PhotoError, match="does not exist"):
        list(load_photos(tmp_path / "nothing.jpg"))
    (tmp_path / "file").write_text("x")
    with pytest.raises(PhotoError, match="does not exist"):
        list(load_photos(tmp_path / "file" / "a.jpg"))


def test_a_file_without_permission_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(quarters(), "JPEG"))
    path.chmod(0)
    if os.geteuid() == 0:  # root may read anything

        def refuse(self: Path) -> bytes:
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(PhotoError, match="may not read"):
        list(load_photos(path))


@pytest.mark.parametrize("share", [0.3, 0.55, 0.8])
def test_a_tiff_that_is_cut_off_keeps_its_first_pages(tmp_path: Path, share: float) -> None:
    pages = [Image.effect_noise((60, 40), 50 + number) for number in range(10)]
    path = tmp_path / "long.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:])
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    picture = open_picture(path)
    good = int(10 * share)
    for number in range(good):
        assert picture.photo(number).pixels.shape == (40, 60, 3)
    assert picture.count > good
    for number in range(good, picture.count):
        with pytest.raises(DamagedPhotoError, match="cut off"):
            picture.photo(number)
